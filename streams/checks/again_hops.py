"""Hops 2 and 3 decided again with the engine's own gathering of facts; what is gone is taken from the record."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from msgspec.structs import replace

from schemas.records.accept import EventAccepted
from schemas.records.actions import ActionWithheld
from schemas.records.decision import Decision, Output
from schemas.records.evidence import Evidence
from schemas.records.inputs import MatchDecided, TimePassed
from schemas.records.match import ChildMatched, ChildNotOnRoll, MatchReferred, PersonResolved
from schemas.records.notify import DeskItemRaised, DeskKind
from schemas.records.watch import ChildMoved, CommandRefused, OpeningRefused
from streams.checks.differing import differences
from streams.deciders.match import compare
from streams.deciders.match.facts import AnswerFacts, MatchFacts
from streams.deciders.places import RESOLVE, Context
from streams.engines.line import parking
from streams.engines.line.batch import Gathered
from streams.engines.line.chains import Chain
from streams.engines.line.deciding import is_first_meeting
from streams.engines.line.hops import Hops
from streams.engines.line.inputs import Waiting

_CONNECTED: Final = "may_be_connected"


class AgainHops(Hops):
    """Hops that only decide, each input in the light of the record that was made of it."""

    def attend(
        self,
        recorded: Decision,
        first: int,
        *,
        rolls_gone: AbstractSet[str],
        known_whole: bool,
        staff_gone: AbstractSet[str],
    ) -> None:
        """The record that is decided again next, and whether rolls and people met are those of its time.

        `rolls_gone` are schools whose roll of that time nobody can search now.
        `first` is where its outputs begin, in a record that retries several inputs. `staff_gone` had names then that
        nobody can read now: the record alone says whether they may be connected.
        """
        self._recorded = recorded
        self._first = first
        self._rolls_gone = rolls_gone
        self._rolls_whole = not rolls_gone
        self._known_whole = known_whole
        self._staff_gone = staff_gone
        self.connections_of_the_record = False
        self.compared = 0
        self.compared_in_part = 0
        self.not_compared = 0
        self.evidence_differs: list[str] = []

    def again(self, batch: Gathered, chain: Chain, waiting: Waiting, context: Context, key: str | None) -> list[Output]:
        """Decide one input; `key` is that under which it was parked, else None. What a reader asked is not decided."""
        gone = parking.nobody_waits(waiting.message) if key is not None else None
        if gone is not None:
            return [gone]
        if waiting.source == RESOLVE:
            return self.fold_resolve(batch, chain, waiting, context)
        if key is not None and isinstance(waiting.message, TimePassed):
            decided = self._decide_tick(batch, chain, waiting.message, waiting.position, key)
            return self._fold_person(chain, decided, context)
        return self.fold_person(batch, chain, waiting, context)

    def _match_facts(self, batch: Gathered, chain: Chain, accepted: EventAccepted) -> MatchFacts:
        facts = super()._match_facts(batch, chain, accepted)
        evidence = {o.section: o.evidence for o in _children(self._recorded, accepted)}
        if self._rolls_whole:
            self._compare(evidence, facts)
        else:
            self._compare_in_part(evidence, facts)
        evidence = {**facts.evidence, **evidence}
        folded = self._folded(batch, accepted.event)
        known = (
            compare.known_people(folded, evidence, self._indexes.known)
            if self._known_whole
            else dict(_known_then(self._recorded, accepted, self._first))
        )
        return MatchFacts(facts.reference, facts.event, facts.before, evidence, known)

    def remember_people(self, batch: Gathered, outputs: Iterable[Output], context: Context) -> None:
        """Remember whoever these outputs first met. Raises `Gone` where they cannot be read any more."""
        for ordinal, output in enumerate(outputs):
            if is_first_meeting(output, context.output_id(ordinal)):
                self._remember_person(batch, output)

    def _compare(self, recorded: dict[int, Evidence], facts: MatchFacts) -> None:
        for section, then in recorded.items():
            now = facts.evidence.get(section)
            self.compared += 1
            if now != then:
                self.evidence_differs += [f"section {section}: {text}" for text in differences(then, now)]

    def _compare_in_part(self, recorded: dict[int, Evidence], facts: MatchFacts) -> None:
        """Children all of whose candidates stand on rolls that still stand: each must be found again, as alike as then.

        How rare a name is, and so the weight, came from all rolls of that time, and is not compared.
        """
        for section, then in recorded.items():
            now = facts.evidence.get(section)
            if now is None or not self._stands_whole(then) or now.candidates_left_off:
                self.not_compared += 1
                continue
            self.compared_in_part += 1
            found = {candidate.pupil: candidate for candidate in now.candidates}
            for place, candidate in enumerate(then.candidates, start=1):
                again = found.get(candidate.pupil)
                if again is None:
                    self.evidence_differs.append(f"section {section}: candidate {place} is not found again")
                elif replace(again, rare_name=candidate.rare_name, total=candidate.total) != candidate:
                    self.evidence_differs.append(f"section {section}: candidate {place} agrees in other levels")

    def _stands_whole(self, then: Evidence) -> bool:
        urns = {registration.urn for candidate in then.candidates for registration in candidate.registrations}
        return bool(urns) and not then.candidates_left_off and self._rolls_gone.isdisjoint(urns)

    def _answer_facts(self, batch: Gathered, chain: Chain, message: MatchDecided) -> AnswerFacts:
        facts = super()._answer_facts(batch, chain, message)
        if self._rolls_whole:
            return facts
        then = {
            registration.urn: registration.roll_version
            for output in self._recorded.outputs
            if isinstance(output, ChildMatched)
            for registration in output.registrations
        }
        return replace(facts, rolls=then)

    def _rolls_of(self, pupil: str, school: str) -> dict[str, int]:
        """As they stand, or as the record tells: where it says of no move, the pupil was still at the school."""
        if self._rolls_whole or not pupil or not school:
            return super()._rolls_of(pupil, school)
        for output in self._recorded.outputs:
            if isinstance(output, ChildMoved) and output.left == school:
                return {registration.urn: registration.roll_version for registration in output.registrations}
        return {school: 0}

    def _connected(self, batch: Gathered, event: bytes, own: int, users: list[str]) -> frozenset[str]:
        now = super()._connected(batch, event, own, users)
        gone = self._staff_gone & set(users)
        if not gone:
            return now
        self.connections_of_the_record = True
        return (now - gone) | (gone & set(_said_to_be_connected(self._recorded, batch)))


def _children(recorded: Decision, accepted: EventAccepted) -> Iterator[ChildMatched | MatchReferred | ChildNotOnRoll]:
    for output in recorded.outputs:
        if isinstance(output, ChildMatched | MatchReferred | ChildNotOnRoll) and output.event == accepted.event:
            yield output


def _known_then(recorded: Decision, accepted: EventAccepted, first: int) -> Iterator[tuple[int, str]]:
    """Who was met before, as the record tells it: a person named by another place than the output's own."""
    for ordinal, output in enumerate(recorded.outputs, first):
        if not isinstance(output, MatchReferred | ChildNotOnRoll | PersonResolved) or output.event != accepted.event:
            continue
        if output.person != f"{recorded.source}-{recorded.number}-{ordinal}":
            yield output.section, output.person


def _said_to_be_connected(recorded: Decision, batch: Gathered) -> Iterator[str]:
    for output in recorded.outputs:
        match output:
            case OpeningRefused() | CommandRefused() | ActionWithheld() if output.reason == _CONNECTED:
                yield output.user
            case DeskItemRaised() if output.kind is DeskKind.NO_SAFE_READER and output.recipient is not None:
                yield from (
                    role.user for role in batch.reference.staff_roles(output.recipient.scheme, output.recipient.value)
                )
            case _:
                pass
