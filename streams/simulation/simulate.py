"""Simulate a draft over a home's history: read-only, in one pass, on every core. Memory does not grow with history."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas.records.reference import AgencyKeyRevoked, AgreementSigned, InstrumentRegistered, InstrumentSuspended
from streams.agreements.answers import Answers
from streams.agreements.document import Agreement, canonical, from_canonical
from streams.checks.home import HomeUnreadable, reading
from streams.checks.reopened import VaultReader
from streams.engines.local.home import Home
from streams.reference.facts import Reference
from streams.reference.log import apply_signed
from streams.simulation.drafted import drafted_index
from streams.simulation.flips import Flips
from streams.simulation.history import Asked, History, HomeRows

CHUNK: Final = 5_000
"""Decision records that one process takes at a time."""

Progress = Callable[[int, int], None]
"""Is told how many rows were read, and how many there are."""

_CHANGING: Final = (InstrumentRegistered, AgreementSigned, InstrumentSuspended, AgencyKeyRevoked)
"""Reference records that change what instruments say."""

_ALONE: Final = 2 * CHUNK
"""Rows up to which further processes cost more than they bring."""


class Stretch(msgspec.Struct, frozen=True):
    """Rows of a home's decisions, and the time within which a disclosure counts."""

    home: Path
    after: int
    until: int
    start: datetime
    end: datetime


class Simulated(msgspec.Struct, frozen=True):
    """What a draft would have changed. `gone` could not be asked again, because their events were erased."""

    flips: Flips
    gone: int


class Line:
    """The reference as of each record, and the instruments of that time with the draft in its place.

    `signed` are the bytes of the reference records in their order.
    """

    def __init__(self, signed: Iterator[bytes], operator: Ed25519PublicKey, draft: Agreement) -> None:
        self._operator = operator
        self._signed = signed
        self._draft = draft
        self._reference = Reference()
        self._answers: Answers | None = None

    def reference(self, number: int) -> Reference:
        """The reference as of a number, or a later one that it has come to."""
        while self._reference.number < number:
            signed = next(self._signed, None)
            if signed is None:
                raise HomeUnreadable(f"a record was decided under reference `{number}`, which is not there")
            record = apply_signed(self._reference, signed, self._operator)
            if isinstance(record.body, _CHANGING):
                self._answers = None
        return self._reference

    def answers(self) -> Answers:
        """The evaluator with the draft, as of the reference that was last asked for."""
        if self._answers is None:
            held = self._reference.instruments
            self._answers = Answers(drafted_index(held.documents(), held.suspended(), held.unsigned(), self._draft))
        return self._answers


def simulate(
    home: Path,
    draft: Agreement,
    start: datetime,
    end: datetime,
    *,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Simulated:
    """Decide every disclosure of [start, end) again as if the draft had always been in force. Writes nothing.

    `progress` is told rows read and rows in all. Raises `HomeUnreadable`, and `ReferenceForged` for a forged log.
    """
    with reading(home) as database:
        (last,) = database.execute("SELECT coalesce(max(rowid), 0) FROM decisions").fetchone()
    stretches = [Stretch(home, n, min(n + CHUNK, last), start, end) for n in range(0, last, CHUNK)]
    many = min(processes or cpu_count() or 1, len(stretches))
    flips, gone = Flips(), 0
    with _mapped(draft, stretches, 1 if last <= _ALONE else many) as found:
        for stretch, (some, lacking) in zip(stretches, found, strict=True):
            flips.add(some)
            gone += lacking
            if progress is not None:
                progress(stretch.until, last)
    return Simulated(flips, gone)


def count(history: Iterable[Asked], line: Line, flips: Flips) -> int:
    """Count the flips of a stretch of history; how many of its disclosures could not be asked again."""
    gone = 0
    for asked in history:
        if asked.request is None:
            gone += 1
        else:
            flips.take(asked.recorded, line.answers().answer(asked.request))
    return gone


@contextmanager
def _mapped(draft: Agreement, stretches: list[Stretch], processes: int) -> Iterator[Iterable[tuple[Flips, int]]]:
    if processes <= 1:
        yield map(_Worker(canonical(draft)).take, stretches)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (canonical(draft),)) as pool:
        yield pool.map(_take, stretches)


class _Worker:
    """Takes stretches of one home in their order."""

    def __init__(self, draft: bytes) -> None:
        document = from_canonical(draft)
        if not isinstance(document, Agreement):
            raise TypeError("only agreements are simulated")
        self._draft = document

    def take(self, stretch: Stretch) -> tuple[Flips, int]:
        """Flips of one stretch, and how many disclosures could not be asked again."""
        home = Home(stretch.home)
        flips = Flips()
        with reading(stretch.home) as database:
            vault = VaultReader(home.vault, home.read_keys().key_encryption)
            try:
                bodies = database.execute("SELECT body FROM reference_log ORDER BY number")
                signed = (bytes(body) for (body,) in bodies)
                line = Line(signed, home.read_keys().operator.public_key(), self._draft)
                history = History(HomeRows(database, stretch.after, stretch.until), vault, line.reference)
                gone = count(history.asked(stretch.start, stretch.end), line, flips)
            finally:
                vault.close()
        return flips, gone


_worker: _Worker | None = None


def _begin(draft: bytes) -> None:
    global _worker
    _worker = _Worker(draft)


def _take(stretch: Stretch) -> tuple[Flips, int]:
    if _worker is None:
        raise RuntimeError("a process of the pool was not begun")
    return _worker.take(stretch)
