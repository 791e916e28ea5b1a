"""`firstbell keys`: the hub's public keys and the agencies'."""

import base64
import binascii
from datetime import datetime
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from schemas.events.encompass import EVENT_TYPE
from schemas.records.reference import AgencyKind
from services.cli.commands import keys_handed_out, keys_made
from services.cli.failures import ExitCode, Failure
from services.cli.opened import operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, when
from services.operator.agencies import add_key, register_agency, revoke_key
from services.operator.reading import HomeReader
from streams.engines.local.home import PROMISE_KEY_ID

app = typer.Typer(
    help="Public keys: the hub's own, and the agencies' that may publish. Without a command it lists them."
)


class PublicKey(Struct):
    """One key that counts. `public` is its 32 bytes in base64, for the ledger its C2SP verifier key."""

    owner: str
    key: str
    use: str
    public: str
    valid_from: datetime | None
    valid_until: datetime | None
    revoked_at: datetime | None


@app.callback(invoke_without_command=True)
def keys(context: typer.Context, home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List every public key: the hub's for wrapping, promises and ledger, and each agency's for signing."""
    if context.invoked_subcommand is not None:
        return
    with HomeReader(home) as reader:
        found = [*_hub_keys(reader), *_agency_keys(reader)]

    def show(out: Console) -> None:
        rows = [(one.owner, one.key, one.use, one.public, _validity(one)) for one in found]
        out.print(table("Public keys", "Whose", "Id", "For", "Key", "Counts", rows=rows))

    give({"keys": found}, show, as_json=as_json)


@app.command("register")
def register(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="The agency's id, as in its mapping.")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key's id, never used before.")],
    public: Annotated[str, typer.Argument(metavar="PUBLIC", help="The Ed25519 public key: 32 bytes in base64.")],
    title: Annotated[
        str | None, typer.Option("--title", help="Registers the agency as well: what people call it.")
    ] = None,
    kind: Annotated[AgencyKind, typer.Option("--kind", help="What sort of agency it is.")] = AgencyKind.POLICE,
    area: Annotated[
        list[str] | None, typer.Option("--area", metavar="CODE", help="A council area for which it publishes.")
    ] = None,
    until: Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="When the key ends.")] = None,
    signs_only: Annotated[
        bool, typer.Option("--signs-only", help="It publishes nothing, and only signs agreements.")
    ] = False,
    publishes: Annotated[
        list[str] | None,
        typer.Option("--publishes", metavar="TYPE", help="An event type that it publishes; may be given again."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take an agency's key from now on; with --title and --area, register the agency first.

    Without --publishes it publishes encompass.notification. Registered again, it publishes what is said then.

    Compare the key with the agency by telephone before you register it.
    """
    with operating(home, cluster=cluster) as (hub, clock):
        try:
            if title is not None:
                event_types = () if signs_only else tuple(publishes or (EVENT_TYPE,))
                register_agency(hub, agency, title, kind, area or (), clock(), event_types=event_types)
            ends = until.astimezone() if until is not None else None
            add_key(hub, agency, key, _bytes(public), ends, clock())
        except ValueError as error:
            raise Failure(ExitCode.REFUSED, str(error)) from None
    give(
        {"agency": agency, "key": key},
        lambda out: out.print(f"`{key}` of `{agency}` counts from now on"),
        as_json=as_json,
    )


@app.command("revoke")
def revoke(
    agency: Annotated[str, typer.Argument(metavar="AGENCY")],
    key: Annotated[str, typer.Argument(metavar="KEY")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for the log.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Accept nothing more that is signed by an agency's key. What was accepted before stands."""
    with operating(home, cluster=cluster) as (hub, clock):
        try:
            revoke_key(hub, agency, key, reason, clock())
        except ValueError as error:
            raise Failure(ExitCode.REFUSED, str(error)) from None
    give({"agency": agency, "key": key}, lambda out: out.print(f"`{key}` of `{agency}` is revoked"), as_json=as_json)


app.command("make")(keys_made.make)
app.command("token")(keys_made.token)
app.command("descriptor")(keys_made.descriptor)
app.command("hand-out")(keys_handed_out.hand_out)


def _bytes(text: str) -> bytes:
    try:
        public = base64.b64decode(text, validate=True)
    except binascii.Error:
        public = b""
    if len(public) != 32:
        raise ValueError(f"`{text[:60]}` is no public key: give its 32 bytes in base64, 44 characters")
    return public


def _hub_keys(reader: HomeReader) -> list[PublicKey]:
    hub = reader.hub
    wrapping = [
        PublicKey(hub.hub, one.key, "wrapping section keys", _text(one.public), one.valid_from, one.valid_until, None)
        for one in reader.reference.hub_keys.values()
    ]
    return [
        *wrapping,
        PublicKey(hub.hub, PROMISE_KEY_ID, "promises", _text(hub.promise_key), None, None, None),
        PublicKey(hub.hub, hub.ledger_origin, "ledger checkpoints", str(reader.ledger_key), None, None, None),
    ]


def _agency_keys(reader: HomeReader) -> list[PublicKey]:
    return [
        PublicKey(
            held.publisher,
            held.key,
            "signing",
            _text(held.public.public_bytes_raw()),
            held.valid_from,
            held.valid_until,
            held.revoked_at,
        )
        for held in reader.reference.keys.values()
    ]


def _text(public: bytes) -> str:
    return base64.b64encode(public).decode()


def _validity(key: PublicKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {when(key.revoked_at)}"
    since = f"from {when(key.valid_from)}" if key.valid_from is not None else "since the hub began"
    return f"{since} until {when(key.valid_until)}" if key.valid_until is not None else since
