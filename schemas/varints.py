"""Avro's whole numbers: zig-zag, then 7 bits a byte, lowest first; read back in their shortest form only."""

from schemas.faults import CodecError, CodecFault
from schemas.shapes import LONG_MAX, LONG_MIN


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
    out = bytearray()
    while rest > 127:
        out.append(rest & 127 | 128)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def read_zigzag(data: bytes, at: int) -> tuple[int, int]:
    """The zig-zag number that begins at `at` and where it ends; refuses any but its shortest form."""
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
