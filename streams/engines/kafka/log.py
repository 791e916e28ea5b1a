"""The log as the hops read it back while they decide: fetched beforehand, for deciding waits for nothing."""

import asyncio
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas import codec
from schemas.records.decision import Decision, Output
from schemas.records.inputs import Input, MatchDecided, ParkedRetried
from streams.deciders.places import RESOLVE, split_output_id
from streams.engines.kafka.fetching import Expired, Fetcher
from streams.engines.kafka.parked import ParkedSubmissions
from streams.engines.kafka.partition import Partition
from streams.engines.kafka.records import Raw, Unreadable, raw, received, waiting
from streams.engines.kafka.topics import Topics
from streams.engines.line.inputs import Received, Waiting

Read = Received | Waiting | Unreadable


class FetchedLog:
    """`line.ports.Log` over what `fetch` brought for the batch that is decided next."""

    def __init__(self, fetcher: Fetcher, topics: Topics, operator: Ed25519PublicKey, parked: ParkedSubmissions) -> None:
        self._parked = parked
        self._fetcher = fetcher
        self._topics = topics
        self._operator = operator
        self._inputs: dict[str, dict[int, Raw]] = {}  # by source, for several are decided side by side
        self._decisions: dict[int, Decision] = {}

    async def fetch(self, partition: Partition, inputs: Sequence[Raw], read: Sequence[Read]) -> None:
        """Fetch what these inputs of a partition will ask for: parked inputs that are retried, referrals answered."""
        held = self._inputs[partition.source] = {}
        if partition.source == RESOLVE:
            self._decisions = {}
        for one in read:
            message = _message(one)
            if isinstance(message, ParkedRetried):
                held |= {raw.position: raw for raw in inputs}
                for position in partition.chain.parked.get(message.key, ()):
                    found = held.get(position) or await self._waits(partition.source, position)
                    if found is not None:
                        held[position] = found
            elif isinstance(message, MatchDecided):
                await self._fetch_referral(partition, message.answers)

    def submission(self, source: str, position: int) -> Received:
        """One input of an intake partition."""
        return received(self._inputs[source][position], self._operator)

    def waiting_at(self, source: str, position: int) -> Waiting:
        """One input of hop 2 or 3."""
        found = waiting(self._inputs[source][position])
        if isinstance(found, Unreadable):
            raise KeyError(position)
        return found

    def decision(self, source: str, number: int) -> Decision | None:
        """One recorded decision."""
        return self._decisions.get(number) if source == RESOLVE else None

    def output(self, output_id: str) -> Output | None:
        """One recorded output."""
        try:
            source, number, ordinal = split_output_id(output_id)
        except ValueError:
            return None
        decision = self.decision(source, number)
        if decision is None or not 0 <= ordinal < len(decision.outputs):
            return None
        return decision.outputs[ordinal]

    async def input(self, source: str, position: int) -> Raw | None:
        """One input as it stands in its partition; None where the topic's retention has passed."""
        try:
            (record,) = await self._fetcher.all(self._topics.inputs_of(source), position - 1, position)
        except Expired:
            return None
        return raw(source, record.offset, record.milliseconds, record.value, record.headers)

    async def _waits(self, source: str, position: int) -> Raw | None:
        """One parked input, wherever it still stands."""
        found = await self.input(source, position)
        if found is None and source.startswith("intake."):
            found = await asyncio.to_thread(self._parked.submission, source, position)
        return found

    async def _fetch_referral(self, partition: Partition, output_id: str) -> None:
        try:
            source, number, _ = split_output_id(output_id)
        except ValueError:
            return
        found = await partition.referral(number) if source == RESOLVE == partition.source else None
        if found is not None:
            self._decisions[number] = found.decision


def _message(one: Read) -> object:
    if isinstance(one, Received):
        return codec.decode(one.command, Input).message if one.command is not None else None
    return one.message if isinstance(one, Waiting) else None
