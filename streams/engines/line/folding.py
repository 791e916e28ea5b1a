"""State as nothing but the fold of the records that count: a chain read back record by record."""

from schemas.records.accept import AcceptOutput
from schemas.records.decision import Decision, Output, Parked, Unparked
from streams.deciders.accept import decide as accept
from streams.deciders.match import decide as match
from streams.deciders.person import evolve as person
from streams.deciders.places import RESOLVE, record_id
from streams.engines.line.chains import Chain
from streams.engines.line.routes import parts, routes


def fold(chain: Chain, decision: Decision, digest: bytes, person_partitions: int) -> None:
    """Take a record that extends the chain into its state, with what it holds back and what it sent on.

    `digest` is that of the record's bytes.
    """
    chain.states.begin()
    name = record_id(decision.source, decision.number)
    for ordinal, output in enumerate(decision.outputs):
        if isinstance(output, Parked):
            chain.park(output.key, output.position, output.reason)
        elif isinstance(output, Unparked):
            chain.unpark(output.key, output.position)
        else:
            _evolve(chain, output, f"{name}-{ordinal}")
    for target in forwards(decision, person_partitions):
        chain.forwarded[target] = chain.forwarded.get(target, 0) + 1
    if decision.origin is not None:
        chain.received[decision.origin.source] = decision.origin.number
    chain.number, chain.digest = decision.number, digest
    chain.position, chain.reference = decision.position, decision.reference


def forwards(decision: Decision, person_partitions: int) -> list[str]:
    """The partitions of the next hop to which a record sent, one entry a message, in order."""
    return [
        target
        for first, end, _ in parts(decision)
        for target, _ in routes(decision.source, decision.outputs, first, end, person_partitions)
    ]


def _evolve(chain: Chain, output: Output, output_id: str) -> None:
    if chain.source == RESOLVE:
        match.evolve(chain.states, output, output_id)
    elif chain.source.startswith("intake."):
        if isinstance(output, AcceptOutput):
            accept.evolve(chain.states, output)
    else:
        person.evolve(chain.states, output, output_id)
