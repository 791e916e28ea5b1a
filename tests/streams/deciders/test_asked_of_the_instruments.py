"""What deciders tell the instruments of consent, grounds of referral, office hours, and of who would read."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import Struct
from msgspec.structs import replace

from schemas.events.consent import Consent
from schemas.events.marac import ReferralGround
from schemas.events.people import Person, Role
from schemas.items import Item
from schemas.records.notify import NoticeIssued
from schemas.records.reference import RoleAppointed
from schemas.records.share import Recipient
from schemas.records.watch import NoticeOpened
from schemas.vectors.build import seal
from schemas.vectors.flows import ASKED, CONTACT, FLAG, MARAC, REFERRAL, Flow
from schemas.versions import upgraded
from streams.agreements.clauses import Condition, Eligibility
from streams.deciders.opened import SHREDDED, Opened, OpenedEvent
from streams.deciders.person.share import reader_of, request_for, stated_of
from tests.streams.agreements.repository import agreement
from tests.streams.deciders.watching import AMY, open_
from tests.support.facts import MONDAY_EVENING, Facts, a_reference, an_event, apply
from tests.support.furnishing import BOTH_TRAININGS, LONG_AGO, registered, signed
from tests.support.line import Line
from tests.support.people import adult, child_of
from tests.support.world import FIRST, HUB, dsl

BEDFORD = agreement("bedford-operation-encompass")
CONTACT_SAFELY = Item.CHILD_SAFE_CONTACT
SCHOOL = Recipient("dsl", "urn", FIRST)


def opened(flow: Flow, *changed: Struct, without: bool = False) -> OpenedEvent:
    """A flow's event, with other contents in place of those of the same class, or with all that it says shredded."""
    by_class = {type(content): content for content in changed}
    sections: dict[int, Opened] = {}
    for number, section in enumerate(flow.sections):
        content = upgraded(by_class.get(type(section.content), section.content))
        sections[number] = SHREDDED if without and not isinstance(content, Person) else content  # type: ignore[assignment]  # a flow's contents are Structs of a section
    return OpenedEvent(seal(flow.fields(), flow.sections).value, sections)


def test_a_referral_says_its_consent_and_every_ground() -> None:
    grounds = (ReferralGround.REPEAT, ReferralGround.DASH_SCORE)
    event = opened(MARAC, replace(REFERRAL, grounds=grounds, consent=Consent.GIVEN))
    assert stated_of(event) == (Consent.GIVEN, (ReferralGround.DASH_SCORE, ReferralGround.REPEAT))


@pytest.mark.parametrize("consent", [Consent.NOT_SOUGHT, Consent.DISPENSED_WITH])
def test_a_state_that_needs_a_reason_is_not_stated_without_it(consent: Consent) -> None:
    for reason, said in (("", Consent.NOT_STATED), (" ", Consent.NOT_STATED), ("asking would endanger her", consent)):
        assert stated_of(opened(MARAC, replace(REFERRAL, consent=consent, consent_reason=reason)))[0] is said


def test_a_contact_says_its_consent_and_no_ground() -> None:
    event = opened(ASKED, replace(CONTACT, consent=Consent.REFUSED))
    assert stated_of(event) == (Consent.REFUSED, ())


def test_what_was_erased_or_is_never_said_is_not_stated() -> None:
    for event in (opened(MARAC, without=True), opened(FLAG, without=True), an_event(child_of(AMY))):
        assert stated_of(event) == (Consent.NOT_STATED, ())
    assert stated_of(opened(FLAG)) == (Consent.NOT_SOUGHT, ())


@pytest.mark.parametrize(
    ("at", "in_hours"),
    [
        (MONDAY_EVENING, False),
        (datetime(2026, 11, 9, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 9, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 8, 12, 0, tzinfo=UTC), False),
    ],
)
def test_office_hours_are_those_of_the_recipients_council(at: datetime, in_hours: bool) -> None:
    request = request_for(a_reference(), an_event(child_of(AMY)), 0, SCHOOL, "dsl", at, None, on_roll=True)
    assert request.facts.office_hours is in_hours


def test_of_an_area_without_settings_no_office_hours_are_known() -> None:
    reference = a_reference()
    reference.areas.clear()
    request = request_for(reference, an_event(child_of(AMY)), 0, SCHOOL, "dsl", MONDAY_EVENING, None, on_roll=True)
    assert request.facts.office_hours is None


def test_days_in_the_role_are_whole_days_since_the_appointment() -> None:
    role = RoleAppointed("u-1", "dsl", "urn", FIRST, LONG_AGO, None, BOTH_TRAININGS)
    for passed, days in ((timedelta(hours=23, minutes=59), 0), (timedelta(days=14), 14), (timedelta(days=14.9), 14)):
        assert reader_of(role, LONG_AGO + passed).appointed_days == days
    assert reader_of(role, LONG_AGO).trainings == frozenset(BOTH_TRAININGS)


def under(**update: object) -> Line:
    """Amy's school was told under a second version of Bedford's agreement, which all parties signed."""
    second = BEDFORD.model_copy(update={"version": 2, **update})
    reference = a_reference()
    apply(reference, registered(second), *(signed(HUB, second, party) for party in second.signatories))
    facts = Facts(reference)
    facts.put_roll(FIRST, [AMY])
    line = Line(facts)
    line.publish(an_event(child_of(AMY), adult("Ann", "Other", Role.VICTIM)))
    return line


def told(line: Line) -> tuple[set[Item], set[Item]]:
    """The items of the notice, and those that its reader then saw."""
    (notice,) = (each for each in line.recorded.values() if isinstance(each, NoticeIssued))
    (seen,) = (each for each in line.recorded.values() if isinstance(each, NoticeOpened))
    return set(notice.items), set(seen.items)


@pytest.mark.parametrize(
    ("demand", "sees"),
    [
        (Eligibility(appointed_at_least_days=60, items=(CONTACT_SAFELY,)), True),
        (Eligibility(appointed_at_least_days=80, items=(CONTACT_SAFELY,)), False),
        (Eligibility(appointed_at_most_days=80, items=(CONTACT_SAFELY,)), True),
        (Eligibility(appointed_at_most_days=60, items=(CONTACT_SAFELY,)), False),
    ],
)
def test_what_asks_for_a_current_role_is_issued_and_shown_to_who_holds_one(demand: Eligibility, sees: bool) -> None:
    item = CONTACT_SAFELY
    line = under(eligibility=(demand,))
    open_(line, dsl(FIRST))
    issued, seen = told(line)
    assert item in issued
    assert (item in seen) is sees
    assert seen | {item} == issued | {item}


def test_an_item_of_the_night_goes_only_if_it_was_issued_and_is_opened_at_night() -> None:
    item = CONTACT_SAFELY
    at_night = Condition(time_of_day_in=("18:00-08:00",))
    clauses = [
        *(each.model_copy(update={"items": _without(each.items, item)}) for each in BEDFORD.clauses),
        BEDFORD.clauses[0].model_copy(
            update={"id": "night", "items": (item,), "item_groups": (), "when": (at_night,), "note": None}
        ),
    ]
    groups = {name: _without(items, item) for name, items in BEDFORD.item_groups.items()}
    for hours, seen_then in ((1, True), (14, False)):
        line = under(clauses=tuple(clauses), item_groups=groups)
        open_(line.later(hours=hours), dsl(FIRST))
        issued, seen = told(line)
        assert item in issued
        assert (item in seen) is seen_then


def _without(items: tuple[Item, ...], item: Item) -> tuple[Item, ...]:
    return tuple(each for each in items if each is not item)
