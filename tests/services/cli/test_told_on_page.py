"""What `firstbell outcomes` says of a council's outcomes: that one is accepted does not say that it decides."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from services.cli.outcomes import OutcomesShown, _show
from services.publisher.report import ReportRow, State

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)


@pytest.mark.parametrize("told_on_page", [True, False])
def test_where_it_is_to_be_learnt_is_said_where_there_is_something_to_learn(told_on_page: bool) -> None:
    row = ReportRow("FD-27-1/D", 1, State.ACCEPTED, NOW, told_on_page=told_on_page)
    out = StringIO()
    _show(Console(file=out, width=200), OutcomesShown((row,), (), (), 0, 0), verify=False)
    assert "FD-27-1/D" in out.getvalue()
    assert ("not that its contact is decided by it" in out.getvalue()) is told_on_page
