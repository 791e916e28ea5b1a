"""A MARAC page never asks its coordinator to tell an adviser who is left out of the case."""

from types import SimpleNamespace
from typing import cast

import pytest

from schemas.records.share import DisclosureRefused, Recipient
from services.web.context import Context
from services.web.meetings import adviser_left_out
from streams.views.rows import NoticeRow

VICTIM, CHILD = "person-1", "person-2"


def refusal(person: str, role: str, reason: str) -> DisclosureRefused:
    """A refusal of one case to a role of the area."""
    recipient = Recipient(role, "area", "822")
    return DisclosureRefused(bytes(16), bytes(16), person, 0, recipient, reason, "", "", (), 0, "", "")


def left_out(*refused: DisclosureRefused) -> bool:
    """Whether the page of a victim says so, where the event's records hold these refusals."""
    step = SimpleNamespace(outputs=[(str(number), one) for number, one in enumerate(refused)])
    web = SimpleNamespace(hub=SimpleNamespace(views=SimpleNamespace(trace=lambda _: [step])))
    row = SimpleNamespace(event=bytes(16), person=VICTIM)
    return adviser_left_out(cast("Context", web), cast("NoticeRow", row))


def test_an_adviser_who_was_refused_the_case_for_a_conflict_is_left_out() -> None:
    assert left_out(refusal(VICTIM, "ifd", "conflict_declared"), refusal(VICTIM, "idva", "conflict_declared"))


@pytest.mark.parametrize(
    "refused",
    [
        refusal(VICTIM, "idva", "not_permitted"),
        refusal(VICTIM, "ifd", "conflict_declared"),
        refusal(CHILD, "idva", "conflict_declared"),
    ],
)
def test_any_other_refusal_leaves_no_adviser_out(refused: DisclosureRefused) -> None:
    assert not left_out(refused)
