"""Kafka records as inputs of the hops: what can be read, and what cannot and is recorded as such."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from schemas import codec, signing
from schemas.envelope import digest_of_submission
from schemas.records.inputs import Forwarded, Input, ParkedRetried
from schemas.refusals import Refusal
from schemas.wire import Submission
from streams.chain import forward_digest, record_digest
from streams.engines.line.inputs import Received, Waiting
from streams.engines.line.times import micros, moment

KEYS: Final = "keys"
"""Header of a submission: the key header's bytes, which no log beyond the intake keeps."""
COMMAND: Final = "command"
"""Header of an operator's command that stands among submissions: the bytes of its `Input`."""
SIGNATURE: Final = "signature"
"""Header beside it: the operator's signature. An agency writes to the same topic, and could claim to be anyone."""
RECORD: Final = "record"
"""Header of a forwarded input: the digest of the decision record that it comes from."""

COMMAND_TYPE: Final = "application/vnd.firstbell.intake-command.v1+avro"

DIGEST_BYTES: Final = 32

Headers = Mapping[str, bytes]


class Raw(Struct, frozen=True, gc=False):
    """A record of an inputs or intake partition. `at` is when the broker appended it (LogAppendTime)."""

    source: str
    position: int
    at: datetime
    value: bytes
    headers: Headers


class Unreadable(Struct, frozen=True, gc=False):
    """An input of hop 2 or 3 that is none: it takes its position and is recorded as not readable."""

    position: int
    at: datetime
    digest: bytes


def raw(
    source: str,
    offset: int,
    milliseconds: int,
    value: bytes | None,
    headers: Iterable[tuple[str, bytes | None]],
) -> Raw:
    """A record as it came from a client. Positions begin at 1, offsets at 0."""
    named = {name: content for name, content in headers if content is not None}
    at = moment(max(0, milliseconds) * 1000)
    return Raw(source, offset + 1, at, value or b"", named)


Clock = Callable[[], datetime]
"""Gives the time now: only for a demo, whose story lies in another year."""


def stamp(clock: Clock | None) -> int | None:
    """What a record is stamped with as it is sent: nothing, for the brokers' own time counts; in a demo the story's."""
    return None if clock is None else micros(clock()) // 1000


def received(record: Raw, operator: Ed25519PublicKey) -> Received:
    """A record of an intake partition. A command that the operator did not sign is a submission like any other."""
    command = _signed_command(record, operator)
    if command is not None:
        return Received(record.position, record.at, record_digest(command), b"", b"", command)
    submission = Submission(record.value, record.headers.get(KEYS, b""))
    digest = digest_of_submission(submission)
    return Received(record.position, record.at, digest, submission.envelope, submission.keys, None)


class OwnForwards:
    """What this process forwarded last, by its bytes: most of it comes back to it, and need not be read again."""

    def __init__(self, most: int = 8192) -> None:
        self._most = most
        self._messages: OrderedDict[bytes, Forwarded] = OrderedDict()

    def put(self, value: bytes, message: Forwarded) -> None:
        """These bytes were made of this message."""
        self._messages[value] = message
        if len(self._messages) > self._most:
            self._messages.popitem(last=False)

    def take(self, value: bytes) -> Forwarded | None:
        """The message that these very bytes were made of; once."""
        return self._messages.pop(value, None)


def waiting(record: Raw, own: OwnForwards | None = None) -> Waiting | Unreadable:
    """A record of an inputs partition. `own`: what this process forwarded itself."""
    message = own.take(record.value) if own is not None else None
    return _forwarded(record, message) if message is not None else _read(record)


def _read(record: Raw) -> Waiting | Unreadable:
    digest = record_digest(record.value)
    try:
        held = codec.decode(record.value, Input)
    except codec.CodecError:
        return Unreadable(record.position, record.at, digest)
    if isinstance(held.message, Forwarded):
        return _forwarded(record, held.message)
    return Waiting(record.source, record.position, record.at, digest, held.message, held.id)


def _forwarded(record: Raw, message: Forwarded) -> Waiting | Unreadable:
    origin = record.headers.get(RECORD, b"")
    if len(origin) != DIGEST_BYTES:
        return Unreadable(record.position, record.at, record_digest(record.value))
    digest = forward_digest(origin, message.number, message.ordinals)
    return Waiting(record.source, record.position, message.accepted_at, digest, message, "")


def intake_command_headers(command: Input, source: str, key: Ed25519PrivateKey) -> list[tuple[str, bytes]]:
    """The headers under which the operator's command stands in an intake partition."""
    body = codec.encode(command)
    return [(COMMAND, body), (SIGNATURE, signing.sign(key, COMMAND_TYPE, _bound(source, body)))]


def _signed_command(record: Raw, operator: Ed25519PublicKey) -> bytes | None:
    command, signature = record.headers.get(COMMAND), record.headers.get(SIGNATURE)
    if command is None or signature is None:
        return None
    try:
        signing.verify(operator, COMMAND_TYPE, _bound(record.source, command), signature, COMMAND)
        message = codec.decode(command, Input).message
    except (Refusal, codec.CodecError):
        return None
    return command if isinstance(message, ParkedRetried) else None


def _bound(source: str, command: bytes) -> bytes:
    """What is signed: the command and the partition that it is for, so that it counts in no other."""
    return len(source).to_bytes(2, "big") + source.encode() + command


def in_runs(inputs: Mapping[str, Sequence[Raw]]) -> Iterator[dict[str, list[Raw]]]:
    """Inputs of each source by position, each once: after a rebalance some come a second time, behind later ones.

    Where a position is left out, what follows it comes in another round: Faust empties its queues as a group rebalances
    and keeps what an agent took already, so what is handed over together can have a hole.
    """
    runs = {source: _runs(raws) for source, raws in inputs.items()}
    for some in zip_longest(*runs.values()):
        yield {source: run for source, run in zip(runs, some, strict=True) if run is not None}


def _runs(raws: Sequence[Raw]) -> Iterator[list[Raw]]:
    run: list[Raw] = []
    for one in {one.position: one for one in sorted(raws, key=_position)}.values():
        if run and one.position != run[-1].position + 1:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _position(one: Raw) -> int:
    return one.position
