"""Meetings in words: their names, what became of actions, why cases are handed on or left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.records.actions import ActionAnswer
from schemas.records.conflicts import ConflictEndReason
from schemas.records.meetings import ActionOutcome, ActionReason, ConflictReason, TransferReason
from schemas.records.memory import RepeatAssessed, RuleKind
from streams.calendar.wall_clock import day, london
from streams.views.repeats import Repeat, dropped, rests_on

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

NOT_ASSESSED: Final = (
    "Not assessed here: the referral names no alleged perpetrator, or the MARAC of another area handed it on."
)
"""An assessment goes with the referral to the coordinator of its own area alone."""

NO_LONGER_ASSESSED: Final = "Not assessed: the referral names no alleged perpetrator any more."

REPEAT_IS_ANOTHER: Final = "Whether it is a repeat has changed since you were told"


def meeting_title(name: str) -> str:
    """A meeting in words."""
    return MEETINGS.get(name, name.replace("_", " ").capitalize())


class RepeatWords(Struct, frozen=True):
    """What a tag says of a referral, why, and what has changed since it was told; each empty where there is nothing."""

    tag: str = ""
    why: str = ""
    changed: str = ""


def repeat_words(repeat: Repeat | None) -> RepeatWords:
    """Whether a referral is a repeat by what is known now."""
    if repeat is None:
        return RepeatWords("", NOT_ASSESSED, "")
    if repeat.now is None:
        return RepeatWords("", NO_LONGER_ASSESSED, changed_words(repeat))
    now = repeat.now
    by = f"By rule {now.rule}, version {now.version}, within {now.window}"
    if not now.repeat or now.last_referral is None:
        none = f"No repeat among what this hub was told of. {by}. The referrer may know of earlier MARACs."
        return RepeatWords("", none, changed_words(repeat))
    since, last = len(now.counted), _day(now.last_referral.at)
    why = f"{by} of the last referral on {last}: {since} since, this one included."
    return RepeatWords("Repeat", why, changed_words(repeat))


def changed_words(repeat: Repeat) -> str:
    """What has changed since a referral was told, and why; empty where nothing has."""
    if not repeat.changed:
        return ""
    told, now = repeat.told, repeat.now
    before = "a repeat" if told.repeat else "no repeat"
    on = f" on {_day(repeat.since)}" if repeat.since is not None else ""
    words = [f"Changed{on}: it was told as {before}."]
    was, stands = rests_on(told), rests_on(now) if now is not None else {}
    gone = list(dropped(told, now))
    words += _because("Withdrawn since", told, [case for case in gone if case in repeat.withdrawn])
    words += _because("Counted no more", told, [case for case in gone if case not in repeat.withdrawn])
    if now is not None:
        words += _because("Counted since", now, [case for case in stands if was.get(case) != stands[case]])
    return " ".join(words)


def _because(what: str, assessed: RepeatAssessed, cases: Sequence[bytes]) -> list[str]:
    """What happened in these cases, in the order of time: each is a day, the last referral is called so."""
    if not cases:
        return []
    times = rests_on(assessed)
    last = assessed.last_referral.case if assessed.last_referral is not None else b""
    days = [f"the referral of {_day(times[case])}" if case == last else _day(times[case]) for case in cases]
    return [f"{what}: {'; '.join(dict.fromkeys(days))}."]


def _day(at: datetime) -> str:
    return day(london(at).date())
