"""Counts and patterns across events in words, and what a named person decides on them."""

from typing import Final

from schemas.records.memory import PatternAnswer, PatternChange, PatternReason, RuleKind
from services.web.words_desk import DeskWords

KINDS: Final = {
    RuleKind.MARAC_REPEAT: "A repeat at MARAC",
    RuleKind.ESCALATION: "Abuse between the same people again and again",
    RuleKind.MISSING_COUNT: "A child went missing again and again",
    RuleKind.SAME_PLACE: "A child was found in the same place again",
    RuleKind.SAME_COMPANION: "The same children went missing together again",
    RuleKind.SEVERAL_FLOWS: "The same child came up in several sorts of event",
    RuleKind.TWO_OPEN_EPISODES: "A child was reported missing who was missing already",
    RuleKind.RETURNED_BEFORE_MISSING: "A child came back before they went missing",
    RuleKind.RETURN_TAKEN_BACK: "A child who had come back is missing in a later report: ask which is true",
}
"""What a rule looks for, as the title of what it found."""

REPEAT_CHANGED: Final = "Whether a referral is a repeat is answered otherwise than before"
NO_LONGER_HOLDS: Final = "What was decided on does not hold any more"

CHANGES: Final = {
    PatternChange.FOUND: "It holds for the first time.",
    PatternChange.GREW: "It was there before, and something has happened since.",
    PatternChange.REVISED: "Something came late or was mended: an earlier answer was not right.",
    PatternChange.LAPSED: "Something was withdrawn or mended: it holds no more.",
    PatternChange.MOVED: "The person turned out to be another one.",
}
"""How a pattern stands to the answer before it."""

CHANGED_WORDS: Final = DeskWords(
    REPEAT_CHANGED,
    "Something came late, was mended or was withdrawn since you were told or decided. Nothing is proposed to you.",
    ("Look at what changed, and at the case.", "Record that you have noted it."),
)
"""What is said of an item that tells of a change."""

ANSWERS: Final = {PatternAnswer.REFER: "Refer it", PatternAnswer.DECLINE: "Decline it"}
"""What is asked of a proposal."""

NOTED: Final = (PatternAnswer.NOTED, PatternReason.NOTHING_TO_DECIDE)
"""The answer that the page offers to an item that tells of a change, and its reason."""

REASONS: Final = {
    PatternReason.RISK_HAS_GROWN: "The risk has grown",
    PatternReason.MEETS_THE_DEFINITION: "It meets the definition",
    PatternReason.PROFESSIONAL_JUDGEMENT: "Professional judgement",
    PatternReason.ALREADY_REFERRED: "It is referred already",
    PatternReason.ALREADY_WORKED_WITH: "Somebody works with them already",
    PatternReason.EXPLAINED: "Looked into, and no cause for concern",
    PatternReason.NOT_THE_SAME_PEOPLE: "They are not the same people",
    PatternReason.COUNTED_IN_ERROR: "Something was counted in error",
}
"""Why a proposal is referred or declined."""
