"""Decide whether a manager of the front door may give a contact another priority, and record it with the reason.

Source: flows.md, Contact: `managers oversee, review and prioritise all contacts`.
"""

from schemas.records.triage import ContactPrioritised, PrioritiseContact
from schemas.records.watch import OpeningRefused
from streams.deciders.areas import FRONT_DOOR_MANAGER
from streams.deciders.person.commanded import CommandOutput, refused
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.person.watching import is_contact
from streams.deciders.places import Context


def decide_priority(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: PrioritiseContact, context: Context
) -> list[CommandOutput]:
    """It stands for front door and duty team alike. Who may be connected moves nothing to the end of the queue."""
    if not is_contact(held):
        return [refused(command, command.notice, "not_a_contact")]
    area = held.recipient.value
    managers = facts.reference.holders("area", area, context.at)
    manages = any((one.user, one.role) == (command.user, FRONT_DOOR_MANAGER) for one in managers)
    if not manages or command.role != FRONT_DOOR_MANAGER:
        return [refused(command, command.notice, "not_a_manager_here")]
    if command.user in facts.connected:
        return [OpeningRefused(command.case, command.person, held.notice, command.user, "may_be_connected")]
    if held.triaged:
        return [refused(command, command.notice, "triaged_since", matter.triage_of(area))]
    waiting = [one for one in matter.notices if is_contact(one) and one.recipient.value == area and not one.triaged]
    return [
        ContactPrioritised(
            event=held.event,
            case=command.case,
            person=command.person,
            section=held.section,
            area=area,
            notices=tuple(one.notice for one in waiting),
            priority=command.priority,
            reason=command.reason,
            user=command.user,
            role=command.role,
        )
    ]
