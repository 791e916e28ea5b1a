"""How tests are shared out among processes: every folder that is named is there, and what is one unit stays one."""

import pytest

from tests.project.sources import ROOT
from tests.support.sharing import FIRST, TOGETHER, turn_of, unit_of


@pytest.mark.parametrize("path", sorted({*TOGETHER, *FIRST}))
def test_what_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_tests_are_of_one_unit_by_module_or_by_what_they_share() -> None:
    story = unit_of("tests/services/demo/test_story.py::test_the_told_home_replays")
    assert story == unit_of("tests/services/cli/test_serve.py::test_a_taken_port_is_said_to_be[1::2]")
    assert unit_of("tests/faults/kafka/test_faults.py::test_one") != unit_of("tests/faults/test_kill.py::test_one")
    assert unit_of("tests/schemas/test_codec.py::test_one[a::b]") == "tests/schemas/test_codec.py"


def test_what_takes_long_begins_first() -> None:
    turns = [turn_of(f"{module}::test_one") for module in ("tests/faults/kafka/test_faults.py", "tests/schemas/a.py")]
    assert turns == [0, len(FIRST)]
