"""Counts and patterns as pages: who may see which, what one counts and why, and deciding on it with a reason."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.records.inputs import WithholdDeskItem
from schemas.records.memory import (
    Counted,
    DecidePattern,
    PatternAnswer,
    PatternChange,
    PatternFound,
    PatternReason,
    RepeatAssessed,
    RuleKind,
)
from schemas.records.notify import DeskKind
from schemas.records.share import Recipient
from services.web import times
from services.web.words_patterns import ANSWERS, CHANGES, KINDS, NOTED, REASONS
from streams.deciders.areas import COUNCIL_DESK
from streams.views.repeats import Repeat
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.support.facts import apply
from tests.support.furnishing import appointed

SPOC = Recipient("spoc_coordinator", "area", world.AREA)
MARAC = Recipient("marac_coordinator", "area", world.AREA)
MARAC_PATTERNS = f"/inbox/marac_coordinator/area/{world.AREA}/patterns"
PATTERNS = f"/inbox/spoc_coordinator/area/{world.AREA}/patterns"
OTHER = b"o" * 16
FOUND = PatternFound(
    event=world.EVENT, case=b"p" * 16, person="resolve-1-0", perpetrator=None, section=1, area=world.AREA,
    kind=RuleKind.MISSING_COUNT, rule="missing-90-days", version=2, change=PatternChange.GREW,
    cases=(Counted(OTHER, world.NOW - timedelta(days=9)), Counted(world.CASE, world.NOW - timedelta(days=1))),
    count=2, window="90 days", replaces=None,
)  # fmt: skip
REPEAT = RepeatAssessed(
    event=world.EVENT, case=world.CASE, person="resolve-1-0", perpetrator="resolve-1-1", section=1, area=world.AREA,
    rule="marac-repeat", version=2, repeat=True, last_referral=None, counted=FOUND.cases, others=(), window="12 months",
    replaces=None,
)  # fmt: skip


@pytest.fixture
def spoc(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """A SPOC coordinator, to whom a child's missing episodes are proposed; of one of them they have a notice."""
    row = world.desk_row("p", DeskKind.PATTERN, referral="resolve-8-0", urn=None)
    role, scheme, value = SPOC.role, SPOC.scheme, SPOC.value
    row = replace(row, recipient_role=role, recipient_scheme=scheme, recipient_value=value, person="resolve-1-0")
    hub.rows.items["p"] = replace(row, reason="missing_count", case=FOUND.case)
    hub.rows.found["resolve-8-0"] = FOUND
    held = world.notice_row("n", recipient=SPOC, type="missing.episode")
    hub.rows.notices["n"] = replace(held, person="resolve-1-0")
    return visit().sign_in(world.SPOC)


def test_a_desk_to_which_nothing_is_proposed_has_no_way_there(hub: FakeHub, spoc: Visitor) -> None:
    del hub.rows.items["p"]
    inbox = spoc.get(PATTERNS.removesuffix("/patterns"))
    assert (inbox.status_code, PATTERNS in inbox.text) == (200, False)


def test_a_role_lists_what_is_proposed_to_it(spoc: Visitor) -> None:
    assert PATTERNS in spoc.get(PATTERNS.removesuffix("/patterns")).text
    page = spoc.get(PATTERNS).text
    assert KINDS[RuleKind.MISSING_COUNT] in page
    assert "2 in 90 days" in page


def test_one_says_what_it_counts_by_which_rule_and_leads_to_the_roles_own_notices_alone(spoc: Visitor) -> None:
    page = spoc.get(f"{PATTERNS}/p").text
    assert "missing-90-days, version 2" in page
    assert CHANGES[PatternChange.GREW] in page
    assert page.count("/notices/") == 1, "the other case was never this role's to know of"
    assert "Missing child report" in page


def test_the_council_reads_why_one_fell_to_it(spoc: Visitor, hub: FakeHub, visit: Callable[[], Visitor]) -> None:
    assert "Who it is about stands in the notices that you were sent" in spoc.get(f"{PATTERNS}/p").text
    hub.rows.items["p"] = replace(
        hub.rows.items["p"], recipient_role=COUNCIL_DESK, recipient_scheme="area", recipient_value=world.AREA
    )
    council = visit().sign_in(world.COUNCIL)
    page = council.get(council.get(f"/council/{world.AREA}/items/p").headers["location"]).text
    assert "This fell to the council because the role that decides on these may not hear of it" in page
    assert "the notices that you were sent" not in page


def test_it_is_referred_or_declined_with_the_reason(spoc: Visitor, hub: FakeHub) -> None:
    shown = spoc.get(f"{PATTERNS}/p")
    again = spoc.send(shown, "/decide", answer="refer")
    assert (again.status_code, "Select why" in again.text) == (422, True)
    sent = spoc.send(shown, "/decide", answer="refer", reason="risk_has_grown")
    assert sent.headers["location"] == f"{PATTERNS}?done=refer"
    (command,) = [one for one in hub.performed if isinstance(one, DecidePattern)]
    assert (command.answer, command.reason, command.role) == ("refer", "risk_has_grown", SPOC.role)
    assert "This is done" in spoc.get(f"{PATTERNS}/p").text


def test_what_is_proposed_to_another_role_is_not_there(spoc: Visitor, visit: Callable[[], Visitor]) -> None:
    other = visit().sign_in(world.FRONT_DOOR)
    assert other.get(f"/inbox/ifd/area/{world.AREA}/patterns/p").status_code == 404
    assert other.get(f"{PATTERNS}/p").status_code == 403


def test_who_may_be_connected_is_shown_nothing_and_it_is_recorded(spoc: Visitor, hub: FakeHub) -> None:
    hub.connected[world.SPOC] = {"p"}
    assert KINDS[RuleKind.MISSING_COUNT] not in spoc.get(PATTERNS).text
    assert spoc.get(f"{PATTERNS}/p").status_code == 404
    assert any(isinstance(command, WithholdDeskItem) for command in hub.performed)


def test_a_notice_tells_the_marac_coordinator_whether_a_referral_is_a_repeat(
    hub: FakeHub, visit: Callable[[], Visitor]
) -> None:
    recipient = Recipient("marac_coordinator", "area", world.AREA)
    apply(hub.facts, appointed(world.SPOC, recipient.role, "area", world.AREA))
    hub.rows.notices["n"] = world.notice_row("n", recipient=recipient, type="marac.referral")
    hub.rows.repeats["n"] = Repeat(REPEAT, REPEAT, world.NOW, frozenset())
    visitor = visit().sign_in(world.SPOC)
    page = visitor.get(f"/inbox/marac_coordinator/area/{world.AREA}/notices/n")
    assert "repeat" not in page.text, "before it is opened nothing is said"
    shown = visitor.get(visitor.send(page, "/open").headers["location"]).text
    assert "A repeat: abuse between the same people within 12 months of the last referral." in shown
    assert "Changed on" not in shown
    alone = replace(REPEAT, repeat=False, counted=REPEAT.counted[1:])
    hub.rows.repeats["n"] = Repeat(REPEAT, alone, world.NOW, frozenset({OTHER}))
    shown = visitor.get(visitor.send(page, "/open").headers["location"]).text
    assert "Not a repeat: no abuse between them was counted" in shown
    day = times.day((world.NOW - timedelta(days=9)).date())
    assert f"it was told as a repeat. Withdrawn since: {day}." in shown
    hub.rows.repeats["n"] = Repeat(REPEAT, None, None, frozenset())
    shown = visitor.get(visitor.send(page, "/open").headers["location"]).text
    assert "the referral names no alleged perpetrator any more" in shown


@pytest.fixture
def marac(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """A MARAC coordinator with a notice of a referral, told afterwards that it is no repeat."""
    apply(hub.facts, appointed(world.SPOC, MARAC.role, "area", world.AREA))
    before = replace(REPEAT, last_referral=Counted(b"l" * 16, world.NOW - timedelta(days=40)))
    hub.rows.found["resolve-7-0"] = before
    hub.rows.found["resolve-8-0"] = replace(REPEAT, repeat=False, counted=REPEAT.counted[1:], replaces="resolve-7-0")
    hub.rows.gone = frozenset({b"l" * 16})
    row = world.desk_row("p", DeskKind.PATTERN, referral="resolve-8-0", urn=None)
    row = replace(row, recipient_role=MARAC.role, recipient_scheme=MARAC.scheme, recipient_value=MARAC.value)
    hub.rows.items["p"] = replace(row, person=REPEAT.person, reason="repeat_changed", case=b"d" * 16)
    held = world.notice_row("n", recipient=MARAC, type="marac.referral")
    hub.rows.notices["n"] = replace(held, person=REPEAT.person)
    return visit().sign_in(world.SPOC)


def test_one_that_tells_of_a_change_leads_to_the_case_says_why_and_is_noted(marac: Visitor, hub: FakeHub) -> None:
    shown = marac.get(f"{MARAC_PATTERNS}/p")
    assert f"{MARAC_PATTERNS.removesuffix('/patterns')}/agenda/cases/n" in shown.text
    last, since = (times.day((world.NOW - timedelta(days=days)).date()) for days in (40, 9))
    changed = f"it was told as a repeat. Withdrawn since: the referral of {last}. Counted no more: {since}."
    assert changed in shown.text
    assert "Do you refer it?" not in shown.text
    assert "the notices that you were sent" not in shown.text
    field = r'name="{}" value="(\w+)"'
    answer, reason = (
        found[0] for name in ("answer", "reason") if (found := re.findall(field.format(name), shown.text))
    )
    sent = marac.send(shown, "/decide", answer=answer, reason=reason)
    assert sent.headers["location"] == f"{MARAC_PATTERNS}?done=noted"
    (command,) = [one for one in hub.performed if isinstance(one, DecidePattern)]
    assert (command.answer, command.reason) == (PatternAnswer.NOTED, PatternReason.NOTHING_TO_DECIDE)
    assert "Your answer is recorded" in marac.get(sent.headers["location"]).text


def test_one_that_tells_of_a_change_says_so_where_its_role_has_no_notice_of_the_case(
    marac: Visitor, hub: FakeHub
) -> None:
    del hub.rows.notices["n"]
    shown = marac.get(f"{MARAC_PATTERNS}/p").text
    assert "You have no notice of it: ask the MARAC coordinator." in shown
    assert "/cases/" not in shown


def test_everything_that_is_decided_has_words() -> None:
    assert (set(KINDS), set(CHANGES)) == (set(RuleKind), set(PatternChange))
    assert {*ANSWERS, NOTED[0]} == set(PatternAnswer)
    assert {*REASONS, NOTED[1]} == set(PatternReason)
