"""ops/settings.md documents every setting, and none that is gone."""

import re

import pytest

from services.settings.listing import Setting, every_setting
from services.settings.page import BEGINS, PAGE, table
from services.settings.processes import KNOWN, PROCESSES, ProcessSettings
from services.settings.source import OF_COMMANDS

TEXT = PAGE.read_text(encoding="utf-8")
LASTING = {"worker", "ledger-writer", "views", "ticker", "web", "intake", "outbox-sender"}
NAMED = re.compile(r"`(FIRSTBELL_[A-Z_]+[A-Z])`")


def test_the_table_is_the_programs() -> None:
    assert TEXT.partition(BEGINS)[1:] == (BEGINS, table().removeprefix(BEGINS)), (
        "run `python -m services.settings.page` and commit ops/settings.md with the change"
    )


def test_every_setting_stands_in_the_page_and_no_other() -> None:
    rows = set(re.findall(r"^\| `(FIRSTBELL_\w+)` \|", TEXT, re.MULTILINE))
    assert rows == {setting.variable for kind in PROCESSES for setting in every_setting(kind)}
    assert set(NAMED.findall(TEXT)) <= KNOWN | OF_COMMANDS


@pytest.mark.parametrize("kind", PROCESSES, ids=lambda kind: kind.process)
def test_every_process_stands_in_the_page_with_its_port(kind: type[ProcessSettings]) -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| {kind.process} |"))
    assert row.endswith(f"| {kind.monitor_port} |") == (kind.process in LASTING)


def test_one_variable_has_one_meaning() -> None:
    meanings: dict[str, Setting] = {}
    for kind in PROCESSES:
        for setting in every_setting(kind):
            assert meanings.setdefault(setting.variable, setting).description == setting.description


def test_an_undocumented_setting_cannot_be_declared() -> None:
    class Silent(ProcessSettings):
        quiet: int = 1

    with pytest.raises(TypeError, match="quiet has no description"):
        list(every_setting(Silent))
