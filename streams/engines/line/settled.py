"""How a desk is told of the decision on its command."""

from schemas.records.decision import Decision, Parked
from streams.engines.contract import Settled, Undecided


def settled(decision: Decision) -> Settled:
    """A decision as desks are told it. Raises `Undecided` where the command is parked."""
    if any(isinstance(output, Parked) for output in decision.outputs):
        raise Undecided("the command waits for an operator, and nothing was done: tell them, and try again later")
    ids = tuple(f"{decision.source}-{decision.number}-{n}" for n in range(len(decision.outputs)))
    return Settled(decision, decision.outputs, ids)
