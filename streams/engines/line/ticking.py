"""What falls due by a tick: in all matters together, or, where one cannot be decided, each by itself."""

from schemas.records.decision import Output, Parked
from schemas.records.inputs import InputKind, TimePassed
from streams.deciders import undecided
from streams.deciders.person import falling_due
from streams.deciders.person.state import Matter
from streams.engines.line import parking
from streams.engines.line.batch import Gathered
from streams.engines.line.chains import Chain
from streams.engines.line.times import micros

DueMatter = tuple[bytes, str, Matter]


def decide_tick(
    batch: Gathered, chain: Chain, message: TimePassed, position: int, case_key: str | None
) -> list[Output]:
    """What falls due, in every matter or in those of one case. A matter that cannot be decided parks its case
    alone: other schools' notices must not wait for it. A tick passes by what is parked, so that nothing which
    stands already goes overdue unseen.
    """
    matters = _due_matters(chain, message)
    if case_key is not None:
        return list(falling_due.decide_tick([m for m in matters if m[0].hex() == case_key], batch.reference, message))
    try:
        return list(falling_due.decide_tick(matters, batch.reference, message))
    except Exception:
        return _tick_one_by_one(batch, chain, message, matters, position)


def _tick_one_by_one(
    batch: Gathered, chain: Chain, message: TimePassed, matters: list[DueMatter], position: int
) -> list[Output]:
    outputs: list[Output] = []
    for matter in sorted(matters, key=lambda entry: entry[:2]):
        try:
            outputs += falling_due.decide_tick([matter], batch.reference, message)
        except Exception as error:
            key = matter[0].hex()
            if key not in chain.parked:
                reason = parking.reason_of(chain.source, position, error)
                chain.park(key, position, reason)
                kind = InputKind.TICK
                desk = undecided.desk_for_parked(batch.reference, chain.source, kind, message, message.at, waits=False)
                outputs.append(Parked(key, position, reason, desk))
    return outputs


def _due_matters(chain: Chain, message: TimePassed) -> list[DueMatter]:
    matters = []
    for key in chain.due_keys(micros(message.at)):
        matter = chain.states.find(key, Matter) if key.startswith("case:") else None
        if matter is not None:
            _, case, whom = key.split(":", 2)
            matters.append((bytes.fromhex(case), whom, matter))
    return matters
