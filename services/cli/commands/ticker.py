"""`firstbell ticker`."""


def ticker() -> None:
    """Tell every partition what time it is, on a cluster, until stopped: without it nothing goes overdue.

    Run two: one is active, the other stands by and takes over. The time is the brokers' own. It is told everything by
    variables (ops/settings.md).
    """
    from services.cli.processes import run_process
    from services.processes.ticker import run_ticker
    from services.settings.processes import TickerSettings

    run_process(TickerSettings, run_ticker)
