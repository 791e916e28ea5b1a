"""Records of what travels, of states and of views are nothing that the collector of cycles needs to follow."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Final

import pytest
from msgspec import Struct

import schemas.events
import schemas.records
import streams.deciders
import streams.matching
import streams.views

PACKAGES = (schemas.events, schemas.records, streams.deciders, streams.matching, streams.views)


def frozen_records() -> Iterator[type[Struct]]:
    """Every record of the packages that is never changed, and so can hold nothing that was made after it."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            classes = (value for value in vars(module).values() if isinstance(value, type))
            own = (cls for cls in classes if issubclass(cls, Struct) and cls.__module__ == module.__name__)
            yield from (record for record in own if record.__struct_config__.frozen)


def name_of(record: type[Struct]) -> str:
    """Where a record is defined."""
    return f"{record.__module__}.{record.__qualname__}"


RECORDS: Final[list[type[Struct]]] = sorted(frozen_records(), key=name_of)


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_a_frozen_record_is_not_followed(record: type[Struct]) -> None:
    assert not record.__struct_config__.gc, "say `gc=False` in its class"
