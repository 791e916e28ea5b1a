"""Two versions of a person side by side: version 1 is read as ever, and given as the type of today."""

import json

import pytest
from msgspec.structs import astuple, replace

from schemas import codec
from schemas.deriving import avro_schema, canonical_form, crc_64_avro, fingerprint, frozen_folder
from schemas.events.consent import Consent
from schemas.events.front_door import Decided, DecidedVersion1
from schemas.events.header import SectionKind
from schemas.events.people import Person, PersonVersion1, Role
from schemas.faults import CodecError, CodecFault
from schemas.refusals import Refusal, RefusalReason
from schemas.sealed_event import PlainSection, seal_event
from schemas.vectors.build import BROTHER, CHILD, FIELDS, HUB_KEY, MOTHER, POLICE_KEY
from schemas.vectors.files import run
from schemas.vectors.flows import DECIDED, DECIDED_BEFORE
from schemas.vectors.valid import describe
from schemas.versions import upgraded, versions

NUMBER = "9990000026"
EARLIER = replace(CHILD, relationships=())
TODAY = Person(*astuple(EARLIER))


def test_version_1_keeps_its_avro_name_and_fingerprint() -> None:
    frozen = json.loads((frozen_folder(1) / "section-person.avsc").read_text(encoding="utf-8"))
    assert (frozen["namespace"], frozen["name"]) == ("firstbell.events.people", "Person")
    assert fingerprint(PersonVersion1) == crc_64_avro(canonical_form(frozen).encode()).to_bytes(8, "little")
    assert fingerprint(PersonVersion1).hex() == "18" + "2958c43c870414"
    assert avro_schema(Person)["name"] == avro_schema(PersonVersion1)["name"]
    assert fingerprint(Person) != fingerprint(PersonVersion1)


def test_what_version_1_wrote_is_read_as_a_person_without_a_number() -> None:
    read = codec.decode(codec.encode(EARLIER), Person)
    assert type(read) is Person
    assert read == TODAY
    assert read.nhs_number is None


def test_a_reader_of_version_1_takes_no_version_2() -> None:
    with pytest.raises(CodecError) as caught:
        codec.decode(codec.encode(TODAY), PersonVersion1)
    assert caught.value.fault is CodecFault.OTHER_SCHEMA


def test_a_fault_of_version_1_names_its_place_by_the_name_that_travels() -> None:
    with pytest.raises(CodecError, match=r"Person, byte"):
        codec.decode(codec.encode(EARLIER) + b"\0", Person)


def test_every_version_is_upgraded_to_today() -> None:
    assert versions(Person) == (PersonVersion1, Person)
    assert upgraded(EARLIER) == TODAY
    assert upgraded(TODAY) is TODAY


def test_one_event_may_hold_people_of_both_versions() -> None:
    people = (replace(TODAY, nhs_number=NUMBER), replace(BROTHER, relationships=()), MOTHER)
    sections = [PlainSection(SectionKind.PERSON, person) for person in people]
    submission = seal_event(FIELDS, sections, signing_key=POLICE_KEY, hub_key=HUB_KEY.public_key())
    (received,) = run(describe("both", "Both versions.", submission))
    assert [section.schema for section in received.value.sections] == [
        fingerprint(Person),
        fingerprint(PersonVersion1),
        fingerprint(PersonVersion1),
    ]
    assert [(type(person), person.nhs_number) for person in received.sections if isinstance(person, Person)] == [
        (Person, NUMBER),
        (Person, None),
        (Person, None),
    ]


def test_a_publisher_of_version_1_is_held_to_the_same_checks() -> None:
    nobody = [PlainSection(SectionKind.PERSON, replace(EARLIER, roles=(Role.WITNESS,)))]
    with pytest.raises(Refusal) as caught:
        seal_event(FIELDS, nobody, signing_key=POLICE_KEY, hub_key=HUB_KEY.public_key())
    assert caught.value.reason is RefusalReason.NO_SUBJECT


@pytest.mark.parametrize("number", ["9990000025", "0000000000", "9999999999"])
def test_a_number_with_a_wrong_check_digit_is_refused_at_its_place(number: str) -> None:
    sections = [PlainSection(SectionKind.PERSON, replace(TODAY, nhs_number=number))]
    with pytest.raises(Refusal) as caught:
        seal_event(FIELDS, sections, signing_key=POLICE_KEY, hub_key=HUB_KEY.public_key())
    assert (caught.value.reason, caught.value.place) == (
        RefusalReason.WRONG_NHS_NUMBER,
        "section 0: Person.nhs_number",
    )
    assert number not in str(caught.value)


def test_what_version_1_wrote_of_an_outcome_is_read_as_one_without_its_footing() -> None:
    frozen = json.loads((frozen_folder(1) / "section-outcome.avsc").read_text(encoding="utf-8"))
    assert fingerprint(DecidedVersion1) == crc_64_avro(canonical_form(frozen).encode()).to_bytes(8, "little")
    read = codec.decode(codec.encode(DECIDED_BEFORE), Decided)
    assert type(read) is Decided
    assert (read.contact, read.outcome, read.decided_at) == astuple(DECIDED_BEFORE)
    assert (read.consent, read.reason) == (Consent.NOT_STATED, None)
    assert codec.decode(codec.encode(DECIDED), Decided) == DECIDED
    with pytest.raises(CodecError):
        codec.decode(codec.encode(DECIDED), DecidedVersion1)
