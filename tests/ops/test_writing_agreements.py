"""The page about the language of agreements names every operator, demand and finding that there is, and no other."""

import re

from streams.agreements.clauses import Condition, Eligibility
from streams.agreements.findings import Code
from tests.project.sources import ROOT

PAGE = (ROOT / "ops" / "writing-agreements.md").read_text(encoding="utf-8")


def named_in(heading: str) -> set[str]:
    """What the first column of the table under a heading names."""
    (part,) = (part for part in PAGE.split("\n## ") if part.startswith(heading))
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}


def test_every_operator_is_told() -> None:
    assert named_in("Clauses") == set(Condition.model_fields)


def test_every_demand_of_a_reader_is_told() -> None:
    assert named_in("What is asked of readers") == set(Eligibility.model_fields) - {"items", "item_groups"}


def test_every_finding_is_told() -> None:
    assert named_in("What `check` finds") == {code.value for code in Code}
