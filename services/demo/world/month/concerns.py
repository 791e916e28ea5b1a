"""A hospital's safeguarding concerns in the month: young patients, and children of adult patients (Think Family)."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from random import Random
from typing import Final

from msgspec import Struct

from services.demo.world.cast import Household
from services.demo.world.cells import Row, by_trust, person, school
from services.demo.world.incidents import at
from services.demo.world.month.days import News
from services.demo.world.month.families import Families, has_teenager, teenager
from services.demo.world.people import Child


class Seen(Struct, frozen=True):
    """One attendance: when, and of what; the patient is `young` or adult, and may have a `toddler` at home too."""

    at: str
    injury: str
    signs: str
    level: str
    young: bool = True
    cp_is: str = "NO RECORD"
    ward: str = "emergency department"
    toddler: bool = False


ATTENDANCES: Final = (
    Seen("06 Apr 22:40", "fall from a wall, account does not fit", "ASSAULT", "2"),
    Seen("08 Apr 13:10", "overdose of tablets", "SELF HARM;MH CRISIS", "3"),
    Seen("12 Apr 19:30", "facial bruising", "DA", "2", young=False),
    Seen("14 Apr 21:15", "cut to the hand", "ASSAULT;EXPLOITATION", "3"),
    Seen("17 Apr 23:20", "stab wound to the thigh", "STAB", "3", ward="resuscitation"),
    Seen("20 Apr 10:00", "severe tooth decay, repeated", "NEGLECT", "2", cp_is="CPP", ward="children's ward"),
    Seen("22 Apr 18:45", "alcohol poisoning", "SUBSTANCES", "1"),
    Seen("24 Apr 02:30", "intoxicated, children alone at home", "SUBSTANCES;NEGLECT", "3", young=False, toddler=True),
    Seen("27 Apr 16:20", "low mood", "MH CRISIS", "2", young=False, ward="acute medical unit"),
    Seen("05 May 11:30", "burn to the forearm", "OTHER", "1", ward="children's ward"),
    Seen("06 May 20:10", "broken wrist", "ASSAULT", "2"),
    Seen("07 May 17:40", "pregnant, threatened at home", "DA", "3", young=False, ward="maternity"),
    Seen("08 May 23:50", "stab wound to the shoulder", "STAB;EXPLOITATION", "3", ward="resuscitation"),
    Seen("09 May 15:20", "cuts to both arms", "SELF HARM", "3", cp_is="LAC", ward="children's ward"),
    Seen("09 May 22:05", "bruised ribs", "DA", "2", young=False, toddler=True),
)
TODDLER_BORN: Final = date(2024, 9, 14)
"""Of whom no school knows yet, and the health visitor does."""
CORRECTED: Final = "23 Apr 11:30"
"""What was thought to be alcohol was something else."""


def news_of_concerns(families: Families, missed: Household, random: Random) -> list[News]:
    """All news of concerns; one young patient is of the household of which somebody goes missing again and again."""
    numbers, found = count(401), list[News]()
    nhs = _nhs_numbers()
    for seen in ATTENDANCES:
        reference = f"SG-27-{next(numbers)}"
        household = missed if seen is ATTENDANCES[3] else families.draw(has_teenager)
        rows = tuple(_rows(seen, reference, household, nhs, random))
        found.append(News(reference, at(seen.at), rows))
        if seen.injury == "alcohol poisoning":
            other = {"Injury": "collapsed, drink was spiked", "Signs": "OTHER", "Concern": "2"}
            mended = tuple({**row, **other} for row in rows)
            found.append(News(reference, at(CORRECTED), mended))
    return found


def _rows(seen: Seen, reference: str, household: Household, nhs: Iterator[str], random: Random) -> Iterator[Row]:
    place = teenager(household.family) or 0
    child, adult = household.children[place], household.family.adults[0]
    when = at(seen.at)
    facts = {
        "Form Ref": reference,
        "Status": "LIVE",
        "Cancelled Because": "",
        "Arrived At": when.strftime("%d/%m/%Y %H:%M"),
        "Trust": "RC9",
        "Site": "Bedford Hospital, South Wing",
        "Ward": seen.ward,
        "Left At": "",
        "Age": str(_age(child.born if seen.young else adult.born, when)),
        "Injury": seen.injury,
        "Signs": seen.signs,
        "Concern": seen.level,
        "CP-IS": seen.cp_is if seen.young else "",
        "Consent": random.choice(("GIVEN", "NOT NEEDED")) if seen.level != "3" else "SET ASIDE",
        "Consent Reason": "" if seen.level != "3" else "a child may come to serious harm",
    }
    if seen.young:
        one = person(household, child, household.child_ref(place), "PATIENT/CHILD")
        yield {**facts, **by_trust(one, next(nhs)), **school(child)}
        return
    parent = household.ref(0)
    yield {**facts, **by_trust(person(household, adult, parent, "PATIENT"), next(nhs))}
    for number, other in enumerate(household.children):
        one = person(household, other, household.child_ref(number), "CHILD", f"{parent}:PARENT")
        yield {**facts, **by_trust(one, next(nhs)), **school(other)}
    if seen.toddler:
        small = Child("Wren", household.children[0].family, "", TODDLER_BORN, True, "")
        ref = household.ref(len(household.family.adults) + len(household.children))
        yield {**facts, **by_trust(person(household, small, ref, "CHILD", f"{parent}:PARENT"), next(nhs))}


def _age(born: date, when: datetime) -> int:
    return when.year - born.year - ((when.month, when.day) < (born.month, born.day))


def _nhs_numbers() -> Iterator[str]:
    """Valid numbers of the range that is kept for tests, by NHS Data Dictionary's modulus 11."""
    for number in count(999_000_100):
        digits = f"{number:09d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            yield f"{digits}{check % 11}"
