"""Rendering one page, with what all pages have: who is signed in, the form token, the ways to other places."""

from collections.abc import Mapping
from http import HTTPStatus

from msgspec import Struct
from starlette.responses import HTMLResponse, Response

from services.web.access import AUDITOR_ROLES, COUNCIL_ROLES, SCHOOL_ROLES
from services.web.context import Context
from services.web.forms import new_once
from services.web.sessions import Session
from services.web.words import role_title


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
    """All places of whoever is signed in, by the reference as of now."""
    reference = web.hub.reference()
    places: dict[str, Place] = {}
    for appointed in reference.roles_of(session.user, web.clock()):
        title, href = "", None
        if appointed.scheme == "urn" and appointed.role in SCHOOL_ROLES:
            setting = reference.setting(appointed.value)
            title, href = setting.name if setting else f"School {appointed.value}", f"/school/{appointed.value}"
        elif appointed.scheme == "area" and appointed.role in COUNCIL_ROLES:
            title, href = reference.area_title(appointed.value), f"/council/{appointed.value}"
        elif appointed.scheme == "hub" and appointed.role in AUDITOR_ROLES and appointed.value == web.settings.hub:
            title, href = "Trace of events", "/trace"
        if href:
            places.setdefault(href, Place(title, role_title(appointed.role), href))
    return sorted(places.values(), key=lambda place: place.title)
