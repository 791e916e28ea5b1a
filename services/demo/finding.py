"""Hold what the hub did against what the story says must come of each named case."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from schemas.items import Item
from schemas.records.notify import NoticeKind
from services.demo.done_items import done_items
from services.demo.giving import StoryHub
from services.demo.playing import Played, Published
from services.demo.world.story import (
    Case,
    DeskExpected,
    EscalationExpected,
    EventRefused,
    EventsRepeated,
    Expectation,
    LapseExpected,
    NothingExpected,
    NoticeExpected,
    RecallExpected,
    RoleExpected,
    RowRefused,
    Story,
    UpdateExpected,
)
from streams.agreements.document import Duty
from streams.calendar.wall_clock import london
from streams.engines.line.opening import Openings
from streams.views.rows import DeskRow, NoticeRow


class Found(Struct, frozen=True):
    """One expectation: in words, whether it is met, and what was found instead where it is not."""

    expected: str
    met: bool
    instead: str


class CaseFound(Struct, frozen=True):
    """One named case."""

    name: str
    shows: str
    found: tuple[Found, ...]

    @property
    def met(self) -> bool:
        """Whether all that must come of it came."""
        return all(one.met for one in self.found)


class Finder:
    """Looks through a hub after its story. Children are told apart by the police's own reference, in the vault."""

    def __init__(self, hub: StoryHub, openings: Openings, played: Played) -> None:
        self._hub = hub
        self._openings = openings
        self._played = played
        self._notices = hub.views.notices()
        areas = tuple(hub.reference().areas)
        self._desk = [*hub.views.desk(areas), *done_items(hub.views, areas)]

    def cases(self, story: Story) -> Iterator[CaseFound]:
        """Every named case with each of its expectations."""
        for case in story.cases:
            found = tuple(one for expected in case.expect for one in self._expectation(case, expected))
            yield CaseFound(case.name, case.shows, found)

    def _expectation(self, case: Case, expected: Expectation) -> Iterator[Found]:
        match expected:
            case NoticeExpected():
                for reference in case.references:
                    yield self._notice(reference, expected)
            case UpdateExpected():
                rows = self._about(case, expected.child, expected.urn, NoticeKind.UPDATE)
                right = any(set(row.changed) == set(expected.changed) for row in rows)
                said = f"update to {expected.urn}: {_titles(expected.changed)}"
                yield Found(said, right, "; ".join(_titles(row.changed) for row in rows) or "no update")
            case RecallExpected():
                rows = self._about(case, expected.child, expected.urn, NoticeKind.RECALL)
                yield Found(f"recall to {expected.urn}", bool(rows), "no recall")
            case RoleExpected():
                yield self._told(case, expected)
            case NothingExpected():
                rows = self._about(case, expected.child, expected.urn)
                yield Found(f"nothing to {expected.urn}", not rows, f"{len(rows)} notices")
            case EscalationExpected():
                rows = [row for row in self._about(case, expected.child, expected.urn) if row.escalated]
                yield Found(f"{expected.urn} escalated", bool(rows), "not escalated")
            case DeskExpected():
                yield self._on_desk(case, expected)
            case LapseExpected():
                lapsed = [agreement for _, agreement, _ in self._hub.views.lapsed((expected.area,))]
                said = f"desk of {expected.area} warned: {expected.agreement} lapsed"
                yield Found(said, expected.agreement in lapsed, ", ".join(lapsed) or "no warning")
            case RowRefused():
                yield self._row_refused(expected)
            case EventRefused():
                yield self._event_refused()
            case EventsRepeated():
                yield self._repeated(expected)

    def _notice(self, reference: str, expected: NoticeExpected) -> Found:
        rows = [row for row in self._of((reference,), expected.child, expected.urn) if row.kind == NoticeKind.FIRST]
        held = [f"read by {expected.role}"] if expected.role is not None else []
        held += ["the duty's minimum alone"] if expected.minimum else []
        said = _in_full(f"notice to {expected.urn} ({reference})", expected, *held)
        if not rows:
            return Found(said, False, "no notice")
        wrong = [fault for row in rows for fault in self._wrong(row, expected)]
        return Found(said, len(rows) == 1 and not wrong, "; ".join(wrong) or f"{len(rows)} notices")

    def _told(self, case: Case, expected: RoleExpected) -> Found:
        said = _in_full(f"{expected.kind} notice to {expected.role} of {expected.value}", expected)
        rows = [
            row
            for row in self._about(case, expected.person, expected.value)
            if (row.role, row.scheme, row.kind) == (expected.role, expected.scheme, expected.kind)
        ]
        wrong = [f"due {_when(row.due_at)}" for row in rows if expected.due not in (None, row.due_at)]
        wrong += [
            f"not withheld: {_titles(leaked)}" for row in rows if (leaked := set(row.items) & set(expected.withheld))
        ]
        return Found(said, len(rows) == 1 and not wrong, "; ".join(wrong) or f"{len(rows)} notices")

    def _wrong(self, row: NoticeRow, expected: NoticeExpected) -> Iterator[str]:
        read_as = {access.role for access in self._hub.views.accesses(row.notice) if access.granted}
        if expected.role is not None and read_as != {expected.role}:
            yield f"read by {', '.join(sorted(read_as)) or 'nobody'}"
        if expected.due is not None and row.due_at != expected.due:
            yield f"due {_when(row.due_at)}"
        given = set(row.items)
        if expected.minimum and given != self._minimum():
            yield f"items: {_titles(given ^ self._minimum())}"
        leaked = given & set(expected.withheld)
        if leaked:
            yield f"not withheld: {_titles(leaked)}"

    def _minimum(self) -> set[Item]:
        duties = (one for one in self._hub.reference().instruments.documents() if isinstance(one, Duty))
        return {item for duty in duties for item in duty.minimum}

    def _on_desk(self, case: Case, expected: DeskExpected) -> Found:
        rows = [row for row in self._desk if self._is_about(row, case.references, expected.child)]
        right = any(row.kind == expected.kind and row.area == expected.area for row in rows)
        said = f"desk of {expected.area}: {expected.kind.value}"
        return Found(said, right, ", ".join(f"{row.area}: {row.kind}" for row in rows) or "nothing on a desk")

    def _row_refused(self, expected: RowRefused) -> Found:
        faults = [fault for one in self._published(expected.file) for fault in one.brought.faults]
        place = (expected.line, expected.column, expected.field)
        right = any((fault.line, fault.column, fault.field) == place for fault in faults)
        said = f"{expected.file} line {expected.line} `{expected.field}` refused"
        return Found(said, right, "; ".join(f"line {fault.line} `{fault.field}`" for fault in faults) or "not refused")

    def _event_refused(self) -> Found:
        outcomes = {row.digest: row for row in self._hub.views.outcomes()}
        rows = [outcomes[digest] for digest in self._played.forged if digest in outcomes]
        right = bool(rows) and all(row.outcome == "rejected" for row in rows)
        said = ", ".join(row.reason for row in rows) or "refused"
        return Found(f"event refused: {said}", right, ", ".join(row.outcome for row in rows) or "not received")

    def _repeated(self, expected: EventsRepeated) -> Found:
        sendings = self._published(expected.file)
        right = len(sendings) == 2 and sendings[0].notices > 0 and sendings[1].notices == 0
        return Found("second sending: no notice", right, f"notices {[one.notices for one in sendings]}")

    def _published(self, file: str) -> list[Published]:
        return [one for one in self._played.published if one.file == file]

    def _about(self, case: Case, child: str, urn: str, kind: NoticeKind | None = None) -> list[NoticeRow]:
        return [row for row in self._of(case.references, child, urn) if kind is None or row.kind == kind]

    def _of(self, references: Iterable[str], child: str, urn: str) -> list[NoticeRow]:
        wanted = tuple(references)
        return [row for row in self._notices if row.value == urn and self._is_about(row, wanted, child)]

    def _is_about(self, row: NoticeRow | DeskRow, references: Iterable[str], child: str) -> bool:
        event = self._hub.views.event(row.event)
        if event is None or event.reference not in references:
            return False
        person = self._openings.get(row.event).person(row.section)
        return person is not None and person.ref == child


def _in_full(notice: str, expected: NoticeExpected | RoleExpected, *held: str) -> str:
    """A notice that must come, with all that it is held to: by when it is due, what else, and what is not in it."""
    due = [f"due {_when(expected.due)}"] if expected.due is not None else []
    without = [f"without {_titles(expected.withheld)}"] if expected.withheld else []
    return ", ".join([notice, *due, *held, *without])


def _when(at: datetime) -> str:
    return f"{london(at):%a %d %b %H:%M}"


def _titles(items: Iterable[Item]) -> str:
    return ", ".join(sorted(item.value for item in items)) or "none"
