"""What every page has at hand: the hub, the settings, the clock, who is signed in, templates and assets."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from msgspec import Struct

from services.web.assets import Assets
from services.web.sessions import Sessions
from services.web.settings import WebSettings
from services.web.sign_in_links import SignInLinks
from services.web.simulations import Simulations
from services.web.templating import Templates
from streams.engines.contract import Hub

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC."""


class Context(Struct, frozen=True):
    """One application's parts."""

    hub: Hub
    settings: WebSettings
    clock: Clock
    sessions: Sessions
    links: SignInLinks
    templates: Templates
    assets: Assets
    simulations: Simulations

    @property
    def session_cookie(self) -> str:
        """The session cookie's name: bound to this host where cookies are secure (RFC 6265bis section 4.1.3.2)."""
        return "__Host-firstbell" if self.settings.secure_cookies else "firstbell"

    @property
    def form_cookie(self) -> str:
        """The name of the cookie that ties the sign-in form to a browser before there is a session."""
        return f"{self.session_cookie}-form"


def context_of(request: Request) -> Context:
    """The context of the application that serves this request."""
    return cast(Context, request.app.state.context)


Web = Annotated[Context, Depends(context_of)]
"""A page's parameter: the context."""
