"""What every test's hub is furnished with, piece by piece: instruments, schools, readers, rolls.

A plan is put together of pieces and `furnish` puts it in place; nothing here knows which tests it serves.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from schemas.records.reference import (
    AreaSettingsSet,
    Body,
    InstrumentKind,
    InstrumentRegistered,
    RoleAppointed,
    SettingCalendarSet,
    SettingRegistered,
    SettingStatus,
)
from streams.agreements.document import canonical, digest, parse
from streams.calendar import AreaCalendar, BankHolidays, DutyHours, SettingCalendar, Week, Weekday
from streams.engines.kafka.registry import KafkaRegistry
from streams.engines.local.registry import Registry
from streams.matching.people import RollEntry, StaffNames

OPS = Path(__file__).parents[2] / "ops"
AREA = "822"
LONG_AGO = datetime(2026, 9, 1, tzinfo=UTC)
BOTH_TRAININGS = ("children_who_experience_domestic_abuse", "operation_encompass")
CALENDAR = SettingCalendar(week=Week.monday_to_friday(time(8, 40), time(15, 15)))
INSTRUMENTS = (
    OPS / "agreements" / "bedford-operation-encompass.yaml",
    OPS / "agreements" / "council-education-safeguarding-desk.yaml",
    OPS / "duties" / "domestic-abuse-act-2021-s49a.yaml",
)


class Reader(Struct, frozen=True):
    """Somebody with a role, and the names that the sealed directory holds of them; None where it holds none."""

    appointment: RoleAppointed
    names: StaffNames | None


class Plan(Struct, frozen=True):
    """All that a hub is furnished with beside the agencies that publish to it."""

    schools: Sequence[SettingRegistered]
    readers: Sequence[Reader]
    rolls: dict[str, Sequence[RollEntry]]
    area: AreaCalendar
    calendar: SettingCalendar | None = CALENDAR
    instruments: Sequence[Path] = INSTRUMENTS
    title: str = "Bedford Borough Council"
    rolls_last: timedelta = timedelta(days=200)


def furnish(registry: Registry | KafkaRegistry, plan: Plan, agencies: Iterable[Body], at: datetime) -> None:
    """Put a plan in place, in the order in which an operator would."""
    bodies: list[Body] = [*agencies, AreaSettingsSet(AREA, plan.title, msgspec.json.encode(plan.area))]
    bodies += [instrument(path) for path in plan.instruments]
    bodies += plan.schools
    if plan.calendar is not None:
        bodies += [SettingCalendarSet(one.urn, msgspec.json.encode(plan.calendar)) for one in plan.schools]
    bodies += [reader.appointment for reader in plan.readers]
    registry.refer(bodies, at)
    named = {one.appointment.user: one.names for one in plan.readers if one.names is not None}
    registry.put_staff(named.items(), at)
    for urn, entries in plan.rolls.items():
        registry.put_roll(urn, entries, at, at + plan.rolls_last, at)


def area_calendar() -> AreaCalendar:
    """Bedford's settings, without bank holidays."""
    days = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
    hours = tuple(DutyHours(day, time(8), time(17)) for day in days)
    return AreaCalendar(BankHolidays((), 2026, 2027, "none", "0"), hours)


def instrument(path: Path) -> InstrumentRegistered:
    """An agreement or duty of the project as it is registered."""
    document = parse(path.read_bytes(), path.name)
    kind = InstrumentKind(document.kind)
    return InstrumentRegistered(document.id, document.version, kind, digest(document), canonical(document))


def school(
    urn: str, name: str | None = None, *, status: SettingStatus = SettingStatus.OPEN, high_age: int = 18
) -> SettingRegistered:
    """A school of Bedford."""
    return SettingRegistered(
        urn=urn,
        name=name or f"Invented School {urn}",
        area=AREA,
        establishment_number="4000",
        status=status,
        phase="Primary",
        kind="Academy converter",
        boarding=False,
        low_age=4,
        high_age=high_age,
        town="Bedford",
        postcode="MK40 1AA",
        opened=None,
        closed=None,
        successors=(),
        predecessors=(),
    )


def appointed(
    user: str, role: str, scheme: str, value: str, trainings: Iterable[str] = BOTH_TRAININGS
) -> RoleAppointed:
    """A role held from long ago on."""
    return RoleAppointed(user, role, scheme, value, LONG_AGO, None, tuple(trainings))


def reader(user: str, role: str, scheme: str, value: str, given: str, family: str) -> Reader:
    """Somebody who holds a role from long ago on, with names in the directory."""
    return Reader(appointed(user, role, scheme, value), StaffNames(given_names=given, family_name=family))
