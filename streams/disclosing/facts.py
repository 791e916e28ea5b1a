"""What an event says of its facts, as lines of text: an episode, a referral, an attendance, a contact, an outcome."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

from msgspec import Struct

from schemas.events.consent import Consent
from schemas.events.dash import SUBJECTS, Answer, ticks
from schemas.events.front_door import Contact, Decided, FrontDoorOutcome
from schemas.events.hospital import Attendance, CpIsAnswer
from schemas.events.marac import Dash, Knows, Referral, ReferralGround
from schemas.events.missing import Episode, MissingRisk, ReturnInterview, Stage
from schemas.events.people import NamedSetting
from schemas.records.work import AnsweredBy, Step, StepReason
from streams.calendar.wall_clock import day
from streams.deciders.opened import OpenedEvent
from streams.disclosing.in_words import in_words
from streams.disclosing.people import Lines, Render, address_lines, moment

F = TypeVar("F", bound=Struct)

_STAGES: Final = {
    Stage.REPORTED: "Missing",
    Stage.UPDATED: "Missing: more is known",
    Stage.RETURNED: "Returned",
}
_RISKS: Final = {
    MissingRisk.NO_APPARENT_RISK: "No apparent risk (absent)",
    MissingRisk.LOW: "Low",
    MissingRisk.MEDIUM: "Medium",
    MissingRisk.HIGH: "High",
}
_INTERVIEWS: Final = {
    ReturnInterview.NOT_YET_OFFERED: "Not offered yet",
    ReturnInterview.OFFERED: "Offered",
    ReturnInterview.ACCEPTED: "Accepted",
    ReturnInterview.DECLINED: "Declined",
    ReturnInterview.HELD: "Held",
}
_CP_IS: Final = {
    CpIsAnswer.NO_RECORD: "Asked: no record",
    CpIsAnswer.PROTECTION_PLAN: "Asked: child protection plan",
    CpIsAnswer.LOOKED_AFTER: "Asked: looked after",
    CpIsAnswer.UNBORN_PROTECTION_PLAN: "Asked: protection plan before birth",
    CpIsAnswer.NOT_ASKED: "Not asked",
}
_CONSENTS: Final = {
    Consent.NOT_NEEDED: "Not needed",
    Consent.NOT_SOUGHT: "Not sought",
    Consent.GIVEN: "Given",
    Consent.REFUSED: "Refused",
    Consent.DISPENSED_WITH: "Dispensed with",
}


def of(kind: type[F], get: Callable[[F], Lines]) -> Render:
    """Of the event's facts of one kind."""

    def render(event: OpenedEvent, _: int) -> Lines:
        found = event.fact(kind)
        return tuple(line for line in get(found) if line) if found is not None else ()

    return render


def consent(event: OpenedEvent, _: int) -> Lines:
    """What was asked and said, and the reason where it was not asked or not followed."""
    for kind in (Referral, Attendance, Contact):
        found = event.fact(kind)
        if isinstance(found, Referral | Attendance | Contact) and found.consent is not Consent.NOT_STATED:
            return tuple(line for line in (_CONSENTS[found.consent], found.consent_reason) if line)
    return ()


def ground_in_words(ground: ReferralGround) -> str:
    """A ground of a referral as it is read: DASH is a name."""
    return "DASH score" if ground is ReferralGround.DASH_SCORE else in_words(ground)


def referrer(event: OpenedEvent, _: int) -> Lines:
    """Who made the referral or contact: the agency's id, the role within it, and the school that asked by it."""
    return referrer_of(event, event.header.publisher, lambda setting: setting.value)


def referrer_of(event: OpenedEvent, agency: str, name_of: Callable[[NamedSetting], str]) -> Lines:
    """The same, with the names of the agency and the school."""
    found = event.fact(Referral) or event.fact(Contact)
    role = found.referrer_role if found is not None else ""
    setting = found.referrer_setting if isinstance(found, Contact) else None
    return tuple(line for line in (agency, role, name_of(setting) if setting is not None else "") if line)


def episode_times(episode: Episode) -> Lines:
    """Since when, and until when."""
    back = (f"Returned {moment(episode.returned_at)}",) if episode.returned_at is not None else ()
    return (f"Missing since {moment(episode.missing_since)}", f"Reported {moment(episode.reported_at)}", *back)


def contact_rules(referral: Referral) -> Lines:
    """How the victim may be reached without putting anyone at risk."""
    rules = referral.contact
    knows = {Knows.YES: "The victim knows of the referral", Knows.NO: "The victim does not know of the referral"}
    return (
        knows.get(rules.victim_knows, "Whether the victim knows of the referral is not stated"),
        "Safe to leave a message" if rules.safe_to_leave_message else "Do not leave a message",
        rules.safe_times and f"Safe times: {rules.safe_times}",
        rules.safe_to_talk_to and f"Safe to talk to: {rules.safe_to_talk_to}",
        rules.not_safe_to_talk_to and f"Not safe to talk to: {rules.not_safe_to_talk_to}",
        rules.afraid_of and f"Afraid of: {rules.afraid_of}",
    )


def dash_score(dash: Dash) -> Lines:
    """The score as written, and what the answers add up to where that is another."""
    counted = ticks(dash.answers)
    written = f"{dash.score} of {len(dash.answers)}, {day(dash.assessed_on)}"
    return (written,) if counted == dash.score else (written, f"The answers add up to {counted}: ask the referrer")


def dash_answers(dash: Dash) -> Lines:
    """What was answered with yes, and what nobody asked or knew."""
    said = {Answer.YES: "yes", Answer.NOT_KNOWN: "not known", Answer.NOT_ASKED: "not asked"}
    return tuple(
        f"{number}. {subject}: {said[answer]}"
        for number, (subject, answer) in enumerate(zip(SUBJECTS, dash.answers, strict=True), 1)
        if answer in said
    )


def earlier_maracs(referral: Referral) -> Lines:
    """Where and when the case was heard before, as the referrer knows it."""
    earlier = tuple(
        f"Area {one.area or 'not known'}, {day(one.heard_on) if one.heard_on is not None else 'date not known'}"
        for one in referral.earlier
    )
    return (*earlier, f"Transferred from area {referral.transferred_from}" if referral.transferred_from else "")


def outcome_lines(outcome: FrontDoorOutcome, at: datetime) -> tuple[str, ...]:
    """What a front door decided, and when."""
    return in_words(outcome), f"Decided {moment(at)}"


def interview_lines(
    step: Step, by: AnsweredBy | None, reason: StepReason | None, happened_at: datetime
) -> tuple[str, ...]:
    """What came of a return home interview, and when. What was said in it is nowhere on the hub."""
    who = (f"By: {in_words(by).lower()}",) if by is not None else ()
    why = (f"Reason: {in_words(reason).lower()}",) if reason is not None else ()
    return in_words(step), *who, *why, moment(happened_at)


def attendance(found: Attendance) -> Lines:
    """Where and when, and of what age."""
    left = (f"Left {moment(found.left_at)}",) if found.left_at is not None else ()
    age = (f"Recorded as {found.age} years old",) if found.age is not None else ()
    return (f"{found.site} ({found.trust})", found.ward, f"Arrived {moment(found.arrived_at)}", *left, *age)


EPISODE: Final = {
    "stage": of(Episode, lambda episode: (_STAGES[episode.stage],)),
    "risk": of(Episode, lambda episode: (_RISKS.get(episode.risk, ""),)),
    "times": of(Episode, episode_times),
    "missing_from": of(Episode, lambda episode: (in_words(episode.missing_from),)),
    "last_seen": of(Episode, lambda episode: (episode.last_seen,)),
    "found_at": of(Episode, lambda episode: address_lines(episode.found_at)),
    "exploitation": of(Episode, lambda episode: tuple(in_words(one) for one in episode.exploitation)),
    "placed_by": of(Episode, lambda episode: (f"Area {episode.placed_by}",) if episode.placed_by else ()),
    "interview": of(Episode, lambda episode: (_INTERVIEWS[episode.interview],)),
}
"""The parts of a missing episode, each as lines."""

REFERRAL: Final = {
    "grounds": of(Referral, lambda referral: tuple(ground_in_words(ground) for ground in referral.grounds)),
    "contact": of(Referral, contact_rules),
    "earlier": of(Referral, earlier_maracs),
    "score": of(Dash, dash_score),
    "answers": of(Dash, dash_answers),
}
"""The parts of a referral to MARAC, each as lines."""

ATTENDANCE: Final = {
    "attendance": of(Attendance, attendance),
    "injury": of(Attendance, lambda found: (found.injury,)),
    "signs": of(Attendance, lambda found: tuple(in_words(sign) for sign in found.signs)),
    "level": of(Attendance, lambda found: (in_words(found.level),)),
    "cp_is": of(Attendance, lambda found: (_CP_IS[found.cp_is],)),
}
"""The parts of an attendance at hospital, each as lines."""

CONTACT: Final = {
    "worries": of(Contact, lambda contact: tuple(in_words(worry) for worry in contact.worries)),
    "urgency": of(Contact, lambda contact: (in_words(contact.urgency),)),
    "outcome": of(Decided, lambda decided: outcome_lines(decided.outcome, decided.decided_at)),
}
"""The parts of a contact and of its outcome, each as lines."""
