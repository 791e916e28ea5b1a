"""A meeting's pack, or an action for its owner, as a file: the page's own, asked for in this process, with all that the
page records.
"""

import asyncio
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx
from msgspec import Struct

from schemas.records.share import Recipient
from services.cli.failures import ExitCode, Failure
from services.operator.clock import Clock
from services.web import WebSettings, create_app
from services.web.access import SCHOOL_ROLES, Reader, inbox_role, nearest_role
from services.web.assets import AssetsMissing
from services.web.context import Context
from services.web.forms import new_once
from services.web.inboxes import inbox_at
from services.web.own_actions import own_actions
from streams.engines.contract import Hub
from streams.views.rows import ActionRow

_HOST: Final = "localhost"
_STYLES: Final = re.compile(r'<link rel="stylesheet" href="([^"]*)">')
_ELSEWHERE: Final = re.compile(r'<link rel="icon"[^>]*>|<script\b.*?</script>', re.DOTALL)
_REFUSED: Final = (
    "the hub refused: look whether you coordinate this meeting, whether it is held on that day, and whether whom --for"
    " names acts for a member of it today, as childrens_social_care/area/822/USER"
)
_ACTION_REFUSED: Final = (
    "the hub refused: look whether this action is yours; if it is, no agreement permits you anything of its case here,"
    " or somebody else ought to have it: ask the meeting's coordinator"
)
_UNDECIDED: Final = (
    "nothing was written: not every case could be opened and recorded in time; try again, and if it stays so, have an"
    " operator look at `firstbell status` and `firstbell parked list`"
)


class Asked(Struct, frozen=True):
    """Which pack: of the agenda of a role in an area, on a day or next, `own` or for ROLE/SCHEME/VALUE/USER."""

    user: str
    role: str
    area: str
    on: str
    whose: str


def render(hub: Hub, clock: Clock, asked: Asked) -> bytes:
    """One pack, whole in itself. Each case of it is opened or printed, and recorded, before it is shown.

    Raises `Failure` where this user may not, or nothing can be rendered here.
    """
    form = {"on": asked.on, "whose": asked.whose}
    return asyncio.run(_Visit(hub, clock, asked.user).page(_address(asked), form, _REFUSED)).encode()


def render_action(hub: Hub, clock: Clock, row: ActionRow, user: str) -> bytes:
    """One action as its owner reads it, whole in itself. It is opened, and recorded, before it is shown.

    Raises `Failure` where this user may not, or nothing can be rendered here.
    """
    school = row.owner_scheme == "urn"
    inbox = f"/school/{row.owner_value}" if school else f"/inbox/{row.owner_role}/{row.owner_scheme}/{row.owner_value}"
    address = f"{inbox}/actions/{row.action}/open"
    return asyncio.run(_Visit(hub, clock, user).page(address, {}, _ACTION_REFUSED)).encode()


def own_actions_of(hub: Hub, clock: Clock, owner: Recipient, user: str) -> list[ActionRow]:
    """The actions that the page of their owner lists for this user. What it leaves out is left out, and recorded alike.

    Raises `Failure` where this user has no such page, or nothing could be rendered here.
    """
    return _Visit(hub, clock, user).own_actions(owner, clock())


def new_page(path: Path) -> None:
    """That a page can be written there. Raises `Failure` where its name is of no page, or something stands there."""
    if path.suffix.lower() != ".html":
        raise Failure(ExitCode.USAGE, f"`{path.name}` is no page: name a file in .html, from which a browser prints")
    if path.exists():
        raise Failure(ExitCode.REFUSED, f"`{path}` is there already: name another file")


def keep(path: Path, pack: bytes) -> None:
    """Write a pack where nothing stands, readable by its owner alone. Raises `Failure` where something does."""
    try:
        written = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Failure(ExitCode.REFUSED, f"`{path}` is there already: name another file") from None
    with os.fdopen(written, "wb") as file:
        file.write(pack)


class _Visit:
    """One reader of the pages, signed in by whoever holds the hub's keys, for the length of one command."""

    def __init__(self, hub: Hub, clock: Clock, user: str) -> None:
        declared = hub.reference().hub
        if declared is None:
            raise Failure(ExitCode.REFUSED, "there is no hub yet: `firstbell init` makes one")
        settings = WebSettings(session_secret=secrets.token_bytes(32), hub=declared.hub, secure_cookies=False)
        try:
            self._app = create_app(hub, settings, clock)
        except AssetsMissing as error:
            raise Failure(ExitCode.REFUSED, str(error)) from None
        web = self._app.state.context
        assert isinstance(web, Context)
        self._web = web
        self._session = web.sessions.begin(user, clock())

    async def page(self, address: str, form: Mapping[str, str], refused: str) -> str:
        """The page to which a form leads, with its styles in it; `refused` is said where the hub refuses."""
        token = self._web.sessions.form_token(self._session.id)
        async with self._client() as client:
            made = await client.post(address, data={"form_token": token, "once": new_once(), **form})
            if made.status_code != HTTPStatus.SEE_OTHER:
                raise _failure(made, refused)
            return self._whole(_text(await client.get(made.headers["location"]), refused))

    def own_actions(self, owner: Recipient, now: datetime) -> list[ActionRow]:
        """The actions of this reader at a place, as its page lists them."""
        reference, user = self._web.hub.reference(), self._session.user
        if owner.scheme == "urn":
            held = nearest_role(reference, user, SCHOOL_ROLES, owner.scheme, owner.value, now)
        else:
            held = inbox_role(reference, user, owner, now)
        if held is None:
            raise Failure(ExitCode.REFUSED, f"`{user}` does not act for the role that --for names today")
        reader = Reader(self._session, held, now)
        return [one.row for one in own_actions(self._web, reader, inbox_at(self._web, owner))]

    def _client(self) -> httpx.AsyncClient:
        cookie = self._web.sessions.sign("session", self._session.id)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self._app),
            base_url=f"http://{_HOST}",
            cookies={self._web.session_cookie: cookie},
        )

    def _whole(self, text: str) -> str:
        def style(found: re.Match[str]) -> str:
            asset = self._web.assets.at(found[1])
            if asset is None:
                raise LookupError(f"the page names a stylesheet `{found[1]}` that is not there")
            return f"<style>{asset.content.decode()}</style>"

        return _STYLES.sub(style, _ELSEWHERE.sub("", text))


def _address(asked: Asked) -> str:
    return f"/inbox/{asked.role}/area/{asked.area}/agenda/pack"


def _text(answer: httpx.Response, refused: str) -> str:
    if answer.status_code != HTTPStatus.OK:
        raise _failure(answer, refused)
    return answer.text


def _failure(answer: httpx.Response, refused: str) -> Failure:
    """What a page's answer means to whoever has no page before them."""
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        return Failure(ExitCode.UNREACHABLE, _UNDECIDED)
    return Failure(ExitCode.REFUSED, refused)
