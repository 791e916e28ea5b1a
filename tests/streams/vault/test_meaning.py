"""What a vault means, whatever keeps it: put once, erased for good, wrapped under a key that stays outside."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.vault.keyring import WrappingKeyMissing
from streams.vault.lost import KeysLost
from streams.vault.names import event_owner, roll_owner, roll_prefix, staff_owner
from streams.vault.tombstone import Tombstone
from tests.streams.vault.conftest import AnyVault, Vaults

NOW = datetime(2026, 11, 9, 20, 0, tzinfo=UTC)
MICROS = 1_794_254_400_000_000
OWNER = event_owner(b"e" * 16)
KEYS = [bytes([n]) * 32 for n in range(1, 4)]


def put(vault: AnyVault, keys: Sequence[bytes], owner: bytes = OWNER) -> None:
    """Put durably."""
    vault.put([(owner, keys)])
    vault.commit()


def test_what_was_put_is_there_in_its_slots(vault: AnyVault) -> None:
    put(vault, KEYS)
    assert vault.get(OWNER) == KEYS


def test_an_owner_who_never_had_keys_is_an_error(vault: AnyVault) -> None:
    with pytest.raises(KeyError):
        vault.get(OWNER)


def test_an_owner_keeps_the_first_keys(vault: AnyVault) -> None:
    put(vault, KEYS)
    put(vault, KEYS[::-1])
    assert vault.get(OWNER) == KEYS


def test_what_is_rolled_back_is_gone(vault: AnyVault) -> None:
    vault.put([(OWNER, KEYS)])
    vault.rollback()
    with pytest.raises(KeyError):
        vault.get(OWNER)


def test_what_is_not_committed_is_gone_after_a_restart(vaults: Vaults) -> None:
    vault = vaults.open()
    vault.put([(OWNER, KEYS)])
    vault.close()
    with pytest.raises(KeyError):
        vaults.open().get(OWNER)


def test_what_is_committed_is_there_after_a_restart(vaults: Vaults) -> None:
    vault = vaults.open()
    put(vault, KEYS)
    vault.close()
    assert vaults.open().get(OWNER) == KEYS


def test_many_are_asked_at_once_and_who_never_had_any_is_left_out(vault: AnyVault) -> None:
    other = staff_owner("u", 1)
    put(vault, KEYS)
    put(vault, KEYS[:1], other)
    vault.erase(other, NOW, "asked_for")
    assert vault.get_many([OWNER, other, event_owner(b"f" * 16)]) == {
        OWNER: KEYS,
        other: [Tombstone(MICROS, "asked_for")],
    }
    assert vault.get_many([]) == {}


def test_an_erased_slot_says_when_and_why_and_the_others_stay(vault: AnyVault) -> None:
    put(vault, KEYS)
    assert vault.erase(OWNER, NOW, "asked_for", [1]) == 1
    assert vault.get(OWNER) == [KEYS[0], Tombstone(MICROS, "asked_for"), KEYS[2]]


def test_a_second_erasure_finds_nothing_and_keeps_the_first_reason(vault: AnyVault) -> None:
    put(vault, KEYS)
    vault.erase(OWNER, NOW, "asked_for")
    assert vault.erase(OWNER, NOW, "other") == 0
    assert vault.get(OWNER)[0] == Tombstone(MICROS, "asked_for")


def test_a_tombstone_refuses_any_later_put(vault: AnyVault) -> None:
    put(vault, KEYS)
    vault.erase(OWNER, NOW, "asked_for", [0])
    put(vault, KEYS)
    vault.renew([(OWNER, KEYS)])
    assert isinstance(vault.get(OWNER)[0], Tombstone)


def test_what_was_never_put_cannot_be_erased(vault: AnyVault) -> None:
    with pytest.raises(KeyError):
        vault.erase(OWNER, NOW, "asked_for")
    put(vault, KEYS)
    assert vault.get(OWNER) == KEYS


def test_nothing_is_erased_renewed_or_dropped_over_an_open_put(vault: AnyVault) -> None:
    vault.put([(OWNER, KEYS)])
    with pytest.raises(RuntimeError):
        vault.erase(OWNER, NOW, "asked_for")
    with pytest.raises(RuntimeError):
        vault.renew([(OWNER, KEYS)])
    with pytest.raises(RuntimeError):
        vault.drop(b"a", b"z")


def test_renewed_keys_take_the_place_of_those_left_by_a_crash(vault: AnyVault) -> None:
    put(vault, KEYS)
    vault.renew([(OWNER, KEYS[::-1])])
    assert vault.get(OWNER) == KEYS[::-1]


def test_dropping_older_rolls_leaves_the_current_one_and_other_schools(vault: AnyVault) -> None:
    owners = [roll_owner("100001", 1, "p"), roll_owner("100001", 256, "p"), roll_owner("100002", 1, "p")]
    for owner in (*owners, staff_owner("u", 1)):
        put(vault, KEYS[:1], owner)
    assert vault.drop(roll_prefix("100001", 0), roll_prefix("100001", 256)) == 1
    for owner in (*owners[1:], staff_owner("u", 1)):
        assert vault.get(owner) == KEYS[:1]
    with pytest.raises(KeyError):
        vault.get(owners[0])


def test_another_key_encryption_key_opens_nothing(vaults: Vaults) -> None:
    put(vaults.open(), KEYS)
    with pytest.raises((KeysLost, WrappingKeyMissing)):
        vaults.open(bytes(32)).get(OWNER)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "renew", "erase", "drop", "restart"]), st.integers(0, 2), st.integers(0, 2)),
        max_size=12,
    )
)
def test_once_erased_never_back_whatever_follows(vaults: Vaults, steps: list[tuple[str, int, int]]) -> None:
    vault = vaults.anew()
    erased: set[tuple[bytes, int]] = set()
    for step, number, slot in steps:
        owner = event_owner(bytes([number]) * 16)
        if step == "put":
            put(vault, KEYS, owner)
        elif step == "renew":
            vault.renew([(owner, KEYS)])
        elif step == "restart":
            vault.close()
            vault = vaults.open()
        elif step == "drop":
            vault.drop(owner, owner + b"\0")
        else:
            put(vault, KEYS, owner)
            vault.erase(owner, NOW, "asked_for", [slot])
            erased.add((owner, slot))
    for owner, slot in erased:
        put(vault, KEYS, owner)
        assert isinstance(vault.get(owner)[slot], Tombstone)
    for number in range(3):
        owner = event_owner(bytes([number]) * 16)
        for slot, key in enumerate(vault.get_many([owner]).get(owner, [])):
            assert key == (KEYS[slot] if (owner, slot) not in erased else key)
    vault.close()


def test_an_exchanged_last_key_is_another_and_the_rest_stay(vaults: Vaults) -> None:
    vault, other = vaults.open(), event_owner(b"f" * 16)
    put(vault, KEYS)
    put(vault, KEYS[:2], other)
    fresh = {OWNER: b"a" * 40, other: b"b" * 40}
    vault.exchange(fresh)
    vault.close()
    again = vaults.open()
    assert again.get(OWNER) == [*KEYS[:-1], fresh[OWNER]]
    assert again.get(other) == [KEYS[0], fresh[other]]


def test_an_erased_last_key_is_not_exchanged_for_another(vault: AnyVault) -> None:
    put(vault, KEYS)
    vault.erase(OWNER, NOW, "asked_for", [2])
    vault.exchange({OWNER: b"a" * 40})
    assert vault.get(OWNER) == [*KEYS[:-1], Tombstone(MICROS, "asked_for")]


def test_nothing_is_exchanged_where_one_owner_never_had_keys(vault: AnyVault) -> None:
    put(vault, KEYS)
    with pytest.raises(KeyError):
        vault.exchange({OWNER: b"a" * 40, event_owner(b"f" * 16): b"b" * 40})
    assert vault.get(OWNER) == KEYS
