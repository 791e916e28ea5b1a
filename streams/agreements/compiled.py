"""Instruments compiled once into an index: (event type, recipient role, area) to what may touch such a request."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Final

import msgspec

from schemas.items import Item
from streams.agreements import conditions, document
from streams.agreements.clauses import Clause, Condition
from streams.agreements.document import Agreement, Duty
from streams.agreements.layout import Layout
from streams.agreements.masks import mask_of
from streams.agreements.parts import Basis
from streams.agreements.request import Request
from streams.agreements.terms import Name, Term, after, terms_of
from streams.agreements.verdict import Instrument
from streams.agreements.vocabulary import PartyKind, RecipientRole

MINIMUM: Final = "minimum"
"""What a verdict names as the clause of a duty."""

Key = tuple[str, RecipientRole, str]


class Rule(msgspec.Struct, frozen=True):
    """A clause: the items (a mask) that it gives or withholds where all conditions hold.

    `name` is `instrument/clause`, by their ids.
    """

    name: str
    instrument: Instrument
    clause: str
    items: int
    when: tuple[conditions.Compiled, ...]


class AgreementPart(msgspec.Struct, frozen=True):
    """The part of one agreement that may touch requests of one key."""

    instrument: Instrument
    term: Term
    review_overdue: datetime
    provider_agencies: frozenset[str]
    provider_kinds: frozenset[PartyKind]
    signatories: frozenset[str]
    recipient_agencies: frozenset[str]
    recipient_kinds: frozenset[PartyKind]
    permits: tuple[Rule, ...]
    forbids: tuple[Rule, ...]
    demands: tuple[tuple[str, int], ...]
    offered: int
    always_forbidden: int

    def between(self, request: Request) -> bool:
        """Whether publisher and recipient are parties of this agreement."""
        return self.provides(request.publisher, request.publisher_kind) and (
            request.recipient_kind in self.recipient_kinds or request.recipient in self.recipient_agencies
        )

    def provides(self, publisher: str, kind: PartyKind) -> bool:
        """Whether a publisher provides under this agreement: one that is named by its kind alone only where it is a
        signatory, for nobody gives what is another's.
        """
        return publisher in self.provider_agencies or (kind in self.provider_kinds and publisher in self.signatories)

    def publishers(self, kinds: Mapping[str, PartyKind]) -> frozenset[str]:
        """Every agency that provides; a signatory whose kind is not among `kinds` may be of one that is named."""
        named = {each for each in self.signatories if kinds.get(each) in self.provider_kinds or each not in kinds}
        return self.provider_agencies | (named if self.provider_kinds else frozenset())

    def known_publishers(self, kinds: Mapping[str, PartyKind]) -> frozenset[str]:
        """Those of them that provide for certain: named themselves, or of a kind that is named and known."""
        return self.provider_agencies | {each for each in self.signatories if kinds.get(each) in self.provider_kinds}


class DutyPart(msgspec.Struct, frozen=True):
    """A duty, for one event type and role."""

    minimum: Rule
    term: Term
    holder_kind: PartyKind
    recipient_kinds: frozenset[PartyKind]

    def between(self, request: Request) -> bool:
        """Whether the publisher holds this duty towards the recipient."""
        return request.publisher_kind == self.holder_kind and request.recipient_kind in self.recipient_kinds


class Entry(msgspec.Struct, frozen=True):
    """All that may touch requests of one key, sorted by instrument and clause."""

    agreements: tuple[AgreementPart, ...] = ()
    duties: tuple[DutyPart, ...] = ()


_EMPTY: Final = Entry()


class Index(msgspec.Struct, frozen=True):
    """Instruments ready to be evaluated against.

    `named` are the recipients whom an agreement names by their id, `layout` says which bit is which condition's.
    """

    instruments: tuple[Instrument, ...]
    entries: dict[Key, Entry]
    duties: dict[tuple[str, RecipientRole], Entry]
    named: frozenset[str]
    layout: Layout

    def entry(self, request: Request) -> Entry:
        """What may touch this request; a duty knows no area."""
        found = self.entries.get((request.event_type, request.role, request.area))
        return found if found is not None else self.duties.get((request.event_type, request.role), _EMPTY)


def compile_index(
    documents: Iterable[document.Instrument],
    suspended: Collection[str] = (),
    unsigned: Collection[tuple[str, int]] = (),
) -> Index:
    """Compile instruments; their order does not matter, the same one twice counts once.

    `suspended` are ids of agreements that the reference says are suspended now: they count at no time, and keep the
    digest that was registered. `unsigned` are versions (id, number) of agreements that lack a signature: they count
    at no time, and replace nothing. A duty is neither suspended nor signed. Two different documents with one id and
    version raise `ValueError`.
    """
    known = _unique(documents)
    duties: dict[tuple[str, RecipientRole], list[DutyPart]] = defaultdict(list)
    parts: dict[Key, list[AgreementPart]] = defaultdict(list)
    names = {name: _instrument(*known[name]) for name in sorted(known)}
    terms = terms_of([content for content, _ in known.values()], suspended, unsigned)
    for name, instrument in names.items():
        content, term = known[name][0], terms[name]
        if isinstance(content, Duty):
            part = _duty(content, instrument, term)
            for event_type in content.event_types:
                for role in content.recipient_roles:
                    duties[event_type, role].append(part)
        else:
            for key, agreement_part in _agreement(content, instrument, term):
                parts[key].append(agreement_part)
    spoken = list(chain.from_iterable(parts.values()))
    held = list(chain.from_iterable(duties.values()))
    rules = chain((rule for part in spoken for rule in (*part.permits, *part.forbids)), (duty.minimum for duty in held))
    return Index(
        tuple(names.values()),
        {key: Entry(tuple(found), tuple(duties.get(key[:2], ()))) for key, found in parts.items()},
        {pair: Entry((), tuple(found)) for pair, found in duties.items()},
        frozenset().union(*(part.recipient_agencies for part in spoken)),
        Layout(
            (condition for rule in rules for condition in rule.when),
            (demand for part in spoken for demand, _ in part.demands),
        ),
    )


def _unique(documents: Iterable[document.Instrument]) -> dict[Name, tuple[document.Instrument, bytes]]:
    """Each instrument once, with its digest."""
    known: dict[Name, tuple[document.Instrument, bytes]] = {}
    for content in documents:
        name, digest = (content.id, content.kind, content.version), document.digest(content)
        if known.setdefault(name, (content, digest))[1] != digest:
            raise ValueError(f"two documents are `{content.id}` version `{content.version}`: raise one's version")
    return known


def _instrument(content: document.Instrument, digest: bytes) -> Instrument:
    return Instrument(
        kind=content.kind,
        id=content.id,
        version=content.version,
        digest=digest,
        title=content.title,
        purpose=content.purpose,
        lawful_basis="" if content.lawful_basis is None else _basis_text(content.lawful_basis),
        handling=content.handling,
    )


def _basis_text(basis: Basis) -> str:
    parts = (f"UK GDPR Art {basis.uk_gdpr}", basis.special_category, basis.criminal_offence, basis.police_data)
    return "; ".join(part for part in (*parts, basis.statute) if part)


def _rule(instrument: Instrument, clause: str, items: Iterable[Item], when: tuple[Condition, ...]) -> Rule:
    compiled = sorted((conditions.compile_condition(each) for each in when), key=lambda each: each.text)
    return Rule(f"{instrument.id}/{clause}", instrument, clause, mask_of(items), tuple(compiled))


def _duty(duty: Duty, instrument: Instrument, term: Term) -> DutyPart:
    return DutyPart(
        minimum=_rule(instrument, MINIMUM, duty.minimum, duty.when),
        term=term,
        holder_kind=duty.holder_kind,
        recipient_kinds=frozenset(duty.recipient_kinds),
    )


def _agreement(agreement: Agreement, instrument: Instrument, term: Term) -> Iterable[tuple[Key, AgreementPart]]:
    rules = [
        (clause, _rule(instrument, clause.id, agreement.items_in(clause), clause.when))
        for clause in sorted(agreement.clauses, key=lambda clause: clause.id)
    ]
    for event_type in sorted({event_type for clause, _ in rules for event_type in clause.event_types}):
        for role in RecipientRole:
            named = [
                (clause, rule)
                for clause, rule in rules
                if event_type in clause.event_types and role in clause.recipient_roles
            ]
            if named:
                part = _part(agreement, instrument, term, role, named)
                for area in agreement.areas:
                    yield (event_type, role, area), part


def _part(
    agreement: Agreement, instrument: Instrument, term: Term, role: RecipientRole, rules: list[tuple[Clause, Rule]]
) -> AgreementPart:
    permits = tuple(rule for clause, rule in rules if clause.effect == "permit")
    forbids = tuple(rule for clause, rule in rules if clause.effect == "forbid")
    receiving = [recipient for recipient in agreement.parties.recipients if role in recipient.roles]
    providers = agreement.parties.providers
    return AgreementPart(
        instrument=instrument,
        term=term,
        review_overdue=after(agreement.dates.review_by),
        provider_agencies=frozenset(party.agency for party in providers if party.agency is not None),
        provider_kinds=frozenset(party.kind for party in providers if party.kind is not None),
        signatories=frozenset(agreement.signatories),
        recipient_agencies=frozenset(party.agency for party in receiving if party.agency is not None),
        recipient_kinds=frozenset(party.kind for party in receiving if party.kind is not None),
        permits=permits,
        forbids=forbids,
        demands=tuple(
            (needed.demand, mask_of(agreement.items_in(needed)))
            for needed in sorted(agreement.eligibility, key=lambda needed: needed.demand)
        ),
        offered=_union(permits),
        always_forbidden=_union(tuple(rule for rule in forbids if not rule.when)),
    )


def _union(rules: tuple[Rule, ...]) -> int:
    mask = 0
    for rule in rules:
        mask |= rule.items
    return mask
