"""What hop 3 remembers of one matter, which is one child in one case: its current notices and desk items."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.items import Item
from schemas.records.notify import DeskKind, NoticeKind
from schemas.records.share import Recipient
from schemas.records.triage import ContactPriority
from schemas.records.work import Step
from streams.agreements.masks import items_of
from streams.deciders.person.works import OF_THE_MATTER

IN_CONFLICT: Final = "conflict_declared"
"""The reason of a refusal to a member who is left out of the case."""
OUTCOME_KINDS: Final = frozenset({DeskKind.FEEDBACK, DeskKind.INTERVIEW_OUTCOME})
"""Kinds of desk item that tell somebody by hand what came of something, and not of the matter."""


class HeldNotice(Struct, frozen=True, gc=False, array_like=True):
    """A notice that stands. `named_only`: the school was only named by the publisher, so it got the minimum.

    `mask` holds the items as bits (`streams.agreements.masks`): a state is a cache, kept with every notice.

    `pupil` is empty where no roll speaks of the child; `reminders` are those still to come. `sent`: a message about it
    was taken over by its channel; `undelivered` counts the messages that the notice asked for and that failed for good.
    `repeat`, `priority`, `grounds` and the `rule` of its time are as the notice has them: one that only takes an
    address out says them again.
    `step` is how far the recipient's own work on it has got, and `stepped` the record that says so.
    """

    notice: str
    recipient: Recipient
    kind: NoticeKind
    event: bytes
    section: int
    mask: int
    occurred_at: datetime
    due: datetime
    named_only: bool
    pupil: str
    held_until: datetime | None
    reminders: tuple[datetime, ...]
    opened: bool = False
    acknowledged: bool = False
    overdue: bool = False
    told: bool = False
    sent: bool = False
    undelivered: int = 0
    triaged: bool = False
    step: Step | None = None
    stepped: str = ""
    repeat: str = ""
    priority: ContactPriority | None = None
    grounds: tuple[str, ...] = ()
    rule: str = ""
    prioritised: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """What it shows."""
        return items_of(self.mask)

    @property
    def stands(self) -> bool:
        """Whether it tells its recipient of the matter: a recall takes that back, others tell an outcome."""
        return self.kind in OF_THE_MATTER

    @property
    def unread(self) -> bool:
        """Whether nobody at the school has opened it or been told of it."""
        return not (self.opened or self.told)


class HeldItem(Struct, frozen=True, gc=False, array_like=True):
    """An open desk item. `pupil` is empty where no roll speaks of the child.

    `counts` are the cases on which a count or pattern rests. Its `reason` is remembered with them, that of what a
    published outcome did not decide, and that of what stands in the place of a notice. `opened`: a coordinator has read
    it; `revised`: since then it came to show a later revision.
    """

    item: str
    kind: DeskKind
    area: str
    event: bytes
    section: int
    due: datetime
    notice: str
    referral: str
    recipient: Recipient | None
    named_only: bool
    pupil: str
    overdue: bool = False
    reason: str = ""
    counts: tuple[bytes, ...] = ()
    opened: bool = False
    revised: bool = False


class HeldAction(Struct, frozen=True, gc=False, array_like=True):
    """An action of a meeting that is not reported. `area` and `role` are the coordinator's, on whose agenda it stands.

    `user` is empty where the owner's role as a whole answers. `opened`: somebody of the owner has read it; `done`: the
    owner said that it is done.
    """

    action: str
    event: bytes
    section: int
    area: str
    role: str
    owner: Recipient
    due: datetime
    overdue: bool = False
    user: str = ""
    opened: bool = False
    done: bool = False

    @property
    def watched(self) -> bool:
        """Whether its date still matters: it was neither passed before, nor said to be done in time."""
        return not (self.overdue or self.done)


class HeldTriage(Struct, frozen=True, gc=False, array_like=True):
    """A triage of an area's front door, and the contacts that it decided. `published` is the outcome that said so;
    empty where it was decided on the hub.
    """

    area: str
    triage: str
    decided_at: datetime
    published: bytes
    outcome: FrontDoorOutcome
    consent: Consent
    reason: ConsentReason | None
    notices: tuple[str, ...]


class Reached(Struct, frozen=True, gc=False, array_like=True):
    """A recipient whom a coordinator reached by hand: told by telephone, or settled on the desk. No notice stands."""

    recipient: Recipient
    event: bytes
    section: int
    named_only: bool


class Matter(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """One child in one case. `replaced` pairs each notice no longer current with what stands in its place.

    `reached` keeps who was reached without a notice, so that nobody is told twice, and a withdrawal reaches them too.
    `disowned` are schools that said the child is not theirs. `triages` has what each area's front door decided, the
    latest last, since its last triage on the hub, which no council takes back.
    `actions` are those of meetings that are not done, `conflicts` recipients who are left out of this case, and
    `transferred` other areas to whose MARAC the case was handed on. `hidden_by` are events of other cases that mark
    people of this one as restricted.
    """

    event: bytes
    section: int
    notices: tuple[HeldNotice, ...] = ()
    desk: tuple[HeldItem, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()
    reached: tuple[Reached, ...] = ()
    disowned: tuple[Recipient, ...] = ()
    triages: tuple[HeldTriage, ...] = ()
    actions: tuple[HeldAction, ...] = ()
    conflicts: tuple[Recipient, ...] = ()
    transferred: tuple[str, ...] = ()
    hidden_by: tuple[bytes, ...] = ()

    def notice(self, notice: str) -> HeldNotice | None:
        """A current notice."""
        return next((held for held in self.notices if held.notice == notice), None)

    def notice_by_now(self, notice: str) -> HeldNotice | None:
        """A notice, or what stands in its place by now."""
        return self.notice(notice) or self.notice(self.current_for(notice) or "")

    def recall_of(self, recipient: Recipient) -> str | None:
        """The recall that a recipient has last, where no notice took its place."""
        recalls = (
            held.notice
            for held in reversed(self.notices)
            if held.kind is NoticeKind.RECALL and held.recipient == recipient
        )
        return next(recalls, None)

    def told_to(self, recipient: Recipient, kind: NoticeKind) -> HeldNotice | None:
        """The notice of one kind that a recipient has last."""
        of_recipient = (held for held in reversed(self.notices) if held.recipient == recipient)
        return next((held for held in of_recipient if held.kind is kind), None)

    def triage_of(self, area: str) -> str | None:
        """The latest triage of an area's front door, by its id."""
        held = self.triage_at(area)
        return held.triage if held is not None else None

    def triage_at(self, area: str) -> HeldTriage | None:
        """The latest triage of an area's front door."""
        return next((held for held in reversed(self.triages) if held.area == area), None)

    def item(self, item: str) -> HeldItem | None:
        """An open desk item."""
        return next((held for held in self.desk if held.item == item), None)

    def leaves_out(self, recipient: Recipient) -> bool:
        """Whether a recipient is in conflict and must have nothing of this case. What the law gives a school stays."""
        return recipient in self.left_out()

    def left_out(self) -> tuple[Recipient, ...]:
        """Recipients in conflict, but for schools."""
        return tuple([recipient for recipient in self.conflicts if recipient.scheme != "urn"])

    def action(self, action: str) -> HeldAction | None:
        """An action that is not done."""
        return next((held for held in self.actions if held.action == action), None)

    def standing_of(self, recipient: Recipient) -> HeldNotice | None:
        """The notice by which a recipient has the matter."""
        return next((held for held in self.notices if held.stands and held.recipient == recipient), None)

    def of_coordinator(self, action: HeldAction) -> HeldNotice | None:
        """The notice of whoever coordinates the meeting that set an action; None once the case was withdrawn."""
        return self.standing_of(Recipient(action.role, "area", action.area))

    def current_for(self, notice: str) -> str | None:
        """What stands in the place of a notice that is no longer current."""
        found: str | None = None
        following = dict(self.replaced)
        while (notice := following.get(notice, "")) != "":
            found = notice
        return found


class Proposed(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """Where on a desk the counts and patterns wait that rest on one child or adult's part in one case."""

    desks: tuple[bytes, ...]
