"""What hop 2 remembers across events, and what follows from it: counts, patterns and repeats, by opaque ids and times.

Nothing here names or describes anybody: persons are ids of ours, places are where one was first met with.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.types import AreaCode, CaseKey, EventId, Name, OutputId, PersonId, Time, UserId


class Pair(Struct, frozen=True, gc=False):
    """A victim and an alleged perpetrator of one event."""

    victim: PersonId
    perpetrator: PersonId


class OccurrenceNoted(Struct, frozen=True, gc=False):
    """What of one case counts from now on; it takes the place of what was noted of the case before.

    `people` are the children of the case, `pairs` who abused whom where it is about domestic abuse.
    """

    event: EventId
    case: CaseKey
    section: Annotated[int, Meta(description="of the first whom it counts for")]
    type: Name
    area: Annotated[str, Meta(max_length=3, pattern="^([0-9]{3})?$", description="empty where no area can be told")]
    at: Annotated[Time, Meta(description="when it happened; of a missing episode, since when")]
    until: Annotated[Time | None, Meta(description="when a missing child came back")]
    people: tuple[PersonId, ...]
    pairs: tuple[Pair, ...]
    companions: Annotated[tuple[PersonId, ...], Meta(description="missing together with the child")]
    place: Annotated[OutputId | None, Meta(description="the note that first had the place where the child was found")]
    criminal: Annotated[bool, Meta(description="nothing says that the abuse would be no crime")]
    taken_back: Annotated[
        bool, Meta(description="an earlier revision said that the missing child is back, and this one does not")
    ] = False


class OccurrenceForgotten(Struct, frozen=True, gc=False):
    """The event was withdrawn, or nobody of it is left to count for: nothing of the case counts any more."""

    event: EventId
    case: CaseKey


class PersonsMerged(Struct, frozen=True, gc=False):
    """Two persons of ours turned out to be one: all that was noted of the first counts for the second."""

    event: EventId
    case: CaseKey
    person: PersonId
    into: PersonId


class PersonsSplit(Struct, frozen=True, gc=False):
    """A person of ours turned out to be somebody else in this one case: the case counts for the other alone."""

    event: EventId
    case: CaseKey
    person: PersonId
    into: PersonId


class RuleKind(StrEnum):
    """What a rule looks for."""

    MARAC_REPEAT = "marac_repeat"
    """Abuse between the same people within the window of the last referral."""
    ESCALATION = "escalation"
    """So many occasions between the same people in the window."""
    MISSING_COUNT = "missing_count"
    SAME_PLACE = "same_place"
    SAME_COMPANION = "same_companion"
    SEVERAL_FLOWS = "several_flows"
    """The same child in so many types of event."""
    TWO_OPEN_EPISODES = "two_open_episodes"
    """A contradiction: a child is reported missing who is missing already."""
    RETURNED_BEFORE_MISSING = "returned_before_missing"
    RETURN_TAKEN_BACK = "return_taken_back"
    """A contradiction: a child who was said to be back is missing by a later revision, which may be an older export."""


class PatternChange(StrEnum):
    """How a pattern stands to the answer that was given before."""

    FOUND = "found"
    GREW = "grew"
    """Something later happened: the answer before was right when it was given."""
    REVISED = "revised"
    """What came late, was corrected or withdrawn made another answer right than the one that was given."""
    LAPSED = "lapsed"
    """It holds no more, after a withdrawal or correction."""
    MOVED = "moved"
    """The person turned out to be another of ours, for whom it is found anew."""


class Counted(Struct, frozen=True, gc=False):
    """A case that was counted, and when it happened."""

    case: CaseKey
    at: Time


class PatternFound(Struct, frozen=True, gc=False):
    """A count or pattern that an area's rule speaks of. It only proposes: a named person refers or declines.

    `case` names the pattern's own place on a desk, no event's. `replaces` is the answer that was given before.
    """

    event: Annotated[EventId, Meta(description="the event with which it was found")]
    case: CaseKey
    person: PersonId
    perpetrator: Annotated[PersonId | None, Meta(description="the other of the pair, for a rule about pairs")]
    section: int
    area: AreaCode
    kind: RuleKind
    rule: Name
    version: Annotated[int, Meta(ge=1)]
    change: PatternChange
    cases: tuple[Counted, ...]
    count: Annotated[int, Meta(ge=0, description="occasions, of which one may be several cases of one night")]
    window: Annotated[Name, Meta(description="as `24 hours`, `90 days`, `12 months`")]
    replaces: OutputId | None


class RepeatAssessed(Struct, frozen=True, gc=False):
    """Whether a referral to MARAC is a repeat, by which rule, and on which cases that rests.

    Source: SafeLives, definition of a repeat at MARAC, in the version that the area's rule names.
    """

    event: EventId
    case: CaseKey
    person: Annotated[PersonId, Meta(description="the victim")]
    perpetrator: PersonId
    section: int
    area: AreaCode
    rule: Name
    version: Annotated[int, Meta(ge=1)]
    repeat: bool
    last_referral: Counted | None
    counted: Annotated[tuple[Counted, ...], Meta(description="abuse since, within the window; the referral itself too")]
    others: Annotated[
        tuple[CaseKey, ...], Meta(description="all other referrals of the two that are remembered, whenever they were")
    ]
    window: Name
    replaces: Annotated[OutputId | None, Meta(description="the assessment before it, where it comes to another answer")]


class PatternAnswer(StrEnum):
    """What a named person decides on a count or pattern that was proposed."""

    REFER = "refer"
    DECLINE = "decline"
    NOTED = "noted"
    """Read by whoever is to know: of what changed since it was told nothing is left to refer."""


class PatternReason(StrEnum):
    """Why it is referred, declined or noted. A closed list: free text could name somebody."""

    RISK_HAS_GROWN = "risk_has_grown"
    MEETS_THE_DEFINITION = "meets_the_definition"
    PROFESSIONAL_JUDGEMENT = "professional_judgement"
    ALREADY_REFERRED = "already_referred"
    ALREADY_WORKED_WITH = "already_worked_with"
    EXPLAINED = "explained"
    """Looked into, and no cause for concern."""
    NOT_THE_SAME_PEOPLE = "not_the_same_people"
    COUNTED_IN_ERROR = "counted_in_error"
    NOTHING_TO_DECIDE = "nothing_to_decide"
    """It says what changed since somebody was told or decided."""


class DecidePattern(Struct, frozen=True, gc=False):
    """Whoever holds the role to which a pattern was proposed refers or declines it, with the reason; or has noted that
    one changed of which they were told.
    """

    case: CaseKey
    person: PersonId
    item: OutputId
    user: UserId
    role: Name
    answer: PatternAnswer
    reason: PatternReason


MemoryOutput = OccurrenceNoted | OccurrenceForgotten | PersonsMerged | PersonsSplit | PatternFound | RepeatAssessed
