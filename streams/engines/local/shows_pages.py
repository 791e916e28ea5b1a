"""What pages are shown, of a hub that keeps what shows it beside its other parts."""

from collections.abc import Mapping, Sequence
from datetime import date

from schemas.records.hotspots import PublishHotspots
from schemas.records.meetings import SealedWords
from streams.engines.contract import CandidateShown, Disclosed, Withheld
from streams.engines.local.shown import Shown
from streams.views.rows import Listed


class ShowsPages:
    """The part of `streams.engines.contract.Hub` that opens sealed words, whichever process asks for it."""

    _shown: Shown

    def disclose(self, opening: str) -> Disclosed:
        """The items that a recorded opening permits now. KeyError for anything but a recorded opening, `NotShown`."""
        return self._shown.disclose(opening)

    def disclose_all(self, openings: Sequence[str]) -> Mapping[str, Disclosed]:
        """As `disclose` of each, under one reference, each event opened once: for a page of many cases."""
        return self._shown.disclose_all(openings)

    def candidates(self, opening: str) -> Sequence[CandidateShown]:
        """The ranked candidates behind a recorded opening of a doubtful match."""
        return self._shown.candidates(opening)

    def seal(self, event: bytes, words: str) -> SealedWords:
        """Words about an event, sealed. `NotShown` where something of it was erased."""
        return self._shown.seal(event, words)

    def words(self, opening: str, written: Sequence[str]) -> Mapping[str, str | None]:
        """The words of those of these actions and answers that a recorded opening covers."""
        return self._shown.words(opening, written)

    def withheld(self, user: str, rows: Sequence[Listed]) -> Withheld:
        """Those of these of which this user must not even learn that they exist, by what is known now."""
        return self._shown.withheld(user, rows)

    def count_hotspots(self, asked: tuple[str, str, date], who: str) -> PublishHotspots:
        """Count for a table of hotspots. It opens what is counted, and nothing of it leaves but numbers."""
        return self._shown.count_hotspots(asked, who)

    def staff_name(self, user: str) -> str:
        """The name of a member of staff, from the sealed directory; the id where the directory holds none."""
        return self._shown.staff_name(user)

    def mail_address(self, user: str, place: str) -> str | None:
        """Where a member of staff gets mail at a school or council, from the sealed directory; None if nowhere."""
        return self._shown.mail_address(user, place)
