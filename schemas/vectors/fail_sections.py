"""Fail vectors of sections: their list, whom they are about, and what their plaintexts hold."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from schemas import codec, limits
from schemas.events.header import SealedSection, SectionKind
from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import header_of
from schemas.varints import write_long
from schemas.vectors.build import CHILD, FIELDS, SECTIONS, Made, loose, seal, seal_plain, seed, set_byte, submit
from schemas.vectors.files import Fail
from schemas.vectors.valid import describe, story


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _lists_of_sections()
    yield from _abouts()
    yield from _plaintexts()


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
    yield Reason.REPEATED_SECTION, story("two_incidents", "Two incident sections.", sections=again)
    yield Reason.NO_SUBJECT, story("no_sections", "An incident that stands, without any section.", sections=())


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
