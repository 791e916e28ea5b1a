"""Examine instruments, each by itself and all together, before they are registered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from schemas.items import ADDRESSES
from streams.agreements import check_agreement
from streams.agreements.check_agreement import clause_paths
from streams.agreements.clauses import Clause
from streams.agreements.contradiction import never_holds
from streams.agreements.document import Agreement, Duty, Instrument, canonical
from streams.agreements.findings import Code, Finding, Severity, error, warning
from streams.agreements.statute import said, unnotified
from streams.agreements.vocabulary import EVENT_TYPES, NO_KINDS, PartyKind

__all__ = ["Code", "Finding", "Severity", "check"]


def check(documents: Iterable[Instrument], kinds: Mapping[str, PartyKind] = NO_KINDS) -> tuple[Finding, ...]:
    """All findings, errors first, then by document and place. No finding: the set can be registered.

    `kinds` says which agency is of which kind; of one that is not named it is not known.
    """
    known = sorted(documents, key=lambda document: (document.id, document.kind, document.version))
    duties = [document for document in known if isinstance(document, Duty)]
    agreements = [document for document in known if isinstance(document, Agreement)]
    found = [
        *_same_version(known),
        *(finding for document in known for finding in _event_types(document)),
        *(finding for duty in duties for finding in _duty(duty)),
        *(finding for agreement in agreements for finding in check_agreement.check(agreement, kinds)),
        *(finding for agreement in agreements for finding in _id_of_a_duty(agreement, duties)),
        *_duty_missing(duties),
        *(finding for agreement in agreements for finding in _hits_duty(agreement, duties)),
        *(finding for agreement in agreements for finding in _supersedes(agreement, agreements)),
    ]
    return tuple(sorted(found, key=lambda each: (each.severity, each.id, each.version, str(each.path), each.message)))


def _same_version(known: Sequence[Instrument]) -> Iterator[Finding]:
    for before, after in pairwise(known):
        same = (before.id, before.kind, before.version) == (after.id, after.kind, after.version)
        if same and canonical(before) != canonical(after):
            message = f"`{after.id}` version {after.version} stands twice with different contents: raise the version"
            yield error(Code.SAME_VERSION_TWICE, after, ("version",), message)


def _id_of_a_duty(agreement: Agreement, duties: Sequence[Duty]) -> Iterator[Finding]:
    """What is said of one of them (suspended, replaced, explained) would be taken for the other."""
    if any(duty.id == agreement.id for duty in duties):
        message = f"`{agreement.id}` is a duty: give the agreement an id of its own"
        yield error(Code.ID_OF_A_DUTY, agreement, ("id",), message)


def _event_types(document: Instrument) -> Iterator[Finding]:
    parts: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = (
        [((), document.event_types)]
        if isinstance(document, Duty)
        else [(path, clause.event_types) for path, clause in clause_paths(document)]
    )
    for path, event_types in parts:
        for position, event_type in enumerate(event_types):
            if event_type not in EVENT_TYPES:
                known = ", ".join(sorted(EVENT_TYPES))
                message = f"no event type is called `{event_type}`: choose from {known}"
                yield error(Code.UNKNOWN_EVENT_TYPE, document, (*path, "event_types", position), message)


def _duty(duty: Duty) -> Iterator[Finding]:
    yield from check_agreement.never_to_a_setting(
        duty, duty.recipient_roles, duty.recipient_kinds, duty.minimum, duty.event_types
    )
    yield from check_agreement.not_of_event(duty, ("minimum",), duty.event_types, duty.minimum)
    for fault in never_holds(duty.when):
        message = f"{fault}, so the duty never applies and its notifications are lost: correct the conditions"
        yield error(Code.CONDITIONS_NEVER_HOLD, duty, ("when",), message)
    for item in duty.minimum:
        if item in ADDRESSES:
            message = (
                f"`{item}` is suppressed when a person is restricted, which holds the whole notification at a desk: "
                "leave it to agreements"
            )
            yield warning(Code.DUTY_HELD_BY_RESTRICTION, duty, ("minimum",), message)
    yield from check_agreement.basis(duty, duty.lawful_basis, (duty.holder_kind,))
    if not duty.handling:
        yield error(Code.HANDLING_MISSING, duty, (), "a notice needs handling text: say what to do first")


def _duty_missing(duties: Sequence[Duty]) -> Iterator[Finding]:
    """Whatever agreements say: one that expires or is suspended must leave no setting without its notification."""
    for case in unnotified(duties):
        message = (
            f"no duty gives `{case.event_type}` to {', '.join(case.roles)} of a {case.kind} with "
            f"{', '.join(sorted(case.items))} on {case.day} for {said(case.facts)}: without an agreement in force "
            "they would not be notified; add a duty, or correct its conditions, its minimum or its first day"
        )
        yield error(Code.DUTY_MISSING, None, (), message)


def _hits_duty(agreement: Agreement, duties: Sequence[Duty]) -> Iterator[Finding]:
    for path, clause in clause_paths(agreement):
        for duty in duties if clause.effect == "forbid" else ():
            hit = sorted(agreement.items_in(clause).intersection(duty.minimum))
            if hit and _meet(clause, duty):
                message = (
                    f"this forbids {', '.join(hit)}, which `{duty.id}` requires: each such notification will stand "
                    "on a desk; forbid other items unless that is meant"
                )
                yield warning(Code.DUTY_HELD_BY_FORBID, agreement, path, message)


def _meet(clause: Clause, duty: Duty) -> bool:
    same_events = not set(clause.event_types).isdisjoint(duty.event_types)
    return same_events and not set(clause.recipient_roles).isdisjoint(duty.recipient_roles)


def _supersedes(agreement: Agreement, agreements: Sequence[Agreement]) -> Iterator[Finding]:
    by_name = {(each.id, each.version): each for each in agreements}
    replaced = [each for each in agreements if each.id == agreement.id and each.version < agreement.version]
    for position, named in enumerate(agreement.supersedes):
        path = ("supersedes", position)
        other = by_name.get((named.id, named.version))
        if other is None:
            message = f"`{named.id}` version {named.version} is not among these agreements: correct the reference"
            yield warning(Code.SUPERSEDES_UNKNOWN, agreement, path, message)
        elif _replaces(other, agreement):
            message = f"`{named.id}` version {named.version} replaces this one in turn, so neither counts: remove one"
            yield error(Code.SUPERSEDE_EACH_OTHER, agreement, path, message)
        else:
            replaced.append(other)
    dates = agreement.dates
    yield from _lacks_signatory(agreement, replaced)
    if replaced and (dates.incidents_from or dates.in_force_from) >= dates.in_force_from:
        message = (
            "it replaces an agreement but covers no incident before its first day, so an incident of the night before "
            "is covered by neither: set `incidents_from` some days earlier"
        )
        yield warning(Code.INCIDENTS_UNCOVERED, agreement, ("dates", "in_force_from"), message)


def _lacks_signatory(agreement: Agreement, replaced: Iterable[Agreement]) -> Iterator[Finding]:
    """As `terms.Succession`: nobody ends what others agreed. One that has expired by then needs no ending."""
    for other in replaced:
        lacking = sorted(set(other.signatories) - set(agreement.signatories))
        expires = other.dates.expires
        if lacking and (expires is None or expires >= agreement.dates.in_force_from):
            message = (
                f"`{other.id}` version {other.version} is signed by {', '.join(lacking)} as well, so this one would "
                "not replace it and both would count: add them to `signatories`, or write an agreement with an id of "
                "its own that replaces nothing"
            )
            yield error(Code.SUCCESSOR_LACKS_SIGNATORY, agreement, ("signatories",), message)


def _replaces(other: Agreement, agreement: Agreement) -> bool:
    if other.id == agreement.id:
        return other.version >= agreement.version
    return any((named.id, named.version) == (agreement.id, agreement.version) for named in other.supersedes)
