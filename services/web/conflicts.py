"""Who is left out of a case for a conflict, as its coordinator sees it; one page of several matters is decided."""

from collections.abc import Callable, Collection, Sequence

from schemas.records.conflicts import ConflictEnded, EndConflict
from schemas.records.meetings import ConflictDeclared, DeclareConflict
from schemas.records.share import DisclosureRefused, Recipient
from services.web.access import Reader
from services.web.commands import perform
from services.web.context import Context
from services.web.inboxes import listed
from services.web.refusals import NoLongerCurrent
from streams.deciders.person.agendas import members_of
from streams.deciders.person.state import IN_CONFLICT
from streams.deciders.places import split_output_id
from streams.routing.sittings import Sitting
from streams.views.rows import NoticeRow


def may_be_left_out(web: Context, sitting: Sitting, rows: Sequence[NoticeRow]) -> list[Recipient]:
    """Who can be left out of a page: members of its meeting, and whoever was told of these matters, the duty team at
    night as well; not the desk that coordinates it. A conflict is of a place, whoever acts there.
    """
    desk = Recipient(rows[0].role, rows[0].scheme, rows[0].value)
    matters = {(row.case, row.person) for row in rows}
    told = web.hub.views.told_of_all({row.case for row in rows})
    heard = [one for some in told.values() for one in some if (one.case, one.person) in matters]
    places = [*members_of(sitting.meeting, desk.value), *(Recipient(one.role, one.scheme, one.value) for one in heard)]
    return [place for place in dict.fromkeys(places) if place != desk]


def left_out_of(web: Context, rows: Sequence[NoticeRow]) -> list[Recipient]:
    """Members who are left out of some of these matters of one page, as what is recorded of their cases says."""
    found: dict[Recipient, None] = {}
    for case in dict.fromkeys(row.case for row in rows):
        persons = {row.person for row in rows if row.case == case}
        found |= dict.fromkeys(_of_case(web, case, persons))
    return list(found)


def not_left_out_of(
    web: Context, reader: Reader, rows: Sequence[NoticeRow], left_out: Collection[Recipient]
) -> list[tuple[Recipient, NoticeRow]]:
    """Other cases of the same people that this desk has, in which somebody who is left out of these is not: each is a
    conflict of its own, and they go on reading there. Of one of which this reader may not know there is nothing.
    """
    if not left_out:
        return []
    desk, own = Recipient(rows[0].role, rows[0].scheme, rows[0].value), {row.case for row in rows}
    beside = listed(web, reader, [one for row in rows for one in web.hub.views.about(row.person, desk)])
    others = {one.case: one for one in beside if one.case not in own and one.type == rows[0].type}
    found = []
    for case, notice in others.items():
        there = _of_case(web, case, {one.person for one in beside if one.case == case})
        found += [(member, notice) for member in left_out if member not in there]
    return found


def _of_case(web: Context, case: bytes, persons: Collection[str]) -> list[Recipient]:
    recorded = {
        split_output_id(id): output
        for event in web.hub.views.revisions({case})[case]
        for step in web.hub.views.trace(event)
        for id, output in step.outputs
        if isinstance(output, ConflictDeclared | ConflictEnded | DisclosureRefused)
    }
    standing: dict[tuple[str, Recipient], None] = {}
    for _, output in sorted(recorded.items(), key=lambda entry: entry[0]):
        if output.case != case or output.person not in persons:
            continue
        if isinstance(output, ConflictEnded):
            standing.pop((output.person, output.recipient), None)
        elif isinstance(output, ConflictDeclared) or output.reason == IN_CONFLICT:
            standing[output.person, output.recipient] = None
    return list(dict.fromkeys(recipient for _, recipient in standing))


def of_each(
    web: Context,
    reader: Reader,
    rows: Sequence[NoticeRow],
    command: Callable[[NoticeRow], DeclareConflict | EndConflict],
    so_already: str,
    once: str,
) -> None:
    """One page is of several matters, each decided by itself: all of them first, then it is said what went wrong.

    That one is so already is no refusal while another is not: somebody may have been cut off half-way.
    """
    problems: list[NoLongerCurrent] = []
    for row in rows:
        try:
            perform(web, reader, command(row), f"{once}-{row.notice}")
        except NoLongerCurrent as problem:
            problems.append(problem)
    others = [one for one in problems if one.reason != so_already]
    if others or len(problems) == len(rows):
        raise (others or problems)[0]
