"""An area's routing as YAML: who is told of which events, on which clock."""

import re
from collections.abc import Collection
from typing import Final

import msgspec

from services.directory.faults import Fault, FileRefused
from services.directory.yaml_places import Path, read_document
from streams.routing.check import problems
from streams.routing.routes import Routing

_STEP: Final = re.compile(r"\.([A-Za-z_]+)|\[(\d+)\]")
_REMEDY: Final = "see ops/routing/bedford.yaml for every field, and its values in streams/routing/routes.py"


def read_routing(data: bytes, file: str, agencies: Collection[str]) -> Routing:
    """The routing of a file. FileRefused with every fault; `agencies` are those that the hub knows."""
    document = read_document(data, file)
    try:
        routing = msgspec.convert(document.value, Routing, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `")
        raise FileRefused(document.fault(_path(place), reason[:1].lower() + reason[1:], _REMEDY)) from None
    found = problems(routing, agencies)
    if found:
        raise FileRefused(*(Fault(file, 0, 0, "", *_split(problem)) for problem in found))
    return routing


def _path(place: str) -> Path:
    """The keys that a place such as `$.routes[0].clock` leads through."""
    return tuple(key or int(index) for key, index in _STEP.findall(place.rstrip("`")))


def _split(problem: str) -> tuple[str, str]:
    reason, _, remedy = problem.rpartition(": ")
    return reason, remedy
