"""One suite for what both databases answer: each question alone, and both together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from schemas.records.share import Recipient
from streams.views.answering import SqlViews
from streams.views.rows import DeskRow, NoticeRow, NoticeState
from tests.support.flows import user
from tests.support.furnishing import AREA
from tests.support.world import COORDINATOR, FIRST, SCHOOLS, SECOND, World, dsl

ELSEWHERE = "999"
COORDINATORS = ("spoc_coordinator", "marac_coordinator")
DUTY = "domestic-abuse-act-2021-s49a"
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def recipients(views: SqlViews) -> list[Recipient]:
    """Everyone who was sent something."""
    return list(dict.fromkeys(Recipient(row.role, row.scheme, row.value) for row in views.notices()))


def test_an_inbox_holds_the_open_notices_of_one_recipient_and_the_closed_ones_when_asked(views: SqlViews) -> None:
    for recipient in recipients(views):
        opened, closed = views.inbox_of(recipient), views.inbox_of(recipient, closed=True)
        assert {Recipient(row.role, row.scheme, row.value) for row in (*opened, *closed)} == {recipient}
        assert {row.state for row in opened} <= {NoticeState.WAITING, NoticeState.OPENED}
        assert not {row.notice for row in opened} & {row.notice for row in closed}
        unread = [row.opened_at is None for row in opened]
        assert unread == sorted(unread, reverse=True), "what nobody has read stands first"
        for row in (*opened, *closed):
            assert views.notice(row.notice) == row
    assert {row.notice for row in views.notices()} == {
        row.notice
        for one in recipients(views)
        for closed in (False, True)
        for row in views.inbox_of(one, closed=closed)
    }
    assert {one.scheme for one in recipients(views)} >= {"urn", "area"}


def test_a_notice_has_the_type_and_the_doubts_of_its_event(views: SqlViews) -> None:
    for row in views.notices():
        event = views.event(row.event)
        assert event is not None
        assert (row.type, row.doubts) == (event.type, event.doubts)


def test_what_a_front_door_decided_stands_newest_first_and_its_notices_are_done(views: SqlViews) -> None:
    (row,) = [row for row in views.notices() if row.role == "ifd" and row.type == "front_door.contact"]
    assert row.state is NoticeState.TRIAGED
    latest, first = views.triages(row.case, row.person, row.value)
    assert (first.outcome, first.consent, first.reason, first.previous) == ("early_help", "given", "", "")
    assert (latest.outcome, latest.reason, latest.previous) == (
        "strategy_discussion",
        "risk_of_significant_harm",
        first.triage,
    )
    assert views.triages(row.case, row.person, ELSEWHERE) == []
    assert [one.replaces is not None for one in views.inbox(FIRST) if one.kind == "feedback"] == [True]


def test_near_a_contact_stand_others_of_its_event_and_earlier_ones_of_its_people(views: SqlViews) -> None:
    found = 0
    for row in views.notices():
        beside, earlier = views.beside(row), views.earlier(row)
        assert all(one.event == row.event and one.person != row.person for one in beside)
        assert all(one.person in {row.person, *(other.person for other in beside)} for one in earlier)
        assert all(one.case != row.case for one in earlier)
        for one in (*beside, *earlier):
            assert (one.role, one.scheme, one.value) == (row.role, row.scheme, row.value)
            assert one.state is not NoticeState.REPLACED
        found += len(beside) + len(earlier)
    assert found


def test_a_desk_holds_the_items_of_its_areas(views: SqlViews) -> None:
    opened, closed = views.desk([AREA]), views.desk([AREA, ELSEWHERE], closed=True)
    assert opened
    assert closed
    assert [row.due_at for row in opened] == sorted(row.due_at for row in opened)
    assert all(row.closed_at is None for row in opened)
    assert all(row.closed_at is not None and row.outcome for row in closed)
    assert list(views.desk([ELSEWHERE])) == []
    assert list(views.desk([])) == []
    assert views.desk_item(opened[0].item) == opened[0]


def test_what_is_not_there_is_none(views: SqlViews) -> None:
    nothing = bytes(16)
    assert views.notice("person.0-99-0") is None
    assert views.desk_item("person.0-99-0") is None
    assert views.event(nothing) is None
    assert views.outcome(bytes(32)) is None
    assert views.outcome_of(bytes(32), "bedfordshire-police") is None
    assert [views.referral(name) for name in ("resolve-99-0", "resolve-1-99", "no such thing")] == [None] * 3
    assert list(views.trace(nothing)) == []
    assert list(views.accesses("person.0-99-0")) == []


def test_events_are_told_newest_first_and_by_case(views: SqlViews) -> None:
    events = views.events()
    assert len(events) > 3
    assert [row.accepted_at for row in events] == sorted((row.accepted_at for row in events), reverse=True)
    assert len(views.events(limit=2)) == 2
    for row in events:
        assert views.event(row.event) == row
        of_case = views.events(case=row.case)
        assert row in of_case
        assert {other.case for other in of_case} == {row.case}


def test_an_agency_finds_what_it_sent_and_by_its_own_references(views: SqlViews) -> None:
    sent = views.sent("bedfordshire-police")
    assert {row.event for row in sent} == {row.event for row in views.events()}
    assert len(views.sent("bedfordshire-police", limit=2)) == 2
    assert list(views.sent("thames-valley-police")) == []
    found = views.sent("bedfordshire-police", reference=sent[0].reference)
    assert sent[0] in found
    assert {row.reference for row in found} == {sent[0].reference}


def test_an_event_is_found_by_id_and_by_its_publishers_reference(views: SqlViews) -> None:
    for row in views.events():
        assert views.event_called(row.event.hex()) == row
        assert views.event_called(f"{row.reference}@{row.revision}") == row
        latest = views.event_called(row.reference)
        assert latest is not None
        assert latest.revision >= row.revision
    for name in ("nobody", "ref-1@99", "ref-1@x", "0" * 32):
        assert views.event_called(name) is None


def test_every_submission_has_an_outcome_that_its_publisher_finds(views: SqlViews) -> None:
    outcomes = views.outcomes()
    assert len(outcomes) >= len(views.events())
    assert {row.outcome for row in outcomes} <= {"accepted", "rejected"}
    for row in outcomes:
        assert views.outcome(row.digest) == row
        assert views.outcome_of(row.digest, row.publisher) == row
        assert views.outcome_of(row.digest, "another-police") is None


def test_a_trace_tells_time_and_stages_in_order_and_only_what_is_about_the_event(views: SqlViews) -> None:
    for row in views.events():
        steps = views.trace(row.event)
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert steps[0].record.startswith("intake.")
        assert all(step.outputs and step.ledger_index is not None for step in steps)
        named = {getattr(output, "event", row.event) for step in steps for _, output in step.outputs}
        assert row.event in named
        of_case = {other.event for other in views.events(case=row.case) if other.revision <= row.revision}
        assert named <= of_case, "a revision leads to recalls of what an earlier one led to"


def test_the_queue_is_that_of_front_door_and_duty_team_and_what_was_decided_has_left_it(views: SqlViews) -> None:
    waiting = views.contacts(AREA)
    assert {row.role for row in waiting} == {"ifd"}, "the night's contacts come in office hours"
    assert [row.due_at for row in waiting] == sorted(row.due_at for row in waiting)
    decided = views.decided_contacts(AREA, LONG_AGO)
    assert decided
    assert {row.notice for row, _ in decided}.isdisjoint(row.notice for row in waiting)
    for row, triage in decided:
        assert row.state == "triaged"
        assert triage == views.triages(row.case, row.person, AREA)[0]
    assert list(views.decided_contacts(AREA, FAR_AHEAD)) == []
    assert list(views.contacts(ELSEWHERE)) == []


def test_a_contact_says_its_priority_and_what_a_manager_set_instead(views: SqlViews) -> None:
    contacts = [row for row in views.notices() if row.role == "ifd" and row.kind in ("first", "update")]
    assert all(row.priority is not None for row in contacts)
    assert any(row.grounds for row in contacts)
    assert all(row.priority is None for row in views.notices() if row.scheme == "urn")
    (id,) = {row.prioritised for row in views.notices()} - {None}
    assert id is not None
    (said,) = views.prioritised({id}).values()
    assert {row.priority for row in views.notices() if row.prioritised == id} == {said.priority}
    assert said.reason == "risk_is_higher"


def test_a_referral_has_its_evidence(views: SqlViews) -> None:
    named = {row.referral for row in (*views.desk([AREA]), *views.desk([AREA], closed=True)) if row.referral}
    assert named
    for name in named:
        referral = views.referral(name)
        assert referral is not None
        assert referral.referral == name


def reader(row: NoticeRow) -> str:
    """Who reads a recipient's notices on this night."""
    return dsl(row.value) if row.scheme == "urn" else user(row.role)


def test_who_opened_a_notice_is_told(views: SqlViews) -> None:
    opened = [row for row in views.notices() if row.opened_at is not None]
    assert opened
    for row in opened:
        assert any(access.granted and access.user == reader(row) for access in views.accesses(row.notice))


def test_lapsed_agreements_are_counted_for_the_areas_asked(views: SqlViews) -> None:
    assert [(area, agreement) for area, agreement, _ in views.lapsed([AREA])] == [(AREA, "bedford-operation-encompass")]
    assert list(views.lapsed([ELSEWHERE])) == []


def test_decisions_are_counted_under_the_version_that_gave_withheld_or_refused(views: SqlViews) -> None:
    duty = views.decided(DUTY, 1, LONG_AGO, FAR_AHEAD)
    assert {row.event_type for row in duty} == {"encompass.notification"}
    assert {row.outcome for row in duty} >= {"permitted"}
    assert {(row.role, row.area) for row in duty} == {("dsl", AREA)}
    issued = {
        (row.event, row.section, row.value)
        for row in views.notices()
        if (row.kind, row.type) == ("first", "encompass.notification")
    }
    assert sum(row.count for row in duty if row.outcome == "permitted") >= len(issued) > 1
    assert list(views.decided(DUTY, 2, LONG_AGO, FAR_AHEAD)) == []
    assert list(views.decided(DUTY, 1, LONG_AGO, LONG_AGO)) == []


def test_what_a_lapsed_agreement_kept_back_is_counted_as_withheld(views: SqlViews) -> None:
    rows = views.decided("bedford-operation-encompass", 1, LONG_AGO, FAR_AHEAD)
    assert ("withheld", "not_in_force") in {(row.outcome, row.reason) for row in rows}


_QUESTIONS: dict[str, Callable[[SqlViews], object]] = {
    "inboxes": lambda views: [views.inbox(urn, closed=closed) for urn in SCHOOLS for closed in (False, True)],
    "notices": lambda views: views.notices(),
    "triages": lambda views: [views.triages(row.case, row.person, AREA) for row in views.notices()],
    "agendas": lambda views: [
        views.meeting_notices(Recipient(role, "area", AREA), LONG_AGO, FAR_AHEAD) for role in COORDINATORS
    ],
    "actions": lambda views: [
        (views.open_actions(AREA, role), [views.action(one.action) for one in views.open_actions(AREA, role)])
        for role in COORDINATORS
    ],
    "actions of an owner": lambda views: views.actions_of(
        Recipient("childrens_social_care", "area", AREA), "u-childrens-social-care"
    ),
    "actions about": lambda views: [views.actions_about({row.person}, AREA, row.role) for row in views.notices()],
    "told": lambda views: [views.told_of(row.case) for row in views.notices()],
    "told at once": lambda views: views.told_of_all({row.case for row in views.notices()}),
    "noted at once": lambda views: views.noted_of_all({row.event for row in views.events()}),
    "repeats at once": lambda views: views.repeats_of([row.notice for row in views.notices()]),
    "events at once": lambda views: views.events_with({row.event for row in views.events()}),
    "notices by name": lambda views: views.notices_called({row.notice for row in views.notices()}),
    "items before": lambda views: views.items_before({row.notice for row in views.notices()}),
    "noted": lambda views: [views.noted_of(row.event) for row in views.events()],
    "repeats": lambda views: [views.repeat_of(row.notice) for row in views.notices()],
    "queue": lambda views: [views.contacts(AREA), views.decided_contacts(AREA, LONG_AGO), views.to_read(AREA)],
    "priorities": lambda views: views.prioritised(
        {row.prioritised for row in views.notices() if row.prioritised is not None}
    ),
    "steps": lambda views: [
        (views.steps_of(to), views.steps_of(to, start=LONG_AGO, cases=[row.case for row in views.notices()]))
        for to in [Recipient("return_interview_provider", "area", AREA)]
    ],
    "interviews": lambda views: views.interviews([row.case for row in views.notices()]),
    "hotspots": lambda views: views.hotspots(AREA),
    "happenings": lambda views: [
        views.happenings(kind, LONG_AGO, FAR_AHEAD) for kind in ("missing.episode", "encompass.notification")
    ],
    "near": lambda views: [(views.beside(row), views.earlier(row)) for row in views.notices()],
    "desks": lambda views: [views.desk([AREA], closed=closed) for closed in (False, True)],
    "events": lambda views: [views.events(), [views.event(row.event) for row in views.events(limit=3)]],
    "outcomes": lambda views: views.outcomes(),
    "traces": lambda views: [views.trace(row.event) for row in views.events()],
    "referrals": lambda views: [
        views.referral(row.referral) for row in views.desk([AREA], closed=True) if row.referral
    ],
    "accesses": lambda views: [views.accesses(row.notice) for row in views.notices()],
    "lapsed": lambda views: views.lapsed([AREA]),
    "decided": lambda views: views.decided(DUTY, 1, LONG_AGO, FAR_AHEAD),
}


@pytest.mark.parametrize("question", sorted(_QUESTIONS))
def test_both_give_the_same_answer(local_views: SqlViews, postgres_views: SqlViews, question: str) -> None:
    asked = _QUESTIONS[question]
    answer = asked(local_views)
    assert answer
    assert asked(postgres_views) == answer


def test_many_threads_may_ask_at_once(night: World, postgres_views: SqlViews) -> None:
    expected = [row.notice for row in postgres_views.inbox(FIRST)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: [row.notice for row in postgres_views.inbox(FIRST)], range(48)))
    assert answers == [expected] * 48
    assert COORDINATOR not in repr(postgres_views.inbox(SECOND))


def test_what_is_done_is_given_a_page_at_a_time(views: SqlViews, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pages of two each finished notice and item comes once, in the order of one long page."""
    recipient = max(recipients(views), key=lambda one: len(views.inbox_of(one, closed=True)))
    whole, items = views.inbox_of(recipient, closed=True), views.desk([AREA], closed=True)
    assert len(whole) > 2
    assert len(items) > 2
    monkeypatch.setattr("streams.views.answering.PAGE", 2)
    paged, found = list[NoticeRow](), list[DeskRow]()
    while page := views.inbox_of(recipient, closed=True, before=paged[-1].notice if paged else None):
        assert len(page) <= 2
        paged += page
    while desk := views.desk([AREA], closed=True, before=found[-1].item if found else None):
        found += desk
    assert paged == list(whole)
    assert found == list(items)
