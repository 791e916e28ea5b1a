"""Fail vectors of contents: well signed and well sealed events that contradict themselves, their limits or the time."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from schemas import codec, contexts, limits
from schemas.events.encompass import (
    EncompassNotification,
    NamedSetting,
    Registration,
    Relation,
    Relationship,
    Role,
    Scheme,
    Standing,
    Summary,
    Text,
    Withdrawal,
)
from schemas.events.header import SealedSection, SectionKind
from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import PlainSection, header_of
from schemas.varints import write_long
from schemas.vectors.build import (
    ACCEPTED_AT,
    ADDRESS,
    BROTHER,
    CHILD,
    FIELDS,
    MOTHER,
    SCHOOL,
    SECTIONS,
    Made,
    loose,
    seal,
    seal_plain,
    seed,
    set_byte,
    submit,
)
from schemas.vectors.fail_bytes import Fail
from schemas.vectors.valid import alone, describe, person, story

SKEW = timedelta(seconds=limits.CLOCK_SKEW_SECONDS)
MOMENT = timedelta(microseconds=1)


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _headers()
    yield from _times()
    yield from _header_limits()
    yield from _lists_of_sections()
    yield from _abouts()
    yield from _people()
    yield from _settings()
    yield from _content_limits()
    yield from _plaintexts()


def signed(reason: Reason, name: str, description: str, value: EncompassNotification) -> Fail:
    """A value signed and wrapped as it stands."""
    hinted = submit(Made(value, seal().keys), edit=lambda envelope: replace(envelope, key_id=FIELDS.signing_key))
    return reason, describe(name, description, hinted)


def _header(reason: Reason, name: str, description: str, **changes: object) -> Fail:
    value = seal().value
    return signed(reason, name, description, replace(value, header=replace(value.header, **changes)))


def _headers() -> Iterator[Fail]:
    right = header_of(FIELDS)
    yield _header(
        Reason.PAYLOAD_TYPE_MISMATCH, "payload_type_mismatch", "A value of another event type.", type="marac.referral"
    )
    yield _header(
        Reason.WRONG_EVENT_ID,
        "wrong_event_id",
        "The id of another revision.",
        event=contexts.event_id(FIELDS.publisher, FIELDS.reference, 2),
    )
    other = contexts.event_id("another-police", FIELDS.reference, 1)
    yield _header(
        Reason.WRONG_EVENT_ID,
        "event_id_of_another_publisher",
        "The id that another publisher's event would have.",
        event=other,
    )
    yield _header(
        Reason.WRONG_CASE_KEY,
        "wrong_case_key",
        "The case key of another reference.",
        case=contexts.case_key(FIELDS.publisher, "40/2/26"),
    )
    yield _header(Reason.WRONG_CORRECTION, "first_corrects", "Revision 1 corrects something.", corrects=right.event)
    second = header_of(replace(FIELDS, revision=2))
    value = replace(seal(replace(FIELDS, revision=2)).value, header=replace(second, corrects=None))
    yield signed(Reason.WRONG_CORRECTION, "second_corrects_nothing", "Revision 2 corrects nothing.", value)
    value = replace(value, header=replace(second, corrects=seed("elsewhere")[:16]))
    yield signed(Reason.WRONG_CORRECTION, "second_corrects_another", "Revision 2 corrects another case.", value)
    yield _header(Reason.WRONG_PREVIOUS, "first_with_previous", "Event 1 of an instance names one before.", sequence=1)
    yield _header(Reason.WRONG_PREVIOUS, "later_without_previous", "Event 41 names none before.", previous=bytes(32))
    value = seal().value
    yield signed(
        Reason.WITHDRAWAL_MISMATCH,
        "withdrawn_without_reason",
        "Withdrawn, and no reason.",
        replace(value, standing=Standing.WITHDRAWN),
    )
    yield signed(
        Reason.WITHDRAWAL_MISMATCH,
        "current_with_reason",
        "It stands, and a reason why not.",
        replace(value, withdrawal=Withdrawal.WRONG_PEOPLE),
    )


def _times() -> Iterator[Fail]:
    late = ACCEPTED_AT + SKEW + MOMENT
    old = datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC)
    yield _header(
        Reason.FUTURE_TIMESTAMP, "future_incident", "An incident beyond CLOCK_SKEW_SECONDS ahead.", occurred_at=late
    )
    yield _header(
        Reason.FUTURE_TIMESTAMP, "future_clock", "A publisher's clock beyond CLOCK_SKEW_SECONDS ahead.", sent_at=late
    )
    yield _header(
        Reason.FUTURE_TIMESTAMP, "far_future", "The year 9999.", occurred_at=datetime(9999, 12, 31, tzinfo=UTC)
    )
    yield _header(Reason.IMPLAUSIBLE_TIME, "ancient_incident", "An incident in 1899.", occurred_at=old)
    yield _header(Reason.IMPLAUSIBLE_TIME, "ancient_clock", "A clock that stands at 1899.", sent_at=old)
    value = seal().value
    beyond = 10**18  # microseconds: the year 33658
    good = loose(value)
    at = good.index(_long(value.header.occurred_at))
    body = good[:at] + write_long(beyond) + good[at + len(_long(value.header.occurred_at)) :]
    yield Reason.MALFORMED, describe("time_beyond_calendar", "A time that no calendar has.", submit(seal(), body=body))


def _long(moment: datetime) -> bytes:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return write_long((moment - epoch) // MOMENT)


def _header_limits() -> Iterator[Fail]:
    name = "n" * (limits.ID + 1)
    for field in ("hub", "publisher", "instance", "signing_key", "hub_key", "type"):
        described = f"`{field}` of 129 characters, over ID."
        yield _header(Reason.OVER_LIMIT, f"oversize_{field}", described, **{field: name})
        yield _header(Reason.OVER_LIMIT, f"empty_{field}", f"`{field}` is empty.", **{field: ""})
    yield _header(
        Reason.OVER_LIMIT,
        "oversize_reference",
        "A reference of 65 characters, over REFERENCE.",
        reference="r" * (limits.REFERENCE + 1),
    )
    yield _header(Reason.OVER_LIMIT, "empty_reference", "No reference.", reference="")
    yield _header(Reason.OVER_LIMIT, "sequence_zero", "A counter that begins at 0.", sequence=0)
    yield _header(Reason.OVER_LIMIT, "revision_zero", "Revision 0.", revision=0)


def _lists_of_sections() -> Iterator[Fail]:
    value = seal().value
    sections = value.sections

    def with_sections(reason: Reason, name: str, description: str, changed: Sequence[SealedSection]) -> Fail:
        made = Made(replace(value, sections=tuple(changed)), tuple(seed(f"any {n}") for n in range(len(changed))))
        return reason, describe(name, description, submit(made))

    number = Reason.WRONG_SECTION_NUMBER
    yield with_sections(
        number,
        "section_number_twice",
        "Two sections of number 1.",
        (*sections[:2], replace(sections[2], number=1), *sections[3:]),
    )
    yield with_sections(number, "section_number_gap", "Number 3 is missing.", (*sections[:3], *sections[4:]))
    yield with_sections(number, "sections_out_of_order", "The sections in reverse.", sections[::-1])
    beyond = replace(sections[5], number=limits.SECTIONS)
    yield with_sections(
        Reason.OVER_LIMIT, "section_number_oversize", "A section of number 64, over SECTIONS.", (*sections[:5], beyond)
    )
    below = replace(sections[5], number=-1)
    yield with_sections(Reason.OVER_LIMIT, "section_number_negative", "A section of number -1.", (*sections[:5], below))
    schema = Reason.WRONG_SECTION_SCHEMA
    yield with_sections(
        schema,
        "wrong_schema_for_kind",
        "A person with the schema of a text.",
        (sections[0], replace(sections[1], schema=sections[4].schema), *sections[2:]),
    )
    yield with_sections(
        schema,
        "wrong_kind_for_schema",
        "A person that is called an incident.",
        (sections[0], replace(sections[1], kind=SectionKind.INCIDENT), *sections[2:]),
    )
    yield with_sections(
        schema,
        "unknown_section_schema",
        "A person of an unknown schema.",
        (sections[0], replace(sections[1], schema=bytes(8)), *sections[2:]),
    )
    many = tuple(replace(sections[1], number=n % limits.SECTIONS) for n in range(limits.SECTIONS + 1))
    yield with_sections(Reason.OVER_LIMIT, "too_many_sections", "65 sections, over SECTIONS.", many)
    crowd = tuple(replace(sections[1], number=n) for n in range(limits.PEOPLE + 1))
    yield with_sections(Reason.OVER_LIMIT, "too_many_people", "49 people, over PEOPLE.", crowd)
    large = replace(sections[1], body=bytes(limits.SECTION_BYTES + 1))
    yield with_sections(
        Reason.OVER_LIMIT,
        "oversize_section",
        "A body one byte over SECTION_BYTES.",
        (sections[0], large, *sections[2:]),
    )
    small = replace(sections[1], body=bytes(15))
    yield with_sections(
        Reason.OVER_LIMIT,
        "section_without_tag",
        "A body of 15 bytes, less than a tag.",
        (sections[0], small, *sections[2:]),
    )
    again = (*SECTIONS, SECTIONS[0])
    yield Reason.REPEATED_INCIDENT, story("two_incidents", "Two incident sections.", sections=again)
    yield Reason.NO_CHILD, story("no_sections", "An incident that stands, without any section.", sections=())


def _abouts() -> Iterator[Fail]:
    def about(reason: Reason, name: str, description: str, section: int, numbers: tuple[int, ...]) -> Fail:
        changed = [replace(each, about=numbers) if n == section else each for n, each in enumerate(SECTIONS)]
        return reason, story(f"about_{name}", description, sections=changed)

    yield about(Reason.ABOUT_MISSING, "nobody", "A child's voice that is about nobody.", 4, ())
    yield about(Reason.ABOUT_MISSING, "nobody_in_summary", "A summary that is about nobody.", 5, ())
    yield about(Reason.ABOUT_UNEXPECTED, "of_a_person", "A person that is about another.", 1, (2,))
    yield about(Reason.ABOUT_UNEXPECTED, "of_an_incident", "An incident that is about a person.", 0, (1,))
    yield about(Reason.ABOUT_NOT_A_PERSON, "the_incident", "A text about the incident's section.", 4, (0,))
    yield about(Reason.ABOUT_NOT_A_PERSON, "itself", "A text about itself.", 4, (4,))
    yield about(Reason.ABOUT_NOT_A_PERSON, "beyond", "A text about a section that is not there.", 4, (1, 63))
    yield about(Reason.ABOUT_NOT_ASCENDING, "twice", "A text about one child twice.", 4, (1, 1))
    yield about(Reason.ABOUT_NOT_ASCENDING, "descending", "A text about two people in descending order.", 4, (2, 1))
    yield about(
        Reason.OVER_LIMIT, "too_many", "A text about 49 people, over PEOPLE.", 4, tuple(range(limits.PEOPLE + 1))
    )


def _people() -> Iterator[Fail]:
    def of(reason: Reason, name: str, description: str, *sections: PlainSection) -> Fail:
        return reason, story(name, description, sections=sections)

    yield of(Reason.NO_CHILD, "no_child", "Adults only.", person(MOTHER))
    yield of(
        Reason.REPEATED_PERSON,
        "repeated_person",
        "Two people of one reference.",
        *alone(),
        person(BROTHER, ref="C1", relationships=()),
    )
    yield of(Reason.REPEATED_ROLE, "repeated_role", "A child twice over.", *alone(roles=(Role.CHILD, Role.CHILD)))
    to_self = (Relationship(0, Relation.SIBLING),)
    yield of(Reason.WRONG_RELATIONSHIP, "related_to_self", "Her own sibling.", *alone(relationships=to_self))
    text = PlainSection(SectionKind.NARRATIVE, Text("x"), (0,))
    to_text = (Relationship(1, Relation.PARENT),)
    yield of(
        Reason.WRONG_RELATIONSHIP, "related_to_text", "A narrative as a parent.", *alone(relationships=to_text), text
    )
    nowhere = (Relationship(9, Relation.PARENT),)
    yield of(
        Reason.WRONG_RELATIONSHIP, "related_to_nobody", "A parent who is not there.", *alone(relationships=nowhere)
    )
    born = Reason.IMPLAUSIBLE_DATE_OF_BIRTH
    yield of(born, "born_in_1899", "Born before 1900.", *alone(date_of_birth=date(1899, 12, 31)))
    yield of(
        born, "born_in_future", "Born two days after the event was sent.", *alone(date_of_birth=date(2026, 11, 25))
    )


def _settings() -> Iterator[Fail]:
    def setting(name: str, description: str, scheme: Scheme, value: str) -> Fail:
        named = (NamedSetting(scheme, value, Registration.REGISTERED_PUPIL),)
        return Reason.SETTING_NOT_NAMED, story(f"setting_{name}", description, sections=alone(settings=named))

    yield setting("urn_of_letters", "A URN with letters.", Scheme.URN, "10941A")
    yield setting("urn_too_long", "A URN of seven digits.", Scheme.URN, "1094130")
    yield setting("ukprn_short", "A UKPRN of seven digits.", Scheme.UKPRN, "1000000")
    yield setting("name_empty", "A setting by a name that is empty.", Scheme.NAME, "")
    yield setting("none_with_value", "No scheme, and a value all the same.", Scheme.NONE, "109413")
    unnamed = Summary("For no school in particular.", replace(SCHOOL, scheme=Scheme.NONE, value=""))
    sections = (*alone(), PlainSection(SectionKind.SUMMARY, unnamed, (0,)))
    yield (
        Reason.SETTING_NOT_NAMED,
        story("summary_for_no_school", "A summary whose school is not named.", sections=sections),
    )


def _content_limits() -> Iterator[Fail]:
    long = "l" * (limits.LABEL + 1)
    related = tuple(Relationship(0, Relation.OTHER) for _ in range(limits.LIST + 1))
    changes: dict[str, tuple[str, dict[str, object]]] = {
        "label": ("A name of 257 characters, over LABEL.", {"family_name": long}),
        "list": ("65 relationships, over LIST.", {"relationships": related}),
        "other_names": ("17 other names.", {"other_names": ("n",) * 17}),
        "settings": ("9 settings.", {"settings": (SCHOOL,) * 9}),
        "postcode": ("A postcode of 11 characters.", {"address": replace(ADDRESS, postcode="MK40 9ZZ 00")}),
        "address_lines": ("9 lines of address.", {"address": replace(ADDRESS, lines=("x",) * 9)}),
        "person_ref": ("A person's reference of 65 characters.", {"ref": "p" * 65}),
        "relationship": ("A relationship to section 64.", {"relationships": (Relationship(64, Relation.OTHER),)}),
    }
    for name, (description, change) in changes.items():
        yield Reason.OVER_LIMIT, story(f"oversize_{name}", description, sections=alone(**change))
    yield Reason.OVER_LIMIT, story("person_without_role", "A person in no role.", sections=alone(roles=()))
    long_text = PlainSection(SectionKind.NARRATIVE, Text("t" * (limits.TEXT + 1)), (0,))
    yield (
        Reason.OVER_LIMIT,
        story("oversize_text", "A text of 20,001 characters, over TEXT.", sections=(*alone(), long_text)),
    )


def _plaintexts() -> Iterator[Fail]:
    """Sections that open, but hold other bytes than one record of their schema."""
    good = loose(CHILD)
    resident = good.index(b"\x18100081200000") + 13

    def holding(reason: Reason, name: str, description: str, plaintext: bytes) -> Fail:
        plain = [(each, loose(each.content)) for each in SECTIONS]
        plain[1] = (SECTIONS[1], plaintext)
        return reason, describe(f"plaintext_{name}", description, submit(seal_plain(header_of(FIELDS), FIELDS, plain)))

    other: Struct = SECTIONS[4].content
    yield holding(Reason.NOT_SINGLE_OBJECT, "empty", "A person of no bytes.", b"")
    yield holding(Reason.OTHER_SCHEMA, "of_another_schema", "A text where a person should be.", loose(other))
    yield holding(
        Reason.UNKNOWN_FINGERPRINT, "unknown_fingerprint", "A schema that nobody knows.", set_byte(good, 2, good[2] ^ 1)
    )
    yield holding(Reason.TRUNCATED, "cut", "A person without the last byte.", good[:-1])
    yield holding(Reason.TRAILING_BYTES, "trailing_byte", "One byte after the person.", good + b"\0")
    yield holding(
        Reason.MALFORMED, "boolean_of_two", "A boolean that is neither true nor false.", set_byte(good, resident, 2)
    )
    yield holding(
        Reason.MALFORMED, "unknown_presence", "A presence that the enum lacks.", set_byte(good, resident + 1, 10)
    )
    first = codec.PREFIX_BYTES
    yield holding(
        Reason.NOT_CANONICAL, "long_length", "A length in two bytes.", good[:first] + b"\x84\x00" + good[first + 1 :]
    )
    yield holding(Reason.MALFORMED, "not_utf8", "A reference that is not UTF-8.", set_byte(good, first + 1, 0xC3))
    born = good.index(b"\x02" + write_long((date(2017, 5, 9) - date(1970, 1, 1)).days))
    yield holding(Reason.MALFORMED, "unknown_branch", "A third branch where there are two.", set_byte(good, born, 4))
    beyond = good[: born + 1] + write_long(2**31 - 1) + good[born + 4 :]
    yield holding(Reason.MALFORMED, "date_beyond_calendar", "A date that no calendar has.", beyond)
