"""Instruments as documents: what is refused and where, and canonical bytes."""

import hashlib
import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.agreements.document import Agreement, Duty, canonical, digest, from_canonical, parse
from streams.agreements.reader import DocumentError
from tests.streams.agreements import worlds
from tests.streams.agreements.repository import OPS, files

BEDFORD = (OPS / "agreements" / "bedford-operation-encompass.yaml").read_bytes()
DUTY = (OPS / "duties" / "domestic-abuse-act-2021-s49a.yaml").read_bytes()


def problems(data: bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse(data, "a.yaml")
    return [str(problem) for problem in caught.value.problems]


def line_of(data: bytes, text: bytes) -> int:
    return data[: data.index(text)].count(b"\n") + 1


def test_the_projects_files_are_read() -> None:
    assert {type(parse(path.read_bytes(), path.name)) for path in files()} == {Agreement, Duty}
    assert all(path.stem == parse(path.read_bytes(), path.name).id for path in files())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"purpose: early_support", b"porpoise: early_support", "unknown field `porpoise`"),
        (b"purpose: early_support", b"purpose: early_suport", "did you mean `early_support_in_school`"),
        (b'areas: ["822"]', b"areas: [822]", "`822`: write text here, in quotes"),
        (b'areas: ["822"]', b'areas: ["8220"]', "`8220` has a character or form"),
        (b"version: 1\n", b"version: 1.0\n", "`1.0`: write a whole number"),
        (b"version: 1\n", b"version: '1'\n", "`1`: write a whole number"),
        (b"version: 1\n", b"version: true\n", "`true`: write a whole number"),
        (b"signed: 2026-07-14", b"signed: 20260714", "`20260714`: a date is written like 2026-11-22"),
        (b"signed: 2026-07-14", b"signed: 14/07/2026", "a date is written like 2026-11-22"),
        (b"signed: 2026-07-14", b"signed: 2026-07-14T00:00:00", "a date is written like 2026-11-22"),
        (b"signed: 2026-07-14", b"signed: 2026-02-30", "the calendar has no such day"),
        (b"- age_under: 18", b"- age_under: '18'", "`18`: write a whole number"),
        (b"- age_under: 18", b"- {}", "exactly one operator"),
        (b"- age_under: 18", b"- {age_under: 18, age_at_least: 4}", "exactly one operator"),
        (b"- age_under: 18", b"- grade_in: []", "the list is empty"),
        (b"- age_under: 18", b"- consent_in: [not_stated]", "fulfils no condition on consent"),
        (b"- age_under: 18", b"- consent_in: [maybe]", "`maybe`"),
        (b"- age_under: 18", b"- referral_ground_in: []", "the list is empty"),
        (b"- age_under: 18", b"- time_of_day_in: ['8:30-17:00']", "`8:30-17:00` has a character or form"),
        (b"- age_under: 18", b"- time_of_day_in: [08:30-24:00]", "`08:30-24:00` has a character or form"),
        (b"- age_under: 18", b"- time_of_day_in: [08:30-08:30]", "`08:30-08:30` ends where it starts"),
        (b"handling:", b"eligibility: [{items: [child_voice]}]\nhandling:", "ask for one thing here"),
        (
            b"handling:",
            b"eligibility: [{training: t, appointed_at_most_days: 9, items: [child_voice]}]\nhandling:",
            "ask for one thing here",
        ),
        (b"- age_under: 18", b"- colour_is: red", "unknown field `colour_is`"),
        (b"items: [child_whereabouts]", b"items: [child_wherebouts]", "did you mean `child_whereabouts`"),
        (b"roles: [dsl, deputy_dsl, cover_dsl, head]", b"roles: [dsl, dsl]", "`dsl` stands in this list twice"),
        (b"- agency: bedfordshire-police", b"- {agency: a, kind: police_force}", "`agency` or by `kind`"),
        (b"id: bedford-operation", "id: b\u0435dford-operation".encode(), "`b\\u0435dford-operation-encompass` has"),
        (b"- agency: bedfordshire-police", "- agency: bedfordshire-p\u043elice".encode(), "has a character or form"),
        (b"item_groups: [statutory_guidance]", b"item_groups: [statutory]", "item group `statutory` is not defined"),
        (b"id: head-when-no-lead-can-read", b"id: guidance-contents", "two clauses are called `guidance-contents`"),
        (b"kind: agreement", b"kind: treaty", "`kind` is `treaty`"),
        (b"title: Operation Encompass in Bedford", b'title: "two\\nlines" #', "has a character or form"),
        (b"format: 1", b"format: 2", "is not one of 1"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: bytes, new: bytes, words: str) -> None:
    assert old in BEDFORD
    found = problems(BEDFORD.replace(old, new, 1))
    assert any(words in text for text in found), found
    assert any(text.startswith(f"a.yaml:{line_of(BEDFORD, old)}:") for text in found), found


def test_a_list_whose_one_entry_is_wrong_is_not_called_empty() -> None:
    (only,) = problems(BEDFORD.replace(b"- agency: bedfordshire-police", b"- agency: Bedfordshire Police", 1))
    assert "`Bedfordshire Police` has a character or form" in only


def test_a_missing_field_is_named() -> None:
    assert problems(DUTY.replace(b"holder_kind: police_force\n", b"")) == [
        "a.yaml:1:1: field `holder_kind` is missing: add it"
    ]


def test_every_problem_is_told_at_once() -> None:
    broken = BEDFORD.replace(b"version: 1\n", b"version: x\n").replace(b"hub_days: 2557", b"hub_days: 0")
    assert len(problems(broken)) == 2


def test_a_duty_cannot_expire() -> None:
    assert "unknown field `expires`" in problems(DUTY + b"expires: 2027-01-01\n")[0]


@given(st.randoms(use_true_random=False))
def test_canonical_bytes_are_stable_and_come_back(rng: Random) -> None:
    for document in worlds.world(rng):
        data = canonical(document)
        assert from_canonical(data) == document
        assert canonical(from_canonical(data)) == data
        assert digest(document) == hashlib.sha256(data).digest()
        assert data == json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_field_at_its_default_leaves_the_digest_alone() -> None:
    without_default = DUTY.replace(b"when:\n", b"").split(b"  # s.49A(2)")[0]
    rest = DUTY[DUTY.index(b"purpose:") :]
    assert digest(parse(without_default + rest, "a")) == digest(parse(without_default + b"when: []\n" + rest, "a"))


def test_layout_and_comments_are_no_part_of_the_digest() -> None:
    other = b"# a comment\n" + DUTY.replace(b"version: 1", b"version:   1")
    assert digest(parse(other, "a")) == digest(parse(DUTY, "b"))


@pytest.mark.parametrize("change", [b" ", b"\n"])
def test_other_bytes_of_the_same_meaning_are_not_canonical(change: bytes) -> None:
    with pytest.raises(DocumentError, match="canonical"):
        from_canonical(canonical(parse(DUTY, "a")) + change)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"kind":"duty"}', b'{"kind":["duty"]}', b"\xff", b"[" * 100_000])
def test_what_is_no_instrument_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="canonical"):
        from_canonical(data)
