"""Words of a meeting: sealed under every key of an event, and bound to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records.meetings import WORDS_MOST
from schemas.sealing import new_key
from schemas.words import WordsNotOpened, are_under, new_words_key, open_words, seal_words

EVENT = bytes(range(16))


@given(st.text(max_size=200), st.integers(1, 5))
def test_words_come_back_under_the_keys_that_sealed_them(words: str, count: int) -> None:
    keys = [new_key() for _ in range(count)]
    sealed = seal_words(words, keys, EVENT)
    assert open_words(sealed, keys, EVENT) == words
    assert len(words) < 8 or words.encode() not in sealed.body


def test_no_key_fewer_and_no_other_order_opens_them() -> None:
    keys = [new_key(), new_key()]
    sealed = seal_words("ring her sister", keys, EVENT)
    for others in (keys[:1], keys[::-1], [keys[0], new_key()]):
        with pytest.raises(WordsNotOpened):
            open_words(sealed, others, EVENT)


def test_they_do_not_open_as_words_of_another_event() -> None:
    keys = [new_key()]
    with pytest.raises(WordsNotOpened):
        open_words(seal_words("ring her sister", keys, EVENT), keys, bytes(16))


def test_the_same_words_are_never_the_same_bytes() -> None:
    keys = [new_key()]
    assert seal_words("x", keys, EVENT) != seal_words("x", keys, EVENT)


def test_words_that_are_too_long_are_refused_without_being_repeated() -> None:
    with pytest.raises(ValueError, match=f"{WORDS_MOST} is the most"):
        seal_words("x" * (WORDS_MOST + 1), [new_key()], EVENT)


def test_words_say_under_which_words_key_they_were_sealed() -> None:
    first, second = new_words_key(), new_words_key()
    sealed = seal_words("ring her sister", [new_key(), first], EVENT)
    assert are_under(sealed, first)
    assert not are_under(sealed, second)
