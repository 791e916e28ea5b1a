"""Every recorded input decided again; state is always the fold of what was recorded, whatever came again."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.records.accept import AcceptOutput, EventAccepted
from schemas.records.decision import Decision, Output
from schemas.records.inputs import InputKind, Origin
from streams import sqlite
from streams.checks.again_accept import Again, How, accept_again
from streams.checks.again_hops import AgainHops
from streams.checks.as_of import RollsAsOf, StaffAsOf
from streams.checks.differing import differences
from streams.checks.findings import FindingKind
from streams.checks.inputs_again import InputsAgain
from streams.checks.reopened import Gone, Reopened
from streams.checks.tally import Tally
from streams.deciders.accept import decide as accept
from streams.deciders.match import decide as match
from streams.deciders.person import evolve as person
from streams.deciders.places import RESOLVE, Context, record_id
from streams.engines.line.batch import Gathered
from streams.engines.line.chains import Chain
from streams.engines.line.indexes import Indexes
from streams.engines.line.inputs import NOT_READABLE, UNREADABLE, Waiting
from streams.engines.line.ports import KeyReader
from streams.engines.line.times import micros
from streams.engines.local.reading import Records
from streams.engines.local.rows import Rows
from streams.engines.state_cache import SqliteStateCache
from streams.reference.facts import Reference

_FOLDED_KEPT: Final = 512
_OTHER_TIME: Final = "its time is not that at which its input was appended"


class Held(Struct, frozen=True):
    """A parked input as its record named it."""

    input: bytes
    kind: InputKind
    at: datetime
    origin: Origin | None


class DecidingEach:
    """Decides record after record, in the order in which they were committed, under the reference of each."""

    def __init__(
        self,
        database: sqlite.Connection,
        scratch: sqlite.Connection,
        vault: KeyReader,
        hub: str,
        person_partitions: int,
        reference: Reference,
        tally: Tally,
    ) -> None:
        self._database = database
        self._scratch = scratch
        self._vault = vault
        self._reference = reference
        self._tally = tally
        self._chains: dict[str, Chain] = {}
        records, rows = Records(database), Rows(database)
        self._cache = SqliteStateCache(scratch)
        self._inputs = InputsAgain(database)
        self._openings = Reopened(database, records, vault, scratch)
        self._indexes = Indexes()
        self.rolls = RollsAsOf(rows, vault, self._indexes, tally)
        self.staff = StaffAsOf(rows, vault, self._indexes, tally)
        self._known_whole = True
        self._held: dict[tuple[str, int], Held] = {}
        self._hops = AgainHops(self._openings, self._indexes, records, {}, person_partitions)
        self._batch = Gathered(reference, [])

    def reference_moved(self) -> None:
        """The reference is another: nothing that was worked out under the one before is kept."""
        self._batch.folded.clear()

    def take(self, recorded: Decision, digest: bytes) -> None:
        """Decide one recorded input again, report each difference, fold what was recorded.

        `digest` is that of the record's bytes.
        """
        self._inputs.remember(recorded, digest)
        chain = self._chain(recorded.source)
        chain.states.begin()
        self._batch.met.clear()
        if len(self._batch.folded) > _FOLDED_KEPT:
            self._batch.folded.clear()
        self._take(chain, recorded)

    def _take(self, chain: Chain, recorded: Decision) -> None:
        if recorded.decider == UNREADABLE:
            self._unreadable(chain, recorded)
        else:
            self._part(chain, recorded, 0)

    def fold(self, recorded: Decision) -> None:
        """Fold what was recorded, without deciding."""
        chain = self._chain(recorded.source)
        chain.states.begin()
        self._fold(chain, recorded)

    def keep(self) -> None:
        """Put changed state into the scratch database, so that memory stays flat."""
        self._scratch.execute("BEGIN")
        for chain in self._chains.values():
            chain.keep()
        self._openings.keep_places()
        self._scratch.execute("COMMIT")

    def _chain(self, source: str) -> Chain:
        chain = self._chains.get(source)
        if chain is None:
            chain = self._chains[source] = Chain(self._cache, source)
        return chain

    def _part(self, chain: Chain, recorded: Decision, first: int, key: str | None = None) -> None:
        """Decide one input again. `first` is where its outputs begin in the record, `key` under which it was parked."""
        if recorded.source.startswith("intake."):
            self._submission(chain, recorded, first)
        else:
            self._input(chain, recorded, first, key)

    def _submission(self, chain: Chain, recorded: Decision, first: int) -> None:
        envelope = self._received(recorded)
        if envelope is None:
            self._report(FindingKind.ANSWER_DIFFERS, recorded, "the intake holds other bytes than those it answers")
        else:
            again = accept_again(recorded, envelope, chain.states, self._reference, self._vault)
            self._accepted(recorded, again)
        self._fold(chain, recorded, first)

    def _received(self, recorded: Decision) -> bytes | None:
        """The envelope that a record answers; None where the intake holds other bytes, by their digest."""
        row = self._database.execute(
            "SELECT envelope, digest, at FROM intake WHERE source = ? AND position = ?",
            (recorded.source, recorded.position),
        ).fetchone()
        if row is None or row[1] != recorded.input:
            return None
        if row[2] != micros(recorded.at):
            self._report(FindingKind.ANSWER_DIFFERS, recorded, _OTHER_TIME)
        return bytes(row[0])

    def _accepted(self, recorded: Decision, again: Again) -> None:
        event = recorded.outputs[-1] if recorded.outputs else None
        if isinstance(event, EventAccepted):
            self._openings.locate(event.event, recorded.source, recorded.position)
            if again.opened is not None:
                self._openings.keep(event.event, again.opened)
        match again.how:
            case How.DECIDED:
                self._tally.counts["decided_again"] += 1
                self._differs(recorded, again.outputs)
            case How.SHREDDED | How.KEY_HEADER_GONE:
                self._tally.counts[again.how.value] += 1
            case How.KEYS_LOST:
                self._report(FindingKind.KEY_DIFFERS, recorded, "the vault holds no keys of this accepted event")
            case How.KEYS_DIFFER:
                detail = f"the keys in the vault are not those that were signed for: {again.place}"
                self._report(FindingKind.KEY_DIFFERS, recorded, detail)

    def _input(self, chain: Chain, recorded: Decision, first: int, key: str | None) -> None:
        waiting = self._inputs.waiting(recorded.source, recorded.position)
        if waiting is None or waiting.digest != recorded.input:
            detail = "the log holds another input than the one that it answers"
            self._report(FindingKind.ANSWER_DIFFERS, recorded, detail)
            self._fold(chain, recorded, first)
            return
        if waiting.at != recorded.at:
            self._report(FindingKind.ANSWER_DIFFERS, recorded, _OTHER_TIME)
        try:
            again = self._decided(chain, recorded, waiting, first, key)
        except Gone:
            self._tally.counts["shredded"] += 1
            self._undo(chain)
            self._fold(chain, recorded, first)
            return
        except Exception as error:
            # Whatever a decider raises parks its input in the engine; here it is a difference like any other.
            self._report(FindingKind.DECIDED_OTHERWISE, recorded, f"deciding it again fails: {type(error).__name__}")
            self._undo(chain)
            self._fold(chain, recorded, first)
            return
        self._tally.counts["decided_again"] += 1
        self._tally.counts["children_compared"] += self._hops.compared
        self._tally.counts["children_compared_in_part"] += self._hops.compared_in_part
        self._tally.counts["children_not_compared"] += self._hops.not_compared
        self._tally.counts["connections_of_the_record"] += self._hops.connections_of_the_record
        for text in self._hops.evidence_differs:
            self._report(FindingKind.COMPARED_OTHERWISE, recorded, text)
        if self._differs(recorded, again):
            self._undo(chain)
            self._fold(chain, recorded, first)

    def _unreadable(self, chain: Chain, recorded: Decision) -> None:
        """What is no input is refused, and changes nothing."""
        if self._inputs.unreadable(recorded.source, recorded.position) != recorded.input:
            detail = "the log holds another input than the one that it says cannot be read"
            self._report(FindingKind.ANSWER_DIFFERS, recorded, detail)
        elif not self._differs(recorded, (NOT_READABLE,)):
            self._tally.counts["decided_again"] += 1
        self._fold(chain, recorded)

    def _decided(
        self, chain: Chain, recorded: Decision, waiting: Waiting, first: int, key: str | None
    ) -> tuple[Output, ...]:
        self._hops.attend(
            recorded, first, rolls_gone=self.rolls.gone, known_whole=self._known_whole, staff_gone=self.staff.gone
        )
        context = Context(recorded.source, recorded.number, recorded.at, first)
        return tuple(self._hops.again(self._batch, chain, waiting, context, key))

    def _differs(self, recorded: Decision, again: tuple[Output, ...]) -> bool:
        for text in differences(recorded.outputs, again):
            self._report(FindingKind.DECIDED_OTHERWISE, recorded, text)
        return recorded.outputs != again

    def _undo(self, chain: Chain) -> None:
        chain.states.undo()
        chain.states.begin()
        for met in self._batch.met:
            self._indexes.known.forget(met)
        self._batch.met.clear()

    def _fold(self, chain: Chain, recorded: Decision, first: int = 0) -> None:
        evolve = _EVOLVE_BY_HOP.get(recorded.source.split(".", 1)[0], _evolve_accept)
        context = Context(recorded.source, recorded.number, recorded.at, first)
        for ordinal, output in enumerate(recorded.outputs):
            evolve(chain, output, context.output_id(ordinal))
        if recorded.source == RESOLVE:
            self._meet(recorded, context)

    def _meet(self, recorded: Decision, context: Context) -> None:
        """Remember who was first met in a record that was not decided again, or that they are remembered no more."""
        try:
            self._hops.remember_people(self._batch, recorded.outputs, context)
        except Gone:
            self._known_whole = False

    def _report(self, kind: FindingKind, recorded: Decision, detail: str) -> None:
        self._tally.report(kind, record_id(recorded.source, recorded.number), detail)


def _evolve_accept(chain: Chain, output: Output, _: str) -> None:
    if isinstance(output, AcceptOutput):
        accept.evolve(chain.states, output)


def _evolve_match(chain: Chain, output: Output, place: str) -> None:
    match.evolve(chain.states, output, place)


def _evolve_person(chain: Chain, output: Output, place: str) -> None:
    person.evolve(chain.states, output, place)


_EVOLVE_BY_HOP: Final[dict[str, Callable[[Chain, Output, str], None]]] = {
    RESOLVE: _evolve_match,
    "person": _evolve_person,
}
