"""Avro binary encoding, compiled: for each Struct one function that writes it and one that reads it.

This is the hub's hottest code, so the functions are generated from the Struct's shapes, with every limit as a
constant in the line that checks it (ops/decisions/0011). What they read is canonical by construction:
each value has one encoding only (shortest integers, one block per list, no block sizes), so that two different
byte strings never decode to equal records.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from schemas.generating import EPOCH_DAY, RECURRING, SMALL, Source, recurs, symbols
from schemas.shapes import (
    LONG_MAX,
    LONG_MIN,
    Choice,
    Day,
    Instant,
    Listing,
    Octets,
    OneOf,
    Record,
    Shape,
    Text,
    Truth,
    Unsupported,
    Whole,
    members,
)
from schemas.varints import write_long

Encoder: TypeAlias = Callable[[Struct], bytes]
Decoder: TypeAlias = Callable[[bytes, int, int], tuple[Struct, int]]


class Compiled(NamedTuple):
    """The two functions of one Struct: its body without prefix, and the way back with the place where it ends."""

    encode: Encoder
    decode: Decoder


@cache
def compiled(cls: type[Struct]) -> Compiled:
    """Compile a Struct's encoder and decoder, once. Raises `Unsupported` for a type that does not travel."""
    writer, reader = _Writer(cls), _Reader(cls)
    return Compiled(writer.function(), reader.function())


class _Writer(Source):
    """Generates `encode(x) -> bytes`."""

    def function(self) -> Encoder:
        self.put(0, "def encode(x):")
        parts: list[str] = []
        for member in members(self.cls):
            parts += self.value(1, f"x.{member.name}", member.shape, f"{self.cls.__name__}.{member.name}")
        joined = ", ".join(parts) + ("," if parts else "")
        self.put(1, f"return b''.join(({joined}))")
        return self.build("encode")  # type: ignore[return-value]  # as the first line that was put says

    def value(self, depth: int, source: str, shape: Shape, place: str) -> list[str]:
        """Put the checks of one value; returns the expressions whose bytes, joined, are its encoding."""
        match shape:
            case Truth():
                return [f"BOOL[{source}]"]
            case Instant():
                return [f"micros({source})"]
            case Day():
                return [f"days({source})"]
            case Choice(of):
                symbols = {option: write_long(n) for n, option in enumerate(of)}
                return [f"{self.constant(symbols)}[{source}]"]
            case OneOf():
                return self.union(depth, source, shape, place)
        name = self.variable()
        self.put(depth, f"{name} = {source}")
        match shape:
            case Whole(low, high):
                self.put(depth, f"if not {low} <= {name} <= {high}: fail(OVER, {place!r})")
                return [f"W[{name}] if 0 <= {name} < {SMALL} else long({name})"]
            case Text():
                return self.text(depth, name, shape, place)
            case Octets():
                self.length(depth, name, shape.shortest, shape.longest, place)
                return [name] if shape.fixed else [self.size(name, shape.longest), name]
            case Record(struct):
                self.put(depth, f"if {name}.__class__ is not {self.constant(struct)}: fail(WRONG, {place!r})")
                encode = compiled(struct).encode
                return [f"{self.constant(lru_cache(RECURRING)(encode) if recurs(shape) else encode)}({name})"]
            case Listing(item=item):
                self.put(depth, f"if {name}.__class__ is not tuple: fail(WRONG, {place!r})")
                if recurs(item):
                    return [f"{self.constant(lru_cache(RECURRING)(self.listed(shape, place)))}({name})"]
                return [self.listing(depth, name, shape, place)]
        raise Unsupported(place)

    def listed(self, shape: Listing, place: str) -> Callable[..., object]:
        """A function of its own for a list, so that what it gives can be kept."""
        inner = _Writer(self.cls)
        inner.put(0, "def encode(x):")
        inner.put(1, f"return {inner.listing(1, 'x', shape, place)}")
        return inner.build("encode")

    def length(self, depth: int, name: str, shortest: int, longest: int | None, place: str) -> None:
        if shortest:
            self.put(depth, f"if len({name}) < {shortest}: fail(OVER, {place!r})")
        if longest is not None:
            self.put(depth, f"if len({name}) > {longest}: fail(OVER, {place!r})")

    def text(self, depth: int, name: str, shape: Text, place: str) -> list[str]:
        """A string as bytes behind their number; its characters are counted only where the bytes could be too many."""
        encoded, size = self.variable(), self.variable()
        if shape.pattern is not None:
            pattern = self.constant(re.compile(shape.pattern).search)
            self.put(depth, f"if {pattern}({name}) is None: fail(OVER, {place!r})")
        self.put(depth, f"{encoded} = {name}.encode()", f"{size} = len({encoded})")
        self.characters(depth, name, size, shape, place)
        bounded = shape.longest is not None and 4 * shape.longest < SMALL
        return [f"W[{size}]" if bounded else f"wide({size})", encoded]

    def size(self, name: str, most: int | None) -> str:
        return f"W[len({name})]" if most is not None and most < SMALL else f"wide(len({name}))"

    def listing(self, depth: int, name: str, shape: Listing, place: str) -> str:
        self.length(depth, name, shape.shortest, shape.longest, place)
        pieces, item = self.variable(), self.variable()
        self.put(depth, f"{pieces} = b'\\0'", f"if {name}:", f"    {pieces} = [{self.size(name, shape.longest)}]")
        self.put(depth + 1, f"for {item} in {name}:")
        for part in self.value(depth + 2, item, shape.item, place):
            self.put(depth + 2, f"{pieces}.append({part})")
        self.put(depth + 1, f"{pieces}.append(b'\\0')", f"{pieces} = b''.join({pieces})")
        return pieces

    def union(self, depth: int, source: str, shape: OneOf, place: str) -> list[str]:
        name, out = self.variable(), self.variable()
        self.put(depth, f"{name} = {source}")
        first = 1 if shape.optional else 0
        if shape.optional:
            self.put(depth, f"if {name} is None: {out} = b'\\0'", "else:")
            depth += 1
        if len(shape.branches) == 1:
            parts = self.value(depth, name, shape.branches[0], place)
            self.put(depth, f"{out} = b''.join(({write_long(first)!r}, {', '.join(parts)}))")
            return [out]
        table = {
            branch.of: (write_long(first + n), compiled(branch.of).encode)
            for n, branch in enumerate(shape.branches)
            if isinstance(branch, Record)
        }
        mark, encode = self.variable(), self.variable()
        self.put(depth, f"{mark}, {encode} = {self.constant(table)}[{name}.__class__]")
        self.put(depth, f"{out} = {mark} + {encode}({name})")
        return [out]


class _Reader(Source):
    """Generates `decode(b, i, e) -> (record, end)`: from byte `i` of `b`, whose length is `e`."""

    def function(self) -> Decoder:
        self.put(0, "def decode(b, i, e):")
        names = []
        positional = self.cls.__match_args__
        for member in members(self.cls):
            name = self.variable()
            self.value(1, name, member.shape, f"{self.cls.__name__}.{member.name}")
            names.append(name if member.name in positional else f"{member.name}={name}")
        self.put(1, f"return Cls({', '.join(names)}), i")
        return self.build("decode")  # type: ignore[return-value]  # as the first line that was put says

    def value(self, depth: int, name: str, shape: Shape, place: str) -> None:
        """Put the lines that read one value at `i` into `name` and check it."""
        match shape:
            case Truth():
                self.put(depth, f"{name} = b[i]; i += 1", f"if {name} > 1: fail(ODD, {place!r})")
                self.put(depth, f"{name} = {name} == 1")
            case Instant():
                self.number(depth, name)
                self.put(depth, f"{name} = EPOCH + delta(0, 0, ({name} >> 1) ^ -({name} & 1))")
            case Day():
                self.number(depth, name)
                self.put(depth, f"{name} = from_ordinal((({name} >> 1) ^ -({name} & 1)) + {EPOCH_DAY})")
            case Choice(of):
                self.put(depth, f"{name} = {self.constant(symbols(list(of)))}[b[i]]; i += 1")
                self.put(depth, f"if {name} is None: fail(ODD, {place!r})")
            case Whole(low, high):
                self.number(depth, name)
                self.put(depth, f"{name} = ({name} >> 1) ^ -({name} & 1)")
                if (low, high) != (LONG_MIN, LONG_MAX):
                    self.put(depth, f"if not {low} <= {name} <= {high}: fail(OVER, {place!r})")
            case Text() | Octets():
                self.run(depth, name, shape, place)
            case Record(of):
                self.put(depth, f"{name}, i = {self.constant(compiled(of).decode)}(b, i, e)")
            case Listing():
                self.listing(depth, name, shape, place)
            case OneOf():
                self.union(depth, name, shape, place)

    def number(self, depth: int, name: str) -> None:
        """A zig-zag number of one or two bytes in line, as nearly all are; longer ones by a call."""
        self.put(depth, f"{name} = b[i]; i += 1", f"if {name} > 127:")
        self.put(depth + 1, f"if 0 < b[i] < 128: {name} += (b[i] << 7) - 128; i += 1")
        self.put(depth + 1, f"else: {name}, i = zigzag(b, i - 1)")

    def run(self, depth: int, name: str, shape: Text | Octets, place: str) -> None:
        if isinstance(shape, Octets) and shape.fixed:
            end = self.variable()
            self.put(depth, f"{end} = i + {shape.longest}", f"if {end} > e: fail(SHORT, {place!r})")
            self.put(depth, f"{name} = b[i:{end}]; i = {end}")
            return
        size, end = self.variable(), self.variable()
        self.number(depth, size)
        self.put(depth, f"if {size} & 1: fail(ODD, {place!r})", f"{size} >>= 1; {end} = i + {size}")
        self.put(depth, f"if {end} > e: fail(SHORT, {place!r})")
        if isinstance(shape, Octets):
            self.put(depth, f"{name} = b[i:{end}]; i = {end}")
            self.length(depth, size, shape, place)
            return
        self.put(depth, f"{name} = b[i:{end}].decode(); i = {end}")
        self.characters(depth, name, size, shape, place)
        if shape.pattern is not None:
            pattern = self.constant(re.compile(shape.pattern).search)
            self.put(depth, f"if {pattern}({name}) is None: fail(OVER, {place!r})")

    def length(self, depth: int, count: str, shape: Octets | Listing, place: str) -> None:
        if shape.longest is not None:
            self.put(depth, f"if not {shape.shortest} <= {count} <= {shape.longest}: fail(OVER, {place!r})")
        elif shape.shortest:
            self.put(depth, f"if {count} < {shape.shortest}: fail(OVER, {place!r})")

    def listing(self, depth: int, name: str, shape: Listing, place: str) -> None:
        count, item = self.variable(), self.variable()
        self.number(depth, count)
        self.put(depth, f"if {count} & 1: fail(LOOSE, {place!r})", f"{count} >>= 1")
        self.length(depth, count, shape, place)
        # Every item takes a byte or more (`shapes`), so a count beyond what is left ends where the bytes end.
        self.put(depth, f"{name} = []", f"if {count}:")
        self.put(depth + 1, f"for _ in range({count}):")
        self.value(depth + 2, item, shape.item, place)
        self.put(depth + 2, f"{name}.append({item})")
        self.put(depth + 1, f"if b[i]: fail(LOOSE, {place!r})", "i += 1")
        self.put(depth, f"{name} = tuple({name})")

    def union(self, depth: int, name: str, shape: OneOf, place: str) -> None:
        first = 1 if shape.optional else 0
        last = first + len(shape.branches) - 1
        branch = self.variable()
        self.number(depth, branch)
        self.put(depth, f"if {branch} & 1 or {branch} > {2 * last}: fail(ODD, {place!r})")
        if shape.optional:
            self.put(depth, f"if not {branch}: {name} = None", "else:")
            depth += 1
        if len(shape.branches) == 1:
            self.value(depth, name, shape.branches[0], place)
            return
        table = [compiled(each.of).decode for each in shape.branches if isinstance(each, Record)]
        self.put(depth, f"{name}, i = {self.constant([None] * first + table)}[{branch} >> 1](b, i, e)")
