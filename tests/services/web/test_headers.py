"""What surrounds every page: headers, form tokens, limits, assets, and a log that names nobody."""

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from schemas.records.share import Recipient
from services.web import SignInLinks, WebSettings, create_app
from services.web.assets import AssetsMissing
from services.web.middleware import BODY_BYTES
from tests.services.web import world
from tests.services.web.conftest import Clock, Visitor, forms_of
from tests.services.web.fake_hub import FakeHub

INBOX = f"/school/{world.SCHOOL}"
PATHS = ("/", INBOX, "/nothing", "/sign-in/x", f"/council/{world.AREA}")


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_stored_framed_or_scripted_from_elsewhere(dsl: Visitor, path: str) -> None:
    headers = dsl.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_a_script_or_style_of_its_own(dsl: Visitor, path: str) -> None:
    page = dsl.get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count('<script type="module" src="/assets/')


def test_assets_are_kept_for_a_year_and_ask_no_other_address(visitor: Visitor) -> None:
    page = visitor.get("/").text
    addresses = [part.split('"')[0] for part in page.split('"/assets/')[1:]]
    assert len(addresses) == 4
    for address in addresses:
        response = visitor.get(f"/assets/{address}")
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert all(asked.startswith(("data:", "/assets/")) for asked in re.findall(r"url\(\"?([^)]*)", response.text))
        assert "sourceMappingURL" not in response.text
    styles = visitor.get(next(f"/assets/{address}" for address in addresses if address.startswith("govuk"))).text
    assert "GDS Transport" not in styles
    assert "@font-face" not in styles


def test_without_assets_the_application_does_not_start(hub: FakeHub, settings: WebSettings, tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="run `make setup`"):
        create_app(hub, settings.model_copy(update={"govuk_frontend": tmp_path}), Clock())


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_a_form_without_its_token_does_nothing(dsl: Visitor, hub: FakeHub, token: str | None) -> None:
    hub.rows.notices = {"n": world.notice_row("n")}
    fields = {"once": "a" * 22} | ({"form_token": token} if token is not None else {})
    assert dsl.post(f"{INBOX}/notices/n/open", **fields).status_code == 400
    assert hub.performed == []


def test_a_token_of_another_session_does_nothing(dsl: Visitor, council: Visitor, hub: FakeHub) -> None:
    hub.rows.notices = {"n": world.notice_row("n")}
    token = forms_of(council.get(f"/council/{world.AREA}").text)[0].fields["form_token"]
    assert dsl.post(f"{INBOX}/notices/n/open", once="a" * 22, form_token=token).status_code == 400
    assert hub.performed == []


def test_a_form_from_another_site_does_nothing(dsl: Visitor, hub: FakeHub) -> None:
    hub.rows.notices = {"n": world.notice_row("n")}
    form = next(f for f in forms_of(dsl.get(f"{INBOX}/notices/n").text) if f.action.endswith("/open"))
    crossed = dsl.request("POST", form.action, data=form.fields, headers={"sec-fetch-site": "cross-site"})
    assert crossed.status_code == 400
    assert hub.performed == []


@pytest.mark.parametrize("once", ["", "short", "a" * 65, "a" * 20 + "/.."])
def test_a_form_needs_its_number(dsl: Visitor, hub: FakeHub, once: str) -> None:
    hub.rows.notices = {"n": world.notice_row("n")}
    token = forms_of(dsl.get(INBOX).text)[0].fields["form_token"]
    assert dsl.post(f"{INBOX}/notices/n/open", form_token=token, once=once).status_code == 400
    assert hub.performed == []


def test_a_body_that_is_too_large_is_refused(dsl: Visitor) -> None:
    response = dsl.request("POST", "/sign-out", content=b"x" * (BODY_BYTES + 1))
    assert response.status_code == 413
    assert "This page takes at most 16 kilobytes" in response.text


def test_a_body_of_no_announced_length_that_is_too_large_is_refused(dsl: Visitor) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b"x" * 1024

    response = dsl.request("POST", "/sign-out", content=parts(), headers=form)
    assert response.status_code == 413
    assert "This page takes at most 16 kilobytes" in response.text


def test_another_host_is_refused(visitor: Visitor) -> None:
    assert visitor.request("GET", "/", headers={"host": "evil.example"}).status_code == 400


def test_secure_cookies_are_bound_to_the_host(hub: FakeHub, settings: WebSettings, links: SignInLinks) -> None:
    app = create_app(hub, settings.model_copy(update={"secure_cookies": True}), Clock(), links)
    response = Visitor(app, links, Clock()).get("/sign-in/x")
    assert response.headers["set-cookie"].startswith("__Host-firstbell-form=")
    assert "Secure" in response.headers["set-cookie"]
    assert "max-age" in response.headers["strict-transport-security"]


def test_the_log_names_no_one(
    app: FastAPI, dsl: Visitor, hub: FakeHub, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(recipient: Recipient, *, closed: bool = False) -> list[object]:
        raise ValueError("Zora Example, born 4 March 2017")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(hub.rows, "inbox_of", broken)
    response = dsl.get(f"{INBOX}?name=Zora")
    assert response.status_code == 500
    assert "Sorry, there is a problem" in response.text
    assert response.headers["cache-control"] == "no-store"
    assert "Zora" not in response.text
    ours = [record for record in caplog.records if record.name.startswith("services.")]
    written = " ".join(record.getMessage() + str(record.exc_info) for record in ours)
    assert "GET /school/{urn} failed with ValueError" in written
    assert "Zora" not in written
    assert world.SCHOOL not in written
    others = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    assert "Zora" not in " ".join(others)


def test_health(visitor: Visitor) -> None:
    assert visitor.get("/healthz").text == "live\n"
    assert visitor.get("/readyz").text == "ready\n"
