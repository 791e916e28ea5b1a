"""The governance lead's pages: what they say of agreements, within the lead's own scope, and no person anywhere."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from schemas.events.encompass import EVENT_TYPE
from schemas.records.reference import AgencyKind, AgencyRegistered
from services.web.governance.scope import NAVIGATION
from services.web.pages import governance_matrix
from streams.agreements.document import Agreement, Duty
from streams.views.rows import DecidedRow
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.services.web.governing import BEDFORD, HERE, LUTON, WHOLE, suspend, take, with_agreements
from tests.support.force import POLICE
from tests.support.furnishing import registered

OWN = f"{HERE}/agreements/{BEDFORD}/1"


@pytest.fixture(autouse=True)
def agreements(hub: FakeHub) -> None:
    with_agreements(hub.facts)


@pytest.fixture
def lead(visit: Callable[[], Visitor]) -> Visitor:
    """The lead of the council's area."""
    return visit().sign_in(world.GOVERNANCE)


@pytest.fixture
def hub_lead(visit: Callable[[], Visitor]) -> Visitor:
    """The lead of the whole hub."""
    return visit().sign_in(world.HUB_GOVERNANCE)


def shown(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_the_start_leads_to_the_leads_own_place(lead: Visitor, hub_lead: Visitor) -> None:
    assert lead.get("/").headers["location"] == HERE
    assert hub_lead.get("/").headers["location"] == WHOLE


def test_the_list_holds_the_scope_and_no_more(lead: Visitor, hub_lead: Visitor) -> None:
    mine, all_ = shown(lead, HERE), shown(hub_lead, WHOLE)
    assert f"/agreements/{BEDFORD}/1" in mine
    assert LUTON not in mine
    assert f"/agreements/{LUTON}/2" in all_


def test_the_list_says_state_signatures_and_dates(lead: Visitor) -> None:
    page = shown(lead, HERE)
    for said in ("In force", "2 of 2", "1 September 2026", "14 July 2027", "31 August 2028"):
        assert said in page


def test_the_list_is_filtered_by_state(hub_lead: Visitor) -> None:
    expired = shown(hub_lead, f"{WHOLE}?state=expired")
    assert f"/agreements/{LUTON}/2" in expired
    assert f"/agreements/{BEDFORD}/1" not in expired
    assert f"/agreements/{BEDFORD}/1" in shown(hub_lead, f"{WHOLE}?state=none-such")


def test_a_long_list_is_shown_a_page_at_a_time(hub_lead: Visitor, hub: FakeHub) -> None:
    held = hub.facts.instruments.document(BEDFORD, 1)
    assert isinstance(held, Agreement)
    for number in range(60):
        take(hub.facts, registered(held.model_copy(update={"id": f"draft-{number:02}"})))
    first = shown(hub_lead, f"{WHOLE}?state=draft")
    assert ("draft-00/1" in first, "draft-59/1" in first) == (True, False)
    assert "(60): 1 to 50" in first
    assert "and 40 more" in first
    assert f'href="{WHOLE}?state=draft&amp;page=2"' in first
    second = shown(hub_lead, f"{WHOLE}?state=draft&page=2")
    assert "(60): 51 to 60" in second
    assert "draft-59/1" in second


def test_what_must_be_looked_to_stands_first(lead: Visitor, hub: FakeHub) -> None:
    assert "To look to" not in shown(lead, HERE)
    suspend(hub.facts, "the DPIA is being redone")
    page = shown(lead, HERE)
    assert page.index("it is suspended: the DPIA is being redone") < page.index("All agreements")
    assert "Suspended: the DPIA is being redone. Asked for by data protection officer, a council." in shown(lead, OWN)


def test_one_agreement_has_its_signatures_and_every_change_with_who_and_why(lead: Visitor, hub: FakeHub) -> None:
    suspend(hub.facts, "the DPIA is being redone")
    page = shown(lead, OWN)
    for said in (
        "Registered",
        "Signed",
        "Suspended",
        "by data protection officer, a council",
        "the DPIA is being redone",
        "Reference record",
    ):
        assert said in page
    assert ", made by operator" in page
    assert "What its dates bring" in page


def test_decisions_are_counted_with_chart_and_table(lead: Visitor, hub: FakeHub) -> None:
    hub.rows.decided_rows = [
        DecidedRow("encompass.notification", "dsl", world.AREA, "permitted", "", 1204),
        DecidedRow("encompass.notification", "dsl", world.AREA, "refused", "fact_not_known", 7),
        DecidedRow("encompass.notification", "dsl", world.OTHER_AREA, "permitted", "", 55),
    ]
    page = shown(lead, OWN)
    assert "1211 decisions" in page
    assert "<svg" in page
    assert '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="Decisions">1204</td>' in page
    assert "Something that the duty or agreement asks for is not known" in page
    assert ">55<" not in page


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("text", "information-sharing agreement, version 1"),
        ("data-flows", "Data flows for the data protection impact assessment"),
        ("record-of-processing", "Record of processing activities"),
        ("parents", "How we share information to keep children safe"),
        ("child", "When the police come to your home"),
    ],
)
def test_every_paper_of_an_agreement_is_a_page(lead: Visitor, kind: str, said: str) -> None:
    page = shown(lead, f"{OWN}/papers/{kind}")
    assert said in page
    assert f"{BEDFORD} version 1, digest" in page


def test_the_text_to_annex_tells_who_signed_and_when_beside_its_own_date(lead: Visitor) -> None:
    page = shown(lead, f"{OWN}/papers/text")
    assert "Dated 14 July 2026, by its parties." in page
    assert "An officer" in page
    assert page.index("Dated 14 July 2026") < page.index(">Signatures<") < page.index("An officer")


def test_duties_stand_on_the_list_with_version_and_first_day(lead: Visitor) -> None:
    page = shown(lead, HERE)
    assert "Domestic Abuse Act 2021 s.49A" in page
    assert "7 November 2025" in page
    assert "by operator" in page
    assert "The law that changed" not in page


def test_a_duty_says_which_law_changed_it(lead: Visitor, hub: FakeHub) -> None:
    held = hub.facts.instruments.document("domestic-abuse-act-2021-s49a", 1)
    assert isinstance(held, Duty)
    changed = registered(held.model_copy(update={"version": 2}))
    take(hub.facts, replace(changed, asked_by="clerk, a partnership", law_changed="An Act of 2027"))
    page = shown(lead, HERE)
    assert "by clerk, a partnership. The law that changed: An Act of 2027" in page


def test_papers_over_all_that_is_in_force_leave_out_what_is_not(hub_lead: Visitor) -> None:
    page = shown(hub_lead, f"{WHOLE}/papers/record-of-processing")
    assert f"{BEDFORD} version 1" in page
    assert LUTON not in page
    assert "(duty)" in page


@pytest.mark.parametrize(
    "path",
    [
        f"{HERE}/agreements/{LUTON}/2",
        f"{HERE}/agreements/{LUTON}/2/papers/text",
        f"{HERE}/agreements/{LUTON}/2/matrix",
        f"{HERE}/agreements/{BEDFORD}/9",
        f"{OWN}/papers/none-such",
        f"{HERE}/papers/none-such",
        f"{HERE}/simulations/none-such",
    ],
)
def test_what_is_not_in_the_scope_is_not_there(lead: Visitor, path: str) -> None:
    assert lead.get(path).status_code == 404


@pytest.mark.parametrize("place", ["hub", world.OTHER_AREA])
def test_no_lead_sees_another_place(lead: Visitor, place: str) -> None:
    assert lead.get(f"/governance/{place}").status_code == 403


def test_the_matrix_tells_every_item_and_its_conditions(lead: Visitor) -> None:
    page = shown(lead, f"{HERE}/matrix")
    for said in ("Police narrative", "What the child said", "If the child is under 18", "Head teachers of"):
        assert said in page


def test_a_hub_of_many_areas_shows_one_at_a_time(hub_lead: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    together = shown(hub_lead, f"{WHOLE}/matrix")
    assert "All areas" in together
    monkeypatch.setattr(governance_matrix, "MOST_AREAS", 1)
    alone = shown(hub_lead, f"{WHOLE}/matrix")
    assert "All areas" not in alone
    assert "area 821" in alone
    assert "area 822" not in alone


def test_the_matrix_of_a_day_is_that_of_the_day(lead: Visitor, hub: FakeHub) -> None:
    assert "No agreement or duty in force on this day" in shown(lead, f"{HERE}/matrix?day=2019-01-01")
    with_voice = shown(lead, f"{HERE}/matrix")
    suspend(hub.facts, "reviewed")
    assert shown(lead, f"{HERE}/matrix") != with_voice


@pytest.mark.parametrize("question", ["matrix?", "who-sees?item=child_voice&", "can?"])
def test_a_day_that_is_none_is_said_in_the_error_summary(lead: Visitor, question: str) -> None:
    page = shown(lead, f"{HERE}/{question}day=2026-02-30")
    assert "There is a problem" in page
    assert 'href="#day"' in page
    assert "<title>Error: " in page


def test_who_sees_an_item_names_recipients_terms_and_clauses(lead: Visitor) -> None:
    page = shown(lead, f"{HERE}/who-sees?item=child_voice")
    assert "Designated safeguarding leads of schools in area 822" in page
    assert "clause guidance-contents" in page
    assert "Nobody sees this item" in shown(lead, f"{HERE}/who-sees?item=police_narrative")
    assert "Select a data item" in shown(lead, f"{HERE}/who-sees?item=shoe_size")


def test_what_an_agency_may_send_and_a_school_may_get(lead: Visitor, hub: FakeHub) -> None:
    gets = shown(lead, f"{HERE}/can?urn={world.SCHOOL}")
    assert "What Elm Grove Primary School may get" in gets
    assert "Enter the URN of a school" in shown(lead, f"{HERE}/can?urn=999999")
    council = "bedford-borough-council"
    take(hub.reference(), AgencyRegistered(POLICE, "Police", AgencyKind.POLICE, (EVENT_TYPE,), (world.AREA,)))
    take(hub.reference(), AgencyRegistered(council, "Council", AgencyKind.COUNCIL, (), (world.AREA,)))
    force = shown(lead, f"{HERE}/can?agency={POLICE}")
    assert "What it may send" in force
    assert "The agency may get nothing here on this day." in force
    told = shown(lead, f"{HERE}/can?agency={council}")
    assert "The agency may send nothing to anybody here on this day." in told
    assert "What it may get" in told
    assert "Select an agency from the list" in shown(lead, f"{HERE}/can?agency=nobody")


def test_two_versions_are_compared_by_meaning(hub_lead: Visitor) -> None:
    same = shown(hub_lead, f"{WHOLE}/difference?before={BEDFORD}@1&after={BEDFORD}@1")
    assert "They mean the same." in same
    other = shown(hub_lead, f"{WHOLE}/difference?before={LUTON}@2&after={BEDFORD}@1")
    assert "now get" in other
    assert "Select the version after" in shown(hub_lead, f"{WHOLE}/difference?before={BEDFORD}@1")


def test_every_page_of_the_navigation_is_there_and_recorded_nowhere(lead: Visitor, hub: FakeHub) -> None:
    for _, below in NAVIGATION:
        shown(lead, f"{HERE}{below}")
    assert hub.performed == []


def test_without_a_simulator_the_page_says_so(lead: Visitor) -> None:
    assert "This server cannot simulate" in shown(lead, f"{HERE}/simulate")
