"""`firstbell kafka`: topics, rights and certificates of the brokers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from services.cli.options import JsonOption

if TYPE_CHECKING:
    from services.settings.processes import KafkaToolSettings

app = typer.Typer(help="Topics, rights and certificates of the Kafka brokers, declared as data.", no_args_is_help=True)

DECLARED: Final = Path(__file__).parents[3] / "ops" / "kafka"

DeclaredOption = Annotated[
    Path,
    typer.Option(
        "--declared",
        metavar="FOLDER",
        help="The folder of topics.yaml, acls.yaml and schedule.yaml.",
        file_okay=False,
        show_default="ops/kafka",
    ),
]
AgencyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--agency", metavar="AGENCY", help="An agency that the reference log does not register yet; may be repeated."
    ),
]
ReplicationOption = Annotated[
    int | None,
    typer.Option("--replication", min=1, metavar="COPIES", help="Another number of copies: 1 for a broker on trial."),
]
BootstrapOption = Annotated[
    str | None,
    typer.Option("--bootstrap", metavar="HOST:PORT,...", help="The brokers; else FIRSTBELL_KAFKA_BOOTSTRAP."),
]


@app.command("plan")
def plan(
    agency: AgencyOption = None,
    bootstrap: BootstrapOption = None,
    declared: DeclaredOption = DECLARED,
    replication: ReplicationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show in what the cluster differs from what is declared, and change nothing.

    Topics, partitions, settings and rights, for every agency that the hub's reference log registers. The brokers and
    the certificate are those of the FIRSTBELL_KAFKA_ variables (ops/settings.md). Exits 9 where anything differs.
    """
    from services.cli.kafka import Target, connection_of, show_plan

    target = Target(declared, tuple(agency or ()), replication)
    show_plan(connection_of(_settings(bootstrap)), target, as_json)


@app.command("apply")
def apply(
    agency: AgencyOption = None,
    bootstrap: BootstrapOption = None,
    declared: DeclaredOption = DECLARED,
    replication: ReplicationOption = None,
    shorten: Annotated[
        bool, typer.Option("--shorten", help="Let topics keep records for a shorter time: older ones are deleted.")
    ] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take away rights that are not declared.")] = False,
    delete_topic: Annotated[
        list[str] | None,
        typer.Option(
            "--delete-topic", metavar="TOPIC", help="Delete this undeclared topic with all that it holds; repeatable."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make the cluster what is declared: missing topics, settings and rights. Again, it finds nothing to do.

    Nothing is deleted, shortened or taken away without its flag, and partition counts never change. Exits 9 where
    something is left that a flag or a person must end.
    """
    from services.cli.kafka import Target, connection_of, show_apply
    from services.operator.kafka.applying import Allowed

    target = Target(declared, tuple(agency or ()), replication)
    allowed = Allowed(shorten, revoke, frozenset(delete_topic or ()))
    show_apply(connection_of(_settings(bootstrap)), target, allowed, as_json)


@app.command("certificates")
def certificates(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="The folder of the authority and its certificates.", file_okay=False),
    ],
    agency: AgencyOption = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="For how long certificates hold.")] = 365,
    within: Annotated[
        int, typer.Option("--within", min=0, max=3650, metavar="DAYS", help="Renew what ends within so many days.")
    ] = 30,
    renew: Annotated[
        list[str] | None,
        typer.Option("--renew", metavar="PRINCIPAL", help="Renew this one whatever its end; may be repeated."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Issue nothing; exit 1 where one is missing or due.")] = False,
    declared: DeclaredOption = DECLARED,
    as_json: JsonOption = False,
) -> None:
    """Make the brokers' authority and a certificate for each principal, renew those that are due, and list them.

    `authority.pem` goes to everybody, `PRINCIPAL.pem` (private key and chain) to its principal alone, and
    `authority.key` stays away from all of them. Brokers and clients take a renewed one when they start again.
    """
    from services.cli.kafka_certificates import show_certificates
    from services.operator.kafka.issuing import Issuing

    how = Issuing(days, within, frozenset(renew or ()))
    show_certificates(folder, declared, tuple(agency or ()), how, check, as_json)


def _settings(bootstrap: str | None) -> "KafkaToolSettings":
    from services.settings.processes import KafkaToolSettings

    return KafkaToolSettings.read(**({"kafka": {"bootstrap": bootstrap}} if bootstrap else {}))
