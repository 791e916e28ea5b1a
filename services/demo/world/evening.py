"""What comes in on the Tuesday evening, after the story is told and checked: a visitor finds something to read."""

from datetime import datetime
from typing import Final

import msgspec

from services.demo.world import cast, incidents
from services.demo.world.callouts import Callout
from services.demo.world.people import Address
from services.demo.world.scenes import callout, changed, nominals
from services.demo.world.texts import BREACH, MESSAGES, PROPERTY, QUARREL

EXPORT: Final = "callouts-20270504-1945.csv"
AT: Final[datetime] = incidents.london("04 May 19:45")
GRANDMOTHER: Final = Address("19 Teasel Court", "Bedford", "MK41 3GN", "")


def callouts() -> list[Callout]:
    """Three families with children at four schools, and a boy whom two schools could mean."""
    return [_breached_again(), _quarrel(), _siblings(), _doubtful()]


def _breached_again() -> Callout:
    people = changed(
        nominals(cast.TILBROOK, BREACH),
        cast.TILBROOK.child_ref(),
        voice="He shouted through the letter box.",
        safe="Y",
        advice="Mother's mobile, after 9am. Do not leave a message.",
    )
    return callout(1431, incidents.at("04 May 17:35"), cast.TILBROOK, BREACH, people)


def _quarrel() -> Callout:
    return callout(1433, incidents.at("04 May 17:50"), cast.FERRANTE, QUARREL)


def _siblings() -> Callout:
    return callout(1436, incidents.at("04 May 18:20"), cast.WRONA, PROPERTY)


def _doubtful() -> Callout:
    """Again at the grandmother's, again without school: police still do not have his address."""
    household = cast.KHAN_OF_QUEENS_PARK
    people = tuple(msgspec.structs.replace(one, address=GRANDMOTHER) for one in nominals(household, MESSAGES))
    people = changed(people, household.child_ref(), school="", school_urn="", school_status="U/K", links=())
    return callout(1438, incidents.at("04 May 18:55"), household, MESSAGES, people, location=GRANDMOTHER)
