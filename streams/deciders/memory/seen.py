"""One case as it counts for somebody."""

from datetime import datetime

from msgspec import Struct


class Seen(Struct, frozen=True, gc=False, array_like=True):
    """One case. `place` is empty where none is known."""

    at: datetime
    case: bytes
    event: bytes
    section: int
    type: str
    area: str
    until: datetime | None = None
    place: str = ""
    companions: tuple[str, ...] = ()
    criminal: bool = True
    taken_back: bool = False
