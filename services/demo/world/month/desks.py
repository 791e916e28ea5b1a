"""Whose turn it is when, in the weeks around the weekend."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from schemas.events import missing
from schemas.records.share import Recipient
from services.demo.world import schools
from services.demo.world.background import QUIET
from services.demo.world.cells import PRACTICE
from services.demo.world.desk_days import (
    AnswerActions,
    AnswerPatterns,
    ChangeAgreement,
    ClearDesk,
    DeskAction,
    HandOn,
    HoldMeeting,
    Prioritise,
    PublishTable,
    ReadAndDecide,
    ReadSchools,
    TakeSteps,
)
from services.demo.world.flows import HOSPITAL, POLICE, FlowExport
from services.demo.world.incidents import NEVER_OPENED, at
from services.demo.world.month.days import (
    FIRST_SCHOOL_DAY,
    days,
    is_open,
    is_staffed,
    moments,
    told,
)
from services.demo.world.month.episodes import FIRST_DAY
from services.demo.world.month.families import AREA
from services.demo.world.scenes import reference
from services.demo.world.staff import lead_of

AT_ONCE: Final = ("idva", "childrens_social_care")
"""Roles of the area that are told within the hour."""
ON_DUTY: Final = "emergency_duty_team"
BY_DAY: Final = ("school_nurse", "health_visitor", "youth_offending_service", "syvp_coordinator")
AT_PRACTICE: Final = ("u-gp-practice", Recipient("gp_practice", "agency", PRACTICE))
ANSWERING: Final = ("childrens_social_care", "idva")
"""Owners of actions who say what came of them before the last weekend."""
READ_AFTER: Final = timedelta(minutes=25)
LAST_READ: Final = at("10 May 00:00")
"""What comes later waits on the last morning."""
LAST_DECIDED: Final = at("07 May 12:00")
LAST_CLEARED: Final = at("06 May 17:00")
SATURDAY: Final = at("08 May 09:45")
"""Leads who look at the weekend too."""


def actions(exports: list[FlowExport], seed: int) -> Iterator[DeskAction]:
    """All turns of the month, in no order."""
    yield from _schools(seed)
    yield from _told_at_once(exports)
    yield from _front_door()
    yield from _by_day()
    yield from _meetings()
    yield from _patterns()
    yield from _tables()
    yield from _agreements()
    for moment in moments("16:30", working=True):
        if moment <= LAST_CLEARED:
            yield ClearDesk(told(moment), "u-desk-822", AREA)


def user(role: str) -> str:
    """Who holds a role in the area."""
    return f"u-{role.replace('_', '-')}-{AREA}"


def area(role: str) -> Recipient:
    """A role in the area."""
    return Recipient(role, "area", AREA)


def _schools(seed: int) -> Iterator[DeskAction]:
    mornings = [one for one in moments("07:40", working=True) if one.date() >= FIRST_SCHOOL_DAY]
    for moment in (*mornings, SATURDAY):
        if moment > at("10 May 00:00"):
            continue
        leads = tuple((urn, lead_of(urn, moment.date(), seed)) for urn in _staffed())
        yield ReadSchools(told(moment), leads, (reference(NEVER_OPENED),))


def _staffed() -> Iterator[str]:
    """The area's schools with a lead, without those of which the weekend tells that nobody can read there."""
    for school in schools.SCHOOLS:
        if school.area == AREA and school.urn not in QUIET:
            yield school.urn


def _told_at_once(exports: list[FlowExport]) -> Iterator[DeskAction]:
    """Whoever is told within the hour reads soon after an export came; out of hours the duty team does."""
    for moment in sorted({datetime.strptime(f"{one.at} 2027", "%d %b %H:%M %Y") + READ_AFTER for one in exports}):
        if moment > LAST_READ or not is_open(moment):
            continue
        roles = AT_ONCE if is_staffed(moment) else (*AT_ONCE, ON_DUTY)
        police = ("u-police-safeguarding", Recipient("police_safeguarding", "agency", POLICE))
        yield ReadAndDecide(told(moment), (*((user(role), area(role)) for role in roles), police))


def _front_door() -> Iterator[DeskAction]:
    for moment in moments("09:40", "13:30", "16:10", working=True):
        if moment <= LAST_DECIDED:
            yield ReadAndDecide(told(moment), ((user("ifd"), area("ifd")),))
    for when in ("15 Apr 09:30", "22 Apr 15:50", "07 May 16:45"):
        yield Prioritise(told(at(when)), user("ifd"), AREA)


def _by_day() -> Iterator[DeskAction]:
    team = Recipient("hospital_safeguarding", "agency", HOSPITAL)
    for moment in moments("10:20", working=True):
        yield ReadAndDecide(told(moment), (*((user(role), area(role)) for role in BY_DAY), AT_PRACTICE))
        yield TakeSteps(told(moment + timedelta(minutes=25)), "u-hospital-safeguarding", team)
    provider = area("return_interview_provider")
    for moment in moments("11:30", "15:30", working=True):
        yield TakeSteps(told(moment), user("return_interview_provider"), provider)


def _meetings() -> Iterator[DeskAction]:
    for day in days():
        if day.weekday() == 2:
            moment = datetime(day.year, day.month, day.day, 9, 10)
            yield HoldMeeting(told(moment), user("spoc_coordinator"), area("spoc_coordinator"), copies=False)
    marac = area("marac_coordinator")
    # before copies are printed: the member who is left out gets none of that case
    yield HandOn(
        told(at("08 Apr 08:40")), user("marac_coordinator"), marac, area("youth_offending_service"), to_area="823"
    )
    yield HoldMeeting(told(at("08 Apr 08:50")), user("marac_coordinator"), marac, copies=True)
    there = Recipient("marac_coordinator", "area", "823")
    yield ReadAndDecide(told(at("08 Apr 09:50")), (("u-marac-coordinator-823", there),))
    yield ReadAndDecide(told(at("28 Apr 13:50")), ((user("marac_coordinator"), marac),))
    # the papers of the next meeting go out a week before it, and what was asked at the last one is asked after
    yield HoldMeeting(told(at("06 May 11:00")), user("marac_coordinator"), marac, copies=True)
    for role in ANSWERING:
        yield AnswerActions(told(at("07 May 15:20")), user(role), area(role))


def _patterns() -> Iterator[DeskAction]:
    for when in ("16 Apr 14:00", "23 Apr 14:00", "29 Apr 14:00", "06 May 10:30"):
        for role in ("spoc_coordinator", "marac_coordinator", "ifd"):
            yield AnswerPatterns(told(at(when)), user(role), area(role))


def _tables() -> Iterator[DeskAction]:
    """Four weeks are published a week after their last day."""
    yield PublishTable(told(at("10 May 07:30")), user("spoc_coordinator"), AREA, missing.EVENT_TYPE, FIRST_DAY)


def _agreements() -> Iterator[DeskAction]:
    """An agreement rests for some days, until its review has been signed off."""
    agreement, whose = "milton-keynes-operation-encompass", "Information governance, Milton Keynes City Council"
    yield ChangeAgreement(told(at("14 Apr 11:00")), agreement, True, "its yearly review is overdue", whose)
    yield ChangeAgreement(told(at("21 Apr 15:00")), agreement, False, "reviewed and found right", whose)
