"""What stands beside a notice on which its recipient works step by step: others, who was told, steps, the form."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from schemas.records.share import DisclosureRefused, Recipient
from schemas.records.work import AnsweredBy, Step, StepReason
from services.web.access import Reader
from services.web.context import Context
from services.web.desks import Mistake
from services.web.inboxes import Inbox, listed
from services.web.triages import Near, near
from services.web.words import NOTICE_STATES, role_title
from services.web.words_desk import HELD_REASONS
from services.web.words_work import ANSWERS, FIELDS, NO_REASON, NOBODY, PROBLEMS, REASONS, STEP_CHOICES, STEPS
from streams.calendar.wall_clock import instant_of
from streams.deciders.person.works import ANSWERED, Work, step_problem
from streams.deciders.person.works import REASONS as REASONS_OF
from streams.deciders.person.works import STEPS as STEPS_OF
from streams.views.rows import NoticeRow, StepRow

Choice = TypeVar("Choice", bound=StrEnum)


class Told(Struct, frozen=True):
    """Somebody to whom the same child or adult was made known, without the name of a school; and what came of it."""

    who: str
    state: tuple[str, str]
    opened_at: datetime | None
    detail: str


class Stepped(Struct, frozen=True):
    """One step in words."""

    row: StepRow
    step: tuple[str, str]
    by: str
    reason: str
    role: str


class Posted(Struct, frozen=True):
    """A step as a form gave it, checked."""

    step: Step
    by: AnsweredBy | None
    reason: StepReason | None
    happened_at: datetime


def work_values(web: Context, reader: Reader, inbox: Inbox, row: NoticeRow) -> dict[str, object]:
    """What the page of such a notice has beyond that of any notice."""
    work = inbox.work
    if work is None:
        raise LookupError(f"`{inbox.recipient.role}` records no steps")
    reasons = [reason for step in STEPS_OF[work] for reason in REASONS_OF.get(step, ())]
    interview = work is Work.INTERVIEW
    others: list[Near] = near(inbox, listed(web, reader, web.hub.views.beside(row)))
    return {
        "interview": interview,
        "others": others,
        "told": [] if interview else list(_told(web, inbox, row)),
        "stepped": stepped(steps_on(web, inbox, row)),
        "steps": [(step, STEP_CHOICES[step]) for step in STEPS_OF[work]],
        "answers": [*ANSWERS.items(), *NOBODY.items()] if interview else [],
        "reasons": [*((reason, REASONS[reason]) for reason in reasons), *NO_REASON.items()],
    }


def steps_on(web: Context, inbox: Inbox, row: NoticeRow) -> list[StepRow]:
    """The steps of this child or adult in this case, newest first."""
    return [one for one in web.hub.views.steps_of(inbox.recipient, cases=[row.case]) if one.person == row.person]


def stepped(rows: Sequence[StepRow]) -> list[Stepped]:
    """Steps in words."""
    return [
        Stepped(
            row,
            STEPS[Step(row.step)],
            ANSWERS[AnsweredBy(row.by)] if row.by else "",
            REASONS[StepReason(row.reason)] if row.reason else "",
            role_title(row.role),
        )
        for row in rows
    ]


def read_step(work: Work, posted: dict[str, str], *, now: datetime) -> Posted | Mistake:
    """A posted step, or what is wrong with it first. Whether it is before the child's return the hub alone can say."""
    step = _choice(Step, posted["step"])
    if step is None or step not in STEPS_OF[work]:
        return Mistake("step", PROBLEMS["not_a_step_here"])
    happened_at = now if not posted["at"].strip() else _london(posted["at"])
    if happened_at is None:
        return Mistake("at", "Enter when it happened as 24/11/2026 16:30, or leave it empty for now")
    by, reason = _choice(AnsweredBy, posted["by"]), _choice(StepReason, posted["reason"])
    if step not in ANSWERED and work is Work.CONCERN:
        by = None
    problem = step_problem(work, step, by, reason, happened_at, not_before=happened_at, now=now)
    return Posted(step, by, reason, happened_at) if problem is None else Mistake(FIELDS[problem], PROBLEMS[problem])


def _choice(kind: type[Choice], value: str) -> Choice | None:
    return kind(value) if value in {one.value for one in kind} else None


def _london(text: str) -> datetime | None:
    """A London wall time as somebody types it; None where it is none."""
    try:
        wall = datetime.strptime(text.strip(), "%d/%m/%Y %H:%M")  # a wall time: its zone follows
    except ValueError:
        return None
    return instant_of(wall.date(), wall.time())


def _told(web: Context, inbox: Inbox, row: NoticeRow) -> Iterator[Told]:
    """To whom it went and whether they opened it; and to whom it did not go, with the reason."""
    for one in web.hub.views.told_of(row.case):
        recipient = Recipient(one.role, one.scheme, one.value)
        if one.person == row.person and recipient != inbox.recipient:
            state = ("Taken back", "govuk-tag--grey") if one.kind == "recall" else NOTICE_STATES[one.state]
            yield Told(_who(web, recipient), state, one.opened_at, "")
    refused = {
        output.recipient: output.reason
        for step in web.hub.views.trace(row.event)
        for _, output in step.outputs
        if isinstance(output, DisclosureRefused) and output.person == row.person
    }
    for recipient, reason in refused.items():
        yield Told(_who(web, recipient), ("Not sent", "govuk-tag--red"), None, HELD_REASONS.get(reason, ""))


def _who(web: Context, recipient: Recipient) -> str:
    """The role, and the council or agency; of a school no name: where a child goes to school is not the trust's."""
    reference = web.hub.reference()
    if recipient.scheme == "urn":
        return f"{role_title(recipient.role)} of a school"
    if recipient.scheme == "area":
        return f"{role_title(recipient.role)}, {reference.area_title(recipient.value)}"
    agency = reference.agencies.get(recipient.value)
    return f"{role_title(recipient.role)}, {agency.title if agency is not None else recipient.value}"
