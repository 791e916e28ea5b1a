"""What a hub was doing when a test gave up waiting: what waits where, who owns what, what each process said last.

It stands in the failure itself, so that one that comes once in many runs, where nobody can look, explains itself.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Final

from kafka.admin import KafkaAdminClient

from streams.checks.conservation import conserve

if TYPE_CHECKING:
    from tests.faults.kafka.stage import Stage

LAST_LINES: Final = 12
LINE: Final = 400
OWNED: Final = "partitions taken over"
"""With these words a worker says which partitions it has; what it says last of it is told too."""
MOST: Final = 10


def explained(stage: "Stage") -> str:
    """Some dozens of lines. What cannot be asked any more is said, and the rest told all the same."""
    parts = (_traffic, _inputs, _under_way, _groups, _processes)
    return "\n".join(line for part in parts for line in _told(part, stage))


def _told(part: Callable[["Stage"], Iterator[str]], stage: "Stage") -> Iterator[str]:
    try:
        yield from part(stage)
    except Exception as error:  # whatever is broken here must not hide what the test failed with
        yield f"{part.__name__[1:]}: cannot be told: {type(error).__name__}: {error}"


def _traffic(stage: "Stage") -> Iterator[str]:
    promised, total = len(stage.traffic.promised), stage.traffic.total
    yield f"traffic: {promised} of {total} promised, refused {stage.traffic.refused} times; desks asked " + str(
        len(stage.desk.asked)
    )
    lacking = sorted(stage.desk.lacking)
    yield f"desks never asked: {', '.join(lacking) or 'nothing'}; reference moved at record {stage.moved or 'none yet'}"


def _inputs(stage: "Stage") -> Iterator[str]:
    """Of each partition: how much it holds, how far its chain has come, whether anything waits."""
    topics = stage.hub.topics
    with stage.log() as log:
        for source in log.sources():
            last = None
            for last in log.counted(source):  # noqa: B007  only the chain's head is wanted
                pass
            waits = "WAITS" if log.waits(source) else "rests"
            ends = stage.hub.end(topics.inputs_of(source)), stage.hub.end(topics.decisions_of(source))
            head = "no record" if last is None else f"record {last.decision.number} at {last.decision.position}"
            yield f"{waits} {source}: {ends[0]} inputs, {ends[1]} appended; the chain's head is {head}"
            yield from (f"  {one.kind} at {one.place}: {one.detail}" for one in islice(log.lacking(source), MOST))


def _under_way(stage: "Stage") -> Iterator[str]:
    """What one hop sent on and the next has not taken."""
    with stage.log() as log:
        found = conserve(log.recorded(), person_partitions=stage.partitions)
    yield f"{found.counts['under_way']} forwards are under way, {found.counts['parked_now']} inputs are parked"
    yield from (f"  {one.kind} at {one.place}: {one.detail}" for one in found.findings[:MOST])


def _groups(stage: "Stage") -> Iterator[str]:
    """Of each consumer group: its members, what each owns, and how far it has committed."""
    with closing(KafkaAdminClient(**stage.hub.connection.kafka_python())) as admin:
        names = [one["group_id"] for one in admin.list_groups() if one["group_id"].startswith(stage.hub.name)]
        for name, group in admin.describe_groups(names).items():
            members = ", ".join(sorted(member["client_id"] for member in group["members"])) or "nobody"
            yield f"group {name} is {group['group_state']}; in it: {members}"
        for committed in admin.list_group_offsets(names).values():
            for partition, offset in sorted(committed.items()):
                yield f"  {partition.topic} {partition.partition}: committed {offset.offset}"


def _processes(stage: "Stage") -> Iterator[str]:
    for process in stage.processes:
        state = "runs" if process.running else "has ended"
        yield f"{process.log.name}, which {state}, said last:"
        lines = process.log.read_text(errors="replace").splitlines() if process.log.exists() else []
        owned = [line for line in lines if OWNED in line]
        yield from (f"  {line[:LINE]}" for line in [*owned[-1:], "...", *lines[-LAST_LINES:]])
