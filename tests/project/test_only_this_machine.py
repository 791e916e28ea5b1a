"""The guard that keeps tests on this machine."""

import socket

import pytest

from tests.conftest import LeftTheMachine, is_local


@pytest.mark.parametrize("address", [("127.0.0.1", 80), ("::1", 80, 0, 0), ("localhost", 80), "/run/socket"])
def test_loopback_and_paths_are_local(address: object) -> None:
    assert is_local(address)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("example.org", 80)])
def test_other_hosts_are_not_local(address: object) -> None:
    assert not is_local(address)


def test_connecting_elsewhere_is_refused() -> None:
    with socket.socket() as outward, pytest.raises(LeftTheMachine):
        outward.connect(("192.0.2.1", 9))


def test_connecting_here_still_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()
