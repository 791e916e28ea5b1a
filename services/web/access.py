"""Who may use a route. Every route declares one of these where it is registered.

Roles and their places come from the reference at every request and never from the cookie, so that a role that ended a
minute ago opens nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Final, cast

from fastapi import Depends, Request
from msgspec import Struct

from schemas.records.reference import RoleAppointed
from schemas.records.share import Recipient
from services.web.context import Context, context_of
from services.web.refusals import Forbidden, SignInNeeded
from services.web.sessions import Session
from streams.agreements.vocabulary import INBOX_ROLES
from streams.deciders.trace import SENDER
from streams.reference.facts import HOLIDAY_CONTACT, Reference

SCHOOL_ROLES: Final = ("dsl", "deputy_dsl", "cover_dsl", "head", "holiday_contact")
COUNCIL_ROLES: Final = ("council_education_safeguarding",)
HOTSPOT_ROLES: Final = ("spoc_coordinator", "ifd", "council_education_safeguarding", "syvp_coordinator")
"""Roles that prepare or sit in the group on exploitation and missing children. The first of them publishes."""
AUDITOR_ROLES: Final = ("auditor",)
GOVERNANCE_ROLES: Final = ("information_governance_lead",)
SENDER_ROLES: Final = (SENDER,)

WHOLE_HUB: Final = "hub"
"""What stands in the address in place of a council area where the whole hub is meant."""


class Reader(Struct, frozen=True):
    """Who asks: the session, the role at this page's place (None on pages of no place), and the time of the request."""

    session: Session
    appointed: RoleAppointed | None
    now: datetime

    @property
    def user(self) -> str:
        """The opaque user id."""
        return self.session.user

    @property
    def role(self) -> str:
        """The role held at this page's place. `Forbidden` on a page of no place."""
        if self.appointed is None:
            raise Forbidden
        return self.appointed.role


class Access:
    """A declaration of who may use a route; calling it lets the request pass or raises."""

    def __call__(self, request: Request) -> None:
        """Raise `SignInNeeded` or `Forbidden` unless the request may pass."""
        raise NotImplementedError


class Anyone(Access):
    """No sign-in: nothing here depends on who asks."""

    def __call__(self, request: Request) -> None:
        """Let everyone pass."""


class SignedIn(Access):
    """Anyone who is signed in, whatever their roles."""

    def __call__(self, request: Request) -> None:
        """Let anyone with a live session pass."""
        web = context_of(request)
        now = web.clock()
        request.state.reader = Reader(live_session(request, web, now), None, now)


class Holding(Access):
    """Whoever holds one of these roles now at the place that the route names.

    `parameter` is the part of the path that names the place; without one the place is the hub itself.
    """

    def __init__(self, roles: Collection[str], scheme: str, parameter: str | None) -> None:
        self.roles = tuple(roles)
        self.scheme = scheme
        self.parameter = parameter

    def __call__(self, request: Request) -> None:
        """Let holders of the role pass; a school's holiday contact in its holidays alone."""
        web = context_of(request)
        now = web.clock()
        session = live_session(request, web, now)
        scheme, place = self.place(request, web)
        nearest = nearest_role(web.hub.reference(), session.user, self.roles, scheme, place, now)
        if nearest is None:
            raise Forbidden
        request.state.reader = Reader(session, nearest, now)

    def place(self, request: Request, web: Context) -> tuple[str, str]:
        """Scheme and value of the place at which the role must be held."""
        return self.scheme, request.path_params[self.parameter] if self.parameter else web.settings.hub


class Governing(Holding):
    """Whoever leads information governance in the area that the route names, or for the hub where it says so."""

    def place(self, request: Request, web: Context) -> tuple[str, str]:
        """The council area, or the hub itself."""
        asked = request.path_params["place"]
        return ("hub", web.settings.hub) if asked == WHOLE_HUB else ("area", asked)


class HoldingThis(Access):
    """Whoever holds now the very role that the route names, in the area or at the agency that it names."""

    def __call__(self, request: Request) -> None:
        """Let holders of the role pass. Of a role that has no inbox there is no holder."""
        web = context_of(request)
        now = web.clock()
        session = live_session(request, web, now)
        role, scheme, place = (request.path_params[name] for name in ("role", "scheme", "value"))
        held = inbox_role(web.hub.reference(), session.user, Recipient(role, scheme, place), now)
        if held is None:
            raise Forbidden
        request.state.reader = Reader(session, held, now)


def nearest_role(
    reference: Reference, user: str, roles: Sequence[str], scheme: str, place: str, now: datetime
) -> RoleAppointed | None:
    """The first of these roles that a user holds now at a place; a school's holiday contact in its holidays alone."""
    held = [
        appointed
        for appointed in reference.roles_of(user, now)
        if appointed.role in roles and (appointed.scheme, appointed.value) == (scheme, place)
    ]
    if any(appointed.role == HOLIDAY_CONTACT for appointed in held):
        reading = reference.readers(place, now)
        held = [one for one in held if one.role != HOLIDAY_CONTACT or one in reading]
    return min(held, key=lambda appointed: roles.index(appointed.role), default=None)


def inbox_role(reference: Reference, user: str, inbox: Recipient, now: datetime) -> RoleAppointed | None:
    """The very role of an inbox, where a user holds it there now. Of a role that has no inbox there is no holder."""
    if inbox.role not in INBOX_ROLES.get(inbox.scheme, ()):
        return None
    return nearest_role(reference, user, (inbox.role,), inbox.scheme, inbox.value, now)


ANYONE: Final = Anyone()
SIGNED_IN: Final = SignedIn()
SCHOOL: Final = Holding(SCHOOL_ROLES, "urn", "urn")
ROLE_INBOX: Final = HoldingThis()
COUNCIL: Final = Holding(COUNCIL_ROLES, "area", "area")
HOTSPOTS: Final = Holding(HOTSPOT_ROLES, "area", "area")
AUDITOR: Final = Holding(AUDITOR_ROLES, "hub", None)
GOVERNANCE: Final = Governing(GOVERNANCE_ROLES, "area", "place")
AGENCY: Final = Holding(SENDER_ROLES, "agency", "agency")


def live_session(request: Request, web: Context, now: datetime) -> Session:
    """The session of a request. `SignInNeeded` without one."""
    session = session_of(request, web, now)
    if session is None:
        raise SignInNeeded
    return session


def session_of(request: Request, web: Context, now: datetime) -> Session | None:
    """The session of a request, if it has a live one."""
    return web.sessions.find(request.cookies.get(web.session_cookie, ""), now)


def reader_of(request: Request) -> Reader:
    """Who asks, as the route's declaration found. A route that lets anyone pass has none."""
    reader = getattr(request.state, "reader", None)
    if reader is None:
        raise SignInNeeded
    return cast(Reader, reader)


CurrentReader = Annotated[Reader, Depends(reader_of)]
"""A page's parameter: who asks."""
