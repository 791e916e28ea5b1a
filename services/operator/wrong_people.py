"""Cases that were withdrawn as about the wrong people, and published outcomes of such contacts: about them too.

Source: ops/decisions/0157. One that names another contact since is about other people.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from schemas.events.event import Standing, Withdrawal
from schemas.records.accept import EventAccepted
from schemas.records.answers import ContactAnswered, ContactNamed, NotTaken
from streams.views.answering import SqlViews
from streams.views.rows import EventRow


def is_about_wrong_people(views: SqlViews, row: EventRow) -> bool:
    """Whether a case stands withdrawn, by this event, as about the wrong people."""
    if row.event != _newest(views, row.case):
        return False
    accepted = (one for one in _outputs(views, row.event) if isinstance(one, EventAccepted) and one.event == row.event)
    return any(one.withdrawal is Withdrawal.WRONG_PEOPLE for one in accepted)


def outcomes_of(views: SqlViews, contacts: Iterable[EventRow], until: datetime) -> Iterator[EventRow]:
    """The newest event of each outcome that answers one of these withdrawn contacts; and of each that came, up to a
    time, after its contact had been withdrawn so.
    """
    found: dict[bytes, None] = {}
    for contact in contacts:
        outputs = (one for event in views.revisions([contact.case])[contact.case] for one in _outputs(views, event))
        answered = (one for one in outputs if isinstance(one, ContactAnswered))
        found.update(dict.fromkeys(one.outcome_case for one in answered if one.case == contact.case))
    late = (views.event(event) for event in views.raised_for(NotTaken.CONTACT_WRONG_PEOPLE, until))
    found.update(dict.fromkeys(row.case for row in late if row is not None))
    for case in found:
        newest = views.event(_newest(views, case))
        if newest is not None and _is_of_them(views, newest):
            yield newest


def _is_of_them(views: SqlViews, outcome: EventRow) -> bool:
    """Whether an outcome stands withdrawn, or names a contact that does so as about the wrong people."""
    if outcome.standing == Standing.WITHDRAWN:
        return True
    said = (one.contact for one in _outputs(views, outcome.event) if isinstance(one, ContactNamed))
    named = [contact for contact in said if contact is not None]
    contact = views.event(named[-1]) if named else None
    newest = views.event(_newest(views, contact.case)) if contact is not None else None
    return newest is not None and is_about_wrong_people(views, newest)


def _newest(views: SqlViews, case: bytes) -> bytes:
    """The newest event of a case."""
    return next(iter(views.revisions([case])[case]))


def _outputs(views: SqlViews, event: bytes) -> Iterator[object]:
    return (output for step in views.trace(event) for _, output in step.outputs)
