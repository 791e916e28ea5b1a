"""A draft over what other event types disclosed: by routes to every role, and with what those events say of consent."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent
from schemas.events.people import Role
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, EPISODE, REFERRAL
from streams.agreements.clauses import Condition
from streams.agreements.document import Agreement
from streams.simulation.flips import FlipKind
from streams.simulation.simulate import Simulated, simulate
from tests.streams.agreements.repository import agreement
from tests.support.facts import kind_of
from tests.support.flows import AMY, BEN, HOSPITAL, flow_plan, turn_on
from tests.support.force import POLICE
from tests.support.people import adult, child_of
from tests.support.world import START, World

FLOWS = ("bedford-missing-children", "bedford-marac", "bedford-hospital-safeguarding", "bedford-front-door")
VICTIM = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="v")
ACCUSED = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="p")
SINCE = START - timedelta(hours=3)
STATING = {
    "bedford-marac": REFERRAL.consent,
    "bedford-hospital-safeguarding": ATTENDANCE.consent,
    "bedford-front-door": CONTACT.consent,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A hub with every flow on, that decided an event of each."""
    made = World(tmp_path_factory.mktemp("flows") / "hub", plan=flow_plan())
    forces = turn_on(made)
    patient = replace(child_of(BEN), roles=(Role.CHILD, Role.PATIENT))
    episode = replace(EPISODE, missing_since=SINCE, reported_at=SINCE)
    for type, agency, contents in (
        (missing.EVENT_TYPE, POLICE, (episode, child_of(AMY))),
        (marac.EVENT_TYPE, POLICE, (REFERRAL, DASH, child_of(AMY), VICTIM, ACCUSED)),
        (hospital.EVENT_TYPE, HOSPITAL, (replace(ATTENDANCE, arrived_at=SINCE), patient)),
        (front_door.CONTACT_TYPE, POLICE, (CONTACT, child_of(BEN))),
    ):
        sections = [PlainSection(kind_of(one), one) for one in contents]
        made.submit(forces[agency].seal(type, sections, made.clock.now, type=type), type, 1, agency)
    made.run()
    made.close()
    return made


def over(world: World, draft: Agreement) -> Simulated:
    """The draft over the whole history."""
    return simulate(world.home.folder, draft, START - timedelta(days=1), START + timedelta(days=2))


def asking(name: str, *consents: Consent) -> Agreement:
    """One of the agreements, each permit of which asks for consent."""
    held = agreement(name)
    asked = Condition(consent_in=consents)
    clauses = tuple(
        each.model_copy(update={"when": (*each.when, asked)}) if each.effect == "permit" else each
        for each in held.clauses
    )
    return held.model_copy(update={"clauses": clauses})


@pytest.mark.parametrize("name", FLOWS)
def test_what_is_in_force_flips_nothing(world: World, name: str) -> None:
    found = over(world, agreement(name))
    assert found.flips.disclosures >= 8
    assert found.flips.sorts == {}
    assert found.gone == 0


@pytest.mark.parametrize("name", STATING)
def test_a_draft_that_asks_for_the_consent_that_was_stated_flips_nothing(world: World, name: str) -> None:
    assert over(world, asking(name, STATING[name])).flips.sorts == {}


@pytest.mark.parametrize("name", STATING)
def test_a_draft_that_asks_for_another_consent_refuses(world: World, name: str) -> None:
    others = [each for each in Consent if each not in (Consent.NOT_STATED, STATING[name])]
    found = over(world, asking(name, *others)).flips
    assert found.by_kind[FlipKind.NEWLY_REFUSED] >= 1
    assert {flip.clause.split("/")[0] for flip in found.sorts} == {f"no longer {name}"}


def test_a_condition_that_no_event_of_the_type_states_gives_nothing(world: World) -> None:
    stated = [each for each in Consent if each is not Consent.NOT_STATED]
    found = over(world, asking("bedford-missing-children", *stated))
    assert found.flips.by_kind[FlipKind.NEWLY_REFUSED] >= 1


@pytest.mark.parametrize(("limit", "refused"), [(17, 0), (16, 1)])
def test_a_draft_goes_by_the_age_in_the_attendance_where_no_date_of_birth_is_known(
    tmp_path: Path, limit: int, refused: int
) -> None:
    made = World(tmp_path / "hub", plan=flow_plan())
    forces = turn_on(made)
    patient = replace(child_of(BEN), roles=(Role.PATIENT,), date_of_birth=None)
    seen = replace(ATTENDANCE, arrived_at=SINCE, age=16, signs=(hospital.Sign.STABBING,))
    sections = [PlainSection(kind_of(one), one) for one in (seen, patient)]
    sealed = forces[HOSPITAL].seal(hospital.EVENT_TYPE, sections, made.clock.now, type=hospital.EVENT_TYPE)
    made.submit(sealed, hospital.EVENT_TYPE, 1, HOSPITAL)
    made.run()
    made.close()
    held = agreement("bedford-hospital-safeguarding")
    asked = (Condition(age_under=limit),)
    clauses = tuple(each.model_copy(update={"when": asked}) if each.when else each for each in held.clauses)
    found = over(made, held.model_copy(update={"clauses": clauses})).flips
    assert (found.by_kind.get(FlipKind.NEWLY_REFUSED, 0) >= 1) == bool(refused)


def test_what_another_event_had_kept_back_is_asked_for_as_it_was(tmp_path: Path) -> None:
    made = World(tmp_path / "hub", plan=flow_plan())
    forces = turn_on(made)
    marked = (REFERRAL, DASH, child_of(AMY), replace(VICTIM, restricted=True), ACCUSED)
    episode = replace(EPISODE, missing_since=SINCE, reported_at=SINCE)
    for type, contents in ((marac.EVENT_TYPE, marked), (missing.EVENT_TYPE, (episode, child_of(AMY)))):
        sections = [PlainSection(kind_of(one), one) for one in contents]
        made.submit(forces[POLICE].seal(type, sections, made.clock.now, type=type), type, 1, POLICE)
        made.run()
    made.close()
    found = over(made, agreement("bedford-missing-children"))
    assert found.flips.disclosures >= 4
    assert found.flips.sorts == {}
