"""How soon a front door looks at a contact: by the area's rules, by what it may see, and by what a manager says."""

from datetime import timedelta
from typing import Final

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events import front_door, hospital, missing
from schemas.events.consent import Consent
from schemas.events.front_door import FrontDoorOutcome, Urgency
from schemas.events.hospital import ConcernLevel, CpIsAnswer, Sign
from schemas.events.missing import MissingRisk, Stage
from schemas.events.people import Person
from schemas.items import Item
from schemas.records.inputs import OpenNotice, TriageContact
from schemas.records.notify import NoticeIssued
from schemas.records.reference import AreaRoutingSet
from schemas.records.triage import ContactPrioritised, ContactPriority, PrioritiseContact, PriorityReason
from schemas.vectors.flows import ATTENDANCE, CONTACT, EPISODE
from streams.deciders.areas import FRONT_DOOR_MANAGER
from streams.deciders.opened import Section
from streams.routing.priorities import PriorityRule, Signs
from streams.routing.prioritising import SHOWN_BY, contact_priority
from streams.routing.routes import Routing
from streams.views.changes import HANDLERS
from tests.support.facts import an_event
from tests.support.flows import BEN, a_flow_line, bedford_routing, user
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import child_of

URGENT, HIGH, STANDARD = ContactPriority
CALM: Final = replace(EPISODE, risk=MissingRisk.LOW, exploitation=())
CALM_CONTACT: Final = replace(CONTACT, urgency=Urgency.ROUTINE)
CALM_FLAG: Final = replace(
    ATTENDANCE, signs=(Sign.NEGLECT,), level=ConcernLevel.LOW, cp_is=CpIsAnswer.NO_RECORD, age=BEN.date_of_birth.year
)
NAMELESS: Final = replace(child_of(BEN), given_names="", date_of_birth=None)


def issued(line: Line, role: str = "ifd") -> NoticeIssued:
    """The latest notice to a role."""
    found = [one for one in line.recorded.values() if isinstance(one, NoticeIssued) and one.recipient.role == role]
    return found[-1]


@pytest.mark.parametrize(
    ("fact", "type", "priority", "grounds"),
    [
        (CALM, missing.EVENT_TYPE, STANDARD, ()),
        (replace(CALM, risk=MissingRisk.HIGH), missing.EVENT_TYPE, URGENT, ("missing-at-high-risk",)),
        (replace(CALM, risk=MissingRisk.HIGH, stage=Stage.RETURNED), missing.EVENT_TYPE, STANDARD, ()),
        (
            replace(CALM, risk=MissingRisk.HIGH, exploitation=(missing.Exploitation.COUNTY_LINES,)),
            missing.EVENT_TYPE,
            URGENT,
            ("missing-at-high-risk", "exploitation-feared"),
        ),
        (CALM_CONTACT, front_door.CONTACT_TYPE, STANDARD, ()),
        (replace(CALM_CONTACT, urgency=Urgency.SAME_DAY), front_door.CONTACT_TYPE, HIGH, ("asked-the-same-day",)),
        (replace(CALM_CONTACT, urgency=Urgency.IMMEDIATE), front_door.CONTACT_TYPE, URGENT, ("asked-at-once",)),
    ],
)
def test_a_contact_has_the_priority_of_its_areas_rules_and_says_why(
    fact: Section, type: str, priority: ContactPriority, grounds: tuple[str, ...]
) -> None:
    line = a_flow_line()
    line.publish(an_event(fact, child_of(BEN), type=type))
    assert (issued(line).priority, issued(line).grounds) == (priority, grounds)


def test_nobody_but_a_front_door_is_told_a_priority() -> None:
    line = a_flow_line()
    line.publish(an_event(replace(CALM, risk=MissingRisk.HIGH), child_of(BEN), type=missing.EVENT_TYPE))
    assert issued(line, "spoc_coordinator").priority is None
    assert issued(line, "emergency_duty_team").priority is URGENT


def test_an_area_without_rules_has_a_queue_by_its_clocks_alone() -> None:
    bare = AreaRoutingSet(AREA, msgspec.json.encode(replace(bedford_routing(), priorities=())))
    line = a_flow_line(bare)
    line.publish(an_event(replace(CALM, risk=MissingRisk.HIGH), child_of(BEN), type=missing.EVENT_TYPE))
    assert (issued(line).priority, issued(line).grounds) == (STANDARD, ())


def weighed(
    fact: Section, person: Person, type: str, items: frozenset[Item], *, repeat: bool = False
) -> tuple[ContactPriority, tuple[str, ...]]:
    """What the project's own rules come to."""
    event = an_event(fact, person, type=type)
    number = next(number for number, one in event.people() if one == person)
    at = event.header.occurred_at + timedelta(hours=1)
    return contact_priority(bedford_routing().priorities, event, number, at, items, repeat=repeat)


EVERY: Final = frozenset(Item)


@pytest.mark.parametrize("sign", [Sign.STABBING, Sign.GUNSHOT])
def test_who_was_stabbed_or_shot_is_urgent(sign: Sign) -> None:
    flag = replace(CALM_FLAG, signs=(sign,))
    assert weighed(flag, child_of(BEN), hospital.EVENT_TYPE, EVERY) == (URGENT, ("stabbed-or-shot",))


def test_a_child_not_born_yet_is_told_by_its_missing_name_or_by_cp_is() -> None:
    assert weighed(CALM_CONTACT, NAMELESS, front_door.CONTACT_TYPE, EVERY) == (HIGH, ("unborn",))
    planned = replace(CALM_FLAG, cp_is=CpIsAnswer.UNBORN_PROTECTION_PLAN)
    assert weighed(planned, child_of(BEN), hospital.EVENT_TYPE, EVERY) == (HIGH, ("unborn", "known-to-cp-is"))


def test_what_is_proposed_to_the_front_door_with_the_same_event_is_a_ground() -> None:
    assert weighed(CALM, child_of(BEN), missing.EVENT_TYPE, EVERY, repeat=True) == (HIGH, ("repeat",))
    assert weighed(CALM, child_of(BEN), missing.EVENT_TYPE, EVERY) == (STANDARD, ())


@pytest.mark.parametrize("item", [Item.SIGNS, Item.EPISODE_RISK, Item.CONTACT_URGENCY])
def test_a_ground_that_the_agreement_keeps_from_the_front_door_does_not_count(item: Item) -> None:
    cases: dict[Item, tuple[Section, str]] = {
        Item.SIGNS: (replace(CALM_FLAG, signs=(Sign.STABBING,)), hospital.EVENT_TYPE),
        Item.EPISODE_RISK: (replace(CALM, risk=MissingRisk.HIGH), missing.EVENT_TYPE),
        Item.CONTACT_URGENCY: (replace(CALM_CONTACT, urgency=Urgency.IMMEDIATE), front_door.CONTACT_TYPE),
    }
    fact, type = cases[item]
    assert weighed(fact, child_of(BEN), type, EVERY)[0] is URGENT
    assert weighed(fact, child_of(BEN), type, EVERY - {item}) == (STANDARD, ())


def test_every_condition_has_its_item_or_needs_none() -> None:
    fields = {field.name for field in msgspec.structs.fields(Signs)}
    assert fields - set(SHOWN_BY) == {"subject", "without_school", "repeat"}


def test_what_a_rule_says_stands_beside_the_contact_and_its_id_where_the_rule_is_gone() -> None:
    rule = PriorityRule("a-ground", HIGH, "Because of this", (missing.EVENT_TYPE,))
    assert Routing(priorities=(rule,)).says("a-ground") == "Because of this"
    assert Routing().says("a-ground") == "a ground"


def a_calm_contact() -> Line:
    """A contact of an evening, which no rule finds urgent."""
    line = a_flow_line()
    line.publish(an_event(CALM_CONTACT, child_of(BEN), type=front_door.CONTACT_TYPE))
    return line


def prioritise(
    line: Line,
    by: str = FRONT_DOOR_MANAGER,
    role: str = FRONT_DOOR_MANAGER,
    notice_of: str = "ifd",
) -> list[str]:
    """Somebody gives a contact another priority."""
    case, person, held = line.notice_of(notice_of)
    return line.perform(
        PrioritiseContact(case, person, held.notice, user(by), role, URGENT, PriorityReason.NEW_INFORMATION)
    )


def test_a_manager_gives_another_priority_for_front_door_and_duty_team() -> None:
    line = a_calm_contact()
    assert prioritise(line) == ["urgent says front_door_manager: new_information"]
    (said,) = (output for output in line.recorded.values() if isinstance(output, ContactPrioritised))
    assert set(said.notices) == {line.notice_of(role)[2].notice for role in ("ifd", "emergency_duty_team")}


def test_who_is_no_manager_there_gives_none() -> None:
    line = a_calm_contact()
    assert prioritise(line, "ifd") == ["refused: not_a_manager_here"]
    assert prioritise(line, FRONT_DOOR_MANAGER, "ifd") == ["refused: not_a_manager_here"]
    assert prioritise(line, "spoc_coordinator") == ["refused: not_a_manager_here"]


def test_a_manager_who_may_be_connected_gives_none() -> None:
    line = a_flow_line()
    line.facts.name_staff(user(FRONT_DOOR_MANAGER), BEN.given_names, BEN.family_name)
    line.publish(an_event(CALM_CONTACT, child_of(BEN), type=front_door.CONTACT_TYPE))
    assert prioritise(line) == [f"not shown to {user(FRONT_DOOR_MANAGER)}: may_be_connected"]


def test_what_is_decided_or_is_no_contact_has_no_other_priority() -> None:
    line = a_calm_contact()
    case, person, held = line.notice_of("ifd")
    line.perform(OpenNotice(case, person, held.notice, user("ifd"), "ifd"))
    advice = FrontDoorOutcome.ADVICE
    line.perform(TriageContact(case, person, held.notice, user("ifd"), "ifd", advice, Consent.GIVEN, None, None))
    assert prioritise(line)[0].startswith("refused: triaged_since")
    missed = a_flow_line()
    missed.publish(an_event(CALM, child_of(BEN), type=missing.EVENT_TYPE))
    assert prioritise(missed, notice_of="spoc_coordinator") == ["refused: not_a_contact"]


def test_what_a_manager_put_first_stays_first_with_news_that_no_rule_puts_sooner() -> None:
    line = a_calm_contact()
    prioritise(line)
    (said,) = (place for place, output in line.recorded.items() if isinstance(output, ContactPrioritised))
    worried = replace(CALM_CONTACT, urgency=Urgency.SAME_DAY)
    for revision, fact, grounds in ((2, worried, ("asked-the-same-day",)), (3, CALM_CONTACT, ())):
        line.publish(an_event(fact, child_of(BEN), type=front_door.CONTACT_TYPE, revision=revision))
        for role in ("ifd", "emergency_duty_team"):
            news = issued(line, role)
            assert (news.kind, news.priority, news.grounds) == ("update", URGENT, grounds)
            assert news.prioritised == said
            shown = list(HANDLERS[NoticeIssued](news, "person.0-9-0", 0, None))  # type: ignore[arg-type]  # no notice asks its record
            assert ("prioritised", ("urgent", said, "person.0-9-0")) in shown


def test_what_a_manager_put_first_ends_with_the_decision_on_it() -> None:
    line = a_calm_contact()
    prioritise(line)
    case, person, held = line.notice_of("ifd")
    line.perform(OpenNotice(case, person, held.notice, user("ifd"), "ifd"))
    advice = FrontDoorOutcome.ADVICE
    line.perform(TriageContact(case, person, held.notice, user("ifd"), "ifd", advice, Consent.GIVEN, None, None))
    worried = replace(CALM_CONTACT, urgency=Urgency.SAME_DAY)
    line.publish(an_event(worried, child_of(BEN), type=front_door.CONTACT_TYPE, revision=2))
    assert (issued(line).priority, issued(line).prioritised) == (HIGH, None)


def test_news_of_the_child_is_prioritised_anew() -> None:
    line = a_flow_line()
    line.publish(an_event(CALM, child_of(BEN), type=missing.EVENT_TYPE))
    line.perform(
        PrioritiseContact(
            *line.notice_of("ifd")[:2],
            line.notice_of("ifd")[2].notice,
            user(FRONT_DOOR_MANAGER),
            FRONT_DOOR_MANAGER,
            STANDARD,
            PriorityReason.RISK_IS_LOWER,
        )
    )
    worse = replace(CALM, risk=MissingRisk.HIGH)
    line.publish(an_event(worse, child_of(BEN), type=missing.EVENT_TYPE, revision=2))
    assert (issued(line).kind, issued(line).priority, issued(line).prioritised) == ("update", URGENT, None)
