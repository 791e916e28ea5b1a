"""Decide what the front door's triage of a contact leads to: the record of it, and feedback to whoever asked.

Source: flows.md, Contact and Outcome feedback; Bedford Borough arrangements: consent-based, and the reasons for
dispensing with it clearly recorded.
"""

from typing import Final

from msgspec.structs import replace

from schemas.events.consent import NEEDS_A_REASON, Consent, ConsentReason
from schemas.events.front_door import Contact, FrontDoorOutcome
from schemas.events.people import Scheme
from schemas.items import Item
from schemas.records.inputs import TriageContact
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, NoticeIssued, NoticeKind
from schemas.records.reference import AgencyKind
from schemas.records.share import Recipient
from schemas.records.triage import ContactTriaged
from schemas.records.watch import LateOpeningSettled
from streams.agreements.masks import items_of, mask_of_items
from streams.agreements.verdict import Outcome
from streams.agreements.vocabulary import RecipientRole
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.commanded import CommandOutput, refused
from streams.deciders.person.due import due_for, due_of_notice
from streams.deciders.person.facts import PersonFacts, Subject
from streams.deciders.person.notify import permitted_by, refusal_of, unsafe_to_tell
from streams.deciders.person.recipients import school
from streams.deciders.person.share import verdict_for
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.places import Context
from streams.reference.facts import Reference

FEEDBACK_ITEMS: Final = frozenset(
    {Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.CHILD_NAME, Item.FRONT_DOOR_OUTCOME}
)
"""What feedback says at most: which contact of which child, and what was decided."""

_TEAMS: Final = {
    AgencyKind.HOSPITAL: RecipientRole.HOSPITAL_SAFEGUARDING,
    AgencyKind.POLICE: RecipientRole.POLICE_SAFEGUARDING,
}
"""The role with an inbox at an agency, by its kind. The council's desk tells every other referrer."""

_AGAINST_NOBODY: Final = frozenset({FrontDoorOutcome.NO_FURTHER_ACTION, FrontDoorOutcome.ADVICE})
"""Outcomes that a family's refusal leaves open: nothing is done with them against their word."""

_ENDED_BY_TRIAGE: Final = frozenset({DeskKind.UNTRIAGED, DeskKind.UNDELIVERED})


def decide_triage(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: TriageContact, context: Context
) -> list[CommandOutput]:
    """A contact is triaged once it was read, on a stated footing; it stands so for front door and duty team alike."""
    area = held.recipient.value
    if not held.is_contact:
        return [refused(command, command.notice, "not_a_contact")]
    if not held.opened:
        return [refused(command, command.notice, "not_opened_yet")]
    if command.previous != matter.triage_of(area):
        return [refused(command, command.notice, "triaged_since", matter.triage_of(area))]
    problem = consent_problem(command.consent, command.reason, command.outcome)
    if problem is not None:
        return [refused(command, command.notice, problem)]
    answered = [one for one in matter.notices if one.is_contact and one.recipient.value == area]
    triaged = ContactTriaged(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        area=area,
        notice=held.notice,
        notices=tuple(one.notice for one in answered),
        outcome=command.outcome,
        consent=command.consent,
        reason=command.reason,
        user=command.user,
        role=command.role,
        previous=command.previous,
    )
    outputs: list[CommandOutput] = [triaged]
    for one in answered:
        if one.overdue and not one.triaged and context.at <= one.due:
            outputs.append(LateOpeningSettled(command.case, command.person, one.notice))
        watching = (item for item in matter.desk if item.notice == one.notice and item.kind in _ENDED_BY_TRIAGE)
        outputs += [
            DeskItemClosed(command.case, command.person, item.item, DeskOutcome.TRIAGED, command.user)
            for item in watching
        ]
    return outputs + _feedback(matter, held, facts, command, context)


def consent_problem(consent: Consent, reason: ConsentReason | None, outcome: FrontDoorOutcome) -> str | None:
    """Why a decision cannot be made on this footing; None where it can.

    Consent is given, or the reason for doing without is there: that it is not needed says itself only where nothing is
    done but to advise. A refusal holds: only what does nothing against it follows, unless consent is dispensed with,
    for a reason.
    """
    if consent is Consent.NOT_STATED:
        return "consent_not_stated"
    if consent in NEEDS_A_REASON or (consent is Consent.NOT_NEEDED and outcome not in _AGAINST_NOBODY):
        return "consent_reason_missing" if reason in (None, ConsentReason.REFUSAL_STANDS) else None
    if consent is Consent.REFUSED:
        holds = reason is ConsentReason.REFUSAL_STANDS and outcome in _AGAINST_NOBODY
        return None if holds else "consent_refused"
    return "consent_needs_no_reason" if reason is not None else None


def referrer_of(event: OpenedEvent, reference: Reference) -> Recipient | None:
    """Who is told what was decided of a contact: the school that it names by its URN, else the safeguarding team of
    the agency that published it. None for every other event, and of an agency whose kind has no inbox on the hub.
    """
    contact = event.fact(Contact)
    if contact is None:
        return None
    setting = contact.referrer_setting
    if setting is not None and setting.scheme is Scheme.URN:
        return school(setting.value.strip())
    agency = reference.agencies.get(event.header.publisher)
    role = _TEAMS.get(agency.kind) if agency is not None else None
    return Recipient(role.value, "agency", event.header.publisher) if role is not None else None


def _feedback(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: TriageContact, context: Context
) -> list[CommandOutput]:
    """Whoever made the contact hears the outcome, if an agreement gives it; else somebody tells it by hand."""
    if facts.event is None:
        raise ValueError("a contact is triaged with its event at hand")
    if facts.event.fact(Contact) is None:
        return []
    recipient = referrer_of(facts.event, facts.reference)
    if recipient is None:
        return [_by_hand(held, facts, command, None, "referrer_has_no_inbox", context)]
    if recipient.scheme == "urn" and facts.reference.setting(recipient.value) is None:
        return [_by_hand(held, facts, command, None, "referrer_not_in_register", context)]
    subject = Subject(held.event, command.case, command.person, held.section, context.at)
    verdict = verdict_for(
        facts.reference, facts.event, held.section, recipient, recipient.role, context.at, None, on_roll=False
    )
    mask = (verdict.permitted | verdict.awaiting_training) & mask_of_items(tuple(FEEDBACK_ITEMS))
    items = items_of(mask)
    if verdict.outcome is not Outcome.PERMITTED or Item.FRONT_DOOR_OUTCOME not in items:
        refusal = refusal_of(subject, recipient, verdict)
        return [refusal, _by_hand(held, facts, command, recipient, refusal.reason, context)]
    permitted = permitted_by(subject, recipient, verdict, mask)
    unsafe = unsafe_to_tell(facts, recipient, context.at)
    if unsafe is not None:
        return [permitted, _by_hand(held, facts, command, recipient, unsafe.value, context)]
    earlier = matter.told_to(recipient, NoticeKind.FEEDBACK)
    notice = NoticeIssued(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        recipient=recipient,
        kind=NoticeKind.FEEDBACK,
        changed=(),
        items=items,
        occurred_at=facts.event.header.occurred_at,
        due=due_of_notice(facts.reference, recipient, context.at),
        replaces=earlier.notice if earlier is not None else None,
        named_only=False,
        pupil=None,
    )
    superseded = [
        DeskItemClosed(command.case, command.person, item.item, DeskOutcome.SUPERSEDED, command.user)
        for item in matter.desk
        if earlier is not None and item.notice == earlier.notice
    ]
    return [permitted, notice, *superseded]


def _by_hand(
    held: HeldNotice,
    facts: PersonFacts,
    command: TriageContact,
    recipient: Recipient | None,
    reason: str,
    context: Context,
) -> DeskItemRaised:
    """The council's desk tells whoever made the contact what was decided."""
    due = due_for(facts.reference, held.recipient, context.at)
    return DeskItemRaised(
        kind=DeskKind.FEEDBACK,
        area=held.recipient.value,
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        due=replace(due, held_until=None, reminders=()),
        reason=reason,
        notice=None,
        referral=None,
        recipient=recipient,
        named_only=False,
        pupil=None,
    )
