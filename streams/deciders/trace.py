"""Decide whether somebody may follow an event through the stages. A trace holds no direct identifier."""

from schemas.records.inputs import ViewTrace
from schemas.records.watch import CommandRefused, TraceViewed
from streams.deciders.places import Context
from streams.reference.facts import Reference

AUDITOR = "auditor"
"""The role that follows events and checks the ledger, over the whole hub."""


def decide_trace(reference: Reference, command: ViewTrace, context: Context) -> TraceViewed | CommandRefused:
    """Auditors may, and it is recorded; anyone else is refused, and that is recorded too."""
    held = reference.roles_of(command.user, context.at)
    if any(role.role == AUDITOR and role.scheme == "hub" for role in held):
        return TraceViewed(command.event, command.user, AUDITOR)
    return CommandRefused("view_trace", command.event.hex(), command.user, "not_an_auditor", None)
