"""Callouts of the month beside those of the weekend: ordinary ones, three at one home, one withdrawn, one corrected."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

import msgspec

from services.demo.world.background import as_officer_writes
from services.demo.world.callouts import Callout
from services.demo.world.cast import Household
from services.demo.world.incidents import at
from services.demo.world.month.days import is_open, moments
from services.demo.world.month.families import Families, has_two_adults
from services.demo.world.people import Address, Adult, Child, Family
from services.demo.world.scenes import callout, changed, nominals
from services.demo.world.texts import ASSAULT, BREACH, PROPERTY, QUARREL, pick_wording

STEM: Final = "callouts"
FIRST_NUMBER: Final = 1001
AFTER: Final = 1501
AT_HOME: Final = 999
"""Incident numbers after the weekend."""
EACH_NIGHT: Final = (2, 1, 2, 2, 3, 4, 3)
"""How many from Monday to Sunday."""
ESCALATING: Final = ("14 Apr 21:10", "22 Apr 23:40", "06 May 22:30")
_LAST_BEFORE, _FIRST_AFTER = at("30 Apr 06:00"), at("05 May 12:00")
WITHDRAWN: Final = (("20 Apr 19:20", "22 Apr 04:20"), ("07 May 20:15", "10 May 05:15"))
"""When each was, and when it turns out to have been none, after the school has read of it."""


def exports_of_callouts(families: Families, heard: Sequence[Household], random: Random) -> Mapping[str, list[Callout]]:
    """The force's exports of each morning, by file name."""
    calls = sorted([*_ordinary(families, random), *_named(families, heard)], key=lambda one: (one[0], one[1].at))
    numbered = _numbered(calls)
    found: dict[str, list[Callout]] = {}
    before = datetime.min
    for run in moments("06:30"):
        now = [one for known, one in numbered if before < known <= run]
        if now:
            found[f"{STEM}-{run:%Y%m%d-%H%M}.csv"] = sorted(now, key=lambda one: (one.reference, one.revision))
        before = run
    return found


def _ordinary(families: Families, random: Random) -> Iterator[tuple[datetime, Callout]]:
    day = at("12 Apr 00:00")
    while day < at("10 May 00:00"):
        for _ in range(EACH_NIGHT[day.weekday()]):
            when = day + timedelta(hours=random.randint(17, 28), minutes=random.randrange(60))
            if is_open(when) and not _LAST_BEFORE < when < _FIRST_AFTER:
                household, wording = families.draw(has_two_adults), pick_wording(random)
                people = nominals(household, wording)
                for place, child in enumerate(household.children):
                    people = as_officer_writes(people, household.child_ref(place), child, wording, random)
                yield when, callout(0, when, household, wording, people)
        day += timedelta(days=1)


def _named(families: Families, heard: Sequence[Household]) -> Iterator[tuple[datetime, Callout]]:
    """Three at one home; again at a home that MARAC heard of; one in error and one with another grade."""
    again = families.draw(has_two_adults)
    for when, wording in zip(ESCALATING, (QUARREL, PROPERTY, ASSAULT), strict=True):
        yield at(when), callout(0, at(when), again, wording)
    yield at("04 May 22:10"), callout(0, at("04 May 22:10"), heard[1], BREACH)
    for began, known in WITHDRAWN:
        first = callout(0, at(began), families.draw(has_two_adults), QUARREL)
        yield at(began), first
        yield at(known), msgspec.structs.replace(first, revision=2, status="CANX", cancelled="NOT DA")
    yield at("09 May 18:40"), _at_home_educated()
    regraded = callout(0, at("26 Apr 21:00"), families.draw(has_two_adults), PROPERTY)
    yield at("26 Apr 21:00"), regraded
    yield at("28 Apr 09:00"), msgspec.structs.replace(regraded, revision=2, risk="HIGH")


def _at_home_educated() -> Callout:
    """A child who is on no roll: the council's desk is told in the school's place."""
    adults = (Adult("Morwenna", "Trelise", date(1986, 3, 9), True), Adult("Piers", "Trelise", date(1984, 7, 1), False))
    child = Child("Senara", "Trelise", "", date(2015, 11, 3), True, "")
    address = Address("27 Juniper Court", "Bedford", "MK41 3TR", "999700000001")
    household = Household(AT_HOME, Family(address, (child,), adults), "FATHER")
    people = changed(nominals(household, QUARREL), household.child_ref(), school_status="EHE")
    return callout(0, at("09 May 18:40"), household, QUARREL, people)


def _numbered(calls: Sequence[tuple[datetime, Callout]]) -> list[tuple[datetime, Callout]]:
    """With the force's references in the order of the calls; a revision keeps that of its first."""
    numbers: dict[tuple[datetime, str], int] = {}
    found = []
    before, after = FIRST_NUMBER, AFTER
    for known, one in calls:
        key = (one.at, one.location.line)
        if key not in numbers:
            if one.at.date() < date(2027, 5, 1):
                numbers[key], before = before, before + 1
            else:
                numbers[key], after = after, after + 1
        found.append((known, msgspec.structs.replace(one, reference=f"BEDS-OE-27-{numbers[key]:04d}")))
    return found
