"""What README, ops/running.md and ops/desks.md say of commands is true of the program."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from ops.images.visit import LARGEST
from services.cli.failures import EXIT_CODES
from services.cli.main import app
from tests.project.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUNNING = (ROOT / "ops" / "running.md").read_text(encoding="utf-8")
DESKS = (ROOT / "ops" / "desks.md").read_text(encoding="utf-8")
PICTURES = sorted((ROOT / "ops" / "images").glob("*.png"))
LINKED = [ROOT / "README.md", *(ROOT / "ops" / name for name in ("running.md", "desks.md", "flows.md"))]
FENCED = re.compile(r"```\n(.*?)```", re.DOTALL)
ROOT_COMMAND = get_command(app)


def leaves(command: object, name: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that can be run, as the words after `firstbell`."""
    if not isinstance(command, TyperGroup):
        yield name
        return
    if name and command.invoke_without_command:
        yield name
    for word, inner in command.commands.items():
        yield from leaves(inner, (*name, word))


COMMANDS = set(leaves(ROOT_COMMAND))


def helps(command: object) -> Iterator[str]:
    """The help of every command that can be run."""
    if isinstance(command, TyperGroup):
        for inner in command.commands.values():
            yield from helps(inner)
    else:
        yield command.help  # type: ignore[attr-defined]  # what is no group is a command


def command_lines(text: str) -> list[str]:
    """The `firstbell` lines of a document's fenced blocks."""
    lines = [line.removeprefix(".venv/bin/") for block in FENCED.findall(text) for line in block.splitlines()]
    return [line for line in lines if line.startswith("firstbell ")]


def parsed(line: str) -> tuple[tuple[str, ...], list[str]]:
    """A line's command, the longest that the program has, and its other words."""
    words = shlex.split(line)[1:]
    for length in (2, 1):
        if tuple(words[:length]) in COMMANDS:
            return tuple(words[:length]), words[length:]
    pytest.fail(f"the program has no such command: {line}")


def help_of(command: tuple[str, ...]) -> str:
    """What `--help` prints."""
    result = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    return result.stdout


SHOWN = command_lines(README) + command_lines(RUNNING)


def test_commands_are_shown() -> None:
    assert len(SHOWN) > 12


@pytest.mark.parametrize("line", SHOWN)
def test_a_shown_command_is_one_of_the_programs_with_the_options_that_it_shows(line: str) -> None:
    command, words = parsed(line)
    helped = help_of(command)
    options = [word for word in words if word.startswith("--")]
    assert [option for option in options if option not in helped] == []


def test_the_overview_has_every_command_and_no_other() -> None:
    overview = set(re.findall(r"^\| `firstbell ([a-z -]+)` \|", README, re.MULTILINE))
    assert overview == {" ".join(command) for command in COMMANDS}


def test_an_unknown_command_would_be_found() -> None:
    with pytest.raises(pytest.fail.Exception):
        parsed("firstbell conjure --all")


@pytest.mark.parametrize("command", sorted(COMMANDS), ids=" ".join)
def test_every_command_says_what_it_does(command: tuple[str, ...]) -> None:
    helped = help_of(command)
    assert "Usage: firstbell " + " ".join(command) in helped
    sentence = helped.split("Usage:")[1].splitlines()[2].strip()
    assert len(sentence) > 20


def test_the_exit_codes_stand_in_the_programs_help() -> None:
    helped = " ".join(help_of(()).split())
    assert [code for code, meaning in EXIT_CODES.items() if f"{code.value} {meaning}" not in helped] == []


@pytest.mark.parametrize("text", [README, RUNNING], ids=["README", "running"])
def test_make_targets_that_are_named_exist(text: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)[`\n]", text)) <= targets


@pytest.mark.parametrize("place", LINKED, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(place: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", place.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (place.parent / target).exists()] == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_small_and_stands_in_a_document(picture: Path) -> None:
    assert picture.stat().st_size <= LARGEST
    assert f"images/{picture.name})" in README + DESKS


def test_a_desk_names_commands_that_the_program_has() -> None:
    named = re.findall(r"`firstbell ([a-z -]+?)(?: --[a-z]+)?`", DESKS)
    assert len(named) > 10
    assert [name for name in named if tuple(name.split()) not in COMMANDS] == []


def test_the_registers_licence_is_attributed() -> None:
    assert "Get Information about Schools" in README
    assert "Open Government Licence v3.0" in README


def test_commands_that_show_something_have_json() -> None:
    helped = {command: help_of(command) for command in COMMANDS}
    without = {command for command, text in helped.items() if "--json" not in text and "--as" not in text}
    processes = {("worker",), ("ledger-writer",), ("views",), ("ticker",), ("intake",), ("web",), ("outbox-sender",)}
    others = {("serve",), ("hospital", "receive"), ("keys", "descriptor"), ("agreements", "schema")}
    assert without == (others | processes) & COMMANDS


def test_no_line_of_help_ends_where_one_of_the_source_did() -> None:
    broken = [text for text in helps(ROOT_COMMAND) if any("\n" in part for part in text.split("\n\n"))]
    assert broken == []
    assert sum("\n\n" in text for text in helps(ROOT_COMMAND)) > 10
