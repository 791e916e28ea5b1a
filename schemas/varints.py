"""Avro's whole numbers: zig-zag, then 7 bits a byte, lowest first; read back in their shortest form only."""

from typing import Final

from schemas.faults import CodecError, CodecFault
from schemas.shapes import LONG_MAX, LONG_MIN

_MARKS: Final = 0x8080808080808080
_EIGHT_BYTES: Final = 0x0080808080808080
"""The first bit of each of 8 bytes, and how they stand where the number ends with the eighth: every time of ours."""


def write_long(value: int) -> bytes:
    """An Avro long: zig-zag, then 7 bits a byte, lowest first."""
    if not LONG_MIN <= value <= LONG_MAX:
        raise CodecError(CodecFault.OVER_LIMIT, "a whole number beyond 64 bits")
    rest = (value << 1) ^ (value >> 63)
    if rest >> 49 and not rest >> 56:  # 8 bytes: every time of our century
        return bytes(
            (
                rest & 127 | 128,
                rest >> 7 & 127 | 128,
                rest >> 14 & 127 | 128,
                rest >> 21 & 127 | 128,
                rest >> 28 & 127 | 128,
                rest >> 35 & 127 | 128,
                rest >> 42 & 127 | 128,
                rest >> 49,
            )
        )
    if rest < 1 << 14:
        return bytes((rest & 127 | 128, rest >> 7)) if rest > 127 else bytes((rest,))
    if rest < 1 << 21:  # 3 bytes: numbers of records and positions
        return bytes((rest & 127 | 128, rest >> 7 & 127 | 128, rest >> 14))
    out = bytearray()
    while rest > 127:
        out.append(rest & 127 | 128)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def read_zigzag(data: bytes, at: int) -> tuple[int, int]:
    """The zig-zag number that begins at `at` and where it ends; refuses any but its shortest form."""
    eight = int.from_bytes(data[at : at + 8], "little")
    if eight & _MARKS == _EIGHT_BYTES and eight >> 56:
        eight = eight & 0x007F007F007F007F | (eight & 0x7F007F007F007F00) >> 1
        eight = eight & 0x00003FFF00003FFF | (eight & 0x3FFF00003FFF0000) >> 2
        return eight & 0x0FFFFFFF | eight >> 4 & 0x00FFFFFFF0000000, at + 8
    value = shift = 0
    byte = 128
    while byte > 127:
        byte = data[at]
        value |= (byte & 127) << shift
        shift += 7
        at += 1
        if shift > 70:
            raise CodecError(CodecFault.MALFORMED, f"byte {at}")
    if not byte and shift > 7:
        raise CodecError(CodecFault.NOT_CANONICAL, f"byte {at}")
    if value >> 64:
        raise CodecError(CodecFault.MALFORMED, f"byte {at}")
    return value, at
