"""An instrument as a data-protection officer writes it: an information-sharing agreement or a statutory duty.

The parts are those that the ICO's data sharing code asks for (agreements.md). A document is read from YAML
(`parse`), examined together with the others (`streams.agreements.check`), registered in the reference log as
canonical bytes (`canonical`, `digest`) and read from there (`from_canonical`).

The digest must stay what it was when fields are added later, so canonical bytes leave out fields that have their
default: **a default, once released, never changes.**
"""

import hashlib
import json
from typing import Annotated, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from schemas.items import Item
from streams.agreements.clauses import Clause, Condition, Eligibility
from streams.agreements.fields import (
    EACH_ONCE,
    AgencyId,
    Area,
    DocumentId,
    DocumentPart,
    EventType,
    GroupName,
    IsoDate,
    Line,
    Text,
    Version,
)
from streams.agreements.parts import Basis, Controller, Dates, Parties, Reference, References, Retention
from streams.agreements.problems import elsewhere, from_validation
from streams.agreements.reader import DocumentError, Path, Place, Problem, Source, read
from streams.agreements.vocabulary import PartyKind, Purpose, RecipientRole


class Agreement(DocumentPart):
    """An information-sharing agreement. A higher version replaces a lower one of the same id as it comes into force.

    It comes into force only when each of its signatories, agencies of the hub, has signed exactly this version.
    """

    kind: Literal["agreement"]
    format: Literal[1]
    id: DocumentId
    version: Version
    title: Line
    areas: Annotated[tuple[Area, ...], Field(min_length=1), EACH_ONCE]
    signatories: Annotated[tuple[AgencyId, ...], Field(min_length=1), EACH_ONCE]
    supersedes: tuple[Reference, ...] = ()
    controllers: tuple[Controller, ...] = ()
    references: References
    parties: Parties
    purpose: Purpose
    lawful_basis: Basis | None = None
    item_groups: dict[GroupName, Annotated[tuple[Item, ...], Field(min_length=1), EACH_ONCE]] = {}  # noqa: RUF012 - pydantic copies it
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    eligibility: tuple[Eligibility, ...] = ()
    handling: tuple[Text, ...] = ()
    retention: Retention
    dates: Dates

    def items_in(self, part: Clause | Eligibility) -> frozenset[Item]:
        """Items that a clause or training rule names, its groups opened. An unknown group raises `KeyError`."""
        return frozenset(part.items).union(*(self.item_groups[name] for name in part.item_groups))

    @model_validator(mode="after")
    def _names(self) -> Self:
        ids: set[str] = set()
        for position, clause in enumerate(self.clauses):
            if clause.id in ids:
                message = f"two clauses are called `{clause.id}`: give each an id of its own"
                raise elsewhere(message, ("clauses", position, "id"))
            ids.add(clause.id)
            self._groups_known(clause, ("clauses", position))
        for position, needed in enumerate(self.eligibility):
            self._groups_known(needed, ("eligibility", position))
        return self

    def _groups_known(self, part: Clause | Eligibility, path: Path) -> None:
        for position, name in enumerate(part.item_groups):
            if name not in self.item_groups:
                message = f"item group `{name}` is not defined: add it to `item_groups`"
                raise elsewhere(message, (*path, "item_groups", position))


class Duty(DocumentPart):
    """Sharing that a statute requires: the minimum goes without any agreement, and does not expire."""

    kind: Literal["duty"]
    format: Literal[1]
    id: DocumentId
    version: Version
    title: Line
    statute: Line
    holder_kind: PartyKind
    event_types: Annotated[tuple[EventType, ...], Field(min_length=1), EACH_ONCE]
    recipient_kinds: Annotated[tuple[PartyKind, ...], Field(min_length=1), EACH_ONCE]
    recipient_roles: Annotated[tuple[RecipientRole, ...], Field(min_length=1), EACH_ONCE]
    minimum: Annotated[tuple[Item, ...], Field(min_length=1), EACH_ONCE]
    when: tuple[Condition, ...] = ()
    purpose: Purpose
    lawful_basis: Basis
    handling: tuple[Text, ...] = ()
    in_force_from: IsoDate


Instrument = Agreement | Duty
_KINDS: Final[dict[str, type[Agreement] | type[Duty]]] = {"agreement": Agreement, "duty": Duty}


def parse(data: bytes, file: str) -> Instrument:
    """The instrument of one YAML file's bytes; `file` is its name in messages. Raises `DocumentError`."""
    return from_source(read(data, file))


def from_source(source: Source) -> Instrument:
    """The instrument of a YAML file that has been read. Raises `DocumentError` with every problem and its place."""
    kind = source.tree.get("kind")
    model = _KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        message = f"`kind` is `{kind}`: write `kind: agreement` or `kind: duty`"
        raise DocumentError((Problem(source.file, source.place(("kind",)), ("kind",), message),))
    try:
        # Through JSON, whose strict mode takes texts for dates and names of the closed lists, and nothing else.
        return model.model_validate_json(json.dumps(source.tree))
    except ValidationError as error:
        raise DocumentError(from_validation(error, source)) from None


def canonical(document: Instrument) -> bytes:
    """The bytes that are registered: JSON, UTF-8, keys sorted, no spaces, fields at their default left out."""
    content = document.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: Instrument) -> bytes:
    """SHA-256 of the canonical bytes, 32 bytes."""
    return hashlib.sha256(canonical(document)).digest()


def from_canonical(data: bytes) -> Instrument:
    """The instrument of canonical bytes. Any other bytes, even of the same meaning, raise `DocumentError`."""
    try:
        tree = json.loads(data)
        model = _KINDS[tree["kind"]]
        document = model.model_validate_json(data)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _not_canonical() from None
    if canonical(document) != data:
        raise _not_canonical()
    return document


def _not_canonical() -> DocumentError:
    message = "these are not the canonical bytes of an instrument: register what `canonical` gives"
    return DocumentError((Problem("canonical", Place(1, 1), (), message),))
