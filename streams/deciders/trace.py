"""Decide whether somebody may follow an event through the stages. A trace holds no direct identifier."""

from collections.abc import Collection

from schemas.records.inputs import ViewTrace
from schemas.records.watch import CommandRefused, TraceViewed
from streams.deciders.places import Context
from streams.reference.facts import Reference

AUDITOR = "auditor"
"""The role that follows events and checks the ledger, over the whole hub."""

SENDER = "information_sharing_lead"
"""The role in an agency that asks what became of the events which that agency sent."""


def decide_trace(
    reference: Reference, publisher: str, connected: Collection[str], command: ViewTrace, context: Context
) -> TraceViewed | CommandRefused:
    """Auditors may, and in the agency that published the event whoever leads its sharing; it is recorded. Anyone else
    is refused, and that is recorded too. `publisher` is empty for an event that the hub does not know.

    `connected` are those who may be, or be close to, a person of the event: who leads sharing may be the alleged
    perpetrator, and must not learn from what their own agency sent that it was (flows.md, MARAC).
    """
    held = reference.roles_of(command.user, context.at)
    if command.role == SENDER:
        if not any((role.role, role.scheme, role.value) == (SENDER, "agency", publisher) for role in held):
            return _refused(command, "not_the_sender")
        if command.user in connected:
            return _refused(command, "may_be_connected")
        return TraceViewed(command.event, command.user, SENDER)
    if any(role.role == AUDITOR and role.scheme == "hub" for role in held):
        return TraceViewed(command.event, command.user, AUDITOR)
    return _refused(command, "not_an_auditor")


def _refused(command: ViewTrace, reason: str) -> CommandRefused:
    return CommandRefused("view_trace", command.event.hex(), command.user, reason, None)
