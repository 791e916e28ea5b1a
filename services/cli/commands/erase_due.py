"""`firstbell erase-due`."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Protocol

import typer
from msgspec import Struct
from rich.console import Console

from schemas.events.event import Standing, Withdrawal
from schemas.events.header import SealedSection
from schemas.records.accept import EventAccepted
from services.cli.commands.erase import Why
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table
from services.operator.named_in_error import named_in_error
from services.operator.opening import working_on
from services.operator.reading import HomeReader
from streams.views.answering import SqlViews
from streams.views.rows import EventRow

DAYS: Final = 28
"""How long what named people in error is kept for the auditor, unless the operator sets another time."""


class ErasedCase(Struct):
    """A case that was withdrawn as about the wrong people: `keys` destroyed now, of all `revisions` of it."""

    reference: str
    withdrawn_at: datetime
    revisions: int
    keys: int


class ErasedPeople(Struct):
    """People whom a later revision names no more: `keys` destroyed now of their sections, and of texts about them."""

    reference: str
    revision: int
    sections: tuple[int, ...]
    keys: int


class _Seals(Protocol):
    def sealed(self, event: EventRow) -> tuple[SealedSection, ...]:
        """An event's sections as they are sealed."""


class _Erases(Protocol):
    def erase(
        self,
        event: bytes,
        at: datetime,
        reason: str,
        sections: Sequence[int] | None = None,
        revisions: Sequence[bytes] = (),
    ) -> int:
        """Destroy an event's keys for good; how many."""


def erase_due(
    after_days: Annotated[
        int, typer.Option("--after-days", metavar="N", min=0, help="How long after the withdrawal it is due.")
    ] = DAYS,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Destroy the keys of whoever was named in error, once their time has come.

    A case that its sender withdrew as about the wrong people goes whole: from the withdrawal on nobody but an auditor
    finds it, from its set date on nobody can read anything of it. Somebody of several whom a later revision names no
    more goes alone, with the texts about them; everybody else's stays. A case that was sent again since is left alone.
    What is not due yet stays. Run it every day, from a timer.
    """
    done, people = _on_cluster(after_days) if cluster else _at_home(home, after_days)
    give({"erased": done, "people": people}, lambda out: _show(out, done, people), as_json=as_json)


_Done = tuple[list[ErasedCase], list[ErasedPeople]]


def _at_home(home: Path, days: int) -> _Done:
    with working_on(home) as (hub, clock), hub.locked, HomeReader(home) as reader:
        now = clock()
        done = list(_erase(reader.views, hub.registry, now, days))
        return done, list(_erase_people(reader.views, reader, hub.registry, now, days))


def _on_cluster(days: int) -> _Done:
    from services.cli.processes import explained
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as (hub, clock):
        now = clock()
        done = list(_erase(hub.views, hub.registry, now, days))
        return done, list(_erase_people(hub.views, hub, hub.registry, now, days))


def _erase(views: SqlViews, registry: _Erases, now: datetime, days: int) -> Iterator[ErasedCase]:
    """Every revision of every case that is due. What was erased before counts no key again, and is not told."""
    for row in views.withdrawn(now - timedelta(days=days)):
        revisions = tuple(views.revisions([row.case])[row.case])
        if revisions[0] != row.event or not _wrong_people(views, row):
            continue
        keys = sum(registry.erase(event, now, Why.SENT_IN_ERROR.value, None, revisions) for event in revisions)
        if keys:
            yield ErasedCase(row.reference, row.accepted_at, len(revisions), keys)


def _erase_people(
    views: SqlViews, seals: _Seals, registry: _Erases, now: datetime, days: int
) -> Iterator[ErasedPeople]:
    """Of each case that stands, whoever a revision took out of it so long ago."""
    until = now - timedelta(days=days)
    for case in views.corrected(until):
        found = (views.event(event) for event in views.revisions([case])[case])
        rows = sorted((row for row in found if row is not None), key=lambda row: row.revision)
        if rows[-1].standing != Standing.CURRENT:
            continue
        for named in named_in_error(views, rows, until):
            theirs = _theirs(seals.sealed(named.row), named.sections)
            keys = registry.erase(named.row.event, now, Why.NAMED_IN_ERROR.value, theirs)
            if keys:
                yield ErasedPeople(named.row.reference, named.row.revision, theirs, keys)


def _theirs(sealed: Sequence[SealedSection], people: Sequence[int]) -> tuple[int, ...]:
    """The sections of these people, and each text that is about one of them: the later revision has its own texts."""
    return tuple([one.number for one in sealed if one.number in people or set(one.about) & set(people)])


def _wrong_people(views: SqlViews, row: EventRow) -> bool:
    outputs = (output for step in views.trace(row.event) for _, output in step.outputs)
    return any(
        isinstance(output, EventAccepted) and output.event == row.event and output.withdrawal is Withdrawal.WRONG_PEOPLE
        for output in outputs
    )


def _show(out: Console, done: Sequence[ErasedCase], people: Sequence[ErasedPeople]) -> None:
    rows = [(one.reference, str(one.revisions), str(one.keys)) for one in done]
    out.print(table("Erased: about the wrong people", "Reference", "Revisions", "Keys", rows=rows))
    if people:
        of_each = [
            (one.reference, str(one.revision), ", ".join(map(str, one.sections)), str(one.keys)) for one in people
        ]
        out.print(table("Erased: people named in error", "Reference", "Revision", "Sections", "Keys", rows=of_each))
