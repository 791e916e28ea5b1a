"""How the hub stands: desks, notices, ledger, parked inputs; read from the views every few seconds, in a thread."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from msgspec import Struct

from schemas import codec
from schemas.records.decision import Decision
from services.metrics import catalogue
from services.metrics.measuring import chain_of
from services.metrics.meters import Meters
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference
from streams.reference.timeline import standings

Ask = Callable[[str, Mapping[str, int]], Sequence[Sequence[object]]]
"""Runs a query with named parameters (`:now`) on the views, of either engine, and gives its rows."""

EVERY: Final = 5.0
"""Seconds between looks."""
GRACE: Final = timedelta(minutes=1)
"""How long past its time a notice may stand unescalated: ticks come every few seconds."""

_LEFT: Final = (("15m", 900), ("1h", 3600), ("4h", 14_400))
_MICRO: Final = 1_000_000

_DESK: Final = (
    "SELECT area, kind, count(*), sum(overdue), min(raised_at) FROM desk_view"
    " WHERE closed_at IS NULL GROUP BY area, kind"
)
_UNOPENED: Final = (
    "SELECT due_at - :now, count(*), sum(CASE WHEN escalated = 0 AND overdue = 0 AND due_at < :late THEN 1 ELSE 0 END)"
    " FROM notice_view WHERE state = 'waiting' GROUP BY due_at"
)
_OVERDUE: Final = (
    "SELECT scheme, value, count(*) FROM notice_view WHERE state = 'waiting' AND (overdue = 1 OR due_at <= :now)"
    " GROUP BY scheme, value"
)
_PARKED: Final = "SELECT source, count(DISTINCT key), count(*) FROM parked GROUP BY source"
_PARKED_FIRST: Final = (
    "SELECT d.source, d.body FROM decisions d JOIN"
    " (SELECT source, min(position) AS earliest FROM parked GROUP BY source) p"
    " ON d.source = p.source AND d.position = p.earliest ORDER BY d.source, d.number"
)
_ENTRIES: Final = "SELECT max(position) FROM ledger_entries"

_logger = logging.getLogger(__name__)


class Desk(Struct, frozen=True):
    """Open items of one kind on one council's desk; `oldest` is when the first was raised."""

    area: str
    kind: str
    items: int
    overdue: int
    oldest: datetime


class HubStanding(Struct, frozen=True):
    """The hub as it stood at `at`."""

    at: datetime
    desk: tuple[Desk, ...]
    unopened: Mapping[str, int]
    least_left: float | None
    late_not_escalated: int
    overdue: Mapping[str, int]
    parked: tuple[tuple[str, int, int], ...]
    parked_since: Mapping[str, datetime]
    entries: int
    checkpoint_entries: int
    checkpoint_at: float | None
    rolls_stale: int
    agreements: Mapping[str, int]


def look(ask: Ask, reference: Reference, ledger: Path, now: datetime) -> HubStanding:
    """Read how the hub stands. Whatever fails, fails as the database or the ledger fails."""
    moment = int(now.timestamp() * _MICRO)
    unopened, least, late = _unopened(ask, moment)
    checkpoint_entries, checkpoint_at = _checkpoint(reference, ledger)
    last = ask(_ENTRIES, {})[0][0]
    return HubStanding(
        at=now,
        desk=tuple(_desk(row) for row in ask(_DESK, {})),
        unopened=unopened,
        least_left=least,
        late_not_escalated=late,
        overdue=_overdue(ask, reference, moment),
        parked=tuple((str(source), _int(keys), _int(inputs)) for source, keys, inputs in ask(_PARKED, {})),
        parked_since=_parked_since(ask),
        entries=0 if last is None else _int(last) + 1,
        checkpoint_entries=checkpoint_entries,
        checkpoint_at=checkpoint_at,
        rolls_stale=sum(not reference.roll_is_current(urn, now) for urn in reference.rolls),
        agreements=_agreements(reference, now),
    )


def show(meters: Meters, standing: HubStanding, unsigned: float, now: datetime) -> None:
    """Put a standing into the gauges."""
    for metric in (catalogue.DESK_ITEMS, catalogue.DESK_OVERDUE, catalogue.DESK_OLDEST, catalogue.OVERDUE):
        meters.clear(metric)
    for metric in (catalogue.PARKED_KEYS, catalogue.PARKED_WAITING, catalogue.PARKED_OLDEST):
        meters.clear(metric)
    _show_desk(meters, standing, now)
    for area, count in standing.overdue.items():
        meters.put(catalogue.OVERDUE, count, area)
    for left in catalogue.LEFT.values:
        meters.put(catalogue.UNOPENED, standing.unopened.get(left, 0), left)
    for chain in sorted(catalogue.CHAIN.values):
        of_chain = [(keys, inputs) for source, keys, inputs in standing.parked if chain_of(source) == chain]
        meters.put(catalogue.PARKED_KEYS, sum(keys for keys, _ in of_chain), chain)
        meters.put(catalogue.PARKED_WAITING, sum(inputs for _, inputs in of_chain), chain)
        since = min((at for source, at in standing.parked_since.items() if chain_of(source) == chain), default=now)
        meters.put(catalogue.PARKED_OLDEST, max(0.0, (now - since).total_seconds()), chain)
    age = (now - standing.at).total_seconds()
    meters.put(catalogue.FIRST_BELL, float("inf") if standing.least_left is None else standing.least_left - age)
    meters.put(catalogue.NOT_ESCALATED, standing.late_not_escalated)
    meters.put(catalogue.LEDGER_ENTRIES, standing.entries)
    meters.put(catalogue.CHECKPOINT_ENTRIES, standing.checkpoint_entries)
    if standing.checkpoint_at is not None:
        meters.put(catalogue.CHECKPOINT_AGE, max(0.0, now.timestamp() - standing.checkpoint_at))
    meters.put(catalogue.UNSIGNED, unsigned)
    meters.put(catalogue.ROLLS_STALE, standing.rolls_stale)
    for state in catalogue.AGREEMENT_STATE.values:
        meters.put(catalogue.AGREEMENTS, standing.agreements.get(state, 0), state)
    meters.put(catalogue.STANDING_AGE, max(0.0, age))


def _parked_since(ask: Ask) -> Mapping[str, datetime]:
    """When the input was accepted that was parked first, by source."""
    found: dict[str, datetime] = {}
    for source, body in ask(_PARKED_FIRST, {}):
        assert isinstance(body, bytes)
        found.setdefault(str(source), codec.decode(body, Decision).at)
    return found


class Watching:
    """Looks every few seconds, and keeps the last look for the gauges. Use as a context manager."""

    def __init__(
        self,
        meters: Meters,
        clock: Callable[[], datetime],
        look_now: Callable[[datetime], HubStanding],
        told: Callable[[bool], None],
        every: float = EVERY,
    ) -> None:
        """`told` hears after each look whether the views could be read."""
        self._meters = meters
        self._clock = clock
        self._look = look_now
        self._told = told
        self._every = every
        self._last: HubStanding | None = None
        self._unsigned_since: float | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="standing", daemon=True)
        meters.before_each_look(self._show)

    def __enter__(self) -> Self:
        """Look once, then go on in a thread."""
        self._look_once()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop looking."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self._look_once()

    def _look_once(self) -> None:
        try:
            standing = self._look(self._clock())
        except Exception as error:  # of either database or of the disk; the age of the last look tells of it
            _logger.warning("how the hub stands cannot be read: %s; it is tried again", type(error).__name__)
            self._told(False)
            return
        if standing.checkpoint_entries >= standing.entries:
            self._unsigned_since = None
        elif self._unsigned_since is None:
            self._unsigned_since = time.monotonic()
        self._last = standing
        self._told(True)

    def _show(self) -> None:
        if self._last is not None:
            since = self._unsigned_since
            show(self._meters, self._last, 0.0 if since is None else time.monotonic() - since, self._clock())


def _show_desk(meters: Meters, standing: HubStanding, now: datetime) -> None:
    overdue: Counter[str] = Counter()
    oldest: dict[str, datetime] = {}
    for desk in standing.desk:
        meters.put(catalogue.DESK_ITEMS, desk.items, desk.area, desk.kind)
        overdue[desk.area] += desk.overdue
        oldest[desk.area] = min(desk.oldest, oldest.get(desk.area, desk.oldest))
    for area in meters.known.allowed(catalogue.AREA) | set(oldest):
        since = oldest.get(area)
        meters.put(catalogue.DESK_OVERDUE, overdue[area], area)
        meters.put(catalogue.DESK_OLDEST, 0.0 if since is None else (now - since).total_seconds(), area)


def _desk(row: Sequence[object]) -> Desk:
    area, kind, items, overdue, oldest = row
    return Desk(str(area), str(kind), _int(items), _int(overdue), _moment(_int(oldest)))


def _unopened(ask: Ask, now: int) -> tuple[dict[str, int], float | None, int]:
    counts: Counter[str] = Counter()
    least: float | None = None
    late = 0
    for left, count, not_escalated in ask(_UNOPENED, {"now": now, "late": now - int(GRACE.total_seconds()) * _MICRO}):
        seconds = _int(left) / _MICRO
        counts[_bucket(seconds)] += _int(count)
        least = seconds if least is None else min(least, seconds)
        late += _int(not_escalated)
    return dict(counts), least, late


def _bucket(seconds: float) -> str:
    if seconds <= 0:
        return "overdue"
    return next((name for name, limit in _LEFT if seconds <= limit), "longer")


def _overdue(ask: Ask, reference: Reference, now: int) -> dict[str, int]:
    counts: Counter[str] = Counter(dict.fromkeys(reference.areas, 0))
    for scheme, value, count in ask(_OVERDUE, {"now": now}):
        setting = reference.setting(str(value)) if scheme == "urn" else None
        counts[setting.area if setting is not None else str(value) if scheme == "area" else ""] += _int(count)
    return dict(counts)


def _agreements(reference: Reference, now: datetime) -> dict[str, int]:
    held = reference.instruments
    counts = Counter(str(one.state) for one in standings(held, now))
    counts[catalogue.UNREADABLE] = len(held.unreadable())
    return dict(counts)


def _checkpoint(reference: Reference, ledger: Path) -> tuple[int, float | None]:
    path = ledger / "checkpoint"
    if reference.hub is None or not path.exists():
        return 0, None
    key = VerifierKey(reference.hub.ledger_origin, reference.hub.ledger_key)
    checkpoint = open_checkpoint(path.read_bytes(), key)
    return checkpoint.size, float(checkpoint.time) if checkpoint.time else None


def _int(value: object) -> int:
    """A number of a row; PostgreSQL sums into decimals."""
    return int(str(value))


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / _MICRO, UTC)
