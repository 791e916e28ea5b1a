"""Each finding, on the project's own instruments with one thing wrong."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from schemas.events.consent import Consent
from schemas.events.encompass import EVENT_TYPE, Grade
from schemas.events.people import Presence
from schemas.items import Item
from streams.agreements.check import Code, Finding, Severity, check
from streams.agreements.clauses import Clause, Condition, Eligibility
from streams.agreements.document import Agreement, Instrument, parse
from streams.agreements.parts import Basis, Dates, Provider, Recipient, Reference, Suspension
from streams.agreements.reader import Path
from streams.agreements.vocabulary import PartyKind, RecipientRole
from tests.streams.agreements.repository import OPS, agreement, documents, duty

BEDFORD = agreement("bedford-operation-encompass")
FIRST = BEDFORD.clauses[0]


def found(*changed: Instrument) -> tuple[Finding, ...]:
    """Findings about the project's instruments with some replaced, by id and version."""
    known: dict[tuple[str, int], Instrument] = {(each.id, each.version): each for each in documents().values()}
    known.update({(each.id, each.version): each for each in changed})
    return check(known.values())


def changed(**update: object) -> Agreement:
    return BEDFORD.model_copy(update=update)


def first_clause(**update: object) -> Agreement:
    return changed(clauses=(FIRST.model_copy(update=update), *BEDFORD.clauses[1:]))


def dated(**update: object) -> Agreement:
    return changed(dates=Dates(**{**BEDFORD.dates.model_dump(), **update}))


def based(**update: object) -> Basis:
    assert BEDFORD.lawful_basis is not None
    return BEDFORD.lawful_basis.model_copy(update=update)


def forbid(*items: Item, when: tuple[Condition, ...] = ()) -> Clause:
    return Clause(
        id="no",
        effect="forbid",
        event_types=(EVENT_TYPE,),
        recipient_roles=FIRST.recipient_roles,
        items=items,
        when=when,
    )


def test_the_projects_instruments_have_no_finding() -> None:
    assert found() == ()


CASES: list[tuple[Code, Path, Callable[[], Agreement]]] = [
    (Code.UNKNOWN_EVENT_TYPE, ("clauses", 0, "event_types", 0), lambda: first_clause(event_types=("encompas.note",))),
    (
        Code.CONDITIONS_NEVER_HOLD,
        ("clauses", 0, "when"),
        lambda: first_clause(when=(Condition(age_under=5), Condition(age_at_least=5))),
    ),
    (
        Code.CONDITIONS_NEVER_HOLD,
        ("clauses", 0, "when"),
        lambda: first_clause(when=(Condition(grade_in=(Grade.HIGH,)), Condition(grade_in=(Grade.STANDARD,)))),
    ),
    (
        Code.CONDITIONS_NEVER_HOLD,
        ("clauses", 0, "when"),
        lambda: first_clause(when=(Condition(restricted_is=True), Condition(restricted_is=False))),
    ),
    (Code.CONDITIONS_NEVER_HOLD, ("clauses", 0, "when"), lambda: first_clause(when=(Condition(area_in=("821",)),))),
    (Code.CONDITIONS_NEVER_HOLD, ("clauses", 0, "when"), lambda: first_clause(when=(Condition(publisher_in=("x",)),))),
    (Code.IMPOSSIBLE_DATES, ("dates", "signed"), lambda: dated(signed=date(2026, 9, 2))),
    (Code.IMPOSSIBLE_DATES, ("dates", "expires"), lambda: dated(expires=date(2026, 8, 31), review_by=date(2026, 8, 1))),
    (Code.IMPOSSIBLE_DATES, ("dates", "review_by"), lambda: dated(review_by=date(2028, 9, 1))),
    (Code.IMPOSSIBLE_DATES, ("dates", "incidents_from"), lambda: dated(incidents_from=date(2026, 9, 2))),
    (
        Code.IMPOSSIBLE_DATES,
        ("dates", "suspended", 0),
        lambda: dated(suspended=(Suspension(starts=date(2026, 10, 2), ends=date(2026, 10, 1), reason="r"),)),
    ),
    (Code.NO_EXPIRY, ("dates",), lambda: dated(expires=None)),
    (Code.PURPOSE_WITHOUT_BASIS, ("purpose",), lambda: changed(lawful_basis=None)),
    (
        Code.BASIS_NOT_OPEN,
        ("lawful_basis", "uk_gdpr"),
        lambda: changed(
            lawful_basis=based(uk_gdpr="6(1)(ea)"),
            parties=BEDFORD.parties.model_copy(update={"providers": (Provider(kind=PartyKind.POLICE_FORCE),)}),
        ),
    ),
    (Code.NEVER_TO_A_SCHOOL, ("clauses", 0), lambda: first_clause(items=(Item.POLICE_NARRATIVE,))),
    (
        Code.NO_RECIPIENT,
        ("clauses", 0, "recipient_roles", 0),
        lambda: first_clause(recipient_roles=(RecipientRole.IFD, RecipientRole.DSL)),
    ),
    (
        Code.ITEMS_NO_ROLE_MAY_SEE,
        ("item_groups", "spare"),
        lambda: changed(item_groups={**BEDFORD.item_groups, "spare": (Item.CHILD_NAME,)}),
    ),
    (
        Code.ITEMS_NO_ROLE_MAY_SEE,
        ("eligibility", 0),
        lambda: changed(eligibility=(Eligibility(training="t", items=(Item.INCIDENT_GRADE,)),)),
    ),
    (
        Code.ITEMS_NO_ROLE_MAY_SEE,
        ("clauses", 0),
        lambda: changed(clauses=(*BEDFORD.clauses, forbid(Item.CHILD_VOICE))),
    ),
    (Code.HANDLING_MISSING, (), lambda: changed(handling=())),
    (
        Code.DUTY_HELD_BY_FORBID,
        ("clauses", 3),
        lambda: changed(clauses=(*BEDFORD.clauses, forbid(Item.CHILD_NAME, when=(Condition(restricted_is=True),)))),
    ),
    (Code.SUPERSEDES_UNKNOWN, ("supersedes", 0), lambda: changed(supersedes=(Reference(id="gone", version=1),))),
    (Code.SUPERSEDE_EACH_OTHER, ("supersedes", 0), lambda: changed(supersedes=(Reference(id=BEDFORD.id, version=1),))),
]


@pytest.mark.parametrize(("code", "path", "make"), CASES)
def test_one_thing_wrong_is_one_finding(code: Code, path: Path, make: Callable[[], Agreement]) -> None:
    (finding,) = found(make())
    assert (finding.code, finding.path, finding.id) == (code, path, BEDFORD.id)
    assert ": " in finding.message or "; " in finding.message or ", so " in finding.message


def test_without_the_duty_settings_would_go_unnotified() -> None:
    findings = check(document for document in documents().values() if document is not duty())
    assert {(finding.code, finding.severity) for finding in findings} == {(Code.DUTY_MISSING, Severity.ERROR)}
    assert {kind for kind in ("school", "college") if any(kind in finding.message for finding in findings)} == {
        "school",
        "college",
    }


def test_a_duty_that_leaves_out_a_role_or_kind_is_missing_there() -> None:
    for update in ({"recipient_kinds": (PartyKind.SCHOOL,)}, {"recipient_roles": (RecipientRole.DSL,)}):
        assert {finding.code for finding in found(duty().model_copy(update=update))} == {Code.DUTY_MISSING}


@pytest.mark.parametrize(
    ("update", "case"),
    [
        ({"when": (Condition(age_under=5),)}, "a child of 5"),
        ({"when": (Condition(age_at_least=1),)}, "a child of 0"),
        ({"when": (Condition(presence_in=(Presence.SAW,)),)}, "presence not known"),
        ({"when": (Condition(area_in=("822",)),)}, "a child of 0"),
        ({"when": (Condition(grade_in=(Grade.HIGH,)),)}, "grade not assessed"),
        ({"when": (Condition(restricted_is=False),)}, "a person marked restricted"),
        ({"when": (Condition(consent_in=(Consent.GIVEN,)),)}, "a child of 0"),
        ({"when": (Condition(office_hours_is=True),)}, "a child of 0"),
        ({"when": (Condition(time_of_day_in=("08:30-17:00",)),)}, "a child of 0"),
        ({"when": (Condition(time_of_day_in=("00:01-00:00",)),)}, "a child of 0"),
        ({"holder_kind": PartyKind.HEALTH_TRUST}, "to cover_dsl, deputy_dsl, dsl, head of a"),
        ({"minimum": (Item.INCIDENT_FACT,)}, "with child_date_of_birth, child_name"),
        ({"in_force_from": date(2099, 1, 1)}, "on 2025-11-07"),
        ({"version": 2, "in_force_from": date(2027, 1, 1), "when": (Condition(age_under=5),)}, "on 2027-01-01"),
    ],
)
def test_a_duty_that_leaves_a_child_un_notified_is_missing_there(update: dict[str, object], case: str) -> None:
    findings = found(duty().model_copy(update=update))
    assert {(finding.code, finding.severity) for finding in findings} == {(Code.DUTY_MISSING, Severity.ERROR)}
    assert [case in finding.message for finding in findings] == [True, True]


def test_duties_that_cover_every_child_between_them_are_enough() -> None:
    young, old = (Condition(age_under=5), *duty().when), (Condition(age_at_least=5), *duty().when)
    other = duty().model_copy(update={"id": "for-the-others", "when": old})
    assert found(duty().model_copy(update={"when": young}), other) == ()


def test_duties_that_cover_every_hour_between_them_are_enough() -> None:
    by_day, by_night = ((Condition(time_of_day_in=(hours,)), *duty().when) for hours in ("08:30-17:00", "17:00-08:30"))
    other = duty().model_copy(update={"id": "by-night", "when": by_night})
    assert found(duty().model_copy(update={"when": by_day}), other) == ()


def test_faults_of_a_duty_are_found() -> None:
    wrong = duty().model_copy(
        update={
            "minimum": (*duty().minimum, Item.VICTIM_ADDRESS),
            "when": (Condition(age_under=5), Condition(age_at_least=5)),
            "handling": (),
            "event_types": (EVENT_TYPE, "unknown.type"),
        }
    )
    assert {finding.code for finding in found(wrong)} == {
        Code.NEVER_TO_A_SCHOOL,
        Code.CONDITIONS_NEVER_HOLD,
        Code.HANDLING_MISSING,
        Code.UNKNOWN_EVENT_TYPE,
        Code.DUTY_HELD_BY_RESTRICTION,
        Code.DUTY_MISSING,
    }


def test_one_version_with_two_contents_is_an_error() -> None:
    other = changed(title="Something else")
    assert Code.SAME_VERSION_TWICE in {finding.code for finding in check([*documents().values(), other])}
    assert check([*documents().values(), BEDFORD]) == ()


def test_a_successor_that_forgets_last_nights_incident_is_warned_of() -> None:
    next_version = dated(in_force_from=date(2026, 12, 1), incidents_from=None).model_copy(update={"version": 2})
    (finding,) = found(next_version)
    assert (finding.code, finding.severity) == (Code.INCIDENTS_UNCOVERED, Severity.WARNING)


def test_errors_come_first_and_order_of_documents_does_not_matter() -> None:
    wrong = first_clause(items=(Item.POLICE_NARRATIVE,)).model_copy(
        update={"supersedes": (Reference(id="gone", version=1),)}
    )
    known = [document for document in documents().values() if document.id != BEDFORD.id]
    findings = check([*known, wrong])
    assert [finding.severity for finding in findings] == [Severity.ERROR, Severity.WARNING]
    assert check([wrong, *reversed(known)]) == findings


def test_every_file_has_its_area_in_the_directory_of_agreements() -> None:
    areas = {area for document in documents().values() if isinstance(document, Agreement) for area in document.areas}
    assert areas == {"821", "822", "823", "826"}
    files = (OPS / "agreements").glob("*.yaml")
    assert all(isinstance(parse(path.read_bytes(), path.name), Agreement) for path in files)


def test_a_successor_is_signed_by_all_who_signed_what_it_replaces() -> None:
    one = BEDFORD.signatories[:1]
    by_version = changed(version=2, signatories=one)
    by_name = changed(id="another", signatories=one, supersedes=(Reference(id=BEDFORD.id, version=1),))
    for successor in (by_version, by_name):
        (finding,) = [each for each in found(successor) if each.code is Code.SUCCESSOR_LACKS_SIGNATORY]
        assert (finding.severity, finding.id, finding.path) == (Severity.ERROR, successor.id, ("signatories",))
        assert BEDFORD.signatories[1] in finding.message


def test_what_has_expired_by_then_needs_no_ending() -> None:
    assert BEDFORD.dates.expires is not None
    later = BEDFORD.dates.model_copy(
        update={"in_force_from": BEDFORD.dates.expires + timedelta(days=1), "expires": date(2099, 1, 1)}
    )
    successor = changed(version=2, signatories=BEDFORD.signatories[:1], dates=later)
    assert Code.SUCCESSOR_LACKS_SIGNATORY not in {each.code for each in found(successor)}


def test_a_school_named_by_its_urn_is_a_school_in_any_role() -> None:
    council = RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING
    for agency, codes in (("142387", {Code.NEVER_TO_A_SCHOOL}), ("822", set[Code]())):
        recipients = (*BEDFORD.parties.recipients, Recipient(agency=agency, roles=(council,)))
        clause = forbid(Item.VICTIM_ADDRESS).model_copy(update={"effect": "permit", "recipient_roles": (council,)})
        parties = BEDFORD.parties.model_copy(update={"recipients": recipients})
        codes_found = {each.code for each in found(changed(parties=parties, clauses=(*BEDFORD.clauses, clause)))}
        assert codes_found - {Code.RECIPIENT_NOT_REACHED} == codes
