"""`firstbell status`."""

from datetime import datetime

from msgspec import Struct
from rich.console import Console

from schemas import native
from services.cli.commands.parked import show_parked
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs, table, when
from services.operator.clock import machine_clock
from services.operator.reading import HomeReader, ParkedInput, Waiting
from services.operator.settings import read_settings
from streams.agreements.life import State
from streams.ledger.checkpoint import open_checkpoint
from streams.reference.facts import Reference
from streams.reference.timeline import standings
from streams.views.rows import NoticeState


class Status(Struct):
    """How a hub stands. `program`: whether its hot parts are compiled. Times in UTC; `checkpoint_age` in seconds, by
    the clock that the home goes by."""

    hub: str
    title: str
    program: str
    demo: bool
    clock: datetime
    events: int
    decisions: int
    waiting: int
    parked: int
    notices: int
    notices_unopened: int
    notices_overdue: int
    desk: dict[str, int]
    desk_overdue: int
    reference: int
    schools: int
    rolls: int
    rolls_stale: int
    ledger_size: int
    checkpoint_size: int
    checkpoint_age: float | None
    partitions: tuple[Waiting, ...]
    parked_inputs: tuple[ParkedInput, ...]
    suspended: tuple[str, ...]
    unreadable: tuple[str, ...]
    due_for_review: tuple[str, ...]


def status(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """How the hub stands: what waits, what is overdue, what is on the desks, how fresh the ledger's checkpoint is."""
    if cluster:
        from services.cli.commands.status_cluster import status_of_cluster
        from services.cli.processes import explained

        with explained():
            status_of_cluster(as_json)
        return
    with HomeReader(home) as reader:
        found = _status(reader)
    give(found, lambda out: _show(out, found), as_json=as_json)


def _status(reader: HomeReader) -> Status:
    demo = read_settings(reader.home.folder).demo is not None
    now = reader.last_recorded() if demo else machine_clock()
    counts, reference = reader.counts(), reader.reference
    notices = reader.views.notices()
    desk = {area: reader.views.desk((area,)) for area in reader.areas}
    partitions = tuple(reader.waiting())
    size, age = _checkpoint(reader, now)
    return Status(
        hub=reader.hub.hub,
        title=reader.hub.title,
        program=native.STATE.words,
        demo=demo,
        clock=now,
        events=counts["events"],
        decisions=counts["decisions"],
        waiting=sum(one.lag for one in partitions),
        parked=counts["parked"],
        notices=len(notices),
        notices_unopened=sum(row.state is NoticeState.WAITING for row in notices),
        notices_overdue=sum(row.overdue and row.state is NoticeState.WAITING for row in notices),
        desk={area: len(rows) for area, rows in desk.items()},
        desk_overdue=sum(row.overdue for rows in desk.values() for row in rows),
        reference=counts["reference"],
        schools=len(reference.settings),
        rolls=len(reference.rolls),
        rolls_stale=sum(not reference.roll_is_current(urn, now) for urn in reference.rolls),
        ledger_size=reader.entry_count(),
        checkpoint_size=size,
        checkpoint_age=age,
        partitions=partitions,
        parked_inputs=tuple(reader.parked()),
        suspended=reader.suspended,
        unreadable=tuple(f"{id}@{version}" for id, version in reference.instruments.unreadable()),
        due_for_review=_due_for_review(reference, now),
    )


def _due_for_review(reference: Reference, now: datetime) -> tuple[str, ...]:
    """Agreements in force whose review is near or past, each with its day."""
    return tuple(
        f"{one.id} by {one.review_by}"
        for one in standings(reference.instruments, now)
        if one.state in (State.DUE_FOR_REVIEW, State.REVIEW_OVERDUE)
    )


def _checkpoint(reader: HomeReader, now: datetime) -> tuple[int, float | None]:
    note = reader.checkpoint()
    if note is None:
        return 0, None
    checkpoint = open_checkpoint(note, reader.ledger_key)
    return checkpoint.size, max(0.0, now.timestamp() - checkpoint.time) if checkpoint.time else None


def _show(out: Console, found: Status) -> None:
    out.print(
        pairs(
            f"{found.title} ({found.hub})",
            [
                ("Clock", f"{when(found.clock)}, where the demo's story stands" if found.demo else when(found.clock)),
                ("Program", found.program),
                ("Events", str(found.events)),
                ("Waiting to be decided", f"{found.waiting}, and {found.parked} parked"),
                ("Notices", f"{found.notices}: {found.notices_unopened} unopened, {found.notices_overdue} overdue"),
                ("Register", f"{found.schools} schools, {found.rolls} rolls, {found.rolls_stale} of them stale"),
                ("Reference", f"record {found.reference}"),
                ("Suspended agreements", ", ".join(found.suspended) or "none"),
                ("Agreements for review", ", ".join(found.due_for_review) or "none"),
                *([("Agreements that cannot be read", ", ".join(found.unreadable))] if found.unreadable else []),
                ("Ledger", f"{found.ledger_size} entries, the checkpoint covers {found.checkpoint_size}{_age(found)}"),
            ],
        )
    )
    out.print(
        table("Desks", "Area", "Open items", rows=[(area, str(count)) for area, count in found.desk.items()], right=[1])
    )
    if found.desk_overdue:
        out.print(f"{found.desk_overdue} of them overdue")
    rows = [(one.source, str(one.inputs), str(one.decided), str(one.lag)) for one in found.partitions]
    out.print(table("Partitions", "Partition", "Inputs", "Decided", "Lag", rows=rows, right=[1, 2, 3]))
    if found.parked_inputs:
        show_parked(out, found.parked_inputs)


def _age(found: Status) -> str:
    return f", {found.checkpoint_age:.0f} s old" if found.checkpoint_age is not None else ", unsigned"
