"""`firstbell ledger proof`."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give
from services.operator.looking import LookedInto
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.errors import ProofError
from streams.ledger.proofs import InclusionProof, prove_consistency, prove_inclusion, tlog_proof_text, verify_inclusion


def proof(
    index: Annotated[
        int, typer.Argument(metavar="INDEX", help="The entry's index; `firstbell trace` names it.", min=0)
    ],
    since: Annotated[
        int | None,
        typer.Option(
            "--since", metavar="SIZE", help="Prove instead that the log of SIZE entries is its beginning.", min=1
        ),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Prove that an entry is in the ledger (RFC 9162), verified before it is printed, in C2SP's tlog-proof format."""
    with looking_into(home, cluster=cluster) as reader:
        note = reader.checkpoint()
        if note is None:
            raise Failure(ExitCode.UNREACHABLE, "no checkpoint was signed yet: let the hub run, then ask again")
        size = open_checkpoint(note, reader.ledger_key).size
        try:
            if since is not None:
                document = prove_consistency(reader.ledger, since, size)
                give(document, lambda out: out.print(document.to_json().decode(), soft_wrap=True), as_json=as_json)
                return
            proven = _inclusion(reader, index, size, note)
        except ProofError as error:
            raise Failure(ExitCode.REFUSED, f"no proof for `{index}`: {error}") from None

    def show(out: Console) -> None:
        sys.stdout.write(tlog_proof_text(proven, note).decode())

    give(_document(proven, note, str(reader.ledger_key)), show, as_json=as_json)


def _inclusion(reader: LookedInto, index: int, size: int, note: bytes) -> InclusionProof:
    if index >= size:
        raise Failure(
            ExitCode.REFUSED, f"the last checkpoint covers `{size}` entries, and `{index}` is not among them: ask later"
        )
    proven = prove_inclusion(reader.ledger, index, size)
    (entry,) = reader.entries(index, index + 1)
    verify_inclusion(entry, proven, note, str(reader.ledger_key))
    return proven


def _document(proven: InclusionProof, note: bytes, key: str) -> dict[str, object]:
    return {
        "index": proven.index,
        "size": proven.size,
        "hashes": list(proven.hashes),
        "checkpoint": note.decode(),
        "key": key,
    }
