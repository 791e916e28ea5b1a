"""Schools as the register knows them: names, closures, and what took a closed school's place."""

from collections.abc import Iterator
from typing import Final

from schemas.events.people import NamedSetting, Scheme
from schemas.records.reference import SettingRegistered, SettingStatus

_URN: Final = Scheme.URN
_NAME: Final = Scheme.NAME

TAKES_PUPILS = frozenset({SettingStatus.OPEN, SettingStatus.PROPOSED_TO_CLOSE})
"""A school that is proposed to close is open until it does."""


class Settings:
    """The register, by URN and by folded name."""

    def __init__(self) -> None:
        self._by_urn: dict[str, SettingRegistered] = {}
        self._by_name: dict[str, set[str]] = {}
        self._areas_by_district: dict[str, dict[str, int]] = {}

    def __iter__(self) -> Iterator[SettingRegistered]:
        return iter(self._by_urn.values())

    def __len__(self) -> int:
        return len(self._by_urn)

    def get(self, urn: str) -> SettingRegistered | None:
        """One school."""
        return self._by_urn.get(urn)

    def put(self, setting: SettingRegistered) -> None:
        """Add a school, or put a newer entry in place of the one held."""
        before = self._by_urn.get(setting.urn)
        if before is not None:
            self._by_name[fold_name(before.name)].discard(before.urn)
            self._count_district(before, -1)
        self._by_urn[setting.urn] = setting
        self._by_name.setdefault(fold_name(setting.name), set()).add(setting.urn)
        self._count_district(setting, 1)

    def open_in_place_of(self, urn: str) -> tuple[str, ...]:
        """The school itself if it takes pupils, else every open school that its successor links lead to, in order."""
        setting = self._by_urn.get(urn)
        if setting is not None and setting.status in TAKES_PUPILS:
            return (urn,)
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = [urn]
        while waiting:
            current = waiting.pop(0)
            setting = self._by_urn.get(current)
            if setting is None or current in seen:
                continue
            seen.add(current)
            if setting.status in TAKES_PUPILS:
                found[current] = None
            else:
                waiting.extend(setting.successors)
        return tuple(found)

    def named(self, setting: NamedSetting) -> tuple[str, ...]:
        """Every open school that a publisher's naming could mean; more than one is for a person to settle."""
        if setting.scheme is _URN:
            return self.open_in_place_of(setting.value)
        if setting.scheme is not _NAME:
            return ()
        meant: dict[str, None] = {}
        for urn in sorted(self._by_name.get(fold_name(setting.value), ())):
            held = self._by_urn[urn]
            if held.status in TAKES_PUPILS:
                meant[urn] = None
        return tuple(meant)

    def area_of_postcode(self, postcode: str) -> str | None:
        """The council area in which most registered schools of a postcode's district lie; None where none does."""
        counts = self._areas_by_district.get(district(postcode))
        if not counts:
            return None
        return max(sorted(counts), key=lambda area: counts[area])

    def districts_of(self, area: str) -> tuple[str, ...]:
        """The postcode districts of which an area is the one by `area_of_postcode`, in order."""
        found = [
            one
            for one, counts in self._areas_by_district.items()
            if counts.get(area) and max(sorted(counts), key=lambda other: counts[other]) == area
        ]
        return tuple(sorted(found))

    def _count_district(self, setting: SettingRegistered, by: int) -> None:
        if setting.postcode:
            counts = self._areas_by_district.setdefault(district(setting.postcode), {})
            counts[setting.area] = counts.get(setting.area, 0) + by


def fold_name(name: str) -> str:
    """A school's name for comparison: case and spacing do not count."""
    return " ".join(name.casefold().split())


def district(postcode: str) -> str:
    """The outward part of a postcode: `MK42 9LS` lies in `MK42`."""
    compact = "".join(postcode.split()).upper()
    return compact[:-3] if len(compact) > 4 else compact
