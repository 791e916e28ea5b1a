"""An HL7 v2 ADT message (A01, A03, A04, A08) as an attendance. Segments that nothing here reads pass by.

Source: HL7 v2, chapter 3 (patient administration): PID, PD1, NK1, PV1, PV2, OBX, DG1.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from schemas import limits
from schemas.events.hospital import ConcernLevel, CpIsAnswer
from schemas.events.people import Address
from services.directory.faults import ValueRefused
from services.hospital.checks import check_birth, check_label, check_past, read_gp_practice, read_nhs_number
from services.hospital.faults import MessageRefused, Problem, Severity, Trouble
from services.hospital.hl7_marks import read_marks
from services.hospital.hl7_text import Hl7Message, hl7_place
from services.hospital.rules import CpIsObserved, HospitalRules, Kin, LevelObserved
from services.hospital.visit import Named, Visit
from services.publisher.wall_times import london_instant

READ: Final = frozenset({"A01", "A03", "A04", "A08"})
VERSIONS: Final = ("2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8")
_TIME: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})(?:\.(\d{1,6}))?)?)?(?:([+-])(\d{2})(\d{2}))?"
)


def read_adt(message: Hl7Message, rules: HospitalRules, now: datetime) -> tuple[Visit | None, tuple[Trouble, ...]]:
    """The attendance with remarks on it; None for a message of another kind, which passes by.

    Raises `MessageRefused` with every place that is wrong.
    """
    _check_header(message, rules)
    if message.value("MSH", 9, 2) not in READ:
        return None, ()
    reader = _AdtReader(message, rules, now)
    visit = reader.visit()
    errors = [trouble for trouble in reader.troubles if trouble.severity is Severity.ERROR]
    if errors or visit is None:
        raise MessageRefused(reader.troubles)
    return visit, tuple(reader.troubles)


def _check_header(message: Hl7Message, rules: HospitalRules) -> None:
    troubles = []
    if message.value("MSH", 9) != "ADT":
        reason = "this is no ADT message: send only those here"
        troubles.append(Trouble("MSH-9", Problem.NOT_SUPPORTED, reason))
    if message.value("MSH", 12) not in VERSIONS:
        reason = f"this version is not taken: use one from {VERSIONS[0]} to {VERSIONS[-1]}"
        troubles.append(Trouble("MSH-12", Problem.OTHER_VERSION, reason))
    if message.value("MSH", 11) != rules.hl7.processing:
        reason = f"only processing id {rules.hl7.processing} is taken here: this message is of another environment"
        troubles.append(Trouble("MSH-11", Problem.OTHER_PROCESSING, reason))
    if not message.value("MSH", 10):
        troubles.append(Trouble("MSH-10", Problem.REQUIRED, "the message control id is empty: fill it in"))
    if troubles:
        raise MessageRefused(troubles)


class _AdtReader:
    """Reads one message, so that its sender sees all that is wrong at once."""

    def __init__(self, message: Hl7Message, rules: HospitalRules, now: datetime) -> None:
        self._message = message
        self._rules = rules
        self._now = now
        self.troubles: list[Trouble] = []

    def visit(self) -> Visit | None:
        """The attendance, None where something that it needs is wrong."""
        number = self._required("PV1", 19)
        trust = self._trust()
        arrived, told = self._past("PV1", 44, needed=True), self._told_at()
        patient = self._patient(number)
        if arrived is None or told is None or trust is None:
            return None
        return Visit(
            reference=f"{trust}/{number}",
            told_at=told,
            trust=trust,
            site=self._label("PV1", 3, 4),
            ward=self._label("PV1", 3),
            arrived_at=arrived,
            left_at=self._past("PV1", 45, needed=False),
            injury=self._injury(),
            codes=tuple(dict.fromkeys(self._codes())),
            level=self._level(),
            cp_is=self._cp_is(),
            patient=patient,
            kin=tuple(self._kin(patient.ref)),
        )

    def _refuse(self, place: str, problem: Problem, text: str) -> None:
        self.troubles.append(Trouble(place, problem, text))

    def _note(self, trouble: Trouble | None) -> bool:
        """Keep a trouble, where there is one; whether there is none."""
        if trouble is not None:
            self.troubles.append(trouble)
        return trouble is None

    def _required(self, segment: str, field: int) -> str:
        found = self._message.value(segment, field)
        if not found:
            missing = "the segment is missing" if not self._message.has(segment) else "the field is empty"
            self._refuse(hl7_place(segment, field), Problem.REQUIRED, f"{missing}: send it")
        return found

    def _trust(self) -> str | None:
        facility = self._required("MSH", 4)
        trust = self._rules.facilities.get(facility)
        if facility and trust is None:
            self._refuse("MSH-4", Problem.CODE, "the trust's rules do not know this facility: add it to `facilities`")
        return trust

    def _label(self, segment: str, field: int, component: int = 1, number: int = 1, repetition: int = 1) -> str:
        found = self._message.value(segment, field, component, number=number, repetition=repetition)
        return found if self._note(check_label(found, hl7_place(segment, field, number))) else ""

    def _injury(self) -> str:
        """The reason for the visit in words, cut where it is too long: a flag does not wait for a shorter one."""
        for segment, field in (("PV2", 3), ("DG1", 4), ("DG1", 3)):
            component = 1 if (segment, field) == ("DG1", 4) else 2
            found = self._message.value(segment, field, component)
            if found:
                trouble = check_label(found, hl7_place(segment, field))
                if trouble is not None:
                    reason = "the reason is too long for a flag, or holds control characters: it goes shortened"
                    self.troubles.append(Trouble(trouble.place, Problem.VALUE, reason, Severity.WARNING))
                return "".join(character for character in found if character.isprintable())[: limits.LABEL]
        return ""

    def _told_at(self) -> datetime | None:
        """When the news was recorded (EVN-2), else when the message was made (MSH-7)."""
        return self._past("EVN", 2, needed=False) or self._past("MSH", 7, needed=True)

    def _past(self, segment: str, field: int, *, needed: bool) -> datetime | None:
        text = self._required(segment, field) if needed else self._message.value(segment, field)
        if not text:
            return None
        place = hl7_place(segment, field)
        try:
            at = _instant(text, self._rules)
        except ValueRefused as refusal:
            self._refuse(place, Problem.VALUE, f"{refusal.reason}: {refusal.remedy}")
            return None
        return at if self._note(check_past(at, self._now, place)) else None

    def _birth(self, segment: str, field: int, number: int = 1) -> date | None:
        """A date of birth; one that is not whole is left out with a remark, for the child is no less there."""
        text, place = self._message.value(segment, field, number=number), hl7_place(segment, field, number)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(\d{2}.*)?", text, re.ASCII)
        try:
            born = date(int(found[1]), int(found[2]), int(found[3])) if found is not None else None
        except ValueError:
            born = None
        if born is None:
            reason = "this is no whole date of birth, year, month and day: it is not used"
            self.troubles.append(Trouble(place, Problem.VALUE, reason, Severity.WARNING))
            return None
        return born if self._note(check_birth(born, self._now, place)) else None

    def _patient(self, visit: str) -> Named:
        if not self._message.has("PID"):
            self._refuse("PID", Problem.REQUIRED, "the segment is missing: send it")
        local, nhs_number = "", None
        for repetition in self._message.repetitions("PID", 3):
            number, kind = (self._message.value("PID", 3, part, repetition=repetition) for part in (1, 5))
            if kind in ("NH", "NHS") or self._message.value("PID", 3, 4, repetition=repetition) == "NHS":
                found = read_nhs_number(number, "PID-3")
                if isinstance(found, Trouble):
                    self._note(found)
                else:
                    nhs_number = nhs_number or found
            elif kind == self._rules.hl7.local_id_type and not local:
                local = number
        return Named(
            ref=(local or f"visit {visit}")[:64],
            given_names=self._given("PID", 5),
            family_name=self._label("PID", 5),
            other_names=tuple(self._aliases()),
            date_of_birth=self._birth("PID", 7),
            address=self._address("PID", 11),
            restricted=self._restricted(),
            nhs_number=nhs_number,
            gp_practice=self._practice(),
        )

    def _practice(self) -> str:
        """PD1-3, the primary facility, by its organisation identifier (component 10) or, as before v2.5, by its id."""
        value = self._message.value("PD1", 3, 10) or self._message.value("PD1", 3, 3)
        found = read_gp_practice(value, "PD1-3")
        if isinstance(found, Trouble):
            self._note(found)
            return ""
        return found

    def _given(self, segment: str, field: int, number: int = 1) -> str:
        both = (self._label(segment, field, component, number) for component in (2, 3))
        return " ".join(name for name in both if name)

    def _aliases(self) -> Iterator[str]:
        for repetition in list(self._message.repetitions("PID", 9))[:16]:
            names = (self._label("PID", 9, component, repetition=repetition) for component in (2, 1))
            whole = " ".join(name for name in names if name)[: limits.LABEL]
            if whole:
                yield whole

    def _address(self, segment: str, field: int, number: int = 1) -> Address | None:
        homes = [
            repetition
            for repetition in self._message.repetitions(segment, field, number)
            if self._message.value(segment, field, 7, number=number, repetition=repetition) in ("", "H", "C", "P")
        ]
        if not homes:
            return None
        parts = [self._label(segment, field, part, number, homes[0]) for part in (1, 2, 3, 4, 5)]
        postcode = parts.pop().upper()
        self._note(check_label(postcode, hl7_place(segment, field, number), 10))
        lines = tuple(part for part in parts if part)
        return Address(lines, postcode[:10], "") if lines or postcode else None

    def _restricted(self) -> bool:
        marked, troubles = read_marks(self._message, self._rules.hl7.restricted)
        self.troubles += troubles
        return marked

    def _codes(self) -> Iterator[str]:
        """The codes of the reason for the visit, of diagnoses and of observations."""
        yield self._message.value("PV2", 3)
        for segment, field in (("DG1", 3), ("OBX", 5)):
            for number in range(1, self._message.count(segment) + 1):
                yield self._message.value(segment, field, number=number)

    def _observed(self, observed: LevelObserved | CpIsObserved) -> str:
        """The coded value of an observation that the rules know; empty where it was not made, or is at fault."""
        for number in range(1, self._message.count("OBX") + 1):
            if self._message.value("OBX", 3, number=number) != observed.observation:
                continue
            code, place = self._message.value("OBX", 5, number=number), hl7_place("OBX", 5, number)
            if code and code not in observed.codes:
                self._refuse(place, Problem.CODE, "the trust's rules do not know this code: add it, or correct it")
                return ""
            return code
        return ""

    def _level(self) -> ConcernLevel | None:
        observed = self._rules.level
        code = self._observed(observed) if observed is not None else ""
        return observed.codes[code] if observed is not None and code else None

    def _cp_is(self) -> CpIsAnswer | None:
        observed = self._rules.cp_is
        code = self._observed(observed) if observed is not None else ""
        return observed.codes[code] if observed is not None and code else None

    def _kin(self, patient: str) -> Iterator[tuple[Named, Kin]]:
        seen: set[str] = set()
        for number in range(1, min(self._message.count("NK1"), limits.PEOPLE - 1) + 1):
            kin = self._rules.kin.get(self._message.value("NK1", 3, number=number))
            if kin is None:
                continue
            order = self._message.value("NK1", 1, number=number)
            if not order or order in seen:  # an id must be one person's alone, and is best the same in each message
                order = f"segment {number}"
            seen.add(order)
            named = Named(
                ref=f"{patient}/{order}"[:64],
                given_names=self._given("NK1", 2, number),
                family_name=self._label("NK1", 2, number=number),
                date_of_birth=self._birth("NK1", 16, number),
                address=self._address("NK1", 4, number),
            )
            yield named, kin


def _instant(text: str, rules: HospitalRules) -> datetime:
    """A time to the minute or finer; without an offset it is London wall time. ValueRefused, without the value."""
    found = _TIME.fullmatch(text)
    if found is None or found[4] is None:
        raise ValueRefused("this is no time to the minute", "write it as year, month, day, hour, minute")
    year, month, day, hour, minute = (int(found[n]) for n in range(1, 6))
    try:
        wall = datetime(year, month, day, hour, minute, int(found[6] or 0), int((found[7] or "0").ljust(6, "0")))
    except ValueError:
        raise ValueRefused("there is no such time", "correct it") from None
    if found[8] is None:
        return london_instant(wall, rules.repeated_hour)
    offset = timedelta(hours=int(found[9]), minutes=int(found[10]))
    return wall.replace(tzinfo=timezone(offset if found[8] == "+" else -offset)).astimezone(UTC)
