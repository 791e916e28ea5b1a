"""The agreements and duties of the reference, compiled once for evaluation whenever they change."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from schemas.publisher_keys import PublisherKey
from schemas.records.reference import (
    AgencyKeyRevoked,
    AgreementSigned,
    InstrumentKind,
    InstrumentRegistered,
    InstrumentSuspended,
    ReferenceRecord,
)
from streams.agreements.answers import Answers
from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Agreement, Instrument, from_canonical
from streams.agreements.reader import DocumentError
from streams.agreements.signing import Counted, SignatureRefused, agrees, verified

Version = tuple[str, int]
"""An instrument's id and version."""

Body = InstrumentRegistered | AgreementSigned | InstrumentSuspended | AgencyKeyRevoked


class Moment(Struct, frozen=True):
    """A reference record in the life of instruments, and the versions that it touches.

    `refused` says why it counts for nothing, or why nothing flows under what it registers; mostly it is empty.
    """

    number: int
    at: datetime
    made_by: str
    body: Body
    versions: frozenset[Version]
    refused: str = ""


class Instruments:
    """Every registered version, which signatures count, and which ids are suspended now."""

    def __init__(self) -> None:
        self.registered: dict[Version, InstrumentRegistered] = {}
        self.history: list[Moment] = []
        self._documents: dict[Version, Instrument] = {}
        self._unreadable: set[Version] = set()
        self._counted: dict[Version, dict[str, Counted]] = {}
        self._suspended: dict[str, InstrumentSuspended] = {}
        self._index: Index | None = None
        self._answers: Answers | None = None

    def take(self, record: ReferenceRecord, keys: Mapping[tuple[str, str], PublisherKey]) -> None:
        """Take in a registered version, a party's signature, a suspension lifted or laid on, or a key's revocation.

        The first registration of a version stands: another one of other contents counts for nothing. An agreement
        that this program cannot read refuses all under its id. A duty that it cannot read raises `DocumentError`: to
        decide without it would lose what the statute demands.
        """
        body, refused = record.body, ""
        match body:
            case InstrumentRegistered():
                refused, versions = self._register(body), frozenset({(body.id, body.version)})
            case AgreementSigned():
                refused, versions = self._sign(body, record, keys), frozenset({(body.id, body.version)})
            case InstrumentSuspended():
                versions = self._suspend(body)
            case AgencyKeyRevoked():
                versions = self._unsign(body)
                if not versions:
                    return
            case _:
                raise TypeError(f"a `{type(body).__name__}` is no record of an instrument")
        self._index = self._answers = None
        self.history.append(Moment(record.number, record.at, record.made_by, body, versions, refused))

    def document(self, id: str, version: int) -> Instrument | None:
        """One registered version."""
        return self._documents.get((id, version))

    def documents(self) -> list[Instrument]:
        """All documents as registered, by id and version."""
        return [self._documents[key] for key in sorted(self._documents)]

    def suspended(self) -> tuple[str, ...]:
        """Ids of the agreements under which nothing flows now: suspended, or with a version that cannot be read."""
        return tuple(sorted({id for id, _ in self._unreadable}.union(self._suspended)))

    def unreadable(self) -> tuple[Version, ...]:
        """Versions of agreements that this program cannot read: nothing flows under any version of their ids."""
        return tuple(sorted(self._unreadable))

    def suspension(self, id: str) -> InstrumentSuspended | None:
        """The suspension that an id is under now."""
        return self._suspended.get(id)

    def signatures(self, id: str, version: int) -> tuple[Counted, ...]:
        """The signatures of one version that count, in the order in which the hub took them."""
        counted = self._counted.get((id, version), {})
        return tuple(sorted(counted.values(), key=lambda each: each.number))

    def missing(self, id: str, version: int) -> tuple[str, ...]:
        """The signatories of an agreement whose signature is lacking; none of a duty."""
        document = self._documents[id, version]
        if not isinstance(document, Agreement):
            return ()
        counted = self._counted.get((id, version), {})
        return tuple(party for party in document.signatories if party not in counted)

    def unsigned(self) -> frozenset[Version]:
        """The versions that lack a signature."""
        return frozenset(version for version in self._documents if self.missing(*version))

    def index(self) -> Index:
        """What evaluation reads."""
        if self._index is None:
            self._index = compile_index(self.documents(), self.suspended(), self.unsigned())
        return self._index

    def answers(self) -> Answers:
        """The evaluator over what is registered."""
        if self._answers is None:
            self._answers = Answers(self.index())
        return self._answers

    def _register(self, body: InstrumentRegistered) -> str:
        held = self.registered.get((body.id, body.version))
        if held is not None:
            return "" if held.digest == body.digest else "the version is registered with other contents, which stand"
        self.registered[body.id, body.version] = body
        try:
            self._documents[body.id, body.version] = from_canonical(body.document)
        except DocumentError:
            if body.kind is InstrumentKind.DUTY:
                raise
            self._unreadable.add((body.id, body.version))
            return "this program cannot read the document, so nothing flows under its id"
        return ""

    def _sign(
        self, body: AgreementSigned, record: ReferenceRecord, keys: Mapping[tuple[str, str], PublisherKey]
    ) -> str:
        document = self._documents.get((body.id, body.version))
        if document is None:
            return "no such version is registered"
        try:
            signature = verified(body, record.hub, keys, record.at)
            agrees(signature, document, self.registered[body.id, body.version])
        except SignatureRefused as refused:
            return str(refused)
        counted = self._counted.setdefault((body.id, body.version), {})
        if body.party in counted:
            return "the party signed this version before"
        counted[body.party] = Counted(
            body.party, signature.signatory, signature.signed_on, signature.signing_key, record.at, record.number
        )
        return ""

    def _suspend(self, body: InstrumentSuspended) -> frozenset[Version]:
        if body.suspended:
            self._suspended[body.id] = body
        else:
            self._suspended.pop(body.id, None)
        return frozenset(version for version in self.registered if version[0] == body.id)

    def _unsign(self, body: AgencyKeyRevoked) -> frozenset[Version]:
        """Drop signatures that the hub took at or after the moment from which their key is revoked."""
        dropped = set()
        for version, counted in self._counted.items():
            held = counted.get(body.agency)
            if held is not None and held.key == body.key and held.at >= body.at:
                del counted[body.agency]
                dropped.add(version)
        return frozenset(dropped)
