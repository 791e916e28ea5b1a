"""Styles, scripts and images of the pages, from this machine alone; each address holds its content's digest.

The stylesheet of govuk-frontend names GDS Transport, a font that is licensed for GOV.UK alone: its faces are taken out
and the pages are set in Arial, so that no browser asks for it.
"""

import gzip
import hashlib
import re
from pathlib import Path
from typing import Final

from msgspec import Struct

_OWN: Final = Path(__file__).parent / "static"
_FONT_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
_FONT_NAME: Final = re.compile(r"""["']?GDS Transport["']?,\s*""")
_SOURCE_MAP: Final = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Asset(Struct, frozen=True):
    """One file as it is served. `compressed` is its gzip form."""

    address: str
    media_type: str
    content: bytes
    compressed: bytes


class AssetsMissing(Exception):
    """The page assets were not set up."""


class Assets:
    """All assets, read once when the application starts."""

    def __init__(self, govuk_frontend: Path) -> None:
        script = _read(govuk_frontend / "govuk-frontend.min.js")
        govuk = _asset("govuk-frontend.js", script.replace(b"//# sourceMappingURL=govuk-frontend.min.js.map", b""))
        own_script = _read(_OWN / "firstbell.js").replace(b"./govuk-frontend.js", govuk.address.encode())
        styles = _without_gds_transport(_read(govuk_frontend / "govuk-frontend.min.css").decode())
        self._by_name = {
            "govuk-frontend.js": govuk,
            "firstbell.js": _asset("firstbell.js", own_script),
            "govuk-frontend.css": _asset("govuk-frontend.css", styles.encode()),
            "firstbell.css": _asset("firstbell.css", _read(_OWN / "firstbell.css")),
            "icon.svg": _asset("icon.svg", _read(_OWN / "icon.svg")),
        }
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        """Where an asset is served."""
        return self._by_name[name].address

    def at(self, address: str) -> Asset | None:
        """The asset that is served at an address."""
        return self._by_address.get(address)


def _without_gds_transport(styles: str) -> str:
    return _SOURCE_MAP.sub("", _FONT_NAME.sub("", _FONT_FACE.sub("", styles)))


def _asset(name: str, content: bytes) -> Asset:
    stem, suffix = name.rsplit(".", 1)
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Asset(f"/assets/{stem}-{digest}.{suffix}", _TYPES[f".{suffix}"], content, gzip.compress(content, mtime=0))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AssetsMissing(f"`{path}` is missing: run `make setup`") from None
