"""The reference as of one number: the fold of the reference log that every decider reads.

A fold is changed only by `apply`, record by record, and only by the engine; deciders and services read it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

import msgspec

from schemas.publisher_keys import PublisherKey
from schemas.records.notify import Due
from schemas.records.reference import (
    AgencyKeyAdded,
    AgencyKeyRevoked,
    AgencyRegistered,
    AgreementSigned,
    AreaRoutingSet,
    AreaSettingsSet,
    Body,
    HubDeclared,
    HubKeyAdded,
    InstrumentRegistered,
    InstrumentSuspended,
    ReferenceRecord,
    RoleAppointed,
    RoleEnded,
    RollVersioned,
    SettingCalendarSet,
    SettingRegistered,
    StaffNamed,
    WebhookSet,
)
from schemas.records.share import Recipient
from schemas.signing import register_key
from streams.calendar import AreaCalendar, SettingCalendar, in_holiday
from streams.heads import NO_RECORD
from streams.reference.instruments import Instruments
from streams.reference.places import Settings
from streams.reference.webhooks import Webhooks
from streams.routing.routes import Routing

READING_ROLES: Final = ("dsl", "deputy_dsl", "cover_dsl")
"""Roles that read a school's notices; a head reads only where the school has none of them (agreements.md, Duties)."""

_KEPT: Final = 4096
"""Answers kept of who reads at a school, and by when, at a time: what is taken in together has one time."""

HOLIDAY_CONTACT: Final = "holiday_contact"
"""The role of whoever a school has named to read its notices in its holidays (flows.md, calendars and clocks)."""


class Reference:
    """All facts as of `number`, whose record has `digest`."""

    def __init__(self) -> None:
        self.number = 0
        self.digest = NO_RECORD
        self.hub: HubDeclared | None = None
        self.hub_keys: dict[str, HubKeyAdded] = {}
        self.agencies: dict[str, AgencyRegistered] = {}
        self.keys: dict[tuple[str, str], PublisherKey] = {}
        self.settings = Settings()
        self.calendars: dict[str, SettingCalendar] = {}
        self.areas: dict[str, AreaCalendar] = {}
        self.routing: dict[str, Routing] = {}
        self.instruments = Instruments()
        self.rolls: dict[str, RollVersioned] = {}
        self.staff: dict[str, StaffNamed] = {}
        self.webhooks = Webhooks()
        self._area_titles: dict[str, str] = {}
        self._roles_by_user: dict[str, list[RoleAppointed]] = {}
        self._roles_by_place: dict[tuple[str, str], list[RoleAppointed]] = {}
        self._readers: dict[tuple[str, datetime], tuple[RoleAppointed, ...]] = {}
        self._dues: dict[tuple[Recipient, datetime], Due] = {}

    def apply(self, record: ReferenceRecord, digest: bytes) -> None:
        """Take in the next record. ValueError if it does not extend the last one applied."""
        if record.number != self.number + 1 or record.previous != self.digest:
            raise ValueError(f"reference record `{record.number}` does not extend record `{self.number}`")
        self._take(record)
        self._readers.clear()
        self._dues.clear()
        self.number = record.number
        self.digest = digest

    def _take(self, record: ReferenceRecord) -> None:
        body = record.body
        match body:
            case SettingRegistered():
                self.settings.put(body)
            case SettingCalendarSet():
                self.calendars[body.urn] = msgspec.json.decode(body.document, type=SettingCalendar)
            case RoleAppointed() | RoleEnded():
                self._take_role(body)
            case RollVersioned():
                self.rolls[body.urn] = body
            case StaffNamed():
                self.staff[body.user] = body
            case WebhookSet():
                self.webhooks.put(body)
            case AreaSettingsSet():
                self.areas[body.area] = msgspec.json.decode(body.document, type=AreaCalendar)
                self._area_titles[body.area] = body.title
            case AreaRoutingSet():
                self.routing[body.area] = msgspec.json.decode(body.document, type=Routing)
            case InstrumentRegistered() | AgreementSigned() | InstrumentSuspended():
                self.instruments.take(record, self.keys)
            case _:
                self._take_agency(body)
                if isinstance(body, AgencyKeyRevoked):
                    self.instruments.take(record, self.keys)

    def _take_agency(self, body: Body) -> None:
        match body:
            case HubDeclared():
                self.hub = body
            case HubKeyAdded():
                self.hub_keys[body.key] = body
            case AgencyRegistered():
                self.agencies[body.agency] = body
            case AgencyKeyAdded():
                self.keys[body.agency, body.key] = register_key(
                    body.agency, body.key, body.public, body.valid_from, body.valid_until
                )
            case AgencyKeyRevoked():
                held = self.keys[body.agency, body.key]
                self.keys[body.agency, body.key] = msgspec.structs.replace(held, revoked_at=body.at)

    def _take_role(self, body: RoleAppointed | RoleEnded) -> None:
        by_user = self._roles_by_user.setdefault(body.user, [])
        by_place = self._roles_by_place.setdefault((body.scheme, body.value), [])
        for held in (by_user, by_place):
            held[:] = _with_role(held, body)

    def setting(self, urn: str) -> SettingRegistered | None:
        """A school of the register."""
        return self.settings.get(urn)

    def area_title(self, area: str) -> str:
        """The council area's name, or its code where no settings were given."""
        return self._area_titles.get(area, area)

    def instrument(self, id: str, version: int) -> InstrumentRegistered | None:
        """One version of an agreement or duty."""
        return self.instruments.registered.get((id, version))

    def roles_of(self, user: str, at: datetime) -> tuple[RoleAppointed, ...]:
        """The roles that a user holds at a time."""
        return tuple(r for r in self._roles_by_user.get(user, ()) if holds(r, at))

    def holders(self, scheme: str, value: str, at: datetime) -> tuple[RoleAppointed, ...]:
        """Who holds which role at a school or council area at a time."""
        return tuple([r for r in self._roles_by_place.get((scheme, value), ()) if holds(r, at)])

    def readers_of(self, recipient: Recipient, at: datetime) -> tuple[RoleAppointed, ...]:
        """Who may read a recipient's notices at a time: of a school as `readers` says, else who holds its role."""
        if recipient.scheme == "urn":
            return self.readers(recipient.value, at)
        held = self.holders(recipient.scheme, recipient.value, at)
        return tuple([role for role in held if role.role == recipient.role])

    def readers(self, urn: str, at: datetime) -> tuple[RoleAppointed, ...]:
        """Who may read a school's notices at a time: DSL, deputies and appointed cover, else the head; and in its
        holidays beside them whoever it named as its holiday contact.
        """
        found = self._readers.get((urn, at))
        if found is None:
            if len(self._readers) >= _KEPT:
                self._readers.clear()
            found = self._readers[urn, at] = self._who_reads(urn, at)
        return found

    def _who_reads(self, urn: str, at: datetime) -> tuple[RoleAppointed, ...]:
        held = self.holders("urn", urn, at)
        contacts = tuple([r for r in held if r.role == HOLIDAY_CONTACT])
        if contacts and not self._in_holiday(urn, at):
            contacts = ()
        lead = tuple([r for r in held if r.role in READING_ROLES]) or tuple([r for r in held if r.role == "head"])
        return lead + contacts if contacts else lead

    def due(self, recipient: Recipient, known_at: datetime, find: Callable[[], Due]) -> Due:
        """By when a recipient must have opened what was known at a time: found once while the reference stands."""
        due = self._dues.get((recipient, known_at))
        if due is None:
            if len(self._dues) >= _KEPT:
                self._dues.clear()
            due = self._dues[recipient, known_at] = find()
        return due

    def _in_holiday(self, urn: str, at: datetime) -> bool:
        setting = self.settings.get(urn)
        area = self.areas.get(setting.area) if setting is not None else None
        return area is not None and in_holiday(at, self.calendars.get(urn), area)

    def staff_roles(self, scheme: str, value: str) -> Iterable[RoleAppointed]:
        """Everyone who ever held a role at a school or council: for the question whether a reader may be connected."""
        return self._roles_by_place.get((scheme, value), ())

    def roll_is_current(self, urn: str, at: datetime) -> bool:
        """Whether the school has a roll on the hub that is not stale."""
        roll = self.rolls.get(urn)
        return roll is not None and at < roll.stale_after


def holds(role: RoleAppointed, at: datetime) -> bool:
    """Whether an appointment covers a time."""
    return role.valid_from <= at and (role.valid_until is None or at < role.valid_until)


def ended(role: RoleAppointed, at: datetime) -> RoleAppointed:
    """The appointment as it stands once it was ended at a time; an earlier end stays."""
    until = at if role.valid_until is None else min(at, role.valid_until)
    return msgspec.structs.replace(role, valid_until=until)


def _same_role(held: RoleAppointed, other: RoleAppointed | RoleEnded) -> bool:
    return (held.user, held.role, held.scheme, held.value) == (other.user, other.role, other.scheme, other.value)


def _with_role(held: list[RoleAppointed], body: RoleAppointed | RoleEnded) -> list[RoleAppointed]:
    others = [role for role in held if not _same_role(role, body)]
    if isinstance(body, RoleAppointed):
        return [*others, body]
    return others + [ended(role, body.at) for role in held if _same_role(role, body)]
