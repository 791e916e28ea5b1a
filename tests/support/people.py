"""Invented people for tests: pupils on rolls, and the same children as police describe them."""

from datetime import date

from msgspec.structs import astuple, replace

from schemas.events.people import (
    Address,
    NamedSetting,
    Person,
    PersonVersion1,
    Presence,
    Registration,
    Relation,
    Relationship,
    Role,
    Scheme,
)
from streams.matching.people import RollEntry

GIVEN = ("Ottilie", "Barnaby", "Saffron", "Leander", "Marigold", "Peregrine", "Clementine", "Fitzroy")
FAMILY = (
    "Thistlewood",
    "Abernathy",
    "Quillfeather",
    "Ravensdale",
    "Larkspur",
    "Hollingberry",
    "Pemberton",
    "Winterset",
)


def pupil(number: int, urn: str) -> RollEntry:
    """One pupil of a school; the same number gives the same child on every roll."""
    return RollEntry(
        pupil=f"pupil-{number}",
        urn=urn,
        given_names=GIVEN[number % len(GIVEN)],
        family_name=FAMILY[number // len(GIVEN) % len(FAMILY)],
        date_of_birth=date(2016, 1 + number % 12, 1 + number % 28),
        postcode=f"MK40 {1 + number % 9}AA",
        address_lines=(f"{number} Invented Street",),
    )


def child_of(entry: RollEntry, *, named: bool = True, ref: str | None = None) -> Person:
    """A pupil as police describe them, with their school named or not."""
    settings = (NamedSetting(Scheme.URN, entry.urn, Registration.REGISTERED_PUPIL),) if named else ()
    return Person(
        ref=ref or f"p-{entry.pupil}",
        roles=(Role.CHILD,),
        given_names=entry.given_names,
        family_name=entry.family_name,
        other_names=(),
        date_of_birth=entry.date_of_birth,
        address=Address(entry.address_lines, entry.postcode or "", ""),
        resides_in_force_area=True,
        presence=Presence.SAW,
        whereabouts="upstairs",
        relationships=(),
        restricted=False,
        safe_contact=None,
        settings=settings,
        seen_by="response officer",
        spoken_to_by="",
    )


def stranger(name: str, *settings: NamedSetting) -> Person:
    """A child on no roll."""
    known = pupil(0, "100001")
    return replace(
        child_of(known, named=False, ref=f"s-{name}"),
        given_names=name,
        family_name="Unrolled",
        date_of_birth=date(2013, 3, 3),
        address=Address(("1 Elsewhere",), "LU1 1AA", ""),
        settings=settings,
    )


def adult(given: str, family: str, role: Role, *, child: int | None = None) -> Person:
    """An adult of the incident."""
    relationships = () if child is None else (Relationship(child, Relation.PARENT),)
    return replace(
        child_of(pupil(0, "100001"), named=False, ref=f"a-{given}-{family}"),
        roles=(role,),
        given_names=given,
        family_name=family,
        date_of_birth=date(1985, 5, 5),
        relationships=relationships,
    )


def as_version_1(person: Person) -> PersonVersion1:
    """The same person as a publisher of the first release writes it, which knows no NHS number."""
    return PersonVersion1(*astuple(person)[: len(PersonVersion1.__struct_fields__)])
