"""Keys of states: each subject its own, and those that are kept are given back as they were."""

from uuid import UUID

from streams.deciders import keys

CASE, ANOTHER = UUID(int=1).bytes, UUID(int=2).bytes


def test_no_two_subjects_share_a_key() -> None:
    of_cases = [keys.case_key, keys.contact_key, keys.outcome_key, keys.joining_key, keys.hotspots_key]
    of_names = [keys.instance_key, keys.pupil_key, keys.person_key, keys.history_key, keys.same_key]
    found = [key(case) for key in of_cases for case in (CASE, ANOTHER)]
    found += [key(name) for key in of_names for name in ("a", "b")]
    for both in (keys.matter_key, keys.proposed_key):
        found += [both(case, person) for case in (CASE, ANOTHER) for person in ("a", "b")]
    found += [keys.pair_key("a", "b"), keys.pair_key("b", "a")]
    assert len(set(found)) == len(found)


def test_a_matter_begins_with_its_case() -> None:
    assert keys.matter_key(CASE, "a").startswith(keys.case_key(CASE))
    assert keys.joining_key(CASE) == keys.matter_key(CASE, "*")


def test_people_are_read_from_keys_of_people_alone() -> None:
    assert keys.people_in(keys.pair_key("resolve-1-0", "resolve-2-1")) == ["resolve-1-0", "resolve-2-1"]
    for key in (keys.person_key, keys.history_key, keys.same_key):
        assert keys.people_in(key("resolve-1-0")) == ["resolve-1-0"]
    for other in (keys.instance_key, keys.pupil_key):
        assert keys.people_in(other("resolve-1-0")) == []
    assert keys.people_in(keys.matter_key(CASE, "resolve-1-0")) == []


def test_a_key_that_is_kept_is_the_same_string_and_no_more_are_kept_than_were_meant() -> None:
    assert keys.case_key(CASE) is keys.case_key(CASE)
    assert keys.matter_key(CASE, "a") is keys.matter_key(CASE, "a")
    before = keys.case_key(CASE), keys.matter_key(CASE, "a")
    for number in range(2 * keys._KEPT):
        case = UUID(int=number).bytes
        keys.case_key(case)
        keys.matter_key(case, "a")
    assert len(keys._CASES) <= keys._KEPT
    assert len(keys._MATTERS) <= keys._KEPT
    assert (keys.case_key(CASE), keys.matter_key(CASE, "a")) == before
