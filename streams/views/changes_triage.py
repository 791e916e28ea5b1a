"""What the front door's outputs add to the views and change in them."""

from collections.abc import Iterator

from schemas.records.answers import TriageWithdrawn
from schemas.records.decision import Decision
from schemas.records.triage import ContactPrioritised, ContactTriaged
from streams.engines.line.times import micros
from streams.views.changes_access import Change


def triaged(output: ContactTriaged, place: str, at: int, _: Decision) -> Iterator[Change]:
    """A decision, and the notices that it ends."""
    yield (
        "triage",
        (
            place,
            at,
            output.area,
            output.case,
            output.person,
            output.event,
            output.section,
            str(output.outcome),
            str(output.consent),
            str(output.reason or ""),
            output.user,
            output.role,
            output.previous or "",
            micros(output.decided_at),
            output.published.hex() if output.published is not None else "",
        ),
    )
    for notice in output.notices:
        yield "notice_state", ("triaged", notice)


def withdrawn(output: TriageWithdrawn, _: str, at: int, __: Decision) -> Iterator[Change]:
    """A decision that stands no longer, and the contacts that wait again."""
    for triage in (output.triage, *output.earlier):
        yield "triage_withdrawn", (at, triage)
    for notice in output.notices:
        yield "waits_again", (notice,)


def prioritised(output: ContactPrioritised, place: str, at: int, _: Decision) -> Iterator[Change]:
    """A priority, and the notices that have it."""
    yield (
        "priority",
        (
            place,
            at,
            output.area,
            output.case,
            output.person,
            output.event,
            output.section,
            str(output.priority),
            str(output.reason),
            output.user,
            output.role,
        ),
    )
    for notice in output.notices:
        yield "prioritised", (str(output.priority), place, notice)
