"""Writes the table of every setting into ops/settings.md: `python -m services.settings.page`."""

from pathlib import Path
from typing import Final

from services.settings.listing import OF_SECRET_FILES, Setting, every_setting
from services.settings.processes import PROCESSES

PAGE: Final = Path(__file__).parents[2] / "ops" / "settings.md"
BEGINS: Final = "## Every setting\n"


def table() -> str:
    """Every setting once, with the processes that take it."""
    takers: dict[Setting, list[str]] = {}
    for kind in PROCESSES:
        for setting in every_setting(kind):
            takers.setdefault(setting, []).append(kind.process)
    rows = [_row(setting, processes) for setting, processes in sorted(takers.items(), key=lambda one: one[0].variable)]
    head = ["| Variable | Meaning | Without it | Taken by |", "|---|---|---|---|"]
    return "\n".join([BEGINS, *head, *rows]) + "\n"


def _row(setting: Setting, processes: list[str]) -> str:
    taken = "all" if len(processes) == len(PROCESSES) else ", ".join(processes)
    without = "**must be set**" if setting.required else f"`{setting.default}`" if setting.default else "nothing"
    also = f" Secret: or its file in `{setting.variable}{OF_SECRET_FILES}`." if setting.secret else ""
    return f"| `{setting.variable}` | {setting.description}{also} | {without} | {taken} |"


def main() -> None:
    """Put the table in place of the one that the page has."""
    text, _, _ = PAGE.read_text(encoding="utf-8").partition(BEGINS)
    PAGE.write_text(text + table(), encoding="utf-8")


if __name__ == "__main__":
    main()
