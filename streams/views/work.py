"""Questions about desks that record their work in steps."""

from collections.abc import Collection, Sequence
from datetime import datetime

from schemas.records.share import Recipient
from streams.agreements.vocabulary import RecipientRole
from streams.engines.line.times import micros
from streams.views.asking import Asking
from streams.views.from_rows import step_row
from streams.views.rows import StepRow


class WorkViews(Asking):
    """Answers from rows, as `streams.engines.contract.Views` asks."""

    def steps_of(
        self,
        recipient: Recipient,
        *,
        cases: Collection[bytes] | None = None,
        start: datetime | None = None,
    ) -> Sequence[StepRow]:
        """Steps of a recipient's own work, newest first: of some cases, and what was recorded at or after `start`."""
        where = "scheme = ? AND value = ? AND recipient_role = ?"
        given: list[object] = [recipient.scheme, recipient.value, recipient.role]
        if start is not None:
            where = f"{where} AND at >= ?"
            given.append(micros(start))
        order = "ORDER BY at DESC, step_id DESC"
        if cases is None:
            rows = self._read(f"SELECT * FROM step_view WHERE {where} {order}", given)
        else:
            statement = f"SELECT * FROM step_view WHERE cased IN ({{marks}}) AND {where} {order}"
            rows = list(self._among(statement, sorted(set(cases)), tuple(given)))
        return [step_row(row) for row in rows]

    def interviews(self, cases: Collection[bytes]) -> dict[tuple[bytes, str], StepRow]:
        """The latest step of the return home interview of each child of these cases, by case and person."""
        statement = "SELECT * FROM step_view WHERE cased IN ({marks}) AND recipient_role = ? ORDER BY at, step_id"
        given = (RecipientRole.RETURN_INTERVIEW_PROVIDER.value,)
        steps = (step_row(row) for row in self._among(statement, sorted(set(cases)), given))
        return {(step.case, step.person): step for step in steps}
