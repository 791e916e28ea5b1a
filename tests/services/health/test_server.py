"""Metrics and health over HTTP, on loopback, from a thread that a stuck loop does not hold up."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from services.health.server import MonitorPortTaken, monitoring
from services.health.standing import Health
from services.metrics import catalogue
from services.metrics.catalogue import OF_EVERY_PROCESS
from services.metrics.meters import Meters
from services.serving import Serving


@pytest.fixture
def health() -> Health:
    """A process that needs its brokers."""
    return Health(["brokers"], 60.0)


@pytest.fixture
def monitor(health: Health) -> Iterator[Serving]:
    """Its server."""
    with monitoring("127.0.0.1", 0, Meters(OF_EVERY_PROCESS), health) as running:
        yield running


def get(monitor: Serving, path: str) -> httpx.Response:
    """An answer."""
    return httpx.get(f"http://127.0.0.1:{monitor.port}{path}")


def test_health_follows_the_process(monitor: Serving, health: Health) -> None:
    assert (get(monitor, "/healthz").status_code, get(monitor, "/healthz").text) == (200, "live\n")
    assert (get(monitor, "/readyz").status_code, get(monitor, "/readyz").text) == (
        503,
        "not ready: no broker answers\n",
    )
    health.stands("brokers", True)
    assert (get(monitor, "/readyz").status_code, get(monitor, "/readyz").text) == (200, "ready\n")


def test_metrics_tell_of_health_as_it_is_now(monitor: Serving, health: Health) -> None:
    assert 'firstbell_condition{condition="brokers"} 0.0' in get(monitor, "/metrics").text
    assert f"{catalogue.READY.exposed} 0.0" in get(monitor, "/metrics").text
    health.stands("brokers", True)
    answer = get(monitor, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert f"{catalogue.READY.exposed} 1.0" in answer.text
    assert "firstbell_process_cpu_seconds_total" in answer.text


def test_nothing_else_is_told_and_nothing_is_taken(monitor: Serving) -> None:
    assert get(monitor, "/").status_code == 404
    assert httpx.post(f"http://127.0.0.1:{monitor.port}/metrics").status_code == 405


def test_it_listens_on_its_address_alone(monitor: Serving) -> None:
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.2", monitor.port), timeout=2):
        pass


def test_a_taken_port_is_said_with_what_to_set() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(MonitorPortTaken) as caught:
        monitoring("127.0.0.1", taken.getsockname()[1], Meters(OF_EVERY_PROCESS), Health([], 60.0))
    assert "`FIRSTBELL_MONITOR_PORT`" in str(caught.value)


def test_it_ends_when_it_is_told_to() -> None:
    with monitoring("127.0.0.1", 0, Meters(OF_EVERY_PROCESS), Health([], 60.0)) as running:
        port = running.port
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/healthz")
