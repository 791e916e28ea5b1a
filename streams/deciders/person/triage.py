"""Decide what the front door's triage of a contact leads to: the record of it, and feedback to whoever asked.

Source: flows.md, Contact and Outcome feedback; Bedford Borough arrangements: consent-based, and the reasons for
dispensing with it clearly recorded.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from schemas.events.consent import NEEDS_A_REASON, Consent, ConsentReason
from schemas.events.front_door import CONTACT_TYPE, Contact, FrontDoorOutcome
from schemas.events.people import Scheme
from schemas.records.inputs import TriageContact
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome
from schemas.records.reference import AgencyKind
from schemas.records.share import DisclosureRefused, Recipient
from schemas.records.triage import ContactTriaged
from schemas.records.watch import LateOpeningSettled
from streams.agreements.vocabulary import RecipientRole
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.commanded import CommandOutput, refused
from streams.deciders.person.due import due_for, due_of_notice
from streams.deciders.person.facts import PersonFacts, Subject
from streams.deciders.person.notify import unsafe_to_tell
from streams.deciders.person.outcomes import OF_TRIAGE, OfMatter, Triage, noticed, permitted_to
from streams.deciders.person.recipients import school
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.person.watching import is_contact
from streams.deciders.places import Context
from streams.reference.facts import Reference

_TEAMS: Final = {
    AgencyKind.HOSPITAL: RecipientRole.HOSPITAL_SAFEGUARDING,
    AgencyKind.POLICE: RecipientRole.POLICE_SAFEGUARDING,
}
"""The role with an inbox at an agency, by its kind. The council's desk tells every other referrer."""

_AGAINST_NOBODY: Final = frozenset({FrontDoorOutcome.NO_FURTHER_ACTION, FrontDoorOutcome.ADVICE})
"""Outcomes that a family's refusal leaves open: nothing is done with them against their word."""

_ENDED_BY_TRIAGE: Final = frozenset(
    {DeskKind.UNTRIAGED, DeskKind.UNDELIVERED, DeskKind.NO_SAFE_READER, DeskKind.REFUSED_DUTY, DeskKind.OUTCOME}
)
"""Kinds that watch a contact and wait for nothing but that it is decided, by whomever."""


def decide_triage(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: TriageContact, context: Context
) -> list[CommandOutput]:
    """A contact is triaged once it was read, on a stated footing; it stands so for front door and duty team alike."""
    area = held.recipient.value
    if not is_contact(held):
        return [refused(command, command.notice, "not_a_contact")]
    if not held.opened:
        return [refused(command, command.notice, "not_opened_yet")]
    if command.previous != matter.triage_of(area):
        return [refused(command, command.notice, "triaged_since", matter.triage_of(area))]
    problem = consent_problem(command.consent, command.reason, command.outcome)
    if problem is not None:
        return [refused(command, command.notice, problem)]
    said = Triage(
        command.case,
        command.person,
        command.outcome,
        command.consent,
        command.reason,
        context.at,
        command.previous,
        command.user,
        command.role,
    )
    return triaged(matter, held, facts, said, context.at)


def triaged(
    matter: Matter,
    held: HeldNotice,
    facts: PersonFacts,
    said: Triage,
    at: datetime,
    heard: Collection[Recipient] = (),
    *,
    known: bool = False,
) -> list[CommandOutput]:
    """What a decision on a contact leads to, of which the hub knows since `at`: its record, the end of the contact's
    time and of what watched it, feedback to whoever asked. `heard` are those who are told of it already; `known`:
    whoever asked has heard the same of the decision before, or a desk is about to tell it.
    """
    area = held.recipient.value
    answered = [one for one in matter.notices if is_contact(one) and one.recipient.value == area]
    outputs: list[CommandOutput] = [
        ContactTriaged(
            event=held.event,
            case=said.case,
            person=said.person,
            section=held.section,
            area=area,
            notice=held.notice,
            notices=tuple(one.notice for one in answered),
            outcome=said.outcome,
            consent=said.consent,
            reason=said.reason,
            decided_at=said.decided_at,
            user=said.user,
            role=said.role,
            previous=said.previous,
            published=said.published,
        )
    ]
    for one in answered:
        if one.overdue and not one.triaged and at <= one.due:
            outputs.append(LateOpeningSettled(said.case, said.person, one.notice))
        watching = (item for item in matter.desk if item.notice == one.notice and item.kind in _ENDED_BY_TRIAGE)
        outputs += [
            DeskItemClosed(said.case, said.person, item.item, DeskOutcome.TRIAGED, said.user) for item in watching
        ]
    if known:
        return outputs
    outputs += [
        DeskItemClosed(said.case, said.person, item.item, DeskOutcome.SUPERSEDED, said.user)
        for item in matter.desk
        if item.kind is DeskKind.FEEDBACK and item.area == area
    ]
    return outputs + feedback(matter, held, facts, said, at, heard)


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


def told_in_error(matter: Matter | None, facts: PersonFacts) -> list[HeldNotice]:
    """Feedback that went to whom a contact no longer names as who made it: its publisher named the wrong school.

    Where that cannot be read any more, nobody can say so.
    """
    if matter is None or facts.event is None or facts.event.fact(Contact) is None:
        return []
    asked = referrer_of(facts.event, facts.reference)
    return [one for one in matter.notices if one.kind is OF_TRIAGE.kind and one.recipient != asked]


def feedback(
    matter: Matter,
    held: HeldNotice,
    facts: PersonFacts,
    said: OfMatter | Triage,
    at: datetime,
    heard: Collection[Recipient] = (),
    why: str = "",
) -> list[CommandOutput]:
    """Whoever made the contact hears the outcome, if an agreement gives it; else somebody tells it by hand, and `why`
    says what, where it is no decision. So it is where it was erased since who made it. Who is among `heard` has heard
    of it, unless they had feedback before.
    """
    if facts.event is None:
        raise ValueError("a contact is triaged with its event at hand")
    if facts.event.fact(Contact) is None:
        asked = facts.event.header.type == CONTACT_TYPE
        return [_by_hand(held, facts, said, None, why or "referrer_erased", at)] if asked else []
    recipient = referrer_of(facts.event, facts.reference)
    if recipient is None:
        return [_by_hand(held, facts, said, None, why or "referrer_has_no_inbox", at)]
    if recipient in heard and matter.told_to(recipient, OF_TRIAGE.kind) is None:
        return []
    if recipient.scheme == "urn" and facts.reference.setting(recipient.value) is None:
        return [_by_hand(held, facts, said, None, why or "referrer_not_in_register", at)]
    subject = Subject(held.event, said.case, said.person, held.section, at)
    permitted = permitted_to(OF_TRIAGE, subject, facts, recipient)
    unsafe = unsafe_to_tell(facts, recipient, at)
    if isinstance(permitted, DisclosureRefused):
        reason = _reason(why, unsafe) if unsafe is DeskKind.NO_SAFE_READER else why or permitted.reason
        return [permitted, _by_hand(held, facts, said, recipient, reason, at)]
    if unsafe is not None:
        return [permitted.record, _by_hand(held, facts, said, recipient, _reason(why, unsafe), at)]
    due = due_of_notice(facts.reference, recipient, at)
    return noticed(OF_TRIAGE, matter, held, said, permitted, due)


def _reason(why: str, unsafe: DeskKind) -> str:
    """Whom the desk must not tell stands in the reason, whatever else does: it would ring them."""
    return f"{why}_{unsafe}" if why else unsafe.value


def _by_hand(
    held: HeldNotice,
    facts: PersonFacts,
    said: OfMatter | Triage,
    recipient: Recipient | None,
    reason: str,
    at: datetime,
) -> DeskItemRaised:
    """The council's desk tells whoever made the contact what was decided, or that it stands no longer."""
    due = due_for(facts.reference, held.recipient, at)
    return DeskItemRaised(
        kind=DeskKind.FEEDBACK,
        area=held.recipient.value,
        event=held.event,
        case=said.case,
        person=said.person,
        section=held.section,
        due=replace(due, held_until=None, reminders=()),
        reason=reason,
        notice=None,
        referral=None,
        recipient=recipient,
        named_only=False,
        pupil=None,
    )
