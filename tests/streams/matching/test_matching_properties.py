"""What holds for every roll and every description."""

from __future__ import annotations

import random
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import streams.matching.compare as comparing
from streams.matching.compare import Sought, compare
from streams.matching.decide import decide
from streams.matching.evidence import Evidence
from streams.matching.index import RollIndex
from streams.matching.levels import AddressLevel, Connection, SettingLevel
from streams.matching.load import load_name_data
from streams.matching.names import PersonName, name_levels
from streams.matching.outcomes import Matched, NotOnAnyRoll, Outcome, Referred, Thresholds
from streams.matching.pairs import compare_people, connected_with_any, connection
from streams.matching.people import Description, RollEntry
from tests.streams.matching.invented_pupils import CORRUPTIONS, described, index_of, pupils

DATA = load_name_data()
EVERYONE = pupils(400, seed=7)
RANK = {NotOnAnyRoll: 0, Referred: 1, Matched: 2}
MARK = "Xqzvw"

given_words = st.sampled_from([pupil.entry.given_names for pupil in EVERYONE]) | st.text("abeilmnoé'- ", max_size=9)
family_words = st.sampled_from([pupil.entry.family_name for pupil in EVERYONE]) | st.text("abeilmnoé'- ", max_size=9)
dates = st.dates(date(2012, 1, 1), date(2014, 12, 31)) | st.none()
descriptions = st.builds(
    Description,
    given_names=given_words,
    family_name=family_words,
    other_names=st.lists(given_words, max_size=2).map(tuple),
    date_of_birth=dates,
    postcode=st.sampled_from([None, "MK40 1AA", "MK40 1AB"]),
    address_lines=st.sampled_from([(), ("12 High Street",), ("14 High Street",), ("Rose Cottage",)]),
    uprn=st.sampled_from([None, "100", "200"]),
)
seeds = st.integers(0, 2**32)
kinds = st.sampled_from(sorted(CORRUPTIONS))


def outcome(description: Description, rolls: RollIndex) -> Outcome:
    return decide(compare(description, rolls, DATA), Thresholds())


def asked(seed: int, kind: str) -> tuple[RollEntry, Description]:
    rnd = random.Random(seed)
    pupil = rnd.choice(EVERYONE)
    return pupil.entry, CORRUPTIONS[kind](described(pupil.entry), pupil, rnd)


@given(descriptions, descriptions)
@settings(max_examples=300, deadline=None)
def test_comparing_two_people_is_symmetric(a: Description, b: Description) -> None:
    assert compare_people(a, b, DATA) == compare_people(b, a, DATA)


@given(given_words, family_words, given_words, family_words)
@settings(max_examples=500, deadline=None)
def test_levels_of_names_are_symmetric(given_a: str, family_a: str, given_b: str, family_b: str) -> None:
    a, b = PersonName(given_a, family_a), PersonName(given_b, family_b)
    assert name_levels(a, b, DATA) == name_levels(b, a, DATA)


@given(seeds, kinds, st.lists(seeds, min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_another_pupil_never_turns_a_match_to_a_different_pupil(seed: int, kind: str, others: list[int]) -> None:
    _, description = asked(seed, kind)
    some = [pupil.entry for pupil in EVERYONE[:200]]
    strangers = [
        msgspec.structs.replace(EVERYONE[other % 400].entry, pupil=f"stranger{place}", urn=f"20000{place}")
        for place, other in enumerate(others)
    ]
    before = outcome(description, index_of(some))
    after = outcome(description, index_of(some + strangers))
    if isinstance(before, Matched) and isinstance(after, Matched):
        assert after.candidate == before.candidate


@given(seeds, kinds, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_loading_never_matters(seed: int, kind: str, rnd: random.Random) -> None:
    _, description = asked(seed, kind)
    entries = [pupil.entry for pupil in EVERYONE]
    shuffled = RollIndex()
    urns = sorted({entry.urn for entry in entries})
    rnd.shuffle(urns)
    for urn in (*urns, urns[0]):
        roll = [entry for entry in entries if entry.urn == urn]
        rnd.shuffle(roll)
        shuffled.put_roll(urn, 1, b"", roll)
    assert compare(description, shuffled, DATA) == compare(description, index_of(entries), DATA)


@given(seeds, kinds)
@settings(max_examples=200, deadline=None)
def test_less_corroboration_never_raises_the_outcome(seed: int, kind: str) -> None:
    _, description = asked(seed, kind)
    rolls = index_of([pupil.entry for pupil in EVERYONE])
    evidence = compare(description, rolls, DATA)
    full = decide(evidence, Thresholds())
    agreeing = evidence.candidates[0] if evidence.candidates else None
    if agreeing is None:
        return
    if agreeing.address in {AddressLevel.UPRN, AddressLevel.POSTCODE_AND_LINE, AddressLevel.POSTCODE}:
        less = msgspec.structs.replace(description, postcode=None, address_lines=(), uprn=None)
        assert RANK[type(outcome(less, rolls))] <= RANK[type(full)]
        assert RANK[type(outcome(msgspec.structs.replace(description, address_lines=()), rolls))] <= RANK[type(full)]
    if agreeing.setting is SettingLevel.NAMED:
        less = msgspec.structs.replace(description, settings=())
        assert RANK[type(outcome(less, rolls))] <= RANK[type(full)]


@given(seeds, kinds, st.lists(seeds, max_size=4))
@settings(max_examples=150, deadline=None)
def test_the_quick_way_gives_the_outcome_of_the_long_one(seed: int, kind: str, others: list[int]) -> None:
    entry, description = asked(seed, kind)
    rivals = [_rival(entry, number, place) for place, number in enumerate(others)]
    rolls = index_of([pupil.entry for pupil in EVERYONE] + rivals)
    quick = outcome(description, rolls)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "_by_name_and_date", lambda *_: None)
        long = outcome(description, rolls)
    assert type(quick) is type(long)
    if isinstance(quick, Matched) and isinstance(long, Matched):
        assert quick.candidate == long.candidate
    if isinstance(quick, Referred) and isinstance(long, Referred):
        assert quick.reason == long.reason


def _rival(entry: RollEntry, number: int, place: int) -> RollEntry:
    """Somebody much like the pupil: a namesake, a twin, a relative, or the same child under another id."""
    rnd = random.Random(number)
    stranger = rnd.choice(EVERYONE).entry
    changes: dict[str, object] = {"pupil": f"rival{place}", "urn": rnd.choice([entry.urn, "209999"])}
    if rnd.random() < 0.5:
        changes["given_names"] = rnd.choice([stranger.given_names, entry.given_names[:-1], entry.given_names[:1]])
    if rnd.random() < 0.5:
        changes["family_name"] = rnd.choice([stranger.family_name, f"{entry.family_name}-Quick", entry.given_names])
    if rnd.random() < 0.5:
        changes["date_of_birth"] = entry.date_of_birth + timedelta(days=rnd.choice([1, 2, 365, 3000]))
    if rnd.random() < 0.5:
        changes |= {"postcode": rnd.choice([stranger.postcode, None]), "uprn": None}
    if rnd.random() < 0.2:
        changes["known_as"] = (rnd.choice([entry.given_names, f"{entry.given_names} {entry.family_name}"]),)
    return msgspec.structs.replace(entry, **changes)


@given(seeds, kinds)
@settings(max_examples=100, deadline=None)
def test_evidence_and_outcome_hold_no_personal_values(seed: int, kind: str) -> None:
    entry, description = asked(seed, kind)
    marked = msgspec.structs.replace(
        entry,
        given_names=f"{MARK}a {entry.given_names}",
        family_name=f"{MARK}b",
        known_as=(f"{MARK}c",),
        postcode=f"{MARK}d",
        address_lines=(f"{MARK}e",),
        uprn=f"{MARK}f",
    )
    query = msgspec.structs.replace(
        description,
        given_names=f"{MARK}a",
        family_name=f"{MARK}b",
        other_names=(f"{MARK}h",),
        postcode=f"{MARK}d",
        address_lines=(f"{MARK}e",),
        uprn=f"{MARK}f",
    )
    evidence = compare(query, index_of([marked, entry]), DATA)
    assert evidence.candidates
    written = msgspec.json.encode((evidence, decide(evidence, Thresholds()))).decode().casefold()
    assert MARK.casefold() not in written
    for born in filter(None, (entry.date_of_birth, description.date_of_birth)):
        assert born.isoformat() not in written
        assert f"{born:%Y%m%d}" not in written.replace(entry.pupil, "")


@given(seeds, kinds)
@settings(max_examples=100, deadline=None)
def test_evidence_read_back_from_a_record_gives_the_same_outcome(seed: int, kind: str) -> None:
    _, description = asked(seed, kind)
    evidence = compare(description, index_of([pupil.entry for pupil in EVERYONE]), DATA)
    read = msgspec.json.decode(msgspec.json.encode(evidence), type=Evidence)
    assert read == evidence
    assert decide(read, Thresholds()) == decide(evidence, Thresholds())


RELATIVES = (
    ("Kathleen", date(2014, 3, 9)),
    ("Jane", date(2014, 3, 9)),
    ("Leon", date(2013, 3, 9)),
    ("Asha", date(2014, 3, 8)),
)
SLIPPED = ("Katherine", "Oluwaseun", "Aisha", "Siobhán", "Jan", "Muhammad", "Leo")


@pytest.mark.parametrize("given_name", SLIPPED)
@pytest.mark.parametrize("family", ["Smith", "O'Connor-Khan", "Nowak"])
def test_no_single_slip_leads_to_another_child(given_name: str, family: str) -> None:
    child = _child("right", given_name, date(2014, 3, 9))
    child = msgspec.structs.replace(child, family_name=family)
    relatives = [
        msgspec.structs.replace(_child(f"wrong{name}", name, born), family_name=family) for name, born in RELATIVES
    ]
    rolls = index_of([child, *relatives])
    careful = described(child)
    slips = [msgspec.structs.replace(careful, given_names=slip) for slip in _slips(given_name)]
    slips += [msgspec.structs.replace(careful, family_name=slip) for slip in _slips(family)]
    slips += [msgspec.structs.replace(careful, date_of_birth=born) for born in _slips_in_date(child.date_of_birth)]
    found = [outcome(slip, rolls) for slip in slips]
    assert not [o for o in found if isinstance(o, Matched) and o.candidate.pupil != "right"]
    assert not [o for o in found if isinstance(o, NotOnAnyRoll)]
    assert [o for o in found if isinstance(o, Matched)]


def _child(pupil: str, given_names: str, born: date) -> RollEntry:
    return RollEntry(
        pupil=pupil,
        urn="109413",
        given_names=given_names,
        family_name="",
        date_of_birth=born,
        postcode="MK40 1AA",
        address_lines=("12 High Street",),
    )


def _slips(word: str) -> set[str]:
    letters = "abcdefghijklmnopqrstuvwxyz' -"
    places = range(len(word) + 1)
    made = {word[:p] + word[p + 1 :] for p in places} | {word[:p] + c + word[p:] for p in places for c in letters}
    made |= {word[:p] + c + word[p + 1 :] for p in places[:-1] for c in letters}
    made |= {word[:p] + word[p + 1] + word[p] + word[p + 2 :] for p in places[:-2]}
    return made - {word}


def _slips_in_date(born: date) -> list[date]:
    made = []
    written = f"{born:%Y%m%d}"
    for place in range(2, 8):
        for digit in "0123456789":
            typed = written[:place] + digit + written[place + 1 :]
            try:
                made.append(date(int(typed[:4]), int(typed[4:6]), int(typed[6:])))
            except ValueError:
                continue
    return [*made, born.replace(month=born.day, day=born.month)]


@settings(max_examples=150)
@example(Description(given_names="Mia", family_name=""), [Description(given_names="Mia", family_name="Williams")], [])
@given(reader=descriptions, people=st.lists(descriptions, max_size=5), sisters=st.lists(given_words, max_size=2))
def test_a_reader_is_held_against_many_as_against_each(
    reader: Description, people: list[Description], sisters: list[str]
) -> None:
    """Passing over all who bear a name that was compared already leaves nobody out."""
    family = [msgspec.structs.replace(people[0], given_names=name, other_names=()) for name in sisters if people]
    ours, all_of_them = Sought(reader), [Sought(person) for person in [*people, *family]]
    each = [connection(ours, theirs, DATA) is not Connection.NONE for theirs in all_of_them]
    assert connected_with_any(ours, all_of_them, DATA) is any(each)
