"""Every reason as a sentence. None names a person or says a fact about one; instruments are named by title.

For auditors and desks. A notice shows only what is never given (`Verdict.never_given`), because a reason that
depends on the event would tell by its presence what was withheld (flows.md).
"""

from typing import Final

from streams.agreements.verdict import Alarm, Instrument, NotInForce, Outcome, Reason, Refusal, Withheld

OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.PERMITTED: "This recipient may see the items listed.",
    Outcome.REFUSED: "This recipient may see nothing of this event.",
    Outcome.TO_DESK: "A statutory notification cannot go to this recipient by itself; a desk must deliver it.",
}

REASONS: Final[dict[Reason, str]] = {
    Reason.NEVER_TO_A_SCHOOL: "No instrument can give this to a school, college or nursery.",
    Reason.RESTRICTED: "A person of this event is marked restricted, or it is not known: every address is suppressed.",
    Reason.FORBIDDEN_BY_CLAUSE: "A clause forbids it, and a forbid overrides every permit.",
    Reason.HELD_FOR_DESK: "It waits for a desk, because part of what the statute requires cannot go by itself.",
    Reason.TRAINING_MISSING: "The reader does not hold a training that the agreement asks for.",
    Reason.ROLE_NOT_CURRENT: "The reader has not held the role for as long, or not renewed it as lately, as is asked.",
    Reason.NOT_IN_FORCE: "The instrument that would give it does not count here.",
    Reason.CONDITION_NOT_MET: "A clause names this recipient, but one of its conditions does not hold.",
    Reason.FACT_NOT_KNOWN: "A condition needs a fact that is not known.",
    Reason.NOT_PERMITTED: "No agreement or duty gives it to this recipient.",
}

STATES: Final[dict[NotInForce, str]] = {
    NotInForce.NOT_YET: "It is not in force yet.",
    NotInForce.SUPERSEDED: "A later version or agreement has replaced it.",
    NotInForce.EXPIRED: "It has expired.",
    NotInForce.SUSPENDED: "It is suspended.",
    NotInForce.UNSIGNED: "It is not signed by every party whose signature it needs.",
    NotInForce.INCIDENT_OUTSIDE_DATES: "It does not cover the day of the incident.",
}

ALARMS: Final[dict[Alarm, str]] = {
    Alarm.AGREEMENT_EXPIRED: "An agreement has expired that would have given more: renew it or replace it.",
    Alarm.AGREEMENT_SUSPENDED: "A suspended agreement would have given more: decide whether to lift the suspension.",
    Alarm.AGREEMENT_UNSIGNED: "An unsigned agreement would have given more: have every signatory sign it.",
    Alarm.INCIDENT_OUTSIDE_DATES: "An agreement in force does not cover the day of the incident: check its dates.",
    Alarm.REVIEW_OVERDUE: "An agreement that gave items is past its review date: review it.",
    Alarm.CLAUSE_UNDECIDED: "A clause could not be decided, because a fact is not known: complete the record.",
    Alarm.MINIMUM_ONLY: "Only the statutory minimum goes: no agreement in force gives this recipient anything.",
    Alarm.DUTY_HELD: "A statutory notification is held: deliver it from the desk before its deadline.",
}


def of_withheld(withheld: Withheld) -> str:
    """Why these items are withheld, with the clause and instrument that it rests on."""
    return _joined(withheld.reason, withheld.why, withheld.instrument, withheld.clause, None)


def of_refusal(refusal: Refusal) -> str:
    """Why nothing goes, with the nearest clause and the condition that failed."""
    return _joined(refusal.reason, refusal.why, refusal.instrument, refusal.clause, refusal.condition)


def of_instrument(instrument: Instrument) -> str:
    """The instrument by title, id and version."""
    return f"{instrument.title} ({instrument.id} version {instrument.version})"


def _joined(
    reason: Reason, why: NotInForce | None, instrument: Instrument | None, clause: str | None, condition: str | None
) -> str:
    parts = [REASONS[reason]]
    if why is not None:
        parts.append(STATES[why])
    if condition is not None:
        parts.append(f"Condition: `{condition}`.")
    if instrument is not None:
        place = of_instrument(instrument)
        parts.append(f"{place}, clause `{clause}`." if clause is not None else f"{place}.")
    return " ".join(parts)
