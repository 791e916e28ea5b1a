"""The facts of a missing episode."""

from datetime import datetime

from schemas.events.missing import Episode, MissingFrom, MissingRisk, ReturnInterview, Stage
from services.publisher.fact_columns import EpisodeColumns
from services.publisher.facts.cells import FactReader
from services.publisher.people import read_address


def read_episode(reader: FactReader, columns: EpisodeColumns, missing_since: datetime) -> Episode:
    """The episode. What contradicts itself but may be true (back before missing) goes: the hub records the doubt."""
    cells = reader.cells
    return Episode(
        stage=cells.coded(columns.stage) or Stage.REPORTED,
        risk=cells.coded(columns.risk) or MissingRisk.NOT_GRADED,
        missing_since=missing_since,
        reported_at=reader.required_past(columns.reported_at) or missing_since,
        returned_at=reader.past(columns.returned_at),
        missing_from=cells.coded(columns.missing_from) or MissingFrom.NOT_KNOWN,
        last_seen=cells.label(columns.last_seen),
        found_at=read_address(cells, columns.found_at) if columns.found_at is not None else None,
        exploitation=reader.several(columns.exploitation),
        placed_by=reader.authority(columns.placed_by),
        interview=cells.coded(columns.interview) or ReturnInterview.NOT_YET_OFFERED,
    )
