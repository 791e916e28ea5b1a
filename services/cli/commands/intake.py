"""`firstbell intake`."""


def intake() -> None:
    """Take events over HTTP for a hub on a cluster, until stopped: promised once the brokers have acknowledged them.

    Put a reverse proxy with TLS in front. It is told everything by variables (ops/settings.md).
    """
    from services.cli.processes import run_process
    from services.processes.intake import run_intake
    from services.settings.processes import IntakeProcessSettings

    run_process(IntakeProcessSettings, run_intake)
