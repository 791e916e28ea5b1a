"""One truth of a return home interview: what was recorded here, in place of what the publisher knew when it wrote."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from schemas.events import missing
from schemas.items import Item
from schemas.records.share import Recipient
from schemas.records.work import AnsweredBy, Step, StepReason
from services.web.interviews import SENDERS_WORD, as_recorded
from streams.disclosing.lines import not_given
from streams.engines.contract import Disclosed
from streams.views.rows import StepRow
from tests.services.web import world
from tests.services.web.test_work_desk import PROVIDER, a_step

POLICE = Recipient("police_safeguarding", "agency", "bedfordshire-police")
ROW = world.notice_row("n", recipient=POLICE, type=missing.EVENT_TYPE)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def disclosed(*items: Item) -> Disclosed:
    """A notice whose publisher knew of no offer."""
    return Disclosed("", dict.fromkeys(items, ("Not offered yet",)), (), (), ())


def a_decline() -> StepRow:
    declined = replace(a_step(PROVIDER, Step.DECLINED), happened_at=AT)
    return replace(declined, by=AnsweredBy.CHILD, reason=StepReason.DOES_NOT_WANT_ONE)


def test_what_was_recorded_here_stands_in_place_of_what_the_publisher_knew() -> None:
    shown = as_recorded(ROW, disclosed(Item.RETURN_INTERVIEW, Item.CHILD_NAME), a_decline())
    assert shown.items[Item.RETURN_INTERVIEW] == (
        "Declined",
        "By: child",
        "Reason: does not want one",
        "Monday 23 November 2026 at 09:30",
    )
    assert shown.items[Item.CHILD_NAME] == ("Not offered yet",), "nothing else is touched"


def test_until_something_is_recorded_the_publishers_words_stand_as_theirs() -> None:
    shown = as_recorded(ROW, disclosed(Item.RETURN_INTERVIEW), None)
    assert shown.items[Item.RETURN_INTERVIEW] == ("Not offered yet", SENDERS_WORD)


@pytest.mark.parametrize("latest", [None, a_decline()])
def test_where_nothing_was_said_or_shown_nobodys_words_stand(latest: StepRow | None) -> None:
    """What is withheld reads as what was not said: nor is what was recorded here for a reader from whom it is."""
    shown = Disclosed("", {Item.RETURN_INTERVIEW: not_given(Item.RETURN_INTERVIEW)}, (), (), ())
    assert as_recorded(ROW, shown, latest) == shown


def test_a_reader_who_may_not_know_of_the_interview_learns_nothing() -> None:
    shown = disclosed(Item.CHILD_NAME)
    assert as_recorded(ROW, shown, a_decline()) == shown


@pytest.mark.parametrize("kind", ["recall", "interview"])
def test_a_notice_that_tells_an_outcome_or_takes_one_back_stays_what_was_sent(kind: str) -> None:
    shown = disclosed(Item.RETURN_INTERVIEW)
    assert as_recorded(replace(ROW, kind=kind), shown, a_decline()) == shown
