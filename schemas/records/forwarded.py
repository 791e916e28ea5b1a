"""What one hop sends on to the next: outputs of a decision that another partition decides on."""

from schemas.records.accept import EventAccepted, EventConflicted
from schemas.records.answers import ContactAnswered, ContactNamed
from schemas.records.match import AdultConcerned, ChildLeft, ChildMatched, ChildNotOnRoll, MatchReferred
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.restriction import RestrictionCarried

ForwardedOutput = (
    EventAccepted
    | EventConflicted
    | ChildMatched
    | MatchReferred
    | ChildNotOnRoll
    | ChildLeft
    | AdultConcerned
    | PatternFound
    | RepeatAssessed
    | RestrictionCarried
    | ContactNamed
    | ContactAnswered
)
"""What one hop sends on to the next."""
