"""Kinds of values that settings have: lists in one line, addresses, pairs."""

import ipaddress
import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field

_HOST: Final = re.compile(r"\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+")


def _parts(value: Any) -> Any:  # noqa: ANN401 - pydantic gives whatever was put in
    """The parts of a line with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _pairs(value: Any) -> Any:  # noqa: ANN401 - pydantic gives whatever was put in
    """A line of NAME=VALUE with commas."""
    if not isinstance(value, str):
        return value
    found = [part.partition("=") for part in _parts(value)]
    if any(not sign for _, sign, _ in found):
        raise ValueError("write it as NAME=VALUE,NAME=VALUE")
    return {name.strip(): text.strip() for name, _, text in found}


def _server(value: str) -> str:
    host, _, port = value.rpartition(":")
    if _HOST.fullmatch(host) is None or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("name each broker as host:port, with commas between them")
    return value


def host_of(server: str) -> str:
    """The host of a host:port."""
    return server.rpartition(":")[0].strip("[]")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


Server = Annotated[str, AfterValidator(_server)]
Servers = Annotated[tuple[Server, ...], BeforeValidator(_parts), Field(min_length=1)]
Words = Annotated[tuple[str, ...], BeforeValidator(_parts)]
Pairs = Annotated[dict[str, str], BeforeValidator(_pairs)]
Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
