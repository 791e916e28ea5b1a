"""What a recorded opening shows on a real hub: for this school, as of now, with no gap where something is withheld."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events.encompass import Incident
from schemas.events.event import Standing, Withdrawal
from schemas.events.header import SectionKind
from schemas.events.people import Address, NamedSetting, Person, Presence, Registration, Role, SafeContact, Scheme
from schemas.events.texts import Summary
from schemas.items import Item
from schemas.records.inputs import OpenDeskItem, OpenNotice
from schemas.records.reference import Body, InstrumentSuspended, RoleAppointed, RoleEnded
from schemas.sealed_event import EventFields, PlainSection, seal_event
from streams.deciders.areas import COUNCIL_DESK
from streams.disclosing.lines import not_given
from streams.engines.contract import NotShown
from streams.engines.line.showing import RECALL_HANDLING
from streams.engines.local.home import HUB_KEY_ID
from streams.engines.local.hub import LocalHub
from tests.support.force import POLICE
from tests.support.furnishing import AREA, LONG_AGO
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, HUB, SECOND, World, dsl

AMY = pupil(0, FIRST)
AGREEMENT, DESK_AGREEMENT = "bedford-operation-encompass", "council-education-safeguarding-desk"
INCIDENT = Incident(place="At home", location=Address(("9 Elm Street",), "MK40 1AA", ""))
VICTIM = adult("Ann", "Other", Role.VICTIM)
MINIMUM = {
    Item.INCIDENT_FACT,
    Item.INCIDENT_REFERENCE,
    Item.INCIDENT_OCCURRED_AT,
    Item.CHILD_NAME,
    Item.CHILD_DATE_OF_BIRTH,
}


class Shown:
    """A hub, what was published to it, and what its readers see."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.world.close()
        self.hub = LocalHub(self.world.home, self.world.clock)
        self.clicks = 0

    def publish(
        self,
        *people: Person,
        summaries: tuple[Summary, ...] = (),
        reference: str = "ref-1",
        revision: int = 1,
        withdrawal: Withdrawal = Withdrawal.NONE,
    ) -> None:
        """One event of an instance of its own: an incident, these people, summaries about the first of them."""
        self.clicks += 1
        now = self.world.clock.now
        fields = EventFields(
            hub=HUB,
            publisher=POLICE,
            instance=f"test-{self.clicks}",
            sequence=1,
            previous=bytes(32),
            reference=reference,
            revision=revision,
            standing=Standing.CURRENT if withdrawal is Withdrawal.NONE else Standing.WITHDRAWN,
            withdrawal=withdrawal,
            occurred_at=now - timedelta(hours=1),
            sent_at=now,
            signing_key="k1",
            hub_key=HUB_KEY_ID,
        )
        sections = [
            PlainSection(SectionKind.INCIDENT, INCIDENT),
            *(PlainSection(SectionKind.PERSON, person) for person in people),
            *(PlainSection(SectionKind.SUMMARY, summary, (1,)) for summary in summaries),
        ]
        key = self.world.keys.hub[HUB_KEY_ID].public_key()
        self.hub.submit(POLICE, [seal_event(fields, sections, signing_key=self.world.police, hub_key=key)])
        self.hub.run()

    def open(self, urn: str = FIRST) -> str:
        """The lead opens the newest notice of a school; the opening."""
        self.clicks += 1
        notice = max(self.hub.views.inbox(urn), key=lambda row: (row.issued_at, row.notice))
        ask = OpenNotice(notice.case, notice.person, notice.notice, dsl(urn), "dsl")
        return self.hub.perform(ask, command_id=f"click-{self.clicks}").ids[0]

    def open_item(self) -> str:
        """The coordinator opens the only desk item; the opening."""
        self.clicks += 1
        (item,) = self.hub.views.desk([AREA])
        ask = OpenDeskItem(item.case, item.person, item.item, COORDINATOR, COUNCIL_DESK)
        return self.hub.perform(ask, command_id=f"click-{self.clicks}").ids[0]

    def refer(self, *bodies: Body) -> None:
        """The directory changes."""
        with self.hub.locked:
            self.hub.registry.refer(bodies, self.world.clock.now)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    """A running hub."""
    made = Shown(tmp_path / "hub")
    yield made
    made.hub.close()


def told(person: Person) -> Person:
    """A child of whom everything that a school can be told is told."""
    return replace(person, presence=Presence.SAW, whereabouts="In the kitchen", restricted=False)


def test_each_school_of_a_dually_registered_child_reads_its_own_summary(shown: Shown) -> None:
    now = shown.world.clock.now
    with shown.hub.locked:
        shown.hub.registry.put_roll(SECOND, [replace(AMY, urn=SECOND)], now, now + timedelta(days=90), now)
    settings = [NamedSetting(Scheme.URN, urn, Registration.REGISTERED_PUPIL) for urn in (FIRST, SECOND)]
    summaries = tuple(Summary(f"for {setting.value} alone", setting) for setting in settings)
    shown.publish(replace(told(child_of(AMY)), settings=tuple(settings)), summaries=summaries)
    for urn in (FIRST, SECOND):
        assert shown.hub.disclose(shown.open(urn)).items[Item.SCHOOL_SUMMARY] == (f"for {urn} alone",)


def test_a_text_that_is_the_same_for_both_schools_stands_once(shown: Shown) -> None:
    by_urn = NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL)
    by_name = NamedSetting(Scheme.NAME, f"invented school {FIRST}", Registration.NOT_KNOWN)
    summaries = (Summary("the same", by_urn), Summary("the same", by_name))
    shown.publish(replace(told(child_of(AMY)), settings=(by_urn, by_name)), summaries=summaries)
    assert shown.hub.disclose(shown.open()).items[Item.SCHOOL_SUMMARY] == ("the same",)


def test_a_restricted_notice_has_the_lines_of_any_other(shown: Shown) -> None:
    shown.publish(told(child_of(AMY)), VICTIM)
    plain = shown.hub.disclose(shown.open())
    shown.world.clock.forward(timedelta(hours=1))
    shown.publish(told(child_of(AMY)), replace(VICTIM, restricted=True), reference="ref-2")
    restricted = shown.hub.disclose(shown.open())
    assert plain.items[Item.INCIDENT_LOCATION][0] == "At home"
    assert restricted.items[Item.INCIDENT_LOCATION] == not_given(Item.INCIDENT_LOCATION)
    assert list(restricted.items) == list(plain.items)


def test_whereabouts_under_a_forbidding_clause_read_as_those_that_nobody_gave(shown: Shown) -> None:
    absent = replace(told(child_of(AMY)), presence=Presence.NOT_PRESENT)
    shown.publish(absent)
    withheld = shown.hub.disclose(shown.open())
    shown.world.clock.forward(timedelta(hours=1))
    shown.publish(replace(absent, whereabouts=""), reference="ref-2")
    nothing_said = shown.hub.disclose(shown.open())
    assert "kitchen" not in repr(withheld)
    own = {
        Item.INCIDENT_REFERENCE: ("ref-2",),
        Item.INCIDENT_OCCURRED_AT: nothing_said.items[Item.INCIDENT_OCCURRED_AT],
    }
    assert {**withheld.items, **own} == nothing_said.items


def test_a_reader_without_the_training_sees_no_gap_either(shown: Shown) -> None:
    shown.publish(told(child_of(AMY)))
    full = list(shown.hub.disclose(shown.open()).items)
    shown.refer(RoleAppointed(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO, None, ()))
    assert list(shown.hub.disclose(shown.open()).items) == full


def test_after_a_suspension_an_opening_of_before_shows_the_minimum_alone(shown: Shown) -> None:
    shown.publish(told(child_of(AMY)))
    opening = shown.open()
    assert shown.hub.disclose(opening).items[Item.CHILD_WHEREABOUTS] == ("In the kitchen",)
    shown.refer(InstrumentSuspended(AGREEMENT, True, shown.world.clock.now, "under review", "a council"))
    assert set(shown.hub.disclose(opening).items) == MINIMUM


def test_an_opening_shows_nothing_once_the_readers_role_has_ended(shown: Shown) -> None:
    shown.publish(told(child_of(AMY)))
    opening = shown.open()
    shown.refer(RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, shown.world.clock.now))
    with pytest.raises(NotShown):
        shown.hub.disclose(opening)


def test_a_coordinators_opening_ends_with_the_role_and_with_the_agreement(shown: Shown) -> None:
    shown.publish(replace(child_of(AMY), given_names="Unlike", family_name="Anyone", settings=()))
    opening = shown.open_item()
    assert shown.hub.disclose(opening).items[Item.CHILD_NAME] == ("Unlike Anyone",)
    shown.refer(InstrumentSuspended(DESK_AGREEMENT, True, shown.world.clock.now, "under review", "a council"))
    with pytest.raises(NotShown):
        shown.hub.disclose(opening)
    shown.refer(RoleEnded(COORDINATOR, COUNCIL_DESK, "area", AREA, shown.world.clock.now))
    with pytest.raises(NotShown):
        shown.hub.candidates(opening)


def test_candidates_come_with_levels_and_without_addresses(shown: Shown) -> None:
    shown.publish(replace(child_of(AMY), given_names="Unlike", settings=()))
    candidates = shown.hub.candidates(shown.open_item())
    assert AMY.pupil in [candidate.pupil for candidate in candidates]
    assert all("address" in candidate.levels for candidate in candidates)
    assert not any(line in repr(candidates) for line in (*AMY.address_lines, AMY.postcode or "no postcode"))


def test_an_item_that_stayed_as_it_stood_shows_the_revision_that_it_was_opened_at(shown: Shown) -> None:
    shown.refer(RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO))
    shown.publish(replace(child_of(AMY), safe_contact=SafeContact(False, "Ring nobody.")))
    (before,) = shown.hub.views.desk([AREA])
    first = shown.open_item()
    shown.publish(replace(child_of(AMY), safe_contact=SafeContact(False, "Ring the aunt.")), revision=2)
    assert shown.hub.views.desk([AREA]) == [before]
    read = [shown.hub.disclose(one).items[Item.CHILD_SAFE_CONTACT][-1] for one in (first, shown.open_item())]
    assert read == ["Ring nobody.", "Ring the aunt."]


def test_no_address_is_shown_to_a_desk_where_anyone_is_restricted(shown: Shown) -> None:
    shown.publish(replace(child_of(AMY), given_names="Unlike", settings=()), replace(VICTIM, restricted=True))
    lines = shown.hub.disclose(shown.open_item()).items
    assert lines[Item.CHILD_ADDRESS] == not_given(Item.CHILD_ADDRESS)


def test_a_recall_says_what_to_do_about_the_notice_and_nothing_about_an_incident(shown: Shown) -> None:
    child = told(child_of(pupil(0, FIRST)))
    shown.publish(child, VICTIM)
    incident = shown.hub.disclose(shown.open()).handling
    shown.publish(child, VICTIM, revision=2, withdrawal=Withdrawal.NOT_DOMESTIC_ABUSE)
    recalled = shown.hub.disclose(shown.open()).handling
    assert incident
    assert set(recalled).isdisjoint(incident)
    assert recalled == RECALL_HANDLING
