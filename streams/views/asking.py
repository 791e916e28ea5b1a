"""How questions reach a database that holds the tables, whichever it is."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from streams.views.from_rows import Row

AT_ONCE: Final = 500
"""Values that one statement is given at most: databases have a limit."""


class Asking(ABC):
    """Statements are written with `?`, and found by an index: they cost the same however long the history is."""

    @abstractmethod
    def _read(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        """The rows that a statement finds."""

    def _among(self, statement: str, asked: Collection[object], given: tuple[object, ...] = ()) -> Iterator[Row]:
        """What is found of some values, `AT_ONCE` at a time: `{marks}` stands for them, before everything else given.

        What the statement orders is in order within as many.
        """
        values = list(asked)
        for start in range(0, len(values), AT_ONCE):
            some = values[start : start + AT_ONCE]
            yield from self._read(statement.format(marks=",".join("?" * len(some))), (*some, *given))
