"""What holds for every test: no home of the caller's, no other machine, an order, and hypothesis profiles."""

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tests plant faults in modules that may be compiled: so they run the sources, unless told otherwise. Benchmarks
# measure what runs in earnest. Ahead of the imports below, which settle it.
if "bench" not in sys.argv:
    os.environ.setdefault("FIRSTBELL_NATIVE", "off")

from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from schemas import native
from tests.support.sharing import ByUnit, turn_of

TESTS = Path(__file__).parent

pytest_plugins = ["tests.support.kafka", "tests.support.memory"]

# How long a busy machine takes says nothing about a test: no deadline, no check of how fast examples are made.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", UNTIMED, max_examples=20)
settings.register_profile("default", UNTIMED, max_examples=60)
settings.register_profile("ci", UNTIMED, max_examples=60, derandomize=True)
settings.register_profile("thorough", UNTIMED, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))


class LeftTheMachine(AssertionError):
    """A test tried to reach another machine."""


def is_local(address: object) -> bool:
    """Whether a socket address (a path, or a tuple that begins with a host) stays on this machine."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Refuse, in this process, connections to anything but loopback addresses and Unix sockets."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if not is_local(address):
            raise LeftTheMachine("a test tried to connect to another machine: serve what it needs on 127.0.0.1")
        connect(self, address)  # type: ignore[arg-type]  # the address is checked by the real connect

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def nothing_of_the_caller() -> Iterator[None]:
    """Hide the caller's `FIRSTBELL_HOME`, and a terminal's width: a test names the home that it uses."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FIRSTBELL_HOME", "COLUMNS"):
            patch.delenv(name, raising=False)
        yield


def pytest_report_header() -> str:
    """Say whether the compiled parts are tested, or the same sources interpreted."""
    return f"program: {native.STATE.words}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark benchmarks and browser tests by their folder and what needs a broker as slow; put units in their order."""
    for item in items:
        for folder in ("bench", "browser"):
            if item.path.is_relative_to(TESTS / folder):
                item.add_marker(folder)
        if "kafka" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
    items.sort(key=lambda item: turn_of(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByUnit:
    """Share tests out among processes by unit, in their order."""
    config.option.loadscopereorder = False
    return ByUnit(config, log)
