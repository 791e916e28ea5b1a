"""A governance lead's work on a real hub: the matrix on one sheet, a draft simulated, with and without JavaScript."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from schemas.records.reference import AgreementSigned, InstrumentRegistered
from tests.browser.conftest import DESKTOP_WIDTH, PHONE_WIDTH, OpenPage
from tests.browser.hub import GOVERNANCE, HUB, PUPILS, SENDER
from tests.browser.site import Site, check_page, open_subject, serving
from tests.support.furnishing import signed_instruments

AGREEMENTS: Final = Path(__file__).parents[2] / "ops" / "agreements"
TEXT: Final = (AGREEMENTS / "bedford-operation-encompass.yaml").read_text("utf-8")
MORE: Final = """
  - id: grade-too
    effect: permit
    event_types: [encompass.notification]
    recipient_roles: [dsl]
    items: [incident_grade]
handling:
"""
DRAFT: Final = TEXT.replace("\nhandling:\n", MORE, 1)
SIMULATED_WITHIN_MS: Final = 90_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One hub: nothing here changes it."""
    with serving(tmp_path_factory.mktemp("governance")) as site:
        yield site


def test_the_matrix_prints_a_sheet_for_each_event_type(site: Site, page: Page) -> None:
    site.sign_in(page, GOVERNANCE)
    page.goto(f"{site.governance}/matrix")
    tables = page.locator("table.fb-matrix").count()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == tables > 0
    found = re.search(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", printed)
    assert found is not None
    assert (round(float(found[1])), round(float(found[2]))) == (842, 595)


def test_each_event_type_prints_on_a_sheet_of_its_own(tmp_path: Path, page: Page) -> None:
    with serving(tmp_path / "several") as site:
        paths = [AGREEMENTS / f"{name}.yaml" for name in ("bedford-marac", "bedford-front-door")]
        bodies = signed_instruments(HUB, paths)
        instruments = [each for each in bodies if isinstance(each, InstrumentRegistered | AgreementSigned)]
        with site.night.hub.locked:
            site.night.hub.registry.refer(instruments, site.night.clock.now)
        site.sign_in(page, GOVERNANCE)
        page.goto(f"{site.governance}/matrix")
        captions = page.locator("table.fb-matrix caption").all_text_contents()
        assert captions == ["Encompass notification", "Front door contact", "Front door outcome", "Marac referral"]
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(captions)


def test_the_annex_prints_on_a4_without_what_is_only_for_the_screen(site: Site, page: Page) -> None:
    site.sign_in(page, GOVERNANCE)
    page.goto(f"{site.agreement}/papers/text")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Lawful basis")).to_be_visible()
    for hidden in ("Simulate", "Sign out", "Print this page"):
        expect(page.get_by_text(hidden, exact=True).first).to_be_hidden()


def test_an_agreements_decisions_are_those_that_were_made(site: Site, page: Page) -> None:
    site.sign_in(page, GOVERNANCE)
    page.goto(site.agreement)
    expect(page.locator("svg[role=img]")).to_be_visible()
    shown = page.locator("td[data-label=Decisions]").all_text_contents()
    rows = site.night.hub.views.decided(
        "bedford-operation-encompass", 1, site.night.clock.now.replace(day=1), site.night.clock.now
    )
    assert sorted(map(int, shown)) == sorted(row.count for row in rows)
    assert sum(map(int, shown)) > 1


@pytest.mark.parametrize(("javascript", "width"), [(True, DESKTOP_WIDTH), (False, PHONE_WIDTH)])
def test_a_draft_is_simulated(site: Site, open_page: OpenPage, javascript: bool, width: int) -> None:
    page = open_page(javascript=javascript, width=width)
    site.sign_in(page, GOVERNANCE)
    before = _records(site)
    page.goto(f"{site.governance}/simulate")
    page.get_by_label("Or the draft itself").fill(DRAFT)
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_role("heading", name="What the draft would have changed")).to_be_visible(
        timeout=SIMULATED_WITHIN_MS
    )
    check_page(page)
    expect(page.get_by_text("bedford-operation-encompass/grade-too").first).to_be_visible()
    for name in PUPILS.values():
        assert name[2] not in page.content()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with Path(download.value.path()).open(encoding="utf-8") as rows:
        assert {(row["kind"], row["item"]) for row in csv.DictReader(rows)} == {("items_gained", "incident_grade")}
    assert _records(site) == before


def test_a_wrong_draft_is_told_by_line_and_column(site: Site, page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "draft.yaml"
    wrong.write_text(TEXT.replace("effect: permit", "effect: allow", 1), "utf-8")
    line = TEXT[: TEXT.index("effect: permit")].count("\n") + 1
    site.sign_in(page, GOVERNANCE)
    page.goto(f"{site.governance}/simulate")
    page.get_by_label("The draft’s file").set_input_files(wrong)
    page.get_by_role("button", name="Simulate").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text(f"Line {line}, column 5: `allow` is not one of")
    summary.get_by_role("link").first.click()
    expect(page.locator("#fault-1")).to_be_focused()
    check_page(page)


def test_a_sender_reads_why_and_which_clause(site: Site, page: Page) -> None:
    site.sign_in(page, SENDER)
    open_subject(page, site.sent(), "Show what became of it")
    for said in ("Disclosure permitted", "clause guidance-contents", "Basis of Operation Encompass in Bedford Borough"):
        expect(page.get_by_text(said).first).to_be_visible()
    for hidden in ("Elm Grove", "Penhallow", "Calloway"):
        assert hidden not in page.content()


def _records(site: Site) -> int:
    return len([step for row in site.night.hub.views.events() for step in site.night.hub.views.trace(row.event)])
