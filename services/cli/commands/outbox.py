"""`firstbell outbox`: what was sent to tell readers that there is something to read, and who is subscribed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into, operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs, table, when
from services.operator.clock import machine_clock
from services.operator.outbox import (
    OutboxStanding,
    SubscriptionRefused,
    outbox_of,
    standing_of,
    subscribe,
    unsubscribe,
)
from streams.engines.local.home import Home
from streams.outbox.message import Message, State
from streams.outbox.store import OutboxStore

app = typer.Typer(help="Messages that say only that there is something to read.", no_args_is_help=True)

_AT_MOST = 1000
_OPEN = (State.WAITING, State.ATTEMPTING, State.FAILED)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A short name of the subscription.")]


class Listed(Struct, frozen=True):
    """One message: to whom (a user id or a subscription), about what, and where it stands. Times in UTC."""

    key: str
    channel: str
    to: str
    kind: str
    about: str
    place: str
    state: str
    attempts: int
    queued_at: datetime
    due_at: datetime
    reason: str


@app.command("status")
def status(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """How the outbox stands: how many messages wait, were taken over, failed or were dropped, by channel."""
    with _store(home, cluster) as store:
        found = standing_of(store)
    give(found, lambda out: _show_standing(out, found), as_json=as_json)


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those that were taken over or dropped as well.")] = False,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List messages that wait or failed, longest due first. No address is in it, and nothing about anybody.

    Exits 1 where one failed for good.
    """
    with _store(home, cluster) as store:
        found = [_listed(one) for one in store.listed(list(State) if every else _OPEN, _AT_MOST)]
    give({"messages": found}, lambda out: _show(out, found), as_json=as_json)
    failed = sum(one.state == State.FAILED for one in found)
    if failed:
        raise Failure(ExitCode.FOUND, f"{failed} failed for good: mend the cause, then `firstbell outbox retry`")


@app.command("retry")
def retry(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY]...", help="The messages' keys, as `outbox list` shows them.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every message that failed for good.")] = False,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Try messages that failed for good once more, from the beginning of the schedule.

    What was taken over is never sent again, and what nobody waits for any more is dropped when its turn comes.
    """
    if bool(keys) == every:
        raise Failure(ExitCode.USAGE, "name the messages' keys, or say --all")
    with _store(home, cluster) as store:
        asked = keys or [one.key for one in store.listed([State.FAILED], _AT_MOST)]
        retried = store.retry(asked, machine_clock())
    give({"retried": retried}, lambda out: out.print(f"{retried} messages are tried again"), as_json=as_json)
    if keys and retried < len(keys):
        raise Failure(ExitCode.REFUSED, f"{len(keys) - retried} of them have not failed: `firstbell outbox list`")


@app.command("subscribe")
def subscribe_(
    name: NameArgument,
    scheme: Annotated[str, typer.Argument(metavar="SCHEME", help="urn for a school, area for a council, agency.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The school's URN, the area's code, the agency's id.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="Where it is told: https, or http on loopback.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Tell a school's or council's own system, by a signed webhook, that there is something to read.

    The reference log keeps the address, which everybody may read who reads that log: put no secret into it.
    """
    if scheme not in ("urn", "area", "agency"):
        raise Failure(ExitCode.USAGE, f"`{scheme}` is no scheme: it must be urn, area or agency")
    with operating(home, cluster=cluster) as (hub, clock):
        try:
            subscribe(hub, name, scheme, value, url, clock())
        except SubscriptionRefused as refused:
            raise Failure(ExitCode.REFUSED, str(refused)) from None
    told = {"name": name, "scheme": scheme, "value": value, "url": url}
    give(told, lambda out: out.print(f"`{name}` is told from now on"), as_json=as_json)


@app.command("unsubscribe")
def unsubscribe_(
    name: NameArgument,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Tell a system no more."""
    with operating(home, cluster=cluster) as (hub, clock):
        try:
            unsubscribe(hub, name, clock())
        except SubscriptionRefused as refused:
            raise Failure(ExitCode.REFUSED, str(refused)) from None
    give({"name": name}, lambda out: out.print(f"`{name}` is told no more"), as_json=as_json)


@app.command("subscriptions")
def subscriptions(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """List the systems that are told."""
    with looking_into(home, cluster=cluster) as hub:
        found = list(hub.reference.webhooks)
    rows = [(one.name, one.scheme, one.value, one.url) for one in found]
    drawn = table("Subscriptions", "Name", "Scheme", "Value", "Address", rows=rows)
    give({"subscriptions": found}, lambda out: out.print(drawn), as_json=as_json)


@app.command("key")
def key(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Print the Ed25519 public key by which receivers verify webhooks, as Standard Webhooks writes it (`whpk_`)."""
    import base64

    public = Home(home).webhook_key().public_key().public_bytes_raw()
    text = f"whpk_{base64.b64encode(public).decode()}"
    give({"key": text}, lambda out: out.print(text, soft_wrap=True), as_json=as_json)


@contextmanager
def _store(home: Path, cluster: bool) -> Iterator[OutboxStore]:
    if not cluster:
        with outbox_of(home) as store:
            yield store
        return
    from contextlib import closing

    from services.cli.processes import explained
    from services.processes.connections import address_of
    from services.settings.processes import OperatorSettings
    from streams.engines.postgres.outbox import PostgresOutbox

    with explained(), closing(PostgresOutbox(address_of(OperatorSettings.read().views_database))) as found:
        yield found


def _listed(one: Message) -> Listed:
    return Listed(
        key=one.key,
        channel=one.channel.value,
        to=one.to,
        kind=one.kind.value,
        about=one.about,
        place=f"{one.scheme} {one.value}",
        state=one.state.value,
        attempts=one.attempts,
        queued_at=one.queued_at,
        due_at=one.due_at,
        reason=one.reason,
    )


def _show_standing(out: Console, found: OutboxStanding) -> None:
    rows = [
        (f"{channel}, {state}", str(count))
        for channel, states in found.messages.items()
        for state, count in states.items()
    ]
    rows.append(("The log is still to be told of", str(found.unreported)))
    if found.oldest is not None:
        rows.append(("Oldest that waits, due", when(found.oldest)))
    out.print(pairs("Outbox", rows))


def _show(out: Console, found: Sequence[Listed]) -> None:
    rows = [
        (one.key, one.channel, one.to, one.kind, one.place, one.state, str(one.attempts), when(one.due_at), one.reason)
        for one in found
    ]
    headings = ("Key", "Channel", "To", "Says", "Place", "State", "Attempts", "Due", "Reason")
    out.print(table("Messages", *headings, rows=rows, right=[6]))
