"""Whether the cluster has the topics that the hub declares."""

from collections.abc import Iterable, Sequence

from streams.engines.kafka.fetching import Fetcher
from streams.engines.kafka.topics import Topics


class TopicsMissing(Exception):
    """Topics are missing in the cluster, or have another number of partitions than the hub declares."""

    def __init__(self, wrong: Sequence[str]) -> None:
        names = ", ".join(wrong)
        super().__init__(f"the cluster does not have the topics that the hub declares: {names}; make them so")


async def wrong_topics(fetcher: Fetcher, topics: Topics, sources: Iterable[str]) -> list[str]:
    """Topics of these source partitions that are missing, or have another number of partitions, each with both."""
    wanted: dict[str, int] = {}
    for source in sources:
        for place in (topics.inputs_of(source), topics.decisions_of(source)):
            wanted[place.topic] = max(wanted.get(place.topic, 0), place.partition + 1)
    found = await fetcher.partitions(list(wanted))
    wrong = sorted(topic for topic, count in wanted.items() if found.get(topic, 0) != count)
    return [f"`{topic}` ({found.get(topic, 0)} of {wanted[topic]} partitions)" for topic in wrong]
