"""Meetings in words: their names, what became of actions, why cases are handed on or left out."""

from typing import Final

from schemas.records.actions import ActionAnswer
from schemas.records.conflicts import ConflictEndReason
from schemas.records.meetings import ActionOutcome, ActionReason, ConflictReason, TransferReason
from schemas.records.memory import RepeatAssessed, RuleKind
from streams.calendar.wall_clock import day

MEETINGS: Final = {"spoc": "SPOC meeting", "marac": "MARAC", "syvp": "Serious youth violence panel"}
"""Meetings of which an area's routing may speak; any other is called by its own name."""

OUTCOMES: Final = {
    ActionOutcome.DONE: "Done",
    ActionOutcome.NOT_DONE: "Not done: carry it to the next meeting",
    ActionOutcome.NO_LONGER_NEEDED: "No longer needed",
}

ANSWERS: Final = {
    ActionAnswer.DONE: "It is done",
    ActionAnswer.CANNOT_BE_DONE: "It cannot be done",
}
"""What the owner of an action may say came of it."""

OWNER_SAYS: Final = {
    ActionAnswer.DONE: "Done",
    ActionAnswer.CANNOT_BE_DONE: "Cannot be done",
}
"""The same, as the coordinator reads it."""

ACTION_REASONS: Final = {
    ActionReason.COMPLETED: "It was carried out",
    ActionReason.NO_CONTACT: "Nobody was reached, or could be safely",
    ActionReason.DECLINED: "The person did not want it",
    ActionReason.WAITS_FOR_ANOTHER: "It waits for another agency",
    ActionReason.NOT_STARTED: "It was not started",
    ActionReason.RISK_HAS_CHANGED: "The risk has changed",
    ActionReason.CASE_TRANSFERRED: "The case was transferred",
    ActionReason.SET_IN_ERROR: "It was recorded in error",
}

CONFLICTS: Final = {
    ConflictReason.EMPLOYS: "It employs somebody of the case, or has them as a volunteer",
    ConflictReason.RELATED: "Whoever acts for it is related or close to somebody of the case",
    ConflictReason.IS_A_PARTY: "Whoever acts for it is the victim or the alleged perpetrator",
}

CONFLICT_ENDS: Final = {
    ConflictEndReason.DECLARED_IN_ERROR: "It was left out in error: it was another member, or another case",
    ConflictEndReason.EMPLOYS_NO_LONGER: "Whoever of the case worked or volunteered there has left",
    ConflictEndReason.ACTS_NO_LONGER: "Whoever of it was related, close or a party acts for it no longer",
}

TRANSFERS: Final = {
    TransferReason.VICTIM_MOVED: "The victim has moved there",
    TransferReason.VICTIM_IS_MOVING: "The victim is moving there",
    TransferReason.SHELTERED_THERE: "The victim is in a refuge there",
}

PATTERNS: Final = {
    RuleKind.MARAC_REPEAT: "Abuse since the last referral",
    RuleKind.ESCALATION: "Escalation",
    RuleKind.MISSING_COUNT: "Missing again and again",
    RuleKind.SAME_PLACE: "Found at the same place",
    RuleKind.SAME_COMPANION: "Missing with the same companion",
    RuleKind.SEVERAL_FLOWS: "Known to several services at once",
    RuleKind.TWO_OPEN_EPISODES: "Reported missing while missing already",
    RuleKind.RETURNED_BEFORE_MISSING: "Returned before they went missing",
    RuleKind.RETURN_TAKEN_BACK: "Was back, and is missing in a later report",
}


def meeting_title(name: str) -> str:
    """A meeting in words."""
    return MEETINGS.get(name, name.replace("_", " ").capitalize())


def repeat_words(assessed: RepeatAssessed | None) -> tuple[str, str]:
    """What a tag says of a referral, and why."""
    if assessed is None:
        return "", "Not assessed: the referral names no alleged perpetrator."
    by = f"By rule {assessed.rule}, version {assessed.version}, within {assessed.window}"
    if not assessed.repeat or assessed.last_referral is None:
        return "", f"No repeat among what this hub was told of. {by}. The referrer may know of earlier MARACs."
    since, last = len(assessed.counted), day(assessed.last_referral.at.date())
    return "Repeat", f"{by} of the last referral on {last}: {since} since, this one included."
