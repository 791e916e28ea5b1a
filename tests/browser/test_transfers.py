"""A case of MARAC is handed on to another area, or it is said why nothing went: with and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import expect

from schemas.records.reference import AreaSettingsSet
from schemas.records.watch import CommandRefused
from streams.checks.home import reading, records_of
from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.meeting import MARAC, hold, open_first
from tests.browser.site import Site, check_page, serving
from tests.support.world import PLAN

ELSEWHERE = "823"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub that serves another area too, with which nothing was agreed."""
    with serving(tmp_path) as site:
        hold(site.night)
        with site.night.hub.locked:
            other = AreaSettingsSet(ELSEWHERE, "Luton Borough Council", msgspec.json.encode(PLAN.area))
            site.night.hub.registry.refer([other], site.night.clock.now)
        yield site


@pytest.mark.parametrize("javascript", [True, False])
def test_where_nothing_is_agreed_nothing_goes_and_the_coordinator_is_told(
    site: Site, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    open_first(site, page, "marac_coordinator", MARAC)
    page.get_by_text("Transfer to the MARAC of another area").click()
    check_page(page)
    page.get_by_role("button", name="Transfer this case").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select the area")
    expect(page.get_by_label("Which area")).to_be_visible()
    check_page(page)
    page.get_by_label("Which area").select_option(label="Luton Borough Council")
    page.locator("#transfer").select_option("victim_moved")
    page.get_by_role("button", name="Transfer this case").click()
    expect(page.get_by_text("Nothing was sent")).to_be_visible()
    check_page(page)
    with reading(site.night.home.folder) as home:
        outputs = [output for record in records_of(home) for output in record.decision.outputs]
    refused = [one for one in outputs if isinstance(one, CommandRefused) and one.command == "transfer_case"]
    assert [one.reason for one in refused] == ["not_permitted_there"]
