"""Every recorded input decided again; state is always the fold of what was recorded, whatever came again."""

import sqlite3
from collections.abc import Callable
from typing import Final

from schemas.records.accept import AcceptOutput, EventAccepted
from schemas.records.decision import Decision, Output, Parked, Unparked
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
from streams.engines.line import parking
from streams.engines.line.batch import Gathered
from streams.engines.line.chains import Chain
from streams.engines.line.indexes import Indexes
from streams.engines.line.inputs import Waiting
from streams.engines.local.reading import Records
from streams.engines.local.rows import Rows
from streams.engines.state_cache import SqliteStateCache
from streams.reference.facts import Reference
from streams.vault.store import Vault

_FOLDED_KEPT: Final = 512

Deciding = Callable[[Gathered, Chain, Waiting, Context], list[Output]]


class DecidingAgain:
    """Decides record after record, in the order in which they were committed, under the reference of each."""

    def __init__(
        self,
        database: sqlite3.Connection,
        scratch: sqlite3.Connection,
        vault: Vault,
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
        if recorded.decider == parking.VERSION:
            self._parked(chain, recorded)
        elif recorded.source.startswith("intake."):
            self._submission(chain, recorded)
        else:
            self._input(chain, recorded)

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
        self._scratch.execute("COMMIT")

    def _chain(self, source: str) -> Chain:
        chain = self._chains.get(source)
        if chain is None:
            chain = self._chains[source] = Chain(self._cache, source)
        return chain

    def _submission(self, chain: Chain, recorded: Decision) -> None:
        row = self._database.execute(
            "SELECT envelope, digest FROM intake WHERE source = ? AND position = ?",
            (recorded.source, recorded.position),
        ).fetchone()
        if row is None or row[1] != recorded.input:
            self._report(FindingKind.ANSWER_DIFFERS, recorded, "the intake holds other bytes than those it answers")
        else:
            again = accept_again(recorded, row[0], chain.states, self._reference, self._vault)
            self._accepted(recorded, again)
        self._fold(chain, recorded)

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

    def _input(self, chain: Chain, recorded: Decision) -> None:
        waiting = self._inputs.waiting(recorded.source, recorded.position)
        if waiting is None or waiting.digest != recorded.input:
            detail = "the log holds another input than the one that it answers"
            self._report(FindingKind.ANSWER_DIFFERS, recorded, detail)
            self._fold(chain, recorded)
            return
        if waiting.at != recorded.at:
            detail = "its time is not that at which its input was appended"
            self._report(FindingKind.ANSWER_DIFFERS, recorded, detail)
        try:
            again = self._decided(chain, recorded, waiting)
        except Gone:
            self._tally.counts["shredded"] += 1
            self._undo(chain)
            self._fold(chain, recorded)
            return
        except Exception as error:
            # Whatever a decider raises parks its input in the engine; here it is a difference like any other.
            self._report(FindingKind.DECIDED_OTHERWISE, recorded, f"deciding it again fails: {type(error).__name__}")
            self._undo(chain)
            self._fold(chain, recorded)
            return
        self._tally.counts["decided_again"] += 1
        self._tally.counts["children_compared"] += self._hops.compared
        self._tally.counts["children_not_compared"] += self._hops.not_compared
        self._tally.counts["connections_of_the_record"] += self._hops.connections_of_the_record
        for text in self._hops.evidence_differs:
            self._report(FindingKind.COMPARED_OTHERWISE, recorded, text)
        if self._differs(recorded, again):
            self._undo(chain)
            self._fold(chain, recorded)

    def _decided(self, chain: Chain, recorded: Decision, waiting: Waiting) -> tuple[Output, ...]:
        self._attend(recorded)
        decide: Deciding = self._hops.fold_resolve if recorded.source == RESOLVE else self._hops.fold_person
        context = Context(recorded.source, recorded.number, recorded.at)
        return tuple(decide(self._batch, chain, waiting, context))

    def _attend(self, recorded: Decision) -> None:
        self._hops.attend(
            recorded, rolls_whole=self.rolls.whole, known_whole=self._known_whole, staff_gone=self.staff.gone
        )

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

    def _parked(self, chain: Chain, recorded: Decision) -> None:
        """What could not be decided then is not decided again now; what a retry led to is folded."""
        self._tally.counts["parked_or_retried"] += 1
        position = recorded.position
        for output in recorded.outputs:
            match output:
                case Parked():
                    chain.park(output.key, output.position, output.reason)
                case Unparked():
                    position = output.position
                    chain.unpark(output.key, position)
                case EventAccepted():
                    self._openings.locate(output.event, recorded.source, position)
                case _:
                    pass
        self._fold(chain, recorded)

    def _fold(self, chain: Chain, recorded: Decision) -> None:
        evolve = _EVOLVE_BY_HOP.get(recorded.source.split(".", 1)[0], _evolve_accept)
        for ordinal, output in enumerate(recorded.outputs):
            evolve(chain, output, f"{record_id(recorded.source, recorded.number)}-{ordinal}")
        if recorded.source == RESOLVE:
            self._meet(recorded)

    def _meet(self, recorded: Decision) -> None:
        """Remember who was first met in a record that was not decided again, or that they are remembered no more."""
        context = Context(recorded.source, recorded.number, recorded.at)
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
