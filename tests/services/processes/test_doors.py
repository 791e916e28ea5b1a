"""`firstbell intake` and `firstbell web` in front of a whole line: an event comes in over HTTP, a reader opens it."""

import json
import re
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from schemas.batch import CONTENT_TYPE, pack_batch
from schemas.wire import Submission
from services.intake.tokens import new_token, token_digest
from streams.engines.postgres.roles import READER, WEB
from tests.services.processes.conftest import Start, Started
from tests.support.force import POLICE
from tests.support.kafka_hub import KafkaHub
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, dsl

pytestmark = pytest.mark.slow


@pytest.fixture
def token() -> str:
    """The police's token."""
    return new_token()


@pytest.fixture
def told(variables: dict[str, str], tmp_path: Path, token: str) -> dict[str, str]:
    """What every process is told."""
    (tmp_path / "ledger").mkdir()
    (tmp_path / "tokens.json").write_text(json.dumps({POLICE: [token_digest(token)]}))
    return variables | {
        "FIRSTBELL_LEDGER_FOLDER": str(tmp_path / "ledger"),
        "FIRSTBELL_INTAKE_PORT": "0",
        "FIRSTBELL_INTAKE_TOKENS": str(tmp_path / "tokens.json"),
        "FIRSTBELL_WEB_PORT": "0",
        "FIRSTBELL_WEB_SECURE_COOKIES": "false",
    }


def logged_in(told: dict[str, str], group: str) -> dict[str, str]:
    """The same with a login of a group that changes no log and no view, as the cluster gives it to pages and intake."""
    address, login = told["FIRSTBELL_VIEWS_DATABASE_URL"], f"only_{group}"
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).fetchone():
            role = sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(sql.Identifier(login), sql.Identifier(group))
            connection.execute(role)
    changed = {
        name: re.sub(r"//[^@/]+@", f"//{login}@", told[name])
        for name in ("FIRSTBELL_VIEWS_DATABASE_URL", "FIRSTBELL_VAULT_DATABASE_URL")
    }
    return told | changed


def address(process: Started) -> str:
    """Where a process serves."""
    process.until(lambda: "serves on" in process.said)
    found = re.search(r"serves on ([0-9.:]+)", process.said)
    assert found is not None
    return f"http://{found[1]}"


def bring(url: str, token: str, submission: Submission) -> httpx.Response:
    """Send one submission to the intake."""
    headers = {"authorization": f"Bearer {token}", "content-type": CONTENT_TYPE}
    return httpx.post(f"{url}/v1/events", content=pack_batch([submission]), headers=headers, timeout=30)


def test_an_event_comes_in_and_a_reader_opens_it(hub: KafkaHub, told: dict[str, str], token: str, start: Start) -> None:
    reading, pages = logged_in(told, READER), logged_in(told, WEB)
    line = [start(command, told) for command in ("worker", "ledger-writer", "views")]
    intake, web = start("intake", reading), start(f"web --link {dsl(FIRST)}", pages)
    for process in (*line, intake, web):
        process.until_ready()
    submission = hub.world.seal("ref-1", [child_of(pupil(0, FIRST))])
    assert bring(address(intake), token, submission).status_code == 202
    assert bring(address(intake), "another", submission).status_code == 401
    line[2].until(lambda: line[2].metric("firstbell_visible_seconds_count") == 1)
    link = web.link
    with httpx.Client(follow_redirects=True, timeout=30) as browser:
        page = browser.get(link)
        page = browser.post(link, data=hidden(page.text))
        inbox = browser.get(f"{address(web)}/school/{FIRST}")
        assert inbox.status_code == 200, web.said
        notice = re.search(rf"/school/{FIRST}/notices/([\w.-]+)", inbox.text)
        assert notice is not None, inbox.text
        page = browser.get(f"{address(web)}/school/{FIRST}/notices/{notice[1]}")
        opened = browser.post(f"{address(web)}/school/{FIRST}/notices/{notice[1]}/open", data=hidden(page.text))
        assert opened.status_code == 200, web.said
        assert pupil(0, FIRST).given_names in opened.text
    assert intake.metric('firstbell_requests_total{method="POST",status="2xx"}') == 1
    assert intake.metric('firstbell_requests_total{method="POST",status="4xx"}') == 1
    for process in (intake, web, *line):
        assert process.end() == 0, process.said
        assert process.errors == [], process.said
        assert pupil(0, FIRST).family_name not in process.said


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's last form."""
    form = page.rpartition("<form")[2]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_without_its_brokers_the_intake_refuses_and_is_not_ready(told: dict[str, str], start: Start) -> None:
    intake = start("intake", told | {"FIRSTBELL_KAFKA_BOOTSTRAP": "127.0.0.1:1"})
    assert intake.wait() == 5, intake.said
    assert "no broker listens at `127.0.0.1:1`" in intake.said


def test_a_file_that_holds_no_tokens_is_said(told: dict[str, str], start: Start, tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text('{"bedfordshire-police": ["sesame"]}')
    intake = start("intake", told)
    assert intake.wait() == 8
    assert "`FIRSTBELL_INTAKE_TOKENS` names" in intake.said
    assert "sesame" not in intake.said


def test_a_link_is_for_somebody_with_a_role(told: dict[str, str], start: Start) -> None:
    web = start("web --link u-nobody", told)
    assert web.wait() == 3
    assert "`u-nobody` holds no role now" in web.said
