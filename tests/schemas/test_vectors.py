"""The golden vectors, from their files alone."""

from base64 import b64decode

import pytest

from schemas import codec
from schemas.refusals import ADVICE, Refusal, RefusalReason
from schemas.vectors import make
from schemas.vectors.files import FOLDER, expectation, read, read_signed, run, submissions, unpacked
from schemas.versions import upgraded

VALID = sorted((FOLDER / "valid").glob("*.json"))
FAIL = sorted((FOLDER / "fail").glob("*.json"))


@pytest.mark.parametrize("name", [path.stem for path in FAIL])
def test_a_fail_vector_is_refused_with_its_reason_and_place(name: str) -> None:
    vector = read(FOLDER / "fail" / f"{name}.json")
    with pytest.raises(Refusal) as caught:
        run(vector)
    assert (caught.value.reason.value, caught.value.place) == (vector.reason, vector.place)


@pytest.mark.parametrize("name", [path.stem for path in VALID])
def test_a_valid_vector_is_taken_for_what_it_is(name: str) -> None:
    vector = read(FOLDER / "valid" / f"{name}.json")
    received = run(vector)
    if vector.signature is not None:
        assert read_signed(vector) == vector.signed
    elif vector.promise is None:
        found = [expectation(*pair) for pair in zip(received, submissions(vector), strict=True)]
        assert tuple(found) == vector.expected
        assert vector.expected


@pytest.mark.parametrize("name", [path.stem for path in VALID if read(path).expected])
def test_what_is_taken_has_one_encoding(name: str) -> None:
    vector = read(FOLDER / "valid" / f"{name}.json")
    for received, submission in zip(run(vector), submissions(vector), strict=True):
        assert codec.encode(received.envelope) == submission.envelope
        assert codec.encode(received.value) == received.envelope.value
        plaintexts = [b64decode(text) for each in vector.expected for text in each.plaintexts]
        assert all(codec.encode(codec.decode_any(plaintext)) == plaintext for plaintext in plaintexts)
        assert {upgraded(codec.decode_any(plaintext)) for plaintext in plaintexts} >= set(received.sections)


def test_there_are_as_many_as_were_promised() -> None:
    assert len(VALID) >= 12
    assert len(FAIL) >= 60


def test_every_reason_has_a_vector_and_advice() -> None:
    assert {read(path).reason for path in FAIL} == {reason.value for reason in RefusalReason}
    assert set(ADVICE) == set(RefusalReason)


def test_a_file_has_the_name_of_its_vector() -> None:
    assert all(read(path).name == path.stem for path in (*VALID, *FAIL))


def test_no_two_vectors_hand_in_the_same() -> None:
    handed_in = [path.read_text(encoding="utf-8").split('"hub":', 1)[1] for path in (*VALID, *FAIL)]
    assert len(set(handed_in)) == len(handed_in)


def test_the_script_makes_the_same_files() -> None:
    made = {f"fail/{vector.name}": vector for vector in make.fail_vectors()}
    made |= {f"valid/{vector.name}": vector for vector in make.all_valid()}
    assert made == {f"{path.parent.name}/{path.stem}": read(path) for path in (*VALID, *FAIL)}


@pytest.mark.parametrize("field", ["envelope", "keys"])
def test_only_the_named_part_differs_from_a_good_submission(field: str) -> None:
    """A flipped byte is one byte: everything else is as in the valid notification."""
    good = read(FOLDER / "valid" / "notification.json")
    name = "flipped_section_3_tag" if field == "envelope" else "keys_tag_flipped"
    bad = read(FOLDER / "fail" / f"{name}.json")
    pairs = zip(unpacked(getattr(good, field)), unpacked(getattr(bad, field)), strict=True)
    assert sum((one ^ other).bit_count() for one, other in pairs) == 1
    rest = "keys" if field == "envelope" else "envelope"
    assert getattr(good, rest) == getattr(bad, rest)
