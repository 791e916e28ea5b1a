"""Compiled parts are taken only if they are of these very sources, and what runs is said."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schemas import native

ROOT = Path(__file__).parents[2]
SAY = "from schemas import native; print(native.STATE.runs, native.STATE.words)"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of two packages' first modules."""
    for package in native.SOURCES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text('"""A package."""\n')
    return tmp_path


def said(setting: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a process of its own says of itself, its compiled parts being looked for under another folder."""
    code = f"import sys; sys.prefix = {str(folder)!r}; {SAY}"
    environment = {**os.environ, native.VARIABLE: setting}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)


def put_manifest(folder: Path, sources: str) -> None:
    """Compiled parts of these sources, none in number."""
    place = folder / native.FOLDER.relative_to(sys.prefix)
    place.mkdir(parents=True)
    (place / native.MANIFEST).write_text(json.dumps({"sources": sources, "files": {}}))


def test_any_change_of_a_source_changes_the_digest(sources: Path) -> None:
    before = native.digest_of_sources(sources)
    (sources / "streams" / "__init__.py").write_text('"""Another."""\n')
    changed = native.digest_of_sources(sources)
    shutil.move(sources / "streams" / "__init__.py", sources / "streams" / "other.py")
    assert len({before, changed, native.digest_of_sources(sources)}) == 3


def test_what_was_compiled_of_these_sources_is_taken(tmp_path: Path) -> None:
    put_manifest(tmp_path, native.digest_of_sources())
    for setting in ("auto", "required"):
        assert said(setting, tmp_path).stdout.startswith("True compiled: ")


def test_what_was_compiled_of_others_is_not(tmp_path: Path) -> None:
    put_manifest(tmp_path, "0" * 64)
    assert said("auto", tmp_path).stdout == (
        "False interpreted: the sources have changed since they were compiled (`make native`)\n"
    )


def test_it_can_be_left_aside(tmp_path: Path) -> None:
    put_manifest(tmp_path, native.digest_of_sources())
    assert said("off", tmp_path).stdout == f"False interpreted: `{native.VARIABLE}` is `off`\n"


@pytest.mark.parametrize("setting", ["required", "perhaps"])
def test_a_process_refuses_to_run_otherwise_than_it_is_told(setting: str, tmp_path: Path) -> None:
    ran = said(setting, tmp_path)
    assert ran.returncode != 0
    assert f"`{native.VARIABLE}` is `{setting}`" in ran.stderr
    assert "make native" in ran.stderr or "`off`" in ran.stderr
