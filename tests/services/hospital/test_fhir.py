"""FHIR R4 bundles: what becomes a flag, what passes by, and where an OperationOutcome says that something is wrong."""

import json
from copy import deepcopy
from typing import Any

import pytest

from schemas.events.event import Standing, Withdrawal
from schemas.events.hospital import ConcernLevel, Sign
from schemas.events.people import Relation, Role
from services.hospital.fhir import CONFIDENTIALITY
from services.hospital.fhir_outcome import outcome_of, status_of
from tests.services.hospital.support import Hospital
from tests.services.publisher.support import ROOT

RESTRICTED = ROOT.parent / "shared" / "data" / "pds-restricted-patient.json"
LOCAL = "https://bedfordshire-hospitals.example/mrn"
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9000000009"},
        {"system": LOCAL, "value": "7714"},
    ],
    "name": [{"use": "official", "family": "Example", "given": ["Jon"]}],
    "birthDate": "2011-02-12",
    "address": [{"use": "home", "line": ["4 Invented Close"], "city": "Bedford", "postalCode": "MK40 3EP"}],
    "extension": [{"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory"}],
}
ENCOUNTER: dict[str, Any] = {
    "resourceType": "Encounter",
    "meta": {"lastUpdated": "2027-05-03T22:55:00+01:00"},
    "status": "in-progress",
    "class": {"code": "EMER"},
    "identifier": [{"value": "V552"}],
    "period": {"start": "2027-05-03T22:50:00+01:00"},
    "reasonCode": [{"coding": [{"code": "STAB"}], "text": "Cut to the forearm"}],
    "location": [{"location": {"display": "ED"}}],
    "serviceProvider": {
        "identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RC9"},
        "display": "Bedford Hospital",
    },
}


ODS = "https://fhir.nhs.uk/Id/ods-organization-code"


def bundle(*more: dict[str, Any], patient: dict[str, Any] = PATIENT, encounter: dict[str, Any] = ENCOUNTER) -> bytes:
    """A bundle of one attendance."""
    entries = [{"resource": one} for one in (encounter, patient, *more)]
    return json.dumps({"resourceType": "Bundle", "type": "message", "entry": entries}).encode()


def changed(resource: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with another value at a path such as `period.start`; None takes it away."""
    copy = deepcopy(resource)
    *way, last = path.split(".")
    inner: Any = copy
    for part in way:
        inner = inner[int(part)] if isinstance(inner, list) else inner[part]
    if value is None:
        del inner[last]
    else:
        inner[int(last) if isinstance(inner, list) else last] = value
    return copy


@pytest.mark.parametrize(
    ("practitioners", "practice"),
    [
        ([{"identifier": {"system": ODS, "value": "E81001"}}], "E81001"),
        ([{"reference": "Practitioner/1"}, {"identifier": {"system": ODS, "value": "e81001 "}}], "E81001"),
        ([{"identifier": {"system": "https://trust.example/gp", "value": "E81001"}}], ""),
        ([{"identifier": {"system": ODS, "value": "Mill Road"}}], ""),
        ([], ""),
    ],
)
def test_the_practice_is_the_one_that_is_named_by_its_ods_code(
    hospital: Hospital, practitioners: list[dict[str, object]], practice: str
) -> None:
    hospital.receiver.receive_fhir(bundle(patient={**PATIENT, "generalPractitioner": practitioners}))
    (patient,) = hospital.people()
    assert patient.gp_practice == practice


def test_an_attendance_becomes_the_same_flag_as_from_hl7(hospital: Hospital) -> None:
    assert hospital.receiver.receive_fhir(bundle()) == ()
    attendance, (patient,) = hospital.attendance(), hospital.people()
    assert patient.nhs_number == "9000000009"
    assert hospital.events()[0].value.header.reference == "RC9/V552"
    assert (attendance.signs, attendance.level) == ((Sign.STABBING,), ConcernLevel.HIGH)
    assert (attendance.trust, attendance.ward, attendance.injury) == ("RC9", "ED", "Cut to the forearm")
    assert (patient.ref, patient.roles, patient.given_names) == ("7714", (Role.CHILD, Role.PATIENT), "Jon")


def test_an_attendance_of_which_no_rule_speaks_never_leaves_the_trust(hospital: Hospital) -> None:
    sprained = changed(ENCOUNTER, "reasonCode.0.coding.0.code", "SPRAIN")
    assert hospital.receiver.receive_fhir(bundle(encounter=sprained)) == ()
    planned = changed(ENCOUNTER, "status", "planned")
    assert hospital.receiver.receive_fhir(bundle(encounter=planned)) == ()
    assert hospital.events() == []


def test_a_flag_of_staff_counts_while_it_is_active(hospital: Hospital) -> None:
    level = {"system": "https://bedfordshire-hospitals.example/level", "code": "2"}
    flag = {"resourceType": "Flag", "status": "active", "code": {"coding": [level]}}
    encounter = changed(ENCOUNTER, "reasonCode", None)
    hospital.receiver.receive_fhir(bundle({**flag, "status": "inactive"}, encounter=encounter))
    assert hospital.events() == []
    hospital.receiver.receive_fhir(bundle(flag, encounter=encounter))
    assert hospital.attendance().level is ConcernLevel.MEDIUM


def test_an_adults_children_and_unread_resources(hospital: Hospital) -> None:
    child = {
        "resourceType": "RelatedPerson",
        "id": "7714",  # ids are unique within a type alone
        "relationship": [{"coding": [{"code": "CHD"}]}],
        "name": [{"family": "Example", "given": ["Lou"]}],
        "birthDate": "2016-06-30",
    }
    other = {"resourceType": "Observation", "status": "final", "valueString": "passes by"}
    overdose = changed(ENCOUNTER, "reasonCode.0.coding.0.code", "OD")
    hospital.receiver.receive_fhir(
        bundle(child, other, patient=changed(PATIENT, "birthDate", "1989-08-08"), encounter=overdose)
    )
    people = {person.given_names: person for person in hospital.people()}
    assert people["Lou"].roles == (Role.CHILD,)
    assert [link.relation for link in people["Lou"].relationships] == [Relation.PARENT]
    assert people["Jon"].roles == (Role.PATIENT,)


@pytest.mark.parametrize(("code", "restricted"), [("U", False), ("N", False), ("R", True), ("V", True), ("S", True)])
def test_confidentiality_codes(hospital: Hospital, code: str, restricted: bool) -> None:
    system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
    hospital.receiver.receive_fhir(
        bundle(patient={**PATIENT, "meta": {"security": [{"system": system, "code": code}]}})
    )
    assert hospital.people()[0].restricted is restricted


SENSITIVE: list[tuple[dict[str, Any], bool]] = [
    ({"code": "R"}, True),
    ({"system": "http://hl7.org/fhir/v3/Confidentiality", "code": "R"}, True),
    ({"system": "http://hl7.org/fhir/v3/Confidentiality", "code": "N"}, False),
    ({"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "DELAU"}, False),
    ({"system": "https://bedfordshire-hospitals.example/labels", "code": "R"}, True),
    ({"display": "restricted"}, True),
]


@pytest.mark.parametrize(("label", "restricted"), SENSITIVE)
def test_a_label_without_its_system_or_under_the_older_one_restricts_too(
    hospital: Hospital, label: dict[str, Any], restricted: bool
) -> None:
    hospital.receiver.receive_fhir(bundle(patient={**PATIENT, "meta": {"security": [label]}}))
    assert hospital.people()[0].restricted is restricted


def test_a_restricted_attendance_restricts_its_patient(hospital: Hospital) -> None:
    marked = {**ENCOUNTER["meta"], "security": [{"system": CONFIDENTIALITY, "code": "R"}]}
    hospital.receiver.receive_fhir(bundle(encounter={**ENCOUNTER, "meta": marked}))
    assert hospital.people()[0].restricted


def test_a_restricted_bundle_restricts_its_patient(hospital: Hospital) -> None:
    whole = json.loads(bundle())
    whole["meta"] = {"security": [{"system": CONFIDENTIALITY, "code": "V"}]}
    hospital.receiver.receive_fhir(json.dumps(whole).encode())
    assert hospital.people()[0].restricted


@pytest.mark.parametrize(
    ("changes", "place"),
    [({"type": ["message"]}, "Bundle.type"), ({"type": {"a": 1}}, "Bundle.type"), ({"meta": 4}, "Bundle.meta")],
)
def test_a_bundle_of_another_shape_is_answered(hospital: Hospital, changes: dict[str, Any], place: str) -> None:
    (trouble,) = hospital.receiver.receive_fhir(json.dumps({**json.loads(bundle()), **changes}).encode())
    assert trouble.place == place


def test_a_number_that_is_far_too_long_is_answered(hospital: Hospital) -> None:
    (trouble,) = hospital.receiver.receive_fhir(b'{"x":' + b"1" * 5000 + b"}")
    assert trouble.place == "Bundle"


@pytest.mark.skipif(not RESTRICTED.exists(), reason="the sample record is not beside this checkout")
def test_a_restricted_record_of_the_demographics_service(hospital: Hospital) -> None:
    patient = json.loads(RESTRICTED.read_bytes())
    assert hospital.receiver.receive_fhir(bundle(patient=patient)) == ()
    (person,) = hospital.people()
    assert person.restricted
    assert (person.family_name, person.roles) == ("Smith", (Role.CHILD, Role.PATIENT))


def test_an_attendance_entered_in_error_withdraws_its_flag_and_nothing_else(hospital: Hospital) -> None:
    wrong = changed(changed(ENCOUNTER, "status", "entered-in-error"), "meta.lastUpdated", "2027-05-04T09:00:00+01:00")
    hospital.receiver.receive_fhir(bundle(encounter=wrong))
    assert hospital.events() == []
    hospital.receiver.receive_fhir(bundle())
    hospital.receiver.receive_fhir(bundle(encounter=wrong))
    assert [event.value.standing for event in hospital.events()] == [Standing.CURRENT, Standing.WITHDRAWN]
    assert hospital.events()[-1].value.withdrawal is Withdrawal.ENTERED_IN_ERROR
    assert hospital.people() == []


E1 = "Bundle.entry[0].resource"
P1 = "Bundle.entry[1].resource"


@pytest.mark.parametrize(
    ("data", "expression", "status"),
    [
        (b"{", "Bundle", 400),
        (bundle()[:-1] + b', "x": "\xe9"}', "Bundle", 400),
        (b"[]", "Bundle.resourceType", 400),
        (bundle().replace(b'"message"', b'"history"'), "Bundle.type", 422),
        (bundle(PATIENT), "Bundle.entry", 422),
        (bundle(encounter=changed(ENCOUNTER, "status", "over")), f"{E1}.status", 422),
        (bundle(encounter=changed(ENCOUNTER, "serviceProvider.identifier.value", "X")), f"{E1}.serviceProvider", 422),
        (bundle(encounter=changed(ENCOUNTER, "serviceProvider", {"display": "RXX"})), f"{E1}.serviceProvider", 422),
        (bundle(encounter=changed(ENCOUNTER, "period", {})), f"{E1}.period.start", 422),
        (bundle(encounter=changed(ENCOUNTER, "period.start", "2027-05-03")), f"{E1}.period.start", 422),
        (bundle(encounter=changed(ENCOUNTER, "period.start", "2030-05-03T22:50:00Z")), f"{E1}.period.start", 422),
        (bundle(encounter=changed(ENCOUNTER, "meta", None)), "Bundle.timestamp", 422),
        (bundle(patient=changed(PATIENT, "birthDate", "12/02/2011")), f"{P1}.birthDate", 422),
        (bundle(patient=changed(PATIENT, "birthDate", "2027-06-01")), f"{P1}.birthDate", 422),
        (bundle(patient=changed(PATIENT, "identifier.0.value", "9000000008")), f"{P1}.identifier[0].value", 200),
        (bundle(patient={**PATIENT, "modifierExtension": [{"url": "x"}]}), f"{P1}.modifierExtension", 422),
    ],
)
def test_the_outcome_names_the_place(hospital: Hospital, data: bytes, expression: str, status: int) -> None:
    troubles = hospital.receiver.receive_fhir(data)
    told = json.loads(outcome_of(troubles))
    assert told["resourceType"] == "OperationOutcome"
    places = [place for issue in told["issue"] for place in issue["expression"]]
    assert (places, status_of(troubles).value) == ([expression], status)
    assert len(hospital.events()) == (status == 200)
    assert "Example" not in json.dumps(told)
