"""`firstbell areas routing`: who is told of which events in a council area, and by when."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into, operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table
from streams.reference.facts import Reference
from streams.routing.routes import NOWHERE, Clock, ClockRule, Route, Routing
from streams.routing.rules import Rule
from streams.routing.when import When

app = typer.Typer(help="Who is told of which events in a council area, and by when.", no_args_is_help=True)

AreaArgument = Annotated[str, typer.Argument(metavar="AREA", help="The council area's three digits.")]
FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A routing file."),
]


@app.command("show")
def show(
    area: AreaArgument, home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False
) -> None:
    """Show the routes of one council area, in the order of its file."""
    with looking_into(home, cluster=cluster) as reader:
        _check_known(reader.reference, area)
        routing = reader.reference.routing.get(area, NOWHERE)
        title = reader.reference.area_title(area)
    give({"area": area, "routing": routing}, lambda out: _show(out, title, routing), as_json=as_json)


@app.command("set")
def set_(
    area: AreaArgument,
    file: FileArgument,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put a routing file in place, whole. It counts for every decision from then on; what was issued stays as it is.

    The file is checked first: nothing of it is taken where any of it is wrong.
    """
    from services.directory.routing import read_routing  # here: whoever only looks need not load it
    from services.operator.areas import put_routing

    with operating(home, cluster=cluster) as (hub, clock):
        reference = hub.reference()
        _check_known(reference, area)
        routing = read_routing(file.read_bytes(), file.name, reference.agencies)
        changed = put_routing(hub, area, routing, clock())
    said = "changed: it counts from the next decision on" if changed else "nothing changed: it stood so"
    put = {"area": area, "routes": len(routing.routes), "unrouted": routing.unrouted, "changed": changed}
    give(put, lambda out: out.print("\n".join([said, *_unrouted(routing)])), as_json=as_json)


def _check_known(reference: Reference, area: str) -> None:
    if area not in reference.areas:
        known = ", ".join(sorted(reference.areas)) or "none"
        raise Failure(ExitCode.REFUSED, f"`{area}` is no area of this hub: it has {known}")


def _show(out: Console, title: str, routing: Routing) -> None:
    rows = [
        (route.id, ", ".join(route.events), route.role, _place(route), _clock(route.clock), _when(route.when))
        for route in routing.routes
    ]
    out.print(table(f"Who is told in {title}", "Route", "Events", "Role", "Where", "By when", "Only if", rows=rows))
    for meeting in routing.meetings:
        often = f"in each month's week {meeting.in_month}" if meeting.in_month else "every week"
        out.print(f"meeting {meeting.name}: {often}, {meeting.weekday} at {meeting.starts}")
    if routing.rules:
        counted = [
            (f"{rule.id}/{rule.version}", rule.kind.replace("_", " "), _enough(rule), rule.role, _in_force(rule))
            for rule in routing.rules
        ]
        out.print(table("What is counted across events", "Rule", "Kind", "From", "For", "In force", rows=counted))
    if routing.priorities:
        grounds = [
            (rule.priority.value, rule.says, ", ".join(rule.events), _when(rule.when)) for rule in routing.priorities
        ]
        out.print(table("What a front door looks at first", "Priority", "Because", "Events", "Only if", rows=grounds))
    for line in _unrouted(routing):
        out.print(line)
    if not routing.routes:
        out.print("no routes: what the law demands goes, everything else stands on the council's desk")


def _unrouted(routing: Routing) -> list[str]:
    """The warning for each type of which the area tells nobody, by its own word."""
    return [
        f"warning: nobody is told of {one.event} ({one.because}): each stands on the council's desk"
        for one in routing.unrouted
    ]


def _place(route: Route) -> str:
    place = route.agency or route.at.replace("_", " ")
    return f"{place}; out of hours {route.out_of_hours}" if route.out_of_hours else place


def _clock(clock: Clock) -> str:
    match clock.rule:
        case ClockRule.SCHOOL_DAY:
            return "the school day"
        case ClockRule.MINUTES:
            return f"{clock.amount} minutes after {'the hub knew' if clock.starts == 'known' else 'the return'}"
        case ClockRule.WORKING_DAYS:
            return f"{clock.amount} working days"
        case ClockRule.MEETING:
            return f"the next {clock.meeting} meeting"


def _when(when: When) -> str:
    said: dict[str, object] = msgspec.to_builtins(when)
    return "; ".join(f"{name} {_value(value)}" for name, value in said.items()) or "always"


def _enough(rule: Rule) -> str:
    return f"{rule.at_least} in {rule.window.words}"


def _in_force(rule: Rule) -> str:
    begins = f"from {rule.begins} " if rule.begins is not None else ""
    return f"{begins}until {rule.ends}" if rule.ends is not None else begins.strip() or "always"


def _value(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
