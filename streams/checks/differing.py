"""Where two records differ: the path of each field that does, with what was recorded and what came again.

Decision outputs hold ids, codes and times, and no personal values, so that a difference may be shown.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Final

from msgspec import Struct

_SHOWN: Final = 60
_MOST: Final = 8


def differences(recorded: object, again: object) -> list[str]:
    """At most 8 sentences `field: recorded ..., again ...`."""
    found = []
    for sentence in _walk("outputs", recorded, again):
        found.append(sentence)
        if len(found) == _MOST:
            break
    return found


def _walk(path: str, recorded: object, again: object) -> Iterator[str]:
    if recorded == again:
        return
    if isinstance(recorded, Struct) and type(recorded) is type(again):
        for field in recorded.__struct_fields__:
            yield from _walk(f"{path}.{field}", getattr(recorded, field), getattr(again, field))
    elif isinstance(recorded, tuple) and isinstance(again, tuple):
        if len(recorded) != len(again):
            yield f"{path}: recorded `{len(recorded)}` of them, again `{len(again)}`"
        for place, (left, right) in enumerate(zip(recorded, again, strict=False)):
            yield from _walk(f"{path}.{place}", left, right)
    else:
        yield f"{path}: recorded `{_shown(recorded)}`, again `{_shown(again)}`"


def _shown(value: object) -> str:
    match value:
        case Enum():
            text = str(value.value)
        case Struct():
            text = type(value).__name__
        case bytes():
            text = value.hex()
        case datetime():
            text = value.isoformat()
        case _:
            text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
