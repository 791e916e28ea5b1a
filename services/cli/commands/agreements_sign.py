"""`firstbell agreements sign` on a party's machine, and `countersign` at the hub."""

from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from schemas.limits import AGREEMENT_SIGNATURE_BYTES, LABEL
from services.cli.failures import ExitCode, Failure
from services.cli.opened import operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import console, give, pairs
from services.operator.agency_folder import AgencyFolder
from services.operator.signatures import made_signature, take_signatures
from streams.agreements.check_agreement import check
from streams.agreements.document import Agreement, digest, parse
from streams.agreements.findings import Severity
from streams.agreements.reader import DocumentError
from streams.agreements.signing import SignatureRefused


class Signing(Struct):
    """What a party signs, and the file that holds the signature."""

    agreement: str
    version: int
    title: str
    digest: str
    hub: str
    party: str
    signatory: str
    key: str
    file: str


class Taken(Struct):
    """Signatures that the hub took in, and for each agreement who has still to sign."""

    taken: tuple[str, ...]
    missing: dict[str, tuple[str, ...]]


def sign(
    agreement: Annotated[Path, typer.Argument(metavar="AGREEMENT", help="The YAML file, word for word as registered.")],
    agency: Annotated[Path, typer.Option("--agency", metavar="FOLDER", help="The party's own folder, with its key.")],
    signatory: Annotated[
        str, typer.Option("--as", metavar="TITLE", help="Role or title of who signs for the party; no name is needed.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the signature goes.", dir_okay=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Sign without asking.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Sign exactly this version of an agreement with the party's registered key, on the party's machine.

    Shows what is being signed and asks. The signature is a file of its own, which the hub's operator takes in.
    """
    document = _agreement(agreement)
    folder = AgencyFolder(agency)
    identity, hub = folder.identity(), folder.descriptor().hub
    if not signatory.strip() or not signatory.isprintable() or len(signatory) > LABEL:
        raise Failure(ExitCode.USAGE, f"`--as` has 1 to {LABEL} characters of one line: give a role or title")
    path = out or Path(f"{document.id}-{document.version}-{identity.agency}.signature")
    signing = Signing(
        agreement=document.id,
        version=document.version,
        title=document.title,
        digest=digest(document).hex(),
        hub=hub,
        party=identity.agency,
        signatory=signatory,
        key=identity.key_id,
        file=str(path),
    )
    try:
        data = made_signature(document, hub, identity, signatory, folder.clock()())
    except SignatureRefused as refused:
        raise Failure(ExitCode.REFUSED, str(refused)) from None
    if path.exists():
        raise Failure(ExitCode.USAGE, f"a file stands at `{path}` already: name another with --out")
    if not as_json:
        _show(console(), signing, document)
    if not yes and (as_json or not typer.confirm(f"Sign for {identity.agency}?")):
        raise Failure(ExitCode.REFUSED, "nothing was signed: say --yes to sign without being asked")
    path.write_bytes(data)
    give(signing, lambda out: out.print(f"signed: give `{path}` to the hub's operator"), as_json=as_json)


def countersign(
    files: Annotated[list[Path], typer.Argument(metavar="SIGNATURE...", help="Files that the parties have signed.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Verify the parties' signatures and put them into the hub's reference log: all of them, or none.

    An agreement counts from its first day on, once each of its signatories has signed the registered version.
    """
    given = [(path.name, _read(path)) for path in files]
    with operating(home, cluster=cluster) as (hub, clock):
        try:
            bodies = take_signatures(hub, given, clock())
        except SignatureRefused as refused:
            raise Failure(ExitCode.REFUSED, str(refused), "nothing was recorded") from None
        held = hub.reference().instruments
        missing = {f"{one.id} version {one.version}": held.missing(one.id, one.version) for one in bodies}
    taken = Taken(tuple(f"{one.party}: {one.id} version {one.version}" for one in bodies), missing)
    give(taken, lambda out: _show_taken(out, taken), as_json=as_json)


def _agreement(path: Path) -> Agreement:
    if not path.is_file():
        raise Failure(ExitCode.USAGE, f"there is no file `{path}`: name the agreement's YAML file")
    try:
        document = parse(path.read_bytes(), path.name)
    except DocumentError as error:
        raise Failure(ExitCode.REFUSED, *(str(problem) for problem in error.problems)) from None
    if not isinstance(document, Agreement):
        raise Failure(ExitCode.REFUSED, f"`{document.id}` is a duty, and a duty is law: only agreements are signed")
    errors = [finding.message for finding in check(document) if finding.severity is Severity.ERROR]
    if errors:
        text = "it would not be registered: `firstbell agreements check` gives each place"
        raise Failure(ExitCode.REFUSED, *errors, text)
    return document


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(AGREEMENT_SIGNATURE_BYTES + 1)
    except FileNotFoundError:
        raise Failure(ExitCode.USAGE, f"there is no file `{path}`: name the signatures' files") from None


def _show(out: Console, signing: Signing, document: Agreement) -> None:
    dates = document.dates
    out.print(
        pairs(
            signing.title,
            [
                ("Agreement", signing.agreement),
                ("Version", str(signing.version)),
                ("Digest", signing.digest),
                ("For the hub", signing.hub),
                ("In force from", str(dates.in_force_from)),
                ("Review by", str(dates.review_by)),
                ("Last day", str(dates.expires or "none")),
                ("Signatories", ", ".join(document.signatories)),
                ("Signed for", f"{signing.party}, by: {signing.signatory}"),
                ("With key", signing.key),
            ],
        )
    )


def _show_taken(out: Console, taken: Taken) -> None:
    for one in taken.taken:
        out.print(f"signed by {one}")
    for name, missing in taken.missing.items():
        out.print(f"{name} lacks {', '.join(missing)}" if missing else f"{name} is signed by all")
