"""From the rows of an export to incidents that can go, and incidents that must wait for a mended row.

Rows of one reference are one incident; of several revisions of it in one file only the latest counts. Rules for a
fault: it is told with its place, other references go, and this one waits, unless what is at fault is the row of a child
alone (`people.may_wait`): then the first sending of the incident goes without that child, whose mended row follows as
a revision. A later revision never goes without a child: the hub would take the child for gone.
"""

from collections.abc import Iterable, Set
from datetime import datetime

import msgspec
from msgspec import Struct

from schemas import limits
from schemas.events.event import Standing
from services.directory.faults import Fault
from services.publisher.cells import CellReader
from services.publisher.grouping import Group, group_rows
from services.publisher.heads import Head, differences, read_head
from services.publisher.incident import ReportedIncident, ReportedPerson, sections_of
from services.publisher.mapping import ExportMapping
from services.publisher.people import has_unsent_summary, may_wait, read_person
from services.publisher.rows import Export, Row


class HeldIncident(Struct, frozen=True):
    """An incident that waits: why, and what would go without the children whose rows are at fault, if that may be."""

    reference: str
    revision: int | None
    line: int
    faults: tuple[Fault, ...]
    rest: ReportedIncident | None = None


class Reading(Struct, frozen=True):
    """What an export comes to. `strays` are faults of rows whose incident is not known; `notes` hold nothing back."""

    incidents: tuple[ReportedIncident, ...]
    held: tuple[HeldIncident, ...]
    strays: tuple[Fault, ...]
    notes: tuple[Fault, ...]


def read_incidents(export: Export, mapping: ExportMapping, now: datetime) -> Reading:
    """The incidents of an export, as of `now` (times in the future are faults)."""
    grouping = group_rows(export, mapping)
    notes = list(grouping.notes)
    incidents: list[ReportedIncident] = []
    held: list[HeldIncident] = []
    for group in grouping.groups:
        found = _IncidentReader(export.file, group, mapping, now, notes).read()
        if isinstance(found, HeldIncident):
            held.append(found)
        else:
            incidents.append(found)
    return Reading(tuple(incidents), tuple(held), grouping.strays, tuple(notes))


class _IncidentReader:
    def __init__(self, file: str, group: Group, mapping: ExportMapping, now: datetime, notes: list[Fault]) -> None:
        self._file = file
        self._group = group
        self._mapping = mapping
        self._now = now
        self._notes = notes
        self._unlinked: list[Fault] = []

    def read(self) -> ReportedIncident | HeldIncident:
        """The incident; held where anything of it is at fault."""
        group = self._group
        head = read_head(self._file, group.rows[0], self._mapping, self._now)
        faults = [*group.faults, *differences(self._file, group.rows, self._mapping.incident_columns())]
        if not isinstance(head, Head):
            return self._held([*faults, *head])
        if head.standing is Standing.WITHDRAWN:
            return self._held(faults) if faults else self._withdrawn(head)
        return self._current(head, faults)

    def _withdrawn(self, head: Head) -> ReportedIncident:
        """A withdrawal goes whatever is wrong with the rows' people: it holds none of them."""
        return ReportedIncident(
            type=self._mapping.event_type,
            reference=self._group.reference,
            revision=self._group.revision,
            line=self._group.rows[0].line,
            standing=head.standing,
            withdrawal=head.withdrawal,
            grade=head.grade,
            occurred_at=head.occurred_at,
            facts=(),
            people=(),
            narrative="",
        )

    def _current(self, head: Head, faults: list[Fault]) -> ReportedIncident | HeldIncident:
        people, waiting = self._people(faults)
        refs = people.keys() | waiting.keys()
        kept = tuple(self._linked(row, reported, refs, waiting.keys()) for row, reported in people.values())
        incident = self._with_people(head, kept)
        faults += self._limits(incident)
        about = self._mapping.shape.about
        has_subject = any(not about.isdisjoint(reported.person.roles) for reported in kept)
        if not has_subject and not waiting and not faults:
            faults.append(self._nobody_concerned())
        if not faults and not waiting:
            self._notes += self._unlinked
            self._note_unsent(people.values())
            return incident
        left_out = tuple(fault for found in waiting.values() for fault in found)
        rest = msgspec.structs.replace(incident, left_out=left_out) if has_subject and not faults else None
        if rest is not None:
            self._notes += self._unlinked
        return self._held([*faults, *left_out], rest)

    def _nobody_concerned(self) -> Fault:
        """Nobody of the incident is in the role of whom the event type is about."""
        person, wanted = self._mapping.person, " or ".join(sorted(role.value for role in self._mapping.shape.about))
        column = person.roles.column if person.roles is not None else person.ref
        remedy = f"add the row of the {wanted}, or give this person that role too"
        return self._fault(column, f"no person of this incident is a {wanted}", remedy)

    def _people(self, faults: list[Fault]) -> tuple[dict[str, tuple[Row, ReportedPerson]], dict[str, list[Fault]]]:
        """The people by ref, and the faults of each child that may wait; all other faults go into `faults`."""
        people: dict[str, tuple[Row, ReportedPerson]] = {}
        waiting: dict[str, list[Fault]] = {}
        for row in _without_repeats(self._group.rows):
            cells = CellReader(self._file, row)
            reported = read_person(cells, self._mapping.person, self._mapping.times, self._now)
            ref = reported.person.ref
            if ref in people or ref in waiting:
                cells.refuse(self._mapping.person.ref, "another row of this incident has this person", "keep one row")
                faults += cells.faults
            elif not cells.faults:
                people[ref] = (row, reported)
            elif may_wait(cells, self._mapping.person):
                waiting[ref] = cells.faults
            else:
                faults += cells.faults
        return people, waiting

    def _linked(self, row: Row, reported: ReportedPerson, refs: Set[str], waiting: Set[str]) -> ReportedPerson:
        """The person without links to anybody who is not in the incident; such links are noted where it goes."""
        if self._mapping.person.relationships is None:
            return reported
        column = self._mapping.person.relationships.column
        kept = []
        for ref, relation in reported.links:
            if ref not in refs or ref == reported.person.ref:
                reason = "a linked person is not another person of this incident"
                remedy = "the link is not sent: add the person's row"
                self._unlinked.append(row.fault(self._file, column, reason, remedy))
            elif ref not in waiting:
                kept.append((ref, relation))
        return msgspec.structs.replace(reported, links=tuple(kept))

    def _with_people(self, head: Head, people: tuple[ReportedPerson, ...]) -> ReportedIncident:
        return msgspec.structs.replace(self._withdrawn(head), facts=head.facts, people=people, narrative=head.narrative)

    def _limits(self, incident: ReportedIncident) -> list[Fault]:
        column = self._mapping.incident.reference
        if len(incident.people) > limits.PEOPLE:
            reason = f"the incident has {len(incident.people)} people"
            return [self._fault(column, reason, f"keep {limits.PEOPLE} at most")]
        sections = len(sections_of(incident))
        if sections > limits.SECTIONS:
            reason = f"the incident has {sections} people and texts"
            return [self._fault(column, reason, f"keep {limits.SECTIONS} at most")]
        return []

    def _note_unsent(self, people: Iterable[tuple[Row, ReportedPerson]]) -> None:
        column = self._mapping.person.summary
        for row, reported in people:
            if column is not None and has_unsent_summary(reported):
                reason = "the summary is for a school, and the row names none"
                self._notes.append(row.fault(self._file, column, reason, "it is not sent: name the school"))

    def _held(self, faults: Iterable[Fault], rest: ReportedIncident | None = None) -> HeldIncident:
        group = self._group
        return HeldIncident(group.reference, group.revision, group.rows[0].line, tuple(sorted(set(faults))), rest)

    def _fault(self, column: str, reason: str, remedy: str) -> Fault:
        return self._group.rows[0].fault(self._file, column, reason, remedy)


def _without_repeats(rows: Iterable[Row]) -> list[Row]:
    """Rows that say the same as one before are the same person, exported twice."""
    seen: dict[frozenset[tuple[str, str]], Row] = {}
    for row in rows:
        seen.setdefault(frozenset(row.cells.items()), row)
    return list(seen.values())
