"""Pages that say what happened and what to do. They show nothing of what was asked."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.web.access import session_of
from services.web.context import context_of
from services.web.pages_common import page
from services.web.refusals import (
    ActionDenied,
    BodyTooLarge,
    Forbidden,
    FormOutOfDate,
    LinkSpent,
    NoLongerCurrent,
    NotHere,
    OpeningDenied,
    Refusal,
    SignInNeeded,
)
from streams.engines.contract import NotShown, Undecided

_TEMPLATES: Final[dict[type[Exception], str]] = {
    SignInNeeded: "errors/sign_in_needed.html",
    Forbidden: "errors/forbidden.html",
    NotHere: "errors/not_here.html",
    FormOutOfDate: "errors/form_out_of_date.html",
    LinkSpent: "errors/link_spent.html",
    OpeningDenied: "errors/opening_denied.html",
    ActionDenied: "errors/action_denied.html",
    NoLongerCurrent: "errors/no_longer_current.html",
    BodyTooLarge: "errors/too_large.html",
    Undecided: "errors/undecided.html",
}


def refusal_page(request: Request, refusal: Refusal) -> Response:
    """The page of a refusal."""
    values: dict[str, object] = {}
    if isinstance(refusal, NoLongerCurrent):
        values = {"spoken": refusal.spoken, "now_at": _address_of(request, refusal.current)}
    if isinstance(refusal, OpeningDenied):
        values = {"at_the_desk": request.url.path.startswith("/council/")}
    if isinstance(refusal, BodyTooLarge):
        values = {"most": _size(refusal.most)}
    return _error(request, _TEMPLATES[type(refusal)], refusal.status, values)


def unexpected_page(request: Request) -> Response:
    """The page of an error that nobody foresaw. It asks nothing of the hub, which may be what failed."""
    web = context_of(request)
    telephones = [("", number) for _, number in sorted(web.settings.telephones.items())]
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return page(web, "errors/unexpected.html", {"telephones": telephones}, session=None, status=status)


def add_to(app: FastAPI) -> None:
    """Answer every foreseen error with its page."""

    def on_refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return refusal_page(request, error)

    def on_undecided(request: Request, _error_: Exception) -> Response:
        return _error(request, _TEMPLATES[Undecided], HTTPStatus.SERVICE_UNAVAILABLE)

    def on_not_shown(request: Request, _error_: Exception) -> Response:
        return refusal_page(request, OpeningDenied())

    def on_invalid(request: Request, _error_: Exception) -> Response:
        return _error(request, _TEMPLATES[FormOutOfDate], HTTPStatus.BAD_REQUEST)

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, BodyTooLarge):  # met while the form was parsed, for no length was announced
            return refusal_page(request, error.__cause__)
        ill_formed = error.status_code == HTTPStatus.BAD_REQUEST
        return _error(request, _TEMPLATES[FormOutOfDate if ill_formed else NotHere], HTTPStatus(error.status_code))

    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(Undecided, on_undecided)
    app.add_exception_handler(NotShown, on_not_shown)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)


def _error(request: Request, template: str, status: HTTPStatus, values: Mapping[str, object] | None = None) -> Response:
    web = context_of(request)
    session = session_of(request, web, web.clock())
    return page(web, template, {"telephones": _telephones(request), **(values or {})}, session=session, status=status)


def _size(count: int) -> str:
    """Bytes as a person reads them; limits are whole kilobytes."""
    kilobytes, megabytes = count // 1024, count // (1024 * 1024)
    return f"{megabytes} megabyte{'s' * (megabytes > 1)}" if megabytes else f"{kilobytes} kilobytes"


def _address_of(request: Request, current: str | None) -> str | None:
    """Where what stands in place of an outdated notice or desk item is read, if it belongs to the same place."""
    web = context_of(request)
    urn, area = request.path_params.get("urn"), request.path_params.get("area")
    if current is None:
        return None
    notice, item = web.hub.views.notice(current), web.hub.views.desk_item(current)
    if notice is not None and (notice.scheme, notice.value) == ("urn", urn):
        return f"/school/{urn}/notices/{current}"
    return f"/council/{area}/items/{current}" if item is not None and item.area == area else None


def _telephones(request: Request) -> list[tuple[str, str]]:
    """(council, number) to ring: of the place that the address names if it is known, else all."""
    web = context_of(request)
    reference = web.hub.reference()
    area = request.path_params.get("area")
    setting = reference.setting(request.path_params.get("urn", ""))
    if setting is not None:
        area = setting.area
    known = web.settings.telephones
    areas = [area] if area in known else sorted(known)
    return [(reference.area_title(code), known[code]) for code in areas]
