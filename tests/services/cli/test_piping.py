"""A reader that stops reading: the command ends with 141, and nothing stands on stderr."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.sources import ROOT

BEDFORD = ROOT / "ops" / "agreements" / "bedford-operation-encompass.yaml"
RUN = (sys.executable, "-c", "from services.cli.main import app; app()")


def unread(*arguments: str | Path) -> tuple[int, bytes]:
    """Run a command whose output nobody reads: its exit code, and what it says on stderr."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        ended = subprocess.run([*RUN, *arguments], stdout=writes, stderr=subprocess.PIPE, check=False, timeout=120)
    finally:
        os.close(writes)
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("agreements", "schema"),
        ("agreements", "who-sees", "child_name", "--file", BEDFORD, "--at", "2026-11-22"),
        ("agreements", "who-sees", "child_name", "--file", BEDFORD, "--at", "2026-11-22", "--json"),
        ("--help",),
        ("agreements", "--help"),
    ],
)
def test_a_command_that_nobody_reads_ends_quietly(arguments: tuple[str | Path, ...]) -> None:
    assert unread(*arguments) == (141, b"")


def test_a_command_that_prints_nothing_ends_as_it_does_with_a_reader(tmp_path: Path) -> None:
    code, said = unread("agreements", "check", tmp_path / "none")
    assert code == 2
    assert b"there is no file or folder" in said
