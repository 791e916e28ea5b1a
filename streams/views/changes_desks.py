"""What the steps of a desk's work add to the views."""

from collections.abc import Iterator

from schemas.records.decision import Decision
from schemas.records.work import Step, StepRecorded
from streams.deciders.person.works import DONE
from streams.engines.line.times import micros
from streams.views.changes_access import Change


def stepped(output: StepRecorded, place: str, at: int, _: Decision) -> Iterator[Change]:
    recipient = output.recipient
    yield (
        "step",
        (
            place,
            at,
            output.case,
            output.person,
            output.event,
            output.section,
            output.notice,
            recipient.role,
            recipient.scheme,
            recipient.value,
            str(output.step),
            str(output.by or ""),
            str(output.reason or ""),
            micros(output.happened_at),
            int(output.in_time),
            output.user,
            output.role,
            output.previous or "",
        ),
    )
    if output.step is not Step.PICKED_UP:
        yield "notice_state", ("done" if output.step in DONE else "opened", output.notice)
