"""`firstbell outbox-sender`."""


def outbox_sender() -> None:
    """Tell readers that there is something to read, on a cluster, until stopped.

    Run two: one sends, the other stands by and takes over. It is told everything by variables (ops/settings.md); a
    home needs none of it, for `firstbell serve` sends by itself.
    """
    from services.cli.processes import run_process
    from services.processes.outbox import run_outbox_sender
    from services.settings.processes import OutboxSenderSettings

    run_process(OutboxSenderSettings, run_outbox_sender)
