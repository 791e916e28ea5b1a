"""Every route says who may use it, every form is tied to a session, every template and command has its page."""

from collections import defaultdict
from collections.abc import Callable
from itertools import product
from typing import get_args

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from jinja2 import UndefinedError

from schemas.items import Item
from schemas.records.decision import Output
from schemas.records.notify import DeskKind, DeskOutcome, NoticeKind
from services.web.access import AGENCY, ANYONE, AUDITOR, COUNCIL, GOVERNANCE, ROLE_INBOX, SCHOOL, Access
from services.web.assets import Assets
from services.web.forms import check_form
from services.web.settings import WebSettings
from services.web.templating import Templates
from services.web.words import NOTICE_KINDS, NOTICE_STATES, READING_ORDER
from services.web.words_desk import DESK_KINDS, OUTCOMES
from services.web.words_trace import Explainer
from services.web.words_trace_front_door import explain_front_door
from services.web.words_trace_meetings import explain_meeting
from streams.views.rows import NoticeState
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub

PLACES_OF = [
    ("/school/", SCHOOL),
    ("/inbox/", ROLE_INBOX),
    ("/council/", COUNCIL),
    ("/trace", AUDITOR),
    ("/proof", AUDITOR),
    ("/governance/", GOVERNANCE),
    ("/agency/", AGENCY),
]
OPEN_TO_ANYONE = {"/", "/sign-in/{token}", "/healthz", "/readyz", "/assets/{name}"}


def routes_of(app: FastAPI) -> list[APIRoute]:
    for route in app.routes:
        assert isinstance(route, APIRoute), f"{route} is not a page of ours"
    return [route for route in app.routes if isinstance(route, APIRoute)]


def checks_of(dependant: Dependant) -> list[object]:
    return [dependency.call for dependency in dependant.dependencies]


def test_every_route_declares_exactly_one_access(app: FastAPI) -> None:
    for route in routes_of(app):
        declared = [check for check in checks_of(route.dependant) if isinstance(check, Access)]
        assert len(declared) == 1, route.path


def test_only_these_routes_are_open_to_anyone(app: FastAPI) -> None:
    assert {route.path for route in routes_of(app) if ANYONE in checks_of(route.dependant)} == OPEN_TO_ANYONE


@pytest.mark.parametrize(("prefix", "access"), PLACES_OF)
def test_a_place_asks_for_its_own_roles(app: FastAPI, prefix: str, access: Access) -> None:
    routes = [route for route in routes_of(app) if route.path.startswith(prefix)]
    assert routes
    assert all(access in checks_of(route.dependant) for route in routes)


def test_every_post_checks_the_form_token(app: FastAPI) -> None:
    posts = [route for route in routes_of(app) if "POST" in (route.methods or ())]
    assert len(posts) >= 9
    assert all(check_form in checks_of(route.dependant) for route in posts)


USERS_WITHOUT: dict[Access, tuple[str, ...]] = {
    SCHOOL: (world.COUNCIL, world.AUDITOR, world.FORMER),
    ROLE_INBOX: (world.DSL, world.COUNCIL, world.SPOC, world.AUDITOR, world.FORMER),
    COUNCIL: (world.DSL, world.HEAD, world.AUDITOR, world.FORMER),
    AUDITOR: (world.DSL, world.COUNCIL, world.GOVERNANCE, world.FORMER),
    AGENCY: (world.DSL, world.COUNCIL, world.AUDITOR, world.FORMER),
    GOVERNANCE: (world.DSL, world.COUNCIL, world.AUDITOR, world.GOVERNANCE, world.FORMER),
}
PLACES = {
    "urn": world.SCHOOL,
    "area": world.AREA,
    "event": world.EVENT.hex(),
    "index": "1",
    "place": "hub",
    "agency": world.POLICE,
    "role": "ifd",
    "scheme": "area",
    "value": world.AREA,
}


@pytest.mark.parametrize("access", USERS_WITHOUT, ids=["school", "inbox", "council", "auditor", "agency", "governance"])
def test_every_route_of_a_place_refuses_whoever_holds_no_role_there(
    app: FastAPI, visit: Callable[[], Visitor], hub: FakeHub, access: Access
) -> None:
    routes = [route for route in routes_of(app) if access in checks_of(route.dependant)]
    assert len(routes) >= 4
    visitors = [visit(), *(visit().sign_in(user) for user in USERS_WITHOUT[access])]
    for route, visitor in product(routes, visitors):
        path = route.path.format_map(defaultdict(lambda: "any", PLACES))
        for method in route.methods or ():
            assert visitor.request(method, path).status_code == 403, (method, path)
    assert hub.performed == []


def test_no_page_changes_anything_when_it_is_only_looked_at(app: FastAPI) -> None:
    assert {method for route in routes_of(app) for method in route.methods or ()} == {"GET", "POST"}


def test_every_item_has_its_place_in_the_reading_order() -> None:
    assert sorted(READING_ORDER) == sorted(Item)


def test_every_name_has_words() -> None:
    assert set(DESK_KINDS) == set(DeskKind)
    assert set(OUTCOMES) == set(DeskOutcome)
    assert set(NOTICE_KINDS) == set(NoticeKind)
    assert set(NOTICE_STATES) == set(NoticeState)


def test_every_output_has_words_for_the_trace() -> None:
    names = {kind.__name__ for kind in get_args(Output)}
    stages = ("_accept", "_match", "_memory", "_share", "_notify", "_watch", "_parked")
    ways = [getattr(Explainer, stage) for stage in stages]
    told = {name for way in (*ways, explain_meeting, explain_front_door) for name in way.__code__.co_names}
    assert names <= told


def test_every_template_compiles(settings: WebSettings) -> None:
    templates = Templates(Assets(settings.govuk_frontend))
    names = templates.names()
    assert "inbox.html" in names
    for name in names:
        templates.compiled(name)


def test_a_misspelt_name_in_a_template_is_an_error(settings: WebSettings) -> None:
    templates = Templates(Assets(settings.govuk_frontend))
    with pytest.raises(UndefinedError):
        templates.render("inbox_closed.html", {"urn": world.SCHOOL})
