"""Random things that happen at a hub, each from two small numbers, so that a failing history shrinks well."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.records.inputs import (
    AcknowledgeNotice,
    AnswerBasis,
    MatchDecided,
    NotOurs,
    OpenDeskItem,
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    SettledHow,
    TellByTelephone,
)
from schemas.records.reference import AreaSettingsSet, InstrumentSuspended, RoleEnded, SettingCalendarSet
from streams.calendar import Closure, ClosureKind
from streams.deciders.areas import COUNCIL_DESK
from streams.vault.names import event_owner
from tests.support.furnishing import AREA, CALENDAR, appointed, area_calendar
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.world import COORDINATOR, FIRST, PUPILS, SECOND, WITHOUT_ROLL, World, dsl

AGREEMENT = "bedford-operation-encompass"
UNLISTED = "u-unlisted"
"""A reader of whom the sealed directory holds no name: nobody can say that they are not connected."""


def _school_of(number: int) -> str:
    return (FIRST, SECOND)[number % 2]


def _person(number: int, variant: int) -> Person:
    match variant % 8:
        case 0 | 1 | 2:
            child = child_of(pupil(number % PUPILS, _school_of(number)))
            return replace(child, whereabouts=f"in room {variant // 8}")
        case 3:
            return replace(child_of(pupil(number % PUPILS, _school_of(number))), given_names="Othername")
        case 4:
            return stranger(f"Ulric{number}", NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL))
        case 5:
            return stranger(f"Wystan{number}", NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED))
        case 6:
            return stranger(f"Zebedee{number}", NamedSetting(Scheme.NAME, "No Such School", Registration.NOT_KNOWN))
        case _:
            return replace(child_of(pupil(number % PUPILS, _school_of(number))), resides_in_force_area=False)


def _people(number: int, variant: int) -> list[Person]:
    people = [_person(number, variant)]
    if variant % 3 == 0:
        people.append(_person(number + 1, variant // 3))
    if variant % 5 == 0:
        people.append(adult("Read", f"Er{FIRST}", Role.ALLEGED_PERPETRATOR, child=0))
    elif variant % 2 == 0:
        people.append(adult("Ann", "Other", Role.VICTIM, child=0))
    if variant % 7 == 6:
        people.append(replace(people[0], ref="listed twice", seen_by="duty officer"))
    seen: dict[str, Person] = {person.ref: person for person in people}
    return list(seen.values())


def _publish(world: World, number: int, variant: int) -> None:
    reference = f"ref-{number}"
    revision = 1 + max((s.revision for s in world.sent if s.reference == reference), default=0)
    world.publish(reference, _people(number, variant), revision=revision)


def _withdraw(world: World, number: int, variant: int) -> None:
    reference = f"ref-{number}"
    revision = 1 + max((s.revision for s in world.sent if s.reference == reference), default=0)
    world.publish(reference, [], revision=revision, withdrawal=Withdrawal.ENTERED_IN_ERROR)


def _again(world: World, number: int, variant: int) -> None:
    if world.sent:
        sent = world.sent[number % len(world.sent)]
        world.submit(sent.submission, sent.reference, sent.revision)


def _conflict(world: World, number: int, variant: int) -> None:
    """Other content under a number that was used before."""
    if world.sent:
        sent = world.sent[number % len(world.sent)]
        if sent.reference:
            world.publish(sent.reference, _people(number, variant), revision=sent.revision)


def _holidays(world: World, number: int, variant: int) -> None:
    """A school's holidays are moved: to now, or away from now; or its area begins or ends to hold weekends."""
    world.run()
    if variant % 3 == 2:
        area = replace(area_calendar(), hold_weekends_until_monday=variant % 2 == 0)
        world.refer(AreaSettingsSet(AREA, "Bedford", msgspec.json.encode(area)))
        return
    urn, day = _school_of(number), world.clock.now.date()
    closures = (Closure(day, day + timedelta(days=variant), ClosureKind.HOLIDAY),) if variant % 3 else ()
    world.refer(SettingCalendarSet(urn, msgspec.json.encode(replace(CALENDAR, closures=closures))))
    world.refer(appointed(dsl(urn), "holiday_contact", "urn", urn))


def _decide(world: World, number: int, variant: int) -> None:
    world.run()


def _wait(world: World, number: int, variant: int) -> None:
    world.clock.forward(timedelta(hours=3 * (number + 1)))
    world.tick()


def _notice_command(world: World, number: int, variant: int) -> None:
    rows = world.notices("waiting", "opened", "acknowledged", "replaced", "not_ours")
    if not rows:
        return
    notice, case, person, urn = rows[number % len(rows)]
    kind = (OpenNotice, OpenNotice, AcknowledgeNotice, NotOurs)[variant % 4]
    user, role = (UNLISTED, "cover_dsl") if variant % 6 == 5 else (dsl(urn), "dsl")
    world.perform(kind(case, person, notice, user, role), _command_id(world))


def _item_command(world: World, number: int, variant: int) -> None:
    rows = world.desk()
    if not rows:
        return
    item, case, person, kind, referral = rows[number % len(rows)]
    if kind == "match" and referral is not None and variant % 2:
        pupil_id = f"pupil-{number % PUPILS}" if variant % 3 else None
        setting = FIRST if variant % 5 == 0 and pupil_id is None else None
        command = MatchDecided(case, referral, COORDINATOR, COUNCIL_DESK, pupil_id, setting, AnswerBasis.EVIDENCE_SHOWN)
        world.perform(command, _command_id(world))
        return
    user, role = COORDINATOR, COUNCIL_DESK
    match variant % 4:
        case 0:
            told = TellByTelephone(case, person, item, user, role, "", world.asked_of(item) if variant % 8 else "dsl")
            world.perform(told, _command_id(world))
        case 1:
            world.perform(SettleDeskItem(case, person, item, user, role, SettledHow.ALREADY_TOLD), _command_id(world))
        case 2:
            world.perform(ReaderAppointed(case, person, item, user, role), _command_id(world))
        case _:
            world.perform(OpenDeskItem(case, person, item, user, role), _command_id(world))


def _roll(world: World, number: int, variant: int) -> None:
    urn = _school_of(number)
    world.run()
    world.put_roll(urn, [pupil(n, urn) for n in range(PUPILS) if n % 2 == number % 2 or n == variant % PUPILS])


def _suspend(world: World, number: int, variant: int) -> None:
    world.run()
    world.refer(InstrumentSuspended(AGREEMENT, variant % 2 == 0, world.clock.now, "reviewed", "a council"))


def _staff(world: World, number: int, variant: int) -> None:
    urn = _school_of(number)
    world.run()
    if variant % 3 == 2:
        world.refer(appointed(UNLISTED, "cover_dsl", "urn", urn))
    elif variant % 2:
        world.refer(appointed(dsl(urn), "dsl", "urn", urn))
    else:
        world.refer(RoleEnded(dsl(urn), "dsl", "urn", urn, world.clock.now))


def _erase(world: World, number: int, variant: int) -> None:
    """One section of an event is destroyed for good, and nothing of it stays in memory."""
    world.run()
    rows = world.engine.database.execute("SELECT event FROM event_view ORDER BY source, position").fetchall()
    if not rows:
        return
    (event,) = rows[number % len(rows)]
    slots = len(world.engine.vault.get(event_owner(event))) - 1
    if slots:
        world.engine.vault.erase(event_owner(event), world.clock.now, "erased", slots=[variant % slots])
        world.reopen()


def _restart(world: World, number: int, variant: int) -> None:
    world.reopen()


def _command_id(world: World) -> str:
    return f"command-{len(world.answers)}"


_KINDS: dict[str, Callable[[World, int, int], None]] = {
    "publish": _publish,
    "publish more": _publish,
    "withdraw": _withdraw,
    "conflict": _conflict,
    "holidays": _holidays,
    "again": _again,
    "decide": _decide,
    "wait": _wait,
    "notice": _notice_command,
    "notice more": _notice_command,
    "item": _item_command,
    "item more": _item_command,
    "roll": _roll,
    "suspend": _suspend,
    "staff": _staff,
    "restart": _restart,
    "erase": _erase,
}

HAPPENINGS = st.tuples(st.sampled_from(sorted(_KINDS)), st.integers(0, 3), st.integers(0, 30))


def happen(world: World, happening: tuple[str, int, int]) -> None:
    """Let one thing happen; most things decide what waits first or leave it waiting, as it comes."""
    kind, number, variant = happening
    _KINDS[kind](world, number, variant)
    if variant % 2:
        world.run()
