"""Registering pages: a route cannot be made without saying who may use it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from msgspec import Struct
from starlette.responses import Response

from services.web.access import Access
from services.web.forms import check_form

Page = TypeVar("Page", bound=Callable[..., Response])


class Route(Struct, frozen=True):
    """One page's place and who may use it."""

    method: str
    path: str
    access: Access
    page: Callable[..., Response]


class Pages:
    """The routes of one module of pages."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def get(self, path: str, access: Access) -> Callable[[Page], Page]:
        """Register a page that is only looked at."""
        return self._register("GET", path, access)

    def post(self, path: str, access: Access) -> Callable[[Page], Page]:
        """Register what a form is posted to; its form token is checked."""
        return self._register("POST", path, access)

    def add_to(self, app: FastAPI) -> None:
        """Serve these pages: first who may use it, then the form token, then the page."""
        for route in self.routes:
            checks = [Depends(route.access), *([Depends(check_form)] if route.method == "POST" else [])]
            app.add_api_route(
                route.path,
                route.page,
                methods=[route.method],
                dependencies=checks,
                response_class=HTMLResponse,
                response_model=None,
                status_code=HTTPStatus.OK,
            )

    def _register(self, method: str, path: str, access: Access) -> Callable[[Page], Page]:
        def register(page: Page) -> Page:
            self.routes.append(Route(method, path, access, page))
            return page

        return register
