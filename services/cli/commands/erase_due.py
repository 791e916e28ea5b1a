"""`firstbell erase-due`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Protocol

import typer
from msgspec import Struct
from rich.console import Console

from schemas.events.event import Standing
from schemas.events.header import SealedSection
from services.cli.commands.erase import Why
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table
from services.operator.named_in_error import named_in_error
from services.operator.opening import working_on
from services.operator.reading import HomeReader
from services.operator.wrong_people import is_about_wrong_people, outcomes_of
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


class ErasedOutcome(Struct):
    """A published outcome of a contact that was about the wrong people: `keys` destroyed now, of all `revisions`.

    `withdrawn` says whether its publisher had withdrawn it by then.
    """

    reference: str
    withdrawn: bool
    revisions: int
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
    finds it, from its set date on nobody can read anything of it. What a council published that it decided of such a
    contact goes with it, withdrawn or not, unless it names another contact since. Somebody of several whom a later
    revision names no more goes alone, with the texts about them; everybody else's stays. Another reference of the
    sender's is another person, who takes nobody's place. A case that was sent again since is left alone. What is not
    due yet stays. Run it every day, from a timer.
    """
    done = _on_cluster(after_days) if cluster else _at_home(home, after_days)
    give(done, lambda out: _show(out, done), as_json=as_json)


class Erased(Struct):
    """What one run destroyed."""

    erased: list[ErasedCase]
    outcomes: list[ErasedOutcome]
    people: list[ErasedPeople]


def _at_home(home: Path, days: int) -> Erased:
    with working_on(home) as (hub, clock), hub.locked, HomeReader(home) as reader:
        return _erase(reader.views, reader, hub.registry, clock(), days)


def _on_cluster(days: int) -> Erased:
    from services.cli.processes import explained
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as (hub, clock):
        return _erase(hub.views, hub, hub.registry, clock(), days)


def _erase(views: SqlViews, seals: _Seals, registry: _Erases, now: datetime, days: int) -> Erased:
    until = now - timedelta(days=days)
    due = [row for row in views.withdrawn(until) if is_about_wrong_people(views, row)]
    return Erased(
        list(_erase_cases(views, registry, now, due)),
        list(_erase_outcomes(views, registry, now, outcomes_of(views, due, until))),
        list(_erase_people(views, seals, registry, now, until)),
    )


def _erase_cases(views: SqlViews, registry: _Erases, now: datetime, due: Iterable[EventRow]) -> Iterator[ErasedCase]:
    """Every revision of every case that is due. What was erased before counts no key again, and is not told."""
    for row in due:
        revisions, keys = _destroy(views, registry, now, row)
        if keys:
            yield ErasedCase(row.reference, row.accepted_at, revisions, keys)


def _erase_outcomes(
    views: SqlViews, registry: _Erases, now: datetime, outcomes: Iterable[EventRow]
) -> Iterator[ErasedOutcome]:
    for row in outcomes:
        revisions, keys = _destroy(views, registry, now, row)
        if keys:
            yield ErasedOutcome(row.reference, row.standing == Standing.WITHDRAWN, revisions, keys)


def _destroy(views: SqlViews, registry: _Erases, now: datetime, row: EventRow) -> tuple[int, int]:
    """How many revisions a case has, and how many of their keys are destroyed now."""
    revisions = tuple(views.revisions([row.case])[row.case])
    keys = sum(registry.erase(event, now, Why.SENT_IN_ERROR.value, None, revisions) for event in revisions)
    return len(revisions), keys


def _erase_people(
    views: SqlViews, seals: _Seals, registry: _Erases, now: datetime, until: datetime
) -> Iterator[ErasedPeople]:
    """Of each case that stands, whoever a revision took out of it up to a time."""
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


def _show(out: Console, done: Erased) -> None:
    rows = [(one.reference, str(one.revisions), str(one.keys)) for one in done.erased]
    out.print(table("Erased: about the wrong people", "Reference", "Revisions", "Keys", rows=rows))
    if done.outcomes:
        said = [
            (one.reference, "yes" if one.withdrawn else "no", str(one.revisions), str(one.keys))
            for one in done.outcomes
        ]
        out.print(table("Erased: outcomes about them", "Reference", "Withdrawn", "Revisions", "Keys", rows=said))
    if done.people:
        of_each = [
            (one.reference, str(one.revision), ", ".join(map(str, one.sections)), str(one.keys)) for one in done.people
        ]
        out.print(table("Erased: people named in error", "Reference", "Revision", "Sections", "Keys", rows=of_each))
