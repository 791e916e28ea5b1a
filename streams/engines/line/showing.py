"""Show what a recorded opening permits, from the vault: the only way by which personal data leaves the engine."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.items import Item
from schemas.records.actions import ActionOpened
from schemas.records.evidence import Candidate
from schemas.records.match import MatchReferred
from schemas.records.meetings import CopyPrinted, SealedWords
from schemas.records.notify import DeskItemRaised, NoticeIssued, NoticeKind
from schemas.records.reference import RoleAppointed
from schemas.records.share import DisclosurePermitted, Recipient
from schemas.records.watch import DeskItemOpened, NoticeOpened
from streams.agreements.document import Duty
from streams.agreements.masks import items_of, items_of_event
from streams.agreements.request import Reader
from streams.agreements.verdict import Verdict
from streams.calendar.wall_clock import day
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.recipients import council
from streams.deciders.person.share import UNKNOWN_READER, reader_of, verdict_for
from streams.deciders.places import split_output_id
from streams.deciders.shredded import Shredded
from streams.disclosing.lines import lines_of
from streams.disclosing.outcomes import is_of, told_by
from streams.disclosing.people import full_name
from streams.engines.contract import CandidateShown, Disclosed, NotShown
from streams.engines.line.audiences import audience_of
from streams.engines.line.indexes import open_row
from streams.engines.line.opening import Openings
from streams.engines.line.ports import Standing
from streams.engines.line.words import seal, words_under
from streams.matching.people import RollEntry
from streams.vault.names import roll_owner

FALLBACK_HANDLING = (
    "Do not contact home about this until you have advice.",
    "Keep this off the main pupil file and the parent portal.",
)
"""Said with every notice whose instruments say nothing of their own (flows.md, handling text)."""


_TELLS: Final = {NoticeKind.FEEDBACK: Item.FRONT_DOOR_OUTCOME, NoticeKind.INTERVIEW: Item.RETURN_INTERVIEW}
"""What a notice of an outcome tells."""

RECALL_HANDLING: Final = (
    "Tell everyone whom you told of the earlier notice that it was recalled, and stop what was begun because of it.",
    "Mark the earlier notice as recalled wherever it is filed, keep this with it, and off any file that others read.",
    "Do not contact home about either, and do not show or tell a parent.",
)
"""Said with every recall, in place of what an agreement says to do about an incident: there is nothing to act on."""


class _Subject(Struct, frozen=True, gc=False):
    """A child of an event, for whom it is shown, and what the instruments say of that now."""

    event: OpenedEvent
    section: int
    recipient: Recipient
    verdict: Verdict


class Showing:
    """Reads recorded openings. Call it where the engine stands still."""

    def __init__(self, engine: Standing, openings: Openings) -> None:
        self._engine = engine
        self._openings = openings
        self._marks: dict[bytes, tuple[bytes, ...]] = {}

    def disclose(self, opening: str, at: datetime) -> Disclosed:
        """What a recorded opening of this output id permits at `at`. KeyError for anything else.

        Agreements and roles are looked at again: `NotShown` where the reader may see nothing any more. What a recall
        says was settled with it, so that the agreement which ended does not keep back that the notice is taken back.
        """
        recorded = self._engine.log.output(opening)
        if isinstance(recorded, NoticeOpened):
            issued = self._engine.log.output(recorded.notice)
            if isinstance(issued, NoticeIssued):
                return self._notice(issued, recorded, at)
        if isinstance(recorded, DeskItemOpened):
            raised = self._engine.log.output(recorded.item)
            if isinstance(raised, DeskItemRaised):
                return self._desk_item(raised, recorded, at)
        if isinstance(recorded, CopyPrinted):
            return self._copy(recorded, at)
        if isinstance(recorded, ActionOpened):
            return self._action(recorded, at)
        raise KeyError(opening)

    def disclose_all(self, openings: Sequence[str], at: datetime) -> dict[str, Disclosed]:
        """As `disclose` of each; records, events and keys are read together, and each event is opened once."""
        self._load(openings)
        return {opening: self.disclose(opening, at) for opening in openings}

    def _load(self, openings: Sequence[str]) -> None:
        log = self._engine.log
        log.load(openings)
        recorded = [log.output(opening) for opening in openings]
        log.load([one.notice for one in recorded if isinstance(one, NoticeOpened)])
        log.load([one.item for one in recorded if isinstance(one, DeskItemOpened)])
        about = [*recorded, *(log.output(one.notice) for one in recorded if isinstance(one, NoticeOpened))]
        events = {one.event for one in about if isinstance(one, NoticeIssued | CopyPrinted | ActionOpened)}
        self._openings.load(events)
        cases = {self._openings.get(event).header.case for event in events}
        marked = self._engine.restricted_by(cases)
        self._marks = {case: marked.get(case, ()) for case in cases}

    def seal(self, event: bytes, words: str) -> SealedWords:
        """Words about an event, sealed. `NotShown` where something of it was erased, KeyError where there is none."""
        return seal(self._openings, event, words)

    def words(self, opening: str, written: Sequence[str], at: datetime) -> dict[str, str | None]:
        """The words of those of these actions and answers that a recorded opening covers, None where they were erased.

        KeyError for a desk item's opening or none at all, `NotShown` where its role has ended.
        """
        recorded = self._engine.log.output(opening)
        if isinstance(recorded, CopyPrinted):
            self._printed_by(recorded, at)
            event = recorded.event
        elif isinstance(recorded, ActionOpened):
            self._reader(recorded.recipient, recorded, at)
            event = recorded.event
        else:
            issued = self._engine.log.output(recorded.notice) if isinstance(recorded, NoticeOpened) else None
            if not isinstance(recorded, NoticeOpened) or not isinstance(issued, NoticeIssued):
                raise KeyError(opening)
            self._reader(issued.recipient, recorded, at)
            event = issued.event
        by = self._marking(event, recorded.hidden_by)
        return words_under(self._openings, self._engine.log, recorded, event, by, written)

    def candidates(self, opening: str, at: datetime) -> list[CandidateShown]:
        """The candidates of the referral behind a recorded DeskItemOpened, best first. `NotShown` as for `disclose`."""
        recorded = self._engine.log.output(opening)
        raised = self._engine.log.output(recorded.item) if isinstance(recorded, DeskItemOpened) else None
        if not isinstance(recorded, DeskItemOpened) or not isinstance(raised, DeskItemRaised):
            raise KeyError(opening)
        self._coordinator_now(raised, recorded, at)
        referred = self._engine.log.output(raised.referral) if raised.referral is not None else None
        return [self._candidate(c) for c in referred.evidence.candidates] if isinstance(referred, MatchReferred) else []

    def _candidate(self, candidate: Candidate) -> CandidateShown:
        urns = tuple(registration.urn for registration in candidate.registrations)
        entry = self._roll_entry(candidate.pupil, urns)
        return CandidateShown(
            pupil=candidate.pupil,
            urns=urns,
            name=f"{entry.given_names} {entry.family_name}" if entry is not None else "No longer on the roll",
            date_of_birth=day(entry.date_of_birth) if entry is not None else "",
            levels={
                "date_of_birth": candidate.date_of_birth.value,
                "given_name": candidate.given_name.value,
                "family_name": candidate.family_name.value,
                "address": candidate.address.value,
                "setting": candidate.setting.value,
            },
            weight=candidate.total,
        )

    def _reader(
        self, recipient: Recipient, opened: NoticeOpened | ActionOpened | CopyPrinted, at: datetime
    ) -> RoleAppointed:
        readers = self._engine.reference.readers_of(recipient, at)
        reader = next((r for r in readers if (r.user, r.role) == (opened.user, opened.role)), None)
        if reader is None:
            raise NotShown
        return reader

    def _copy(self, printed: CopyPrinted, at: datetime) -> Disclosed:
        """What the copy of somebody who sits at a meeting holds: as a reader of their agency they would see no more."""
        self._printed_by(printed, at)
        readers = self._engine.reference.readers_of(printed.recipient, at)
        reader = next((role for role in readers if role.user == printed.reader), None)
        if reader is None:
            raise NotShown
        subject = self._subject(printed, printed.recipient, reader.role, reader_of(reader, at), at, printed.hidden_by)
        return self._seen_now(subject, printed.items, ())

    def _printed_by(self, printed: CopyPrinted, at: datetime) -> None:
        """Whoever printed must coordinate that very agenda still."""
        issued = self._engine.log.output(printed.notice)
        if not isinstance(issued, NoticeIssued):
            raise NotShown
        self._reader(issued.recipient, printed, at)

    def _action(self, opened: ActionOpened, at: datetime) -> Disclosed:
        """What the owner of an action sees of its case."""
        reader = self._reader(opened.recipient, opened, at)
        who = reader_of(reader, at)
        subject = self._subject(opened, opened.recipient, reader.role, who, at, opened.hidden_by)
        return self._seen_now(subject, opened.items, ())

    def _notice(self, issued: NoticeIssued, opened: NoticeOpened, at: datetime) -> Disclosed:
        reader = self._reader(issued.recipient, opened, at)
        subject = self._subject(issued, issued.recipient, reader.role, reader_of(reader, at), at, opened.hidden_by)
        if issued.kind is NoticeKind.RECALL:
            return self._shown(subject, opened.items, (*opened.items, Item.INCIDENT_REFERENCE), RECALL_HANDLING)
        handling = self._handling(opened.notice, issued.recipient)
        return self._with_outcome(self._seen_now(subject, opened.items, handling), opened.notice, issued)

    def _with_outcome(self, shown: Disclosed, notice: str, issued: NoticeIssued) -> Disclosed:
        """What tells an outcome has it from the triage or step in its own record: the event itself says none."""
        item = _TELLS.get(issued.kind)
        if item is None or item not in shown.items:
            return shown
        source, number, _ = split_output_id(notice)
        decision = self._engine.log.decision(source, number)
        for output in decision.outputs if decision is not None else ():
            said = told_by(output, decision.at) if decision is not None and is_of(output, issued) else None
            if said is not None:
                return replace(shown, items={**shown.items, item: said})
        raise LookupError(f"notice `{notice}` tells an outcome, and its record holds none")

    def _desk_item(self, raised: DeskItemRaised, opened: DeskItemOpened, at: datetime) -> Disclosed:
        self._coordinator_now(raised, opened, at)
        if opened.shows is not None:
            raised = replace(raised, event=opened.shows, section=opened.shows_section)
        subject = self._subject(raised, council(raised.area), COUNCIL_DESK, UNKNOWN_READER, at, opened.hidden_by)
        return self._seen_now(subject, opened.items, ())

    def _coordinator_now(self, raised: DeskItemRaised, opened: DeskItemOpened, at: datetime) -> None:
        held = self._engine.reference.roles_of(opened.user, at)
        if not any((r.role, r.scheme, r.value) == (COUNCIL_DESK, "area", raised.area) for r in held):
            raise NotShown

    def _subject(
        self,
        about: NoticeIssued | DeskItemRaised | CopyPrinted | ActionOpened,
        recipient: Recipient,
        role: str,
        who: Reader,
        at: datetime,
        hidden_by: tuple[bytes, ...],
    ) -> _Subject:
        event = self._openings.marked(about.event, self._marking(about.event, hidden_by))
        on_roll = about.on_roll if isinstance(about, ActionOpened) else _pupil_of(about) is not None
        verdict = verdict_for(self._engine.reference, event, about.section, recipient, role, at, who, on_roll=on_roll)
        return _Subject(event, about.section, recipient, verdict)

    def _marking(self, event: bytes, hidden_by: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """The events that marked somebody of an event as it was opened, and those that do by now."""
        case = self._openings.get(event).header.case
        marks = self._marks.get(case)
        if marks is None:
            marks = self._engine.restricted_by((case,)).get(case, ())
        return tuple(dict.fromkeys((*hidden_by, *marks)))

    def _seen_now(self, subject: _Subject, opened: tuple[Item, ...], handling: tuple[str, ...]) -> Disclosed:
        """What was opened, less what may not be seen now. That the child was erased since is still said."""
        permitted = items_of(subject.verdict.permitted)
        given = tuple(item for item in opened if item in permitted)
        if not given and not isinstance(subject.event.sections[subject.section], Shredded):
            raise NotShown
        return self._shown(
            subject, given, items_of(items_of_event(subject.event.header.type) & ~subject.verdict.never_given), handling
        )

    def _shown(
        self, subject: _Subject, given: tuple[Item, ...], possible: tuple[Item, ...], handling: tuple[str, ...]
    ) -> Disclosed:
        audience = audience_of(self._engine.reference, subject.recipient)
        shown, erased = lines_of(subject.event, subject.section, given, possible, audience)
        person = subject.event.person(subject.section)
        return Disclosed(
            subject=full_name(person) if person is not None and Item.CHILD_NAME in given else "",
            items=shown,
            erased=erased,
            handling=handling or subject.verdict.handling or FALLBACK_HANDLING,
            never_given=items_of(subject.verdict.never_given),
        )

    def _handling(self, notice: str, recipient: Recipient) -> tuple[str, ...]:
        """Handling texts of the agreements under which this notice was issued, each once; a duty's own without one."""
        source, number, _ = split_output_id(notice)
        decision = self._engine.log.decision(source, number)
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

    def _roll_entry(self, pupil: str, urns: tuple[str, ...]) -> RollEntry | None:
        for urn in urns:
            roll = self._engine.reference.rolls.get(urn)
            if roll is None:
                continue
            body = self._engine.rows.roll_entry(urn, roll.version, pupil)
            if body is not None:
                return open_row(self._engine.vault, roll_owner(urn, roll.version, pupil), body, RollEntry)
        return None


def _pupil_of(about: NoticeIssued | DeskItemRaised | CopyPrinted) -> str | None:
    return None if isinstance(about, CopyPrinted) else about.pupil
