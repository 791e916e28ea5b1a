"""Labels of metrics. Each value is of a closed list, or of the reference up to a limit; anything else is `other`."""

from collections.abc import Callable, Collection
from typing import Final

from msgspec import Struct

from streams.reference.facts import Reference

OTHER: Final = "other"
"""Stands for every value that is not of the list: a fault shows as a number here, never as a text in a label."""
NONE: Final = ""
"""The value of a label that a thing does not have."""


class Listed(Struct, frozen=True):
    """A label whose values stand in the program."""

    name: str
    values: frozenset[str]


class Referred(Struct, frozen=True):
    """A label whose values the reference names. Never more than `limit` of them."""

    name: str
    limit: int
    named: Callable[[Reference], Collection[str]]


Label = Listed | Referred


class Known:
    """What the reference names now, by label. One for each process."""

    def __init__(self) -> None:
        self._reference: Callable[[], Reference | None] = lambda: None
        self._number = -1
        self._named: dict[str, frozenset[str]] = {}

    def follow(self, reference: Callable[[], Reference | None]) -> None:
        """Where the reference as of now is to be had."""
        self._reference, self._number = reference, -1

    def value(self, label: Label, text: str) -> str:
        """`text` where the label may have it or it is empty, which says that there is none; else `other`."""
        if not text or text in self._allowed(label, text):
            return text
        return OTHER

    def allowed(self, label: Label) -> frozenset[str]:
        """All that a label may say now, beside `other` and none."""
        return self._allowed(label, None)

    def _allowed(self, label: Label, text: str | None) -> frozenset[str]:
        if isinstance(label, Listed):
            return label.values
        named = self._named.get(label.name, frozenset())
        if text is not None and text in named:
            return named
        return self._learn(label)

    def _learn(self, label: Referred) -> frozenset[str]:
        reference = self._reference()
        if reference is not None and (reference.number != self._number or label.name not in self._named):
            if reference.number != self._number:
                self._named.clear()
            self._number = reference.number
            self._named[label.name] = frozenset(sorted(label.named(reference))[: label.limit])
        return self._named.get(label.name, frozenset())
