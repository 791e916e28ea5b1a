"""Photographs each desk of the demo as it stands on the last morning, for `ops/desks.md`: part of `make images`.

What is opened or recorded on the way is done by the page's own reader in the browser, on a home that is thrown away.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from ops.images.stopped import Stopped
from ops.images.visit import HEIGHT, Visit
from services.demo.homes import HOSPITALS
from services.demo.world.schools import BEDFORD_ACADEMY
from streams.calendar.wall_clock import LONDON
from streams.engines.contract import Views

AREA: Final = "822"
TRUST: Final = HOSPITALS[0].agency
MONDAY: Final = datetime(2027, 5, 10, 7, 50, tzinfo=LONDON)
"""Just after the story's end: nobody has come in yet."""
PANEL: Final = "2027-05-04"
"""The day of the panel to which the story's stabbing went."""
BY: Final = "2027-05-19"
ASKED: Final = "See the child at school this week, and ask what they would like to change."


def inbox(role: str, scheme: str = "area", value: str = AREA) -> str:
    """The path of a role's inbox."""
    return f"/inbox/{role}/{scheme}/{value}"


def of_monday(home: Path, page: Page) -> None:
    """Every desk; the home's story was told to its end."""
    with Stopped(home, MONDAY) as stopped, stopped.pages(page) as visit:
        visit.sign_in(stopped.hub.reference().readers(BEDFORD_ACADEMY, MONDAY)[0].user)
        visit.photograph("inbox", f"/school/{BEDFORD_ACADEMY}", tallest=HEIGHT)
        visit.sign_in("u-emergency-duty-team-822")
        visit.photograph("duty-team", inbox("emergency_duty_team"))
        visit.sign_in("u-youth-offending-service-822")
        visit.photograph("role-inbox", inbox("youth_offending_service"))
        _front_door(visit, stopped.hub.views)
        _spoc(visit)
        _marac(visit)
        _panel(visit)
        _steps_of_work(visit)
        visit.sign_in("u-desk-822")
        visit.photograph("council-children", f"/council/{AREA}/children", tallest=1000)
        visit.sign_in("u-spoc-coordinator-822")
        visit.photograph("hotspots", f"/hotspots/{AREA}")


def _front_door(visit: Visit, views: Views) -> None:
    visit.sign_in("u-ifd-822")
    visit.photograph("front-door-queue", inbox("ifd"))
    visit.page.get_by_role("link", name="Contact to the front door").first.click()
    visit.press("Open this notice")
    visit.photograph("front-door")
    visit.go(f"{inbox('ifd')}/notices/{_with_both_beside(views)}")
    visit.press("Open this notice")
    visit.photograph("front-door-decision", since="Others in the same event")


def _with_both_beside(views: Views) -> str:
    """Of what waits for the front door a notice beside which others of its event stand, and earlier ones: the fewest,
    for what can be decided stands below. LookupError where there is none.
    """
    waiting = [row for row in views.contacts(AREA) if row.role == "ifd"]
    near = {row.notice: (len(views.beside(row)), len(views.earlier(row))) for row in waiting}
    both = [notice for notice, counts in near.items() if all(counts)]
    if not both:
        raise LookupError("nothing that waits for the front door has anybody and anything earlier beside it")
    return min(both, key=lambda notice: sum(near[notice]))


def _spoc(visit: Visit) -> None:
    role = inbox("spoc_coordinator")
    visit.sign_in("u-spoc-coordinator-822")
    visit.photograph("patterns", f"{role}/patterns")
    visit.page.locator(".fb-list__title a").first.click()
    visit.photograph("pattern")
    visit.go(f"{role}/agenda")
    listed = visit.page.locator("li", has_text="episodes of one child")
    listed.locator(".fb-list__title a").first.click()
    visit.press("Open this child’s page")
    owners = visit.page.get_by_label("Who is to do it")
    owners.select_option(owners.locator("option", has_text="Children’s social care").first.get_attribute("value"))
    visit.page.get_by_label("By when", exact=True).fill(BY)
    visit.page.get_by_label("What is to be done").fill(ASKED)
    visit.press("Record this action")
    visit.photograph("spoc-child")
    visit.photograph("spoc-agenda", f"{role}/agenda", tallest=1050)


def _marac(visit: Visit) -> None:
    agenda = f"{inbox('marac_coordinator')}/agenda"
    visit.sign_in("u-marac-coordinator-822")
    visit.photograph("marac-agenda", agenda, tallest=1050)
    visit.page.locator(".fb-list__title a").first.click()
    visit.page.locator("main form button").first.click()
    visit.photograph("marac-case")
    visit.go(f"{agenda}/pack")
    visit.press("Children’s social care")
    visit.photograph("marac-copy")


def _panel(visit: Visit) -> None:
    agenda = f"{inbox('syvp_coordinator')}/agenda"
    visit.sign_in("u-syvp-coordinator-822")
    visit.photograph("panel-agenda", f"{agenda}?on={PANEL}")
    visit.page.locator(".fb-list__title a").first.click()
    visit.press("Open this child’s page")
    visit.photograph("panel-child", tallest=1250)


def _steps_of_work(visit: Visit) -> None:
    """Whoever interviews a child who is back, and a hospital's own team."""
    visit.sign_in("u-return-interview-provider-822")
    visit.go(inbox("return_interview_provider"))
    visit.page.locator(".fb-list__title a").first.click()
    visit.press("Open this notice")
    visit.page.get_by_label("It was offered").check()
    visit.press("Record this step")
    visit.photograph("return-interviews", inbox("return_interview_provider"), tallest=1000)
    visit.sign_in("u-hospital-safeguarding")
    visit.photograph("hospital-team", inbox("hospital_safeguarding", "agency", TRUST))
