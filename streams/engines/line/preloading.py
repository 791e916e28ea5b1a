"""Load together, in few questions, the states that deciding a batch of hops 2 and 3 will ask for."""

from collections.abc import Iterable, Iterator

from schemas.records.accept import EventAccepted
from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import Forwarded
from schemas.records.memory import RepeatAssessed
from streams.deciders.keys import case_key, history_key, joining_key, matter_key, pupil_key, same_key
from streams.deciders.match.state import PupilPerson
from streams.deciders.person import patterns
from streams.deciders.places import RESOLVE
from streams.engines.line.batch import Gathered
from streams.engines.line.chains import Chain


def preload(chain: Chain, messages: Iterable[object], batch: Gathered) -> None:
    """Load together the states that deciding these inputs will ask for, as far as can be told ahead: of pupils first
    who they are, then what is remembered of them, and of whoever else was met before.
    """
    keys = [key for message in messages for key in _state_keys(message, batch)]
    if not keys:
        return
    chain.preload(keys)
    pupils = [chain.states.find(key, PupilPerson) for key in dict.fromkeys(keys) if key.startswith("pupil:")]
    people = [pupil.person for pupil in pupils if pupil is not None]
    if chain.source == RESOLVE:
        people += sorted(batch.likely)
    chain.preload([*(same_key(person) for person in people), *(history_key(person) for person in people)])


def _state_keys(message: object, batch: Gathered) -> Iterator[str]:
    if isinstance(message, Forwarded):
        for output in message.outputs:
            if isinstance(output, EventAccepted):
                yield case_key(output.case)
                for evidence in batch.evidence.get(output.event, {}).values():
                    for candidate in evidence.candidates[:1]:
                        yield pupil_key(candidate.pupil)
            else:
                yield matter_key(_desk_of(output), output.person)
                yield joining_key(_desk_of(output))
                if type(output) is RepeatAssessed:
                    yield from map(joining_key, output.others)


def _desk_of(output: ForwardedOutput) -> bytes:
    return patterns.desk_of(output) if type(output) is RepeatAssessed else output.case
