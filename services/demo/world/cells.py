"""The cells of a person in an agency's export, as each agency numbers people."""

from collections.abc import Mapping
from typing import Final

from services.demo.world import schools
from services.demo.world.cast import Household
from services.demo.world.people import Adult, Child

Row = Mapping[str, str]
NHS_NUMBER: Final = "9990000034"
"""Of the range that is kept for tests."""
PRACTICE: Final = "e81999"
"""The agency of an invented GP practice: its ODS code in small letters."""


def person(household: Household, one: Adult | Child, ref: str, role: str, linked: str = "") -> dict[str, str]:
    """Somebody of a household, as the force numbers people."""
    address = household.family.address
    return {
        "Nominal Ref": ref,
        "Role": role,
        "Forenames": one.given,
        "Surname": one.family.upper(),
        "DOB": f"{one.born:%d/%m/%Y}",
        "Address 1": address.line,
        "Address 2": "",
        "Town": address.town,
        "Postcode": address.postcode,
        "Lives In Area": "Y",
        "Do Not Disclose": "",
        "Linked To": linked,
    }


def school(child: Child) -> Row:
    """The school on whose roll a child is; of a child that is on none, that it is educated at home."""
    if not child.urn:
        return {"School URN": "", "School": "", "School Status": "EHE"}
    return {"School URN": child.urn, "School": schools.BY_URN[child.urn].name, "School Status": "ON ROLL"}


def by_trust(person: Row, nhs_number: str = NHS_NUMBER) -> Row:
    """The same as the trust numbers people, with an NHS number and the one practice."""
    named = {"Local Id" if column == "Nominal Ref" else column: value for column, value in person.items()}
    return {**named, "NHS Number": nhs_number, "GP Practice": PRACTICE.upper()}


def by_council(person: Row) -> Row:
    """The same as the council numbers people."""
    return {"Person Id" if column == "Nominal Ref" else column: value for column, value in person.items()}
