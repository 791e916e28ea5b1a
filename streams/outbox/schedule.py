"""When a message that was not taken over is tried again: data, and one pure question.

The first pauses are short because greylisting asks for minutes (RFC 6647, section 2.1) and a notice is urgent;
RFC 5321, section 4.5.4.1, would go on for days, but long before that a person must ring the school.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30))
"""The pause after the first attempt, the second, and so on; after all others the last."""

GIVE_UP_AFTER: Final = timedelta(hours=4)
"""How long after it was first due a message is given up, unless the hub's operator set another time."""

LONGEST_ASKED: Final = timedelta(hours=1)
"""What a receiver's own wish for a pause (Retry-After) counts for at most."""

_SPREAD: Final = 0.2


def pause(key: str, attempts: int, asked: timedelta | None = None) -> timedelta:
    """The pause after so many attempts: up to a fifth longer or shorter, by the message's key, so that what failed
    together is not tried together again; as long as the receiver `asked` for, within reason.
    """
    usual = PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
    place = sha256(f"{key}/{attempts}".encode()).digest()[0] / 255
    spread = usual * (1 - _SPREAD + 2 * _SPREAD * place)
    return spread if asked is None else max(spread, min(asked, LONGEST_ASKED))


def given_up(first_due: datetime, now: datetime, after: timedelta = GIVE_UP_AFTER) -> bool:
    """Whether a message that was first due then is tried no more."""
    return now >= first_due + after
