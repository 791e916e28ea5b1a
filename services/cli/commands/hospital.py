"""`firstbell hospital`: what a trust's systems emit, as safeguarding flags."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import JsonOption

app = typer.Typer(help="Takes a trust's HL7 v2 and FHIR messages, and publishes the flags that its rules make.")

AgencyOption = Annotated[
    Path,
    typer.Option(
        "--agency", metavar="FOLDER", help="The trust's own folder, made by `firstbell keys make`.", file_okay=False
    ),
]
RulesOption = Annotated[
    Path,
    typer.Option("--rules", metavar="FILE", exists=True, dir_okay=False, help="Which attendances become a flag."),
]


@app.command("read")
def read(
    messages: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", exists=True, dir_okay=False, help="A message each: HL7 v2, or FHIR in .json."
        ),
    ],
    agency: AgencyOption,
    rules: RulesOption,
    as_json: JsonOption = False,
) -> None:
    """Take messages from files, in their order, and publish what they make. Exits 1 where one was refused."""
    from services.cli.hospital import read_files

    read_files(agency, rules, messages, as_json=as_json)


@app.command("receive")
def receive(
    agency: AgencyOption,
    rules: RulesOption,
    hl7_port: Annotated[int, typer.Option("--hl7-port", metavar="PORT", help="HL7 v2 over MLLP; 0: any.")] = 2575,
    fhir_port: Annotated[
        int | None, typer.Option("--fhir-port", metavar="PORT", help="FHIR bundles by POST /fhir, on this machine.")
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where HL7 is listened to.")] = "127.0.0.1",
    tls_certificate: Annotated[
        Path | None, typer.Option("--tls-certificate", metavar="FILE", help="This side's certificate and key, for TLS.")
    ] = None,
    tls_authority: Annotated[
        Path | None, typer.Option("--tls-authority", metavar="FILE", help="Who signs the senders' certificates.")
    ] = None,
    monitor_port: Annotated[
        int | None, typer.Option("--monitor-port", metavar="PORT", help="Metrics and health, on this machine; 0: any.")
    ] = None,
) -> None:
    """Answer HL7 v2 messages (and FHIR bundles) until a signal, and send the flags that they make to the hub.

    An acknowledgement AA means that the news is kept durably here; the hub may be away meanwhile. Another machine can
    send only with TLS on both sides.
    """
    from services.cli.hospital import Listening, receive_until_stopped

    listening = Listening(host, hl7_port, fhir_port, tls_certificate, tls_authority, monitor_port)
    receive_until_stopped(agency, rules, listening)
