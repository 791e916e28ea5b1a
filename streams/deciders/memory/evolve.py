"""Fold what was noted, and the answers given, into the histories of persons and pairs."""

from typing import Final, get_args

from msgspec.structs import replace

from schemas.records.decision import Output
from schemas.records.memory import (
    MemoryOutput,
    OccurrenceForgotten,
    OccurrenceNoted,
    PatternChange,
    PatternFound,
    PersonsMerged,
    PersonsSplit,
    RepeatAssessed,
)
from streams.deciders.keys import case_key, history_key, pair_key, same_key
from streams.deciders.match.state import MatchCase
from streams.deciders.memory.histories import keys_of, with_answer, with_case, without, without_answer
from streams.deciders.memory.packing import packed
from streams.deciders.memory.seen import Seen
from streams.deciders.memory.state import Answered, History, Noted, SamePerson
from streams.deciders.states import States

FOLDED: Final[frozenset[type]] = frozenset(get_args(MemoryOutput))
"""The outputs that change a history."""

_ENDS = frozenset({PatternChange.LAPSED, PatternChange.MOVED})


def evolve(states: States, output: Output, output_id: str) -> None:
    """Fold one output, which stands at `output_id`; what is not of this stage leaves the state as it is."""
    match output:
        case OccurrenceNoted():
            _note(states, output.case, output.event, noted_of(output), output.area)
        case OccurrenceForgotten():
            _note(states, output.case, output.event, None, "")
        case PersonsMerged():
            _merge(states, output)
        case PersonsSplit():
            noted = noted_in(states, output.case)
            if noted is not None:
                another = as_another(noted, output.person, output.into)
                _note(states, output.case, output.event, another, noted.seen.area)
        case PatternFound():
            key = key_of(output)
            history = history_at(states, key)
            if output.change in _ENDS:
                states.put(key, without_answer(history, output.rule))
            else:
                states.put(key, with_answer(history, _of_pattern(output, output_id)))
        case RepeatAssessed():
            key = key_of(output)
            states.put(key, with_answer(history_at(states, key), _of_repeat(output, output_id)))
        case _:
            pass


def history_at(states: States, key: str) -> History:
    """What is remembered at a key; nothing, where nothing was noted."""
    return states.find(key, History) or History()


def noted_in(states: States, case: bytes) -> Noted | None:
    """What was noted of a case."""
    held = states.find(case_key(case), MatchCase)
    return held.noted if held is not None else None


def now_known_as(states: States, person: str) -> str:
    """The person of ours whom this one turned out to be, or the person themself."""
    found = states.find(same_key(person), SamePerson)
    return found.person if found is not None else person


def noted_of(output: OccurrenceNoted) -> Noted:
    """What an output notes, as the state holds it."""
    seen = Seen(
        at=output.at,
        case=output.case,
        event=output.event,
        section=output.section,
        type=output.type,
        area=output.area,
        until=output.until,
        place=output.place or "",
        companions=output.companions,
        criminal=output.criminal,
        taken_back=output.taken_back,
    )
    return Noted(packed(seen), output.people, tuple([(pair.victim, pair.perpetrator) for pair in output.pairs]))


def as_another(noted: Noted, person: str, into: str) -> Noted:
    """The same, with one person in the place of another."""

    def known_as(one: str) -> str:
        return into if one == person else one

    seen, as_packed = noted.seen, noted.packed
    if person in seen.companions:
        as_packed = packed(replace(seen, companions=tuple(sorted({known_as(one) for one in seen.companions}))))
    people = tuple(dict.fromkeys(known_as(one) for one in noted.people))
    pairs = tuple(dict.fromkeys((known_as(victim), known_as(other)) for victim, other in noted.pairs))
    return Noted(as_packed, people, pairs)


def key_of(output: PatternFound | RepeatAssessed) -> str:
    """The history that an answer was found in."""
    if output.perpetrator is None:
        return history_key(output.person)
    return pair_key(output.person, output.perpetrator)


def _note(states: States, case: bytes, event: bytes, noted: Noted | None, area: str) -> None:
    held = states.find(case_key(case), MatchCase) or MatchCase(event, ())
    before = keys_of(held.noted.people, held.noted.pairs) if held.noted is not None else []
    for key in before:
        states.put(key, without(history_at(states, key), case))
    if noted is not None:
        for key in keys_of(noted.people, noted.pairs):
            states.put(key, with_case(history_at(states, key), noted.packed, area))
    states.put(case_key(case), replace(held, noted=noted))


def _merge(states: States, output: PersonsMerged) -> None:
    """Everything noted of the one counts for the other; who had turned out to be the one is the other as well."""
    for seen in history_at(states, history_key(output.person)).seen:
        noted = noted_in(states, seen.case)
        if noted is not None:
            _note(states, seen.case, seen.event, as_another(noted, output.person, output.into), seen.area)
    states.put(same_key(output.person), SamePerson(output.into))


def _of_pattern(output: PatternFound, output_id: str) -> Answered:
    cases = tuple([(counted.case, counted.at) for counted in output.cases])
    latest = max(at for _, at in cases)
    return Answered(
        rule=output.rule,
        kind=output.kind.value,
        version=output.version,
        area=output.area,
        about=b"",
        output=output_id,
        desk=output.case,
        at=latest,
        cases=cases,
        count=output.count,
    )


def _of_repeat(output: RepeatAssessed, output_id: str) -> Answered:
    cases = tuple([(counted.case, counted.at) for counted in output.counted])
    if output.last_referral is not None:
        cases = ((output.last_referral.case, output.last_referral.at), *cases)
    return Answered(
        rule="",
        kind=output.rule,
        version=output.version,
        area=output.area,
        about=output.case,
        output=output_id,
        desk=b"",
        at=output.counted[-1].at,
        cases=cases,
        count=len(cases),
        repeat=output.repeat,
    )
