"""YAML that would say something else than it shows."""

import pytest

from streams.agreements.reader import MAX_BYTES, DocumentError, Place, Problem, read


def problem(data: bytes) -> Problem:
    with pytest.raises(DocumentError) as caught:
        read(data, "a.yaml")
    (only,) = caught.value.problems
    return only


def test_a_plain_document_is_read_with_its_places() -> None:
    source = read(b"kind: duty\nwhen:\n  - age_under: 18\n  - ok: true\n", "a.yaml")
    assert source.tree == {"kind": "duty", "when": [{"age_under": 18}, {"ok": True}]}
    assert source.place(("when", 0, "age_under")) == Place(3, 5)
    assert source.place(("when", 1, "missing")) == Place(4, 5)
    assert source.place(()) == Place(1, 1)


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        ("2026-11-22", "2026-11-22"),
        ("20261122", 20261122),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("0822", "0822"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("no", "no"),
        ("Off", "Off"),
        ("yes", "yes"),
        ("True", "True"),
        ("true", True),
        ("'18'", "18"),
        ("9999999999", "9999999999"),
    ],
)
def test_only_plain_numbers_and_lower_case_truth_are_more_than_text(value: str, read_as: object) -> None:
    read_value = read(f"key: {value}\n".encode(), "a.yaml").tree["key"]
    assert read_value == read_as
    assert type(read_value) is type(read_as)


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"a: 1\nb: &x [1]\n", Place(2, 4), "anchors"),
        (b"a: &x 1\nb: *x\n", Place(1, 4), "anchors"),
        (b"a: {b: 1}\n<<: {c: 2}\n", Place(2, 1), "plain name"),
        (b"a: 1\nb: 2\na: 3\n", Place(3, 1), "`a` stands here twice"),
        (b"a:\n  b: 1\n  b: 2\n", Place(3, 3), "`b` stands here twice"),
        (b"a: !!python/object/apply:os.system [ls]\n", Place(1, 4), "tag"),
        (b"a: !!str 5\n", Place(1, 4), "tag"),
        (b"a:\n", Place(1, 3), "a value is missing"),
        (b"a: null\n", Place(1, 4), "a value is missing"),
        (b"a: ~\n", Place(1, 4), "a value is missing"),
        (b"[a]: 1\n", Place(1, 1), "plain name"),
        (b"? {a: b}\n: 1\n", Place(1, 3), "plain name"),
        (b"a: 1\n---\nb: 2\n", Place(2, 1), "second document"),
        (b"- a\n- b\n", Place(1, 1), "must hold fields"),
        (b"", Place(1, 1), "must hold fields"),
        (b"a: [1, 2\n", Place(2, 1), "not valid YAML"),
        (b"a: b: c\n", Place(1, 5), "not valid YAML"),
        (b"a: \xff\n", Place(1, 4), "UTF-8"),
        ("a: 1\nb: adm\u200bin\n".encode(), Place(2, 7), "U+200B"),
        ("a: x\u202ey\n".encode(), Place(1, 5), "U+202E"),
        (b"a: x\x00y\n", Place(1, 5), "U+0000"),
        ("a: Re\u0301my\n".encode(), Place(1, 1), "NFC"),
        (b"a: " + b"[" * 20 + b"]" * 20 + b"\n", Place(1, 15), "nested"),
        (b"a: [" + b"1," * 20_000 + b"1]\n", Place(1, 19999), "too large"),
        (b"a: " + b"x" * MAX_BYTES, Place(1, 1), "bytes"),
    ],
)
def test_attacks_are_refused_at_their_place(data: bytes, place: Place, words: str) -> None:
    found = problem(data)
    assert words in found.message
    assert found.place == place


def test_deep_nesting_ends_in_an_error_and_not_in_a_crash() -> None:
    assert "nested" in problem(b"a: " + b"[" * 60_000).message


def test_a_byte_order_mark_of_an_editor_is_taken() -> None:
    assert read(b"\xef\xbb\xbfa: 1\r\n", "a.yaml").tree == {"a": 1}


def test_a_problem_says_file_line_column_and_what_to_do() -> None:
    assert str(problem(b"a: 1\na: 2\n")) == "a.yaml:2:1: field `a` stands here twice: keep one"
