"""Show what a recorded opening permits, from the vault: the only way by which personal data leaves the engine."""

from datetime import datetime

from schemas.items import Item
from schemas.records.match import MatchReferred
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.records.share import DisclosurePermitted, Recipient
from schemas.records.watch import DeskItemOpened, NoticeOpened
from streams.agreements.document import Duty
from streams.agreements.masks import items_of
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person.recipients import council
from streams.deciders.person.share import verdict_for
from streams.deciders.places import split_output_id
from streams.disclosing import day, full_name, lines_of
from streams.engines.contract import CandidateShown, Disclosed
from streams.engines.local.engine import LocalEngine
from streams.engines.local.indexes import open_row
from streams.matching.people import RollEntry
from streams.vault.names import roll_owner

FALLBACK_HANDLING = (
    "Do not contact home about this until you have advice.",
    "Keep this off the main pupil file and the parent portal.",
)
"""Said with every notice whose instruments say nothing of their own (flows.md, handling text)."""


class Showing:
    """Reads recorded openings. Call it where the engine stands still."""

    def __init__(self, engine: LocalEngine) -> None:
        self._engine = engine

    def disclose(self, opening: str, at: datetime) -> Disclosed:
        """What a NoticeOpened or DeskItemOpened of this output id permits. KeyError where it is neither."""
        recorded = self._engine.records.output(opening)
        if isinstance(recorded, NoticeOpened):
            issued = self._engine.records.output(recorded.notice)
            if isinstance(issued, NoticeIssued):
                given = self._handling(recorded.notice, issued.recipient)
                return self._disclosed(issued, recorded, issued.recipient, given, at)
        if isinstance(recorded, DeskItemOpened):
            raised = self._engine.records.output(recorded.item)
            if isinstance(raised, DeskItemRaised):
                return self._disclosed(raised, recorded, council(raised.area), (), at)
        raise KeyError(opening)

    def candidates(self, opening: str) -> list[CandidateShown]:
        """The candidates of the referral behind a recorded DeskItemOpened, best first."""
        recorded = self._engine.records.output(opening)
        if not isinstance(recorded, DeskItemOpened):
            raise KeyError(opening)
        raised = self._engine.records.output(recorded.item)
        referral = raised.referral if isinstance(raised, DeskItemRaised) else None
        referred = self._engine.records.output(referral) if referral is not None else None
        if not isinstance(referred, MatchReferred):
            return []
        restricted = self._engine.openings.get(referred.event).any_restricted is not False
        shown = []
        for candidate in referred.evidence.candidates:
            entry = self._roll_entry(candidate.pupil, [r.urn for r in candidate.registrations])
            shown.append(
                CandidateShown(
                    pupil=candidate.pupil,
                    urns=tuple(r.urn for r in candidate.registrations),
                    name=f"{entry.given_names} {entry.family_name}" if entry is not None else "No longer on the roll",
                    date_of_birth=day(entry.date_of_birth) if entry is not None else "",
                    address="" if restricted or entry is None else _address(entry),
                    levels={
                        "date_of_birth": candidate.date_of_birth.value,
                        "given_name": candidate.given_name.value,
                        "family_name": candidate.family_name.value,
                        "address": candidate.address.value,
                        "setting": candidate.setting.value,
                    },
                    weight=candidate.total,
                )
            )
        return shown

    def _disclosed(
        self,
        subject: NoticeIssued | DeskItemRaised,
        opened: NoticeOpened | DeskItemOpened,
        recipient: Recipient,
        handling: tuple[str, ...],
        at: datetime,
    ) -> Disclosed:
        event = self._engine.openings.get(subject.event)
        shown, erased = lines_of(event, subject.section, opened.items)
        person = event.person(subject.section)
        role = COUNCIL_DESK if isinstance(opened, DeskItemOpened) else opened.role
        verdict = verdict_for(self._engine.reference, event, subject.section, recipient, role, at, frozenset())
        return Disclosed(
            subject=full_name(person) if person is not None and Item.CHILD_NAME in opened.items else "",
            items=shown,
            erased=erased,
            handling=handling or verdict.handling or FALLBACK_HANDLING,
            never_given=items_of(verdict.never_given),
        )

    def _handling(self, notice: str, recipient: Recipient) -> tuple[str, ...]:
        """Handling texts of the agreements under which this notice was issued, each once; a duty's own without one."""
        source, number, _ = split_output_id(notice)
        decision = self._engine.records.decision(source, number)
        texts: dict[str, None] = {}
        of_duty: dict[str, None] = {}
        for output in decision.outputs if decision is not None else ():
            if isinstance(output, DisclosurePermitted) and output.recipient == recipient:
                for given in output.given:
                    document = self._engine.reference.instruments.document(given.instrument, given.version)
                    if document is not None:
                        found = of_duty if isinstance(document, Duty) else texts
                        found.update(dict.fromkeys(document.handling))
        return tuple(texts or of_duty)

    def _roll_entry(self, pupil: str, urns: list[str]) -> RollEntry | None:
        for urn in urns:
            roll = self._engine.reference.rolls.get(urn)
            if roll is None:
                continue
            row = self._engine.database.execute(
                "SELECT body FROM rolls WHERE urn = ? AND version = ? AND pupil = ?", (urn, roll.version, pupil)
            ).fetchone()
            if row is not None:
                return open_row(self._engine.vault, roll_owner(urn, roll.version, pupil), row[0], RollEntry)
        return None


def _address(entry: RollEntry) -> str:
    return ", ".join(line for line in (*entry.address_lines, entry.postcode or "") if line)
