"""The text of an export, in the encoding that its mapping declares and in no other: a wrong one garbles names."""

from typing import Final

from services.directory.faults import Fault, FileRefused
from services.publisher.mapping import Encoding

EXPORT_BYTES: Final = 64 * 1024 * 1024
UTF_8_MARK: Final = b"\xef\xbb\xbf"
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_SAVED_AS: Final = {
    Encoding.UTF_8: "save it again as text in UTF-8",
    Encoding.CP1252: "save it again as text in cp1252 (Windows), as the mapping says",
}


def decode_export(data: bytes, encoding: Encoding, file: str) -> str:
    """The text, without its byte order mark. FileRefused, with the line where it can be told."""
    if len(data) > EXPORT_BYTES:
        raise _refused(file, 0, f"the file is larger than {EXPORT_BYTES} bytes", "export it in parts")
    if data.startswith(UTF_16_MARKS) or b"\x00" in data:
        raise _refused(file, 0, "the file is in UTF-16, or is not text", _SAVED_AS[encoding])
    return _utf_8(data, file) if encoding is Encoding.UTF_8 else _cp1252(data, file)


def _utf_8(data: bytes, file: str) -> str:
    try:
        return data.removeprefix(UTF_8_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.removeprefix(UTF_8_MARK)[: error.start].count(b"\n") + 1
        remedy = "save it as CSV in UTF-8, or write `encoding: cp1252` in the mapping if it is a Windows export"
        raise _refused(file, line, "the bytes are not UTF-8", remedy) from None


def _cp1252(data: bytes, file: str) -> str:
    if not data.isascii() and _is_utf_8(data):
        remedy = "write `encoding: utf-8` in the mapping, or export it as the mapping says"
        raise _refused(file, _first_beyond_ascii(data), "the bytes are UTF-8 where the mapping says cp1252", remedy)
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(file, line, "the bytes are not cp1252 (Windows)", _SAVED_AS[Encoding.CP1252]) from None


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _first_beyond_ascii(data: bytes) -> int:
    return next(number for number, line in enumerate(data.split(b"\n"), 1) if not line.isascii())


def _refused(file: str, line: int, reason: str, remedy: str) -> FileRefused:
    return FileRefused(Fault(file, line, 0, "", reason, remedy))
