"""Giving commands in the story, as the people of its desks: one that is refused stops the telling."""

from datetime import date, datetime
from typing import Protocol

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.decision import Output
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import AcknowledgeNotice, Command, OpenNotice, TriageContact
from schemas.records.meetings import SealedWords
from schemas.records.triage import ContactTriaged
from schemas.records.watch import NoticeAcknowledged, NoticeOpened
from services.operator.operated import Operated
from streams.engines.contract import Settled
from streams.views.answering import SqlViews
from streams.views.rows import NoticeRow

Footing = tuple[FrontDoorOutcome, Consent, ConsentReason | None]
"""What a front door decides of a contact, and on what footing."""


class StoryHub(Operated, Protocol):
    """A hub on which a story is told, whichever engine it has."""

    @property
    def views(self) -> SqlViews:
        """What can be asked of it."""

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Let a desk's command be decided."""

    def seal(self, event: bytes, words: str) -> SealedWords:
        """Words about an event, sealed."""

    def count_hotspots(self, asked: tuple[str, str, date], who: str) -> PublishHotspots:
        """Count for a table of hotspots."""

    def tick(self, at: datetime) -> None:
        """Let every partition know that it is now at least `at`, and what falls due be decided."""

    def run(self) -> object:
        """Return once nothing waits to be decided, and all of it can be seen."""

    def sign_checkpoint(self) -> object:
        """Return once a signed checkpoint covers everything that is decided."""


class Giver:
    """Gives commands, each once."""

    def __init__(self, hub: StoryHub) -> None:
        self._hub = hub
        self._given = 0
        self.openings = 0

    def give(self, command: Command, *expected: type[Output]) -> None:
        """Have a command decided. LookupError where none of what is expected comes of it."""
        self._given += 1
        settled = self._hub.perform(command, command_id=f"story-{type(command).__name__}-{self._given}")
        if not any(isinstance(output, expected) for output in settled.outputs):
            reasons = {str(getattr(output, "reason", type(output).__name__)) for output in settled.outputs}
            raise LookupError(
                f"`{type(command).__name__}` number {self._given} of the story was not taken: {', '.join(reasons)}"
            )

    def open(self, row: NoticeRow, user: str, role: str) -> None:
        """Open a notice. LookupError where the reader may not."""
        self.give(OpenNotice(row.case, row.person, row.notice, user, role), NoticeOpened)
        self.openings += 1

    def acknowledge(self, row: NoticeRow, user: str, role: str) -> None:
        """Acknowledge a notice that was opened."""
        self.give(AcknowledgeNotice(row.case, row.person, row.notice, user, role), NoticeAcknowledged)

    def triage(self, row: NoticeRow, user: str, footing: Footing) -> None:
        """Decide a contact that was opened, over what the front door or the duty team had decided before."""
        outcome, consent, reason = footing
        earlier = self._hub.views.triages(row.case, row.person, row.value)
        command = TriageContact(
            case=row.case,
            person=row.person,
            notice=row.notice,
            user=user,
            role=row.role,
            outcome=outcome,
            consent=consent,
            reason=reason,
            previous=next((one.triage for one in earlier if one.withdrawn_at is None), None),
        )
        self.give(command, ContactTriaged)
