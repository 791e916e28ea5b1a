"""Who was met before, read back from the records: their names are in no file, and stand in memory alone."""

from collections.abc import Iterator

from schemas import codec
from schemas.records.decision import Decision
from streams import sqlite
from streams.deciders.match.compare import describe
from streams.deciders.places import RESOLVE
from streams.engines.line.deciding import is_first_meeting
from streams.engines.line.opening import Openings
from streams.engines.local.reading import Records
from streams.matching.compare import Sought
from streams.reference.facts import Reference


def everyone_met(log: Records, openings: Openings, reference: Reference) -> Iterator[tuple[str, Sought]]:
    """Everyone met before, from the sections whose keys still exist. `KeysLost` where an event's are gone untold."""
    for body in log.bodies(RESOLVE):
        decision = codec.decode(body, Decision)
        for ordinal, output in enumerate(decision.outputs):
            if is_first_meeting(output, f"{RESOLVE}-{decision.number}-{ordinal}"):
                person = openings.get(output.event).person(output.section)
                if person is not None:
                    yield output.person, Sought(describe(person, reference))


def first_met_in(database: sqlite.Connection, event: bytes) -> Iterator[tuple[str, int]]:
    """The people first met in an event, each with its section there."""
    rows = database.execute(
        "SELECT d.number, d.body FROM trace_view t JOIN decisions d ON d.source = t.source AND d.number = t.number"
        " WHERE t.event = ? AND t.source = ?",
        (event, RESOLVE),
    )
    for number, body in rows:
        for ordinal, output in enumerate(codec.decode(body, Decision).outputs):
            if is_first_meeting(output, f"{RESOLVE}-{number}-{ordinal}") and output.event == event:
                yield output.person, output.section
