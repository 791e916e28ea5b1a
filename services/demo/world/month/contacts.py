"""Contacts that the council's front door takes in the month, and outcomes that it decided in a system of its own."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Final

from msgspec import Struct

from services.demo.world.cast import Household
from services.demo.world.cells import Row, by_council, person, school
from services.demo.world.incidents import at
from services.demo.world.month.days import News
from services.demo.world.month.families import Families


class Asked(Struct, frozen=True):
    """One contact: when, what the worry is, how soon, and what the family was asked.

    `again` is when an earlier contact about one child of the family came; then all its children are named.
    """

    at: str
    words: str
    worries: str
    urgency: str = "ROUTINE"
    consent: str = "GIVEN"
    reason: str = ""
    unborn: bool = False
    again: str = ""


class Decided(Struct, frozen=True):
    """What the council's own system says of one contact: how long after it, what, and on what footing."""

    after: timedelta
    outcome: str
    consent: str
    reason: str = ""


_AT_RISK: Final = "asking would put the child at risk"
CONTACTS: Final = (
    Asked("06 Apr 09:10", "The family sleeps in one room and has no heating.", "HOUSING"),
    Asked("09 Apr 14:00", "Often hungry and in the same clothes.", "NEGLECT"),
    Asked("13 Apr 11:20", "Said that he is hit with a belt.", "PHYSICAL", "NOW", "NOT SOUGHT", _AT_RISK),
    Asked("14 Apr 15:00", "Cares for a parent who drinks.", "PARENT SUBSTANCES"),
    Asked("16 Apr 09:40", "Has money and a second phone that nobody can explain.", "EXPLOITATION", "TODAY"),
    Asked("20 Apr 13:30", "Refuses to go home on Fridays.", "EMOTIONAL", "TODAY", "NOT SOUGHT", _AT_RISK),
    Asked("22 Apr 10:15", "Scratches on both arms; wants nobody told.", "SELF HARM", "TODAY", "REFUSED"),
    Asked("26 Apr 09:00", "Mother says that she cannot cope any more.", "PARENT MENTAL HEALTH"),
    Asked("28 Apr 14:40", "Seven weeks from birth; two older children are in care.", "DA", "TODAY", unborn=True),
    Asked("05 May 10:30", "Asked a teacher where a refuge is.", "DA", "TODAY", "NOT SOUGHT", _AT_RISK),
    Asked("06 May 11:45", "Was seen with adults whom nobody knows.", "EXPLOITATION;MISSING", "TODAY"),
    Asked("07 May 12:30", "Falls asleep in lessons every day.", "NEGLECT"),
    Asked("07 May 14:55", "Told a friend that she is afraid of her uncle.", "SEXUAL", "NOW", "NOT SOUGHT", _AT_RISK),
    Asked("07 May 15:00", "Five weeks from birth; the father must not come near.", "DA", "TODAY", unborn=True),
    Asked("07 May 15:05", "Parents ask for help with a boy who does not sleep.", "OTHER"),
    Asked(
        "07 May 15:06", "Now the younger one stays away on Fridays too.", "EMOTIONAL", "TODAY", "NOT SOUGHT", _AT_RISK,
        again="20 Apr 13:30",
    ),
)  # fmt: skip
DECIDED_ELSEWHERE: Final = {
    "06 Apr 09:10": Decided(timedelta(days=2), "EH", "GIVEN"),
    "14 Apr 15:00": Decided(timedelta(minutes=16), "ADVICE", "NOT NEEDED"),
    "26 Apr 09:00": Decided(timedelta(days=2), "SW ASSESSMENT", "SET ASIDE", "SIGNIFICANT HARM"),
}
"""Contacts of which the council's own system sends the outcome: one before anybody has read it on the hub."""


def news_of_contacts(families: Families, random: Random) -> tuple[list[News], list[News]]:
    """All news of contacts, and of outcomes."""
    contacts, outcomes, numbers = list[News](), list[News](), count(1101)
    known: dict[str, Household] = {}
    for asked in CONTACTS:
        reference = f"FD-27-{next(numbers)}"
        household = known[asked.at] = known[asked.again] if asked.again else families.draw()
        contacts.append(News(reference, at(asked.at), tuple(_rows(asked, reference, household, random))))
        if asked.at in DECIDED_ELSEWHERE:
            decided = DECIDED_ELSEWHERE[asked.at]
            when = at(asked.at) + decided.after
            outcomes.append(News(f"{reference}/D", when, (_outcome(reference, when, household, decided),)))
    return contacts, outcomes


def _rows(asked: Asked, reference: str, household: Household, random: Random) -> Iterator[Row]:
    child = household.children[0]
    facts = {
        "Contact Ref": reference,
        "Status": "LIVE",
        "Cancelled Because": "",
        "Received At": at(asked.at).strftime("%d/%m/%Y %H:%M"),
        "Worry In Words": asked.words,
        "Worries": asked.worries,
        "Urgency": asked.urgency,
        "Consent": asked.consent,
        "Consent Reason": asked.reason,
        "Referrer": "head of year" if asked.again else random.choice(("designated safeguarding lead", "head of year")),
        "Referrer URN": child.urn,
        "Referrer Is": "SCHOOL ON ROLL",
    }
    parent = household.ref(0)
    if asked.unborn:
        unborn = person(household, child, f"{household.child_ref()}U", "CHILD/UNBORN", f"{parent}:PARENT")
        nowhere = {"School URN": "", "School": "", "School Status": "NONE"}
        yield {**facts, **by_council({**unborn, "Forenames": "", "Surname": "", "DOB": ""}), **nowhere}
        yield {**facts, **by_council(person(household, household.family.adults[0], parent, "ADULT"))}
        return
    for place, named in enumerate(household.children if asked.again else household.children[:1]):
        one = person(household, named, household.child_ref(place), "CHILD", f"{parent}:PARENT")
        yield {**facts, **by_council(one), **school(named)}
    yield {**facts, **by_council(person(household, household.family.adults[0], parent, "ADULT"))}


def _outcome(contact: str, when: datetime, household: Household, decided: Decided) -> Row:
    child = household.children[0]
    named = {
        "Child Id" if column == "Nominal Ref" else column: value
        for column, value in person(household, child, household.child_ref(), "").items()
        if column not in ("Role", "Linked To")
    }
    return {
        "Decision Ref": f"{contact}/D",
        "Status": "LIVE",
        "Cancelled Because": "",
        "Decided At": when.strftime("%d/%m/%Y %H:%M"),
        "Contact From": "COUNCIL",
        "Contact Ref": contact,
        "Contact Revision": "1",
        "Outcome": decided.outcome,
        "Consent": decided.consent,
        "Consent Reason": decided.reason,
        **named,
        **school(child),
    }
