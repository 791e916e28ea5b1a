"""`firstbell ledger-writer`."""


def ledger_writer() -> None:
    """Bring every decision and reference record into the ledger, on a cluster, until stopped, and sign checkpoints.

    One at a time works on a folder of tiles; a second one stands by. It never signs a smaller tree than before, nor
    another one. It is told everything by variables (ops/settings.md).
    """
    from services.cli.processes import run_process
    from services.processes.ledger_writer import run_ledger_writer
    from services.settings.processes import LedgerWriterSettings

    run_process(LedgerWriterSettings, run_ledger_writer)
