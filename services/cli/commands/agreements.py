"""`firstbell agreements`: check and register; the other commands of agreements have modules of their own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.reference import InstrumentKind
from services.cli.commands import (
    agreements_ask,
    agreements_explain,
    agreements_life,
    agreements_schema,
    agreements_sign,
    agreements_simulate,
    agreements_suspend,
    agreements_text,
)
from services.cli.failures import ExitCode, Failure
from services.cli.one_line import one_line
from services.cli.opened import operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, verdict
from services.operator.instruments import Examined, examine, instrument_files, lessenings, registrations
from services.operator.reading import HomeReader
from streams.agreements.document import Duty, Instrument
from streams.agreements.findings import Severity
from streams.agreements.vocabulary import PartyKind
from streams.deciders.person.share import kinds_of

app = typer.Typer(help="Information-sharing agreements and statutory duties, as data.", no_args_is_help=True)
app.command("explain")(agreements_explain.explain_)
app.command("list")(agreements_life.list_)
app.command("show")(agreements_life.show)
app.command("sign")(agreements_sign.sign)
app.command("countersign")(agreements_sign.countersign)
app.command("schema")(agreements_schema.schema)
app.command("simulate")(agreements_simulate.simulate_)
app.command("text")(agreements_text.text)
app.command("diff")(agreements_ask.diff)
app.command("who-sees")(agreements_ask.who_sees_)
app.command("can")(agreements_ask.can)
app.command("suspend")(agreements_suspend.suspend_)
app.command("resume")(agreements_suspend.resume)
app.command("matrix")(agreements_ask.matrix_)

FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="YAML files, or folders of them. Duties and agreements are checked together."
    ),
]


class Found(Struct):
    """One problem or finding with its place."""

    severity: str
    file: str
    line: int
    column: int
    code: str
    message: str


class Checked(Struct):
    """What was read and what is wrong with it. `drafts` wait for signatures; `less` is what duties no longer demand."""

    files: tuple[str, ...]
    instruments: tuple[str, ...]
    errors: int
    found: tuple[Found, ...]
    registered: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    asked_by: str = ""
    law_changed: str = ""


@app.command("check")
def check(
    files: FilesArgument,
    home: Annotated[
        Path | None, typer.Option("--home", metavar="FOLDER", help="Check with what this home's hub holds.")
    ] = None,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read agreements and duties, and examine them each by itself, all together, and with those that a hub holds.

    Each finding has its file, line and column: contradictions, conditions that never hold, impossible dates, a purpose
    without a basis, items that no role may see, a duty that nothing covers, and more.

    Errors keep a file from being registered, and the command exits 1. Warnings are for a person to judge.
    """
    checked = _checked(_examined(files, *_held(home, cluster=cluster)))
    give(checked, lambda out: _show(out, checked), as_json=as_json)
    if checked.errors:
        raise Failure(ExitCode.FOUND, f"{checked.errors} errors: correct them before anything is registered")


LawChangedOption = Annotated[
    str | None,
    typer.Option(
        "--law-changed",
        metavar="TEXT",
        help="Which law makes a duty other than before; it is kept for good. Without it, less is refused.",
    ),
]
AskedByOption = Annotated[
    str | None, typer.Option("--asked-by", metavar="TEXT", help="The office and body that had this registered.")
]


@app.command("register")
def register(
    files: FilesArgument,
    law_changed: LawChangedOption = None,
    asked_by: AskedByOption = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check agreements and duties, and put those that are new into the hub's reference log.

    They are checked together with those that the hub holds. A registered version never changes: raise `version` in the
    file. Nothing is registered while there are errors. An agreement is a draft until each of its signatories has
    signed it (`sign`, `countersign`). A duty counts from its first day, without a signature: a version that demands
    less than the one before it needs `--law-changed`, which stands in the log with it.
    """
    asker = "" if asked_by is None else one_line("--asked-by", asked_by)
    law = "" if law_changed is None else one_line("--law-changed", law_changed)
    with operating(home, cluster=cluster) as (hub, clock):
        held = hub.reference().instruments.documents()
        examined = _examined(files, held, kinds_of(hub.reference()))
        checked = _checked(examined)
        if law and not any(isinstance(each, Duty) for each in examined.documents):
            raise Failure(ExitCode.USAGE, "`--law-changed` is about a duty, and no file is one: leave it out")
        if checked.errors:
            give(checked, lambda out: _show(out, checked), as_json=as_json)
            raise Failure(ExitCode.REFUSED, f"{checked.errors} errors: correct them first; nothing was registered")
        checked.less = _less(lessenings(examined.documents, held), law)
        try:
            bodies = registrations(examined.documents, hub.reference(), asker, law)
        except ValueError as error:
            raise Failure(ExitCode.REFUSED, str(error)) from None
        with hub.locked:
            hub.registry.refer(bodies, clock())
    checked.asked_by, checked.law_changed = asker, law
    checked.registered = tuple(f"{one.id} version {one.version}" for one in bodies)
    checked.drafts = tuple(f"{one.id} version {one.version}" for one in bodies if one.kind is InstrumentKind.AGREEMENT)
    give(checked, lambda out: _show(out, checked), as_json=as_json)


def _less(lessening: dict[str, tuple[str, ...]], law: str) -> tuple[str, ...]:
    said = tuple(f"{name}: {sentence}" for name, sentences in lessening.items() for sentence in sentences)
    if said and not law:
        text = 'a duty would demand less than it does: say which law changed with `--law-changed "..."`, or raise it'
        raise Failure(ExitCode.REFUSED, *said, f"{text} again; nothing was registered")
    return said


def _held(home: Path | None, *, cluster: bool) -> tuple[list[Instrument], dict[str, PartyKind]]:
    """What a hub has registered, and of what kind its agencies are; nothing where none is asked."""
    if cluster:
        from services.cli.processes import explained
        from services.operator.on_cluster import on_cluster

        with explained(), on_cluster() as (hub, _):
            return hub.reference().instruments.documents(), kinds_of(hub.reference())
    if home is None:
        return [], {}
    with HomeReader(home) as reader:
        return reader.reference.instruments.documents(), kinds_of(reader.reference)


def _examined(files: list[Path], held: Sequence[Instrument], kinds: dict[str, PartyKind]) -> Examined:
    try:
        found = instrument_files(files)
    except FileNotFoundError as error:
        raise Failure(ExitCode.USAGE, str(error)) from None
    if not found:
        raise Failure(ExitCode.USAGE, f"`{files[0]}` holds no YAML file: name files, or a folder that has some")
    return examine(found, held, kinds)


def _checked(examined: Examined) -> Checked:
    problems = [
        Found("error", one.file, one.place.line, one.place.column, "unreadable", one.message)
        for one in examined.problems
    ]
    findings = [
        Found(
            one.finding.severity.value,
            one.file,
            one.place.line,
            one.place.column,
            one.finding.code.value,
            one.finding.message,
        )
        for one in examined.findings
    ]
    names = tuple(f"{one.id} version {one.version}" for one in examined.documents)
    return Checked(examined.files, names, examined.errors, (*problems, *findings))


def _show(out: Console, checked: Checked) -> None:
    rows = [
        (one.severity, f"{one.file}:{one.line}:{one.column}" if one.file else "all together", one.message)
        for one in checked.found
    ]
    if rows:
        out.print(table("Found", "Severity", "Place", "What", rows=rows))
    warnings = sum(one.severity == Severity.WARNING for one in checked.found)
    out.print(verdict(not checked.errors, f"{len(checked.files)} files, {checked.errors} errors, {warnings} warnings"))
    for name in checked.registered:
        out.print(f"registered {name}")
    for sentence in checked.less:
        out.print(f"{sentence} The law that changed: {checked.law_changed}")
    if checked.drafts:
        out.print("an agreement counts once each of its signatories has signed it: `firstbell agreements list`")
