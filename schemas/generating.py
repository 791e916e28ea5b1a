"""What generated encoders and decoders are put together from: lines of source, and the names that they may use."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, NoReturn

from msgspec import Struct

from schemas.faults import CodecError, CodecFault
from schemas.shapes import (
    Choice,
    Listing,
    Record,
    Shape,
    Text,
    Unsupported,
)
from schemas.varints import read_zigzag, write_long


def fail(fault: CodecFault, place: str) -> NoReturn:
    """Refuse; called by the generated functions."""
    raise CodecError(fault, place)


EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
SMALL: Final = 8192
RECURRING: Final = 4096
"""Encodings kept of each kind of value that records repeat (ops/decisions/0070)."""
_WHOLES: Final = [write_long(value) for value in range(SMALL)]


@lru_cache(maxsize=RECURRING)
def _microseconds(moment: datetime) -> bytes:
    since = moment - EPOCH
    return write_long((since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds)


def _days(day: date) -> bytes:
    if type(day) is not date:
        raise TypeError
    return write_long(day.toordinal() - EPOCH_DAY)


class _AnyWhole(dict[int, bytes]):
    """Numbers as bytes: the small ones are kept, the others written as they come."""

    def __missing__(self, value: int) -> bytes:
        return write_long(value)


_FAR: Final = 1 << 62


def read_whole(data: bytes, at: int) -> tuple[int, int]:
    """A zig-zag number, two bytes of it without a further call, and where it ends."""
    value = data[at]
    if value > 127 and 0 < data[at + 1] < 128:
        value, at = value + (data[at + 1] << 7) - 128, at + 2
    else:
        value, at = read_zigzag(data, at)
    return (value >> 1) ^ -(value & 1), at


_NAMESPACE: Final[dict[str, object]] = {
    "fail": fail,
    "whole": read_whole,
    "zigzag": read_zigzag,
    "TRUTH": [False, True, *[None] * 254],
    "W": _WHOLES,
    "WIDE": _AnyWhole(enumerate(_WHOLES)),
    "BOOL": {False: b"\0", True: b"\1"},
    "micros": _microseconds,
    "days": _days,
    "EPOCH": EPOCH,
    "delta": timedelta,
    "from_ordinal": date.fromordinal,
    "OVER": CodecFault.OVER_LIMIT,
    "SHORT": CodecFault.TRUNCATED,
    "LOOSE": CodecFault.NOT_CANONICAL,
    "ODD": CodecFault.MALFORMED,
    "WRONG": CodecFault.WRONG_TYPE,
}


@cache
def small_wholes(low: int, high: int) -> list[int | None]:
    """The number that each first byte is by itself (zig-zag, below 128), where it lies within the bounds."""
    numbers = [(byte >> 1) ^ -(byte & 1) for byte in range(128)]
    return [number if low <= number <= high else None for number in numbers] + [None] * 128


@cache
def ends_of_short(shortest: int, longest: int | None) -> list[int]:
    """How far behind its first byte a string ends that begins with it, if its bytes are no fewer than `shortest` and no
    more than `longest` characters could be; else beyond all bytes."""
    most = 63 if longest is None else min(longest, 63)
    return [
        1 + (byte >> 1) if byte < 128 and not byte & 1 and shortest <= byte >> 1 <= most else _FAR
        for byte in range(256)
    ]


def symbols(options: list[StrEnum]) -> list[StrEnum | None]:
    """The member that each first byte stands for: an index of one byte is zig-zag, so only even ones below 128."""
    if len(options) > 64:
        raise Unsupported(f"{type(options[0]).__name__}: an enum of more than 64 members")
    table: list[StrEnum | None] = [None] * 256
    table[: 2 * len(options) : 2] = options
    return table


def recurs(shape: Shape) -> bool:
    """Whether values of a shape are few and come again and again: names of the hub's own, lists of codes and of
    records that keep their hash, and such records themselves."""
    match shape:
        case Text(recurs=marked):
            return marked
        case Record(of):
            return of.__struct_config__.cache_hash
        case Listing(item):
            return isinstance(item, Choice) or recurs(item)
    return False


class Source:
    """Lines of one generated function, and the constants that they name."""

    def __init__(self, cls: type[Struct]) -> None:
        self.cls = cls
        self.names: dict[str, object] = {**_NAMESPACE, "Cls": cls}
        self.lines: list[str] = []
        self.count = 0

    def put(self, depth: int, *lines: str) -> None:
        """Add lines at a depth of indentation."""
        self.lines.extend("    " * depth + line for line in lines)

    def characters(self, depth: int, name: str, size: str, shape: Text, place: str) -> None:
        """Put the checks of a string's length in characters, `size` being its length in bytes: never fewer."""
        if shape.shortest:
            short = f"not {size}" if shape.shortest == 1 else f"len({name}) < {shape.shortest}"
            self.put(depth, f"if {short}: fail(OVER, {place!r})")
        if shape.longest is not None:
            self.put(depth, f"if {size} > {shape.longest} and len({name}) > {shape.longest}: fail(OVER, {place!r})")

    def constant(self, value: object) -> str:
        """The name by which the lines speak of a value."""
        name = f"C{len(self.names)}"
        self.names[name] = value
        return name

    def variable(self) -> str:
        """A name that no other line uses."""
        self.count += 1
        return f"v{self.count}"

    def build(self, name: str) -> Callable[..., object]:
        """The function of this name that the lines define."""
        exec(compile("\n".join(self.lines), f"<{name} of {self.cls.__name__}>", "exec"), self.names)
        made = self.names[name]
        assert callable(made)
        return made
