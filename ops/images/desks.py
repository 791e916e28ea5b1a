"""Photographs each desk of the demo, for `ops/desks.md`: part of `make images`.

What a page needs to be worth looking at happens on a home that is thrown away: exports through the force's publisher,
and steps that the page's own reader takes in the browser.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from ops.images import episodes
from ops.images.stopped import Stopped
from ops.images.visit import Visit
from services.demo.homes import HOSPITALS
from services.demo.world import flows
from streams.calendar.wall_clock import LONDON

AREA: Final = "822"
TRUST: Final = HOSPITALS[0].agency
SUNDAY: Final = datetime(2027, 5, 2, 10, 20, tzinfo=LONDON)
"""A referral to MARAC has just come, while the council's desks are shut."""
TUESDAY: Final = datetime(2027, 5, 4, 8, 40, tzinfo=LONDON)
"""The desks are about to open after the bank holiday."""
OPEN: Final = datetime(2027, 5, 4, 9, 20, tzinfo=LONDON)
FIRST_DAY: Final = date(2027, 4, 26)
LATER: Final = datetime(2027, 6, 1, 9, 0, tzinfo=LONDON)
"""More than a week after the four weeks of the table."""
BY: Final = "2027-05-12"
ASKED: Final = "See the child at school this week, and ask what they would like to change."


def inbox(role: str, scheme: str = "area", value: str = AREA) -> str:
    """The path of a role's inbox."""
    return f"/inbox/{role}/{scheme}/{value}"


def of_sunday(home: Path, page: Page) -> None:
    """The duty team, and the adviser: who is told at once. The home's story stopped on `SUNDAY`."""
    with Stopped(home, SUNDAY) as stopped, stopped.pages(page) as visit:
        visit.sign_in("u-emergency-duty-team-822")
        visit.photograph("duty-team", inbox("emergency_duty_team"))
        visit.sign_in("u-idva-822")
        visit.photograph("role-inbox", inbox("idva"))


def of_tuesday(home: Path, page: Page) -> None:
    """Every other desk; the home's story stopped on `TUESDAY`. The table of hotspots is that of some weeks later."""
    with Stopped(home, OPEN) as stopped:
        stopped.bring(flows.exports()[-1])
        night = episodes.a_night(home / "world", datetime(2027, 5, 4, 8, 0))
        stopped.bring(episodes.export("missing-20270504-0915.csv", "04 May 09:15", night, 400))
        with stopped.pages(page) as visit:
            _front_door(visit)
            _spoc(visit)
            _marac(visit)
            _steps_of_work(visit)
            visit.sign_in("u-desk-822")
            visit.photograph("council-children", f"/council/{AREA}/children", tallest=1000)
        stopped.go_to(LATER)
        weeks = episodes.four_weeks(home / "world", FIRST_DAY)
        stopped.bring(episodes.export("missing-20270601-0900.csv", "01 Jun 09:00", weeks, 500))
        with stopped.pages(page) as visit:
            _hotspots(visit)


def _front_door(visit: Visit) -> None:
    visit.sign_in("u-ifd-822")
    visit.photograph("front-door-queue", inbox("ifd"))
    visit.page.get_by_role("link", name="Contact to the front door").first.click()
    visit.press("Open this notice")
    visit.photograph("front-door")
    visit.go(inbox("ifd"))
    visit.page.locator("li", has_text="Exploitation is feared").locator(".fb-list__title a").first.click()
    visit.press("Open this notice")
    visit.photograph("front-door-decision", since="Others in the same event")


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
    visit.photograph("spoc-agenda", f"{role}/agenda", tallest=1250)


def _marac(visit: Visit) -> None:
    agenda = f"{inbox('marac_coordinator')}/agenda"
    visit.sign_in("u-marac-coordinator-822")
    visit.photograph("marac-agenda", agenda)
    visit.page.locator(".fb-list__title a").first.click()
    visit.page.locator("main form button").first.click()
    visit.photograph("marac-case")
    visit.go(f"{agenda}/pack")
    visit.press("Children’s social care")
    visit.photograph("marac-copy")


def _steps_of_work(visit: Visit) -> None:
    """Whoever interviews a child who is back, and a hospital's own team."""
    visit.sign_in("u-return-interview-provider-822")
    visit.go(inbox("return_interview_provider"))
    visit.page.locator(".fb-list__title a").first.click()
    visit.press("Open this notice")
    visit.page.get_by_label("It was offered").check()
    visit.press("Record this step")
    visit.photograph("return-interviews", inbox("return_interview_provider"))
    visit.sign_in("u-hospital-safeguarding")
    visit.photograph("hospital-team", inbox("hospital_safeguarding", "agency", TRUST))


def _hotspots(visit: Visit) -> None:
    visit.sign_in("u-spoc-coordinator-822")
    visit.go(f"/hotspots/{AREA}")
    visit.page.get_by_label("Missing child report").check()
    visit.page.get_by_label("First Monday").fill(f"{FIRST_DAY:%d/%m/%Y}")
    visit.press("Publish")
    visit.photograph("hotspots")
