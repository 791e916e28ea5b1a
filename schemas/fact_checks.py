"""What the facts of each event type must say to be taken: pure checks of one opened section against the header.

They refuse what cannot be true, or what the law wants written. What is merely doubtful is in `schemas.doubts`.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from schemas import limits
from schemas.events.consent import NEEDS_A_REASON, Consent
from schemas.events.front_door import Contact, Decided
from schemas.events.header import Header
from schemas.events.hospital import Attendance
from schemas.events.marac import Referral
from schemas.events.missing import Episode
from schemas.refusals import Refusal, RefusalReason

EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_SKEW: Final = timedelta(seconds=limits.CLOCK_SKEW_SECONDS)

FactCheck = Callable[[Any, int, Header], None]


def _episode(episode: Episode, number: int, header: Header) -> None:
    for name, moment in (
        ("missing_since", episode.missing_since),
        ("reported_at", episode.reported_at),
        ("returned_at", episode.returned_at),
    ):
        _check_time(moment, header, number, f"Episode.{name}")
    _check_once(episode.exploitation, number, "Episode.exploitation")


def _referral(referral: Referral, number: int, _: Header) -> None:
    _check_once(referral.grounds, number, "Referral.grounds")
    _check_consent(referral.consent, referral.consent_reason, number, "Referral.consent_reason")


def _attendance(attendance: Attendance, number: int, header: Header) -> None:
    _check_time(attendance.arrived_at, header, number, "Attendance.arrived_at")
    _check_time(attendance.left_at, header, number, "Attendance.left_at")
    _check_once(attendance.signs, number, "Attendance.signs")
    _check_consent(attendance.consent, attendance.consent_reason, number, "Attendance.consent_reason")


def _contact(contact: Contact, number: int, _: Header) -> None:
    _check_once(contact.worries, number, "Contact.worries")
    _check_consent(contact.consent, contact.consent_reason, number, "Contact.consent_reason")


def _decided(decided: Decided, number: int, header: Header) -> None:
    _check_time(decided.decided_at, header, number, "Decided.decided_at")
    if decided.consent in NEEDS_A_REASON and decided.reason is None:
        raise Refusal(RefusalReason.REASON_MISSING, f"section {number}: Decided.reason")


def _check_time(moment: datetime | None, header: Header, number: int, field: str) -> None:
    """Nothing has happened yet when the event is sent; and nobody of today speaks of 1899."""
    if moment is None or EARLIEST <= moment <= header.sent_at + _SKEW:
        return
    late = moment > header.sent_at
    raise Refusal(
        RefusalReason.FUTURE_TIMESTAMP if late else RefusalReason.IMPLAUSIBLE_TIME, f"section {number}: {field}"
    )


def _check_once(values: Collection[object], number: int, field: str) -> None:
    if len(set(values)) < len(values):
        raise Refusal(RefusalReason.REPEATED_VALUE, f"section {number}: {field}")


def _check_consent(consent: Consent, reason: str, number: int, field: str) -> None:
    if consent in NEEDS_A_REASON and not reason.strip():
        raise Refusal(RefusalReason.REASON_MISSING, f"section {number}: {field}")


FACT_CHECKS: Final[Mapping[type, FactCheck]] = MappingProxyType(
    {Episode: _episode, Referral: _referral, Attendance: _attendance, Contact: _contact, Decided: _decided}
)
"""The check of each kind of facts that has one."""
