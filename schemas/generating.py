"""What generated encoders and decoders are put together from: lines of source, and the names that they may use."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib import import_module
from typing import Any, ClassVar, Final

from msgspec import Struct

from schemas import native, primitives
from schemas.faults import CodecFault
from schemas.shapes import (
    Choice,
    Listing,
    Record,
    Shape,
    Text,
    Unsupported,
)
from schemas.varints import read_zigzag

_FAR: Final = 1 << 48
"""Farther than any bytes reach."""
_NAMESPACE: Final[dict[str, object]] = {
    "fail": primitives.fail,
    "whole": primitives.read_whole,
    "zigzag": read_zigzag,
    "TRUTH": primitives.TRUTH,
    "W": primitives.WHOLES,
    "WIDE": primitives.WIDE,
    "BOOL": primitives.TRUTHS,
    "micros": primitives.microseconds,
    "days": primitives.days,
    "EPOCH": primitives.EPOCH,
    "delta": timedelta,
    "from_ordinal": date.fromordinal,
    "OVER": CodecFault.OVER_LIMIT,
    "SHORT": CodecFault.TRUNCATED,
    "LOOSE": CodecFault.NOT_CANONICAL,
    "ODD": CodecFault.MALFORMED,
    "WRONG": CodecFault.WRONG_TYPE,
    "Any": Any,
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

    built: ClassVar[list["Source"] | None] = None
    """Where set-up collects what is generated, to have it compiled."""

    def __init__(self, cls: type[Struct]) -> None:
        self.cls = cls
        self.constants: dict[str, object] = {}
        self.types: dict[str, str] = {}
        self.lines: list[str] = []

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
        name = f"C{len(self.constants)}"
        self.constants[name] = value
        return name

    def variable(self, kind: str = "Any") -> str:
        """A name that no other line uses; `kind` is its type, where only one is ever put there."""
        name = f"v{len(self.types) + 1}"
        self.types[name] = kind
        return name

    def digest(self) -> str:
        """What tells this function's source from others, in hexadecimal."""
        return sha256("\n".join(self.lines).encode()).hexdigest()

    def build(self, name: str) -> Callable[..., object]:
        """The function of this name that the lines define: compiled, if it was when the program was set up."""
        if Source.built is not None:
            Source.built.append(self)
        make = _makers().get(self.digest())
        if make is not None:
            return make(list(self.constants.values()))
        names = {**_NAMESPACE, **self.constants}
        exec(compile("\n".join(self.lines), f"<{name} of {self.cls.__name__}>", "exec"), names)
        made = names[name]
        assert callable(made)
        return made


_Maker = Callable[[list[object]], Callable[..., object]]


@cache
def _makers() -> Mapping[str, _Maker]:
    """What gives the compiled function, for its constants, by the digest of its source."""
    if not native.STATE.runs:
        return {}
    makers: Mapping[str, _Maker] = import_module(native.CODEC).MAKERS
    return makers
