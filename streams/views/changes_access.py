"""What openings, refusals of them and other commands add to the views: who asked for what, and was it granted."""

from collections.abc import Iterator

from schemas.records.decision import (
    Decision,
)
from schemas.records.watch import (
    CommandRefused,
    DeskItemOpened,
    NoticeOpened,
    OpeningRefused,
    TraceViewed,
)

Row = tuple[object, ...]
Change = tuple[str, Row]


def opened(output: NoticeOpened, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "opened", (at, output.in_time, output.notice)
    yield "access", (at, output.user, output.role, output.notice, 1, "")


def opening_refused(output: OpeningRefused, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, "", output.notice, 0, output.reason)


def item_opened(output: DeskItemOpened, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, output.role, output.item, 1, "")


def trace_viewed(output: TraceViewed, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, output.role, output.event.hex(), 1, "")


def command_refused(output: CommandRefused, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, "", output.answers, 0, output.reason)
