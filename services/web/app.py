"""The application: every page of `services.web.pages`, and nothing else."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from services.web import errors, middleware
from services.web.assets import Assets
from services.web.context import Clock, Context
from services.web.pages import ALL
from services.web.sessions import Sessions
from services.web.settings import WebSettings
from services.web.sign_in_links import SignInLinks
from services.web.simulations import Simulations
from services.web.templating import Templates
from streams.engines.contract import Hub
from streams.simulation.simulators import Simulator


def create_app(
    hub: Hub,
    settings: WebSettings,
    clock: Clock,
    links: SignInLinks | None = None,
    simulator: Simulator | None = None,
    sessions: Sessions | None = None,
) -> FastAPI:
    """The pages of one hub, as an ASGI application.

    `clock` gives the time now in UTC and must be the one by which the hub stamps what it is sent. `links` are the
    sign-in links that may be used; whoever makes links keeps the same object. `sessions` are in memory unless given.
    `simulator` decides history again for drafts; without one the page says that it cannot. Raises `AssetsMissing` where
    govuk-frontend was not set up.
    """
    assets = Assets(settings.govuk_frontend)
    simulations = Simulations(simulator, clock)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        simulations.close()

    app = FastAPI(
        title="FirstBell", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=lifespan
    )
    app.state.context = Context(
        hub=hub,
        settings=settings,
        clock=clock,
        sessions=sessions
        or Sessions(settings.session_secret, idle=settings.session_idle, longest=settings.session_longest),
        links=links or SignInLinks(),
        templates=Templates(assets),
        assets=assets,
        simulations=simulations,
    )
    for pages in ALL:
        pages.add_to(app)
    errors.add_to(app)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    middleware.add_to(app, secure=settings.secure_cookies)
    return app
