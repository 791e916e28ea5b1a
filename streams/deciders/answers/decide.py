"""Decide which contact a published outcome answers, child by child, over the state that its own event has led to."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from schemas.events.front_door import OUTCOME_TYPE
from schemas.events.header import Header
from schemas.records.accept import EventAccepted
from schemas.records.answers import AnswerChange, ContactAnswered, ContactNamed, Described, NotTaken
from schemas.records.decision import Output
from schemas.records.inputs import Forwarded, MatchDecided, Message
from schemas.records.match import ChildMatched, ChildNotOnRoll, ChildOutcome, MatchReferred
from streams.deciders.answers.evolve import answering
from streams.deciders.answers.naming import contact_of
from streams.deciders.answers.state import Answering, Named
from streams.deciders.keys import case_key
from streams.deciders.match.state import CaseChild, MatchCase
from streams.deciders.memory.evolve import now_known_as
from streams.deciders.opened import OpenedEvent
from streams.deciders.states import States

Matter = tuple[bytes, str]
"""A case and a person of it."""


def case_named(states: States, named: Header | None) -> MatchCase | None:
    """The case of an event that an outcome names, once hop 2 has decided any event of it."""
    return states.find(case_key(named.case), MatchCase) if named is not None else None


def answered_case(states: States, message: Message) -> bytes | None:
    """The case of an outcome of which a message of hop 2 brings an event, or an answer who a child of it is."""
    if isinstance(message, MatchDecided):
        return message.case if answering(states, message.case) is not None else None
    brought = message.outputs if isinstance(message, Forwarded) else ()
    return next((one.case for one in brought if isinstance(one, EventAccepted) and one.type == OUTCOME_TYPE), None)


def answer_contact(
    states: States, event: OpenedEvent, named: Named | None, decided: Sequence[Output]
) -> list[ContactNamed | ContactAnswered]:
    """What an outcome, whose event or whose match was just `decided` and folded, is to the contact that it names.

    `named` is None where no event of that id has been decided. The children of both are held to be the same by who
    they were matched to; whom the outcome does not name waits on, and is said to be left out of it.
    """
    if not any(isinstance(one, ChildOutcome) for one in decided):
        return []
    case = event.header.case
    own = _children(states.find(case_key(case), MatchCase))
    contact = case_named(states, named.header) if named is not None else None
    wrong = _wrong(event, contact, named)
    there = {now_known_as(states, child.person): child for child in _children(contact)} if wrong is None else {}
    of = _Of(event, named, contact)
    told = {one.person for one in decided if isinstance(one, ChildMatched | ChildNotOnRoll | MatchReferred)}
    outputs: list[ContactNamed | ContactAnswered] = []
    answered: dict[Matter, None] = {}
    for child in own:
        found = there.get(now_known_as(states, child.person))
        reason = NotTaken.CHILD_IN_DOUBT if child.referral and wrong is None else wrong
        if found is None and reason is None:
            reason = NotTaken.CHILD_NOT_IN_CONTACT
        if child.person in told:
            outputs.append(of.child(child, reason))
        if found is not None and reason is None:
            answered[of.matter(found)] = None
            if child.person in told:
                outputs.append(of.answered(found, Described(child.person, child.section)))
    if answered and not any(child.referral for child in own):
        left = [child for child in there.values() if of.matter(child) not in answered]
        outputs += [of.answered(child, None) for child in left]
        answered.update(dict.fromkeys(of.matter(child) for child in left))
    return [*outputs, *_no_longer(states, event, answered)]


class _Of:
    """Says what an outcome is to each child of its own, and of the contact that it names."""

    def __init__(self, event: OpenedEvent, named: Named | None, contact: MatchCase | None) -> None:
        self._event = event
        self._named = named
        self._contact = contact

    def matter(self, child: CaseChild) -> Matter:
        """A child of the contact."""
        assert self._named is not None
        return self._named.header.case, child.person

    def child(self, child: CaseChild, reason: NotTaken | None) -> ContactNamed:
        """A child of the outcome."""
        header, contact = self._event.header, contact_of(self._event)
        return ContactNamed(header.event, header.case, child.person, child.section, contact, reason)

    def answered(self, child: CaseChild, described: Described | None) -> ContactAnswered:
        """A child of the contact: decided, or left out."""
        assert self._named is not None
        assert self._contact is not None
        return ContactAnswered(
            event=self._contact.event,
            case=self._named.header.case,
            person=child.person,
            section=child.section,
            contact=self._named.header.event,
            outcome=self._event.header.event,
            outcome_case=self._event.header.case,
            child=described,
            change=AnswerChange.DECIDED if described is not None else AnswerChange.LEFT_OUT,
        )


def _wrong(event: OpenedEvent, contact: MatchCase | None, named: Named | None) -> NotTaken | None:
    """Why the outcome decides of no child at all. What came later than hop 2 has decided is not known yet."""
    if contact_of(event) is None:
        return NotTaken.OUTCOME_ERASED
    if named is None or contact is None or named.latest.revision < named.header.revision:
        return NotTaken.CONTACT_NOT_KNOWN
    if named.header.type == OUTCOME_TYPE:
        return NotTaken.NOT_A_CONTACT
    if contact.children:
        return None
    return NotTaken.CONTACT_WRONG_PEOPLE if named.wrong_people else NotTaken.CONTACT_WITHDRAWN


def _no_longer(states: States, event: OpenedEvent, answered: Mapping[Matter, None]) -> Iterator[ContactAnswered]:
    """Children of contacts whom the outcome was held to answer before, of one who left the contact or of a contact that
    stands withdrawn too: what was decided must not stand once they come again. They have no section in it (0).
    """
    before = answering(states, event.header.case) or Answering()
    for case, person in before.of:
        held = states.find(case_key(case), MatchCase)
        child = next((one for one in _children(held, grown_up=True) if one.person == person), None)
        if (case, person) not in answered and held is not None:
            header = event.header
            yield ContactAnswered(
                event=held.event,
                case=case,
                person=person,
                section=child.section if child is not None else 0,
                contact=held.event,
                outcome=header.event,
                outcome_case=header.case,
                child=None,
                change=AnswerChange.WITHDRAWN,
            )


def _children(case: MatchCase | None, *, grown_up: bool = False) -> Collection[CaseChild]:
    """The children of a case; with `grown_up` adults whom it is about too."""
    return [one for one in case.children if grown_up or not one.adult] if case is not None else ()
