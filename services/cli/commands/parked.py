"""`firstbell parked`: inputs that could not be decided, and trying them again."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.decision import Unparked
from schemas.records.inputs import ParkedRetried
from schemas.records.watch import CommandRefused
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs, table, verdict, when
from services.operator.opening import working_on
from services.operator.reading import HomeReader, ParkedInput
from streams.engines.contract import Settled

app = typer.Typer(help="Inputs that could not be decided, and what waits behind them.", no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="The key, as `firstbell parked list` shows it.")]

REFUSED: Final = {
    "not_an_operator": (
        ExitCode.REFUSED,
        "`{user}` is no operator of this hub: appoint them with `firstbell directory appoint {user} operator {hub}`",
    ),
    "nothing_parked": (ExitCode.REFUSED, "nothing is parked under `{key}`: `firstbell parked list` names the keys"),
    "still_cannot_be_decided": (
        ExitCode.FOUND,
        "what stands first under `{key}` still cannot be decided: look into the log for its kind of fault",
    ),
    "more_waits": (ExitCode.UNREACHABLE, "more waits under `{key}` than one retry decides: run it again"),
}


class Retried(Struct):
    """What a retry came to: inputs decided, and how many are still parked under the key, in any partition."""

    key: str
    decided: int
    left: int
    refused: str


@app.command("list")
def list_(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """List the inputs that are parked, by key, in the order in which a retry decides them.

    The first of a key could not be decided; the others wait behind it. No personal data is in it. Exits 1 where any is.
    """
    found = _parked(home, cluster)
    give({"parked": found}, lambda out: show_parked(out, found), as_json=as_json)
    if found:
        raise Failure(ExitCode.FOUND, f"{len(found)} inputs are parked: mend the cause, then retry each key")


@app.command("show")
def show(
    key: KeyArgument,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what is parked under one key: what could not be decided, why and since when, and what waits behind it."""
    found = tuple(one for one in _parked(home, cluster) if one.key == key)
    if not found:
        raise Failure(ExitCode.REFUSED, f"nothing is parked under `{key}`: `firstbell parked list` names the keys")
    give({"parked": found}, lambda out: _show_key(out, key, found), as_json=as_json)


@app.command("retry")
def retry(
    key: KeyArgument,
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who asks: an operator of the hub.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Decide what is parked under a key, in order, in the first partition that holds any.

    Mend the cause first: what still cannot be decided stays parked. The retry is recorded with who asked. Exits 1
    where something stays undecided, 5 where more waits than one retry takes.
    """
    if not 0 < len(key) <= 128 or not 0 < len(user) <= 128:
        raise Failure(
            ExitCode.USAGE, "key and user have 1 to 128 characters: copy the key from `firstbell parked list`"
        )
    retried, hub = _retry_on_cluster(key, user) if cluster else _retry(home, key, user)
    give(retried, lambda out: _show_retried(out, retried), as_json=as_json)
    if retried.refused:
        code, text = REFUSED[retried.refused]
        raise Failure(code, text.format(key=key, user=user, hub=hub))
    if retried.left:
        raise Failure(ExitCode.UNREACHABLE, f"{retried.left} inputs are still parked under `{key}`: run it again")


def show_parked(out: Console, found: Sequence[ParkedInput]) -> None:
    """Draw what is parked."""
    rows = [(one.key, one.source, str(one.position), when(one.since), one.reason, one.reference) for one in found]
    headings = ("Key", "Partition", "Position", "Since", "Why", "Reference")
    if rows:
        out.print(table("Parked", *headings, rows=rows, right=[2]))
        out.print("mend the cause, then `firstbell parked retry KEY --user OPERATOR`")
    else:
        out.print(verdict(True, "nothing is parked"))


def _parked(home: Path, cluster: bool) -> tuple[ParkedInput, ...]:
    if cluster:
        from services.cli.processes import explained
        from services.operator.cluster import Cluster
        from services.settings.processes import OperatorSettings

        with explained():
            return tuple(Cluster(OperatorSettings.read()).parked())
    with HomeReader(home) as reader:
        return tuple(reader.parked())


def _show_key(out: Console, key: str, found: Sequence[ParkedInput]) -> None:
    first, *behind = found
    rows = [
        ("Reference", first.reference or "not known: nothing of this case was accepted"),
        ("Could not be decided", f"position {first.position} of {first.source}, since {when(first.since)}"),
        ("Why", first.reason),
        ("Waits behind it", ", ".join(f"position {one.position} of {one.source}" for one in behind) or "nothing"),
    ]
    out.print(pairs(f"Parked under {key}", rows))
    out.print("mend the cause, then `firstbell parked retry KEY --user OPERATOR`")


def _retry_on_cluster(key: str, user: str) -> tuple[Retried, str]:
    from services.cli.processes import explained
    from services.operator.cluster import Cluster
    from services.settings.processes import OperatorSettings

    with explained():
        asked = Cluster(OperatorSettings.read())
        settled, hub = asked.retry(key, user, f"parked-retry-{secrets.token_hex(16)}")
        left = sum(one.key == key for one in asked.parked())
    return _retried(key, settled, left), hub


def _retry(home: Path, key: str, user: str) -> tuple[Retried, str]:
    with working_on(home) as (hub, _):
        settled = hub.perform(ParkedRetried(key, user), command_id=f"parked-retry-{secrets.token_hex(16)}")
        hub.run()
    with HomeReader(home) as reader:
        left, name = sum(one.key == key for one in reader.parked()), reader.hub.hub
    return _retried(key, settled, left), name


def _retried(key: str, settled: Settled, left: int) -> Retried:
    decided = sum(isinstance(output, Unparked) for output in settled.outputs)
    refused = [output.reason for output in settled.outputs if isinstance(output, CommandRefused)]
    retries = [reason for reason in refused if reason in REFUSED]
    return Retried(key, decided, left, retries[-1] if retries else "")


def _show_retried(out: Console, retried: Retried) -> None:
    if retried.refused and not retried.decided:
        return  # the refusal says it, and a count of nothing under an unknown key would read as if all were well
    out.print(verdict(not retried.left, f"{retried.decided} decided, {retried.left} still parked under {retried.key}"))
