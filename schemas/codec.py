"""Single-object encoding: `C3 01`, the schema's fingerprint, the body (Apache Avro 1.12, single-object encoding).

`decode` accepts exactly what `encode` writes: re-encoding a decoded record gives the same bytes. Everything else
is a `CodecError` that names a place and no value. What an earlier version of the schema wrote is read just as strictly,
and given as the type of today.
"""

from typing import Final, NoReturn, TypeVar

from msgspec import Struct

from schemas.catalogue import BY_FINGERPRINT
from schemas.compiled import Decoder, Encoder, compiled
from schemas.deriving import fingerprint
from schemas.faults import CodecError, CodecFault
from schemas.shapes import type_name
from schemas.versions import EARLIER

MARKER: Final = b"\xc3\x01"
PREFIX_BYTES: Final = 10

S = TypeVar("S", bound=Struct)

__all__ = [
    "MARKER",
    "PREFIX_BYTES",
    "CodecError",
    "CodecFault",
    "decode",
    "decode_any",
    "decode_beginning",
    "encode",
    "fingerprint_of",
]


def encode(record: Struct) -> bytes:
    """A record as single-object bytes. Raises `CodecError` where a value breaks its limit or type."""
    cls = record.__class__
    prefix, write, _ = _PREPARED[cls]
    try:
        return prefix + write(record)
    except (AttributeError, IndexError, KeyError, TypeError, UnicodeError):
        raise CodecError(CodecFault.WRONG_TYPE, type_name(cls)) from None


def decode(data: bytes, cls: type[S]) -> S:
    """The record of this class that the bytes are, whole, whichever version of its schema they were written with.

    Raises `CodecError` for anything else.
    """
    prefix, _, read = _PREPARED[cls]
    if data[:PREFIX_BYTES] != prefix:
        return _decode_earlier(data, cls)
    size = len(data)
    try:
        record, end = read(data, PREFIX_BYTES, size)
    except CodecError:
        raise
    except (IndexError, OverflowError, ValueError) as error:
        fault = CodecFault.TRUNCATED if isinstance(error, IndexError) else CodecFault.MALFORMED
        place = f"{type_name(cls)}, byte {size}" if isinstance(error, IndexError) else type_name(cls)
        raise CodecError(fault, place) from None
    if end != size:
        raise CodecError(CodecFault.TRAILING_BYTES, f"{type_name(cls)}, byte {end}")
    return record  # type: ignore[return-value]  # the functions were compiled for this very class


def _decode_earlier(data: bytes, cls: type[S]) -> S:
    for earlier in EARLIER.get(cls, ()):
        if data[:PREFIX_BYTES] == _PREPARED[earlier.cls][0]:
            return earlier.upgrade(decode(data, earlier.cls))  # type: ignore[return-value]  # it upgrades to this class
    return _refuse_prefix(data)


def decode_beginning(data: bytes, cls: type[Struct], beginning: type[S]) -> S:
    """The first fields of a record of a class, as another class names them; what follows is not looked at.

    For who needs no more of a record that others have read whole. Raises `CodecError`.
    """
    if data[:PREFIX_BYTES] != _PREPARED[cls][0]:
        _refuse_prefix(data)
    try:
        record, _ = _PREPARED[beginning][2](data, PREFIX_BYTES, len(data))
    except CodecError:
        raise
    except (IndexError, OverflowError, ValueError):
        raise CodecError(CodecFault.TRUNCATED, beginning.__name__) from None
    return record  # type: ignore[return-value]  # the function was compiled for this very class


def decode_any(data: bytes) -> Struct:
    """The record that the bytes are, of the version that wrote it: the fingerprint says which. Raises `CodecError`."""
    cls = BY_FINGERPRINT.get(data[2:PREFIX_BYTES])
    if cls is None or data[:2] != MARKER:
        _refuse_prefix(data)
    return decode(data, cls)


def fingerprint_of(data: bytes) -> bytes:
    """The fingerprint that single-object bytes begin with. Raises `CodecError` if they do not begin with one."""
    if data[:2] != MARKER:
        raise CodecError(CodecFault.NOT_SINGLE_OBJECT, "byte 0")
    if len(data) < PREFIX_BYTES:
        raise CodecError(CodecFault.TRUNCATED, f"byte {len(data)}")
    return data[2:PREFIX_BYTES]


_Prepared = tuple[bytes, Encoder, Decoder]


class _Preparations(dict[type[Struct], _Prepared]):
    def __missing__(self, cls: type[Struct]) -> _Prepared:
        made = self[cls] = (MARKER + fingerprint(cls), *compiled(cls))
        return made


_PREPARED: Final = _Preparations()


def _refuse_prefix(data: bytes) -> NoReturn:
    found = fingerprint_of(data)
    known = found in BY_FINGERPRINT
    raise CodecError(CodecFault.OTHER_SCHEMA if known else CodecFault.UNKNOWN_FINGERPRINT, "byte 2")
