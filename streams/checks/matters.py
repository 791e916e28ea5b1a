"""Hop 3 as conservation sees it: of each child in each case, who is owed a disposition and what stands for whom."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from schemas.records.answers import NotTaken
from schemas.records.decision import Output
from schemas.records.match import Change, ChildLeft, ChildMatched, ChildNotOnRoll, ChildOutcome, MatchReferred
from schemas.records.notify import DeskItemRaised, DeskKind, DeskOutcome, NoticeIssued, NoticeKind, RecipientsNamed
from schemas.records.share import DisclosureRefused, Recipient
from schemas.records.watch import ChildMoved
from streams.checks.findings import Finding, FindingKind
from streams.deciders.areas import FRONT_DOOR
from streams.deciders.person.state import OUTCOME_KINDS
from streams.deciders.person.works import OF_THE_MATTER, work_of

_BESIDE = frozenset({DeskKind.RECALL_UNREAD, DeskKind.HOLIDAY, DeskKind.ID_CONFLICT, DeskKind.PATTERN, *OUTCOME_KINDS})
"""Kinds that stand beside a notice, or speak of none."""

_NOT_OF_A_RECIPIENT = _BESIDE - {DeskKind.RECALL_UNREAD}
"""Kinds that say nothing of whether a recipient was told."""

Disposition = NoticeIssued | DeskItemRaised | DisclosureRefused
"""What answers that somebody ought to be told: they are, a desk has it, or it is refused."""

_BY_HAND = frozenset({DeskOutcome.SETTLED, DeskOutcome.TOLD_BY_TELEPHONE})


class Standing:
    """One desk item that is open. It stands in place of a notice, unless it watches one or speaks of a recall."""

    __slots__ = ("instead", "kind", "recipient")

    def __init__(self, raised: DeskItemRaised) -> None:
        self.kind = raised.kind
        self.recipient = raised.recipient
        beside = raised.kind in _BESIDE or raised.reason == NotTaken.FOUND_WRONG_PEOPLE
        self.instead = raised.notice is None and not beside


class Matter:
    """One child in one case. `owed`: who must have a disposition, unless a doubtful match is with a person.

    `recalls` are notices that stand beside the matter's own: recalls, and feedback on an outcome. `reached` are those
    who had a disposition of their own while a match was doubtful: once it is answered, only others must have one yet.
    There is one for every child ever notified, so it holds tuples and shared values, never empty containers of its own.
    """

    __slots__ = ("items", "notices", "owed", "reached", "recalls", "referred", "refused", "routed", "settled")

    def __init__(self) -> None:
        self.owed: tuple[Recipient, ...] = ()
        self.referred = False
        self.routed = False
        self.notices: tuple[tuple[Recipient, str], ...] = ()
        self.items: tuple[tuple[str, Standing], ...] = ()
        self.recalls: frozenset[str] = _NOTHING
        self.settled: frozenset[Recipient | None] = frozenset()
        self.refused: frozenset[Recipient] = frozenset()
        self.reached: frozenset[Recipient | None] = frozenset()

    def outcome(self, child: ChildOutcome, named: RecipientsNamed | None = None) -> None:
        """What hop 2 says of the child decides who is owed something, and whom the area's routing `named`."""
        self.referred = isinstance(child, MatchReferred) and (named is None or named.awaits_match)
        self.routed = named is not None
        self.owed = owed_to(child, named)
        if named is not None and named.answers is not None:
            self.settled = frozenset()  # what a desk did by hand stands: from now on the contact tells of it

    def found_wrong(self) -> None:
        """It is about the wrong people: nobody is owed anything of it any more."""
        self.owed, self.referred = (), False

    def handed_on(self, area: str) -> None:
        """A coordinator handed the case on to another area's MARAC: it is owed to them from now on."""
        self.owed = (*self.owed, _one(Recipient("marac_coordinator", "area", area)))

    def moved(self, output: ChildMoved) -> None:
        """What the school that a child left was owed and has not read is owed to those where it is now."""
        left = _one(Recipient("dsl", "urn", output.left))
        now = tuple(_one(Recipient("dsl", "urn", registration.urn)) for registration in output.registrations)
        staying = tuple(recipient for recipient in self.owed if recipient != left)
        self.owed = tuple(dict.fromkeys((*staying, *(now or (ANY_COUNCIL,)))))

    def issued(self, notice: str, output: NoticeIssued) -> str | None:
        """Fold a notice; a sentence where it takes no proper place."""
        recipient = _one(output.recipient)
        current = dict(self.notices).get(recipient)
        if output.kind not in (*OF_THE_MATTER, NoticeKind.RECALL):
            stood = output.replaces is None or output.replaces in self.recalls
            self.recalls = self.recalls - {output.replaces} | {notice}
            return None if stood else "it replaces what told an outcome and is not current"
        if output.kind is NoticeKind.RECALL and output.replaces in self.recalls:
            self.recalls = self.recalls - {output.replaces} | {notice}
            return None
        if output.kind is NoticeKind.RECALL:
            self.recalls |= {notice}
            if output.replaces is None or output.replaces != current:
                return "it takes back a notice that was not current"
            self.notices = _without(self.notices, recipient)
            return None
        self.notices = (*_without(self.notices, recipient), (recipient, notice))
        self.settled -= {recipient}
        self.refused -= {recipient}
        if current is None and output.replaces in self.recalls:
            self.recalls -= {output.replaces}
            return None
        if output.replaces != current:
            return "the recipient has a current notice of this matter" if current else "it replaces what is not current"
        return None

    def raised(self, item: str, output: DeskItemRaised) -> None:
        """Fold a desk item."""
        self.items = (*self.items, (item, Standing(output)))
        if output.notice is None and output.kind not in _NOT_OF_A_RECIPIENT:
            self.settled -= {output.recipient}
            if output.recipient is not None:
                self.refused -= {output.recipient}

    def has_item(self, item: str) -> bool:
        """Whether a desk item is open."""
        return any(held == item for held, _ in self.items)

    def closed(self, item: str, outcome: DeskOutcome) -> bool:
        """Fold the end of a desk item; whether it was open. What was dealt with by hand needs nothing more."""
        standing = dict(self.items).get(item)
        if standing is None:
            return False
        self.items = _without(self.items, item)
        if outcome in _BY_HAND and standing.instead:
            self.settled |= {standing.recipient}
        return True

    def disowned(self, notice: str) -> bool:
        """Fold a school's word that the child is not its pupil; whether the notice stood."""
        stood = self.has(notice)
        self.notices = tuple(pair for pair in self.notices if pair[1] != notice)
        self.recalls -= {notice}
        return stood

    def has(self, notice: str) -> bool:
        """Whether a notice or recall stands."""
        return notice in self.recalls or any(current == notice for _, current in self.notices)

    def faults(self, place: str) -> Iterator[Finding]:
        """What is wrong with how the matter stands after the record at `place`."""
        if self.referred:
            yield from self._doubtful(place)
        for recipient in self.owed:
            yield from self._owed(place, recipient)
        if self.routed and self.owed and not self.referred and self._all_refused():
            yield Finding(
                FindingKind.NO_DISPOSITION, place, "everyone who ought to be told was refused, and no desk has it"
            )
        for recipient, _ in self.notices:
            if recipient not in self.owed:
                detail = f"{_who(recipient)} ought to have no notice of this matter now, and has a current one"
                yield Finding(FindingKind.NOTICE_NOT_RECALLED, place, detail)
        if self._has_left() and any(item.instead for _, item in self.items):
            detail = "the child has left the case, and a desk item stands for it still"
            yield Finding(FindingKind.NOT_CURRENT, place, detail)
        for reached in self.settled if self._has_left() else ():
            if reached is not None:
                detail = f"{_who(reached)} was reached by hand, and no desk is to tell them that it no longer holds"
                yield Finding(FindingKind.NOTICE_NOT_RECALLED, place, detail)

    def _all_refused(self) -> bool:
        """Whether nobody has a notice, no desk an item, and nobody was reached by hand."""
        return not (self.notices or self.items or self.settled) and self.refused.issuperset(self.owed)

    def _has_left(self) -> bool:
        return not self.owed and not self.referred

    def _doubtful(self, place: str) -> Iterator[Finding]:
        waiting = sum(item.kind is DeskKind.MATCH for _, item in self.items)
        if waiting == 0 and None not in self.settled:
            yield Finding(FindingKind.NO_DISPOSITION, place, "a doubtful match stands on no desk")
        elif waiting > 1:
            detail = f"a doubtful match stands on a desk `{waiting}` times"
            yield Finding(FindingKind.TWO_DISPOSITIONS, place, detail)

    def _owed(self, place: str, recipient: Recipient) -> Iterator[Finding]:
        if recipient is ANY_COUNCIL:
            held = (*dict(self.notices), *(item.recipient for _, item in self.items if item.instead))
            count = int(any(r is not None and r.scheme == "area" for r in held))
            done = any(r is not None and r.scheme == "area" for r in (*self.settled, *self.refused))
        else:
            items = sum(item.instead and item.recipient == recipient for _, item in self.items)
            count = items + (recipient in dict(self.notices))
            done = recipient in self.settled or recipient in self.refused
        if count == 0 and not done:
            detail = f"{_who(recipient)} has neither a notice nor a refusal, and no desk has it"
            yield Finding(FindingKind.NO_DISPOSITION, place, detail)
        elif count > 1:
            detail = f"{_who(recipient)} has `{count}` dispositions at once"
            yield Finding(FindingKind.TWO_DISPOSITIONS, place, detail)


_NOTHING: frozenset[str] = frozenset()
_K = TypeVar("_K")
_V = TypeVar("_V")


@lru_cache(maxsize=65536)
def _one(recipient: Recipient) -> Recipient:
    """The same value as one object."""
    return recipient


def _without(pairs: tuple[tuple[_K, _V], ...], key: _K) -> tuple[tuple[_K, _V], ...]:
    return tuple(pair for pair in pairs if pair[0] != key)


ANY_COUNCIL = Recipient("council_education_safeguarding", "area", "any")
"""Stands for the council of the child's area, which decision records alone do not tell."""


def disposed_of(child: ChildOutcome, outputs: Sequence[Output]) -> list[Disposition]:
    """Dispositions of a child's very event and section. `outputs` are those of the record that takes the child."""
    if isinstance(child, ChildLeft):
        return []
    return [
        output
        for output in outputs
        if isinstance(output, NoticeIssued | DeskItemRaised | DisclosureRefused)
        and (output.event, output.section) == (child.event, child.section)
        and not (isinstance(output, DeskItemRaised) and output.kind is DeskKind.PATTERN)
    ]


def reached_by(disposed: Sequence[Disposition]) -> frozenset[Recipient | None]:
    """To whom dispositions are, other than those that take something back."""
    return frozenset(output.recipient for output in disposed if not _takes_back(output))


def undisposed(
    child: ChildOutcome, outputs: Sequence[Output], before: frozenset[Recipient | None] = frozenset()
) -> Iterator[str]:
    """Who ought to hear of a child section that is new, and has no disposition of this very event and section.

    `outputs` are those of the record that takes the child. What stands for the person already is another section's,
    unless it is for those who were reached `before`, while the match was doubtful.
    """
    if isinstance(child, ChildLeft) or child.change is not Change.NEW:
        return
    named = named_of(child, outputs)
    disposed = disposed_of(child, outputs)
    awaits = isinstance(child, MatchReferred) and (named is None or named.awaits_match)
    if awaits and not any(isinstance(output, DeskItemRaised) and output.kind is DeskKind.MATCH for output in disposed):
        yield f"the doubtful match of section `{child.section}` stands on no desk"
    reached = reached_by(disposed) | before
    for recipient in owed_to(child, named):
        if recipient is ANY_COUNCIL:
            told = any(r is not None and r.scheme == "area" for r in reached)
        else:
            told = recipient in reached
        if not told:
            yield f"of section `{child.section}` {_who(recipient)} has no notice and no refusal, and no desk has it"


def _takes_back(output: Disposition) -> bool:
    if isinstance(output, NoticeIssued):
        return output.kind is NoticeKind.RECALL
    return isinstance(output, DeskItemRaised) and output.kind is DeskKind.RECALL_UNREAD


def named_of(child: ChildOutcome, outputs: Sequence[Output]) -> RecipientsNamed | None:
    """Whom one record names for a child or adult by the area's routing; None where it names nobody beside the law."""
    found = (output for output in outputs if isinstance(output, RecipientsNamed))
    return next((one for one in found if (one.case, one.person) == (child.case, child.person)), None)


def owed_to(child: ChildOutcome, named: RecipientsNamed | None) -> tuple[Recipient, ...]:
    """Who must have a disposition: whom the record names; else every school that the child is held to attend, or the
    council of its area. While a match is doubtful no school is owed anything, and nobody whom nothing names. What an
    outcome that answers a contact means is told there.
    """
    if isinstance(child, ChildLeft):
        return ()
    if named is not None:
        recipients = tuple(_one(one.recipient) for one in named.recipients)
        return recipients or (() if named.awaits_match or named.answers is not None else (ANY_COUNCIL,))
    if not isinstance(child, ChildMatched | ChildNotOnRoll):
        return ()
    schools = tuple(_one(Recipient("dsl", "urn", registration.urn)) for registration in child.registrations)
    return schools or (ANY_COUNCIL,)


def _who(recipient: Recipient) -> str:
    return f"`{recipient.role}` at `{recipient.scheme}` `{recipient.value}`"


def awaits_more(issued: NoticeIssued) -> bool:
    """Whether reading alone does not end a notice's time: a front door decides, or a desk records its own work."""
    at_front_door = issued.recipient.scheme == "area" and issued.recipient.role in FRONT_DOOR
    return issued.kind in OF_THE_MATTER and (at_front_door or work_of(issued.recipient) is not None)
