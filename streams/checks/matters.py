"""Hop 3 as conservation sees it: of each child in each case, who is owed a disposition and what stands for whom."""

from collections.abc import Iterator

from schemas.records.match import ChildLeft, ChildOutcome, MatchReferred
from schemas.records.notify import DeskItemRaised, DeskKind, DeskOutcome, NoticeIssued, NoticeKind
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
from streams.checks.findings import Finding, FindingKind

_DUTY_HELD = "duty_held"
_BY_HAND = frozenset({DeskOutcome.SETTLED, DeskOutcome.TOLD_BY_TELEPHONE})


class Standing:
    """One desk item that is open. It stands in place of a notice, unless it watches one or speaks of a recall."""

    __slots__ = ("instead", "kind", "recipient")

    def __init__(self, raised: DeskItemRaised) -> None:
        self.kind = raised.kind
        self.recipient = raised.recipient
        self.instead = raised.notice is None and raised.kind is not DeskKind.RECALL_UNREAD


class Matter:
    """One child in one case. `owed`: who must have a disposition; None while a doubtful match is with a person."""

    __slots__ = ("items", "notices", "owed", "recalls", "referred", "refused", "settled")

    def __init__(self) -> None:
        self.owed: tuple[Recipient, ...] = ()
        self.referred = False
        self.notices: dict[Recipient, str] = {}
        self.recalls: set[str] = set()
        self.items: dict[str, Standing] = {}
        self.settled: set[Recipient | None] = set()
        self.refused: set[Recipient] = set()

    def outcome(self, child: ChildOutcome) -> None:
        """What hop 2 says of the child decides who is owed something."""
        self.referred = isinstance(child, MatchReferred)
        if isinstance(child, MatchReferred | ChildLeft):
            self.owed = ()
            return
        schools = tuple(Recipient("dsl", "urn", registration.urn) for registration in child.registrations)
        self.owed = schools or (ANY_COUNCIL,)

    def issued(self, notice: str, output: NoticeIssued) -> str | None:
        """Fold a notice; a sentence where it takes no proper place."""
        current = self.notices.get(output.recipient)
        if output.kind is NoticeKind.RECALL:
            self.recalls.add(notice)
            if output.replaces is None or output.replaces != current:
                return "it takes back a notice that was not current"
            del self.notices[output.recipient]
            return None
        self.notices[output.recipient] = notice
        self.settled.discard(output.recipient)
        self.refused.discard(output.recipient)
        if output.replaces != current:
            return "the recipient has a current notice of this matter" if current else "it replaces what is not current"
        return None

    def raised(self, item: str, output: DeskItemRaised) -> None:
        """Fold a desk item."""
        self.items[item] = Standing(output)
        if output.notice is None:
            self.settled.discard(output.recipient)
            if output.recipient is not None:
                self.refused.discard(output.recipient)

    def closed(self, item: str, outcome: DeskOutcome) -> bool:
        """Fold the end of a desk item; whether it was open. What was dealt with by hand needs nothing more."""
        standing = self.items.pop(item, None)
        if standing is None:
            return False
        if outcome in _BY_HAND and standing.instead:
            self.settled.add(standing.recipient)
        return True

    def disowned(self, notice: str) -> bool:
        """Fold a school's word that the child is not its pupil; whether the notice stood."""
        for recipient, current in self.notices.items():
            if current == notice:
                del self.notices[recipient]
                return True
        if notice in self.recalls:
            self.recalls.discard(notice)
            return True
        return False

    def has(self, notice: str) -> bool:
        """Whether a notice or recall stands."""
        return notice in self.recalls or notice in self.notices.values()

    def faults(self, place: str) -> Iterator[Finding]:
        """What is wrong with how the matter stands after the record at `place`."""
        if self.referred:
            yield from self._doubtful(place)
        for recipient in self.owed:
            yield from self._owed(place, recipient)
        for recipient in self.notices:
            if recipient not in self.owed:
                detail = f"{_who(recipient)} ought to have no notice of this matter now, and has a current one"
                yield Finding(FindingKind.NOTICE_NOT_RECALLED, place, detail)
        if self._has_left() and any(item.instead for item in self.items.values()):
            detail = "the child has left the case, and a desk item stands for it still"
            yield Finding(FindingKind.NOT_CURRENT, place, detail)
        for reached in self.settled if self._has_left() else ():
            if reached is not None:
                detail = f"{_who(reached)} was reached by hand, and no desk is to tell them that it no longer holds"
                yield Finding(FindingKind.NOTICE_NOT_RECALLED, place, detail)

    def _has_left(self) -> bool:
        return not self.owed and not self.referred

    def _doubtful(self, place: str) -> Iterator[Finding]:
        waiting = sum(item.kind is DeskKind.MATCH for item in self.items.values())
        if waiting == 0 and None not in self.settled:
            yield Finding(FindingKind.NO_DISPOSITION, place, "a doubtful match stands on no desk")
        elif waiting > 1:
            detail = f"a doubtful match stands on a desk `{waiting}` times"
            yield Finding(FindingKind.TWO_DISPOSITIONS, place, detail)

    def _owed(self, place: str, recipient: Recipient) -> Iterator[Finding]:
        if recipient is ANY_COUNCIL:
            held = (*self.notices, *(item.recipient for item in self.items.values() if item.instead))
            count = int(any(r is not None and r.scheme == "area" for r in held))
            done = any(r is not None and r.scheme == "area" for r in (*self.settled, *self.refused))
        else:
            items = sum(item.instead and item.recipient == recipient for item in self.items.values())
            count = items + (recipient in self.notices)
            done = recipient in self.settled or recipient in self.refused
        if count == 0 and not done:
            detail = f"{_who(recipient)} has neither a notice nor a refusal, and no desk has it"
            yield Finding(FindingKind.NO_DISPOSITION, place, detail)
        elif count > 1:
            detail = f"{_who(recipient)} has `{count}` dispositions at once"
            yield Finding(FindingKind.TWO_DISPOSITIONS, place, detail)


ANY_COUNCIL = Recipient("council_education_safeguarding", "area", "any")
"""Stands for the council of the child's area, which decision records alone do not tell."""


def permitted_items(outputs: list[DisclosurePermitted], notice: NoticeIssued) -> bool:
    """Whether every item of a notice was given in the same record to the same recipient of the same child."""
    given = {
        item
        for permitted in outputs
        if (permitted.recipient, permitted.person, permitted.event) == (notice.recipient, notice.person, notice.event)
        for part in permitted.given
        for item in part.items
    }
    return given.issuperset(notice.items)


def refused_without_desk(refused: DisclosureRefused, raised: list[DeskItemRaised]) -> bool:
    """Whether a duty was held back and nobody was told to act: the item must stand in the refusal's own record."""
    return _DUTY_HELD in refused.flags and not any(
        (item.recipient, item.person, item.case) == (refused.recipient, refused.person, refused.case) for item in raised
    )


def _who(recipient: Recipient) -> str:
    return f"`{recipient.role}` at `{recipient.scheme}` `{recipient.value}`"
