"""`firstbell views`."""


def views() -> None:
    """Write what pages and tools read into PostgreSQL, on a cluster, until stopped.

    Rows commit together with how far it came, so that nothing is written twice or left out. It also tells Prometheus
    how the hub stands: desks, notices, ledger. It is told everything by variables (ops/settings.md).
    """
    from services.cli.processes import run_process
    from services.processes.views import run_views
    from services.settings.processes import ViewsSettings

    run_process(ViewsSettings, run_views)
