"""`firstbell hospital`: from files, and as a process of its own that a trust's systems talk to."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.operator.clock import machine_clock
from services.operator.opening import working_on
from services.operator.serving import serve_intake
from tests.services.cli.conftest import Program
from tests.services.hospital.support import RULES_FILE, TRUST, adt
from tests.services.hospital.test_fhir import bundle

PROGRAM = Path(sys.executable).parent / "firstbell"


def lately(data: bytes) -> bytes:
    """A message of a night that this machine's clock has passed."""
    return data.replace(b"20270503", b"20250503").replace(b"2027-05-03", b"2025-05-03")


@pytest.fixture
def home(firstbell: Program, tmp_path: Path) -> Path:
    """A hub of one area."""
    made = tmp_path / "hub"
    assert (
        firstbell("init", "--hub", "test.example", "--title", "Test", "--area", "822=Bedford", "--home", made).code == 0
    )
    return made


@pytest.fixture
def trust(firstbell: Program, home: Path, tmp_path: Path) -> Iterator[Path]:
    """A trust's folder, which may publish flags to the hub's served intake."""
    folder = tmp_path / "trust"
    made = firstbell("keys", "make", folder, "--agency", TRUST, "--key", "k1", "--json").document
    how = ("--title", "Hospitals", "--kind", "hospital", "--area", "822", "--publishes", "hospital.flag")
    ran = firstbell("keys", "register", TRUST, "k1", str(made["public"]), *how, "--home", home)
    assert ran.code == 0, ran.err
    (folder / "token").write_text(firstbell("keys", "token", TRUST, "--home", home).out)
    with working_on(home) as (hub, _), serve_intake(hub, machine_clock, 0) as intake:
        (folder / "hub.json").write_text(firstbell("keys", "descriptor", "--url", intake.url, "--home", home).out)
        yield folder


def test_files_are_taken_in_their_order(firstbell: Program, trust: Path, tmp_path: Path) -> None:
    messages = {"a.hl7": adt(), "b.hl7": adt(PID=None), "c.json": bundle().replace(b"V552", b"V553")}
    for name, data in messages.items():
        (tmp_path / name).write_bytes(lately(data))
    files = [tmp_path / name for name in messages]
    ran = firstbell("hospital", "read", *files, "--agency", trust, "--rules", RULES_FILE, "--json")
    assert ran.code == 1
    assert [(one["file"], one["answer"]) for one in ran.rows("messages")] == [
        ("a.hl7", "AA"),
        ("b.hl7", "AE"),
        ("c.json", "AA"),
    ]
    assert ran.rows("messages")[1]["places"] == ["PID: the segment is missing: send it"]
    assert (ran.document["promised"], ran.document["waiting"]) == (2, 0)


def test_another_trusts_rules_are_refused(firstbell: Program, trust: Path, tmp_path: Path) -> None:
    rules, message = tmp_path / "rules.yaml", tmp_path / "a.hl7"
    rules.write_bytes(RULES_FILE.read_bytes().replace(TRUST.encode(), b"other-trust"))
    message.write_bytes(adt())
    ran = firstbell("hospital", "read", message, "--agency", trust, "--rules", rules)
    assert ran.code == 4
    assert "the rules are for `other-trust`" in ran.err


@pytest.mark.slow
def test_a_trusts_systems_are_answered_until_a_signal(firstbell: Program, trust: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        fhir = taken.getsockname()[1]
    command = ["hospital", "receive", "--agency", trust, "--rules", RULES_FILE, "--hl7-port", "0", "--fhir-port", fhir]
    command += ["--monitor-port", "0"]
    process = subprocess.Popen(
        [PROGRAM, *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        said = re.search(r"HL7 v2 at 127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert said is not None
        monitor = re.search(r"metrics and health on port (\d+)", process.stdout.readline())
        assert monitor is not None
        with socket.create_connection(("127.0.0.1", int(said[1])), timeout=20) as connection:
            connection.sendall(b"\x0b" + lately(adt()) + b"\x1c\r")
            assert b"MSA|AA|M0001" in connection.recv(4096)
        assert _posted(f"http://127.0.0.1:{fhir}/fhir", lately(bundle().replace(b"V552", b"V553"))) == 200
        told = httpx.get(f"http://127.0.0.1:{monitor[1]}/metrics").text
        for form in ("hl7", "fhir"):
            assert f'firstbell_hospital_messages_total{{form="{form}",taken="yes"}} 1.0' in told
        assert 'firstbell_publisher_open{state="rejected"} 0.0' in told
        assert httpx.get(f"http://127.0.0.1:{monitor[1]}/healthz").status_code == 200
        process.send_signal(signal.SIGTERM)
        said_last, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said_last
    finally:
        process.kill()
    sent = firstbell("outcomes", "--agency", trust, "--json")
    rows = sorted((str(row["reference"]), row["state"]) for row in sent.rows("rows"))
    assert rows == [("RC9/V552", "promised"), ("RC9/V553", "promised")]


def _posted(url: str, data: bytes) -> int:
    """The status of a post, once the server is up."""
    for _ in range(100):
        try:
            return httpx.post(url, content=data).status_code
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("the FHIR port never opened")
