"""What is wrong with a rule across events is said before the document counts."""

from datetime import UTC, datetime

import pytest

from schemas.records.memory import RuleKind
from services.directory.faults import FileRefused
from services.directory.routing import read_routing
from streams.routing.check import ANSWERED
from streams.routing.rules import Window, WindowUnit, months_before
from tests.support.flows import bedford_routing

GOOD = "id: a, version: 1, kind: escalation, events: [encompass.notification], at_least: 3, role: ifd"
YEAR = "window: {amount: 12, unit: months}"


def refused(*rules: str) -> list[str]:
    """What a document of these rules is refused with."""
    document = "rules:\n" + "".join(f"  - {{{rule}}}\n" for rule in rules)
    with pytest.raises(FileRefused) as caught:
        read_routing(document.encode(), "routing.yaml", ())
    return [f"{fault.reason}: {fault.remedy}" for fault in caught.value.faults]


def test_the_projects_own_rules_have_one_of_every_kind_and_two_definitions_of_a_repeat() -> None:
    rules = bedford_routing().rules
    assert {rule.kind for rule in rules} == set(RuleKind)
    assert [rule.definition for rule in rules if rule.kind is RuleKind.MARAC_REPEAT] == [
        "potentially_criminal",
        "any_abuse",
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (GOOD.replace("encompass.notification", "missing.episode"), "cannot count `missing.episode`"),
        (GOOD.replace("encompass.notification", "no.such"), "`no.such` is no event type"),
        (GOOD.replace("ifd", "dsl"), "`dsl` is not held in an area"),
        (GOOD.replace("at_least: 3", "at_least: 1"), "says nothing: raise `at_least`"),
        (GOOD.replace("escalation", "several_flows"), "never holds of 1 event types"),
        (GOOD + ", begins: 2026-01-02, ends: 2026-01-02", "it ends before it begins"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_with_the_remedy(rule: str, said: str) -> None:
    assert any(said in sentence for sentence in refused(f"{rule}, {YEAR}"))


def test_two_versions_are_never_in_force_on_one_day() -> None:
    second = GOOD.replace("version: 1", "version: 2")
    assert any("in force together" in said for said in refused(f"{GOOD}, {YEAR}", f"{second}, {YEAR}"))
    unrouted = ", ".join(f"{{event: {event}, because: not in this test}}" for event in sorted(ANSWERED))
    parted = f"unrouted: [{unrouted}]\nrules:\n"
    parted += f"  - {{{GOOD}, {YEAR}, ends: 2026-01-01}}\n  - {{{second}, {YEAR}, begins: 2026-01-01}}\n"
    assert len(read_routing(parted.encode(), "routing.yaml", ()).rules) == 2


def test_no_window_is_longer_than_what_is_remembered() -> None:
    assert any("longer than 24 months" in said for said in refused(f"{GOOD}, window: {{amount: 25, unit: months}}"))


@pytest.mark.parametrize(
    ("at", "months", "before"),
    [
        (datetime(2026, 11, 9, 19, tzinfo=UTC), 12, datetime(2025, 11, 9, 19, tzinfo=UTC)),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), 12, datetime(2027, 2, 28, 12, tzinfo=UTC)),
        (datetime(2026, 7, 1, 11, tzinfo=UTC), 6, datetime(2026, 1, 1, 12, tzinfo=UTC)),
    ],
)
def test_months_end_on_the_same_london_day_and_hour(at: datetime, months: int, before: datetime) -> None:
    assert months_before(at, months) == before
    assert Window(months, WindowUnit.MONTHS).begins(at) == before
