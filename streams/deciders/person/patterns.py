"""Counts and patterns on the desk of whoever decides on them. They only propose: nothing else follows by itself."""

from datetime import datetime
from hashlib import sha256
from typing import Final

from schemas.records.inputs import Forwarded, SettleDeskItem, SettledHow
from schemas.records.match import Change, ChildOutcome
from schemas.records.memory import DecidePattern, PatternAnswer, PatternChange, PatternFound, RepeatAssessed
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, Due
from schemas.records.share import Recipient
from schemas.records.watch import CommandRefused, PatternDecided
from streams.deciders.areas import FRONT_DOOR
from streams.deciders.keys import matter_key
from streams.deciders.person.commanded import CommandOutput, ItemCommand, refused
from streams.deciders.person.due import due_for
from streams.deciders.person.proposals import waiting
from streams.deciders.person.recipients import council
from streams.deciders.person.state import HeldItem, Matter
from streams.deciders.states import States
from streams.reference.facts import Reference
from streams.routing.clocks import working_days_after
from streams.routing.routes import NOWHERE
from streams.routing.rules import Rule

REPEAT_CHANGED: Final = "repeat_changed"
"""The reason of an item that says: whether a referral is a repeat was answered otherwise before."""

NO_LONGER_HOLDS: Final = "no_longer_holds"
"""The reason of an item that says: what somebody has decided on rests on cases that do not stand any more."""

_HELD_BEFORE: Final = frozenset({PatternChange.LAPSED, PatternChange.MOVED})
TELLS_OF_CHANGE: Final = frozenset({REPEAT_CHANGED, NO_LONGER_HOLDS})
"""Reasons of items that propose nothing: they are noted."""

_OUTCOMES: Final = {
    "refer": DeskOutcome.REFERRED,
    "decline": DeskOutcome.DECLINED,
    "noted": DeskOutcome.NOTED,
}
_DOMAIN: Final = b"firstbell/repeat"

Proposed = PatternFound | RepeatAssessed
ProposedOutput = DeskItemRaised | DeskItemClosed


def decide_proposed(
    states: States, reference: Reference, proposed: Proposed, origin: str, known_at: datetime
) -> list[ProposedOutput]:
    """What a pattern of hop 2, which stands at `origin`, leads to: an item in the place of the one before it.

    A first assessment of a referral is told with its notice. One that takes back what was said before, and a pattern
    that holds no more after somebody has decided on it, are items of their own.
    """
    desk = desk_of(proposed)
    matter = states.find(matter_key(desk, proposed.person), Matter)
    before = _open_for(matter, proposed.replaces)
    closed: list[ProposedOutput] = [
        DeskItemClosed(desk, proposed.person, item.item, DeskOutcome.SUPERSEDED, "") for item in before
    ]
    if isinstance(proposed, RepeatAssessed):
        reason = REPEAT_CHANGED if proposed.replaces is not None else ""
    elif proposed.change is PatternChange.MOVED or (proposed.change is PatternChange.LAPSED and before):
        reason = ""
    else:
        reason = NO_LONGER_HOLDS if proposed.change is PatternChange.LAPSED else proposed.kind.value
    return [*closed, _item(states, reference, proposed, desk, reason, origin, known_at)] if reason else closed


def desk_of(proposed: Proposed) -> bytes:
    """The place on a desk, which is no case: a pattern's own, or that of all assessments of one referral."""
    if isinstance(proposed, PatternFound):
        return proposed.case
    return sha256(_DOMAIN + proposed.case).digest()[:16]


def repeat_told_of(child: ChildOutcome, message: Forwarded) -> str | None:
    """The assessment in the same message whether somebody's referral is a repeat; one that says so before others."""
    told = [
        (not output.repeat, ordinal)
        for ordinal, output in zip(message.ordinals, message.outputs, strict=True)
        if type(output) is RepeatAssessed and (output.case, output.person) == (child.case, child.person)
    ]
    return f"{message.source}-{message.decision}-{min(told)[1]}" if told else None


def other_referrals(child: ChildOutcome, message: Forwarded) -> tuple[bytes, ...]:
    """The cases of all other referrals to MARAC of a pair of this one, as assessments in the same message say."""
    assessed = [one for one in message.outputs if type(one) is RepeatAssessed and one.case == child.case]
    return tuple(dict.fromkeys([case for one in assessed for case in one.others]))


def is_proposed(states: States, child: ChildOutcome, message: Forwarded, reference: Reference) -> bool:
    """Whether a pattern holds of a child that a rule of its area gives the front door to decide, and that counts no
    case of which it is left out: a contact that is more urgent for it would tell of that case.

    It is found in the same message, or waits since an event before, rests on this case, and is not overtaken by now.
    """
    overtaken = []
    for output in message.outputs:
        if type(output) is PatternFound and output.person == child.person:
            if output.change not in _HELD_BEFORE and _is_front_doors(states, reference, output):
                return True
            overtaken.append(output.replaces)
    return child.change is not Change.NEW and any(
        item.referral not in overtaken and item.reason != NO_LONGER_HOLDS and _is_at_front_door(item)
        for _, item in waiting(states, child.case, child.person)
    )


def _is_at_front_door(item: HeldItem) -> bool:
    """Whether the role that has it is a front door's: what it is left out of went to the council's desk."""
    return item.recipient is not None and item.recipient.role in FRONT_DOOR


def _is_front_doors(states: States, reference: Reference, found: PatternFound) -> bool:
    role = _role_of(reference, found)
    return role in FRONT_DOOR and not _is_left_out(states, found, Recipient(role, "area", found.area))


def _role_of(reference: Reference, found: PatternFound) -> str:
    rule = reference.routing.get(found.area, NOWHERE).rule(found.rule, found.version)
    return rule.role if rule is not None else ""


def decide_pattern(item: HeldItem, unreadable: bool, command: ItemCommand) -> list[CommandOutput]:
    """A named person's answer to what was proposed. Of what was erased the item can be settled as well."""
    if isinstance(command, SettleDeskItem) and command.reason is SettledHow.ERASED and unreadable:
        return [DeskItemClosed(command.case, command.person, item.item, DeskOutcome.SETTLED, command.user)]
    if not isinstance(command, DecidePattern):
        return [_refused(command, "needs_its_own_answer")]
    if item.kind is not DeskKind.PATTERN:
        return [_refused(command, "not_a_pattern")]
    if command.answer is PatternAnswer.NOTED and item.reason not in TELLS_OF_CHANGE:
        return [_refused(command, "asks_for_a_decision")]
    decided = PatternDecided(
        case=command.case,
        person=command.person,
        item=item.item,
        pattern=item.referral,
        user=command.user,
        role=command.role,
        answer=command.answer,
        reason=command.reason,
    )
    outcome = _OUTCOMES[command.answer.value]
    return [decided, DeskItemClosed(command.case, command.person, item.item, outcome, command.user)]


def _refused(command: ItemCommand, reason: str) -> CommandRefused:
    return refused(command, command.item, reason)


def _open_for(matter: Matter | None, pattern: str | None) -> list[HeldItem]:
    if matter is None or pattern is None:
        return []
    return [item for item in matter.desk if item.referral == pattern]


def _item(
    states: States,
    reference: Reference,
    proposed: Proposed,
    desk: bytes,
    reason: str,
    origin: str,
    known_at: datetime,
) -> DeskItemRaised:
    rule = reference.routing.get(proposed.area, NOWHERE).rule(proposed.rule, proposed.version)
    recipient = _whose(states, reference, proposed, rule, known_at)
    return DeskItemRaised(
        kind=DeskKind.PATTERN,
        area=proposed.area,
        event=proposed.event,
        case=desk,
        person=proposed.person,
        section=proposed.section,
        due=_due(reference, proposed, rule, known_at),
        reason=reason,
        notice=None,
        referral=origin,
        recipient=recipient,
        named_only=False,
        pupil=None,
        counts=_cases_of(proposed),
    )


def _whose(states: States, reference: Reference, proposed: Proposed, rule: Rule | None, at: datetime) -> Recipient:
    """Whoever the rule names; the council's desk, where nobody holds that role, it is left out of a case that is
    counted, or the rule is gone.
    """
    recipient = Recipient(rule.role, "area", proposed.area) if rule is not None else council(proposed.area)
    reads = reference.readers_of(recipient, at) and not _is_left_out(states, proposed, recipient)
    return recipient if reads else council(proposed.area)


def _is_left_out(states: States, proposed: Proposed, recipient: Recipient) -> bool:
    """Whether the role is in conflict in one of the cases: that it counts would tell of the case."""
    matters = (states.find(matter_key(case, proposed.person), Matter) for case in _cases_of(proposed))
    return any(matter is not None and matter.leaves_out(recipient) for matter in matters)


def _cases_of(proposed: Proposed) -> tuple[bytes, ...]:
    """The cases on which it rests, each once; of a referral its own, and the one before it, too."""
    if isinstance(proposed, PatternFound):
        return tuple(dict.fromkeys([one.case for one in proposed.cases]))
    last = [proposed.last_referral.case] if proposed.last_referral is not None else []
    return tuple(dict.fromkeys([proposed.case, *last, *(one.case for one in proposed.counted)]))


def _due(reference: Reference, proposed: Proposed, rule: Rule | None, known_at: datetime) -> Due:
    if rule is None:
        return due_for(reference, council(proposed.area), known_at)
    at, name = working_days_after(reference.areas[proposed.area], known_at, rule.working_days)
    return Due(at=at, rule=name, holiday=False, bell_known=True, held_until=None, reminders=())
