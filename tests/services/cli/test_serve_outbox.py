"""`firstbell serve` with an outbox: what comes in over HTTP is decided, and a process of its own tells the reader."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from schemas.batch import CONTENT_TYPE, pack_batch
from services.operator.serving import give_token
from streams.engines.local.outbox import LocalOutbox
from streams.outbox.message import State
from tests.services.outbox.telling import ADDRESS, LEAD, SENDER, Telling, a_world
from tests.support.force import POLICE
from tests.support.people import child_of, pupil
from tests.support.receiving import Mailbox, mail_server
from tests.support.world import FIRST, World

pytestmark = pytest.mark.slow
PROGRAM = Path(sys.executable).parent / "firstbell"
WITHIN = 120.0


@contextmanager
def served(world: World, mail_port: int) -> Iterator[tuple[str, str, "subprocess.Popen[str]"]]:
    """The addresses of intake and metrics of a running `firstbell serve`, and the process."""
    command = [str(PROGRAM), "serve", "--home", str(world.home.folder), "--port", "0", "--intake-port", "0"]
    told = {
        "FIRSTBELL_OUTBOX_SIGN_IN": "https://hub.example/",
        "FIRSTBELL_OUTBOX_LOOK_SECONDS": "0.2",
        "FIRSTBELL_MAIL_HOST": "127.0.0.1",
        "FIRSTBELL_MAIL_PORT": str(mail_port),
        "FIRSTBELL_MAIL_SECURITY": "plaintext",
        "FIRSTBELL_MAIL_SENDER": SENDER,
        "FIRSTBELL_MONITOR_PORT": "0",
    }
    process = subprocess.Popen(
        command, env=os.environ | told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        said = ""
        assert process.stdout is not None
        for line in process.stdout:
            said += line
            if line.startswith("stop with"):
                break
        intake, metrics = (re.search(rf"^{name}\s+(\S+)$", said, re.MULTILINE) for name in ("intake", "metrics"))
        assert intake is not None, said
        assert metrics is not None, said
        yield intake[1], metrics[1], process
    finally:
        if process.poll() is None:
            process.kill()
        _, errors = process.communicate()
        assert ADDRESS not in errors


def test_a_reader_is_told_of_what_comes_in(tmp_path: Path) -> None:
    world, mailbox = a_world(tmp_path), Mailbox()
    Telling(world, {}).close()  # puts the lead's address into the directory
    token = give_token(world.home.folder, POLICE)
    with mail_server(mailbox) as port, served(world, port) as (intake, metrics, process):
        headers = {"authorization": f"Bearer {token}", "content-type": CONTENT_TYPE}
        body = pack_batch([world.seal("ref-1", [child_of(pupil(0, FIRST))])])
        assert httpx.post(f"{intake}/v1/events", content=body, headers=headers, timeout=30).status_code == 202
        deadline = time.monotonic() + WITHIN
        while not _accepted(world) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert mailbox.to == [ADDRESS]
        assert _accepted(world) == 1
        assert 'firstbell_outbox_messages{channel="mail",state="accepted"} 1.0' in httpx.get(metrics, timeout=30).text
        process.send_signal(signal.SIGTERM)
        assert process.wait(WITHIN) == 0
    telling = Telling(world, {})
    assert [output.to for output in telling.said()] == [LEAD]
    telling.close()


def _accepted(world: World) -> int:
    if not world.home.outbox.is_file():
        return 0
    with closing(LocalOutbox(world.home.outbox)) as store:
        return sum(one.state is State.ACCEPTED and one.told == "accepted" for one in store.listed(list(State), 10))
