"""A draft over a small hub's history."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas.events.people import NamedSetting, Registration, Role, Scheme
from schemas.items import Item
from schemas.records.reference import RoleEnded
from streams.agreements.clauses import Clause
from streams.agreements.document import Agreement
from streams.simulation import simulate as module
from streams.simulation.flips import FlipKind
from streams.simulation.simulate import Simulated, simulate
from streams.vault.names import event_owner
from tests.streams.agreements.asking import with_clause, with_dates
from tests.streams.agreements.repository import agreement
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.world import FIRST, SECOND, START, WITHOUT_ROLL, World, dsl

BEDFORD = agreement("bedford-operation-encompass")
LATER = START + timedelta(days=2)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A hub that decided three events, one of a child of 9 at each of two schools."""
    made = World(tmp_path_factory.mktemp("simulated") / "hub")
    victim = adult("Ann", "Other", Role.VICTIM, child=0)
    for n, urn in ((0, FIRST), (1, SECOND), (2, FIRST)):
        made.submit(made.seal(f"ref-{n}", [child_of(pupil(n, urn)), victim]))
    made.run()
    made.close()
    return made


def over(world: World, draft: Agreement, processes: int | None = None) -> Simulated:
    """The draft over the whole history."""
    return simulate(world.home.folder, draft, START - timedelta(days=1), LATER, processes=processes)


def test_what_is_in_force_flips_nothing(world: World) -> None:
    found = over(world, BEDFORD)
    assert found.flips.disclosures >= 3
    assert found.flips.unchanged == found.flips.disclosures
    assert found.flips.sorts == {}


def test_a_draft_is_asked_as_if_it_had_been_in_force(world: World) -> None:
    later = with_dates(BEDFORD, in_force_from=BEDFORD.dates.expires, incidents_from=BEDFORD.dates.expires)
    assert over(world, later).flips.sorts == {}


def test_an_item_more_is_gained_by_the_clause_that_gives_it(world: World) -> None:
    more = Clause(
        id="grade-too",
        effect="permit",
        event_types=("encompass.notification",),
        recipient_roles=BEDFORD.clauses[0].recipient_roles,
        items=(Item.INCIDENT_GRADE,),
    )
    found = over(world, with_clause(BEDFORD, more)).flips
    ((flip, counted),) = found.sorts.items()
    assert (flip.kind, flip.item, flip.clause) == (
        FlipKind.ITEMS_GAINED,
        Item.INCIDENT_GRADE,
        "bedford-operation-encompass/grade-too",
    )
    assert counted.disclosures == found.by_kind[FlipKind.ITEMS_GAINED]
    assert all(example.startswith("person.") for example in counted.examples)


def test_a_forbid_loses_its_items_and_is_named(world: World) -> None:
    less = Clause(
        id="no-voice",
        effect="forbid",
        event_types=("encompass.notification",),
        recipient_roles=BEDFORD.clauses[0].recipient_roles,
        items=(Item.CHILD_VOICE,),
    )
    found = over(world, with_clause(BEDFORD, less)).flips
    assert {(flip.kind, flip.item, flip.clause) for flip in found.sorts} == {
        (FlipKind.ITEMS_LOST, Item.CHILD_VOICE, "bedford-operation-encompass/no-voice")
    }


def test_what_goes_to_a_desk_instead_is_newly_refused(world: World) -> None:
    hidden = Clause(
        id="no-names",
        effect="forbid",
        event_types=("encompass.notification",),
        recipient_roles=BEDFORD.clauses[0].recipient_roles,
        items=(Item.CHILD_NAME,),
    )
    found = over(world, with_clause(BEDFORD, hidden)).flips
    assert found.by_kind[FlipKind.NEWLY_REFUSED] == 3


def test_only_the_time_that_was_asked_for_counts(world: World) -> None:
    found = simulate(world.home.folder, BEDFORD, LATER, LATER + timedelta(days=1))
    assert found.flips.disclosures == 0


def test_several_processes_find_what_one_finds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = BEDFORD.model_copy(update={"clauses": BEDFORD.clauses[1:]})
    alone = over(world, draft, processes=1)
    monkeypatch.setattr(module, "CHUNK", 2)
    monkeypatch.setattr(module, "_ALONE", 0)
    together = over(world, draft, processes=2)
    assert alone.flips.sorts
    assert together.flips.sorts == alone.flips.sorts
    assert together.flips.by_kind == alone.flips.by_kind


def test_what_was_erased_is_counted_apart(tmp_path: Path) -> None:
    world = World(tmp_path / "hub")
    world.submit(world.seal("ref-0", [child_of(pupil(0, FIRST)), adult("Ann", "Other", Role.VICTIM, child=0)]))
    world.run()
    before = over(world, BEDFORD)
    row = world.engine.database.execute("SELECT event FROM event_view").fetchone()
    world.engine.vault.erase(event_owner(row[0]), LATER, "retention_ended")
    world.close()
    after = over(world, BEDFORD)
    assert (before.gone, after.gone) == (0, before.flips.disclosures)
    assert after.flips.disclosures == 0


def test_a_school_that_was_only_named_gains_nothing_where_its_minimum_stands_on_a_desk(tmp_path: Path) -> None:
    world = World(tmp_path / "hub")
    world.refer(RoleEnded(dsl(WITHOUT_ROLL), "dsl", "urn", WITHOUT_ROLL, START))
    named = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
    world.submit(world.seal("ref-0", [stranger("Ulric", named)]))
    world.run()
    assert world.desk()
    world.close()
    found = over(world, BEDFORD).flips
    assert (found.disclosures, found.sorts) == (1, {})
