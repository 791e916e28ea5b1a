"""What the desks of the other flows do with a notice that waits: they read it, and do what theirs to do is.

The front door triages contacts, the interviews' provider and the hospital's team record a step, the coordinators of
meetings set an action, everybody else acknowledges.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from msgspec import Struct
from sqlalchemy import Engine, text

from schemas.events.consent import Consent
from schemas.events.front_door import FrontDoorOutcome
from schemas.items import Item
from schemas.records.inputs import AcknowledgeNotice, Command, OpenNotice, TriageContact
from schemas.records.meetings import Owner, SealedWords, SetAction
from schemas.records.share import Recipient
from schemas.records.work import RecordStep, Step
from streams.engines.line.times import moment
from tests.support.flows import user
from tests.support.furnishing import AREA

MEETINGS: Final = {"spoc_coordinator": "spoc", "marac_coordinator": "marac"}
STEPS: Final = {"return_interview_provider": Step.OFFERED, "hospital_safeguarding": Step.PICKED_UP}
CARE: Final = Owner(Recipient("childrens_social_care", "area", AREA), "")
WORDS: Final = SealedWords(bytes(8), bytes(16), b"words of a meeting")
_WAITING: Final = (
    "SELECT notice, cased, person, role, items, issued_at FROM notice_view"
    " WHERE state = 'waiting' AND scheme <> 'urn' ORDER BY issued_at DESC LIMIT 200"
)


class Waits(Struct, frozen=True):
    """A notice that waits for whoever holds a role."""

    notice: str
    case: bytes
    person: str
    role: str
    items: frozenset[str]
    issued_at: datetime


def at_area(engine: Engine, random: Random) -> Iterator[tuple[str, Callable[[], list[Command]]]]:
    """What one sort of work may be done now, by the newest notices: of which notice, and what is asked then, in order.

    The sort is chosen, not the role: a front door has many notices, and few of them are contacts to triage.
    """
    with engine.connect() as connection:
        rows = connection.execute(text(_WAITING)).all()
    waiting = [Waits(n, bytes(c), p, role, frozenset(items.split()), moment(at)) for n, c, p, role, items, at in rows]
    work = [(one.notice, _then(one), OpenNotice(*_who(one))) for one in waiting]
    if not work:
        return
    chosen = random.choice(sorted({type(then) for _, then, _ in work}, key=lambda sort: sort.__name__))
    for notice, then, first in work:
        if isinstance(then, chosen):
            yield notice, partial(list, (first, then))


def _who(one: Waits) -> tuple[bytes, str, str, str, str]:
    return one.case, one.person, one.notice, user(one.role), one.role


def _then(one: Waits) -> Command:
    who = _who(one)
    if Item.CONTACT_WORRIES in one.items:
        return TriageContact(*who, FrontDoorOutcome.EARLY_HELP, Consent.GIVEN, None, None)
    if one.role in STEPS:
        return RecordStep(*who, STEPS[one.role], None, None, one.issued_at, None)
    if one.role in MEETINGS:
        return SetAction(*who, MEETINGS[one.role], CARE, one.issued_at + timedelta(days=7), WORDS)
    return AcknowledgeNotice(*who)
