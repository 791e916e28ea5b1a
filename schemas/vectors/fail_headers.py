"""Fail vectors of headers: well signed events that contradict themselves, their limits or the time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from schemas import contexts, limits
from schemas.events.event import Event, Standing, Withdrawal
from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import header_of
from schemas.varints import write_long
from schemas.vectors.build import ACCEPTED_AT, FIELDS, Made, loose, seal, seed, submit
from schemas.vectors.files import Fail
from schemas.vectors.valid import describe

SKEW = timedelta(seconds=limits.CLOCK_SKEW_SECONDS)
MOMENT = timedelta(microseconds=1)


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _headers()
    yield from _times()
    yield from _header_limits()


def _headers() -> Iterator[Fail]:
    right = header_of(FIELDS)
    yield _header(
        Reason.PAYLOAD_TYPE_MISMATCH, "payload_type_mismatch", "A value of another event type.", type="marac.referral"
    )
    yield _header(
        Reason.WRONG_EVENT_ID,
        "wrong_event_id",
        "The id of another revision.",
        event=contexts.event_id(FIELDS.publisher, FIELDS.reference, 2),
    )
    other = contexts.event_id("another-police", FIELDS.reference, 1)
    yield _header(
        Reason.WRONG_EVENT_ID,
        "event_id_of_another_publisher",
        "The id that another publisher's event would have.",
        event=other,
    )
    yield _header(
        Reason.WRONG_CASE_KEY,
        "wrong_case_key",
        "The case key of another reference.",
        case=contexts.case_key(FIELDS.publisher, "40/2/26"),
    )
    yield _header(Reason.WRONG_CORRECTION, "first_corrects", "Revision 1 corrects something.", corrects=right.event)
    second = header_of(replace(FIELDS, revision=2))
    value = replace(seal(replace(FIELDS, revision=2)).value, header=replace(second, corrects=None))
    yield _signed(Reason.WRONG_CORRECTION, "second_corrects_nothing", "Revision 2 corrects nothing.", value)
    value = replace(value, header=replace(second, corrects=seed("elsewhere")[:16]))
    yield _signed(Reason.WRONG_CORRECTION, "second_corrects_another", "Revision 2 corrects another case.", value)
    yield _header(Reason.WRONG_PREVIOUS, "first_with_previous", "Event 1 of an instance names one before.", sequence=1)
    yield _header(Reason.WRONG_PREVIOUS, "later_without_previous", "Event 41 names none before.", previous=bytes(32))
    value = seal().value
    yield _signed(
        Reason.WITHDRAWAL_MISMATCH,
        "withdrawn_without_reason",
        "Withdrawn, and no reason.",
        replace(value, standing=Standing.WITHDRAWN),
    )
    yield _signed(
        Reason.WITHDRAWAL_MISMATCH,
        "current_with_reason",
        "It stands, and a reason why not.",
        replace(value, withdrawal=Withdrawal.WRONG_PEOPLE),
    )


def _times() -> Iterator[Fail]:
    late = ACCEPTED_AT + SKEW + MOMENT
    old = datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC)
    yield _header(
        Reason.FUTURE_TIMESTAMP, "future_incident", "An incident beyond CLOCK_SKEW_SECONDS ahead.", occurred_at=late
    )
    yield _header(
        Reason.FUTURE_TIMESTAMP, "future_clock", "A publisher's clock beyond CLOCK_SKEW_SECONDS ahead.", sent_at=late
    )
    yield _header(
        Reason.FUTURE_TIMESTAMP, "far_future", "The year 9999.", occurred_at=datetime(9999, 12, 31, tzinfo=UTC)
    )
    yield _header(Reason.IMPLAUSIBLE_TIME, "ancient_incident", "An incident in 1899.", occurred_at=old)
    yield _header(Reason.IMPLAUSIBLE_TIME, "ancient_clock", "A clock that stands at 1899.", sent_at=old)
    value = seal().value
    beyond = 10**18  # microseconds: the year 33658
    good = loose(value)
    at = good.index(_long(value.header.occurred_at))
    body = good[:at] + write_long(beyond) + good[at + len(_long(value.header.occurred_at)) :]
    yield Reason.MALFORMED, describe("time_beyond_calendar", "A time that no calendar has.", submit(seal(), body=body))


def _header_limits() -> Iterator[Fail]:
    name = "n" * (limits.ID + 1)
    for field in ("hub", "publisher", "instance", "signing_key", "hub_key", "type"):
        described = f"`{field}` of 129 characters, over ID."
        yield _header(Reason.OVER_LIMIT, f"oversize_{field}", described, **{field: name})
        yield _header(Reason.OVER_LIMIT, f"empty_{field}", f"`{field}` is empty.", **{field: ""})
    yield _header(
        Reason.OVER_LIMIT,
        "oversize_reference",
        "A reference of 65 characters, over REFERENCE.",
        reference="r" * (limits.REFERENCE + 1),
    )
    yield _header(Reason.OVER_LIMIT, "empty_reference", "No reference.", reference="")
    yield _header(Reason.OVER_LIMIT, "sequence_zero", "A counter that begins at 0.", sequence=0)
    yield _header(Reason.OVER_LIMIT, "revision_zero", "Revision 0.", revision=0)


def _signed(reason: Reason, name: str, description: str, value: Event) -> Fail:
    """A value signed and wrapped as it stands."""
    hinted = submit(Made(value, seal().keys), edit=lambda envelope: replace(envelope, key_id=FIELDS.signing_key))
    return reason, describe(name, description, hinted)


def _header(reason: Reason, name: str, description: str, **changes: object) -> Fail:
    value = seal().value
    return _signed(reason, name, description, replace(value, header=replace(value.header, **changes)))


def _long(moment: datetime) -> bytes:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return write_long((moment - epoch) // MOMENT)
