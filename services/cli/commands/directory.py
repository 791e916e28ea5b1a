"""`firstbell directory`: schools, rolls, staff and calendars."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.reference import AgencyRegistered
from services.cli.failures import ExitCode, Failure
from services.cli.opened import operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table
from services.directory.faults import Fault, ValueRefused
from services.directory.values import parse_email, parse_postcode
from services.operator.settings import HomeSettings, read_settings
from streams.agreements.vocabulary import INBOX_ROLES, KIND_OF_AGENCY_ROLE, RecipientRole
from streams.deciders.person.share import PUBLISHER_KINDS
from streams.matching.people import staff_names
from streams.reference.facts import Reference

if TYPE_CHECKING:
    from services.operator.directory import Directory

app = typer.Typer(help="Schools, their rolls, their staff and their calendars.", no_args_is_help=True)

_ROLL: Final = re.compile(r"(?P<urn>[0-9]{6})=(?P<file>.+)")
PLACES: Final = {
    "council_education_safeguarding": ("area",),
    "auditor": ("hub",),
    "operator": ("hub",),
    "information_governance_lead": ("area", "hub"),
    "front_door_manager": ("area",),
    "information_sharing_lead": ("agency",),
    **{role.value: ("area",) for role in sorted(INBOX_ROLES["area"])},
    **{role.value: ("agency",) for role in sorted(INBOX_ROLES["agency"])},
}
"""At what sorts of place each role is held. Those of schools come with the schools' own lists of staff."""

SCHEMES: Final = ("urn", "area", "hub", "agency")
_MEANWHILE: Final = {"urn": "; until then its notices go to the council's desk"}


class Ended(Struct):
    """A role that ended; `left` are the users who still read the school's notices, or hold a role at the place."""

    user: str
    role: str
    scheme: str
    value: str
    left: tuple[str, ...]


class Imported(Struct):
    """One file: rows read, records that are new or changed, rows left out with their places."""

    file: str
    what: str
    rows: int
    changed: int
    faults: tuple[Fault, ...]
    gaps: dict[str, int] = {}
    notes: int = 0


@app.command("import")
def import_(
    register: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="The national register: GIAS `edubasealldata`, CSV."
        ),
    ] = None,
    links: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="The register's links file: which school came after which.",
        ),
    ] = None,
    staff: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="Safeguarding leads, deputies, cover and heads, CSV."
        ),
    ] = None,
    calendars: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Schools' own days and bells, YAML."),
    ] = None,
    roll: Annotated[
        list[str] | None, typer.Option(metavar="URN=FILE", help="A school's roll, CSV; may be repeated.")
    ] = None,
    smaller: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URN", help="Take this school's roll though most of its pupils have left; may be repeated."
        ),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import the register of schools, rolls, staff and calendars, in this order.

    What stands there already is not written again. Rows at fault are left out and listed with line and column; a roll
    with such rows is not put in place, for a pupil missing from it would be told nowhere. Nor is one with nobody on it,
    or with less than half as many pupils as the roll before, unless `--smaller` names its school. Exits 1 where rows
    were left out, 4 where a file was refused whole.
    """
    from services.operator.directory import Directory

    rolls = [_roll(one) for one in roll or ()]
    if not (register or staff or calendars or rolls):
        raise Failure(ExitCode.USAGE, "nothing to import: name --register, --staff, --calendars or --roll")
    astray = set(smaller or ()) - {urn for urn, _ in rolls}
    if astray:
        raise Failure(ExitCode.USAGE, f"`--smaller {min(astray)}` goes with a --roll of that school: name its file")
    if links is not None and register is None:
        raise Failure(ExitCode.USAGE, "`--links` goes with `--register`: name both files of one edition")
    with operating(home, cluster=cluster) as (hub, clock):
        files = Directory(hub, clock())
        done = []
        if register is not None:
            done.append(_register(files, register, links))
        if staff is not None:
            read, new = files.put_staff(staff.read_bytes(), staff.name)
            done.append(Imported(staff.name, "staff", read.rows, new, read.faults))
        if calendars is not None:
            changed = files.put_calendars(calendars.read_bytes(), calendars.name)
            done.append(Imported(calendars.name, "calendars", changed, changed, ()))
        days = (HomeSettings() if cluster else read_settings(home)).roll_days
        done += [_put_roll(files, urn, path, days, smaller=urn in (smaller or ())) for urn, path in rolls]
    give({"imported": done}, lambda out: _show(out, done), as_json=as_json)
    faults = sum(len(one.faults) for one in done)
    if faults:
        raise Failure(ExitCode.FOUND, f"{faults} rows were left out: mend them at their places and import again")


@app.command("appoint")
def appoint(
    user: Annotated[str, typer.Argument(metavar="USER", help="The opaque user id: small letters, digits, hyphens.")],
    role: Annotated[str, typer.Argument(metavar="ROLE", help=" or ".join(PLACES))],
    place: Annotated[
        str, typer.Argument(metavar="PLACE", help="The council area's code, the hub's name, or the agency's id.")
    ],
    given: Annotated[str, typer.Option("--given", help="Given names, kept sealed.")],
    family: Annotated[str, typer.Option("--family", help="Family name, kept sealed.")],
    other_surname: Annotated[
        list[str] | None,
        typer.Option("--other-surname", help="A maiden, former or married name, kept sealed; may be repeated."),
    ] = None,
    known_as: Annotated[
        list[str] | None, typer.Option("--known-as", help="A name they go by, kept sealed; may be repeated.")
    ] = None,
    postcode: Annotated[str, typer.Option("--postcode", help="The postcode of their home, kept sealed.")] = "",
    mail: Annotated[str, typer.Option("--mail", help="Their address at this place, kept sealed.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Appoint somebody from today on: to a desk of a council area, an agency or a GP practice, or for the whole hub.

    Whoever works for one trust, force or practice is appointed at that agency; all others who receive notices beside
    schools, such as idva or school_nurse, in the council area. An operator may have parked inputs tried again. An
    information-governance lead reads and tries agreements, of an area or of the whole hub; an information-sharing
    lead sees what became of the events that their agency sent.
    """
    from services.operator.directory import Directory

    if role not in PLACES:
        raise Failure(
            ExitCode.USAGE, f"`{role}` is not appointed here: it must be {' or '.join(PLACES)}; schools send --staff"
        )
    home_postcode = _parsed("--postcode", parse_postcode, postcode)
    address = _parsed("--mail", parse_email, mail)
    with operating(home, cluster=cluster) as (hub, clock):
        known = _places(hub.reference(), role)
        if place not in known:
            raise Failure(ExitCode.REFUSED, f"`{place}` is no place for this role: it must be {' or '.join(known)}")
        names = staff_names(
            given,
            family,
            other_surnames=other_surname or (),
            known_as=known_as or (),
            postcode=home_postcode,
            mail=[(place, address)] if address else (),
        )
        Directory(hub, clock()).appoint(user, role, known[place], place, names)
    give(
        {"user": user, "role": role, "place": place},
        lambda out: out.print(f"`{user}` is {role} at {place}"),
        as_json=as_json,
    )


def _parsed(option: str, parse: Callable[[str], str], given: str) -> str:
    """An option's value as it is kept; empty where it was not given."""
    try:
        return parse(given) if given else ""
    except ValueRefused as refusal:
        raise Failure(ExitCode.USAGE, f"{option}: {refusal.reason}: {refusal.remedy}") from None


def _places(reference: Reference, role: str) -> dict[str, str]:
    """Every place at which a role may be held now, each with its scheme."""
    known = {
        "area": tuple(reference.areas),
        "hub": (reference.hub.hub,) if reference.hub is not None else (),
        "agency": tuple(id for id, agency in reference.agencies.items() if _is_held_at(role, agency)),
    }
    return {place: scheme for scheme in PLACES[role] for place in known[scheme]}


def _is_held_at(role: str, agency: AgencyRegistered) -> bool:
    """Whether a role may be held at an agency: one of the role's kind, or, to see what was sent, one that sends."""
    if role in INBOX_ROLES["agency"]:
        return PUBLISHER_KINDS[agency.kind] is KIND_OF_AGENCY_ROLE[RecipientRole(role)]
    return bool(agency.event_types)


@app.command("end")
def end(
    user: Annotated[str, typer.Argument(metavar="USER", help="The opaque user id.")],
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help="The role that ends, such as dsl, deputy_dsl or auditor.")
    ],
    scheme: Annotated[str, typer.Argument(metavar="SCHEME", help="urn for a school, area for a council, hub, agency.")],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="The school's URN, the area's code, the hub's name, the agency's id.")
    ],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """End somebody's role now: from the next decision on they open nothing under it.

    Says who reads a school's notices after that; where nobody does, they go to the council's desk.
    """
    from services.operator.directory import Directory

    if scheme not in SCHEMES:
        raise Failure(ExitCode.USAGE, f"`{scheme}` is no scheme: it must be {', '.join(SCHEMES)}")
    with operating(home, cluster=cluster) as (hub, clock):
        at = clock()
        try:
            Directory(hub, at).end(user, role, scheme, value)
        except KeyError:
            text = f"`{user}` is not {role} at {scheme} `{value}`: check the user id, the role and the place"
            raise Failure(ExitCode.REFUSED, text) from None
        left = hub.reference().readers(value, at) if scheme == "urn" else hub.reference().holders(scheme, value, at)
    ended = Ended(user, role, scheme, value, tuple(sorted({one.user for one in left})))
    give(ended, lambda out: _show_ended(out, ended), as_json=as_json)


def _show_ended(out: Console, ended: Ended) -> None:
    out.print(f"`{ended.user}` is no longer {ended.role} at {ended.value}")
    if ended.left:
        out.print(f"still there: {', '.join(ended.left)}")
    else:
        out.print(f"nobody is left at {ended.value}: appoint somebody" + _MEANWHILE.get(ended.scheme, ""))


def _roll(text: str) -> tuple[str, Path]:
    found = _ROLL.fullmatch(text)
    if found is None:
        raise Failure(
            ExitCode.USAGE, f"`{text}` names no roll: write the school's URN and the file, as 109435=roll.csv"
        )
    path = Path(found["file"])
    if not path.is_file():
        raise Failure(ExitCode.USAGE, f"there is no file `{path}`: name one that exists")
    return found["urn"], path


def _register(files: "Directory", register: Path, links: Path | None) -> Imported:
    report, changed = files.put_register(
        register.read_bytes(),
        links.read_bytes() if links is not None else None,
        file=register.name,
        links_file=links.name if links is not None else "",
    )
    gaps = {gap.column: gap.open_rows for gap in report.gaps}
    return Imported(register.name, "schools", report.rows, changed, report.faults, gaps, len(report.notes))


def _put_roll(files: "Directory", urn: str, path: Path, roll_days: int, *, smaller: bool) -> Imported:
    try:
        roll, version = files.put_roll(urn, path.read_bytes(), path.name, roll_days, smaller=smaller)
    except KeyError:
        raise Failure(ExitCode.REFUSED, f"the register has no school `{urn}`: import the register first") from None
    what = f"roll of {urn}, version {version}" if version else f"roll of {urn}, not put in place"
    return Imported(path.name, what, roll.rows, len(roll.pupils) if version else 0, roll.faults)


def _show(out: Console, done: Iterable[Imported]) -> None:
    rows = [(one.file, one.what, str(one.rows), str(one.changed), str(len(one.faults)), str(one.notes)) for one in done]
    headings = ("File", "What", "Rows", "New or changed", "Left out", "Notes")
    out.print(table("Imported", *headings, rows=rows, right=[2, 3, 4, 5]))
    for one in done:
        gaps = ", ".join(f"{column} at {count}" for column, count in one.gaps.items() if count)
        if gaps:
            out.print(f"{one.file}: empty for open schools: {gaps}")
        for fault in one.faults:
            out.print(str(fault))
