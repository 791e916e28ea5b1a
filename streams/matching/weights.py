"""The weights of one version of the name data, as its table says them: one for every level, and nothing else."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from typing import TypeVar

import msgspec

from streams.matching.levels import AddressLevel, DateLevel, NameFrequency, NameLevel, SettingLevel

_Level = TypeVar("_Level", bound=StrEnum)


class NameDataError(ValueError):
    """The name data cannot be used; the message names the file and line."""


class Weights(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Hundredths of a bit, by level."""

    date_of_birth: dict[DateLevel, int]
    given_name: dict[NameLevel, int]
    family_name: dict[NameLevel, int]
    address: dict[AddressLevel, int]
    setting: dict[SettingLevel, int]
    given_frequency: dict[NameFrequency, int]
    family_frequency: dict[NameFrequency, int]


def weights_of(text: str) -> Weights:
    """The table that a text holds. Raises `NameDataError`."""
    try:
        table = msgspec.convert(tomllib.loads(text), Weights)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise NameDataError(f"weights: {error}") from error
    _complete(table.date_of_birth, DateLevel)
    _complete(table.given_name, NameLevel)
    _complete(table.family_name, NameLevel)
    _complete(table.address, AddressLevel)
    _complete(table.setting, SettingLevel)
    _complete(table.given_frequency, NameFrequency)
    _complete(table.family_frequency, NameFrequency)
    return table


def _complete(weights: dict[_Level, int], levels: type[_Level]) -> None:
    missing = [level.value for level in levels if level not in weights]
    if missing:
        raise NameDataError(f"weights: `{missing[0]}` of {levels.__name__} has no weight; add one")
