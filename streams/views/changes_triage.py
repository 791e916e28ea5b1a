"""What the front door's outputs add to the views and change in them."""

from collections.abc import Iterator

from schemas.records.decision import Decision
from schemas.records.triage import ContactPrioritised, ContactTriaged
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
        ),
    )
    for notice in output.notices:
        yield "notice_state", ("triaged", notice)


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
