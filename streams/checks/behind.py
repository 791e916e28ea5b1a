"""Notices that stand for an earlier revision than the newest that their matter has heard of: right only where what they
show reads the same in it. From records alone nobody can tell: `streams.checks.texts` reads both.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from schemas.records.match import Change, ChildLeft, ChildOutcome
from schemas.records.notify import NoticeIssued
from streams.checks.matters import Matter
from streams.checks.records import Recorded
from streams.deciders.person.works import OF_THE_MATTER

Key = tuple[bytes, str]
"""Case and person: a matter's."""


class Behind(Struct, frozen=True):
    """A current notice, and the event and section at which its matter stands by now."""

    notice: str
    event: bytes
    section: int


class Newest:
    """The newest revision of each matter that has been revised, and the notices that were left as they stood."""

    def __init__(self) -> None:
        self._newest: dict[Key, tuple[bytes, int]] = {}
        self._behind: dict[Key, tuple[str, ...]] = {}

    def heard(self, key: Key, child: ChildOutcome, matter: Matter, record: Recorded) -> None:
        """A child outcome was taken in by a record whose outputs were folded into the matter."""
        self._behind.pop(key, None)
        if isinstance(child, ChildLeft):
            self._newest.pop(key, None)
            return
        anew = {
            record.output_id(ordinal)
            for ordinal, output in enumerate(record.decision.outputs)
            if isinstance(output, NoticeIssued) and output.event == child.event
        }
        left = tuple(notice for _, notice in matter.notices if notice not in anew)
        if left:
            self._behind[key] = left
        if left or child.change is not Change.NEW:
            self._newest[key] = child.event, child.section

    def issued(self, key: Key, notice: str, output: NoticeIssued) -> None:
        """A notice was issued; of an event that is not the newest, where a desk had one still."""
        newest = self._newest.get(key)
        if newest is not None and output.event != newest[0] and output.kind in OF_THE_MATTER:
            self._behind[key] = (*self._behind.get(key, ()), notice)

    def behind(self, matters: Mapping[Key, Matter]) -> Iterator[Behind]:
        """Those of them that are current still."""
        for key, notices in self._behind.items():
            current = _current(matters.get(key))
            for notice in notices:
                if notice in current:
                    yield Behind(notice, *self._newest[key])


def _current(matter: Matter | None) -> Iterable[str]:
    return {notice for _, notice in matter.notices} if matter is not None else ()
