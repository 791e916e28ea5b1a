"""A night at a hub that can be played again from its start, as agency, desk and operator would after a crash."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events.event import Withdrawal
from schemas.events.people import Role
from schemas.records.inputs import Command, OpenNotice
from schemas.records.reference import RoleAppointed
from streams.checks.conservation import conserve
from streams.checks.home import reading, records_of
from streams.checks.texts_home import texts_of_home
from streams.ledger.verify import verify_log
from streams.matching.people import StaffNames
from streams.vault.names import event_owner
from streams.vault.tombstone import Tombstone
from streams.views.outcomes import OUTCOMES
from tests.faults import night_flows
from tests.faults.night_flows import Sent
from tests.support.force import POLICE, Force
from tests.support.furnishing import LONG_AGO
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST, SECOND, START, World, dsl

AMY, BEN = pupil(0, FIRST), pupil(1, SECOND)
BELL = datetime(2026, 11, 10, 8, 40, tzinfo=START.tzinfo)
ERASED = event_id(POLICE, "ref-1", 1)
COVER = "u-cover"


class Script(Struct, frozen=True):
    """What is sent, by whom, sealed once, and what is asked at desks."""

    first: tuple[Sent, ...]
    later: tuple[Sent, ...]
    asked: tuple[Command, ...] = ()


class Ending(Struct, frozen=True):
    """What must be the same however the night was disturbed."""

    notices: Counter[tuple[object, ...]]
    desk: Counter[tuple[object, ...]]
    outcomes: Counter[tuple[object, ...]]
    accepted: frozenset[bytes]


def write(world: World, forces: Mapping[str, Force]) -> Script:
    """Seal what is sent, of every type of event."""
    victim = adult("Ann", "Other", Role.VICTIM, child=0)
    amy, ben = child_of(AMY), child_of(BEN)
    first = (
        world.seal("ref-1", [child_of(AMY), child_of(BEN), victim]),
        world.seal("ref-2", [replace(child_of(AMY), given_names="Othername")]),
    )
    later = (
        world.seal("ref-1", [replace(child_of(AMY), whereabouts="outside"), victim], revision=2),
        world.seal("ref-2", [], revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR),
    )
    return Script(
        (*((POLICE, one) for one in first), *night_flows.first(forces, amy, ben)),
        (*((POLICE, one) for one in later), *night_flows.later(forces, amy, ben)),
    )


def play(world: World, script: Script, promised: Callable[[bytes], None] = lambda digest: None) -> None:
    """The night, step by step; a step that is done already changes nothing."""
    _submit(world, script.first, START, promised)
    world.run()
    _read(world, script)
    _put_roll(world)
    _appoint(world)
    world.clock.now = BELL
    world.tick()
    world.run()
    _submit(world, script.later, BELL + timedelta(minutes=10), promised)
    world.run()
    world.registry.erase(ERASED, BELL + timedelta(hours=1), "asked_for")
    world.engine.sign_checkpoint(BELL + timedelta(hours=2))


def _submit(world: World, sent: tuple[Sent, ...], at: datetime, promised: Callable[[bytes], None]) -> None:
    world.clock.now = at
    for agency, submission in sent:
        promised(world.submit(submission, agency=agency).digest)


def _read(world: World, script: Script) -> None:
    if script.asked:
        world.clock.now = START + timedelta(hours=1)
        for number, command in enumerate(script.asked):
            world.perform(command, f"asked-{number}")
        world.run()


def _put_roll(world: World) -> None:
    if world.engine.reference.rolls[SECOND].version == 1:
        world.put_roll(SECOND, [BEN, pupil(3, SECOND)])


def _appoint(world: World) -> None:
    if not world.engine.reference.roles_of(COVER, BELL):
        world.refer(RoleAppointed(COVER, "cover_dsl", "urn", FIRST, LONG_AGO, None, ()))
    world.registry.put_staff([(COVER, StaffNames(given_names="Stood", family_name="Infor"))], BELL)
    world.registry.put_staff([(COVER, StaffNames(given_names="Stood", family_name="Inafter"))], BELL)


def asked_at_desks(world: World) -> tuple[Command, ...]:
    """A lead opens a notice, the front door triages a contact: both as they stand in an undisturbed night."""
    notice, case, person, urn = next(row for row in world.notices() if row[3] == FIRST)
    return (OpenNotice(case, person, notice, dsl(urn), "dsl"), *night_flows.front_door_triages(world))


def ending(world: World) -> Ending:
    """What stands at the end. Ids are left out: a repeated tick moves them."""
    query = world.engine.database.execute
    accepted = [event for (event,) in query("SELECT event FROM event_view")]
    notices = query(
        "SELECT cased, event, section, role, scheme, value, kind, changed, items, due_at, state, overdue, escalated,"
        " opened_at, in_time, replaces IS NULL, replaced_by IS NULL FROM notice_view"
    )
    desk = query("SELECT kind, area, cased, event, section, reason, due_at, closed_at IS NULL, outcome FROM desk_view")
    outcomes = query(f"SELECT digest, publisher, outcome, reason, event FROM ({OUTCOMES})")
    return Ending(Counter(notices), Counter(desk), Counter(outcomes), frozenset(accepted))


def faults_of(world: World) -> list[str]:
    """What the checks find wrong with a hub at rest: conservation, ledger, vault."""
    found = _of_conservation(world) + _of_the_vault(world)
    engine = world.engine
    signer = world.keys.ledger_signer(engine.hub.ledger_origin)
    report = verify_log(
        world.home.ledger, str(signer.verifier_key), entries=engine._entries, entry_count=engine.entry_count()
    )
    return found + [f"ledger: {finding.kind} at {finding.place}" for finding in report.findings]


def _of_conservation(world: World) -> list[str]:
    with reading(world.home.folder) as database:
        found = conserve(records_of(database), person_partitions=1)
        texts = texts_of_home(database, world.home, world.keys, found.behind)
    return [f"conservation: {finding}" for finding in (*found.findings, *texts.findings)]


def _of_the_vault(world: World) -> list[str]:
    """An event has a key for each section, and last one for what meetings write of it."""
    found = []
    for (event,) in world.engine.database.execute("SELECT event FROM event_view").fetchall():
        *keys, words = (isinstance(key, Tombstone) for key in world.engine.vault.get(event_owner(event)))
        sections = len(world.engine.openings.get(event).value.sections)
        if len(keys) != sections or {*keys, words} != {event == ERASED}:
            found.append(f"vault: {sum(keys)} of {len(keys)} keys gone of an event with {sections} sections")
    return found
