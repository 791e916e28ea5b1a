"""Contexts: no two uses share one, no two lists of parts frame alike."""

from hypothesis import given
from hypothesis import strategies as st

from schemas import contexts
from schemas.contexts import case_key, event_id, framed, payload_type

PARTS = st.lists(st.binary(max_size=6), max_size=4)


@given(PARTS, PARTS)
def test_framing_never_confuses_two_lists(one: list[bytes], other: list[bytes]) -> None:
    assert (framed(b"d", *one) == framed(b"d", *other)) == (one == other)


def test_framing_as_written_down() -> None:
    assert framed(b"dom", "é", 258, b"") == b"\0\0\0\3dom\0\0\0\2\xc3\xa9\0\0\0\x08\0\0\0\0\0\0\1\2\0\0\0\0"


def test_every_domain_is_one_of_its_own() -> None:
    domains = [value for value in vars(contexts).values() if isinstance(value, bytes)]
    assert len(domains) >= 7
    assert len(set(domains)) == len(domains)
    assert all(domain.startswith(b"firstbell/v1/") for domain in domains)


@given(st.text(max_size=20))
def test_no_event_type_is_signed_as_a_promise(name: str) -> None:
    for event_type in (name, "promise", "-hub.promise"):
        assert payload_type(event_type) != contexts.PROMISE_TYPE


def test_ids_depend_on_publisher_reference_and_revision() -> None:
    ids = {event_id(p, r, n) for p in ("a", "ab") for r in ("bc", "c") for n in (1, 2)}
    assert len(ids) == 8
    assert all(len(each) == 16 for each in ids)
    assert case_key("a", "bc") != case_key("ab", "c")
    assert case_key("a", "bc") != event_id("a", "bc", 1)
