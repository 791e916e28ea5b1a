"""Deciding again after the world went on: rolls replaced, readers who joined, people met again."""

from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas import codec
from schemas.events.encompass import Grade
from schemas.events.people import Role
from schemas.records.decision import Decision, Output
from schemas.records.evidence import DateLevel
from schemas.records.inputs import NotOurs
from schemas.records.match import ChildMatched, PersonResolved
from schemas.records.notify import DeskItemRaised, DeskKind, NoticeIssued
from schemas.refusals import RefusalReason
from schemas.wire import Submission
from streams import sqlite
from streams.checks.findings import FindingKind
from streams.checks.replay import verify_replay
from streams.matching.people import StaffNames
from streams.vault.names import staff_owner
from streams.views.outcomes import OUTCOMES
from tests.streams.checks.forging import forged, kinds, read
from tests.support.furnishing import appointed
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST, SECOND, World, a_world, dsl

NADIA = StaffNames(given_names="Nadia", family_name="Newcome")


def test_children_are_compared_in_part_where_only_another_schools_roll_was_replaced(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
        world.put_roll(SECOND, [pupil(3, SECOND)])
        world.publish("R-2", [child_of(pupil(3, SECOND))])
        world.run()
        found = verify_replay(world.home.folder, world.keys)
        assert found.findings == ()
        assert [found.counts.get(f"children_{how}", 0) for how in ("compared", "compared_in_part", "not_compared")] == [
            1,
            1,
            0,
        ]
        assert found.counts["decided_again"] == found.counts["records"]


def test_children_of_a_roll_that_was_replaced_are_not_compared_but_decided(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST)), child_of(pupil(1, SECOND))])
        world.run()
        world.put_roll(SECOND, [pupil(1, SECOND)])
        found = verify_replay(world.home.folder, world.keys)
        assert found.findings == ()
        assert (found.counts["children_not_compared"], found.counts["children_compared_in_part"]) == (1, 1)


@pytest.mark.parametrize("change", [{"date_of_birth": DateLevel.DIFFERS}, {"pupil": "somebody-else"}])
def test_evidence_that_is_forged_is_found_though_another_roll_was_replaced(
    tmp_path: Path, change: dict[str, str]
) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
        world.put_roll(SECOND, [pupil(3, SECOND)])
        world.close()

        def otherwise(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
            matched = next(output for output in outputs if isinstance(output, ChildMatched))
            candidate = replace(matched.evidence.candidates[0], **change)
            evidence = replace(matched.evidence, candidates=(candidate,))
            return tuple(replace(matched, evidence=evidence) if output is matched else output for output in outputs)

        forged(world.home.folder, "resolve", otherwise)
        assert FindingKind.COMPARED_OTHERWISE in kinds(verify_replay(world.home.folder, world.keys))


def reasons(world: World) -> list[str]:
    """Why submissions were refused, as the views tell it; empty for one that was not."""
    rows = world.engine.database.execute(f"SELECT reason FROM ({OUTCOMES}) ORDER BY reason")
    return [reason for (reason,) in rows]


def test_a_fault_in_the_key_header_cannot_be_repeated_and_is_counted(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        sealed = world.seal("R-1", [child_of(pupil(0, FIRST))])
        other = world.seal("R-2", [child_of(pupil(2, FIRST))])
        world.submit(Submission(sealed.envelope, other.keys))
        world.run()
        assert reasons(world) == [RefusalReason.KEYS_NOT_UNWRAPPED.value]
        found = verify_replay(world.home.folder, world.keys)
        assert found.findings == ()
        assert found.counts["key_header_gone"] == 1


def test_other_refusals_are_repeated(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        first = world.seal("R-1", [child_of(pupil(0, FIRST))])
        world.submit(first)
        world.submit(Submission(first.envelope[:-1], first.keys))
        world.submit(world.seal("R-1", [child_of(pupil(2, FIRST))], grade=Grade.HIGH))
        world.submit(Submission(first.envelope, first.keys), agency="luton-borough-council")
        world.run()
        assert reasons(world) == ["", "conflict", "publisher_mismatch", "truncated"]
        found = verify_replay(world.home.folder, world.keys)
        assert found.findings == ()
        assert found.counts["decided_again"] == found.counts["records"]


def test_people_met_again_are_the_same_when_decided_again(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        mother = adult("Rosamund", "Bellingham", Role.VICTIM)
        for number in range(3):
            world.publish(f"R-{number}", [child_of(pupil(2 * number, FIRST)), mother])
            world.run()
            world.reopen()
        bodies = read(world.home.folder, "SELECT body FROM decisions WHERE source = 'resolve'")
        met = [o for (body,) in bodies for o in codec.decode(body, Decision).outputs if isinstance(o, PersonResolved)]
        assert [output.known for output in met] == [False, True, True]
        assert verify_replay(world.home.folder, world.keys).findings == ()


def test_a_reader_who_joined_the_directory_since_counts_as_they_did_then(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.refer(appointed("u-new", "deputy_dsl", "urn", FIRST))
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
        assert [kind for _, _, _, kind, _ in world.desk()] == ["no_safe_reader"]
        world.registry.put_staff([("u-new", NADIA)], world.clock.now)
        found = verify_replay(world.home.folder, world.keys)
        assert found.findings == ()
        assert found.counts.get("connections_of_the_record", 0) == 0


def test_names_that_were_replaced_are_destroyed_and_taken_from_the_record(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        reader = dsl(FIRST)
        world.publish("R-1", [child_of(pupil(0, FIRST)), adult("Read", f"Er{FIRST}", Role.ALLEGED_PERPETRATOR)])
        world.publish("R-2", [child_of(pupil(2, FIRST))])
        world.run()
        assert [kind for _, _, _, kind, _ in world.desk()] == ["no_safe_reader"]
        assert world.registry.put_staff([(reader, NADIA)], world.clock.now) == 1
        assert world.registry.put_staff([(reader, NADIA)], world.clock.now) == 0
        with pytest.raises(KeyError):
            world.engine.vault.get(staff_owner(reader, 1))
        world.publish("R-3", [child_of(pupil(4, FIRST)), adult("Read", f"Er{FIRST}", Role.ALLEGED_PERPETRATOR)])
        world.run()
        assert len(world.desk()) == 1, "the notice goes to the reader, who is somebody else now"
        world.reopen()
        assert world.engine.indexes.staff[reader] == NADIA
        found = verify_replay(world.home.folder, world.keys)
        assert found.findings == ()
        assert found.counts["connections_of_the_record"] == 2
        assert found.counts["decided_again"] == found.counts["records"]


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        ("UPDATE rolls SET body = zeroblob(40) WHERE urn = '100001'", FindingKind.ROLL_DIFFERS),
        ("DELETE FROM rolls WHERE urn = '100001'", FindingKind.ROLL_DIFFERS),
        (
            "DELETE FROM rolls WHERE pupil = (SELECT min(pupil) FROM rolls WHERE urn = '100001')",
            FindingKind.ROLL_DIFFERS,
        ),
        ("UPDATE staff SET body = zeroblob(40) WHERE user = 'u-coordinator'", FindingKind.STAFF_DIFFERS),
        ("DELETE FROM staff WHERE user = 'u-coordinator'", FindingKind.STAFF_DIFFERS),
    ],
)
def test_rows_that_are_not_those_that_were_named_are_found(tmp_path: Path, damage: str, kind: FindingKind) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
    with closing(sqlite.connect(world.home.folder / "hub.db")) as database:
        database.execute(damage)
    found = verify_replay(world.home.folder, world.keys)
    assert [finding.kind for finding in found.findings] == [kind]


def test_a_reader_whose_names_were_exchanged_in_the_vault_is_found(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.engine.vault.renew([(staff_owner(dsl(FIRST), 1), (bytes(32),))])
    found = verify_replay(world.home.folder, world.keys)
    assert [finding.kind for finding in found.findings] == [FindingKind.STAFF_DIFFERS]


def test_a_notice_that_was_made_of_no_safe_reader_is_decided_otherwise(tmp_path: Path) -> None:
    """The dangerous direction: a record that lets a connected reader have it is never believed."""
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST)), adult("Read", f"Er{FIRST}", Role.ALLEGED_PERPETRATOR)])
        world.publish("R-2", [child_of(pupil(2, FIRST))])
        world.run()
        rows = read(world.home.folder, "SELECT body FROM decisions WHERE source = 'person.0' ORDER BY number")
        notice = next(o for o in codec.decode(rows[1][0], Decision).outputs if isinstance(o, NoticeIssued))

        def to_the_school(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
            item = next(o for o in outputs if isinstance(o, DeskItemRaised) and o.kind is DeskKind.NO_SAFE_READER)
            issued = replace(notice, event=item.event, case=item.case, person=item.person, section=item.section)
            return tuple(issued if output == item else output for output in outputs)

        database = sqlite.connect(world.home.folder / "hub.db")
        database.execute("DELETE FROM decisions WHERE source = 'person.0' AND number = 2")
        database.close()
        forged(world.home.folder, "person.0", to_the_school)
        assert FindingKind.DECIDED_OTHERWISE in kinds(verify_replay(world.home.folder, world.keys))


def test_what_a_school_disowned_is_decided_again(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
        notice, case, person, urn = world.notices()[0]
        world.perform(NotOurs(case, person, notice, dsl(urn), "dsl"), "not-ours")
        world.run()
        assert verify_replay(world.home.folder, world.keys).findings == ()
