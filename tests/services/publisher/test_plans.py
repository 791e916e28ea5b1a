"""What is done with an incident, given what was sent before."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publisher.plans import Past, Plan, Step, plan

A, B, C = b"a", b"b", b"c"


def past(revision: int, content: bytes, exported: int | None = None, outcome: str = "", reason: str = "") -> Past:
    return Past(revision, exported, content, outcome, reason)


@pytest.mark.parametrize(
    ("before", "content", "exported", "expected"),
    [
        ([], A, None, Plan(Step.SEND, 1)),
        ([], A, 7, Plan(Step.SEND, 1)),
        ([past(1, A)], A, None, Plan(Step.ALREADY_SENT, 1)),
        ([past(1, A)], B, None, Plan(Step.SEND, 2)),
        ([past(1, A, 1)], B, 1, Plan(Step.SEND, 2)),
        ([past(1, A, 2)], B, 1, Plan(Step.NEW_UNDER_OLD, 1)),
        ([past(1, A, 1), past(2, B, 2)], A, 1, Plan(Step.OLDER_REVISION, 2)),
        ([past(1, A), past(2, B)], A, None, Plan(Step.WENT_BACK, 2)),
        ([past(1, A, 1), past(2, B, 2)], A, 2, Plan(Step.WENT_BACK, 2)),
        ([past(1, A, 1), past(2, B, 2)], A, 3, Plan(Step.SEND, 3)),
        ([past(1, A, outcome="rejected", reason="unknown_key")], A, None, Plan(Step.SEND, 1)),
        ([past(1, A, outcome="rejected", reason="conflict")], A, None, Plan(Step.SEND, 2)),
        ([past(1, A), past(2, B, outcome="rejected")], B, None, Plan(Step.SEND, 2)),
        ([past(1, A), past(2, B, outcome="rejected")], A, None, Plan(Step.ALREADY_SENT, 1)),
        ([past(1, A), past(2, B, outcome="rejected", reason="overtaken")], C, None, Plan(Step.SEND, 3)),
        ([past(1, A, outcome="accepted"), past(2, B, outcome="repeated")], B, None, Plan(Step.ALREADY_SENT, 2)),
    ],
)
def test_the_step(before: list[Past], content: bytes, exported: int | None, expected: Plan) -> None:
    assert plan(before, content, exported) == expected


def test_a_person_may_say_that_content_goes_back() -> None:
    assert plan([past(1, A), past(2, B)], A, None, reinstate=True) == Plan(Step.SEND, 3)


@given(
    st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(1, 4), st.sampled_from(["", "accepted", "rejected"])))
)
def test_standing_revisions_are_contiguous_and_content_never_goes_twice_in_a_row(
    steps: list[tuple[bytes, int, str]],
) -> None:
    history: list[Past] = []
    for content, exported, outcome in steps:
        found = plan(history, content, exported)
        if found.step is Step.SEND:
            history.append(past(found.revision, content, exported, outcome))
    standing = [one for one in history if one.outcome != "rejected"]
    assert [one.revision for one in standing] == list(range(1, len(standing) + 1))
    assert all(one.content != next_.content for one, next_ in pairwise(standing))
    assert [one.exported for one in standing] == sorted(one.exported or 0 for one in standing)
