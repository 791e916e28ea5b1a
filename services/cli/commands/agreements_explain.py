"""`firstbell agreements explain`: a real event or a made-up request, answered and explained."""

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
import typer
from rich.console import Console

from schemas.events.consent import Consent
from schemas.events.encompass import EVENT_TYPE, Grade
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence, Registration
from schemas.items import TITLES, Item
from services.cli.commands.agreements_ask import AtOption, question
from services.cli.commands.agreements_ask import asked as told
from services.cli.commands.agreements_decided import decided, show_decided
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table
from services.operator.questions import Asked
from streams.agreements.evaluate import evaluate
from streams.agreements.questions.explaining import Explanation, Part, explain
from streams.agreements.questions.matrix import Publisher
from streams.agreements.request import Facts, Request
from streams.agreements.vocabulary import EVENT_TYPES, RecipientRole

E = TypeVar("E", Consent, Grade, Presence, ReferralGround, Registration, RecipientRole)


class Explained(msgspec.Struct):
    """The request as it was understood, and the answer."""

    request: Request
    explanation: Explanation


def explain_(
    event: Annotated[
        str | None,
        typer.Argument(metavar="EVENT", help="An accepted event's id or reference: what was decided of it, and why."),
    ] = None,
    publisher: Annotated[
        str | None, typer.Option("--from", metavar="AGENCY", help="Who would publish: an agency's id.")
    ] = None,
    recipient: Annotated[
        str | None,
        typer.Option("--to", metavar="PLACE", help="A school's URN, an agency's id, or `area:822` for who is there."),
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help="In what role a person would read, as `dsl`.")
    ] = None,
    age: Annotated[int | None, typer.Option("--age", min=0, max=120, help="The child's age in years.")] = None,
    presence: Annotated[str | None, typer.Option("--presence", metavar="WORD", help="As `saw`.")] = None,
    grade: Annotated[str | None, typer.Option("--grade", metavar="WORD", help="The risk grade, as `medium`.")] = None,
    registration: Annotated[
        str | None, typer.Option("--registration", metavar="WORD", help="As `home_educated`.")
    ] = None,
    restricted: Annotated[
        bool | None, typer.Option("--restricted/--not-restricted", help="Whether anybody of the event is restricted.")
    ] = None,
    lives_here: Annotated[
        bool | None, typer.Option("--lives-here/--lives-elsewhere", help="Whether the child lives in the force's area.")
    ] = None,
    consent: Annotated[
        str, typer.Option("--consent", metavar="WORD", help="What the event says of consent, as `given`.")
    ] = Consent.NOT_STATED.value,
    grounds: Annotated[
        list[str] | None,
        typer.Option("--ground", metavar="WORD", help="A ground of the referral, as `dash_score`; may be repeated."),
    ] = None,
    appointed_days: Annotated[
        int | None, typer.Option("--appointed-days", min=0, help="For how many days the reader has held the role.")
    ] = None,
    trainings: Annotated[
        list[str] | None, typer.Option("--training", metavar="NAME", help="A training that the reader holds.")
    ] = None,
    occurred: Annotated[
        str | None,
        typer.Option("--occurred", metavar="DAY", help="The day of the incident; that of `--at` without it."),
    ] = None,
    at: AtOption = None,
    event_type: Annotated[str, typer.Option("--event-type", help="What kind of event.")] = EVENT_TYPE,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say who was permitted what of an EVENT, under which clauses, what not, and why, from the decisions' own records.

    Without EVENT, the same of a request that is made up (`--from`, `--to`, `--role` and facts; a home's hub alone is
    asked): what a reader would get now or `--at` a time. Facts that are not given count as not known. Nothing is
    recorded.
    """
    if event is not None:
        if publisher is not None or recipient is not None or role is not None:
            raise Failure(ExitCode.USAGE, f"`{event}` is a real event: leave out `--from`, `--to` and `--role`")
        real = decided(event, home, cluster=cluster)
        give(real, lambda out: show_decided(out, real), as_json=as_json)
        return
    if publisher is None or recipient is None or role is None:
        raise Failure(ExitCode.USAGE, "name an event, or make a request up with `--from`, `--to` and `--role`")
    if cluster:
        raise Failure(ExitCode.USAGE, "a made-up request is put to a home: leave out `--cluster`, or name an event")
    asked, moment = question(None, at, home)
    occurred_at = question(None, occurred, home)[1] if occurred is not None else moment
    publishing, wanted = _publisher(asked, publisher), _one(RecipientRole, role)
    area, place = told(lambda: asked.recipient(recipient, wanted))
    request = Request(
        event_type=_event_type(event_type),
        publisher=publisher,
        publisher_kind=publishing.kind,
        area=area,
        role=wanted,
        recipient=place.agency,
        recipient_kind=place.kind,
        facts=Facts(
            age=age,
            presence=None if presence is None else _one(Presence, presence),
            grade=None if grade is None else _one(Grade, grade),
            registration=None if registration is None else _one(Registration, registration),
            restricted=restricted,
            resides_in_force_area=lives_here,
            consent=_one(Consent, consent),
            referral_grounds=tuple(sorted({_one(ReferralGround, each) for each in grounds or ()})),
            office_hours=asked.office_hours(area, moment),
        ),
        trainings=frozenset(trainings or ()),
        occurred_at=min(occurred_at, moment),
        at=moment,
        appointed_days=appointed_days,
    )
    found = Explained(request, explain(evaluate(asked.index, request)))
    give(found, lambda out: _show(out, found.explanation, moment), as_json=as_json)


def _publisher(asked: Asked, agency: str) -> Publisher:
    publisher = asked.publishers.get(agency)
    if publisher is None:
        known = ", ".join(sorted(asked.publishers)) or "none is registered"
        raise Failure(ExitCode.USAGE, f"the hub knows no agency `{agency}`: choose from {known}")
    return publisher


def _event_type(name: str) -> str:
    if name not in EVENT_TYPES:
        known = ", ".join(sorted(EVENT_TYPES))
        raise Failure(ExitCode.USAGE, f"no event type is called `{name}`: choose from {known}")
    return name


def _one(kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise Failure(ExitCode.USAGE, f"`{value}` is none of {', '.join(kind)}: choose one of them") from None


def _show(out: Console, told: Explanation, at: datetime) -> None:
    out.print(f"At {at:%Y-%m-%d %H:%M} UTC: {told.summary}", style="bold")
    if told.refusal:
        out.print(told.refusal)
    for title, parts in (("What goes", told.given), ("What does not", told.withheld)):
        if parts:
            out.print(table(title, "Items", "Why", rows=[_row(part) for part in parts]))
    if told.awaiting_training:
        out.print(f"Waits for what is asked of a reader: {_titles(told.awaiting_training)}")
    for line in (*told.bases, *told.undecided, *told.alarms):
        out.print(line)


def _row(part: Part) -> tuple[str, str]:
    return _titles(part.items), part.sentence


def _titles(items: tuple[Item, ...]) -> str:
    return ", ".join(TITLES[item] for item in items)
