"""The desk of a return interview provider, or of a hospital's safeguarding team: one row an episode or attendance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from schemas.doubts import Doubt
from schemas.records.notify import NoticeKind
from schemas.records.work import Step
from services.web.context import Context
from services.web.inboxes import Inbox
from services.web.words_events import happening, notice_title
from services.web.words_work import STEPS
from streams.deciders.person.works import ENDS, OF_THE_MATTER, Work
from streams.views.rows import NoticeRow, StepRow

COUNTED_WEEKS: Final = 12

_OF_THE_WORK: Final = {
    Doubt.RETURN_TAKEN_BACK: "A later report does not say that the child is back: ask the sender. Until you know, the "
    "child may be missing.",
    Doubt.INTERVIEW_BEFORE_RETURN: "The sender says that an interview was held before the child was back: ask the "
    "sender. The time runs on.",
}
"""Doubts that say something of the interview itself, as they stand on the desk: they hold nothing of the child."""

Matter = tuple[bytes, str]


class Line(Struct, frozen=True):
    """One episode of a child, or one attendance with everyone whom it concerns. It names nobody."""

    rows: tuple[NoticeRow, ...]
    title: str
    happening: str
    href: str
    step: tuple[str, str] | None
    ended: bool
    children: int
    doubts: tuple[str, ...] = ()

    @property
    def first(self) -> NoticeRow:
        """The notice with the least time left."""
        return self.rows[0]

    @property
    def overdue(self) -> bool:
        """Whether its time ran out and nothing has ended it."""
        return not self.ended and any(row.overdue for row in self.rows)

    @property
    def adults(self) -> int:
        """How many of them are grown up: an adult patient whose children are thought of."""
        return max(0, len(self.rows) - self.children) if self.children else 0


class Count(Struct, frozen=True):
    """How many interviews or concerns stand at a step, of those on which something was done in the last weeks."""

    title: str
    number: int


def work_desk(web: Context, inbox: Inbox, rows: Sequence[NoticeRow], now: datetime) -> dict[str, object]:
    """What the desk's page shows: what is past its time, to begin, under way; other notices; counts."""
    work = inbox.work
    if work is None:
        raise LookupError(f"`{inbox.recipient.role}` has no desk of its own")
    of_the_matter = (row for row in rows if NoticeKind(row.kind) in OF_THE_MATTER)
    mine = sorted(of_the_matter, key=lambda row: row.due_at)
    steps = latest(web.hub.views.steps_of(inbox.recipient, cases=[row.case for row in mine]))
    lines = [_line(web, inbox, work, group, steps) for group in _groups(work, mine)]
    recent = web.hub.views.steps_of(inbox.recipient, start=now - timedelta(weeks=COUNTED_WEEKS))
    return {
        "inbox": inbox,
        "interview": work is Work.INTERVIEW,
        "overdue": [line for line in lines if line.overdue],
        "to_begin": [line for line in lines if not line.overdue and line.step is None],
        "under_way": [line for line in lines if not line.overdue and line.step is not None],
        "other": [(row, notice_title(row.kind, row.type)) for row in rows if NoticeKind(row.kind) not in OF_THE_MATTER],
        "happening": happening,
        "weeks": COUNTED_WEEKS,
        "counts": counts(work, latest(recent).values()),
    }


def latest(steps: Iterable[StepRow]) -> dict[Matter, StepRow]:
    """The latest step of each child or adult of a case; `steps` are newest first."""
    found: dict[Matter, StepRow] = {}
    for one in steps:
        found.setdefault((one.case, one.person), one)
    return found


def counts(work: Work, steps: Iterable[StepRow]) -> list[Count]:
    """How many stand at each step, and of those that are done how many in time."""
    held = list(steps)
    by_step = Counter(Step(one.step) for one in held)
    if work is Work.CONCERN:
        wanted = [Step.PICKED_UP, Step.CLOSED]
        return [Count(STEPS[step][0], by_step[step]) for step in wanted]
    in_time = sum(one.in_time for one in held if one.step == Step.HELD)
    wanted = [Step.OFFERED, Step.ACCEPTED, Step.DECLINED, Step.HELD]
    return [*(Count(STEPS[step][0], by_step[step]) for step in wanted), Count("Held in time", in_time)]


def _groups(work: Work, rows: Sequence[NoticeRow]) -> list[list[NoticeRow]]:
    """Notices of one line: of an interview one child's, of a concern all of one attendance. `rows` go by their time."""
    found: dict[tuple[bytes, str], list[NoticeRow]] = {}
    for row in rows:
        found.setdefault((row.case, row.person if work is Work.INTERVIEW else ""), []).append(row)
    return list(found.values())


def _line(web: Context, inbox: Inbox, work: Work, rows: Sequence[NoticeRow], steps: dict[Matter, StepRow]) -> Line:
    done = [steps.get((row.case, row.person)) for row in rows]
    step = next((one for one in done if one is not None), None) if all(one is not None for one in done) else None
    ended = all(one is not None and Step(one.step) in ENDS[work] for one in done)
    first = rows[0]
    event = web.hub.views.event(first.event) if work is Work.CONCERN else None
    return Line(
        tuple(rows),
        notice_title(first.kind, first.type),
        happening(first.type),
        inbox.notice_href(first.notice),
        STEPS[Step(step.step)] if step is not None else None,
        ended,
        event.children if event is not None else 0,
        tuple([_OF_THE_WORK[doubt] for doubt in first.doubts if doubt in _OF_THE_WORK]),
    )
