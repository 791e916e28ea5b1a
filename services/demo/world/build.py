"""Builds the whole invented world of the demo into a directory: register, rolls, staff, calendars, callouts, story."""

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from random import Random
from typing import Final

from msgspec import Struct

from services.demo.world import cast, evening, flows, incidents
from services.demo.world.background import other_callouts
from services.demo.world.calendars import write_calendars
from services.demo.world.callouts import Callout, write_export
from services.demo.world.month.world import Month, make_month, tell_month
from services.demo.world.people import Family, Population
from services.demo.world.rolls import RollRow, make_rolls, moved, write_roll
from services.demo.world.schools import BEDFORD_ACADEMY, GOLDINGTON_ACADEMY
from services.demo.world.staff import MEMBERS, write_staff
from services.demo.world.story import Story, write_story
from services.demo.world.timeline import tell_story
from services.demo.world.weekend import scenes

COMMITTED: Final = Path(__file__).resolve().parents[3] / "ops" / "demo"
MAPPINGS: Final = COMMITTED.parent / "mappings"
COPIED: Final = ("register.csv", "register-links.csv", "mapping.yaml")
README: Final = """All people in these files are invented, and so are their addresses, words and deeds.
The schools are real; nothing here is true of them.
Contains public sector information licensed under the Open Government Licence v3.0.
"""


NO_MONTH: Final = Month({}, ())


class Span(Enum):
    """How much a story tells: a bank-holiday weekend, or the month of one area around it."""

    WEEKEND = "weekend"
    MONTH = "month"


class World(Struct, frozen=True):
    """What was built: the directory, and the story to tell over it."""

    directory: Path
    pupils: int
    story: Story


def build_world(directory: Path, seed: int, span: Span = Span.WEEKEND) -> World:
    """Write the world of a seed into a directory, which is made if need be. The same seed gives the same bytes.

    `span` is what its story is to tell. OSError where a file cannot be written, or the committed register not read.
    """
    families = [*(household.family for household in cast.HOUSEHOLDS)]
    others = list(Population(Random(f"{seed}/families"), families).families())
    rolls = make_rolls([*families, *others], Random(f"{seed}/rolls"))
    exports = make_exports(others, seed)
    story, month = tell_story(exports, seed), NO_MONTH
    if span is Span.MONTH:
        month = make_month(others, exports, seed)
        story = tell_month(month, story, seed)
    directory.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        (directory / name).write_bytes((COMMITTED / name).read_bytes())
    _write_rolls(directory / "rolls", rolls)
    (directory / "staff.csv").write_bytes(write_staff(MEMBERS, seed))
    (directory / "calendars.yaml").write_bytes(write_calendars())
    for name, callouts in {**exports, **month.callouts, evening.EXPORT: evening.callouts()}.items():
        (directory / name).write_bytes(write_export(callouts, name.removesuffix(".csv").removeprefix("callouts-")))
    for export in (*flows.exports(), *month.flows):
        (directory / export.file).write_bytes(export.data())
        (directory / export.mapping).write_bytes((MAPPINGS / export.mapping).read_bytes())
    (directory / "story.yaml").write_bytes(write_story(story))
    (directory / "README.txt").write_text(README, encoding="utf-8")
    return World(directory, sum(len(rows) for rows in rolls.values()), story)


def make_exports(families: Sequence[Family], seed: int) -> dict[str, list[Callout]]:
    """The police exports by file name, each in the order of its references."""
    named = scenes()
    taken = {int(callout.reference[-4:]) for callouts in named.values() for callout in callouts}
    others = other_callouts(families, taken, Random(f"{seed}/callouts"))
    return {
        name: sorted([*callouts, *others.get(name, ())], key=lambda callout: (callout.reference, callout.revision))
        for name, callouts in named.items()
    }


def _write_rolls(directory: Path, rolls: Mapping[str, Sequence[RollRow]]) -> None:
    directory.mkdir(exist_ok=True)
    for urn, rows in rolls.items():
        (directory / f"{urn}.csv").write_bytes(write_roll(rows))
    old, new = moved(rolls, cast.MARLOWE_REID.children[0], BEDFORD_ACADEMY, incidents.MOVED_ON)
    for urn, rows in ((GOLDINGTON_ACADEMY, old), (BEDFORD_ACADEMY, new)):
        (directory / f"{urn}-{incidents.MOVED_ON:%Y%m%d}.csv").write_bytes(write_roll(rows))
