"""What `firstbell demo` shows at its end: the named cases, the numbers, the checks, one trace in full."""

from pathlib import Path

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from schemas.records.notify import DeskKind
from services.cli.commands import conserve, replay, trace
from services.cli.commands.conserve import Conservation, check_conservation
from services.cli.commands.ledger import verify
from services.cli.commands.ledger.verify import LedgerVerified, check_ledger
from services.cli.commands.replay import Replayed, check_replay
from services.cli.commands.trace import Traced, trace_of
from services.cli.failures import ExitCode, Failure
from services.cli.output import pairs, table, verdict, when
from services.demo.finding import CaseFound
from services.demo.playing import Published
from services.demo.standing import Morning
from services.demo.summary import Counted
from services.demo.telling import ToldStory
from services.demo.world.story import CaseName, read_story
from services.operator.reading import HomeReader
from services.web.words import role_title
from services.web.words_desk import DESK_KINDS


class ToldDemo(Struct):
    """Everything that the demo came to."""

    good: bool
    cases: tuple[CaseFound, ...]
    counted: Counted
    conservation: Conservation
    ledger: LedgerVerified
    replay: Replayed
    trace: Traced
    evening: Published | None
    mails: dict[str, int]
    morning: Morning


def check(home: Path, story: ToldStory, *, as_json: bool) -> ToldDemo:
    """Run every check over what the demo left."""
    conservation = check_conservation(home, as_json=as_json)
    replayed = check_replay(home, as_json=as_json)
    with HomeReader(home) as reader:
        ledger = check_ledger(reader)
        traced = _example(reader)
    good = story.met and conservation.sound and ledger.sound and replayed.sound
    return ToldDemo(
        good=good,
        cases=story.cases,
        counted=story.counted,
        conservation=conservation,
        ledger=ledger,
        replay=replayed,
        trace=traced,
        evening=story.evening,
        mails=story.mails,
        morning=story.morning,
    )


def show(out: Console, told: ToldDemo) -> None:
    """Draw everything."""
    show_cases(out, told.cases)
    show_numbers(out, told.counted, told.mails)
    show_refused_rows(out, told.counted)
    out.print(Text("One event in full", style="bold"))
    trace.show(out, told.trace)
    out.print(Text("\nChecks", style="bold"))
    conserve.show(out, told.conservation)
    verify.show(out, told.ledger)
    replay.show(out, told.replay)
    met = sum(case.met for case in told.cases)
    out.print(verdict(met == len(told.cases), f"{met} of {len(told.cases)} named cases came as they must"))
    if told.evening is None:
        show_morning(out, told.morning)
    else:
        out.print(
            f"\nSince then, {when(told.evening.at)}: {told.evening.brought.incidents} more callouts came in with"
            f" {told.evening.notices} notices that nobody has opened yet. `firstbell serve` shows them."
        )
    out.print(Text("\nAll people in this story are invented. The schools are real; nothing here is true of them."))


def show_cases(out: Console, cases: tuple[CaseFound, ...]) -> None:
    """Draw the named cases."""
    rows = []
    for case in cases:
        mark = Text("✔", style="bold green") if case.met else Text("✘", style="bold red")
        expected = "\n".join(one.expected for one in case.found)
        found = "\n".join("as expected" if one.met else one.instead for one in case.found)
        rows.append((mark, f"{case.name}\n{case.shows}", expected, found))
    out.print(table("The named cases", "", "Case", "Expected", "Found", rows=rows))


def show_numbers(out: Console, counted: Counted, mails: dict[str, int] | None = None) -> None:
    """Draw the story in numbers; `mails` where readers were told by mail."""
    notices = ", ".join(f"{count} {kind}" for kind, count in counted.notices.items())
    refused = ", ".join(f"{count} {reason}" for reason, count in counted.refusals.items()) or "none"
    desk = "\n".join(f"{count} {DESK_KINDS[DeskKind(kind)].title}" for kind, count in counted.desk_items.items())
    share = f"{counted.opened_in_time} of {counted.to_be_opened}, {counted.opened_before_bell:.0%}"
    rows = [
        ("Callouts", f"{counted.callouts}, in {counted.events} events"),
        ("Other events", ", ".join(f"{count} {name}" for name, count in sorted(counted.others.items()))),
        ("Children", str(counted.children)),
        ("Notices", f"{sum(counted.notices.values())} to {counted.schools} schools: {notices}"),
        ("Opened before the bell that they were due by", share),
        ("Disclosures refused", refused),
        ("Submissions rejected", f"{counted.rejected}"),
        ("Desk items", f"{sum(counted.desk_items.values())}, {counted.desk_open} still open"),
        ("", desk),
    ]
    if mails is not None:
        rows.append(("Mails that say only to sign in", f"{sum(mails.values())}, to a mailbox on this machine"))
    out.print(pairs("The story in numbers", rows))
    out.print()


def show_morning(out: Console, stands: Morning) -> None:
    """Draw how the area's desks stand where the story ends."""
    out.print()
    rows = [
        (role_title(one.role), str(one.new), str(one.under_way), str(one.overdue) if one.overdue else "–")
        for one in stands.desks
    ]
    title = f"The desks, {when(stands.at)}, before anybody has come in"
    out.print(table(title, "Desk", "New", "Under way", "Overdue", rows=rows, right=(1, 2, 3)))
    out.print(
        f"Beside them {stands.school_notices} notices that nobody has opened yet at {stands.schools} schools,"
        f" {stands.desk_items} items on the council's desk, {stands.patterns} patterns to decide,"
        f" {stands.actions} actions of meetings to do, and tables of hotspots: {stands.tables}. `firstbell serve` shows"
        " them."
    )


def show_refused_rows(out: Console, counted: Counted) -> None:
    """Draw the rows that never left the agency."""
    rows = [(f"{one.file}:{one.line}:{one.column}", one.field, one.reason, one.remedy) for one in counted.rows_refused]
    out.print(table("Rows that the publisher refused", "Place", "Column", "Why", "What to do", rows=rows))


def _example(reader: HomeReader) -> Traced:
    """The trace of the Friday-night incident."""
    story = read_story((reader.home.folder / "world" / "story.yaml").read_bytes())
    (reference,) = next(case.references for case in story.cases if case.name is CaseName.FRIDAY_NIGHT)
    row = reader.find_event(reference)
    if row is None:
        raise Failure(ExitCode.FOUND, f"the event `{reference}` is not there: the story was not told whole")
    return trace_of(reader, row)
