"""`firstbell ledger`: what anyone needs to check the hub."""

import typer

from services.cli.commands.ledger import export, key, proof, verify

app = typer.Typer(help="The tamper-evident ledger: check it, prove an entry, copy it out.", no_args_is_help=True)
app.command("verify")(verify.verify)
app.command("proof")(proof.proof)
app.command("export")(export.export)
app.command("key")(key.key)
