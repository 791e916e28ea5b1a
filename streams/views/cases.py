"""Whom a case at MARAC is about, of all those of whom its coordinator has a notice."""

from collections.abc import Container, Mapping, Sequence

from streams.engines.contract import Views
from streams.views.rows import NoticeRow


def head_of_case(
    rows: Sequence[NoticeRow], repeats: Container[str], told: Mapping[bytes, Sequence[NoticeRow]]
) -> NoticeRow:
    """The victim's notice among those of one case; the others are the household.

    The referral's assessment names the victim (`repeats` has the notices that tell of one), or their adviser was told
    of them (`told` has everybody who was told of the case); where neither did, it is the latest.
    """
    assessed = next((row for row in rows if row.notice in repeats), None)
    if assessed is not None:
        return assessed
    latest = max(rows, key=lambda row: (row.occurred_at, row.notice))
    advised = {one.person for one in told[latest.case] if one.role == "idva"}
    return next((row for row in rows if row.person in advised), latest)


def asked_head(views: Views, rows: Sequence[NoticeRow]) -> NoticeRow:
    """As `head_of_case` of one case, with what it goes by asked of the views."""
    repeats = views.repeats_of([row.notice for row in rows])
    return head_of_case(rows, repeats, views.told_of_all({row.case for row in rows}))
