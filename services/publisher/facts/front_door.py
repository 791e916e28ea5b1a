"""The facts of a contact to the front door, and of the outcome that answers one."""

from datetime import datetime
from typing import Final

from schemas import contexts, limits
from schemas.events.consent import NEEDS_A_REASON, Consent, ConsentReason
from schemas.events.front_door import Contact, Decided, FrontDoorOutcome, Urgency
from services.publisher.fact_columns import ContactColumns, FootingColumns, OutcomeColumns
from services.publisher.facts.cells import FactReader
from services.publisher.grouping import parse_revision
from services.publisher.people import read_setting

_NOT_STATED: Final = Consent.NOT_STATED


def read_contact(reader: FactReader, columns: ContactColumns) -> Contact:
    """What the worry is, how soon, and what the family was asked."""
    worries = reader.at_least_one(columns.worries)
    consent, reason = reader.consent(columns.consent)
    setting = columns.referrer_setting
    return Contact(
        worries=worries,
        urgency=reader.cells.coded(columns.urgency) or Urgency.SAME_DAY,
        consent=consent,
        consent_reason=reason,
        referrer_role=reader.cells.required(columns.referrer_role),
        referrer_setting=read_setting(reader.cells, setting) if setting is not None else None,
    )


def read_outcome(reader: FactReader, columns: OutcomeColumns, decided_at: datetime) -> Decided:
    """What was decided, on what footing, and the id of the contact that it answers: computed, as every event id is."""
    cells, answered = reader.cells, columns.contact
    publisher = cells.coded(answered.publisher) or ""
    reference = cells.required(answered.reference, limits.REFERENCE)
    revision = cells.parsed(answered.revision, parse_revision, 1)
    outcome = cells.coded(columns.outcome) or FrontDoorOutcome.NO_FURTHER_ACTION
    consent, reason = read_footing(reader, columns.consent) if columns.consent is not None else (_NOT_STATED, None)
    return Decided(contexts.event_id(publisher, reference, revision), outcome, decided_at, consent, reason)


def read_footing(reader: FactReader, columns: FootingColumns) -> tuple[Consent, ConsentReason | None]:
    """What was answered, and the code of the reason where it stands only with one."""
    answer = reader.cells.coded(columns.answer) or _NOT_STATED
    before = len(reader.cells.faults)
    reason = reader.cells.parsed(columns.reason.column, columns.reason.read, None)
    if answer in NEEDS_A_REASON and reason is None and len(reader.cells.faults) == before:
        remedy = "use one of " + ", ".join(columns.reason.codes)
        reader.cells.refuse(columns.reason.column, "this answer on consent stands only with its reason", remedy)
    return answer, reason
