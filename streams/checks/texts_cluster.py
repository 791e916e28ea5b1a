"""The texts of a hub on a cluster, for the check of its notices: records from the brokers, sealed bytes and keys from
where they are kept.
"""

from collections.abc import Collection, Sequence

from schemas.records.decision import Output
from streams.checks.behind import Behind
from streams.checks.cluster_log import ClusterLog
from streams.checks.texts import TextsRead, check_texts
from streams.deciders.places import split_output_id
from streams.engines.line.opening import Openings
from streams.engines.line.ports import KeyReader, SealedEvents


def texts_of_cluster(log: ClusterLog, events: SealedEvents, vault: KeyReader, behind: Sequence[Behind]) -> TextsRead:
    """As `check_texts`. The chains that issued such notices are read once more, for their records alone."""
    issued = _outputs(log, {one.notice for one in behind})

    def outputs(ids: Collection[str]) -> dict[str, Output]:
        return {id: issued[id] for id in ids if id in issued}

    return check_texts(behind, outputs, Openings(events, vault), log.reference)


def _outputs(log: ClusterLog, ids: Collection[str]) -> dict[str, Output]:
    wanted: dict[str, dict[int, list[int]]] = {}
    for source, number, ordinal in map(split_output_id, ids):
        wanted.setdefault(source, {}).setdefault(number, []).append(ordinal)
    return {
        f"{source}-{number}-{ordinal}": counted.decision.outputs[ordinal]
        for source, numbers in wanted.items()
        for counted in log.counted(source)
        for number in (counted.decision.number,)
        for ordinal in numbers.get(number, ())
    }
