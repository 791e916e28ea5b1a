"""What every test's hub is furnished with, piece by piece: instruments, schools, readers, rolls.

A plan is put together of pieces and `furnish` puts it in place; nothing here knows which tests it serves.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from schemas.agreement_signature import sign_agreement
from schemas.records.reference import (
    AgencyKeyAdded,
    AgencyKind,
    AgencyRegistered,
    AgreementSigned,
    AreaSettingsSet,
    Body,
    InstrumentKind,
    InstrumentRegistered,
    RoleAppointed,
    SettingCalendarSet,
    SettingRegistered,
    SettingStatus,
)
from schemas.wire import AgreementSignature
from streams.agreements.document import Agreement, Instrument, canonical, digest, parse
from streams.calendar import AreaCalendar, BankHolidays, DutyHours, SettingCalendar, Week, Weekday
from streams.engines.kafka.registry import KafkaRegistry
from streams.engines.local.registry import Registry
from streams.matching.people import RollEntry, StaffNames

OPS = Path(__file__).parents[2] / "ops"
AREA = "822"
AGREEMENT_KEY = "agreements-1"
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
    hub: str = "test-hub"
    rolls_last: timedelta = timedelta(days=200)


def furnish(registry: Registry | KafkaRegistry, plan: Plan, agencies: Iterable[Body], at: datetime) -> None:
    """Put a plan in place, in the order in which an operator would."""
    bodies: list[Body] = list(agencies)
    known = {one.agency for one in bodies if isinstance(one, AgencyRegistered)}
    bodies.append(AreaSettingsSet(AREA, plan.title, msgspec.json.encode(plan.area)))
    bodies += signed_instruments(plan.hub, plan.instruments, known)
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


def signed_instruments(hub: str, paths: Iterable[Path], known: Iterable[str] = ()) -> list[Body]:
    """Agreements and duties of the project as they are registered and signed, with what their signing needs.

    Each signatory is an agency with a key of its own for agreements; one that is not `known` is registered for no more.
    """
    documents = [document_of(path) for path in paths]
    agreements = [each for each in documents if isinstance(each, Agreement)]
    parties = sorted({party for each in agreements for party in each.signatories})
    held = set(known)
    return [
        *(signatory(party) for party in parties if party not in held),
        *(AgencyKeyAdded(party, AGREEMENT_KEY, _public(party), LONG_AGO, None) for party in parties),
        *(registered(each) for each in documents),
        *(signed(hub, each, party) for each in agreements for party in each.signatories),
    ]


def signatory(party: str) -> AgencyRegistered:
    """An agency that signs agreements and publishes nothing."""
    kind = AgencyKind.COUNCIL if party.endswith("-council") else AgencyKind.POLICE
    return AgencyRegistered(party, party.replace("-", " ").title(), kind, (), ())


@cache
def key_of(party: str) -> Ed25519PrivateKey:
    """The key with which a party signs agreements, the same in every test."""
    return Ed25519PrivateKey.from_private_bytes(sha256(b"a test's key of " + party.encode()).digest())


def _public(party: str) -> bytes:
    return key_of(party).public_key().public_bytes_raw()


def signed(hub: str, agreement: Agreement, party: str) -> AgreementSigned:
    """A party's signature as it is recorded."""
    data = _signature(hub, agreement.id, agreement.version, digest(agreement), party)
    return AgreementSigned(agreement.id, agreement.version, party, data)


@cache
def _signature(hub: str, id: str, version: int, digest: bytes, party: str) -> bytes:
    said = AgreementSignature(hub, id, version, digest, party, "An officer", LONG_AGO.date(), AGREEMENT_KEY)
    return sign_agreement(said, key_of(party))


@cache
def document_of(path: Path) -> Instrument:
    """An agreement or duty of the project."""
    return parse(path.read_bytes(), path.name)


def instrument(path: Path) -> InstrumentRegistered:
    """An agreement or duty of the project as it is registered."""
    return registered(document_of(path))


def registered(document: Instrument) -> InstrumentRegistered:
    """An agreement or duty as it is registered."""
    kind = InstrumentKind(document.kind)
    return InstrumentRegistered(document.id, document.version, kind, digest(document), canonical(document), "", "")


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
