"""Tell the story: publish, change rolls, read inboxes, and let time pass, under the story's own clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from schemas.records.notify import NoticeKind
from schemas.records.share import Recipient
from services.demo.desk_work import DeskWork
from services.demo.giving import Giver, StoryHub
from services.demo.homes import put_roll
from services.demo.meeting_work import MeetingWork
from services.demo.world.build import World
from services.demo.world.desk_days import (
    AnswerActions,
    AnswerPatterns,
    ChangeAgreement,
    ClearDesk,
    DeskAction,
    HandOn,
    HoldMeeting,
    Prioritise,
    PublishTable,
    ReadAndDecide,
    ReadSchools,
    TakeSteps,
)
from services.demo.world.flows import DECIDED
from services.demo.world.story import Action, Publish, PublishForged, ReadInbox, ReadRole, ReplaceRoll
from services.directory.faults import Fault
from services.operator.clock import StoryClock
from services.operator.directory import Directory
from services.operator.instruments import suspend
from services.operator.settings import read_settings
from streams.deciders.areas import FRONT_DOOR
from streams.deciders.person.works import OF_THE_MATTER, work_of
from streams.views.rows import NoticeRow, NoticeState

Progress = Callable[[datetime, int, int], None]
"""Is told the story's time, how many steps are done, and how many there are."""


class Brought(Struct, frozen=True):
    """What came of bringing an export: its incidents, how many were sent or found unchanged, and rows refused."""

    incidents: int
    sent: int
    unchanged: int
    faults: tuple[Fault, ...]


class Published(Struct, frozen=True):
    """One export of the story: what was brought of it, and how many notices it made."""

    at: datetime
    file: str
    brought: Brought
    notices: int


class Played(Struct):
    """What the story's actions did."""

    published: list[Published]
    forged: list[bytes]
    ticks: int = 0
    openings: int = 0


class Bringing(Protocol):
    """How the demo's agencies bring their exports to the hub."""

    def publish(self, file: Path, agency: str = "", mapping: Path | None = None) -> Brought:
        """Bring an export of an agency, or of the force of the area, with its own mapping or another."""

    def settle(self) -> None:
        """Fetch outcomes and proofs of what was brought."""

    def forge(self, file: Path, reference: str) -> bytes:
        """Bring one incident under a key that the hub does not know; the digest of what was brought."""


class Stage(Struct, frozen=True):
    """Where a story is told: the folder, the invented world, the hub, and the story's clock.

    `tell_readers` is called after each step, where somebody is to be told of what came of it.
    """

    folder: Path
    world: World
    hub: StoryHub
    clock: StoryClock
    tell_readers: Callable[[], object] = lambda: None


class Player:
    """Plays one story once."""

    def __init__(self, demo: Stage, bringing: Bringing, progress: Progress) -> None:
        self._demo = demo
        self._hub = demo.hub
        self._bringing = bringing
        self._progress = progress
        self._settings = read_settings(demo.folder)
        self._giver = Giver(self._hub)
        self._desks = DeskWork(self._hub, self._giver, demo.clock)
        self._meetings = MeetingWork(self._hub, self._giver, demo.clock)
        self.played = Played([], [])

    def play(self, until: datetime | None = None) -> Played:
        """Every action at its time, and a tick at each step, deadline and action, to the story's end or `until`.

        The tick comes before the action, for wherever a ticker of its own tells the time, it may come at any moment
        while the clock stands there: what falls due by then must not depend on who was first.
        """
        story = self._demo.world.story
        end = min(story.ends, until or story.ends)
        actions = [action for action in story.actions if action.at <= end]
        next_tick = story.begins
        for done, action in enumerate(actions):
            next_tick = self._pass_time(next_tick, action.at)
            self._progress(action.at, done, len(actions))
            self._act(action)
        self._pass_time(next_tick, end)
        self._hub.sign_checkpoint()
        self._progress(end, len(actions), len(actions))
        self._bringing.settle()
        self.played.openings = self._giver.openings
        return self.played

    def _pass_time(self, next_tick: datetime, to: datetime) -> datetime:
        """Ticks at each step and each deadline up to `to`, and at `to` itself; the step that comes next."""
        at: datetime | None = None
        while at != to:
            at = min(next_tick, to, self._next_deadline() or to)
            self._demo.clock.go_to(max(at, self._demo.clock()))
            self._hub.tick(at)
            self._demo.tell_readers()
            self.played.ticks += 1
            if at == next_tick:
                next_tick += self._step(at)
        return next_tick

    def _step(self, at: datetime) -> timedelta:
        return timedelta(minutes=[pace.minutes for pace in self._demo.world.story.paces if pace.since <= at][-1])

    def _next_deadline(self) -> datetime | None:
        return self._hub.views.next_deadline(self._demo.clock())

    def _act(self, action: Action) -> None:
        match action:
            case Publish():
                self._publish(action)
            case PublishForged():
                self.played.forged.append(self._bringing.forge(self._path(action.file), action.reference))
                self._hub.run()
            case ReplaceRoll():
                files = Directory(self._hub, self._demo.clock())
                put_roll(files, action.urn, self._path(action.file), self._settings)
            case ReadInbox():
                self._read(action)
            case ReadRole():
                self._read_role(action)
            case _:
                self._at_desks(action)
        self._demo.tell_readers()
        self._hub.sign_checkpoint()

    def _at_desks(self, action: DeskAction) -> None:
        match action:
            case ReadSchools():
                for urn, user in action.leads:
                    self._read(ReadInbox(action.at, user, urn, action.leave))
            case ReadAndDecide():
                self._desks.read(action)
            case TakeSteps():
                self._desks.take_steps(action)
            case HoldMeeting():
                self._meetings.hold(action)
            case HandOn():
                self._meetings.hand_on(action)
            case AnswerActions():
                self._meetings.answer(action)
            case AnswerPatterns():
                self._desks.answer_patterns(action)
            case Prioritise():
                self._desks.prioritise(action)
            case ClearDesk():
                self._desks.clear_desk(action)
            case PublishTable():
                self._desks.publish(action)
            case ChangeAgreement():
                suspend(
                    self._hub,
                    action.id,
                    action.reason,
                    action.asked_by,
                    self._demo.clock(),
                    suspended=action.suspended,
                )

    def _publish(self, action: Publish) -> None:
        before = len(self._hub.views.notices())
        mapping = self._path(action.mapping) if action.mapping else None
        brought = self._bringing.publish(self._path(action.file), action.agency, mapping)
        self._hub.run()
        self._hub.sign_checkpoint()
        self._bringing.settle()
        made = len(self._hub.views.notices()) - before
        self.played.published.append(Published(action.at, action.file, brought, made))

    def _read(self, action: ReadInbox) -> None:
        # an answer can bring more at once: a school that says "ours" gets what the minimum left out
        while waiting := [row for row in self._unopened(action.urn) if self._reference(row) not in action.leave]:
            for row in waiting:
                self._open(row, action.user, acknowledge=self._reference(row) not in action.only_open)

    def _read_role(self, action: ReadRole) -> None:
        for row in self._hub.views.notices():
            here = (row.role, row.scheme, row.value) == (action.role, action.scheme, action.value)
            if here and row.state is NoticeState.WAITING:
                self._open_as(row, action.user, action.role, acknowledge=True)

    def _unopened(self, urn: str) -> list[NoticeRow]:
        return [row for row in self._hub.views.inbox(urn) if row.state is NoticeState.WAITING]

    def _open(self, row: NoticeRow, user: str, *, acknowledge: bool) -> None:
        self._open_as(row, user, self._role(user, row.value), acknowledge=acknowledge)

    def _open_as(self, row: NoticeRow, user: str, role: str, *, acknowledge: bool) -> None:
        self._giver.open(row, user, role)
        of_the_matter = NoticeKind(row.kind) in OF_THE_MATTER
        if row.role in FRONT_DOOR and of_the_matter:
            self._giver.triage(row, user, DECIDED[row.type])
        elif acknowledge and not (of_the_matter and work_of(Recipient(row.role, row.scheme, row.value))):
            self._giver.acknowledge(row, user, role)

    def _role(self, user: str, urn: str) -> str:
        held = self._hub.reference().roles_of(user, self._demo.clock())
        roles = [role.role for role in held if (role.scheme, role.value) == ("urn", urn)]
        if not roles:
            raise LookupError(f"`{user}` holds no role at `{urn}` at this time of the story")
        return min(roles, key=("dsl", "deputy_dsl", "cover_dsl", "head", "holiday_contact").index)

    def _reference(self, row: NoticeRow) -> str:
        event = self._hub.views.event(row.event)
        return event.reference if event is not None else ""

    def _path(self, file: str) -> Path:
        return self._demo.world.directory / file
