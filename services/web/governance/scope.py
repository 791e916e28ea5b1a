"""Of what an information-governance lead sees agreements: one council area, or the whole hub."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

from msgspec import Struct
from starlette.responses import Response

from services.web.access import WHOLE_HUB, Reader
from services.web.context import Context
from services.web.pages_common import page
from services.web.refusals import NotHere
from streams.agreements.document import Agreement, Duty
from streams.agreements.life import State
from streams.reference.facts import Reference
from streams.reference.timeline import Standing, standings

NAVIGATION: Final = (
    ("Agreements", ""),
    ("Matrix", "/matrix"),
    ("Who sees an item", "/who-sees"),
    ("What a body can do", "/can"),
    ("Compare", "/difference"),
    ("Papers", "/papers"),
    ("Simulate", "/simulate"),
)
"""The pages of a scope: what each is called, and where it is below the scope's own address."""

STATES: Final = {
    State.DRAFT: ("Draft: lacks signatures", "govuk-tag--grey"),
    State.SIGNED: ("Signed, not yet in force", "govuk-tag--blue"),
    State.IN_FORCE: ("In force", "govuk-tag--green"),
    State.DUE_FOR_REVIEW: ("In force, review due", "govuk-tag--yellow"),
    State.REVIEW_OVERDUE: ("In force, review overdue", "govuk-tag--orange"),
    State.SUPERSEDED: ("Superseded", "govuk-tag--grey"),
    State.SUSPENDED: ("Suspended", "govuk-tag--red"),
    State.EXPIRED: ("Expired", "govuk-tag--red"),
}
"""What a tag says of an agreement, and its colour."""


class Scope(Struct, frozen=True):
    """A council area, or the whole hub where `area` is None. `place` is what the address names it by."""

    place: str
    area: str | None
    title: str

    @property
    def address(self) -> str:
        """Where its pages begin."""
        return f"/governance/{self.place}"

    def holds(self, agreement: Agreement) -> bool:
        """Whether an agreement covers anything of this scope."""
        return self.area is None or self.area in agreement.areas


def scope_of(web: Context, place: str) -> Scope:
    """The scope that an address names; the route's declaration has seen that the reader holds it."""
    reference = web.hub.reference()
    if place == WHOLE_HUB:
        return Scope(place, None, reference.hub.title if reference.hub is not None else web.settings.hub)
    return Scope(place, place, reference.area_title(place))


def standings_in(web: Context, scope: Scope, reader: Reader) -> list[Standing]:
    """How every version of every agreement of a scope stands now, by id and version."""
    held = web.hub.reference().instruments
    found = []
    for standing in standings(held, reader.now):
        document = held.document(standing.id, standing.version)
        if isinstance(document, Agreement) and scope.holds(document):
            found.append(standing)
    return found


def agreement_in(web: Context, scope: Scope, id: str, version: int) -> Agreement:
    """One version of an agreement. `NotHere` outside the scope, as where there is none."""
    document = web.hub.reference().instruments.document(id, version)
    if not isinstance(document, Agreement) or not scope.holds(document):
        raise NotHere
    return document


def duties_of(reference: Reference) -> list[Duty]:
    """Every duty that is registered: a duty is law, and knows no area."""
    return [each for each in reference.instruments.documents() if isinstance(each, Duty)]


def areas_in(reference: Reference, scope: Scope) -> list[tuple[str, str]]:
    """(code, title) of the council areas that a scope holds: those served, and those that agreements name."""
    if scope.area is not None:
        return [(scope.area, scope.title)]
    named = {area for each in _agreements(reference) for area in each.areas}
    return [(area, reference.area_title(area)) for area in sorted(named | set(reference.areas))]


def _agreements(reference: Reference) -> Iterable[Agreement]:
    return (each for each in reference.instruments.documents() if isinstance(each, Agreement))


def governance_page(
    web: Context,
    reader: Reader,
    scope: Scope,
    template: str,
    values: Mapping[str, object],
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """A page of a scope, with the ways to its other pages."""
    shared = {"scope": scope, "navigation": NAVIGATION, "states": STATES}
    return page(web, f"governance/{template}", shared | dict(values), session=reader.session, status=status)
