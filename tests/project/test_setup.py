"""Set-up as it is declared: locks, the range of Pythons, and what `make` offers."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ops.setup.environment import LOCKS, PYTHONS
from ops.setup.lock import SELECTIONS
from tests.project.sources import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LOCK_FILES = sorted(LOCKS.glob("*.txt"))
NPM_LOCKS = [ROOT / "package-lock.json", ROOT / "ops/setup/chromium/package-lock.json"]
PROMISED_TARGETS = {
    *("help", "setup", "demo", "serve", "cluster", "faults", "test"),
    *("check", "agree", "bench", "native", "interop", "images", "schemas", "lock", "clean"),
}
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|^\s*-[if] |resolved", re.MULTILINE)


def name_of(path: Path) -> str:
    """A lock's name for test ids."""
    return path.relative_to(ROOT).as_posix()


def locked_names(lock: Path) -> set[str]:
    """The distributions that a lock pins, as it spells them."""
    return set(re.findall(r"^([a-z0-9-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE))


def locked_versions(lock: Path) -> set[str]:
    """What a lock pins, each as `name==version`."""
    return set(re.findall(r"^[a-z0-9-]+==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE))


def declared_names(requirements: list[str]) -> set[str]:
    """The distributions that requirements name."""
    return {re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


def targets() -> set[str]:
    """What the Makefile can make by name."""
    return set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def make(*arguments: str) -> str:
    """What `make` prints."""
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_every_selection_has_its_lock() -> None:
    assert {lock.stem for lock in LOCK_FILES} == set(SELECTIONS)


@pytest.mark.parametrize("lock", [*LOCK_FILES, *NPM_LOCKS], ids=name_of)
def test_a_lock_names_no_index(lock: Path) -> None:
    assert ADDRESS.findall(lock.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", LOCK_FILES, ids=name_of)
def test_every_locked_version_has_a_hash(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8").replace("\\\n", "")
    pinned = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
    assert pinned
    assert [line.split()[0] for line in pinned if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=name_of)
def test_every_npm_package_has_its_integrity(lock: Path) -> None:
    packages = {name: package for name, package in json.loads(lock.read_text("utf-8"))["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []


def test_what_is_declared_is_locked() -> None:
    project = PYPROJECT["project"]
    assert declared_names(project["dependencies"]) <= locked_names(LOCKS / "run.txt")
    for extra in ("cluster", "dev"):
        assert declared_names(project["optional-dependencies"][extra]) <= locked_names(LOCKS / f"{extra}.txt")


def test_tests_run_on_the_versions_that_the_program_runs_on() -> None:
    pins = [
        set(re.findall(r"^\S+==\S+", (LOCKS / lock).read_text("utf-8"), re.MULTILINE))
        for lock in ("run.txt", "cluster.txt", "dev.txt")
    ]
    assert pins[0] <= pins[1] <= pins[2]


def test_files_beside_the_code_are_packaged() -> None:
    packaging = PYPROJECT["tool"]["setuptools"]
    listed = {
        path
        for package, patterns in packaging["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    beside = {
        path
        for package in ("services", "streams")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert listed
    assert sorted(name_of(path) for path in beside - listed) == []


def test_the_range_of_pythons_is_one() -> None:
    assert PYPROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    assert PYTHONS == ((3, 11), (3, 13))
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in MAKEFILE


def test_the_makefile_has_what_is_promised() -> None:
    assert targets() >= PROMISED_TARGETS


def test_help_is_the_default_and_names_every_promised_target() -> None:
    shown = make()
    assert shown == make("help")
    assert set(re.findall(r"^  make ([a-z]+) ", shown, re.MULTILINE)) == PROMISED_TARGETS


def test_documents_name_only_targets_that_exist() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "ops").rglob("*.md")]
    named = {target for path in documents for target in re.findall(r"`make ([a-z]+)", path.read_text("utf-8"))}
    assert named <= targets()


def test_ci_runs_what_must_pass() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")


def test_a_wrong_call_of_set_up_says_how() -> None:
    called = subprocess.run(
        [sys.executable, "ops/setup/environment.py", "everything"], cwd=ROOT, capture_output=True, text=True
    )
    assert (called.returncode, called.stderr) == (2, "usage: environment.py run|cluster|dev\n")
