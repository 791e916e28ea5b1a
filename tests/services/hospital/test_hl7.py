"""HL7 v2 ADT messages: what becomes a flag, what passes by, and what an acknowledgement says is wrong where."""

import logging.config
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events.event import Standing
from schemas.events.hospital import ConcernLevel, CpIsAnswer, Sign
from schemas.events.people import Relation, Role
from services.hospital.faults import MessageRefused, Trouble
from services.hospital.hl7_adt import read_adt
from services.hospital.hl7_text import PARTS, SEGMENTS, Hl7Message, decode_message
from tests.services.hospital.support import ADMIT, NOW, Hospital, adt, rules


def codes(answer: list[list[str]]) -> list[tuple[str, ...]]:
    """The code of the answer, then place and severity of each trouble."""
    return [(answer[1][1],), *((one[2], one[4]) for one in answer[2:])]


def test_a_stabbing_of_a_child_of_16_becomes_a_flag(hospital: Hospital) -> None:
    answer = hospital.hl7(adt())
    assert answer[1] == ["MSA", "AA", "M0001"]
    (event,) = hospital.events()
    assert (event.value.header.type, event.value.header.reference) == ("hospital.flag", "RC9/V552")
    attendance, (patient,) = hospital.attendance(), hospital.people()
    assert (attendance.signs, attendance.level, attendance.injury) == (
        (Sign.STABBING,), ConcernLevel.HIGH, "Cut to the forearm",
    )  # fmt: skip
    assert (attendance.trust, attendance.site, attendance.ward) == ("RC9", "Bedford Hospital", "ED")
    assert attendance.arrived_at == datetime(2027, 5, 3, 21, 50, tzinfo=UTC)
    assert patient.roles == (Role.CHILD, Role.PATIENT)
    assert (patient.given_names, patient.family_name) == ("JON", "EXAMPLE")
    assert (patient.ref, patient.date_of_birth) == ("7714", date(2011, 2, 12))
    assert patient.address is not None
    assert patient.address.lines == ("4 INVENTED CLOSE", "BEDFORD")
    assert not patient.restricted


@pytest.mark.parametrize("trigger", ["A01", "A03", "A04", "A08"])
def test_each_trigger_that_is_read(hospital: Hospital, trigger: str) -> None:
    hospital.hl7(adt(MSH=ADMIT["MSH"].replace("A04", trigger, 1)))
    assert len(hospital.events()) == 1


@pytest.mark.parametrize("trigger", ["A02", "A06", "A11", "A40"])
def test_other_triggers_are_acknowledged_and_pass_by(hospital: Hospital, trigger: str) -> None:
    assert codes(hospital.hl7(adt(MSH=ADMIT["MSH"].replace("A04", trigger, 1)))) == [("AA",)]
    assert hospital.events() == []


@pytest.mark.parametrize(
    ("named", "practice"),
    [
        ("PD1|||STATION ROAD SURGERY^^E81001", "E81001"),
        ("PD1|||STATION ROAD SURGERY" + "^" * 9 + "e81001", "E81001"),
        ("PD1|||STATION ROAD SURGERY", ""),
    ],
)
def test_the_practice_where_a_patient_is_registered(hospital: Hospital, named: str, practice: str) -> None:
    assert codes(hospital.hl7(adt(named))) == [("AA",)]
    (patient,) = hospital.people()
    assert patient.gp_practice == practice


def test_an_attendance_of_which_no_rule_speaks_never_leaves_the_trust(hospital: Hospital) -> None:
    for reason in ("PV2|||SPRAIN^Sprained ankle", None):
        assert codes(hospital.hl7(adt(PV2=reason))) == [("AA",)]
    assert hospital.events() == []
    assert hospital.store.sent() == []


@pytest.mark.parametrize(("born", "flags"), [("20090504", 1), ("20090503", 0), ("", 1)])
def test_a_rule_for_children_goes_by_age_on_the_day(hospital: Hospital, born: str, flags: int) -> None:
    hospital.hl7(adt(PID=ADMIT["PID"].replace("20110212", born), PV2="PV2|||ASSAULT^Punched"))
    assert len(hospital.events()) == flags


def test_an_adults_children_are_children_of_the_event(hospital: Hospital) -> None:
    grown = ADMIT["PID"].replace("20110212", "19890808")
    hospital.hl7(adt(PID=grown, PV2="PV2|||OD^Overdose"))
    assert hospital.events() == []
    child = "NK1|1|EXAMPLE^LOU|CHD^Child|4 INVENTED CLOSE^^BEDFORD^^MK1" + "|" * 12 + "20160630"
    other = "NK1|2|EXAMPLE^MO|FND^Friend"
    hospital.hl7(adt(child, other, PID=grown, PV2="PV2|||OD^Overdose"))
    patient, lou = sorted(hospital.people(), key=lambda person: person.ref)
    assert (patient.roles, lou.roles, lou.given_names) == ((Role.PATIENT,), (Role.CHILD,), "LOU")
    assert [link.relation for link in lou.relationships] == [Relation.PARENT]


def test_people_whose_segments_have_one_number_stay_two(hospital: Hospital) -> None:
    kin = ("NK1|1|EXAMPLE^LOU|CHD", "NK1|1|EXAMPLE^MAX|CHD", "NK1||EXAMPLE^NIA|MTH")
    assert codes(hospital.hl7(adt(*kin))) == [("AA",)]
    assert {person.ref for person in hospital.people()} == {"7714", "7714/1", "7714/segment 2", "7714/segment 3"}


def test_observations_of_staff(hospital: Hospital) -> None:
    observed = ("OBX|1|CE|SGLEVEL^Concern||1^low", "OBX|2|CE|CPIS^CP-IS||CPP^plan")
    hospital.hl7(adt(*observed, PV2=None))
    assert hospital.attendance().level is ConcernLevel.LOW
    assert hospital.attendance().cp_is is CpIsAnswer.PROTECTION_PLAN


@pytest.mark.parametrize("marked", ["PD1" + "|" * 12 + "Y", "PV2|||STAB" + "|" * 19 + "Y", "ARV|1|A|R"])
def test_a_patient_marked_restricted_or_sensitive_is_restricted(hospital: Hospital, marked: str) -> None:
    hospital.hl7(adt(PV2=marked) if marked.startswith("PV2") else adt(marked))
    assert hospital.people()[0].restricted


@pytest.mark.parametrize(
    "marked",
    [
        ["PD1" + "|" * 12 + "y"],
        ["PD1" + "|" * 12 + "YES"],
        ["PD1" + "|" * 12 + "^Restricted"],
        ["ARV|1|A|N", "ARV|2|A|R"],
        ["ARV|1|A|N~R"],
        ["ARV|1|A|N^^^R"],
        ["ARV|1|A|N&R"],
        ["PD1" + "|" * 12 + "N&Restricted^^^N"],
        ["ARV|1|A|^^^^Restricted"],
    ],
)
def test_a_mark_that_the_rules_do_not_spell_so_restricts_as_well(hospital: Hospital, marked: list[str]) -> None:
    hospital.hl7(adt(*marked))
    assert hospital.people()[0].restricted


@pytest.mark.parametrize("marked", ["PD1" + "|" * 12 + "N", "PD1" + "|" * 12 + '""', "ARV|1|A|U", "PD1|||"])
def test_a_mark_that_says_no_restricts_nobody(hospital: Hospital, marked: str) -> None:
    hospital.hl7(adt(marked))
    assert not hospital.people()[0].restricted


def test_a_mark_that_the_rules_lack_is_remarked(hospital: Hospital) -> None:
    assert codes(hospital.hl7(adt("PD1" + "|" * 12 + "X9"))) == [("AA",), ("PD1^1^12", "W")]


@pytest.mark.parametrize("header", ["MSH~^~\\&", "MSH|^^~\\&", 'MSH|""^~\\&', "MSH|\r^~\\&"])
def test_delimiters_that_contradict_each_other_are_answered(hospital: Hospital, header: str) -> None:
    answered = hospital.hl7(adt(MSH=ADMIT["MSH"].replace("MSH|^~\\&", header)))
    assert codes(answered)[0] in [("AR",), ("AE",)]
    assert hospital.events() == []


def test_no_value_of_a_message_is_logged(hospital: Hospital, caplog: pytest.LogCaptureFixture) -> None:
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    hospital.hl7(adt(PID=ADMIT["PID"].replace("EXAMPLE", "\\Zsecret\\ \\")))
    assert caplog.records == []


def test_unknown_segments_and_fields_pass_by(hospital: Hospital) -> None:
    hospital.hl7(adt("ZSG|1|anything^at all", "AL1|1||NUTS", PV2=ADMIT["PV2"] + "|" * 60 + "more"))
    assert len(hospital.events()) == 1


def test_news_is_a_revision_and_the_same_again_is_not_sent(hospital: Hospital) -> None:
    hospital.hl7(adt())
    left = ADMIT["PV1"] + "|202705041105"
    later = adt(EVN="EVN|A03|20270504110600", PV1=left)
    hospital.hl7(later)
    hospital.hl7(later)
    assert [event.value.header.revision for event in hospital.events()] == [1, 2]
    assert hospital.attendance().left_at == datetime(2027, 5, 4, 10, 5, tzinfo=UTC)


def test_older_news_that_comes_late_takes_nothing_back(hospital: Hospital) -> None:
    hospital.hl7(adt(EVN="EVN|A08|20270504110600", PV2="PV2|||GUN^Shot"))
    assert codes(hospital.hl7(adt())) == [("AA",), ("PV1^1^19", "W")]
    assert hospital.attendance().signs == (Sign.GUNSHOT,)
    assert len(hospital.events()) == 1


def test_a_message_that_says_nothing_of_the_concern_takes_no_flag_back(hospital: Hospital) -> None:
    hospital.hl7(adt())
    hospital.hl7(adt(EVN="EVN|A08|20270504110600", PV2=None))
    assert [event.value.standing for event in hospital.events()] == [Standing.CURRENT]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"PID": ADMIT["PID"].replace("9000000009", "9000000008")}, [("AA",), ("PID^1^3", "W")]),
        ({"PID": ADMIT["PID"].replace("20110212", "2011")}, [("AA",), ("PID^1^7", "W")]),
        ({"PID": ADMIT["PID"].replace("20110212", "20270601")}, [("AE",), ("PID^1^7", "E")]),
        ({"PID": None}, [("AE",), ("PID^1^", "E")]),
        ({"PV1": None}, [("AE",), ("PV1^1^19", "E"), ("PV1^1^44", "E")]),
        ({"PV1": ADMIT["PV1"].replace("202705032250", "20270503")}, [("AE",), ("PV1^1^44", "E")]),
        ({"PV1": ADMIT["PV1"].replace("202705032250", "203005032250")}, [("AE",), ("PV1^1^44", "E")]),
        ({"PV1": ADMIT["PV1"].replace("202705032250", "202703280130")}, [("AE",), ("PV1^1^44", "E")]),
        ({"MSH": ADMIT["MSH"].replace("RC9", "RXX")}, [("AE",), ("MSH^1^4", "E")]),
        ({"MSH": ADMIT["MSH"].replace("|P|", "|T|")}, [("AR",), ("MSH^1^11", "E")]),
        ({"MSH": ADMIT["MSH"].replace("|2.5|", "|3.0|")}, [("AR",), ("MSH^1^12", "E")]),
        ({"MSH": ADMIT["MSH"].replace("ADT^A04", "ORU^R01")}, [("AR",), ("MSH^1^9", "E")]),
        ({"MSH": ADMIT["MSH"].replace("UNICODE UTF-8", "UNICODE UTF-16")}, [("AE",), ("MSH^1^18", "E")]),
        ({"ZZ": "OBX|1|CE|SGLEVEL||9"}, [("AE",), ("OBX^1^5", "E")]),
    ],
)
def test_the_answer_names_each_place(
    hospital: Hospital, changes: dict[str, str | None], expected: list[tuple[str, ...]]
) -> None:
    answer = hospital.hl7(adt(**changes))
    assert codes(answer) == expected
    assert len(hospital.events()) == (expected[0] == ("AA",))
    assert not {"JON", "EXAMPLE", "9000000008"} & {part for segment in answer for part in segment}


@pytest.mark.parametrize("declared", ["", "UNICODE UTF-8"])
def test_bytes_of_another_character_set_are_refused_at_their_field(hospital: Hospital, declared: str) -> None:
    message = adt(
        MSH=ADMIT["MSH"].replace("UNICODE UTF-8", declared), PID=ADMIT["PID"].replace("JON", "ZO\u00cb")
    ).decode()
    answer = hospital.hl7(message.encode("cp1252"))
    assert codes(answer) == [("AE",), ("PID^1^5", "E")]
    assert answer[1][2] == "M0001"


@pytest.mark.parametrize(("declared", "encoding"), [("8859/1", "latin-1"), ("UNICODE UTF-8", "utf-8")])
def test_a_declared_character_set_is_read_as_it_says(hospital: Hospital, declared: str, encoding: str) -> None:
    message = adt(MSH=ADMIT["MSH"].replace("UNICODE UTF-8", declared), PID=ADMIT["PID"].replace("JON", "ZO\u00cb"))
    hospital.hl7(message.decode().encode(encoding))
    assert hospital.people()[0].given_names == "ZO\u00cb"


def test_the_place_in_an_older_versions_answer(hospital: Hospital) -> None:
    answer = hospital.hl7(adt(MSH=ADMIT["MSH"].replace("|2.5|", "|2.3|"), PID=None))
    assert answer[2][1].startswith("PID^1^^101&Required field missing")


@given(st.binary(max_size=40), st.integers(0, 500), st.integers(0, 60))
@settings(max_examples=150)
def test_any_damage_is_refused_or_read_and_never_else(noise: bytes, at: int, gone: int) -> None:
    whole = adt()
    assert all(trouble.place and trouble.text for trouble in troubles_of(whole[:at] + noise + whole[at + gone :]))


def troubles_of(data: bytes) -> tuple[Trouble, ...]:
    try:
        read_adt(Hl7Message(decode_message(data)), rules(), NOW)
    except MessageRefused as refused:
        return refused.troubles
    return ()


def test_what_is_no_message_at_all_is_rejected(hospital: Hospital) -> None:
    for data in (b"", b"hello", b"MSH", b"MSH|", adt().decode().encode("utf-16")):
        answer = hospital.hl7(data)
        assert answer[1][1] == "AR", data


@pytest.mark.parametrize(
    ("message", "place"),
    [
        (adt(*(f"NK1|{number}|EXAMPLE^LOU" for number in range(1, SEGMENTS))), f"NK1^{SEGMENTS - 4}^"),
        (adt(*["lower|1"] * SEGMENTS), f"ZZZ^{SEGMENTS - 4}^"),
        (adt("OBX|1", "OBX|" + "~" * PARTS), "OBX^2^"),
        (adt(PID="PID" + "|" * PARTS), "PID^1^"),
        (adt("ZZZ|" + "^" * (PARTS // 2), "ZZZ|" + "~" * (PARTS // 2)), "ZZZ^2^"),
    ],
)
def test_a_message_of_too_many_parts_is_refused_where_they_become_too_many(
    hospital: Hospital, message: bytes, place: str
) -> None:
    assert codes(hospital.hl7(message)) == [("AR",), (place, "E")]
    assert hospital.events() == []


def test_a_message_of_as_many_parts_as_may_be_is_read(hospital: Hospital) -> None:
    assert codes(hospital.hl7(adt(*["OBX|1"] * (SEGMENTS - 5)))) == [("AA",)]
    assert len(hospital.events()) == 1
