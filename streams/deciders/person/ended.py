"""Nothing of a matter stands any more: whoever had been told is told so, and what waits on a desk is closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from schemas.records.answers import ContactNamed, NotTaken
from schemas.records.match import Change, ChildLeft, ChildOutcome
from schemas.records.notify import DeskItemClosed, DeskKind, DeskOutcome, NoticeIssued, NoticeKind
from streams.deciders.keys import matter_key
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.notify import PersonOutput, recall
from streams.deciders.person.state import OUTCOME_KINDS, Matter
from streams.deciders.person.telling import untold
from streams.deciders.states import States
from streams.reference.facts import Reference

EndedOutput = PersonOutput | DeskItemClosed

_OF_WHO_WAS_TOLD: Final = OUTCOME_KINDS | {DeskKind.RECALL_UNREAD}
"""Kinds that tell somebody by hand what no notice tells: news of the event does not make that needless."""


def decide_left(matter: Matter, facts: PersonFacts, child: ChildLeft, known_at: datetime) -> list[EndedOutput]:
    """A child is in the case no more: it was withdrawn, or a revision names them no longer."""
    outcome = DeskOutcome.WITHDRAWN if child.change is Change.WITHDRAWN else DeskOutcome.SUPERSEDED
    return [*all_recalled(matter, facts, child, known_at), *all_closed(matter, child, outcome)]


def decide_named(states: States, reference: Reference, named: ContactNamed, known_at: datetime) -> list[EndedOutput]:
    """An outcome whose contact was withdrawn as about the wrong people is about them too: what was told of it by a
    route of its own is taken back, though its publisher has not withdrawn it. Nothing of every other contact named.
    """
    matter = states.find(matter_key(named.case, named.person), Matter)
    if named.reason is not NotTaken.FOUND_WRONG_PEOPLE or matter is None:
        return []
    facts = PersonFacts(reference, None, frozenset())
    ended = [*all_recalled(matter, facts, named, known_at), *all_closed(matter, named, DeskOutcome.WITHDRAWN)]
    return [*ended, *no_longer_awaited(matter, ended)]


def all_recalled(
    matter: Matter, facts: PersonFacts, child: ChildOutcome | ContactNamed, known_at: datetime
) -> list[EndedOutput]:
    """Every notice is taken back, and a desk tells whoever was reached by hand."""
    current = (held for held in matter.notices if held.kind is not NoticeKind.RECALL)
    recalled: list[EndedOutput] = []
    for held in current:
        recalled += recall(child.case, child.person, held, facts.reference, known_at)
    return [*recalled, *untold(matter, facts, child, known_at, frozenset())]


def all_closed(matter: Matter, child: ChildOutcome | ContactNamed, outcome: DeskOutcome) -> list[EndedOutput]:
    """Every desk item but those that watch a notice, which close only with it, and those on what a school must hear."""
    items = (item for item in matter.desk if not item.notice and item.kind not in _OF_WHO_WAS_TOLD)
    return [DeskItemClosed(child.case, child.person, item.item, outcome, "") for item in items]


def no_longer_awaited(matter: Matter | None, outputs: Sequence[object]) -> list[EndedOutput]:
    """A desk item that watches a notice closes as another notice takes that one's place."""
    if matter is None or not matter.desk:
        return []
    closed: list[EndedOutput] = []
    for output in outputs:
        if isinstance(output, NoticeIssued) and output.replaces is not None:
            closed += [
                DeskItemClosed(output.case, output.person, item.item, DeskOutcome.SUPERSEDED, "")
                for item in matter.desk
                if item.notice == output.replaces
            ]
    return closed
