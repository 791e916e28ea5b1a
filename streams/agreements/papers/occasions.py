"""On what occasions information is shared, in plain words: for parents and carers, and for a child of 11."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from schemas.events import encompass, front_door, hospital, marac, missing


class Occasion(msgspec.Struct, frozen=True):
    """When events of one type are shared. `title` heads a child's notice; `source` is from whom they come."""

    title: str
    for_a_child: tuple[str, ...]
    for_parents: str
    source: str


_TELL: Final = "may tell some grown-ups whose job is to help children."

OCCASIONS: Final[Mapping[str, Occasion]] = MappingProxyType(
    {
        encompass.EVENT_TYPE: Occasion(
            "When the police come to your home",
            (
                "Sometimes the police are called because someone at home is scared or hurt.",
                f"Then the police {_TELL}",
            ),
            "When police are called because of domestic abuse and a child may be affected, they may pass some facts on"
            " to people who can help the child.",
            "the police",
        ),
        missing.EVENT_TYPE: Occasion(
            "When a child goes missing",
            (
                "Sometimes nobody knows where a child is, and the police look for them.",
                f"Then the police {_TELL}",
            ),
            "When a child goes missing, and when the child has come back, police may pass some facts on to people who"
            " can help the child.",
            "the police",
        ),
        marac.EVENT_TYPE: Occasion(
            "When a grown-up at home is in danger",
            (
                "Sometimes a grown-up is hurt or scared by someone close to them.",
                "Then people who can help meet, and plan how to keep the family safe.",
            ),
            "When an adult is at high risk of serious harm from domestic abuse, agencies may bring the case to a"
            " meeting (MARAC) that plans how to keep that adult and any children safe, and pass on the facts that it"
            " needs.",
            "the agencies that bring a case to the meeting",
        ),
        hospital.EVENT_TYPE: Occasion(
            "When somebody goes to hospital",
            (
                "Sometimes people at a hospital worry about a child, or about a grown-up with children.",
                f"Then the hospital {_TELL}",
            ),
            "When a child, or an adult who has children, is seen in hospital and its staff are worried about a child's"
            " safety, they may pass some facts on to people who can help the child.",
            "the hospital",
        ),
        front_door.CONTACT_TYPE: Occasion(
            "When someone worries about a child",
            (
                "Sometimes a grown-up worries that a child is not safe.",
                "Then they may ask a team at the council to help.",
            ),
            "When somebody who works with children is worried about a child, they may ask the council's front door for"
            " help, and pass on the facts that it needs.",
            "those who ask the council for help",
        ),
        front_door.OUTCOME_TYPE: Occasion(
            "When the council has looked into a worry",
            ("When the council has decided what to do, it may say so to whoever asked.",),
            "When the council's front door has decided what to do, it may tell whoever asked it.",
            "the council",
        ),
    }
)
"""The occasion of each event type, in the order in which a notice tells of several."""


def occasions(event_types: Iterable[str]) -> tuple[Occasion, ...]:
    """The occasions of these event types, in their order. KeyError, with the event type, for one that has no words."""
    asked = set(event_types)
    for event_type in sorted(asked - OCCASIONS.keys()):
        raise KeyError(event_type)
    return tuple(occasion for event_type, occasion in OCCASIONS.items() if event_type in asked)
