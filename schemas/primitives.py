"""What generated encoders and decoders call, and the values that they look things up in."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, NoReturn

from schemas.faults import CodecError, CodecFault
from schemas.varints import read_zigzag, write_long


def fail(fault: CodecFault, place: str) -> NoReturn:
    """Refuse; called by the generated functions."""
    raise CodecError(fault, place)


EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
SMALL: Final = 8192
RECURRING: Final = 4096
"""Encodings kept of each kind of value that records repeat (ops/decisions/0070)."""
WHOLES: Final = [write_long(value) for value in range(SMALL)]


@lru_cache(maxsize=RECURRING)
def microseconds(moment: datetime) -> bytes:
    """A time as microseconds since 1970, encoded."""
    since = moment - EPOCH
    return write_long((since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds)


def days(day: date) -> bytes:
    """A day as days since 1970, encoded."""
    if type(day) is not date:
        raise TypeError
    return write_long(day.toordinal() - EPOCH_DAY)


class _AnyWhole(dict[int, bytes]):
    """Numbers as bytes: the small ones are kept for good, of the others those that came last.

    A record's number and position are written into several of its parts.
    """

    def __missing__(self, value: int) -> bytes:
        written = write_long(value)
        if len(self) >= SMALL + RECURRING:
            self.clear()
            self.update(enumerate(WHOLES))
        self[value] = written
        return written


WIDE: Final[dict[int, bytes]] = _AnyWhole(enumerate(WHOLES))
TRUTH: Final[list[bool | None]] = [False, True, *[None] * 254]
TRUTHS: Final = {False: b"\0", True: b"\1"}


def read_whole(data: bytes, at: int) -> tuple[int, int]:
    """A zig-zag number, two bytes of it without a further call, and where it ends."""
    value = data[at]
    if value > 127 and 0 < data[at + 1] < 128:
        value, at = value + (data[at + 1] << 7) - 128, at + 2
    else:
        value, at = read_zigzag(data, at)
    return (value >> 1) ^ -(value & 1), at
