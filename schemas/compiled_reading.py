"""Generates the function that reads a Struct from Avro's binary encoding.

Short texts, small numbers and empty lists, which nearly all are, are read in line through tables by their first byte.
A table holds only what lies within the limits of its field, so that what is found in one needs no further check;
everything else is read by a call, and checked.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from schemas.generating import Source, ends_of_short, small_wholes, symbols
from schemas.primitives import EPOCH_DAY
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
    Whole,
    members,
    type_name,
)

Decoder: TypeAlias = Callable[[bytes, int, int], tuple[Struct, int]]


class Reader(Source):
    """Generates `decode(b, i, e) -> (record, end)`: from byte `i` of `b`, whose length is `e`.

    `decoder_of` gives the functions of the Structs of a union.
    """

    def __init__(self, cls: type[Struct], decoder_of: Callable[[type[Struct]], Decoder]) -> None:
        super().__init__(cls)
        self._decoder_of = decoder_of

    def function(self) -> Decoder:
        """The function."""
        self.put(0, "def decode(b: bytes, i: int, e: int) -> Any:")
        self.record(1, "x", self.cls)
        self.put(1, "return x, i")
        return self.build("decode")  # type: ignore[return-value]  # as the first line that was put says

    def record(self, depth: int, name: str, cls: type[Struct]) -> None:
        """Put the lines that read a Struct field by field; one inside another is read in line, without a call."""
        values = []
        for member in members(cls):
            value = self.variable()
            self.value(depth, value, member.shape, f"{type_name(cls)}.{member.name}")
            values.append(value if member.name in cls.__match_args__ else f"{member.name}={value}")
        self.put(depth, f"{name} = {self.constant(cls)}({', '.join(values)})")

    def value(self, depth: int, name: str, shape: Shape, place: str) -> None:
        """Put the lines that read one value at `i` into `name` and check it."""
        match shape:
            case Truth():
                self.choice(depth, name, "TRUTH", place)
            case Choice(of):
                self.choice(depth, name, self.constant(symbols(list(of))), place)
            case Instant():
                self.put(depth, f"{name}, i = whole(b, i)", f"{name} = EPOCH + delta(0, 0, {name})")
            case Day():
                self.day(depth, name)
            case Whole(low, high):
                self.whole(depth, name, low, high)
                if (low, high) != (LONG_MIN, LONG_MAX):
                    self.put(depth + 1, f"if not {low} <= {name} <= {high}: fail(OVER, {place!r})")
            case Text():
                self.text(depth, name, shape, place)
            case Octets():
                self.octets(depth, name, shape, place)
            case Record(of):
                self.record(depth, name, of)
            case Listing():
                self.listing(depth, name, shape, place)
            case OneOf():
                self.union(depth, name, shape, place)

    def choice(self, depth: int, name: str, table: str, place: str) -> None:
        """What one byte stands for."""
        self.put(depth, f"{name} = {table}[b[i]]; i += 1", f"if {name} is None: fail(ODD, {place!r})")

    def whole(self, depth: int, name: str, low: int, high: int) -> None:
        """A whole number; lines that are put next, one deeper, are run only for one that no table holds."""
        self.put(depth, f"{name} = {self.constant(small_wholes(low, high))}[b[i]]; i += 1", f"if {name} is None:")
        self.put(depth + 1, f"{name}, i = whole(b, i - 1)")

    def day(self, depth: int, name: str) -> None:
        """A date: three bytes in line, as nearly all since June 1992 are."""
        self.put(depth, "if b[i] > 127 and b[i + 1] > 127 and 0 < b[i + 2] < 128:")
        self.put(depth + 1, f"{name} = b[i] + (b[i + 1] << 7) + (b[i + 2] << 14) - 16512; i += 3")
        self.put(depth + 1, f"{name} = ({name} >> 1) ^ -({name} & 1)")
        self.put(depth, f"else: {name}, i = whole(b, i)", f"{name} = from_ordinal({name} + {EPOCH_DAY})")

    def text(self, depth: int, name: str, shape: Text, place: str) -> None:
        """A string. A table says where one that begins with a byte ends: beyond all bytes, if it may not be short."""
        end = self.variable("int")
        ends = self.constant(ends_of_short(min(shape.shortest, 1), shape.longest))
        self.put(depth, f"{end} = i + {ends}[b[i]]", f"if {end} > e:")
        self.run(depth + 1, name, place)
        self.put(depth + 1, f"{name} = {name}.decode()")
        if shape.longest is not None:
            self.put(depth + 1, f"if len({name}) > {shape.longest}: fail(OVER, {place!r})")
        if shape.shortest == 1:
            self.put(depth + 1, f"if not {name}: fail(OVER, {place!r})")
        self.put(depth, f"else: {name} = b[i + 1:{end}].decode(); i = {end}")
        if shape.shortest > 1:  # characters, of which there may be fewer than bytes
            self.put(depth, f"if len({name}) < {shape.shortest}: fail(OVER, {place!r})")
        if shape.pattern is not None:
            pattern = self.constant(re.compile(shape.pattern).search)
            self.put(depth, f"if {pattern}({name}) is None: fail(OVER, {place!r})")

    def octets(self, depth: int, name: str, shape: Octets, place: str) -> None:
        """Bytes, behind their number unless that is fixed."""
        if not shape.fixed:
            self.run(depth, name, place)
            self.length(depth, f"len({name})", shape, place)
            return
        end = self.variable("int")
        self.put(depth, f"{end} = i + {shape.longest}", f"if {end} > e: fail(SHORT, {place!r})")
        self.put(depth, f"{name} = b[i:{end}]; i = {end}")

    def run(self, depth: int, name: str, place: str) -> None:
        """Bytes behind their number, which takes two bytes or fewer up to 8 KiB."""
        end = self.variable("int")
        self.put(depth, f"{end} = b[i]", f"if {end} < 128: i += 1")
        self.put(depth, f"elif 0 < b[i + 1] < 128: {end} += (b[i + 1] << 7) - 128; i += 2")
        self.put(depth, f"else: {end}, i = zigzag(b, i)")
        self.put(depth, f"if {end} & 1: fail(ODD, {place!r})", f"{end} = i + ({end} >> 1)")
        self.put(depth, f"if {end} > e: fail(SHORT, {place!r})", f"{name} = b[i:{end}]; i = {end}")

    def length(self, depth: int, count: str, shape: Octets | Listing, place: str) -> None:
        """Put the checks of how long something is."""
        if shape.longest is not None:
            self.put(depth, f"if not {shape.shortest} <= {count} <= {shape.longest}: fail(OVER, {place!r})")
        elif shape.shortest:
            self.put(depth, f"if {count} < {shape.shortest}: fail(OVER, {place!r})")

    def listing(self, depth: int, name: str, shape: Listing, place: str) -> None:
        """A list of one block; most are empty, or hold a single item."""
        count, item = self.variable(), self.variable()
        empty = f"fail(OVER, {place!r})" if shape.shortest else f"{name} = (); i += 1"
        self.put(depth, f"if not b[i]: {empty}", "else:")
        self.whole(depth + 1, count, shape.shortest, LONG_MAX if shape.longest is None else shape.longest)
        self.put(depth + 2, f"if {count} < 0: fail(LOOSE, {place!r})")
        self.length(depth + 2, count, shape, place)
        # Every item takes a byte or more (`shapes`), so a count beyond what is left ends where the bytes end.
        self.put(depth + 1, f"{name} = []", f"for _ in range({count}):")
        self.value(depth + 2, item, shape.item, place)
        self.put(depth + 2, f"{name}.append({item})")
        self.put(depth + 1, f"if b[i]: fail(LOOSE, {place!r})", f"i += 1; {name} = tuple({name})")

    def union(self, depth: int, name: str, shape: OneOf, place: str) -> None:
        """Nothing, or one of several Structs, behind the number of its place among them."""
        first = 1 if shape.optional else 0
        last = first + len(shape.branches) - 1
        if shape.optional:
            self.put(depth, f"if not b[i]: {name} = None; i += 1", "else:")
            depth += 1
        branch = self.variable()
        self.whole(depth, branch, first, last)
        self.put(depth + 1, f"if not {first} <= {branch} <= {last}: fail(ODD, {place!r})")
        if len(shape.branches) == 1:
            self.value(depth, name, shape.branches[0], place)
            return
        table = [self._decoder_of(each.of) for each in shape.branches if isinstance(each, Record)]
        self.put(depth, f"{name}, i = {self.constant([None] * first + table)}[{branch}](b, i, e)")
