"""The state of one source partition, by key: nothing but the fold of the records that count.

Values are frozen records. `States` is an overlay over what an engine has loaded or can load; an engine takes
`changed` and keeps it with the records that led there, or drops all of it and folds again.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from msgspec import Struct

S = TypeVar("S", bound=Struct)


class States:
    """Keyed state with the changes made since it was last taken over."""

    def __init__(self, load: Callable[[str], Struct | None]) -> None:
        self._load = load
        self._held: dict[str, Struct | None] = {}
        self.changed: dict[str, Struct | None] = {}
        self._before: dict[str, tuple[Struct | None, bool]] = {}

    def find(self, key: str, kind: type[S]) -> S | None:
        """The state at a key, or None. TypeError if something of another kind stands there."""
        if key in self._held:
            value = self._held[key]
        else:
            value = self._held[key] = self._load(key)
        if value is None:
            return None
        if not isinstance(value, kind):
            raise TypeError(f"state of kind `{type(value).__name__}` where `{kind.__name__}` was expected")
        return value

    def lacking(self, keys: Iterable[str]) -> list[str]:
        """Those of these keys whose state is not held yet."""
        return [key for key in dict.fromkeys(keys) if key not in self._held]

    def hold(self, loaded: Mapping[str, Struct | None]) -> None:
        """Take in states that were loaded together, ahead of being asked for."""
        for key, value in loaded.items():
            self._held.setdefault(key, value)

    def put(self, key: str, value: Struct) -> None:
        """Put a state in place."""
        if key not in self._before:
            self._before[key] = (self._held.get(key), key in self.changed)
        self._held[key] = value
        self.changed[key] = value

    def begin(self) -> None:
        """Begin with the next input: `undo` goes back to here."""
        self._before.clear()

    def undo(self) -> None:
        """Take back what was put since `begin`, for an input that could not be decided to its end."""
        for key, (value, changed) in self._before.items():
            if value is None:
                del self._held[key]
            else:
                self._held[key] = value
            if changed:
                self.changed[key] = value
            else:
                del self.changed[key]
        self._before.clear()

    def take_changes(self) -> dict[str, Struct | None]:
        """What has changed since the last call; held values stay for reading until `forget`."""
        changed, self.changed = self.changed, {}
        return changed

    def forget(self, keep: int, large: Iterable[str] = ()) -> None:
        """Let go of `large` values and of those loaded longest ago beyond `keep`, so that memory stays flat.

        Changes must be taken.
        """
        if self.changed:
            raise RuntimeError("changes must be taken over before values are let go")
        for key in large:
            self._held.pop(key, None)
        for key in list(self._held)[: max(0, len(self._held) - keep)]:
            del self._held[key]
