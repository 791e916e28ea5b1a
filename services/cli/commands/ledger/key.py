"""`firstbell ledger key`."""

from rich.console import Console

from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give


def key(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """Print the ledger's verifier key, as C2SP tools read it (signed-note).

    Give it to everyone who is to check the hub, by another way than the one by which they get the ledger.
    """
    with looking_into(home, cluster=cluster) as reader:
        text, origin = str(reader.ledger_key), reader.hub.ledger_origin

    def show(out: Console) -> None:
        out.print(text, soft_wrap=True)

    give({"key": text, "origin": origin}, show, as_json=as_json)
