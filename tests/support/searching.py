"""Search everything that was written for marked values, in every form in which a value may have been written."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path


def forms(marker: str) -> dict[str, bytes]:
    """A marker as UTF-8 and UTF-16, in small and capital letters, as hex, and as base64 at each of its three places."""
    found: dict[str, bytes] = {}
    for case, text in (("", marker), ("small ", marker.lower()), ("capital ", marker.upper())):
        plain = text.encode()
        found[f"{case}utf-8"] = plain
        found[f"{case}utf-16-le"] = text.encode("utf-16-le")
        found[f"{case}utf-16-be"] = text.encode("utf-16-be")
        found[f"{case}hex"] = plain.hex().encode()
        found[f"{case}capital hex"] = plain.hex().upper().encode()
        for shift in range(3):
            found[f"{case}base64 {shift}"] = _inner_base64(plain, shift)
            found[f"{case}base64url {shift}"] = _inner_base64(plain, shift).translate(bytes.maketrans(b"+/", b"-_"))
    return found


def _inner_base64(plain: bytes, shift: int) -> bytes:
    """What base64 of any text holds wherever `plain` stands in it `shift` bytes past a multiple of three."""
    encoded = base64.b64encode(b"\x00" * shift + plain + b"\x00" * 3)
    first = 0 if shift == 0 else 4
    whole = (shift + len(plain)) // 3 * 4
    return encoded[first:whole]


def leaks(contents: Iterable[tuple[str, bytes]], markers: Iterable[str]) -> list[str]:
    """Where which marker stands in which form."""
    patterns = [(marker, name, form) for marker in markers for name, form in forms(marker).items()]
    return [
        f"`{marker}` as {name} in {place}"
        for place, content in contents
        for marker, name, form in patterns
        if form in content
    ]


def files_in(folder: Path, *, without: str = "") -> Iterator[tuple[str, bytes]]:
    """Every file below a folder with its bytes, one subfolder left out; names count as content."""
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if path.is_file() and not (without and place.startswith(f"{without}/")):
            yield place, path.read_bytes() + place.encode()
