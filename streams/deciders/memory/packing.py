"""A case in the bytes in which histories hold it: most are carried along, and looked at by nobody."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import astuple

from streams.deciders.memory.seen import Seen

CASE_BEGINS: Final = 8
CASE_ENDS: Final = CASE_BEGINS + 16
"""Where the case key stands in a packed case: behind its time, which is eight bytes."""

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_DEFAULTS: Final = Seen.__struct_defaults__
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(list[object])


def packed(seen: Seen) -> bytes:
    """A case as histories hold it. In the order of these bytes cases stand by when they happened, then by case key."""
    _, _, *rest = astuple(seen)
    if tuple(rest[-len(_DEFAULTS) :]) == _DEFAULTS:
        del rest[-len(_DEFAULTS) :]
    return time_of(seen.at) + seen.case + _ENCODER.encode(rest)


def unpacked(case: bytes) -> Seen:
    """The case that was packed."""
    at = _FIRST + int.from_bytes(case[:CASE_BEGINS], "big") * _MICROSECOND
    rest = _DECODER.decode(memoryview(case)[CASE_ENDS:])
    return msgspec.convert([at, case[CASE_BEGINS:CASE_ENDS], *rest], Seen, builtin_types=(bytes, datetime))


def time_of(at: datetime) -> bytes:
    """What `packed` begins with, for a case of this time."""
    return ((at - _FIRST) // _MICROSECOND).to_bytes(CASE_BEGINS, "big")
