"""`firstbell`: the program, its commands in groups, and what its errors become."""

from importlib.metadata import version
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup

from schemas import native
from services.cli.commands import (
    agreements,
    areas,
    compare,
    conserve,
    demo,
    desk,
    directory,
    erase,
    erase_due,
    front_door,
    hospital,
    hotspots,
    inbox,
    init,
    intake,
    kafka,
    keys,
    ledger_writer,
    meetings_owner,
    migrate,
    outbox,
    outbox_sender,
    outcomes,
    parked,
    patterns,
    publish,
    replay,
    send_again,
    serve,
    status,
    sweep,
    ticker,
    trace,
    views,
    web,
    work,
    worker,
)
from services.cli.commands.ledger import commands as ledger
from services.cli.failures import EXIT_CODES, failure_of, show_failure
from services.cli.help_text import let_help_flow
from services.cli.piping import ending_with_its_reader, reader_is_gone

SET_UP: Final = "Set up a hub"
RUN: Final = "Run it"
CLUSTER: Final = "Run it on a cluster"
LOOK: Final = "Look into it"
PROVE: Final = "Prove it"

EPILOG: Final = "Exit codes: " + "; ".join(f"{code.value} {meaning}" for code, meaning in EXIT_CODES.items()) + "."


class Program(TyperGroup):
    """The root of all commands: expected errors become a sentence and an exit code, never a traceback."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # typer passes its own Context
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException, KeyboardInterrupt):
            raise
        except Exception as error:
            if isinstance(error, BrokenPipeError) and reader_is_gone():
                raise
            _fail(error)

    def main(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever typer passes, this passes on
        """Run the command line, and end."""
        with ending_with_its_reader():
            return super().main(*args, **options)


def _fail(error: Exception) -> NoReturn:
    failure = failure_of(error)
    show_failure(failure)
    raise typer.Exit(failure.code) from error


app = typer.Typer(
    cls=Program,
    name="firstbell",
    help="The right safeguarding information, at the right desk, before the first bell rings, and proof of it.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"firstbell {version('firstbell')}, {native.STATE.words}")
        raise typer.Exit


@app.callback()
def program(
    shown: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Say which version this is, and whether compiled."
        ),
    ] = False,
) -> None:
    """The right safeguarding information, at the right desk, before the first bell rings, and proof of it."""


app.command("demo", rich_help_panel=RUN)(demo.demo)
app.command("serve", rich_help_panel=RUN)(serve.serve)
app.command("publish", rich_help_panel=RUN)(publish.publish)
app.command("outcomes", rich_help_panel=RUN)(outcomes.outcomes)
app.command("send-again", rich_help_panel=RUN)(send_again.send_again)
app.add_typer(hospital.app, name="hospital", rich_help_panel=RUN)
app.add_typer(parked.app, name="parked", rich_help_panel=RUN)
app.add_typer(patterns.app, name="patterns", rich_help_panel=LOOK)
app.add_typer(front_door.app, name="front-door", rich_help_panel=RUN)
app.add_typer(hotspots.app, name="hotspots", rich_help_panel=LOOK)
app.add_typer(work.app, name="work", rich_help_panel=RUN)
app.add_typer(meetings_owner.app, name="meetings", rich_help_panel=RUN)
app.add_typer(outbox.app, name="outbox", rich_help_panel=RUN)
app.command("erase", rich_help_panel=RUN)(erase.erase)
app.command("erase-due", rich_help_panel=RUN)(erase_due.erase_due)
app.command("init", rich_help_panel=SET_UP)(init.init)
app.add_typer(keys.app, name="keys", rich_help_panel=SET_UP)
app.add_typer(agreements.app, name="agreements", rich_help_panel=SET_UP)
app.add_typer(directory.app, name="directory", rich_help_panel=SET_UP)
app.add_typer(areas.app, name="areas", rich_help_panel=SET_UP)
app.add_typer(kafka.app, name="kafka", rich_help_panel=SET_UP)
app.command("migrate", rich_help_panel=SET_UP)(migrate.migrate)
app.command("worker", rich_help_panel=CLUSTER)(worker.worker)
app.command("intake", rich_help_panel=CLUSTER)(intake.intake)
app.command("web", rich_help_panel=CLUSTER)(web.web)
app.command("ledger-writer", rich_help_panel=CLUSTER)(ledger_writer.ledger_writer)
app.command("views", rich_help_panel=CLUSTER)(views.views)
app.command("ticker", rich_help_panel=CLUSTER)(ticker.ticker)
app.command("outbox-sender", rich_help_panel=CLUSTER)(outbox_sender.outbox_sender)
app.command("sweep", rich_help_panel=CLUSTER)(sweep.sweep)
app.command("status", rich_help_panel=LOOK)(status.status)
app.command("inbox", rich_help_panel=LOOK)(inbox.inbox)
app.command("desk", rich_help_panel=LOOK)(desk.desk)
app.command("trace", rich_help_panel=LOOK)(trace.trace)
app.command("conserve", rich_help_panel=PROVE)(conserve.conserve)
app.command("replay", rich_help_panel=PROVE)(replay.replay)
app.command("compare", rich_help_panel=PROVE)(compare.compare)
app.add_typer(ledger.app, name="ledger", rich_help_panel=PROVE)
let_help_flow(app)
