"""Decide what a report of the outbox leads to: what left the hub is in the log, and so is what could not leave it.

A notice of which nobody could be told stands on the council's desk until the notice's own deadline, where a person
takes it from there. Whether a message was read is never known: only an opening says that.
"""

from typing import Final

from msgspec.structs import replace

from schemas.records.inputs import DeliveryReported, DeliveryResult
from schemas.records.notify import DeskItemRaised, DeskKind, Due
from schemas.records.watch import CommandRefused, NoticeFailed, NoticeSent
from streams.deciders.keys import matter_key
from streams.deciders.person.due import due_for, for_a_desk
from streams.deciders.person.share import desk_area
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.person.watching import is_watched
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.reference.facts import Reference

OUTBOX: Final = "outbox"
"""Who reports, in records: a process of the hub, and no person."""

_COMMAND: Final = "delivery_reported"

DeliveryOutput = NoticeSent | NoticeFailed | DeskItemRaised | CommandRefused


def decide_delivery(
    states: States, reference: Reference, report: DeliveryReported, context: Context
) -> list[DeliveryOutput]:
    """What came of one message. What was sent is recorded whatever stands by now: it has left the hub."""
    matter = states.find(matter_key(report.case, report.person), Matter)
    if matter is None:
        return [CommandRefused(_COMMAND, report.about, OUTBOX, "nothing_issued", None)]
    if report.result is DeliveryResult.ACCEPTED:
        return [_sent(report)]
    outputs: list[DeliveryOutput] = [_failed(report)]
    held = matter.notice(report.about)
    if held is not None and _nobody_told(held, report) and context.at < held.due:
        outputs.append(_on_a_desk(held, reference, report, context))
    return outputs


def _nobody_told(held: HeldNotice, report: DeliveryReported) -> bool:
    """Whether this was the last message of those that a notice asked for, and none was taken over.

    A reminder that fails tells nothing new: the deadline stands, and the desk has the notice when it passes.
    """
    if report.result is not DeliveryResult.FAILED or report.asked != report.about:
        return False
    return is_watched(held) and not held.sent and held.undelivered + 1 >= report.addressed


def _sent(report: DeliveryReported) -> NoticeSent:
    return NoticeSent(
        report.case, report.person, report.about, report.asked, report.channel, report.to, report.attempts
    )


def _failed(report: DeliveryReported) -> NoticeFailed:
    return NoticeFailed(
        case=report.case,
        person=report.person,
        about=report.about,
        asked=report.asked,
        channel=report.channel,
        to=report.to,
        attempts=report.attempts,
        reason=report.reason,
        final=report.result is DeliveryResult.FAILED,
    )


def _on_a_desk(held: HeldNotice, reference: Reference, report: DeliveryReported, context: Context) -> DeskItemRaised:
    due: Due = replace(for_a_desk(due_for(reference, held.recipient, context.at)), at=held.due)
    return DeskItemRaised(
        kind=DeskKind.UNDELIVERED,
        area=desk_area(reference, held.recipient),
        event=held.event,
        case=report.case,
        person=report.person,
        section=held.section,
        due=due,
        reason="nobody_could_be_told",
        notice=held.notice,
        referral=None,
        recipient=held.recipient,
        named_only=held.named_only,
        pupil=held.pupil or None,
    )
