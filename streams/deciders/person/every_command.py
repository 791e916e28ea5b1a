"""Decide whatever somebody asked of a matter, each sort of command by what decides it."""

from schemas.records.actions import ActionCommand
from schemas.records.meetings import ReportAction
from streams.deciders.person.actions import decide_action_command
from streams.deciders.person.commanded import CommandOutput, NoticeCommand, PersonCommand
from streams.deciders.person.commands import decide_notice_command
from streams.deciders.person.desk_commands import decide_item_command
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.meetings import decide_report
from streams.deciders.places import Context
from streams.deciders.states import States


def decide_command(states: States, facts: PersonFacts, command: PersonCommand, context: Context) -> list[CommandOutput]:
    """What a command of a reader, a coordinator or an owner of an action leads to."""
    if isinstance(command, NoticeCommand):
        return decide_notice_command(states, facts, command, context)
    if isinstance(command, ReportAction):
        return decide_report(states, facts, command, context)
    if isinstance(command, ActionCommand):
        return decide_action_command(states, facts, command, context)
    return decide_item_command(states, facts, command, context)
