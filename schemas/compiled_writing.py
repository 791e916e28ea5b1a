"""Generates the function that writes a Struct as Avro's binary encoding."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from schemas.generating import Source, recurs
from schemas.primitives import RECURRING, SMALL
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
    type_name,
)
from schemas.varints import write_long

Encoder: TypeAlias = Callable[[Struct], bytes]


class Writer(Source):
    """Generates `encode(x) -> bytes`. `encoder_of` gives the functions of the other Structs of a union."""

    def __init__(self, cls: type[Struct], encoder_of: Callable[[type[Struct]], Encoder]) -> None:
        super().__init__(cls)
        self._encoder_of = encoder_of

    def function(self) -> Encoder:
        """The function."""
        self.put(0, "def encode(x: Any) -> Any:")
        self.put(1, f"return {joined(self.record(1, 'x', self.cls))}")
        return self.build("encode")  # type: ignore[return-value]  # as the first line that was put says

    def record(self, depth: int, name: str, cls: type[Struct]) -> list[str]:
        """Put the checks of a Struct field by field; one inside another is written in line, without a call."""
        parts: list[str] = []
        for member in members(cls):
            parts += self.value(depth, f"{name}.{member.name}", member.shape, f"{type_name(cls)}.{member.name}")
        return parts

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
        if recurs(shape):
            return [f"{self.recurring(shape, place)}({source})"]
        name = self.variable()
        self.put(depth, f"{name} = {source}")
        match shape:
            case Whole(low, high):
                if (low, high) != (LONG_MIN, LONG_MAX):
                    self.put(depth, f"if not {low} <= {name} <= {high}: fail(OVER, {place!r})")
                return [f"W[{name}]" if low >= 0 and high < SMALL else f"WIDE[{name}]"]
            case Text():
                return self.text(depth, name, shape, place)
            case Octets():
                self.length(depth, name, shape.shortest, shape.longest, place)
                return [name] if shape.fixed else [self.size(name, shape.longest), name]
            case Record(struct):
                self.put(depth, f"if {name}.__class__ is not {self.constant(struct)}: fail(WRONG, {place!r})")
                return self.record(depth, name, struct)
            case Listing():
                self.put(depth, f"if {name}.__class__ is not tuple: fail(WRONG, {place!r})")
                return [self.listing(depth, name, shape, place)]
        raise Unsupported(place)

    def recurring(self, shape: Shape, place: str) -> str:
        """The name of a function of its own for a value, so that what it gives can be kept."""
        inner = Writer(self.cls, self._encoder_of)
        inner.put(0, "def encode(x: Any) -> Any:")
        # What is equal and of another class would find what was kept: so only what was checked is asked for.
        match shape:
            case Text():
                parts = inner.text(1, "x", shape, place)
            case Record(struct):
                inner.put(1, f"if x.__class__ is not {inner.constant(struct)}: fail(WRONG, {place!r})")
                parts = inner.record(1, "x", struct)
            case Listing():
                inner.put(1, f"if x.__class__ is not tuple: fail(WRONG, {place!r})")
                parts = [inner.listing(1, "x", shape, place)]
            case _:
                raise Unsupported(place)
        inner.put(1, f"return {joined(parts)}")
        return self.constant(lru_cache(RECURRING)(inner.build("encode")))

    def length(self, depth: int, name: str, shortest: int, longest: int | None, place: str) -> None:
        """Put the checks of how long something is."""
        if longest is not None and shortest == longest:
            self.put(depth, f"if len({name}) != {shortest}: fail(OVER, {place!r})")
            return
        if shortest:
            self.put(depth, f"if len({name}) < {shortest}: fail(OVER, {place!r})")
        if longest is not None:
            self.put(depth, f"if len({name}) > {longest}: fail(OVER, {place!r})")

    def text(self, depth: int, name: str, shape: Text, place: str) -> list[str]:
        """A string as bytes behind their number; its characters are counted only where the bytes could be too many."""
        encoded, size = self.variable("bytes"), self.variable("int")
        if shape.pattern is not None:
            pattern = self.constant(re.compile(shape.pattern).search)
            self.put(depth, f"if {pattern}({name}) is None: fail(OVER, {place!r})")
        self.put(depth, f"{encoded} = {name}.encode()", f"{size} = len({encoded})")
        self.characters(depth, name, size, shape, place)
        bounded = shape.longest is not None and 4 * shape.longest < SMALL
        return [f"W[{size}]" if bounded else f"WIDE[{size}]", encoded]

    def size(self, name: str, most: int | None) -> str:
        """The expression of a length as bytes."""
        return f"W[len({name})]" if most is not None and most < SMALL else f"WIDE[len({name})]"

    def listing(self, depth: int, name: str, shape: Listing, place: str) -> str:
        """Put the lines that write a list as one block; returns the name of its bytes."""
        self.length(depth, name, shape.shortest, shape.longest, place)
        pieces, item = self.variable(), self.variable()
        self.put(depth, f"{pieces} = b'\\0'", f"if {name}:", f"    {pieces} = [{self.size(name, shape.longest)}]")
        self.put(depth + 1, f"for {item} in {name}:")
        parts = self.value(depth + 2, item, shape.item, place)
        many = len(parts) > 1
        self.put(depth + 2, f"{pieces} += {', '.join(parts)}" if many else f"{pieces}.append({parts[0]})")
        self.put(depth + 1, f"{pieces}.append(b'\\0')", f"{pieces} = b''.join({pieces})")
        return pieces

    def union(self, depth: int, source: str, shape: OneOf, place: str) -> list[str]:
        """Put the lines that write nothing or one of several Structs behind the number of its place among them."""
        name, out = self.variable(), self.variable()
        self.put(depth, f"{name} = {source}")
        first = 1 if shape.optional else 0
        if shape.optional:
            self.put(depth, f"if {name} is None: {out} = b'\\0'", "else:")
            depth += 1
        if len(shape.branches) == 1:
            parts = self.value(depth, name, shape.branches[0], place)
            self.put(depth, f"{out} = {joined([repr(write_long(first)), *parts])}")
            return [out]
        table = {
            branch.of: (write_long(first + n), self._encoder_of(branch.of))
            for n, branch in enumerate(shape.branches)
            if isinstance(branch, Record)
        }
        mark, encode = self.variable(), self.variable()
        self.put(depth, f"{mark}, {encode} = {self.constant(table)}[{name}.__class__]")
        self.put(depth, f"{out} = {mark} + {encode}({name})")
        return [out]


def joined(parts: list[str]) -> str:
    """The expression of several bytes joined."""
    return parts[0] if len(parts) == 1 else f"b''.join(({', '.join(parts)}))"
