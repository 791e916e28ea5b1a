"""The people that matching sees: as an agency describes them, and as a school's roll holds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

URN_SCHEME = "urn"


class Description(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A person of an event, as the publishing agency knows them; any part may be wrong or missing.

    `other_names` are aliases, each a full name ("Kate Jones") or a given name alone ("Kate").
    `settings` are the settings that the publisher named, as (scheme, value), for instance ("urn", "109413"). A caller
    replaces the URN of a closed school by its successors' before it asks, for matching knows no school register.
    """

    given_names: str = ""
    family_name: str = ""
    other_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    postcode: str | None = None
    address_lines: tuple[str, ...] = ()
    uprn: str | None = None
    settings: tuple[tuple[str, str], ...] = ()


class RollEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One registered pupil on one school's roll; `pupil` is an opaque id, the same on every roll of this child."""

    pupil: str
    urn: str
    given_names: str
    family_name: str
    known_as: tuple[str, ...] = ()
    date_of_birth: date
    postcode: str | None = None
    address_lines: tuple[str, ...] = ()
    uprn: str | None = None


class StaffNames(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The names by which a member of staff is known, and the postcode of their home where the directory holds it.

    `mail` holds their addresses, each with the school (URN) or council area at which it is theirs.
    """

    given_names: str
    family_name: str
    other_names: tuple[str, ...] = ()
    postcode: str | None = None
    mail: tuple[tuple[str, str], ...] = ()

    def mail_at(self, place: str) -> str | None:
        """Their address at a place. None where there is none there: what one school is told is no other's business."""
        return next((address for where, address in self.mail if where == place), None)


def staff_names(
    given_names: str,
    family_name: str,
    *,
    other_surnames: Sequence[str] = (),
    known_as: Sequence[str] = (),
    postcode: str = "",
    mail: Sequence[tuple[str, str]] = (),
) -> StaffNames:
    """A member of staff under every name: each other surname (maiden, former, married) with each given name they use.

    `known_as` are given names alone, or full names. `postcode` is that of their home, empty while it is not known.
    `mail` are (place, address).
    """
    with_others = [f"{surname}, {given}" for surname in other_surnames for given in (given_names, *known_as)]
    return StaffNames(
        given_names=given_names,
        family_name=family_name,
        other_names=(*known_as, *with_others),
        postcode=postcode or None,
        mail=tuple(mail),
    )


class RollVersion(msgspec.Struct, frozen=True, gc=False):
    """Which roll of a school was searched, as the reference log names it."""

    version: int
    digest: bytes
