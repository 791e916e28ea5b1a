"""The versions of the name data, each by its label, so that a comparison can be repeated with the data of its time."""

from __future__ import annotations

from functools import cache

from streams.matching.data.v1 import frequencies, nicknames, weights
from streams.matching.namedata import NameData
from streams.matching.weights import NameDataError

CURRENT = "v1"

_VERSIONS = {"v1": (nicknames.TEXT, frequencies.TEXT, weights.TEXT)}


@cache
def load_name_data(label: str = CURRENT) -> NameData:
    """The name data of one version: read once in a process, and shared. Raises `NameDataError` for an unknown label."""
    texts = _VERSIONS.get(label)
    if texts is None:
        raise NameDataError(f"there is no name data `{label}`; the current one is `{CURRENT}`")
    return NameData(label=label, nicknames=texts[0], frequencies=texts[1], weights=texts[2])
