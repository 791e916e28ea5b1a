"""The facts of a MARAC referral, and its DASH checklist."""

from schemas.events import dash
from schemas.events.dash import Answer
from schemas.events.marac import Dash, EarlierMarac, Knows, Referral, VictimContact
from services.publisher.fact_columns import DashColumns, EarlierColumns, ReferralColumns, VictimContactColumns
from services.publisher.facts.cells import FactReader


def read_referral(reader: FactReader, columns: ReferralColumns) -> Referral:
    """Why the case is brought, by whom, and how the victim may be reached."""
    grounds = reader.at_least_one(columns.grounds)
    consent, reason = reader.consent(columns.consent)
    earlier = tuple(found for one in columns.earlier if (found := _earlier(reader, one)) is not None)
    return Referral(
        grounds=grounds,
        contact=_contact(reader, columns.contact),
        consent=consent,
        consent_reason=reason,
        referrer_role=reader.cells.required(columns.referrer_role),
        earlier=earlier,
        transferred_from=reader.authority(columns.transferred_from),
    )


def read_dash(reader: FactReader, columns: DashColumns) -> Dash | None:
    """The checklist, None where nothing of it is filled in. The hub doubts a score that is not that of the answers."""
    answers = columns.coded()
    if not any(reader.cells.raw(column) for column in (*columns.answers, columns.score, columns.assessed_on)):
        return None
    assessed_on = None
    if reader.cells.required(columns.assessed_on):
        assessed_on = reader.cells.parsed(columns.assessed_on, reader.times.read_date, None)
    score = reader.whole(columns.score, dash.QUESTIONS) if reader.cells.required(columns.score) else None
    found = tuple(reader.cells.coded(answer) or Answer.NOT_ASKED for answer in answers)
    if score is None or assessed_on is None:  # why stands in the faults
        return None
    return Dash(found, score, assessed_on)


def _contact(reader: FactReader, columns: VictimContactColumns) -> VictimContact:
    cells = reader.cells
    return VictimContact(
        victim_knows=cells.coded(columns.victim_knows) or Knows.NOT_STATED,
        safe_to_leave_message=cells.coded(columns.safe_to_leave_message) or False,
        safe_times=cells.label(columns.safe_times),
        safe_to_talk_to=cells.label(columns.safe_to_talk_to),
        not_safe_to_talk_to=cells.label(columns.not_safe_to_talk_to),
        afraid_of=cells.label(columns.afraid_of),
    )


def _earlier(reader: FactReader, columns: EarlierColumns) -> EarlierMarac | None:
    area = reader.authority(columns.area)
    heard_on = reader.cells.parsed(columns.heard_on, reader.times.read_date, None)
    return EarlierMarac(area, heard_on) if area or heard_on is not None else None
