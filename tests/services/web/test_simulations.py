"""Simulating from the browser: a draft's faults by line and column, one process at a time, for its own user alone."""

import asyncio
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from msgspec import Struct

from schemas.items import Item
from services.web import SignInLinks, WebSettings, create_app
from services.web.governance.drafts import read_draft
from services.web.governance.scope import Scope
from services.web.simulations import KEPT_FOR, Asked, Busy, Job, Simulations
from streams.agreements.document import Agreement, parse
from streams.deciders.person.share import kinds_of
from streams.simulation.flips import Counted, Flip, FlipKind, Flips
from streams.simulation.simulate import Progress, Simulated
from tests.services.web import world
from tests.services.web.conftest import Clock, Visitor, forms_of
from tests.services.web.fake_hub import FakeHub
from tests.services.web.governing import BEDFORD, ELSEWHERE, HERE, TEXT, with_agreements

MINE = Scope(world.AREA, world.AREA, "Bedford Borough")
WHOLE = Scope("hub", None, "Test hub")
WITHIN = 60.0
DUTIES = Path(__file__).parents[3] / "ops" / "duties"


class Finding(Struct, frozen=True):
    """A simulator that finds one flip, for the form and the result alone; a real one is tried in tests/browser."""

    def simulate(self, draft: Agreement, start: datetime, end: datetime, progress: Progress) -> Simulated:
        progress(1, 2)
        flips = Flips()
        flips.disclosures, flips.unchanged = 3, 1
        flips.by_kind[FlipKind.ITEMS_GAINED] = 2
        flip = Flip(
            FlipKind.ITEMS_GAINED, "encompass.notification", world.AREA, "dsl", Item.INCIDENT_GRADE, f"{draft.id}/grade"
        )
        flips.sorts[flip] = Counted(2, ["person.0-5-0"])
        return Simulated(flips, 0)


class Failing(Struct, frozen=True):
    """A simulator that cannot read its history; what it says may name a person."""

    def simulate(self, draft: Agreement, start: datetime, end: datetime, progress: Progress) -> Simulated:
        raise ValueError("Isla Penhallow")


class Slow(Struct, frozen=True):
    """A simulator that takes longer than anybody waits."""

    def simulate(self, draft: Agreement, start: datetime, end: datetime, progress: Progress) -> Simulated:
        time.sleep(600)
        raise AssertionError("nobody waits so long")


def draft() -> Agreement:
    read = parse(TEXT.encode(), "draft")
    assert isinstance(read, Agreement)
    return read


def asked(user: str = world.GOVERNANCE, at: datetime = world.NOW) -> Asked:
    return Asked(user, world.AREA, draft(), at - timedelta(days=30), at, at)


def ended(job: Job) -> Job:
    until = time.monotonic() + WITHIN
    while job.running and time.monotonic() < until:
        time.sleep(0.05)
    assert not job.running
    return job


@pytest.fixture
def lead(hub: FakeHub, settings: WebSettings, clock: Clock, links: SignInLinks) -> Visitor:
    """The lead of the area, before a server that simulates."""
    with_agreements(hub.facts)
    return Visitor(create_app(hub, settings, clock, links, Finding()), links, clock).sign_in(world.GOVERNANCE)


def posted(lead: Visitor, text: str, **fields: str) -> httpx.Response:
    form = next(one for one in forms_of(lead.get(f"{HERE}/simulate").text) if one.action.endswith("/simulate"))
    days = {"start": "2026-11-01", "end": "2026-11-30"}
    return lead.post(form.action, **(form.fields | {"draft": text} | days | fields))


def test_a_draft_is_simulated_in_a_process_and_told_on_its_page(lead: Visitor, hub: FakeHub) -> None:
    location = posted(lead, TEXT).headers["location"]
    until = time.monotonic() + WITHIN
    page = lead.get(location)
    while "refresh" in page.headers and time.monotonic() < until:
        assert "Deciding history again" in page.text
        assert "refresh" not in lead.get(f"{location}?still=yes").headers
        time.sleep(0.2)
        page = lead.get(location)
    for said in ("3 disclosures decided again", "Items gained", "Risk grade", f"{BEDFORD}/grade", "person.0-5-0"):
        assert said in page.text
    assert "<svg" in page.text
    assert "What this cannot know" in page.text
    rows = lead.get(f"{location}/csv")
    assert rows.headers["content-disposition"] == 'attachment; filename="simulation.csv"'
    assert rows.text.splitlines()[1].startswith("items_gained,encompass.notification,822,dsl,incident_grade,")
    assert lead.get(f"{location}/json").json()["flipped"]["items_gained"] == 2
    assert hub.performed == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("effect: permit", "effect: allow", 1), "column"),
        (TEXT.replace("version: 1", "version: two", 1), "write a whole number here"),
        (TEXT + "\nkind: duty\n", "stands here twice"),
        ("a: &x 1\nb: *x\n", "anchors and aliases"),
        ("x" * 200_000, "split the agreement"),
        (ELSEWHERE, "and you lead for area"),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(lead: Visitor, text: str, said: str) -> None:
    answer = posted(lead, text)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert "Line " in answer.text
    assert said in answer.text


def test_days_that_are_none_or_turned_round_are_said(lead: Visitor) -> None:
    assert "Enter a last day that is not before" in posted(lead, TEXT, end="2026-10-01").text
    assert "Enter the first day" in posted(lead, TEXT, start="soon").text
    assert "Paste a draft" in posted(lead, " ").text


def test_a_body_beyond_all_drafts_is_refused(lead: Visitor) -> None:
    answer = posted(lead, "x" * (10 * 1024 * 1024))
    assert answer.status_code == 413
    assert "This page takes at most 1 megabyte" in answer.text


def test_only_the_draft_may_be_large(lead: Visitor) -> None:
    assert lead.post("/sign-out", form_token="x" * 20_000).status_code == 413


def test_one_runs_at_a_time_another_user_does_not_find_it_and_it_ends_with_the_server(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    simulations = Simulations(Slow(), clock)
    job = simulations.start(asked())
    with pytest.raises(Busy):
        simulations.start(asked(world.HUB_GOVERNANCE))
    assert simulations.find(job.id, world.GOVERNANCE, world.AREA) is job
    assert simulations.find(job.id, world.HUB_GOVERNANCE, world.AREA) is None
    assert simulations.find(job.id, world.GOVERNANCE, "hub") is None
    simulations.close()
    assert (job.running, job.failed, caplog.records) == (False, True, [])


def test_the_server_ends_the_one_that_runs_when_it_ends(
    hub: FakeHub, settings: WebSettings, clock: Clock, links: SignInLinks
) -> None:
    app = create_app(hub, settings, clock, links, Slow())
    simulations = app.state.context.simulations

    async def serve() -> Job:
        async with app.router.lifespan_context(app):
            job: Job = simulations.start(asked())
            assert job.running
            return job

    job = asyncio.run(serve())
    try:
        assert (job.running, job.failed) == (False, True)
    finally:
        simulations.close()


def test_one_that_fails_says_so_without_its_text(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    job = ended(Simulations(Failing(), clock).start(asked()))
    assert job.failed
    assert "ValueError" in caplog.text
    assert "Penhallow" not in caplog.text


def test_what_was_found_is_forgotten_after_an_hour(clock: Clock) -> None:
    simulations = Simulations(Finding(), clock)
    job = ended(simulations.start(asked()))
    assert simulations.of(world.GOVERNANCE, world.AREA) == [job]
    clock.now += KEPT_FOR + timedelta(seconds=1)
    assert simulations.of(world.GOVERNANCE, world.AREA) == []


def test_a_drafts_doubts_do_not_keep_it_from_being_tried(hub: FakeHub) -> None:
    held = with_agreements(hub.facts).instruments
    doubtful = f"{TEXT}supersedes:\n  - id: never-registered\n    version: 1\n"
    read = read_draft(doubtful.encode(), MINE, held)
    assert read.agreement is not None
    assert [one for one in read.warnings if "never-registered" in one and one.startswith("Line ")]


def test_a_lead_of_an_area_takes_no_place_of_an_agreement_of_other_areas(hub: FakeHub) -> None:
    held = with_agreements(hub.facts).instruments
    others = TEXT.replace(f"id: {BEDFORD}", "id: council-education-safeguarding-desk", 1)
    refused = read_draft(others.encode(), MINE, held)
    assert refused.agreement is None
    assert "an agreement of other areas too" in refused.faults[0].message
    assert read_draft(others.encode(), WHOLE, held).agreement is not None


def test_a_draft_by_which_nobody_of_a_kind_gives_is_not_tried(hub: FakeHub) -> None:
    reference = with_agreements(hub.facts)
    by_trusts = TEXT.replace("- agency: bedfordshire-police", "- kind: health_trust", 1)
    refused = read_draft(by_trusts.encode(), MINE, reference.instruments, kinds_of(reference))
    assert refused.agreement is None
    assert refused.faults[0].written == "    - kind: health_trust"
    assert "of a kind only who signs gives" in refused.faults[0].message


def test_a_duty_is_not_simulated(hub: FakeHub) -> None:
    duty = (DUTIES / "domestic-abuse-act-2021-s49a.yaml").read_bytes()
    refused = read_draft(duty, WHOLE, with_agreements(hub.facts).instruments)
    assert "a duty is law" in refused.faults[0].message
    assert refused.faults[0].written.startswith("kind: duty")
