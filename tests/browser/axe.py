"""Accessibility faults of a page, found with axe (axe-core's rules for WCAG 2.2 AA, and its best practices)."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Violation:
    """One rule that the page breaks, and the elements (CSS selectors) that break it."""

    rule: str
    impact: str
    help: str
    elements: tuple[str, ...]


SCRIPTS_ARE_OFF = "matchMedia('(scripting: none)').matches"

TIMERS_AT_ONCE = "() => { window.setTimeout = callback => { Promise.resolve().then(callback); return 0 } }"
"""Where scripts are off, timers never fire and axe would wait for ever; microtasks still run."""


def axe(page: Page) -> list[Violation]:
    """The rules that the page breaks as it stands, with JavaScript or without; empty when it breaks none."""
    options = {"resultTypes": ["violations"], "preload": False, "runOnly": {"type": "tag", "values": RULES}}
    if page.evaluate(SCRIPTS_ARE_OFF):
        page.evaluate(TIMERS_AT_ONCE)
    response = Axe().run(page, options=options).response
    return [
        Violation(
            rule=found["id"],
            impact=found["impact"],
            help=found["help"],
            elements=tuple(" ".join(str(part) for part in node["target"]) for node in found["nodes"]),
        )
        for found in response["violations"]
    ]
