"""The words of messages: the same for every message of a kind, and about nobody."""

import string

import pytest

from streams.outbox.asking import MessageKind
from streams.outbox.texts import WORDS, body_of

SIGN_IN = "https://hub.example/"


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_kind_says_what_to_do_and_nothing_that_varies(kind: MessageKind) -> None:
    body, words = body_of(kind, SIGN_IN), WORDS[kind]
    assert SIGN_IN in body
    assert body == body_of(kind, SIGN_IN)
    for text in (words.subject, words.says, body.replace(SIGN_IN, "")):
        assert not set(text) & set(string.digits + "{}%"), "a number or a place for a value"
        for told in ("school", "child", "pupil", "police", "MARAC", "urgent"):
            assert told.lower() not in text.lower()


def test_kinds_are_told_apart_by_their_subject() -> None:
    assert len({words.subject for words in WORDS.values()}) == len(MessageKind)
