"""Tell the story: publish, change rolls, read inboxes, and let time pass, under the story's own clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from schemas.records.inputs import AcknowledgeNotice, Command, OpenNotice, TriageContact
from schemas.records.notify import NoticeKind
from schemas.records.triage import ContactTriaged
from schemas.records.watch import NoticeOpened
from services.demo.homes import put_roll
from services.demo.world.build import World
from services.demo.world.flows import DECIDED
from services.demo.world.story import Action, Publish, PublishForged, ReadInbox, ReadRole, ReplaceRoll
from services.directory.faults import Fault
from services.operator.clock import StoryClock
from services.operator.directory import Directory
from services.operator.operated import Operated
from services.operator.settings import read_settings
from streams.deciders.areas import FRONT_DOOR
from streams.engines.contract import Settled
from streams.views.answering import SqlViews
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


class StoryHub(Operated, Protocol):
    """A hub on which a story is told, whichever engine it has."""

    @property
    def views(self) -> SqlViews:
        """What can be asked of it."""

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Let a desk's command be decided."""

    def tick(self, at: datetime) -> None:
        """Let every partition know that it is now at least `at`, and what falls due be decided."""

    def run(self) -> object:
        """Return once nothing waits to be decided, and all of it can be seen."""

    def sign_checkpoint(self) -> object:
        """Return once a signed checkpoint covers everything that is decided."""


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
        self.played = Played([], [])

    def play(self, until: datetime | None = None) -> Played:
        """Every action at its time, and a tick at each step, deadline and action, to the story's end or `until`.

        The tick comes before the action, for wherever a ticker of its own tells the time, it may come at any moment
        while the clock stands there: what falls due by then must not depend on who was first.
        """
        story = self._demo.world.story
        end = min(story.ends, until or story.ends)
        actions = [action for action in story.actions if action.at <= end]
        step = timedelta(minutes=story.tick_minutes)
        next_tick = story.begins
        for done, action in enumerate(actions):
            next_tick = self._pass_time(next_tick, step, action.at)
            self._progress(action.at, done, len(actions))
            self._act(action)
        self._pass_time(next_tick, step, end)
        self._progress(end, len(actions), len(actions))
        self._bringing.settle()
        return self.played

    def _pass_time(self, next_tick: datetime, step: timedelta, to: datetime) -> datetime:
        """Ticks at each step and each deadline up to `to`, and at `to` itself; the step that comes next."""
        at: datetime | None = None
        while at != to:
            at = min(next_tick, to, self._next_deadline() or to)
            self._demo.clock.go_to(max(at, self._demo.clock()))
            self._hub.tick(at)
            self._demo.tell_readers()
            self._hub.sign_checkpoint()
            self.played.ticks += 1
            if at == next_tick:
                next_tick += step
        return next_tick

    def _next_deadline(self) -> datetime | None:
        now = self._demo.clock()
        views = self._hub.views
        waiting = (row.due_at for row in views.notices() if row.state is NoticeState.WAITING and not row.overdue)
        standing = (row.due_at for row in views.desk(tuple(self._hub.reference().areas)) if not row.overdue)
        return min((due.astimezone(UTC) for due in (*waiting, *standing) if due > now), default=None)

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
        self._demo.tell_readers()
        self._hub.sign_checkpoint()

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
        opening = OpenNotice(row.case, row.person, row.notice, user, role)
        settled = self._hub.perform(opening, command_id=f"story-open-{row.notice}-{user}")
        if not any(isinstance(output, NoticeOpened) for output in settled.outputs):
            raise LookupError(f"`{user}` was not let open the notice `{row.notice}` of the story")
        self.played.openings += 1
        if row.role in FRONT_DOOR and row.kind != NoticeKind.RECALL:
            self._triage(row, user)
        elif acknowledge:
            reading = AcknowledgeNotice(row.case, row.person, row.notice, user, role)
            self._hub.perform(reading, command_id=f"story-acknowledge-{row.notice}-{user}")

    def _triage(self, row: NoticeRow, user: str) -> None:
        """The front door, or the duty team, decides what it has read, over what either of them had decided before."""
        earlier = self._hub.views.triages(row.case, row.person, row.value)
        outcome, consent, reason = DECIDED[row.type]
        command = TriageContact(
            case=row.case,
            person=row.person,
            notice=row.notice,
            user=user,
            role=row.role,
            outcome=outcome,
            consent=consent,
            reason=reason,
            previous=earlier[0].triage if earlier else None,
        )
        settled = self._hub.perform(command, command_id=f"story-triage-{row.notice}-{user}")
        if not any(isinstance(output, ContactTriaged) for output in settled.outputs):
            raise LookupError(f"`{user}` was not let decide the contact `{row.notice}` of the story")

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
