"""Children who go missing in the month, some of them again and again, and when they come back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, cycle
from random import Random
from typing import Final

from msgspec import Struct

from schemas.records.hotspots import WEEKS
from services.demo.world.cast import Household
from services.demo.world.cells import Row, person, school
from services.demo.world.incidents import at
from services.demo.world.month.days import ENDS, WEEKEND, News
from services.demo.world.month.families import Families, has_teenager, living_in, teenager

FORM: Final = "%d/%m/%Y %H:%M"
FIRST_DAY: Final = date(2027, 4, 5)
"""The Monday on which the first of four counted weeks begins."""
EACH_WEEK: Final = {"MK40": (7, 5, 9, 6), "MK41": (8, 12, 6, 3), "MK42": (11, 9, 7, 13)}
"""How many children of each district go missing in each of those weeks."""
LAST_WEEK: Final = {"MK40": 4, "MK41": 3, "MK42": 4}
PLACES: Final = (
    ("Bus station, Allhallows", "MK40 9BX"),
    ("Riverside car park", "MK42 3PK"),
    ("Retail park", "MK41 3RP"),
    ("Country park", "MK43 6LP"),
)
"""Where one child after the other is found: every week has a number to show of each but the last, in which districts
where nobody was found hide.
"""
FIRST_NUMBER: Final = 101
LUTON: Final = "821"
_CIRCUMSTANCES: Final = (
    "Did not come home when expected.",
    "Left after an argument at home.",
    "Went out with friends and did not answer the phone.",
    "Was not at school at the afternoon registration.",
)


class Episode(Struct, frozen=True):
    """One time that a child was missing. Without `hours` the child still is.

    `told_late`: police hear of it when the child is back. `withdrawn` is when it turns out to have been entered in
    error, `companion` another child who is thought to be with this one, `placed_by` the code of the council that placed
    the child here.
    """

    household: Household
    since: datetime
    hours: int | None
    risk: str = "MED"
    exploitation: str = ""
    place: tuple[str, str] = PLACES[0]
    told_late: bool = False
    withdrawn: datetime | None = None
    companion: Household | None = None
    placed_by: str = ""


def news_of_episodes(families: Families, random: Random) -> list[News]:
    """All news of all episodes of the month."""
    episodes = [*_counted(families, random), *_again(families), *_now(families)]
    numbers = count(FIRST_NUMBER)
    return [one for episode in episodes for one in _news(episode, f"MP/27/{next(numbers):05d}", random)]


def _counted(families: Families, random: Random) -> Iterator[Episode]:
    """Those of four weeks, and of the days after the weekend."""
    start = datetime.combine(FIRST_DAY, datetime.min.time())
    places = [cycle(PLACES) for _ in range(WEEKS + 1)]
    for district, weeks in EACH_WEEK.items():
        for week, number in enumerate(weeks):
            last = 3 if week == len(weeks) - 1 else 6
            begins = start + timedelta(weeks=week)
            yield from (_one(families, district, begins, last, next(places[week]), random) for _ in range(number))
    for district, number in LAST_WEEK.items():
        yield from (_one(families, district, at("05 May 00:00"), 3, next(places[-1]), random) for _ in range(number))


def _one(
    families: Families, district: str, week: datetime, last: int, place: tuple[str, str], random: Random
) -> Episode:
    since = week + timedelta(days=random.randint(0, last), hours=random.randint(15, 22), minutes=random.randrange(60))
    return Episode(
        families.draw(has_teenager, living_in(district)),
        since,
        random.randint(2, 14),
        random.choice(("LOW", "MED", "MED", "MED", "HIGH")),
        random.choice(("", "", "", "CSE", "CCE", "COUNTY LINES")),
        place,
        told_late=random.random() < 0.45,
    )


def _again(families: Families) -> Iterator[Episode]:
    """Children who go missing time and again, two who do so together, and an episode that was none."""
    often, five, twice, mistaken = (families.draw(has_teenager) for _ in range(4))
    for when, hours in (("08 Apr 17:10", 9), ("20 Apr 18:40", 14), ("06 May 19:30", 11)):
        yield Episode(often, at(when), hours, "HIGH", "COUNTY LINES", PLACES[1])
    for when in ("07 Apr 16:00", "14 Apr 20:15", "19 Apr 21:00", "27 Apr 17:45", "07 May 18:20"):
        yield Episode(five, at(when), 6, "MED", "CSE", PLACES[2])
    for when in ("05 May 17:00", "06 May 08:30"):
        yield Episode(twice, at(when), 5, place=PLACES[0])
    for when in ("16 Apr 19:00", "07 May 21:30"):
        yield Episode(families.draw(has_teenager), at(when), 8, "HIGH", "CCE", PLACES[1], companion=often)
    yield Episode(mistaken, at("21 Apr 19:15"), None, withdrawn=at("21 Apr 22:00"))


def _now(families: Families) -> Iterator[Episode]:
    """Two came back in the last night, of whom Luton placed one here, and one is missing still."""
    yield Episode(families.draw(has_teenager), at("09 May 16:40"), 13, "MED", "CSE", PLACES[1], placed_by=LUTON)
    yield Episode(families.draw(has_teenager), at("08 May 21:00"), 19, "LOW", "", PLACES[2])
    yield Episode(families.draw(has_teenager), at("09 May 19:50"), None, "HIGH", "COUNTY LINES")


def _news(episode: Episode, reference: str, random: Random) -> Iterator[News]:
    words = random.choice(_CIRCUMSTANCES)
    reported = episode.since + timedelta(hours=2)
    if not episode.told_late and reported < ENDS and not WEEKEND[0] < reported < WEEKEND[1]:
        yield News(reference, reported, tuple(_rows(episode, reference, words, "REPORTED")))
    if episode.withdrawn is not None:
        yield News(reference, episode.withdrawn, tuple(_rows(episode, reference, words, "REPORTED", "CANCELLED")))
    elif episode.hours is not None:
        back = episode.since + timedelta(hours=episode.hours, minutes=20)
        yield News(reference, back, tuple(_rows(episode, reference, words, "FOUND")))


def _rows(episode: Episode, reference: str, words: str, stage: str, status: str = "LIVE") -> Iterator[Row]:
    hours, found = episode.hours, stage == "FOUND"
    back = episode.since + timedelta(hours=hours) if found and hours is not None else None
    facts = {
        "Misper Ref": reference,
        "Status": status,
        "Cancelled Because": "ERROR" if status != "LIVE" else "",
        "Missing Since": episode.since.strftime(FORM),
        "Circumstances": words,
        "Stage": stage,
        "Risk": episode.risk,
        "Reported At": (episode.since + timedelta(hours=2)).strftime(FORM),
        "Returned At": back.strftime(FORM) if back is not None else "",
        "Missing From": "HOME",
        "Last Seen": "in the park, with friends",
        "Found Address 1": episode.place[0] if found else "",
        "Found Town": "Bedford" if found else "",
        "Found Postcode": episode.place[1] if found else "",
        "Exploitation": episode.exploitation,
        "Placed By LA": episode.placed_by,
        "RHI": "",
        "School Summary": "Was away for some hours and is safe. Tell us if you hear where." if found else "",
        "Officer": "1204",
    }
    yield {**facts, **_somebody(episode.household, "MISPER")}
    if episode.companion is not None:
        yield {**facts, **_somebody(episode.companion, "WITH")}


def _somebody(household: Household, role: str) -> Row:
    place = teenager(household.family)
    if place is None:
        raise LookupError("nobody of this family goes missing by themselves")
    child = household.children[place]
    return {**person(household, child, household.child_ref(place), role), **school(child)}
