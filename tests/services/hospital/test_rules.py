"""A trust's rules: what of them is refused, and where."""

import pytest

from services.directory.faults import FileRefused
from services.hospital.rules import HospitalRules
from tests.services.hospital.support import RULES_FILE, rules


def test_the_example_says_what_each_of_its_codes_means() -> None:
    found = rules()
    assert isinstance(found, HospitalRules)
    assert set(found.concerns) >= {"STAB", "GUN", "ASSAULT"}
    assert found.facilities == {"RC9": "RC9", "BEDFORD HOSPITAL": "RC9"}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"level: high}", b"level: grave}", "input should be 'low', 'medium' or 'high'"),
        (b"signs: [stabbing]", b"signs: [stabs]", "input should be 'stabbing'"),
        (b"{RC9: RC9,", b"{RC9: rc-9,", "string should match pattern"),
        (b"PD1-12", b"PD1.12", "`PD1.12` is no field of a segment: write it like PD1-12"),
        (b"processing: P", b"processing: LIVE", "input should be 'P', 'T' or 'D'"),
        (b"patients: children", b"patients: boys", "input should be 'everyone', 'children' or 'adults_with_children'"),
        (b"version: 1", b"version: 2", "input should be '1'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: bytes, new: bytes, reason: str) -> None:
    text = RULES_FILE.read_bytes()
    assert old in text
    with pytest.raises(FileRefused) as refused:
        rules(text.replace(old, new, 1))
    assert any(reason in fault.reason for fault in refused.value.faults)
    assert all(fault.line for fault in refused.value.faults)


def test_rules_by_which_nothing_becomes_a_flag_are_refused() -> None:
    text = RULES_FILE.read_text("utf-8")
    begin, end = text.index("concerns:"), text.index("cp_is:")
    with pytest.raises(FileRefused, match="no attendance would become a flag"):
        rules((text[:begin] + text[end:]).encode())
