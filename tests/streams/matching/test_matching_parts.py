"""The parts below comparing: dates, folding, addresses, the index, the name data."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.matching.compare import address_level
from streams.matching.data.v1 import weights as weights_v1
from streams.matching.dates import date_level, date_number, near_dates, swapped
from streams.matching.folding import fold, fold_line, fold_postcode, sound
from streams.matching.index import RollIndex
from streams.matching.levels import AddressLevel, DateLevel, NameFrequency
from streams.matching.load import load_name_data
from streams.matching.namedata import NameData
from streams.matching.people import RollEntry, RollVersion
from streams.matching.weights import NameDataError

DATA = load_name_data()
DATES = st.dates(date(1930, 1, 1), date(2029, 12, 31))
WEIGHTS = (
    "[date_of_birth]\nexact=1\nswapped=1\none_digit=1\nsame_year_month=1\ndiffers=1\nabsent=0\n"
    "[given_name]\nexact=1\n[family_name]\nexact=1\n[address]\nuprn=1\n[setting]\nnamed=1\n"
    "[given_frequency]\nrare=1\n[family_frequency]\nrare=1\n"
)
PUPIL = RollEntry(
    pupil="a1", urn="1", given_names="Ann", family_name="Lee", date_of_birth=date(2014, 3, 9), postcode="MK40 1AA"
)


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (20140309, 20140309, DateLevel.EXACT),
        (20140309, 20140903, DateLevel.SWAPPED),
        (20140309, 20140308, DateLevel.ONE_DIGIT),
        (20140312, 20140321, DateLevel.ONE_DIGIT),
        (20140309, 20140327, DateLevel.SAME_YEAR_MONTH),
        (20140309, 20110927, DateLevel.DIFFERS),
        (0, 20140309, DateLevel.ABSENT),
    ],
)
def test_levels_of_dates(a: int, b: int, level: DateLevel) -> None:
    assert date_level(a, b) is level
    assert date_level(b, a) is level


@given(DATES, DATES)
@settings(max_examples=300)
def test_every_date_with_a_slip_is_looked_for(a: date, b: date) -> None:
    ours, theirs = date_number(a), date_number(b)
    same_century = ours // 10**6 == theirs // 10**6
    if date_level(ours, theirs) is DateLevel.ONE_DIGIT and same_century:
        assert theirs in set(near_dates(ours))
    if date_level(ours, theirs) is DateLevel.SWAPPED:
        assert swapped(ours) == theirs


@given(DATES)
@settings(max_examples=100)
def test_all_that_is_looked_for_is_a_slip(born: date) -> None:
    number = date_number(born)
    assert {date_level(number, near) for near in near_dates(number)} <= {DateLevel.ONE_DIGIT, DateLevel.SWAPPED}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O'Brien", ("obrien",)),
        ("Mary-Kate", ("mary", "kate")),
        ("  Jean  Luc ", ("jean", "luc")),
        ("ŁUKASZ", ("lukasz",)),
        ("Straße", ("strasse",)),
        ("Y\u0131lmaz", ("yilmaz",)),
        ("ﬁona", ("fiona",)),
        ("Siobha\u0301n", ("siobhan",)),
        ("--", ()),
    ],
)
def test_folding(text: str, words: tuple[str, ...]) -> None:
    assert fold(text) == words


@pytest.mark.parametrize(
    "alike", [("Mohammed", "Muhammad"), ("Philips", "Fillips"), ("Kowalska", "Kowalski"), ("Wright", "Right")]
)
def test_names_that_sound_alike_share_a_key(alike: tuple[str, str]) -> None:
    assert sound(alike[0].lower()) == sound(alike[1].lower())


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("12 High Street", "Bedford"), "12"),
        (("12A, High St",), "12a"),
        (("Flat 2", "12 High Street"), "flat 2 12"),
        (("Rose Cottage", "The Green"), "rose cottage"),
        ((), ""),
    ],
)
def test_lines_are_reduced_to_what_tells_neighbours_apart(lines: tuple[str, ...], line: str) -> None:
    assert fold_line(lines) == line


_WORDS = st.sampled_from(("flat", "Unit", "apt", "12", "3b", "5ab", "b", "7c8", "Ash")) | st.text("a1 ", max_size=4)


@given(st.lists(st.lists(_WORDS, max_size=5).map(" ".join), max_size=3))
def test_a_line_of_plain_words_is_reduced_as_one_with_a_comma(lines: list[str]) -> None:
    """With a comma the expression finds the houses, without one the words are looked through."""
    assert fold_line(tuple(lines)) == fold_line((*lines, ","))


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        (("1", "", ""), ("1", "A", "2"), AddressLevel.UPRN),
        (("1", "A", "2"), ("3", "A", "2"), AddressLevel.POSTCODE_AND_LINE),
        (("", "A", "2"), ("", "A", "4"), AddressLevel.POSTCODE),
        (("", "A", ""), ("", "A", ""), AddressLevel.POSTCODE),
        (("", "A", "2"), ("", "B", "2"), AddressLevel.DIFFERS),
        (("1", "", ""), ("2", "", ""), AddressLevel.DIFFERS),
        (("", "", ""), ("1", "A", "2"), AddressLevel.ABSENT),
    ],
)
def test_levels_of_addresses(ours: tuple[str, str, str], theirs: tuple[str, str, str], level: AddressLevel) -> None:
    assert address_level(*ours, *theirs) is level
    assert address_level(*theirs, *ours) is level


def test_a_postcode_is_folded() -> None:
    assert fold_postcode(" mk40  1aa ") == "MK401AA"


def test_a_roll_replaces_the_one_before() -> None:
    rolls = RollIndex()
    rolls.put_roll("1", 1, b"a", [PUPIL])
    rolls.put_roll("1", 2, b"b", [msgspec.structs.replace(PUPIL, pupil="b2", date_of_birth=date(2013, 1, 1))])
    assert rolls.versions() == {"1": RollVersion(2, b"b")}
    assert rolls.entries_of("a1") == ()
    assert rolls.born(20140309) == ()
    assert [entry.pupil for entry in rolls.under("pMK401AA")] == ["b2"]


def test_a_removed_roll_leaves_nothing_behind() -> None:
    rolls = RollIndex()
    rolls.put_roll("1", 1, b"a", [PUPIL])
    rolls.put_roll("2", 1, b"a", [msgspec.structs.replace(PUPIL, urn="2")])
    assert rolls.remove_roll("1")
    assert [entry.urn for entry in rolls.entries_of("a1")] == ["2"]
    assert rolls.remove_roll("2")
    assert not rolls.remove_roll("2")
    assert (len(rolls), rolls.born(20140309), rolls.under("nann lee")) == (0, (), ())


def test_a_roll_holds_only_its_own_school() -> None:
    rolls = RollIndex()
    with pytest.raises(ValueError, match="names another school"):
        rolls.put_roll("2", 1, b"a", [PUPIL])
    assert "2" not in rolls


def test_the_name_data_is_large_enough_and_bears_a_version() -> None:
    assert DATA.group_count >= 250
    assert DATA.version.startswith("v1-")
    assert DATA.family_frequency("smith") is NameFrequency.VERY_COMMON
    assert DATA.family_frequency("quillinan") is NameFrequency.RARE


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("kate", "katherine"), ("bob", "robert"), ("mohammed", "muhammad"), ("zosia", "zofia"), ("kuba", "jakub"),
        ("gosia", "malgorzata"), ("sukhi", "sukhdeep"), ("ayesha", "aisha"), ("seun", "oluwaseun"), ("nell", "eleanor"),
    ],
)  # fmt: skip
def test_forms_of_one_name(a: str, b: str) -> None:
    assert DATA.forms_of_one_name(a, b)


@pytest.mark.parametrize(
    ("a", "b"), [("alfie", "freddie"), ("charlie", "lottie"), ("james", "jacob"), ("theo", "thea"), ("emily", "emma")]
)
def test_names_that_twins_may_bear_are_not_forms_of_one(a: str, b: str) -> None:
    assert not DATA.forms_of_one_name(a, b)


@pytest.mark.parametrize(("a", "b"), [("harris", "harrison"), ("ali", "alexander"), ("jack", "jackson")])
def test_short_forms_of_given_names_are_no_spellings_of_family_names(a: str, b: str) -> None:
    assert not DATA.forms_of_one_family_name(a, b)


def test_the_version_changes_with_the_data() -> None:
    texts = {"frequencies": "family common: Adams", "weights": weights_v1.TEXT}
    one = NameData(label="x", nicknames="Kate Katherine", **texts)
    other = NameData(label="x", nicknames="Kate Katie", **texts)
    assert one.version != other.version


@pytest.mark.parametrize(
    ("nicknames", "frequencies", "weights", "message"),
    [
        ("Kate", "", None, "nicknames line 1: a group needs two names or more"),
        ("# none\nKate --", "", None, "nicknames line 2: `--` holds no letters"),
        ("", "famly common: Smith", None, "frequencies line 1: begin with `given` or `family`"),
        ("", "", "[", "weights: "),
        ("", "", WEIGHTS, "weights: `accent_or_case` of NameLevel has no weight"),
    ],
)
def test_bad_name_data_names_its_place(nicknames: str, frequencies: str, weights: str | None, message: str) -> None:
    weights = weights_v1.TEXT if weights is None else weights
    with pytest.raises(NameDataError) as error:
        NameData(label="x", nicknames=nicknames, frequencies=frequencies, weights=weights)
    assert str(error.value).startswith(message)


def test_an_unknown_version_of_the_name_data_is_refused() -> None:
    with pytest.raises(NameDataError, match="there is no name data `v0`"):
        load_name_data("v0")


def test_name_data_is_read_once_in_a_process() -> None:
    assert load_name_data() is load_name_data()
