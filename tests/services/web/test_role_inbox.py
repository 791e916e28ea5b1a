"""Inboxes of roles that are no school's: whoever holds the role reads them, and the same pages serve them."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import httpx
import pytest
from msgspec.structs import replace

from schemas.catalogue import EVENTS
from schemas.doubts import Doubt
from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.inputs import AcknowledgeNotice, OpenNotice, TriageContact, WithholdNotice
from schemas.records.notify import NoticeKind
from schemas.records.share import Recipient
from services.web.refusals import SPOKEN
from services.web.words_events import DOUBTS, notice_title
from services.web.words_events import EVENTS as EVENT_WORDS
from services.web.words_triage import CONSENTS, ELSEWHERE, OUTCOMES, PROBLEMS, REASONS
from streams.deciders.person.triage import consent_problem
from streams.views.rows import TriageRow
from tests.services.web import world
from tests.services.web.conftest import Visitor, forms_of
from tests.services.web.fake_hub import FakeHub

IFD = Recipient("ifd", "area", world.AREA)
INBOX = f"/inbox/ifd/area/{world.AREA}"


@pytest.fixture
def front_door(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """Somebody of the front door, with one notice of a missing child."""
    row = world.notice_row(
        "n", recipient=IFD, type="missing.episode", doubts=(Doubt.RETURNED_WITHOUT_TIME,), due_at=world.NOW
    )
    hub.rows.notices["n"] = row
    return visit().sign_in(world.FRONT_DOOR)


def opened(visitor: Visitor) -> httpx.Response:
    """The notice, opened."""
    return visitor.get(visitor.send(visitor.get(f"{INBOX}/notices/n"), "/open").headers["location"])


def test_home_leads_whoever_holds_one_role_to_its_inbox(front_door: Visitor) -> None:
    assert front_door.get("/").headers["location"] == INBOX


def test_the_inbox_names_the_role_and_what_each_notice_is_about(front_door: Visitor) -> None:
    page = front_door.get(INBOX).text
    assert "Integrated front door, 822" in page
    assert "Missing child report" in page
    assert "Operation Encompass" not in page


def test_whoever_may_look_at_hotspots_finds_them(front_door: Visitor) -> None:
    link = f"/hotspots/{world.AREA}"
    assert f'href="{link}"' in front_door.get(INBOX).text
    assert front_door.get(link).status_code == 200


def test_a_notice_is_opened_and_read(front_door: Visitor, hub: FakeHub) -> None:
    shown = opened(front_door)
    assert "It says that the child returned, and not when." in shown.text
    assert "not our pupil" not in shown.text
    assert "attend your school" not in shown.text
    assert [one.role for one in hub.performed if isinstance(one, OpenNotice)] == ["ifd"]


def test_another_role_acknowledges(hub: FakeHub, visit: Callable[[], Visitor]) -> None:
    hub.rows.notices["s"] = world.notice_row("s", recipient=Recipient("spoc_coordinator", "area", world.AREA))
    inbox = f"/inbox/spoc_coordinator/area/{world.AREA}"
    visitor = visit().sign_in(world.SPOC)
    shown = visitor.get(visitor.send(visitor.get(f"{inbox}/notices/s"), "/open").headers["location"])
    assert visitor.send(shown, "/acknowledge").headers["location"] == f"{inbox}?done=acknowledged"
    assert [one.role for one in hub.performed if isinstance(one, AcknowledgeNotice)] == ["spoc_coordinator"]


def test_the_front_door_decides_and_cannot_merely_acknowledge(front_door: Visitor, hub: FakeHub) -> None:
    shown = opened(front_door)
    assert "Acknowledge" not in shown.text
    sent = front_door.send(shown, "/triage", outcome="assessment", consent="given")
    assert sent.headers["location"] == f"{INBOX}?done=triaged-untold"
    (command,) = [one for one in hub.performed if isinstance(one, TriageContact)]
    assert (command.outcome, command.consent, command.reason, command.previous) == ("assessment", "given", None, None)


@pytest.mark.parametrize(
    ("type", "said"),
    [
        ("front_door.contact", "Whoever made the contact is told the outcome"),
        ("hospital.flag", "The hub tells nobody of it"),
        ("missing.episode", "The hub tells nobody of it"),
        ("marac.referral", "The hub tells nobody of it"),
        ("", "The decision is recorded."),
    ],
)
def test_that_somebody_is_told_the_outcome_is_said_of_a_contact_alone(
    front_door: Visitor, hub: FakeHub, type: str, said: str
) -> None:
    hub.rows.notices["n"] = replace(hub.rows.notices["n"], type=type)
    sent = front_door.send(opened(front_door), "/triage", outcome="assessment", consent="given")
    done = front_door.get(sent.headers["location"]).text
    assert said in done
    assert ("is told the outcome" in done) is (type == "front_door.contact")


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "Select what was decided"),
        ({"outcome": "advice"}, "Select whether the family agreed"),
        ({"outcome": "advice", "consent": "not_stated"}, "Select whether the family agreed"),
        ({"outcome": "assessment", "consent": "not_sought"}, "Select why consent was not sought"),
        ({"outcome": "assessment", "consent": "refused"}, "The family refused"),
        ({"outcome": "advice", "consent": "given", "reason": "any"}, "Select why consent was not sought"),
    ],
)
def test_a_decision_without_its_footing_is_asked_for_again(
    front_door: Visitor, hub: FakeHub, posted: dict[str, str], said: str
) -> None:
    again = front_door.send(opened(front_door), "/triage", **posted)
    assert again.status_code == 422
    assert said in again.text
    assert not [one for one in hub.performed if isinstance(one, TriageContact)]


def test_a_changed_mind_names_the_decision_before(front_door: Visitor, hub: FakeHub) -> None:
    row = hub.rows.notices["n"]
    hub.rows.triage_rows.append(
        TriageRow(
            "person.0-9-0", world.NOW, world.AREA, row.case, row.person, row.event, row.section, "advice", "refused",
            "refusal_stands", world.FRONT_DOOR, "ifd", "", world.NOW,
        )
    )  # fmt: skip
    shown = opened(front_door)
    assert "The family refused, and nothing is done against their word" in shown.text
    front_door.send(shown, "/triage", outcome="early_help", consent="given")
    (command,) = [one for one in hub.performed if isinstance(one, TriageContact)]
    assert command.previous == "person.0-9-0"


def test_what_a_council_published_names_nobody_of_the_hub_and_a_changed_mind_names_it(
    front_door: Visitor, hub: FakeHub
) -> None:
    row = hub.rows.notices["n"]
    published = TriageRow(
        "person.0-9-0", world.NOW, world.AREA, row.case, row.person, row.event, row.section, "advice", "given", "",
        "", "", "", world.NOW - timedelta(hours=3), "ab" * 16,
    )  # fmt: skip
    hub.rows.triage_rows.append(published)
    shown = opened(front_door)
    assert ELSEWHERE in shown.text
    assert "The hub heard of it" in shown.text
    front_door.send(shown, "/triage", outcome="early_help", consent="given")
    (command,) = [one for one in hub.performed if isinstance(one, TriageContact)]
    assert command.previous == "person.0-9-0"


def test_a_decision_that_was_withdrawn_is_shown_and_stands_in_nobodys_way(front_door: Visitor, hub: FakeHub) -> None:
    row = hub.rows.notices["n"]
    withdrawn = TriageRow(
        "person.0-9-0", world.NOW, world.AREA, row.case, row.person, row.event, row.section, "advice", "given", "",
        "", "", "", world.NOW, "ab" * 16, world.NOW,
    )  # fmt: skip
    hub.rows.triage_rows.append(withdrawn)
    shown = opened(front_door)
    assert "Withdrawn decision" in shown.text
    assert "Decide what follows" in shown.text
    front_door.send(shown, "/triage", outcome="early_help", consent="given")
    (command,) = [one for one in hub.performed if isinstance(one, TriageContact)]
    assert command.previous is None


def test_household_and_earlier_contacts_are_links_that_name_nobody(front_door: Visitor, hub: FakeHub) -> None:
    row = hub.rows.notices["n"]
    hub.rows.notices["sister"] = replace(row, notice="sister", person="resolve-9-0")
    hub.rows.notices["before"] = replace(row, notice="before", case=bytes(16), type="marac.referral")
    hub.rows.notices["hidden"] = replace(row, notice="hidden", case=bytes(15) + b"1")
    hub.connected[world.FRONT_DOOR] = {"hidden"}
    shown = opened(front_door).text
    household, earlier = shown.partition("Others in the same event")[2].split("Earlier contacts about", 1)
    assert f"{INBOX}/notices/sister" in household
    assert f"{INBOX}/notices/before" in earlier
    assert "MARAC referral" in earlier
    assert "hidden" not in shown.replace('type="hidden"', "").replace("visually-hidden", "").replace(" hidden>", "")


def test_only_the_front_door_triages(visit: Callable[[], Visitor], hub: FakeHub) -> None:
    hub.rows.notices["s"] = world.notice_row("s", recipient=Recipient("spoc_coordinator", "area", world.AREA))
    visitor = visit().sign_in(world.SPOC)
    path = f"/inbox/spoc_coordinator/area/{world.AREA}/notices/s"
    token = forms_of(visitor.get(path).text)[-1].fields
    assert visitor.post(f"{path}/triage", **token, outcome="advice", consent="given").status_code == 404


def test_doubts_are_not_said_before_the_notice_is_opened(front_door: Visitor) -> None:
    for path in (INBOX, f"{INBOX}/notices/n"):
        assert "returned, and not when" not in front_door.get(path).text


def test_a_reader_who_may_be_connected_is_left_out_and_it_is_recorded(front_door: Visitor, hub: FakeHub) -> None:
    hub.connected[world.FRONT_DOOR] = {"n"}
    assert "No contact waits to be decided" in front_door.get(INBOX).text
    assert front_door.get(f"{INBOX}/notices/n").status_code == 404
    assert [(one.role, one.notice) for one in hub.performed if isinstance(one, WithholdNotice)] == [("ifd", "n")]


@pytest.mark.parametrize("path", ["spoc_coordinator/area/822", "ifd/area/823", "ifd/agency/822", "dsl/area/822"])
def test_another_role_area_or_scheme_is_somebody_elses(front_door: Visitor, path: str) -> None:
    assert front_door.get(f"/inbox/{path}").status_code == 403


def test_one_inbox_does_not_show_the_notice_of_another(front_door: Visitor, hub: FakeHub) -> None:
    hub.rows.notices["s"] = world.notice_row("s", recipient=Recipient("spoc_coordinator", "area", world.AREA))
    assert front_door.get(f"{INBOX}/notices/s").status_code == 404


def test_every_decision_has_words() -> None:
    assert set(OUTCOMES) == set(FrontDoorOutcome)
    assert set(CONSENTS) == set(Consent) - {Consent.NOT_STATED}
    assert set(REASONS) == set(ConsentReason)
    for outcome, consent, reason in product(FrontDoorOutcome, Consent, (None, *ConsentReason)):
        problem = consent_problem(consent, reason, outcome)
        assert problem is None or (problem in PROBLEMS and problem in SPOKEN)


def test_every_event_type_and_doubt_has_words() -> None:
    assert set(EVENT_WORDS) == set(EVENTS)
    assert set(DOUBTS) == set(Doubt)
    titles = {notice_title(kind, event_type) for kind in NoticeKind for event_type in EVENTS}
    of_an_outcome = {NoticeKind.FEEDBACK, NoticeKind.INTERVIEW}
    assert len(titles) == len(set(NoticeKind) - of_an_outcome) * len(EVENTS) + len(of_an_outcome)
