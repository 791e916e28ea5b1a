"""Short free texts as officers write them: narratives for the record, summaries for one child's school."""

from random import Random
from typing import Final

from msgspec import Struct


class Wording(Struct, frozen=True):
    """What happened, for the police record, and what one child's school is told, by where the child was."""

    premises: str
    risk: str
    narrative: str
    summary: str
    present: str
    whereabouts: str


WORDINGS: Final = (
    Wording(
        "DWELLING", "STD",
        "Neighbour reports raised voices. VIC and SUSP both spoken to, verbal argument over money, no offences "
        "disclosed. "
        "SUSP agreed to stay with a relative for the night. DASH completed.",
        "Police were called to a verbal argument between adults at home. The child heard raised voices from the "
        "bedroom and "
        "was settled when officers left.",
        "HEARD", "Upstairs in bedroom",
    ),
    Wording(
        "DWELLING", "MED",
        "VIC states SUSP smashed VIC's phone during an argument about contact with the children. SUSP left "
        "before police "
        "arrival, area search negative. VIC declined to make a statement. DASH completed, referral made.",
        "There was an argument at home in which property was broken. The child was in the house and came downstairs "
        "afterwards. The child may be tired and may want a quiet start.",
        "IN HOUSE", "In the house, not in the same room",
    ),
    Wording(
        "DWELLING", "MED",
        "Report by VIC that SUSP pushed VIC in the kitchen. Minor redness, no treatment wanted. SUSP arrested "
        "for common "
        "assault and taken to custody. DASH completed with VIC, safety plan discussed.",
        "An adult was arrested at home after an incident that the child saw. The child spoke to an officer and was "
        "comforted by a relative.",
        "SAW", "In the kitchen doorway",
    ),
    Wording(
        "STREET", "STD",
        "Call from member of the public to a couple arguing in the street. VIC and SUSP are separated. Words of advice "
        "given to both, no offences. DASH refused by VIC.",
        "Police spoke to two adults of the family after an argument in the street. The child was not there, and "
        "may not know.",
        "NOT PRESENT", "With a relative",
    ),
    Wording(
        "DWELLING", "HIGH",
        "VIC reports that SUSP came to the address in breach of a non-molestation order and banged on the door. "
        "SUSP gone on "
        "arrival, circulated as wanted. DASH high, MARAC referral to follow, markers placed on address.",
        "An adult who must not come to the home did so during the evening. The child was there and was frightened. "
        "Please be alert to who collects the child.",
        "HEARD", "In the living room",
    ),
    Wording(
        "DWELLING", "STD",
        "Third-party report from VIC's sister of messages sent by SUSP. VIC visited, feels safe at present, no "
        "children "
        "spoken to as asleep. DASH completed, standard.",
        "Police visited the home about messages between adults. The child was asleep throughout.",
        "IN HOUSE", "Asleep in bed",
    ),
)  # fmt: skip

QUARREL, PROPERTY, ASSAULT, STREET, BREACH, MESSAGES = WORDINGS

VOICES: Final = (
    "",
    "",
    "I heard shouting and put my pillow over my ears.",
    "I want it to stop. I am worried about my mum.",
    "Said they were all right and wanted to go to bed.",
    "I was scared when the door banged.",
    "Asked whether dad could come home tomorrow.",
    "Did not want to talk to the officer.",
)
SEEN_BY: Final = ("attending officer", "attending officer", "sergeant on scene", "")
ADVICE: Final = (
    ("Y", "Victim's mobile, school hours only. Do not leave a message."),
    ("N", "Do not ring home. Speak to the officer in the case first."),
    ("", ""),
    ("", ""),
)


def pick_wording(random: Random) -> Wording:
    """One of the wordings; the commonest kinds of call more often."""
    return random.choices(WORDINGS, (30, 20, 14, 14, 6, 16))[0]
