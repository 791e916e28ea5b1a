"""Copies of a meeting's pack: what is asked for all of their cases at once, and what of it each case shows."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from schemas.events import missing
from schemas.items import Item
from schemas.records.reference import AreaRoutingSet
from schemas.records.share import Recipient
from schemas.records.work import Step
from streams.deciders.person.agendas import meetings_of
from streams.engines.contract import Disclosed
from streams.routing.sittings import next_sitting
from streams.views.rows import ActionRow, StepRow
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.services.web.test_work_desk import PROVIDER, a_step
from tests.support.facts import apply
from tests.support.flows import bedford_routing

COORDINATOR = Recipient("spoc_coordinator", "area", world.AREA)
CARE = Recipient("childrens_social_care", "area", world.AREA)
PACK = f"/inbox/spoc_coordinator/area/{world.AREA}/agenda/pack"
UNKNOWN = "Not offered yet"


def an_action(child: int, owner: Recipient) -> ActionRow:
    """What a meeting asked of somebody about one of the children."""
    return ActionRow(
        action=f"a-{child}-{owner.role}", at=world.NOW, area=world.AREA, meeting="spoc", case=bytes([child]) * 16,
        person=f"resolve-{child}-0", event=bytes([child]) * 16, section=1, notice=f"n-{child}", owner_role=owner.role,
        owner_scheme=owner.scheme, owner_value=owner.value, owner_user="", due_at=world.NOW + timedelta(days=7),
        user=world.SPOC, role=COORDINATOR.role, overdue=False, outcome="", reason="", reported_at=None, reported_by="",
        closed=False,
    )  # fmt: skip


class Asking:
    """Counts what is asked of the views."""

    def __init__(self, hub: FakeHub) -> None:
        self.asked: Counter[str] = Counter()
        self._rows = hub.rows
        self._interviews, self._about = hub.rows.interviews, hub.rows.actions_about

    def interviews(self, cases: Collection[bytes]) -> Mapping[tuple[bytes, str], StepRow]:
        self.asked["interviews"] += 1
        return self._interviews(cases)

    def actions_about(self, persons: AbstractSet[str], area: str, role: str) -> list[ActionRow]:
        self.asked["actions"] += 1
        return list(self._about(persons, area, role))


@pytest.fixture
def asking(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """What is asked from now on. Every opening shows that no interview was offered when its event was published."""
    asking = Asking(hub)
    for name in ("interviews", "actions_about"):
        monkeypatch.setattr(hub.rows, name, getattr(asking, name))
    items = {Item.RETURN_INTERVIEW: (UNKNOWN,)}
    monkeypatch.setattr(hub, "disclose", lambda opening: Disclosed(opening, items, (), (), ()))
    return asking


@pytest.fixture
def coordinator(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """Who prints copies for the next meeting, with three children on its agenda; one was offered an interview since.

    Children's social care was asked for something about the same child, the interviews' provider about another."""
    apply(
        hub.facts,
        AreaRoutingSet(world.AREA, msgspec.json.encode(bedford_routing())),
        world.appointed(world.COUNCIL, CARE.role, CARE.scheme, CARE.value),
    )
    due_at = next_sitting(meetings_of(hub.facts, COORDINATOR)[0], world.NOW).at
    row = world.notice_row(recipient=COORDINATOR, type=missing.EVENT_TYPE, due_at=due_at)
    for number in range(3):
        case = bytes([number]) * 16
        one = replace(row, notice=f"n-{number}", person=f"resolve-{number}-0", case=case, event=case)
        hub.rows.notices[one.notice] = replace(one, due_rule="meeting_spoc")
    hub.rows.step_rows = [replace(a_step(PROVIDER, Step.OFFERED, person="resolve-1-0"), case=bytes([1]) * 16)]
    hub.rows.action_rows = [an_action(1, CARE), an_action(2, PROVIDER)]
    return visit().sign_in(world.SPOC)


def printed(coordinator: Visitor) -> httpx.Response:
    """The copy of children's social care."""
    made = coordinator.send(
        coordinator.get(PACK), "/agenda/pack", whose=f"{CARE.role}/area/{world.AREA}/{world.COUNCIL}"
    )
    return coordinator.get(made.headers["location"])


def test_each_case_of_a_copy_shows_its_own_childs_interview_and_the_members_actions(
    coordinator: Visitor, asking: Asking
) -> None:
    sections = printed(coordinator).text.split('<section class="fb-case"')[1:]
    assert [UNKNOWN in section for section in sections] == [True, False, True]
    assert ["Words of a meeting" in section for section in sections] == [False, True, False]


def test_a_copy_asks_once_whatever_the_number_of_its_cases(coordinator: Visitor, asking: Asking) -> None:
    assert printed(coordinator).status_code == 200
    assert asking.asked == {"interviews": 1, "actions": 1}


AGENDA = f"/inbox/spoc_coordinator/area/{world.AREA}/agenda"


@pytest.fixture
def twice_missing(coordinator: Visitor, hub: FakeHub) -> Visitor:
    """One of the children was missing twice: the agenda names their page after the later episode."""
    first = hub.rows.notices["n-0"]
    later = replace(first, notice="n-9", case=b"9" * 16, event=b"9" * 16, replaces="n-8", kind="update")
    hub.rows.notices["n-9"] = replace(later, occurred_at=first.occurred_at + timedelta(hours=5))
    return coordinator


def test_a_page_whose_one_notice_the_inbox_opened_is_not_shown_without_the_others(twice_missing: Visitor) -> None:
    def then(notice: str) -> str:
        inbox = twice_missing.get(f"{AGENDA.removesuffix('/agenda')}/notices/{notice}")
        assert twice_missing.send(inbox, "/open").status_code == 303
        return twice_missing.get(f"{AGENDA}/cases/n-9").text

    assert "Open this child’s page" in then("n-9")
    assert "Newest first: 2 notices of this child." in then("n-0")


def test_opening_the_page_opens_all_of_it(twice_missing: Visitor) -> None:
    inbox = twice_missing.get(f"{AGENDA.removesuffix('/agenda')}/notices/n-9")
    twice_missing.send(inbox, "/open")
    opened = twice_missing.send(twice_missing.get(f"{AGENDA}/cases/n-9"), "/open")
    assert "Newest first: 2 notices of this child." in twice_missing.get(opened.headers["location"]).text


def test_a_pack_says_which_cases_it_lacks_for_something_came_in_since(twice_missing: Visitor, hub: FakeHub) -> None:
    hub.rows.notices.pop("n-9")
    made = twice_missing.send(twice_missing.get(PACK), "/agenda/pack", whose="own")
    whole = twice_missing.get(made.headers["location"]).text
    assert (whole.count('<section class="fb-case"'), "Not in this pack" in whole) == (3, False)
    first = hub.rows.notices["n-0"]
    hub.rows.notices["n-9"] = replace(first, notice="n-9", case=b"9" * 16, event=b"9" * 16)
    less = twice_missing.get(made.headers["location"]).text
    assert (less.count('<section class="fb-case"'), "Not in this pack: 1 case of this agenda" in less) == (2, True)


def test_which_addresses_updates_hide_is_asked_once_for_a_whole_pack(twice_missing: Visitor, hub: FakeHub) -> None:
    made = twice_missing.send(twice_missing.get(PACK), "/agenda/pack", whose="own")
    hub.rows.asked.clear()
    assert twice_missing.get(made.headers["location"]).text.count('<section class="fb-case"') == 3
    assert hub.rows.asked == {"items before": 1}
