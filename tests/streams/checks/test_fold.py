"""How it stood at any point in two times: when it happened, and when the hub knew."""

from datetime import timedelta

import pytest

from schemas.records.notify import DeskKind, NoticeKind
from streams.checks.fold import Then, fold_at
from streams.checks.records import Recorded
from tests.support.world import START


def then(
    records: list[Recorded], *, happened: timedelta = timedelta(days=9), known: timedelta = timedelta(days=9)
) -> Then:
    return fold_at(records, happened_until=START + happened, known_until=START + known)


def test_in_the_evening_all_is_sent_and_the_doubtful_waits(records: list[Recorded]) -> None:
    stood = then(records, known=timedelta(hours=1))
    assert stood.events == 3
    assert [notice.kind for notice in stood.notices] == [NoticeKind.FIRST] * 3
    assert [notice.opened_in_time for notice in stood.notices].count(True) == 1
    assert [notice.acknowledged_at is not None for notice in stood.notices].count(True) == 1
    assert [item.kind for item in stood.desk] == [DeskKind.MATCH]
    assert not any(notice.overdue or notice.escalated for notice in stood.notices)


def test_by_the_end_the_withdrawn_is_recalled_and_the_corrected_updated(records: list[Recorded]) -> None:
    stood = then(records)
    kinds = sorted(notice.kind for notice in stood.notices)
    assert kinds == [NoticeKind.FIRST, NoticeKind.FIRST, NoticeKind.RECALL, NoticeKind.UPDATE]
    assert sum(notice.overdue and notice.escalated for notice in stood.notices) == 1
    assert DeskKind.MATCH not in {item.kind for item in stood.desk}


def test_nothing_is_known_before_it_was_received(records: list[Recorded]) -> None:
    stood = then(records, known=timedelta(minutes=-1))
    assert (stood.events, stood.notices, stood.desk) == (0, (), ())


def test_nothing_counts_that_happened_later(records: list[Recorded]) -> None:
    stood = then(records, happened=timedelta(hours=-1))
    assert (stood.events, stood.notices, stood.desk) == (0, (), ())


@pytest.mark.parametrize("minutes", [0, 30, 16 * 60, 17 * 60])
def test_a_fold_of_fewer_records_is_the_fold_until_then(records: list[Recorded], minutes: int) -> None:
    known = timedelta(minutes=minutes)
    earlier = [record for record in records if record.decision.at <= START + known]
    assert then(records, known=known) == then(earlier)
