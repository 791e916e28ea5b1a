"""Rendering one page, with what all pages have: who is signed in, the form token, the ways to other places."""

from collections.abc import Mapping
from http import HTTPStatus

from msgspec import Struct
from starlette.responses import HTMLResponse, Response

from schemas.records.reference import RoleAppointed
from services.web.access import (
    AUDITOR_ROLES,
    COUNCIL_ROLES,
    GOVERNANCE_ROLES,
    SCHOOL_ROLES,
    SENDER_ROLES,
    WHOLE_HUB,
)
from services.web.context import Context
from services.web.forms import new_once
from services.web.sessions import Session
from services.web.words import role_title
from streams.agreements.vocabulary import INBOX_ROLES
from streams.reference.facts import HOLIDAY_CONTACT


class Place(Struct, frozen=True):
    """Where a reader may go: one role at one school, council or hub."""

    title: str
    role: str
    href: str


def page(
    web: Context,
    template: str,
    values: Mapping[str, object],
    *,
    session: Session | None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """A rendered page."""
    now = web.clock()
    shared = {
        "now": now,
        "signed_in_as": web.hub.staff_name(session.user) if session else None,
        "many_places": session is not None and len(places_of(web, session)) > 1,
        "form_token": web.sessions.form_token(session.id) if session else None,
        "once": new_once(),
        "minutes": int(web.settings.opening_lifetime.total_seconds() // 60),
        "people_are_invented": web.settings.people_are_invented,
    }
    return HTMLResponse(web.templates.render(template, shared | dict(values)), status)


def places_of(web: Context, session: Session) -> list[Place]:
    """All places of whoever is signed in, by the reference as of now; a holiday contact's in the holidays alone."""
    places: dict[str, Place] = {}
    rests = resting(web, session)
    for appointed in web.hub.reference().roles_of(session.user, web.clock()):
        if appointed in rests:
            continue
        found = _at_the_hub(web, appointed) if appointed.scheme == "hub" else _elsewhere(web, appointed)
        if found is not None:
            title, href = found
            places.setdefault(href, Place(title, role_title(appointed.role), href))
    return sorted(places.values(), key=lambda place: (place.title, place.role))


def resting(web: Context, session: Session) -> list[RoleAppointed]:
    """The schools whose holiday contact somebody is, where today is no holiday: they open nothing there today."""
    reference, now = web.hub.reference(), web.clock()
    held = [one for one in reference.roles_of(session.user, now) if one.role == HOLIDAY_CONTACT]
    return [one for one in held if one not in reference.readers(one.value, now)]


def _at_the_hub(web: Context, appointed: RoleAppointed) -> tuple[str, str] | None:
    if appointed.value != web.settings.hub:
        return None
    if appointed.role in AUDITOR_ROLES:
        return "Trace of events", "/trace"
    return ("Agreements of the hub", f"/governance/{WHOLE_HUB}") if appointed.role in GOVERNANCE_ROLES else None


def _elsewhere(web: Context, appointed: RoleAppointed) -> tuple[str, str] | None:
    reference, value = web.hub.reference(), appointed.value
    match appointed.scheme:
        case "urn" if appointed.role in SCHOOL_ROLES:
            setting = reference.setting(value)
            return setting.name if setting else f"School {value}", f"/school/{value}"
        case "area" if appointed.role in COUNCIL_ROLES:
            return reference.area_title(value), f"/council/{value}"
        case "area" if appointed.role in GOVERNANCE_ROLES:
            return f"Agreements in {reference.area_title(value)}", f"/governance/{value}"
        case "area" if appointed.role in INBOX_ROLES["area"]:
            return reference.area_title(value), f"/inbox/{appointed.role}/area/{value}"
        case "agency" if appointed.role in INBOX_ROLES["agency"]:
            agency = reference.agencies.get(value)
            return agency.title if agency else value, f"/inbox/{appointed.role}/agency/{value}"
        case "agency" if appointed.role in SENDER_ROLES:
            agency = reference.agencies.get(value)
            return f"What {agency.title if agency else value} sent", f"/agency/{value}"
    return None
