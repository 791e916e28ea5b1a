"""`firstbell agreements list` and `show`: where agreements stand, and what became of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs, table, when
from services.operator.opening import clock_of
from services.operator.reading import HomeReader
from streams.agreements.life import State
from streams.agreements.signing import shown
from streams.reference.instruments import Instruments
from streams.reference.timeline import Change, DutyStanding, Standing, duty_standings, standings, timeline

_ADVICE: Final = {
    State.DRAFT: "lacks signatures, so it is not in force: `firstbell agreements sign`, then `countersign`",
    State.DUE_FOR_REVIEW: "is due for review",
    State.REVIEW_OVERDUE: "is past its review date: review it",
    State.SUSPENDED: "is suspended; notices that were given stay readable by what is in force when they are opened",
}


class Listed(Struct):
    """Every registered version of every agreement and duty, at a time; those that the program cannot read apart."""

    at: datetime
    agreements: tuple[Standing, ...]
    duties: tuple[DutyStanding, ...]
    unreadable: tuple[str, ...]


class Shown(Struct):
    """One version: how it stands, what became of it, what its dates still bring, what rests on it."""

    at: datetime
    standing: Standing
    timeline: tuple[Change, ...]
    coming: tuple[Change, ...]
    notices: int


def list_(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """List every agreement with its state, missing signatures and dates; and every duty, its version and since when."""
    with _reading(home, cluster=cluster) as read:
        unreadable = tuple(f"{id} version {version}" for id, version in read.held.unreadable())
        listed = Listed(read.at, standings(read.held, read.at), duty_standings(read.held, read.at), unreadable)
    give(listed, lambda out: _show_list(out, listed), as_json=as_json)


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="The agreement's `id`, or `id@version`; else the newest.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show one agreement: its state, who signed it, and every change with who made it and why. Or one duty."""
    with _reading(home, cluster=cluster) as read:
        duty = _duty(id, read)
        found = _found(id, read) if duty is None else None
    if duty is not None:
        give(duty, lambda out: _show_duty(out, duty), as_json=as_json)
    if found is not None:
        give(found, lambda out: _show_one(out, found), as_json=as_json)


class _Read(NamedTuple):
    """What a hub holds, at a time; `notices` counts the open notices that show what an agreement gave."""

    held: Instruments
    at: datetime
    notices: Callable[[str], int]


@contextmanager
def _reading(home: Path, *, cluster: bool) -> Iterator[_Read]:
    if not cluster:
        at = clock_of(home)()
        with HomeReader(home) as reader:
            yield _Read(reader.reference.instruments, at, reader.notices_under)
        return
    from services.cli.processes import explained  # here: whoever reads a home need not load the clients
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as (hub, clock):
        yield _Read(hub.reference().instruments, clock(), hub.notices_under)


def _duty(name: str, read: _Read) -> DutyStanding | None:
    id, _, wanted = name.partition("@")
    known = [one for one in duty_standings(read.held, read.at) if one.id == id and wanted in ("", str(one.version))]
    return known[-1] if known else None


def _found(name: str, read: _Read) -> Shown:
    id, _, wanted = name.partition("@")
    known = [one for one in standings(read.held, read.at) if one.id == id and wanted in ("", str(one.version))]
    if not known:
        raise Failure(ExitCode.REFUSED, *_unknown(name))
    standing = known[-1]
    changes = timeline(read.held, standing.id, standing.version)
    past = tuple(change for change in changes if change.at <= read.at)
    return Shown(read.at, standing, past, changes[len(past) :], read.notices(standing.id))


def _unknown(name: str) -> tuple[str, ...]:
    text = f"no agreement or duty {shown(name)} is registered: `firstbell agreements list` names them"
    if name.isascii():
        return (text,)
    return text, "it holds a character that only looks like a plain letter: type it anew"


def _show_list(out: Console, listed: Listed) -> None:
    rows = [
        (
            one.id,
            str(one.version),
            _said(one.state),
            ", ".join(one.missing),
            str(one.in_force_from),
            str(one.review_by),
            str(one.expires or ""),
        )
        for one in listed.agreements
    ]
    headings = ("Agreement", "Version", "State", "Lacks the signature of", "In force from", "Review by", "Last day")
    out.print(table("Agreements", *headings, rows=rows, right=[1]))
    if listed.duties:
        drawn = [(one.id, str(one.version), _said(one.state), str(one.in_force_from)) for one in listed.duties]
        out.print(table("Duties", "Duty", "Version", "State", "In force from", rows=drawn, right=[1]))
    for one in listed.agreements:
        if one.state in _ADVICE:
            out.print(f"{one.id} version {one.version} {_ADVICE[one.state]}")
    for name in listed.unreadable:
        out.print(f"{name} cannot be read by this program, so nothing flows under any version of it:")
        out.print("run the program that registered it, or register the agreement under another id")


def _show_duty(out: Console, duty: DutyStanding) -> None:
    rows = [
        ("Version", str(duty.version)),
        ("State", _said(duty.state)),
        ("Statute", duty.statute),
        ("Digest", duty.digest),
        ("In force from", str(duty.in_force_from)),
        ("Registered", f"{duty.registered_at:%Y} {when(duty.registered_at)}, by {duty.registered_by}"),
    ]
    if duty.law_changed:
        rows.append(("The law that changed", duty.law_changed))
    out.print(pairs(f"{duty.title} ({duty.id})", rows))


def _show_one(out: Console, found: Shown) -> None:
    one = found.standing
    rows = [
        ("Version", str(one.version)),
        ("State", _said(one.state)),
        ("Digest", one.digest),
        *((f"Signed by {each.party}", f"{each.signatory}, {each.signed_on}") for each in one.signatures),
        *((f"Signed by {party}", "not yet") for party in one.missing),
        ("In force from", str(one.in_force_from)),
        ("Review by", str(one.review_by)),
        ("Last day", str(one.expires or "none")),
    ]
    if one.suspended_because:
        rows.append(("Suspended because", one.suspended_because))
    if one.suspended_by:
        rows.append(("Suspension asked for by", one.suspended_by))
    if one.replaced_by:
        rows.append(("Replaced by", one.replaced_by))
    rows.append(("Open notices", f"{found.notices} that schools can still open show items that it gave"))
    out.print(pairs(f"{one.title} ({one.id})", rows))
    for title, changes in (("What became of it", found.timeline), ("What its dates bring", found.coming)):
        if changes:
            drawn = [(_dated(each), _said(each.what), each.who, each.why) for each in changes]
            out.print(table(title, "When", "What", "Who", "Why", rows=drawn))


def _dated(change: Change) -> str:
    return f"{change.at:%Y} {when(change.at)}"


def _said(name: str) -> str:
    return name.replace("_", " ")
