"""What pages show of a home: read beside the engine, in whatever process, so that nobody waits until it has decided.

Everything comes from what is durable, through connections that cannot write. Personal data comes from the vault, for
what a recorded opening permits, and is held no longer than the question takes.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from schemas.records.hotspots import PublishHotspots
from schemas.records.meetings import SealedWords
from streams.engines.contract import CandidateShown, Disclosed, Withheld
from streams.engines.line.indexes import Indexes
from streams.engines.line.opening import Openings
from streams.engines.line.ports import Standing
from streams.engines.line.read_once import ReadOnce
from streams.engines.line.showing import Showing
from streams.engines.line.withholding import held_against, withheld_from
from streams.engines.local.database import open_read_only, open_reader
from streams.engines.local.followed import Followed
from streams.engines.local.home import Home, Keys
from streams.engines.local.queries import LocalViews
from streams.engines.local.reading import Records
from streams.engines.local.remembered import Remembered
from streams.engines.local.rows import Rows
from streams.hotspots.counting import count, window
from streams.reference.facts import Reference
from streams.vault.names import event_owner
from streams.vault.store import VaultReader
from streams.views.rows import Listed


class Shown:
    """What `streams.engines.contract.Hub` shows, for any thread. `close` it at the end."""

    def __init__(self, home: Home, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._database = open_reader(home.database)
        self._vault = VaultReader(open_read_only(home.vault), keys.key_encryption)
        self._log, self._rows = Records(self._database), Rows(self._database)
        self._followed = Followed(open_reader(home.database), keys.operator.public_key())
        self._indexes, self._staff_of = Indexes(), 0
        self._remembered = Remembered()
        self._lock = threading.Lock()
        self._views = LocalViews(home, self.reference)

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            self._views.close()
            self._vault.close()
            self._database.close()
            self._followed.close()

    @property
    def views(self) -> LocalViews:
        """What pages and tools ask."""
        return self._views

    def reference(self) -> Reference:
        """The reference, a moment old at most. Not to be changed."""
        return self._followed.current()

    def disclose(self, opening: str) -> Disclosed:
        """The items that a recorded opening permits now. KeyError for anything but a recorded opening, `NotShown`."""
        with self._lock:
            return self._showing().disclose(opening, self._clock())

    def disclose_all(self, openings: Sequence[str]) -> Mapping[str, Disclosed]:
        """As `disclose` of each, under one reference, each event opened once: for a page of many cases."""
        with self._lock:
            return self._showing().disclose_all(openings, self._clock())

    def candidates(self, opening: str) -> Sequence[CandidateShown]:
        """The ranked candidates behind a recorded opening of a doubtful match. Raises as `disclose` does."""
        with self._lock:
            return self._showing().candidates(opening, self._clock())

    def seal(self, event: bytes, words: str) -> SealedWords:
        """Words about an event, sealed. `NotShown` where something of it was erased."""
        with self._lock:
            return self._showing().seal(event, words)

    def words(self, opening: str, written: Sequence[str]) -> Mapping[str, str | None]:
        """The words of those of these actions and answers that a recorded opening covers. Raises as `disclose` does."""
        with self._lock:
            return self._showing().words(opening, written, self._clock())

    def withheld(self, user: str, rows: Sequence[Listed]) -> Withheld:
        """Those of these of which this user must not even learn that they exist, by what is known now."""
        with self._lock:
            openings = Openings(self._log, self._vault)
            asked = held_against(rows, self._views, openings)
            reference = self._followed.to_end()
            self._remembered.under(reference.number)
            wrapped = self._vault.wrapped({event_owner(event) for events in asked.values() for event in events})
            grounds = {
                notice: tuple([(event, wrapped.get(event_owner(event))) for event in events])
                for notice, events in asked.items()
            }
            lacking = self._remembered.lacking(user, rows, grounds)
            if lacking:
                staff = self._staff(reference).folded_staff
                found = withheld_from(user, lacking, asked, openings, staff, reference, self._indexes.data)
                self._remembered.put(user, lacking, grounds, found)
            return self._remembered.all_of(user, rows)

    def count_hotspots(self, asked: tuple[str, str, date], who: str) -> PublishHotspots:
        """Count for a table of hotspots. It opens what is counted, and nothing of it leaves but numbers."""
        start, end = window(asked[2])
        happenings = self._views.happenings(asked[1], start, end)
        with self._lock:
            opened = Openings(self._log, self._vault)
            return count(happenings, opened.get, self._followed.to_end(), asked, who)

    def staff_name(self, user: str) -> str:
        """The name of a member of staff, from the sealed directory; the id where the directory holds none."""
        with self._lock:
            names = self._staff(self._followed.to_end()).staff.get(user)
        return f"{names.given_names} {names.family_name}".strip() if names is not None else user

    def mail_address(self, user: str, place: str) -> str | None:
        """Where a member of staff gets mail at a school or council, from the sealed directory; None if nowhere."""
        with self._lock:
            names = self._staff(self._followed.to_end()).staff.get(user)
        return names.mail_at(place) if names is not None else None

    def _showing(self) -> Showing:
        """Under the reference's very end, and with nothing opened before: a suspension or an erasure counts at once."""
        engine = Standing(
            self._followed.to_end(), ReadOnce(self._log), self._rows, self._vault, self._views.restricted_by
        )
        return Showing(engine, Openings(self._log, self._vault))

    def _staff(self, reference: Reference) -> Indexes:
        if self._staff_of != reference.number:
            self._indexes.load_staff(self._rows, self._vault, reference.staff)
            self._staff_of = reference.number
        return self._indexes
