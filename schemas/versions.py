"""Schemas that stand beside those of today: what an earlier version wrote is read as the type of today.

A version that was released is never changed. The next one is a Struct of its own that adds fields, each with a
default, at the end; the earlier Struct stays, under its Avro name and fingerprint, for as long as records of it are
kept. This is the one place that knows both: nothing beyond the codec ever meets an earlier type.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import astuple

from schemas.events.front_door import Decided, DecidedVersion1
from schemas.events.people import Person, PersonVersion1

S = TypeVar("S", bound=Struct)


class Earlier(NamedTuple):
    """An earlier version of a type, and the way to today's."""

    cls: type[Struct]
    upgrade: Callable[[Struct], Struct]


def _with_defaults(today: type[S]) -> Callable[[Struct], S]:
    """The record of today that begins with the fields of an earlier one; what was added has its default."""
    return lambda earlier: today(*astuple(earlier))


EARLIER: Final[Mapping[type[Struct], tuple[Earlier, ...]]] = MappingProxyType(
    {
        Person: (Earlier(PersonVersion1, _with_defaults(Person)),),
        Decided: (Earlier(DecidedVersion1, _with_defaults(Decided)),),
    }
)
"""The earlier versions of each type that has any, the first one first."""

_UPGRADES: Final = {earlier.cls: earlier.upgrade for listed in EARLIER.values() for earlier in listed}


def upgraded(record: Struct) -> Struct:
    """A record of whatever version as today's."""
    upgrade = _UPGRADES.get(type(record))
    return record if upgrade is None else upgrade(record)


def versions(today: type[Struct]) -> tuple[type[Struct], ...]:
    """Every version of a type, the first one first and today's last."""
    return (*(earlier.cls for earlier in EARLIER.get(today, ())), today)
