"""Fail vectors of people: well sealed contents that no incident can have."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from schemas import limits
from schemas.events.header import SectionKind
from schemas.events.people import NamedSetting, Registration, Relation, Relationship, Role, Scheme
from schemas.events.texts import Summary, Text
from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import PlainSection
from schemas.vectors.build import ADDRESS, BROTHER, MOTHER, SCHOOL
from schemas.vectors.files import Fail
from schemas.vectors.valid import alone, person, story


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _people()
    yield from _settings()
    yield from _content_limits()


def _people() -> Iterator[Fail]:
    def of(reason: Reason, name: str, description: str, *sections: PlainSection) -> Fail:
        return reason, story(name, description, sections=sections)

    yield of(Reason.NO_SUBJECT, "no_child", "Adults only.", person(MOTHER))
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
