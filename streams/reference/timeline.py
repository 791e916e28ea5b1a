"""What became of each agreement: how all of them stand at a time, and one's every change with who made it and why.

Changes by the reference log name the record; changes by a date name the date that the signed document gives.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from schemas.agreement_signature import open_signature
from schemas.records.reference import AgencyKeyRevoked, AgreementSigned, InstrumentRegistered, InstrumentSuspended
from streams.agreements.document import Agreement, Duty, Instrument
from streams.agreements.life import State, due_from, state_of
from streams.agreements.signing import Counted
from streams.agreements.terms import Succession, Term, after, first_day, start_of, terms_of
from streams.reference.instruments import Instruments, Moment

BY_DATE = "its dates"
"""Who makes a change that follows from the document's dates alone."""


class Standing(Struct, frozen=True):
    """How one version of an agreement stands. `missing` are the signatories who have not signed, `suspended_by` is the
    office and body that asked for the suspension that it is under.
    """

    id: str
    version: int
    title: str
    digest: str
    state: State
    signatories: tuple[str, ...]
    missing: tuple[str, ...]
    signatures: tuple[Counted, ...]
    in_force_from: date
    review_by: date
    expires: date | None
    suspended_because: str
    suspended_by: str
    replaced_by: str


class DutyStanding(Struct, frozen=True):
    """How one version of a duty stands: it needs no signature, so it counts from `in_force_from` on.

    `state` is `in_force`, or why it does not count. `registered_at` is when the hub took this version in, from
    `registered_by`; `law_changed` is which law made it other than the version before it, where that was said.
    """

    id: str
    version: int
    title: str
    statute: str
    digest: str
    state: str
    in_force_from: date
    registered_at: datetime
    registered_by: str
    law_changed: str


class Happened(StrEnum):
    """What changed."""

    REGISTERED = "registered"
    SIGNED = "signed"
    SIGNATURE_REFUSED = "signature_refused"
    SIGNATURE_LOST = "signature_lost"
    """The key was revoked from a time before the hub took the signature, so it counts no more."""
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DUE_FOR_REVIEW = "due_for_review"
    REVIEW_OVERDUE = "review_overdue"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class Change(Struct, frozen=True):
    """One change of an agreement's state.

    `who` asked for it: the office and body that the record names, a party, or the operator where nobody else is named.
    `record` is the number of the reference record and `recorded_by` who made it; 0 and empty for a change by date.
    """

    at: datetime
    what: Happened
    who: str
    why: str
    record: int = 0
    recorded_by: str = ""


def standings(held: Instruments, at: datetime) -> tuple[Standing, ...]:
    """Every registered version of every agreement at a time, by id and version."""
    documents, unsigned = held.documents(), held.unsigned()
    terms, succession = terms_of(documents, held.suspended(), unsigned), Succession(documents, unsigned)
    return tuple(
        _standing(held, each, terms[each.id, each.kind, each.version], succession.replacing(each), at)
        for each in documents
        if isinstance(each, Agreement)
    )


def duty_standings(held: Instruments, at: datetime) -> tuple[DutyStanding, ...]:
    """Every registered version of every duty at a time, by id and version."""
    documents = held.documents()
    terms = terms_of(documents, (), held.unsigned())
    found = []
    for duty in documents:
        if isinstance(duty, Duty):
            why = terms[duty.id, duty.kind, duty.version].state(at, at)
            taken = next(each for each in held.history if _takes_in(each, duty))
            registered = held.registered[duty.id, duty.version]
            found.append(
                DutyStanding(
                    id=duty.id,
                    version=duty.version,
                    title=duty.title,
                    statute=duty.statute,
                    digest=registered.digest.hex(),
                    state=State.IN_FORCE.value if why is None else why.value,
                    in_force_from=duty.in_force_from,
                    registered_at=taken.at,
                    registered_by=registered.asked_by or taken.made_by,
                    law_changed=registered.law_changed,
                )
            )
    return tuple(found)


def _takes_in(moment: Moment, duty: Duty) -> bool:
    return isinstance(moment.body, InstrumentRegistered) and (duty.id, duty.version) in moment.versions


def timeline(held: Instruments, id: str, version: int) -> tuple[Change, ...]:
    """Every change of one version in its order, those that its dates still bring at the end.

    KeyError for a version that is not registered, TypeError for a duty: it is law, and has no such life.
    """
    agreement = held.document(id, version)
    if agreement is None:
        raise KeyError(id, version)
    if not isinstance(agreement, Agreement):
        raise TypeError(f"`{id}` is a duty")
    documents = held.documents()
    unsigned = held.unsigned()
    term = terms_of(documents, (), unsigned)[id, agreement.kind, version]
    replacing = Succession(documents, unsigned).replacing(agreement)
    changes = [_recorded(moment) for moment in held.history if (id, version) in moment.versions]
    changes += _dated(held, agreement, term, replacing)
    return tuple(sorted(changes, key=lambda each: (each.at, each.record == 0, each.record)))


def _standing(
    held: Instruments, agreement: Agreement, term: Term, replacing: Instrument | None, at: datetime
) -> Standing:
    suspension = held.suspension(agreement.id)
    unreadable = [str(version) for id, version in held.unreadable() if id == agreement.id]
    because = "" if suspension is None else suspension.reason
    if unreadable:
        because = f"version {', '.join(unreadable)} cannot be read: run the program that registered it"
    return Standing(
        id=agreement.id,
        version=agreement.version,
        title=agreement.title,
        digest=held.registered[agreement.id, agreement.version].digest.hex(),
        state=state_of(agreement, term, at),
        signatories=agreement.signatories,
        missing=held.missing(agreement.id, agreement.version),
        signatures=held.signatures(agreement.id, agreement.version),
        in_force_from=agreement.dates.in_force_from,
        review_by=agreement.dates.review_by,
        expires=agreement.dates.expires,
        suspended_because=because,
        suspended_by="" if suspension is None else suspension.asked_by,
        replaced_by="" if replacing is None else _name(replacing),
    )


def _recorded(moment: Moment) -> Change:
    what, who, why = _said(moment)
    at = moment.body.at if isinstance(moment.body, InstrumentSuspended) else moment.at
    return Change(at, what, who, why, moment.number, moment.made_by)


def _said(moment: Moment) -> tuple[Happened, str, str]:
    """What a record of the reference log changed, who asked for it, and why."""
    body = moment.body
    match body:
        case InstrumentRegistered():
            why = moment.refused or f"digest {body.digest.hex()[:16]}"
            return Happened.REGISTERED, body.asked_by or moment.made_by, why
        case AgreementSigned() if moment.refused:
            return Happened.SIGNATURE_REFUSED, body.party, moment.refused
        case AgreementSigned():
            _, said = open_signature(body.signature)
            return Happened.SIGNED, body.party, f"{said.signatory}, on {said.signed_on}, with key {said.signing_key}"
        case InstrumentSuspended():
            what = Happened.SUSPENDED if body.suspended else Happened.RESUMED
            return what, body.asked_by or moment.made_by, body.reason
        case AgencyKeyRevoked():
            why = f"the key {body.key} of {body.agency} is revoked from before it signed: {body.reason}"
            return Happened.SIGNATURE_LOST, moment.made_by, why


def _dated(held: Instruments, agreement: Agreement, term: Term, replacing: Instrument | None) -> Iterator[Change]:
    """What its dates bring: a date counts only while the agreement lives, from all signatures to its end."""
    began = None if term.unsigned else max(term.starts, _complete(held, agreement))
    superseded = None if replacing is None else max(start_of(first_day(replacing)), _complete(held, replacing))
    ends = [each for each in (superseded, term.ends) if each is not None]
    end = min(ends) if ends else None
    if began is not None and (end is None or began < end):
        why = f"in force from {agreement.dates.in_force_from}, and signed by all"
        yield Change(began, Happened.IN_FORCE, BY_DATE, why)
        yield from _within(agreement, began, end)
    if superseded is not None and superseded == end and replacing is not None:
        why = f"{_name(replacing)} is in force in its place"
        yield Change(superseded, Happened.SUPERSEDED, _name(replacing), why)
    elif end is not None and agreement.dates.expires is not None:
        yield Change(end, Happened.EXPIRED, BY_DATE, f"{agreement.dates.expires} was its last day")


def _within(agreement: Agreement, began: datetime, end: datetime | None) -> Iterator[Change]:
    """Changes by date while an agreement is in force."""
    dates = agreement.dates
    found = [
        Change(due_from(agreement), Happened.DUE_FOR_REVIEW, BY_DATE, f"to be reviewed by {dates.review_by}"),
        Change(after(dates.review_by), Happened.REVIEW_OVERDUE, BY_DATE, f"it was to be reviewed by {dates.review_by}"),
    ]
    for pause in dates.suspended:
        found.append(Change(start_of(pause.starts), Happened.SUSPENDED, BY_DATE, pause.reason))
        if pause.ends is not None:
            why = f"{pause.ends} was the last day of its suspension"
            found.append(Change(after(pause.ends), Happened.RESUMED, BY_DATE, why))
    for change in found:
        if end is None or change.at < end:
            yield change if change.at >= began else Change(began, change.what, change.who, change.why)


def _complete(held: Instruments, document: Instrument) -> datetime:
    """When the last signature came; for a duty, which needs none, its first day."""
    taken = [each.at for each in held.signatures(document.id, document.version)]
    return max(taken, default=start_of(first_day(document)))


def _name(document: Instrument) -> str:
    return f"{document.id} version {document.version}"
