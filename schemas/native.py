"""Compiled parts of the program: whether there are any, whether they are of these very sources, whether they run.

Set-up compiles the hot modules where the machine has a C compiler (`make native`, ops/decisions/0130). What was
compiled stands in the environment, not beside the sources, and is taken as a whole or not at all: by its manifest it
was made from exactly the sources that are here, for this Python. Otherwise the same sources are interpreted;
`firstbell --version` and `firstbell status` say which it is, and why.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

VARIABLE: Final = "FIRSTBELL_NATIVE"
"""Environment variable: `off` interprets everything, `required` refuses to run without compiled parts."""
SOURCES: Final = ("schemas", "streams")
"""Packages in which modules are compiled. A module compiled against another of them holds constants of it."""
ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = Path(sys.prefix) / "firstbell-native" / sys.implementation.cache_tag
MANIFEST: Final = "manifest.json"
CODEC: Final = "firstbell_codec"
"""The compiled module of generated readers and writers."""


class NativeState(NamedTuple):
    """Whether compiled parts run, how many modules, and in words what there is or why there is nothing."""

    runs: bool
    modules: int
    words: str


class NativeRequired(RuntimeError):
    """The environment demands compiled parts, and there are none that can be taken."""


def digest_of_sources(root: Path = ROOT) -> str:
    """The SHA-256 of the names and contents of every module of the packages, in hexadecimal."""
    taken = sha256()
    for path in sorted(path for package in SOURCES for path in (root / package).rglob("*.py")):
        content = path.read_bytes()
        taken.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return taken.hexdigest()


class _Finder(MetaPathFinder):
    """Finds compiled modules, by name, ahead of their sources."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module's compiled form is, if it has one."""
        file = self._files.get(fullname)
        return None if file is None else spec_from_file_location(fullname, FOLDER / file)


def files_of(folder: Path) -> dict[str, str]:
    """The compiled modules under a folder: the path of each, relative to it, by its dotted name."""
    suffix = EXTENSION_SUFFIXES[0]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob(f"*{suffix}")}
    return {name.removesuffix(suffix).replace("/", "."): name for name in sorted(found)}


def _take() -> NativeState:
    """Take what was compiled, if it may be taken. Raises `NativeRequired`."""
    wanted = os.environ.get(VARIABLE, "auto")
    if wanted not in ("auto", "off", "required"):
        raise NativeRequired(f"`{VARIABLE}` is `{wanted}`: set it to `auto`, `off` or `required`")
    if wanted == "off":
        return NativeState(False, 0, f"interpreted: `{VARIABLE}` is `off`")
    why_not, files = _found()
    if why_not:
        if wanted == "required":
            raise NativeRequired(f"`{VARIABLE}` is `required`, but {why_not}")
        return NativeState(False, 0, f"interpreted: {why_not}")
    sys.meta_path.insert(0, _Finder(files))
    modules = sum(name.startswith(SOURCES) for name in files)
    return NativeState(True, modules, f"compiled: {modules} modules and the codec")


def _found() -> tuple[str, Mapping[str, str]]:
    """Why what was compiled cannot be taken, or an empty string and its files by module."""
    try:
        manifest = json.loads((FOLDER / MANIFEST).read_bytes())
    except FileNotFoundError:
        return "nothing was compiled for this Python (`make native`)", {}
    if manifest["sources"] != digest_of_sources():
        return "the sources have changed since they were compiled (`make native`)", {}
    return "", manifest["files"]


STATE: Final = _take()
