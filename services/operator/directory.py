"""Put what schools and councils send in into a hub: register, rolls, staff, calendars."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

import msgspec

from schemas.records.reference import (
    Body,
    RoleAppointed,
    RoleEnded,
    SettingCalendarSet,
)
from services.directory.calendars import read_calendars
from services.directory.faults import Fault, FileRefused
from services.directory.register import ImportReport, read_register
from services.directory.rolls import Pupil, RollImport, read_roll
from services.directory.staff import Appointment, StaffImport, read_staff
from services.operator.areas import put_area, usual
from services.operator.operated import Operated
from streams.calendar import SettingCalendar
from streams.calendar.wall_clock import instant_of, london
from streams.engines.local.registry import pupil_token
from streams.matching.people import RollEntry, StaffNames, staff_names


class Directory:
    """Imports into one hub. What stands there already is not written again."""

    def __init__(self, hub: Operated, at: datetime) -> None:
        self._hub = hub
        self._at = at

    def put_area(self, area: str, title: str, first_year: int, last_year: int) -> None:
        """A council area with the bank holidays of England of whole years, and a desk with the usual hours."""
        put_area(self._hub, area, title, usual(first_year, last_year), self._at)

    def put_register(
        self, schools: bytes, links: bytes | None, *, file: str, links_file: str
    ) -> tuple[ImportReport, int]:
        """The schools of the national register; the report, and how many were new or changed. Raises FileRefused."""
        register, report = read_register(schools, links, file=file, links_file=links_file)
        held = self._hub.reference()
        changed = [one for one in register.settings.values() if held.setting(one.urn) != one]
        self._refer(changed)
        return report, len(changed)

    def put_roll(
        self, urn: str, data: bytes, file: str, roll_days: int, *, smaller: bool = False
    ) -> tuple[RollImport, int]:
        """A school's roll as of today; the report, and the version it got, 0 where faults kept it out.

        A roll with faults is not put in place: a pupil missing from it would be told nowhere. Raises FileRefused, also
        where nobody is on it today and, unless `smaller`, where it has less than half of the pupils of the one before;
        KeyError for a school that the register does not have.
        """
        held = self._hub.reference()
        if held.setting(urn) is None:
            raise KeyError(urn)
        today = london(self._at).date()
        roll = read_roll(data, file, as_of=today)
        if not roll.complete:
            return roll, 0
        standing = roll.on_roll(today)
        _refuse_holed(file, urn, len(standing), held.rolls[urn].pupils if urn in held.rolls else 0, smaller=smaller)
        key = self._hub.pupil_tokens
        entries = [_roll_entry(key, urn, pupil) for pupil in standing]
        until = self._at + timedelta(days=roll_days)
        with self._hub.locked:
            return roll, self._hub.registry.put_roll(urn, entries, self._at, until, self._at)

    def put_staff(self, data: bytes, file: str) -> tuple[StaffImport, int]:
        """Who leads safeguarding where; the report, and how many appointments and names were new. Raises FileRefused.

        A name that differs from the one in the directory takes its place.
        """
        held = self._hub.reference()
        staff = read_staff(data, file, schools={setting.urn for setting in held.settings})
        return staff, self._appoint(staff.appointments)

    def put_calendars(self, data: bytes, file: str) -> int:
        """Schools' own days and bells; how many were new or changed. Raises FileRefused."""
        held = self._hub.reference().calendars
        changed = {urn: one for urn, one in read_calendars(data, file).items() if held.get(urn) != one}
        self._refer(_calendar(urn, calendar) for urn, calendar in changed.items())
        return len(changed)

    def appoint(self, user: str, role: str, scheme: str, value: str, names: StaffNames) -> None:
        """Appoint somebody from today on, to a role that no school's file gives: council desk, auditor."""
        with self._hub.locked:
            self._hub.registry.put_staff([(user, names)], self._at)
        self._refer([RoleAppointed(user, role, scheme, value, _morning(london(self._at).date()), None, ())])

    def end(self, user: str, role: str, scheme: str, value: str) -> None:
        """End an appointment now, or one that is still to begin. KeyError where there is none."""
        held = self._hub.reference()
        roles = held.staff_roles(scheme, value) if scheme == "urn" else held.holders(scheme, value, self._at)
        standing = (one for one in roles if one.valid_until is None or one.valid_until > self._at)
        if not any((one.user, one.role) == (user, role) for one in standing):
            raise KeyError(user)
        self._refer([RoleEnded(user, role, scheme, value, self._at)])

    def _appoint(self, appointments: Sequence[Appointment]) -> int:
        in_order = sorted(appointments, key=lambda one: one.valid_from)
        bodies = [_role(one) for one in in_order]
        held = self._hub.reference()
        new = [body for body in bodies if body not in held.staff_roles("urn", body.value)]
        people: dict[str, list[Appointment]] = {}
        for one in in_order:
            people.setdefault(one.user, []).append(one)
        with self._hub.locked:
            named = self._hub.registry.put_staff([(user, _names(rows)) for user, rows in people.items()], self._at)
        self._refer(new)
        return max(len(new), named)

    def _refer(self, bodies: Iterable[Body]) -> None:
        waiting = list(bodies)
        if waiting:
            with self._hub.locked:
                self._hub.registry.refer(waiting, self._at)


def _refuse_holed(file: str, urn: str, pupils: int, before: int, *, smaller: bool) -> None:
    """Refuse what an export cut short may have made: no row is wrong, and those that are missing do not show."""
    if not pupils:
        raise FileRefused(
            Fault(file, 0, 0, "", "nobody is on this roll today", "export it again, with every pupil on roll")
        )
    if 2 * pupils < before and not smaller:
        reason = f"pupils on this roll today: {pupils}, on the one before: {before}"
        raise FileRefused(
            Fault(file, 0, 0, "", reason, f"export it whole, or add `--smaller {urn}` if so many have left")
        )


def _calendar(urn: str, calendar: SettingCalendar) -> SettingCalendarSet:
    return SettingCalendarSet(urn, msgspec.json.encode(calendar))


def _role(one: Appointment) -> RoleAppointed:
    until = _morning(one.valid_until + timedelta(days=1)) if one.valid_until is not None else None
    return RoleAppointed(one.user, one.role, "urn", one.urn, _morning(one.valid_from), until, one.trainings)


def _names(rows: Sequence[Appointment]) -> StaffNames:
    """One person's names from all of their rows: what any row tells counts."""
    last = rows[-1]
    surnames = dict.fromkeys(name for row in rows for name in row.other_surnames)
    known_as = dict.fromkeys(name for row in rows for name in row.known_as)
    return staff_names(
        last.given_names,
        last.family_name,
        other_surnames=tuple(surnames),
        known_as=tuple(known_as),
        postcode=next((row.postcode for row in rows if row.postcode), ""),
        mail=sorted({row.urn: row.email for row in rows}.items()),
    )


def _morning(day: date) -> datetime:
    return instant_of(day, time())


def _roll_entry(key: bytes, urn: str, pupil: Pupil) -> RollEntry:
    # a pupil without a UPN cannot be recognised at another school: the token is of this school's record
    stands_for = pupil.upn or "\n".join((urn, pupil.family_name, pupil.given_names, pupil.date_of_birth.isoformat()))
    return RollEntry(
        pupil=pupil_token(key, stands_for),
        urn=urn,
        given_names=pupil.given_names,
        family_name=pupil.family_name,
        known_as=(pupil.known_as,) if pupil.known_as else (),
        date_of_birth=pupil.date_of_birth,
        postcode=pupil.postcode or None,
        address_lines=pupil.address_lines,
        uprn=pupil.uprn or None,
    )
