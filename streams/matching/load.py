"""Reads the versioned name data that is kept beside the code; the only part of matching that touches a disk."""

from __future__ import annotations

from importlib import resources

from streams.matching.namedata import NameData, NameDataError

CURRENT = "v1"


def load_name_data(label: str = CURRENT) -> NameData:
    """The name data of one version (`v1`, ...), so that a comparison can be repeated; raises `NameDataError`."""
    folder = resources.files("streams.matching") / "data" / label
    if not folder.is_dir():
        raise NameDataError(f"there is no name data `{label}`; the current one is `{CURRENT}`")
    return NameData(
        label=label,
        nicknames=(folder / "nicknames.txt").read_text("utf-8"),
        frequencies=(folder / "frequencies.txt").read_text("utf-8"),
        weights=(folder / "weights.toml").read_text("utf-8"),
    )
