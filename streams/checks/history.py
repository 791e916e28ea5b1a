"""The history checker: what was put in, what came out, and every fault between the two, for any engine.

It is told what a test or an auditor knows of both ends and believes neither the engine nor its state.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from schemas.records.accept import EventAccepted, EventRejected, EventRepeated
from schemas.records.decision import Decision
from schemas.records.meetings import ConflictDeclared
from schemas.records.notify import NoticeIssued, NoticeKind
from schemas.records.share import Recipient
from schemas.records.watch import NoticeDisowned
from streams.chain import record_digest
from streams.checks.chains import ChainRecord, ChainWalk
from streams.checks.findings import Finding, FindingKind
from streams.checks.history_inputs import LoggedInput, check_inputs
from streams.checks.ledgered import Ledgered
from streams.deciders.person.works import OF_THE_MATTER
from streams.heads import NO_RECORD


class Submitted(Struct, frozen=True):
    """A submission that was promised a decision: the digest of its bytes and the place that the promise names."""

    digest: bytes
    source: str
    position: int


class Commanded(Struct, frozen=True):
    """A desk's command that was answered with a record."""

    id: str
    record: str


class ReferenceRow(Struct, frozen=True):
    """One reference record as stored: number, signed bytes, the record's own `previous`, place in the ledger."""

    number: int
    body: bytes
    previous: bytes
    ledger_index: int


class NoticeSeen(Struct, frozen=True):
    """One notice as the views show it."""

    notice: str
    replaced_by: str | None


class OutcomeSeen(Struct, frozen=True):
    """What the views say became of a submission, and the record that says so."""

    digest: bytes
    record: str


class History(Struct, frozen=True):
    """Both ends of a hub's work. Records come in an order in which each chain's own order holds.

    `at_rest`: the hub had decided everything that was put in when this was taken down. `repeats`: the engine may log an
    input more than once. `notices` and `outcomes` are None where no views were looked at. `not_counted` is told, by
    source, while the records are read, of those that extend no head: a writer that was taken over does no harm.
    `beyond`: entries of the ledger whose records came after the moment that is looked at. `forgotten`: by source, up to
    which position the log no longer holds the inputs.
    """

    submitted: Iterable[Submitted]
    commanded: Iterable[Commanded]
    inputs: Iterable[LoggedInput]
    reference: Iterable[ReferenceRow]
    records: Iterable[ChainRecord]
    entry: Callable[[int], bytes | None]
    entry_count: int
    notices: Iterable[NoticeSeen] | None
    outcomes: Iterable[OutcomeSeen] | None
    at_rest: bool = True
    repeats: bool = False
    not_counted: Mapping[str, int] = {}
    beyond: frozenset[int] = frozenset()
    forgotten: Mapping[str, int] = {}


def check_history(history: History) -> tuple[Finding, ...]:
    """Every fault that is to be found: loss, doubles, disorder, forks, records that differ from ledger or views."""
    return tuple(_Check(history).findings())


_Told = tuple[datetime, str, int, str]
"""When a submission was decided, by which chain, under which number, and the id of that record."""


class _Check:
    def __init__(self, history: History) -> None:
        self._history = history
        self._ledger = Ledgered(history.entry, history.entry_count, history.beyond)
        self._reference: dict[int, bytes] = {0: NO_RECORD}
        self._walk = ChainWalk(self._reference)
        self._answers: dict[tuple[str, int], tuple[str, bytes]] = {}
        self._events: set[bytes] = set()
        self._revisions: dict[bytes, int] = {}
        self._notices: dict[str, str | None] = {}
        self._current: dict[tuple[bytes, str, Recipient, NoticeKind | None], str] = {}
        """Current notices, those that are feedback on an outcome apart."""
        self._outcomes: dict[tuple[bytes, str], list[_Told]] = {}
        """By the digest of the bytes and whose intake they came by: an agency may bring them again, or elsewhere."""

    def findings(self) -> Iterator[Finding]:
        yield from self._reference_log()
        for record in self._history.records:
            yield from self._ledger.take(record.id, record.ledger_index, record.body)
            decision, findings = self._walk.take(record)
            yield from findings
            if decision is not None:
                yield from self._decision(record.id, decision)
        yield from self._inputs()
        yield from self._promises()
        yield from self._ledger.unclaimed()
        yield from self._views()

    def _reference_log(self) -> Iterator[Finding]:
        number, digest = 0, NO_RECORD
        for row in self._history.reference:
            place = f"reference-{row.number}"
            yield from self._ledger.take(place, row.ledger_index, row.body)
            if row.number != number + 1:
                yield Finding(FindingKind.CHAIN_GAP, place, f"it follows reference record `{number}`")
            elif row.previous != digest:
                yield Finding(FindingKind.CHAIN_BROKEN, place, "it names another record than the one before it")
            number, digest = row.number, record_digest(row.body)
            self._reference[number] = digest

    def _decision(self, place: str, decision: Decision) -> Iterator[Finding]:
        self._answers.setdefault((decision.source, decision.position), (place, decision.input))
        for ordinal, output in enumerate(decision.outputs):
            output_id = f"{place}-{ordinal}"
            match output:
                case EventAccepted():
                    self._told(place, decision, output.digest)
                    yield from self._accepted(place, output)
                case EventRejected() | EventRepeated():
                    self._told(place, decision, output.digest)
                case NoticeIssued():
                    yield from self._issued(output_id, output)
                case NoticeDisowned():
                    self._gone(output.notice)
                case ConflictDeclared():
                    for notice in output.taken:
                        self._gone(notice)
                case _:
                    pass

    def _told(self, place: str, decision: Decision, digest: bytes) -> None:
        told = (decision.at, decision.source, decision.number, place)
        self._outcomes.setdefault((digest, _intake(place)), []).append(told)

    def _accepted(self, place: str, output: EventAccepted) -> Iterator[Finding]:
        if output.event in self._events:
            yield Finding(FindingKind.APPLIED_TWICE, place, f"event `{output.event.hex()}` was accepted before")
        self._events.add(output.event)
        last = self._revisions.get(output.case, 0)
        if output.revision < last:
            detail = f"revision `{output.revision}` of a case was accepted after revision `{last}`"
            yield Finding(FindingKind.OUT_OF_ORDER, place, detail)
        self._revisions[output.case] = max(last, output.revision)

    def _issued(self, place: str, output: NoticeIssued) -> Iterator[Finding]:
        self._notices[place] = None
        outcome = output.kind if output.kind not in (*OF_THE_MATTER, NoticeKind.RECALL) else None
        key = (output.case, output.person, output.recipient, outcome)
        current = self._current.get(key)
        if output.replaces is not None:
            self._notices[output.replaces] = place
        if output.kind is NoticeKind.RECALL:
            told = [key, *((*key[:3], kind) for kind in NoticeKind if kind not in OF_THE_MATTER)]
            self._current.pop(next((one for one in told if self._current.get(one) == output.replaces), key), None)
            return
        if current is not None and output.replaces != current:
            detail = f"`{output.recipient.value}` has notice `{current}` of this matter, which it does not replace"
            yield Finding(FindingKind.NOTICE_DOUBLE, place, detail)
        self._current[key] = place

    def _gone(self, notice: str) -> None:
        for key, current in self._current.items():
            if current == notice:
                del self._current[key]
                return

    def _inputs(self) -> Iterator[Finding]:
        seen: set[tuple[str, int]] = set()
        logged = (_noted(one, seen) for one in self._history.inputs)
        reached = {source: self._walk.position(source) for source, _ in self._answers}
        at_rest, repeats = self._history.at_rest, self._history.repeats
        yield from check_inputs(logged, self._answers, reached, at_rest=at_rest, repeats=repeats)
        for (source, position), (place, _) in self._answers.items():
            if (source, position) not in seen and position > self._history.forgotten.get(source, 0):
                detail = f"it answers position `{position}`, where the log holds no input"
                yield Finding(FindingKind.ANSWER_DIFFERS, place, detail)

    def _promises(self) -> Iterator[Finding]:
        for promised in self._history.submitted:
            place = f"{promised.source} position {promised.position}"
            answer = self._answers.get((promised.source, promised.position))
            if answer is not None and answer[1] != promised.digest:
                detail = "it answers other bytes than those that were promised a decision there"
                yield Finding(FindingKind.ANSWER_DIFFERS, answer[0], detail)
            elif answer is None and self._history.at_rest:
                yield Finding(FindingKind.SUBMISSION_LOST, place, "what was promised a decision has none")
        known = {record for record, _ in self._answers.values()}
        for commanded in self._history.commanded:
            if commanded.record not in known:
                detail = f"the record `{commanded.record}` that answered it is not there"
                yield Finding(FindingKind.COMMAND_LOST, f"command {commanded.id}", detail)

    def _views(self) -> Iterator[Finding]:
        if self._history.notices is not None:
            yield from self._notice_views(self._history.notices)
        if self._history.outcomes is not None:
            yield from self._outcome_views(self._history.outcomes)

    def _notice_views(self, notices: Iterable[NoticeSeen]) -> Iterator[Finding]:
        missing = dict(self._notices)
        for seen in notices:
            if seen.notice not in self._notices:
                yield Finding(FindingKind.VIEW_DIFFERS, seen.notice, "the views show a notice that no record issued")
                continue
            missing.pop(seen.notice, None)
            if seen.replaced_by != self._notices[seen.notice]:
                yield Finding(FindingKind.VIEW_DIFFERS, seen.notice, "the views name another notice in its place")
        for notice in missing:
            yield Finding(FindingKind.VIEW_DIFFERS, notice, "the views do not show this notice")

    def _outcome_views(self, outcomes: Iterable[OutcomeSeen]) -> Iterator[Finding]:
        told = set()
        for outcome in outcomes:
            decided = self._outcomes.get((outcome.digest, _intake(outcome.record)), ())
            if outcome.record not in {place for *_, place in decided}:
                detail = "the views tell an outcome of a submission that this record did not decide"
                yield Finding(FindingKind.VIEW_DIFFERS, outcome.record, detail)
            told.add((outcome.digest, outcome.record))
        for (digest, _), decided in self._outcomes.items():
            *_, place = min(decided)  # the first outcome of the same bytes is what their sender is told
            if (digest, place) in told:
                continue
            yield Finding(FindingKind.VIEW_DIFFERS, place, "the views tell no outcome of what this record decided")


def _intake(record: str) -> str:
    """The intake of a record id: the same bytes may come from two agencies, each with an outcome of its own."""
    return record.rsplit("-", 1)[0].rsplit(".", 1)[0]


def _noted(logged: LoggedInput, seen: set[tuple[str, int]]) -> LoggedInput:
    seen.add((logged.source, logged.position))
    return logged
