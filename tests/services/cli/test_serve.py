"""`firstbell serve`, as a process of its own: pages and intake answer, and a signal ends it in order."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from services.operator.reading import HomeReader
from streams.ledger.checkpoint import open_checkpoint
from streams.views.rows import NoticeState
from tests.bench.reading import HIDDEN, sign_in
from tests.services.cli.conftest import Program

pytestmark = pytest.mark.slow
PROGRAM = Path(sys.executable).parent / "firstbell"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in/\S+")
WITHIN = 180.0

Serve = Callable[..., "Served"]


class Served:
    """A running `firstbell serve`, its output read up to the line that says how to stop it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said = ""
        assert process.stdout is not None
        for line in process.stdout:
            self.said += line
            if line.startswith("stop with"):
                break

    def address(self, name: str) -> str:
        """Where the pages or the intake listen."""
        found = re.search(rf"^{name}\s+(\S+)$", self.said, re.MULTILINE)
        assert found is not None, self.said
        return found[1]

    def stop(self, number: signal.Signals) -> int:
        """Send a signal and wait; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=WITHIN)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves homes, and ends what a failed test left."""
    running: list[subprocess.Popen[str]] = []

    def start(home: Path, *arguments: str) -> Served:
        command = [str(PROGRAM), "serve", "--home", str(home), "--port", "0", "--intake-port", "0", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        return Served(process)

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_pages_and_intake_answer_until_a_signal(serve: Serve, copy_of_told_home: Path, number: signal.Signals) -> None:
    served = serve(copy_of_told_home)
    links = LINK.findall(served.said)
    assert len(links) >= 5
    assert "Council education safeguarding team, Bedford Borough" in served.said
    assert httpx.get(links[0]).status_code == 200
    described = httpx.get(served.address("intake") + "/v1/hub").json()
    assert (described["hub"], described["url"]) == ("bedfordshire-demo", served.address("intake"))
    assert served.stop(number) == 0
    with HomeReader(copy_of_told_home) as reader:
        note = reader.checkpoint()
        assert note is not None
        assert open_checkpoint(note, reader.ledger_key).size == reader.entry_count()


def test_a_demos_clock_goes_on_from_where_the_story_ended(serve: Serve, copy_of_told_home: Path) -> None:
    with HomeReader(copy_of_told_home) as reader:
        before = reader.last_recorded()
    began = time.monotonic()
    served = serve(copy_of_told_home)
    assert "Tue 04 May 19:45, from where the story ended" in served.said
    deadline = time.monotonic() + WITHIN
    after = before
    while after == before and time.monotonic() < deadline:
        time.sleep(0.1)
        with HomeReader(copy_of_told_home) as reader:
            after = reader.last_recorded()
    assert 0 < (after - before).total_seconds() <= time.monotonic() - began
    assert served.stop(signal.SIGTERM) == 0


def test_what_is_published_while_serving_is_decided(serve: Serve, copy_of_told_home: Path, firstbell: Program) -> None:
    served = serve(copy_of_told_home)
    agency = copy_of_told_home / "agencies" / "bedfordshire-police"
    export = copy_of_told_home / "world" / "callouts-20270501-0830.csv"
    hub = served.address("intake")
    ran = firstbell("publish", export, "--agency", agency, "--hub", hub, "--json")
    assert (ran.code, ran.document["promised"]) == (0, 0), ran.err
    assert {incident["result"] for incident in ran.rows("incidents")} == {"already_sent", "older_revision"}
    fresh = copy_of_told_home / "fresh.csv"
    rows = export.read_bytes().replace(b"BEDS-OE-27-1", b"BEDS-OE-27-9").replace(b"01/05/2027", b"04/05/2027")
    fresh.write_bytes(rows)
    ran = firstbell("publish", fresh, "--agency", agency, "--hub", hub, "--json")
    assert ran.document["promised"] == len(ran.rows("incidents")) > 8, ran.out
    assert firstbell("status", "--home", copy_of_told_home, "--json").document["waiting"] == 0
    assert served.stop(signal.SIGTERM) == 0


def test_a_reader_opens_a_notice_and_it_is_recorded_before_it_is_shown(serve: Serve, copy_of_told_home: Path) -> None:
    """Through the pages' own process, to the engine's and back."""
    with HomeReader(copy_of_told_home) as reader:
        at = reader.last_recorded()
        waiting = [row for row in reader.views.notices() if row.state is NoticeState.WAITING]
        row, lead = next((one, found[0]) for one in waiting if (found := reader.reference.readers(one.value, at)))
    served = serve(copy_of_told_home, "--link", lead.user)
    (link,) = LINK.findall(served.said)
    with httpx.Client(base_url=served.address("pages"), timeout=WITHIN) as client:
        sign_in(client, link)
        notice = f"/school/{row.value}/notices/{row.notice}"
        cover = client.get(notice)
        assert "Before you do anything" not in cover.text
        shown = client.post(f"{notice}/open", data=dict(HIDDEN.findall(cover.text)), follow_redirects=True)
    assert shown.status_code == 200
    assert "Before you do anything" in shown.text
    with HomeReader(copy_of_told_home) as reader:
        now = reader.views.notice(row.notice)
        assert now is not None
        assert now.state is NoticeState.OPENED
        assert [one.user for one in reader.views.accesses(row.notice) if one.granted] == [lead.user]
    assert served.stop(signal.SIGTERM) == 0


def test_two_processes_never_work_on_one_home(serve: Serve, copy_of_told_home: Path, firstbell: Program) -> None:
    served = serve(copy_of_told_home)
    for command in (
        ["keys", "revoke", "a", "b", "--reason", "c"],
        ["serve"],
        ["demo", "--fresh"],
    ):
        ran = firstbell(*command, "--home", copy_of_told_home)
        assert ran.code == 5, command
        assert ran.err.startswith("error: another process works on this home"), command
    assert firstbell("ledger", "verify", "--home", copy_of_told_home).code == 0
    assert served.stop(signal.SIGTERM) == 0


def beside(served: Served) -> list[int]:
    """The processes that a served hub has started."""
    listed = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()
    return [int(number) for number in listed]


def lives(number: int) -> bool:
    """Whether a process still runs; one that nobody has asked about since it ended does not."""
    status = Path(f"/proc/{number}/status")
    return status.exists() and not re.search(r"^State:\s+Z", status.read_text(), re.MULTILINE)


def test_a_killed_hub_takes_its_pages_and_intake_with_it_and_is_served_again(
    serve: Serve, copy_of_told_home: Path
) -> None:
    served = serve(copy_of_told_home)
    others = beside(served)
    assert len(others) == 2
    ports = [urlsplit(served.address(name)).port for name in ("pages", "intake")]
    assert served.stop(signal.SIGKILL) == -signal.SIGKILL
    again = serve(copy_of_told_home, "--port", str(ports[0]), "--intake-port", str(ports[1]))
    assert [urlsplit(again.address(name)).port for name in ("pages", "intake")] == ports
    assert httpx.get(again.address("pages") + "/readyz").status_code == 200
    assert httpx.get(again.address("intake") + "/readyz").status_code == 200
    assert not [number for number in others if lives(number)]
    assert again.stop(signal.SIGTERM) == 0


def test_a_hub_whose_pages_were_killed_ends_and_says_so(serve: Serve, copy_of_told_home: Path) -> None:
    served = serve(copy_of_told_home)
    os.kill(beside(served)[0], signal.SIGKILL)
    assert served.process.wait(WITHIN) == 5
    assert served.process.stderr is not None
    assert "error: the process of the pages ended with -9" in served.process.stderr.read()


def test_a_taken_port_is_said_to_be(firstbell: Program, copy_of_told_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = firstbell("serve", "--home", copy_of_told_home, "--port", str(port), "--intake-port", "0")
    assert ran.code == 5
    assert ran.err == f"error: port `{port}` is taken: stop what listens there, or name another port\n"


def test_a_link_is_for_somebody_with_a_role(firstbell: Program, copy_of_told_home: Path) -> None:
    ran = firstbell("serve", "--home", copy_of_told_home, "--port", "0", "--intake-port", "0", "--link", "u-nobody")
    assert (ran.code, ran.out) == (4, "")
    assert "`u-nobody` holds no role now" in ran.err
