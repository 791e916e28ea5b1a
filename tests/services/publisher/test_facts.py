"""The facts of each event type: what of an export is refused, at which place, and what goes as it stands."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from schemas import contexts
from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent, ConsentReason
from schemas.events.dash import Answer, ticks
from schemas.events.people import Role
from services.directory.faults import FileRefused
from services.publisher.incident import ReportedIncident
from services.publisher.mapping import load_mapping
from services.publisher.reading import Reading, read_incidents
from services.publisher.rows import read_export
from tests.services.publisher.support import NOW, ROOT

MAPPINGS = ROOT / "ops" / "mappings"


def rows_of(name: str, at: int = 0, **cells: str) -> bytes:
    """An example export with other cells in one row, `_` for a space; what an incident's rows share, in all of them."""
    mapping = load_mapping((MAPPINGS / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    rows = list(csv.DictReader(io.StringIO((MAPPINGS / f"{name}.csv").read_text("utf-8"), newline="")))
    own, column = rows[at][mapping.incident.reference], mapping.incident.reference
    changes = {key.replace("_", " "): value for key, value in cells.items()}
    assert changes.keys() <= rows[at].keys()
    shared = {key: value for key, value in changes.items() if key in mapping.incident_columns()}
    rows = [{**row, **shared} if row[column] == own else row for row in rows]
    rows[at] |= changes
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[at]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(name: str, **cells: str) -> Reading:
    """What an example export with other cells comes to."""
    mapping = load_mapping((MAPPINGS / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    return read_incidents(read_export(rows_of(name, 0, **cells), "export.csv", mapping), mapping, NOW)


def first(name: str, **cells: str) -> ReportedIncident:
    """The example's first incident, which must be whole."""
    found = read(name, **cells)
    assert not found.held, [str(fault) for held in found.held for fault in held.faults]
    return found.incidents[0]


def test_an_episode() -> None:
    incident = first("police-missing")
    (facts,) = incident.facts
    assert incident.type == missing.EVENT_TYPE
    assert facts.content == missing.Episode(
        stage=missing.Stage.REPORTED,
        risk=missing.MissingRisk.MEDIUM,
        missing_since=datetime(2027, 5, 2, 18, 15, tzinfo=UTC),
        reported_at=datetime(2027, 5, 2, 20, 40, tzinfo=UTC),
        returned_at=None,
        missing_from=missing.MissingFrom.HOME,
        last_seen="by the river, on foot",
        found_at=None,
        exploitation=(missing.Exploitation.COUNTY_LINES,),
        placed_by="",
        interview=missing.ReturnInterview.NOT_YET_OFFERED,
    )
    assert {role for one in incident.people for role in one.person.roles} == {Role.CHILD, Role.COMPANION}


def test_a_referral_with_its_checklist() -> None:
    referral, dash = (facts.content for facts in first("police-marac").facts)
    assert isinstance(referral, marac.Referral)
    assert isinstance(dash, marac.Dash)
    assert referral.grounds == (marac.ReferralGround.DASH_SCORE, marac.ReferralGround.PROFESSIONAL_JUDGEMENT)
    assert referral.contact.not_safe_to_talk_to == "anyone at his workplace"
    assert not referral.contact.safe_to_leave_message
    assert referral.earlier == (marac.EarlierMarac("822", date(2026, 11, 10)),)
    assert (ticks(dash.answers), dash.score, dash.answers[23]) == (15, 15, Answer.NOT_KNOWN)


def test_a_referral_without_any_answer_has_no_checklist() -> None:
    none = {f"Q{n}": "" for n in range(1, 25)}
    (facts,) = first("police-marac", Grounds="JUDGEMENT", DASH_Score="", DASH_Date="", **none).facts
    assert isinstance(facts.content, marac.Referral)


def test_an_attendance_of_any_level() -> None:
    (facts,) = first("hospital-concerns", Concern="1").facts
    assert isinstance(facts.content, hospital.Attendance)
    assert (facts.content.level, facts.content.trust) == (hospital.ConcernLevel.LOW, "RC9")
    assert facts.content.arrived_at == datetime(2027, 5, 3, 21, 50, tzinfo=UTC)


def test_a_contact_from_a_school() -> None:
    (facts,) = first("council-contacts").facts
    assert isinstance(facts.content, front_door.Contact)
    assert facts.content.consent is Consent.NOT_SOUGHT
    assert facts.content.referrer_setting is not None
    assert facts.content.referrer_setting.value == "109661"


def test_an_outcome_names_the_event_that_it_answers() -> None:
    (facts,) = first("council-outcomes", Contact_From="POLICE", Contact_Ref="C/9", Contact_Revision="").facts
    assert isinstance(facts.content, front_door.Decided)
    assert facts.content.contact == contexts.event_id("bedfordshire-police", "C/9", 1)


def test_an_outcome_says_on_what_footing_it_was_decided() -> None:
    (facts,) = first("council-outcomes", Consent="SET ASIDE", Consent_Reason="SIGNIFICANT HARM").facts
    assert isinstance(facts.content, front_door.Decided)
    assert (facts.content.consent, facts.content.reason) == (
        Consent.DISPENSED_WITH,
        ConsentReason.RISK_OF_SIGNIFICANT_HARM,
    )
    (facts,) = first("council-outcomes", Consent="").facts
    assert isinstance(facts.content, front_door.Decided)
    assert (facts.content.consent, facts.content.reason) == (Consent.NOT_STATED, None)


@pytest.mark.parametrize(
    ("name", "column", "value", "reason"),
    [
        ("police-missing", "Returned At", "05/05/2027 09:00", "the time lies in the future"),
        ("police-missing", "Missing Since", "05/05/2027 09:00", "the time lies in the future"),
        ("police-missing", "Reported At", "", "the cell is empty"),
        ("police-missing", "Risk", "SEVERE", "the mapping does not have this code"),
        ("police-missing", "Placed By LA", "82l", "this is no local authority's code of three digits"),
        ("police-missing", "Found Postcode", "=A1", "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)"),
        ("police-marac", "Grounds", "", "the cell is empty"),
        ("police-marac", "DASH Score", "25", "this is not a whole number from 0 to 24"),
        ("police-marac", "DASH Date", "", "the cell is empty"),
        ("police-marac", "Q24", "MAYBE", "the mapping does not have this code"),
        ("police-marac", "Consent", "NOT SOUGHT", "this answer on consent stands only with its reason"),
        ("hospital-concerns", "Trust", "BEDFORD", "this is not the ODS code of a trust"),
        ("hospital-concerns", "Age", "131", "this is not a whole number from 0 to 130"),
        ("hospital-concerns", "Left At", "05/05/2027 09:00", "the time lies in the future"),
        ("council-contacts", "Worries", "", "the cell is empty"),
        ("council-contacts", "Consent Reason", "", "this answer on consent stands only with its reason"),
        ("council-contacts", "Referrer", "", "the cell is empty"),
        ("council-contacts", "Referrer URN", "12", "this is not a URN of six digits"),
        ("council-outcomes", "Contact Revision", "0", "the revision is not a whole number from 1"),
        ("council-outcomes", "Outcome", "", "the mapping does not have this code"),
        ("council-outcomes", "Consent", "YES", "the mapping does not have this code"),
        ("council-outcomes", "Consent", "NOT SOUGHT", "this answer on consent stands only with its reason"),
        ("council-outcomes", "Consent Reason", "BECAUSE", "the mapping does not have this code"),
        ("council-outcomes", "Decided At", "29/03/2026 01:30 ", "this time does not exist: the clocks went forward"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_and_nothing_goes(name: str, column: str, value: str, reason: str) -> None:
    found = read(name, **{column: value})
    (held,) = found.held
    told = {(fault.field, fault.reason) for fault in held.faults}
    places = {"Consent": "Consent Reason"} if value == "NOT SOUGHT" else {}
    assert told == {(places.get(column, column), reason)}
    assert all(fault.line and fault.column and (not value or value not in str(fault)) for fault in held.faults)
    assert held.rest is None


@pytest.mark.parametrize(
    ("name", "column", "value", "who"),
    [
        ("police-missing", "Role", "WITH", "child"),
        ("police-marac", "Role", "CHILD", "victim"),
        ("hospital-concerns", "Role", "CHILD", "patient"),
    ],
)
def test_an_event_about_nobody_is_held(name: str, column: str, value: str, who: str) -> None:
    (held,) = read(name, **{column: value}).held
    assert [fault.reason for fault in held.faults] == [f"no person of this incident is a {who}"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("event_type: missing.episode", "event_type: marac.referral", "has no `episode`"),
        ("event_type: missing.episode", "event_type: missing.child", "input should be 'encompass.notification'"),
        ("  reference: Misper Ref\n", "  reference: Misper Ref\n  place: Place\n", "has no `location` and no `place`"),
        ("  reference: Misper Ref\n", "  reference: Stage\n", "the column `Stage` is used twice"),
    ],
)
def test_a_mapping_that_does_not_fit_its_type_is_refused(old: str, new: str, reason: str) -> None:
    text = (MAPPINGS / "police-missing.yaml").read_text("utf-8")
    assert old in text
    with pytest.raises(FileRefused) as refused:
        load_mapping(text.replace(old, new).encode(), "mapping.yaml")
    assert reason in str(refused.value)


def test_a_referral_needs_to_know_who_is_who() -> None:
    text = (MAPPINGS / "police-marac.yaml").read_text("utf-8")
    begin, end = text.index("  relationships:"), text.index("  safe_contact:")
    with pytest.raises(FileRefused, match=r"people of an event of type `marac\.referral` need `relationships`"):
        load_mapping((text[:begin] + text[end:]).encode(), "mapping.yaml")
