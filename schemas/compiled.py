"""Avro binary encoding, compiled: for each Struct one function that writes it and one that reads it.

This is the hub's hottest code, so the functions are generated from the Struct's shapes, with every limit as a
constant in the line that checks it (ops/decisions/0011). What they read is canonical by construction:
each value has one encoding only (shortest integers, one block per list, no block sizes), so that two different
byte strings never decode to equal records.
"""

from functools import cache
from typing import NamedTuple

from msgspec import Struct

from schemas.compiled_reading import Decoder, Reader
from schemas.compiled_writing import Encoder, Writer

__all__ = ["Compiled", "Decoder", "Encoder", "compiled"]


class Compiled(NamedTuple):
    """The two functions of one Struct: its body without prefix, and the way back with the place where it ends."""

    encode: Encoder
    decode: Decoder


@cache
def compiled(cls: type[Struct]) -> Compiled:
    """Compile a Struct's encoder and decoder, once. Raises `Unsupported` for a type that does not travel."""
    writer = Writer(cls, lambda other: compiled(other).encode)
    reader = Reader(cls, lambda other: compiled(other).decode)
    return Compiled(writer.function(), reader.function())
