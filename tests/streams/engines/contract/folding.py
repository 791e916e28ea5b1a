"""State as nothing but the fold of the records, beside which the state that an engine keeps is held."""

import msgspec

from schemas.records.decision import Output
from streams.deciders.accept import decide as accept
from streams.deciders.match import decide as match
from streams.deciders.person import evolve as person
from streams.deciders.states import States
from tests.streams.engines.contract.driver import Engine


def folded(engine: Engine, source: str) -> dict[str, bytes]:
    """The state of a partition, folded from nothing but its records."""
    states = States(lambda _: None)
    for decision in engine.decisions(source):
        for ordinal, output in enumerate(decision.outputs):
            evolve(states, source, output, f"{source}-{decision.number}-{ordinal}")
    return {key: msgspec.msgpack.encode(value) for key, value in states.changed.items()}


def evolve(states: States, source: str, output: Output, output_id: str) -> None:
    """Fold one output by the hop that it stands in."""
    if source.startswith("intake."):
        accept.evolve(states, output)  # type: ignore[arg-type]  # hop 1 records nothing else
    elif source == "resolve":
        match.evolve(states, output, output_id)
    else:
        person.evolve(states, output, output_id)
