"""Everything ends somewhere: a check over decision records alone, with a fold of its own.

At every point of the log each (accepted event, child, recipient rule) has exactly one current disposition: noticed,
refused with a reason, or an item on a staffed desk; nothing is past its deadline unmarked (design, conservation).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from schemas.records.accept import EventAccepted
from schemas.records.actions import ActionAnswered
from schemas.records.answers import ContactNamed, NotTaken, TriageWithdrawn
from schemas.records.decision import Output, Parked, Unparked
from schemas.records.inputs import InputKind
from schemas.records.match import ChildOutcome, MatchReferred
from schemas.records.meetings import ActionOverdue, ActionReported, ActionSet, CaseTransferred, ConflictDeclared
from schemas.records.notify import DeskItemClosed, DeskItemOverdue, DeskItemRaised, NoticeIssued
from schemas.records.share import DisclosureRefused
from schemas.records.triage import ContactTriaged
from schemas.records.watch import (
    ChildMoved,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeOpened,
    NoticeOverdue,
    NoticeToldByTelephone,
)
from schemas.records.work import StepRecorded
from streams.checks.actions import Actions
from streams.checks.behind import Behind, Newest
from streams.checks.cases import Cases
from streams.checks.counted import NAMES
from streams.checks.deadlines import Deadlines
from streams.checks.findings import Finding, FindingKind
from streams.checks.flow import OUTCOMES, Flow, Part, never_applied
from streams.checks.matters import (
    Matter,
    awaits_more,
    disposed_of,
    named_of,
    reached_by,
    undisposed,
)
from streams.checks.proposals import without_disposition
from streams.checks.records import Recorded
from streams.checks.whole import whole
from streams.deciders.person.works import ENDS, work_of
from streams.deciders.places import RESOLVE

_PROGRESS_EVERY: Final = 1000


class Conserved(Struct, frozen=True):
    """What the check found, and what it counted: each kind of output by name, and what stands at the end.

    `behind` are current notices of which records alone do not tell whether they show what the newest revision says.
    """

    findings: tuple[Finding, ...]
    counts: dict[str, int]
    behind: tuple[Behind, ...]

    @property
    def sound(self) -> bool:
        """Whether everything ended somewhere."""
        return not self.findings


def conserve(
    records: Iterable[Recorded],
    *,
    person_partitions: int,
    at_rest: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Conserved:
    """Check records of all partitions, in an order in which none stands before the one that it follows from.

    `at_rest` says that the hub had decided everything: what is still under way then was lost. `progress` is told the
    number of records read, now and then.
    """
    check = Conservation(person_partitions)
    number = 0
    for number, record in enumerate(records, start=1):
        check.take(record)
        if progress is not None and number % _PROGRESS_EVERY == 0:
            progress(number)
    if progress is not None:
        progress(number)
    return check.result(at_rest=at_rest)


class Conservation:
    """The fold. `take` each record in order, `result` at any time."""

    def __init__(self, person_partitions: int) -> None:
        self._flow = Flow(person_partitions)
        self._cases = Cases()
        self._deadlines = Deadlines()
        self._awaited: set[str] = set()
        self._worked: set[str] = set()
        """Notices that wait for a front door to decide: their time does not end by being read."""
        self._actions = Actions(self._deadlines)
        self._matters: dict[tuple[bytes, str], Matter] = {}
        self._newest = Newest()
        self._parked: dict[tuple[str, int], str] = {}
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def take(self, record: Recorded) -> None:
        """Fold one record and note what is wrong after it."""
        self._count(record)
        parts, findings = self._flow.take(record)
        self._findings += findings
        self._park(record)
        source = record.decision.source
        if source == RESOLVE:
            self._resolved(record, parts)
        elif source.startswith("person."):
            self._person(record, parts)

    def result(self, *, at_rest: bool = True) -> Conserved:
        """What was found so far. `at_rest`: nothing may be under way any more."""
        findings = list(self._findings)
        findings += [_parked(record, place) for place, record in self._parked.items()]
        under_way = list(self._flow.under_way())
        if at_rest:
            findings += [never_applied(forward) for forward in under_way]
        counts = dict(self._counts)
        counts["under_way"] = len(under_way)
        counts["parked_now"] = len(self._parked)
        counts["children_now"] = self._cases.children
        counts["notices_now"] = sum(len(matter.notices) for matter in self._matters.values())
        counts["actions_now"] = len(self._actions)
        counts["desk_items_now"] = sum(len(matter.items) for matter in self._matters.values())
        return Conserved(tuple(findings), counts, tuple(self._newest.behind(self._matters)))

    def _count(self, record: Recorded) -> None:
        self._counts["records"] += 1
        for output in record.decision.outputs:
            self._counts[NAMES.get(type(output), type(output).__name__)] += 1
            if isinstance(output, EventAccepted):
                self._counts["children"] += len(output.children)
            elif isinstance(output, NoticeIssued):
                self._counts[f"notices_{output.kind.value}"] += 1

    def _park(self, record: Recorded) -> None:
        for output in record.decision.outputs:
            if isinstance(output, Parked):
                self._parked[record.decision.source, output.position] = record.id
            elif isinstance(output, Unparked):
                self._parked.pop((record.decision.source, output.position), None)

    def _resolved(self, record: Recorded, parts: list[Part]) -> None:
        for part in parts:
            event = part.forward.outputs[0] if part.forward is not None else None
            if isinstance(event, EventAccepted):
                self._findings += self._cases.answer(record.id, part.outputs, event)
            else:
                self._cases.take(part.outputs)

    def _person(self, record: Recorded, parts: list[Part]) -> None:
        touched: dict[tuple[bytes, str], None] = {}
        for ordinal, output in enumerate(record.decision.outputs):
            key = self._fold(record, record.output_id(ordinal), output)
            if key is not None:
                touched[key] = None
        for child in (output for part in parts if part.forward is not None for output in part.forward.outputs):
            if isinstance(child, OUTCOMES):
                touched[self._outcome(record, child)] = None
            elif isinstance(child, ContactNamed) and child.reason is NotTaken.FOUND_WRONG_PEOPLE:
                self._matter((child.case, child.person)).found_wrong()
                touched[child.case, child.person] = None
            elif (lost := without_disposition(child, record.decision.outputs)) is not None:
                self._report(FindingKind.NO_DISPOSITION, record.id, lost)
        self._findings += whole(record, lambda case, person: self._matter((case, person)).items)
        for key in touched:
            matter = self._matters[key]
            self._findings += matter.faults(record.id)
            if not (matter.owed or matter.referred or matter.notices or matter.items or matter.recalls):
                del self._matters[key]
        if record.decision.kind is InputKind.TICK and record.tick is not None and not _holds_back(record):
            self._findings += self._deadlines.passed(record, record.tick)

    def _outcome(self, record: Recorded, child: ChildOutcome) -> tuple[bytes, str]:
        key, outputs = (child.case, child.person), record.decision.outputs
        matter = self._matter(key)
        matter.outcome(child, named_of(child, outputs))
        self._newest.heard(key, child, matter, record)
        for whom in undisposed(child, outputs, matter.reached):
            self._report(FindingKind.NO_DISPOSITION, record.id, whom)
        doubtful = isinstance(child, MatchReferred)
        matter.reached = matter.reached | reached_by(disposed_of(child, outputs)) if doubtful else frozenset()
        return key

    def _matter(self, key: tuple[bytes, str]) -> Matter:
        return self._matters.setdefault(key, Matter())

    def _fold(self, record: Recorded, place: str, output: Output) -> tuple[bytes, str] | None:
        match output:
            case NoticeIssued():
                wrong = self._matter((output.case, output.person)).issued(place, output)
                if wrong is not None:
                    self._report(FindingKind.NOTICE_DOUBLE, place, f"a {output.kind.value} notice: {wrong}")
                if output.replaces is not None:
                    self._deadlines.done(output.replaces)
                self._starts(record, place, output)
                self._newest.issued((output.case, output.person), place, output)
                if output.triage is not None:
                    self._deadlines.done(place)
                elif awaits_more(output):
                    self._awaited.add(place)
                if output.replaces in self._worked and work_of(output.recipient) is not None:
                    self._worked.add(place)
                    self._deadlines.done(place)
            case DeskItemRaised():
                self._matter((output.case, output.person)).raised(place, output)
                self._starts(record, place, output)
            case DeskItemClosed():
                if not self._matter((output.case, output.person)).closed(output.item, output.outcome):
                    self._report(
                        FindingKind.NOT_CURRENT, place, f"it closes desk item `{output.item}`, which is not open"
                    )
                self._deadlines.done(output.item)
            case NoticeDisowned() | ConflictDeclared():
                for notice in output.taken if isinstance(output, ConflictDeclared) else (output.notice,):
                    if not self._matter((output.case, output.person)).disowned(notice):
                        self._report(FindingKind.NOT_CURRENT, place, f"notice `{notice}` is not current")
                    self._deadlines.done(notice)
            case ChildMoved():
                self._matter((output.case, output.person)).moved(output)
            case DeskItemOverdue():
                self._deadlines.done(output.item)
                if not self._matter((output.case, output.person)).has_item(output.item):
                    self._report(FindingKind.NOT_CURRENT, place, f"desk item `{output.item}` is not open")
            case NoticeOpened() | NoticeAcknowledged() | NoticeOverdue():
                if not isinstance(output, NoticeOpened) or output.notice not in self._awaited:
                    self._deadlines.done(output.notice)
                matter = self._matter((output.case, output.person))
                if isinstance(output, NoticeOpened) and output.first and output.notice not in matter.recalls:
                    self._counts["notices_opened"] += 1
                    self._counts["notices_opened_in_time"] += output.in_time
                if not matter.has(output.notice):
                    self._report(FindingKind.NOT_CURRENT, place, f"notice `{output.notice}` is not current")
            case ContactTriaged() | TriageWithdrawn():
                matter = self._matter((output.case, output.person))
                for notice in output.notices:
                    self._deadlines.done(notice)
                    self._awaited.discard(notice)
                    if not matter.has(notice):
                        self._report(FindingKind.NOT_CURRENT, place, f"notice `{notice}` is not current")
            case ActionSet() | ActionAnswered() | ActionReported() | ActionOverdue():
                self._findings += self._actions.take(record, place, output)
                return None
            case CaseTransferred():
                self._matter((output.case, output.person)).handed_on(output.area)
            case StepRecorded():
                self._stepped(place, output)
            case NoticeToldByTelephone():
                if output.notice is not None:
                    self._deadlines.done(output.notice)
            case DisclosureRefused():
                self._matter((output.case, output.person)).refused |= {output.recipient}
            case _:
                return None
        return output.case, output.person

    def _stepped(self, place: str, output: StepRecorded) -> None:
        """A step that ends a notice's time ends that of what takes the notice's place as well."""
        work = work_of(output.recipient)
        if work is not None and output.step in ENDS[work]:
            self._deadlines.done(output.notice)
            self._worked.add(output.notice)
        else:
            self._worked.discard(output.notice)
        if not self._matter((output.case, output.person)).has(output.notice):
            self._report(FindingKind.NOT_CURRENT, place, f"notice `{output.notice}` is not current")

    def _starts(self, record: Recorded, place: str, output: NoticeIssued | DeskItemRaised) -> None:
        self._deadlines.start(record.decision.source, place, output.due.at, record.id)
        if output.due.at <= record.decision.at and (record.tick is None or output.due.at <= record.tick):
            self._report(FindingKind.DEADLINE_PASSED_AT_BIRTH, place, "its deadline is not after its record's time")

    def _report(self, kind: FindingKind, place: str, detail: str) -> None:
        self._findings.append(Finding(kind, place, detail))


def _holds_back(record: Recorded) -> bool:
    """Whether a tick could not be decided, whole or for one case: it is a finding by that, and the next one tells."""
    return any(isinstance(output, Parked) for output in record.decision.outputs)


def _parked(record: str, place: tuple[str, int]) -> Finding:
    source, position = place
    return Finding(FindingKind.PARKED, record, f"the input at position `{position}` of `{source}` waits, undecided")
