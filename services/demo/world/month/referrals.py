"""Referrals to MARAC in the month: heard on 8 April, and for the meeting of 13 May, one of them for the second time."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Final

from services.demo.world.cast import Household
from services.demo.world.cells import Row, person
from services.demo.world.incidents import at
from services.demo.world.month.days import News
from services.demo.world.month.families import Families, has_two_adults

QUESTIONS: Final = 24
HEARD: Final = ("05 Apr 10:20", "06 Apr 11:40", "06 Apr 15:05", "07 Apr 09:50")
TO_COME: Final = ("14 Apr 10:30", "20 Apr 15:10", "26 Apr 09:15", "05 May 14:20", "07 May 10:05")
AGAIN: Final = "06 May 16:30"
CORRECTED: Final = "21 Apr 10:10"
WITHDRAWN: Final = "28 Apr 12:00"
_BACKGROUNDS: Final = (
    "He has waited outside her work twice this month and knows her shifts.",
    "Violence since the second pregnancy; she has asked about refuge.",
    "He controls her money and her phone. Neighbours rang three times.",
    "She has left, and he has found out where she was.",
)
_AFRAID: Final = ("her former partner", "her partner and his brother", "her partner", "her partner's family")


def news_of_referrals(families: Families, random: Random) -> tuple[list[News], list[Household]]:
    """All news of referrals, and the households that were heard on 8 April."""
    heard = [families.draw(has_two_adults) for _ in HEARD]
    first = enumerate(zip(HEARD, heard, strict=True), 21)
    news = [_news(number, at(when), one, random) for number, (when, one) in first]
    for number, when in enumerate(TO_COME, 41):
        one = _news(number, at(when), families.draw(has_two_adults), random)
        news.append(one)
        if when == TO_COME[1]:
            rows = tuple({**row, "Safe Times": "mornings until 11"} for row in one.rows)
            news.append(News(one.reference, at(CORRECTED), rows))
        if when == TO_COME[2]:
            rows = tuple({**row, "Status": "CANCELLED", "Cancelled Because": "WRONG PEOPLE"} for row in one.rows)
            news.append(News(one.reference, at(WITHDRAWN), rows))
    news.append(_news(60, at(AGAIN), heard[1], random, earlier="08/04/2027"))
    return news, heard


def _news(number: int, when: datetime, household: Household, random: Random, earlier: str = "") -> News:
    reference = f"MR/27/{number:04d}"
    return News(reference, when, tuple(_rows(reference, when, household, random, earlier)))


def _rows(reference: str, when: datetime, household: Household, random: Random, earlier: str) -> Iterator[Row]:
    score = random.randint(9, 19)
    facts = {
        "Referral Ref": reference,
        "Status": "LIVE",
        "Cancelled Because": "",
        "Referred At": when.strftime("%d/%m/%Y %H:%M"),
        "Background": random.choice(_BACKGROUNDS),
        "Grounds": "REPEAT/JUDGEMENT" if earlier else "SCORE" if score >= 14 else "JUDGEMENT/ESCALATION",
        "Victim Knows": "Y",
        "Message Safe": "N",
        "Safe Times": random.choice(("weekdays 10 to 2", "school hours", "never at weekends")),
        "Safe To Talk To": random.choice(("her sister", "her mother", "the school's lead")),
        "Not Safe To Talk To": random.choice(("anyone at his workplace", "his family", "the neighbours")),
        "Afraid Of": random.choice(_AFRAID),
        "Consent": "GIVEN",
        "Consent Reason": "",
        "Referrer": random.choice(("domestic abuse officer", "response officer", "public protection unit")),
        "Earlier MARAC LA": "822" if earlier else "",
        "Earlier MARAC Date": earlier,
        "Transferred From LA": "",
        **{f"Q{question}": "Y" if question <= score else "N" for question in range(1, QUESTIONS + 1)},
        "DASH Score": str(score),
        "DASH Date": f"{when:%d/%m/%Y}",
    }
    victim, accused = household.family.adults
    first, second = household.ref(0), household.ref(1)
    safe = {"Safe To Contact": "Y", "Contact Advice": "ring in school hours only"}
    yield {**facts, **person(household, victim, first, "VIC", f"{second}:PARTNER"), **safe}
    yield {**facts, **person(household, accused, second, "PERP", f"{first}:PARTNER")}
    for place, child in enumerate(household.children):
        yield {**facts, **person(household, child, household.child_ref(place), "CHILD", f"{first}:PARENT")}
