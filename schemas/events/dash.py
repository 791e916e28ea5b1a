"""The 24 questions of the DASH risk checklist, by number and subject; the words of the checklist are not ours to carry.

Source: SafeLives, DASH risk identification checklist for MARAC agencies. A tick is an answer of yes.
"""

from enum import StrEnum
from typing import Final

QUESTIONS: Final = 24
MARAC_TICKS: Final = 14
"""Ticks at which a case meets the usual threshold; each area may set its own (flows.md, MARAC referral)."""


class Answer(StrEnum):
    """What the victim said."""

    NOT_ASKED = "not_asked"
    NO = "no"
    YES = "yes"
    NOT_KNOWN = "not_known"


SUBJECTS: Final = (
    "Injured in this incident",
    "Very frightened",
    "What the victim is afraid of",
    "Cut off from family or friends",
    "Depressed or has thoughts of suicide",
    "Separated, or tried to, in the past year",
    "Conflict over seeing children",
    "Constantly contacted, followed or stalked",
    "Pregnant or has had a baby in the past 18 months",
    "Abuse happens more often",
    "Abuse gets worse",
    "Controlled in what they do, or jealously watched",
    "Weapons or objects used to hurt",
    "Threatened with death, and believed it",
    "Strangled, choked, suffocated or drowned",
    "Sexual acts or words that hurt",
    "Threatened or afraid of somebody else too",
    "Somebody else hurt by the same person: children, others",
    "Animals mistreated",
    "Money troubles, or depends on the person for money",
    "The person's drugs, alcohol or mental health",
    "The person threatened or attempted suicide",
    "The person broke bail, an injunction or an agreement on children",
    "The person has been in trouble with police",
)
"""What each question is about, in our own words, in the checklist's order."""


def ticks(answers: tuple[Answer, ...]) -> int:
    """How many questions were answered with yes."""
    return sum(answer is Answer.YES for answer in answers)
