"""Whom a case at MARAC is about, of all those of whom its coordinator has a notice."""

from collections.abc import Sequence

from streams.engines.contract import Views
from streams.views.rows import NoticeRow


def head_of_case(views: Views, rows: Sequence[NoticeRow]) -> NoticeRow:
    """The victim's notice among those of one case; the others are the household.

    The referral's assessment names the victim, or their adviser was told of them; where neither did, it is the latest.
    """
    assessed = next((row for row in rows if views.repeat_of(row.notice) is not None), None)
    if assessed is not None:
        return assessed
    latest = max(rows, key=lambda row: (row.occurred_at, row.notice))
    advised = {one.person for one in views.told_of(latest.case) if one.role == "idva"}
    return next((row for row in rows if row.person in advised), latest)
