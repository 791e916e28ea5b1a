"""Every reason that the program can refuse with is one that metrics know."""

import ast

from services.intake.documents import ADVICE_OF_ACCEPT
from services.metrics import reasons
from streams.deciders.person.state import IN_CONFLICT
from streams.simulation import flips
from tests.project.sources import modules

REFUSING = {"_refused", "OpeningRefused", "CommandRefused", "_refusal"}
NO_REASON = {
    "match_decided",
    "parked_retried",
    "unreadable",
    "view_trace",
    "open_notice",
    "open_desk_item",
    "user",
    "hub",
    "area",
    "-",
    "",
}


def literals() -> set[str]:
    """The words that stand in calls that refuse a command or an opening."""
    found: set[str] = set()
    for path in modules("streams/deciders", "streams/engines/line"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSING:
                found |= {
                    inner.value
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
                }
    return found - NO_REASON


def test_every_reason_of_the_deciders_is_known() -> None:
    assert len(literals()) > 10
    assert literals() - reasons.OF_COMMANDS == set()


def test_every_reason_that_accept_gives_is_known() -> None:
    assert set(ADVICE_OF_ACCEPT) <= reasons.OF_ACCEPT


def test_every_reason_that_share_gives_is_known() -> None:
    """Verdicts give theirs from a list; these are the deciders' own."""
    assert {flips.NOT_UNDER_18, IN_CONFLICT} <= reasons.EVERY
