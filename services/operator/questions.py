"""Which instruments a question is asked of: those of files, or those that a home's hub has registered."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from services.operator.instruments import SUFFIXES, beginning, instrument_files
from services.operator.reading import HomeReader
from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Agreement, Duty, Instrument, parse
from streams.agreements.life import COUNTING
from streams.agreements.questions.matrix import Publisher
from streams.agreements.signing import Counted
from streams.agreements.vocabulary import (
    AGENCY_ROLES,
    AREA_ROLES,
    KIND_OF_ROLE,
    SETTING_ROLES,
    PartyKind,
    RecipientRole,
    holds,
)
from streams.calendar import AreaCalendar, Desk, staffed
from streams.calendar.wall_clock import LONDON
from streams.deciders.person.share import PUBLISHER_KINDS, setting_kind
from streams.reference.facts import Reference
from streams.reference.timeline import standings

_WHERE: Final = {
    "setting": "give a school's URN",
    "agency": "give the id of an agency that has such a team",
    "area": "the role is held in a council area, so give `area:` and a code",
}


def _sort(role: RecipientRole) -> str:
    return "setting" if role in SETTING_ROLES else "agency" if role in AGENCY_ROLES else "area"


class NotAsked(Exception):
    """The question names something that is not there; the text says what to do."""


class Body(Struct, frozen=True):
    """An agency: its kind, the areas that it serves, those first whose settings the hub has, and if it publishes."""

    kind: PartyKind
    areas: tuple[str, ...]
    publishes: bool


class Asked(Struct, frozen=True):
    """Instruments to ask, and where they come from. All but `index` is empty where no home is read."""

    index: Index
    agencies: dict[str, Body]
    places: dict[str, tuple[str, Publisher]]
    areas: dict[str, AreaCalendar]

    @property
    def kinds(self) -> dict[str, PartyKind]:
        """Of what kind each agency is."""
        return {id: body.kind for id, body in self.agencies.items()}

    @property
    def publishers(self) -> dict[str, Publisher]:
        """The agencies that publish."""
        return {id: Publisher(id, body.kind) for id, body in self.agencies.items() if body.publishes}

    def recipient(self, place: str, role: RecipientRole) -> tuple[str, Publisher]:
        """The area and the body that a role at a place reads for, as the hub asks of it: a school by its URN, `area:`
        and a code, or an agency by its id. NotAsked for a place that is not known, or where nobody has the role.
        """
        area, body = self._place(place, role)
        if not holds(body.kind, role):
            raise NotAsked(f"nobody at `{place}` is asked for as `{role}`: {_WHERE[_sort(role)]}")
        return area, body

    def _place(self, place: str, role: RecipientRole) -> tuple[str, Publisher]:
        if place.startswith("area:"):
            area = place.removeprefix("area:")
            if area not in self.areas and area not in {named for _, _, named in self.index.entries}:
                raise NotAsked(f"the hub knows no area `{area}`: choose from {', '.join(sorted(self.areas)) or 'none'}")
            setting = role in SETTING_ROLES or role in AGENCY_ROLES
            kind = PartyKind.LOCAL_AUTHORITY if setting else KIND_OF_ROLE.get(role, PartyKind.LOCAL_AUTHORITY)
            return area, Publisher(area, kind)
        agency = self.agencies.get(place)
        if agency is not None and role in AGENCY_ROLES:
            return next(iter(agency.areas), ""), Publisher(place, agency.kind)
        if agency is not None and role in AREA_ROLES:
            raise NotAsked(f"nobody at `{place}` is asked for as `{role}`: {_WHERE['area']}")
        known = self.places.get(place)
        if known is None:
            raise NotAsked(
                f"the hub knows no school and no agency `{place}`: give a URN, an agency's id, or `area:` and a code"
            )
        return known

    def office_hours(self, area: str, at: datetime) -> bool | None:
        """Whether a council's desk is in its office hours; none for an area of which nothing is known."""
        calendar = self.areas.get(area)
        return None if calendar is None else staffed(calendar, at).desk is Desk.COUNCIL_DESK


def of_files(paths: Sequence[Path]) -> Asked:
    """The instruments of YAML files. DocumentError for what cannot be read, NotAsked where there are none."""
    files = instrument_files(paths)
    if not files:
        raise NotAsked(f"`{paths[0]}` holds no YAML file: name files, or a folder that has some")
    return Asked(compile_index([parse(beginning(path), path.name) for path in files]), {}, {}, {})


def of_home(folder: Path) -> Asked:
    """The instruments that a home's hub has registered, its suspensions counted."""
    with HomeReader(folder) as reader:
        reference = reader.reference
        agencies = {
            id: Body(PUBLISHER_KINDS[agency.kind], _served(reference, agency.areas), bool(agency.event_types))
            for id, agency in reference.agencies.items()
        }
        places = {
            setting.urn: (setting.area, Publisher(setting.urn, setting_kind(setting.phase, setting.kind)))
            for setting in reference.settings
        }
        return Asked(reference.instruments.index(), agencies, places, dict(reference.areas))


def _served(reference: Reference, areas: Iterable[str]) -> tuple[str, ...]:
    """The areas of an agency, first those that the hub has: there its own teams stand (`area_of_agency`)."""
    return tuple(sorted(areas, key=lambda area: area not in reference.areas))


def agreement_of(name: str, folder: Path) -> Agreement:
    """One agreement: a YAML file, or `id@version` (or `id` for the newest) as a home's hub has registered it."""
    document = instrument_of(name, folder)
    if not isinstance(document, Agreement):
        raise NotAsked(f"`{name}` is a duty, and duties are law: name an agreement")
    return document


def instrument_of(name: str, folder: Path) -> Instrument:
    """One agreement or duty, named as for `agreement_of`."""
    path = Path(name)
    if path.suffix not in SUFFIXES:
        return _registered(name, folder)
    if not path.is_file():
        raise NotAsked(f"there is no file `{name}`: name one that exists")
    return parse(beginning(path), path.name)


def signatures_of(name: str, agreement: Agreement, folder: Path) -> Sequence[Counted] | None:
    """The signatures that a home's hub holds of an agreement that is named by id; none are known of a YAML file."""
    if Path(name).suffix in SUFFIXES:
        return None
    with HomeReader(folder) as reader:
        return reader.reference.instruments.signatures(agreement.id, agreement.version)


def counting_beside(name: str, folder: Path, at: datetime) -> list[Instrument]:
    """What holds beside an instrument that is named by id: every duty and agreement that counts in its hub at a time.

    Nothing for a YAML file: what holds beside it is named by files too.
    """
    if Path(name).suffix in SUFFIXES:
        return []
    with HomeReader(folder) as reader:
        held = reader.reference.instruments
        counting = {(one.id, one.version) for one in standings(held, at) if one.state in COUNTING}
        return [one for one in held.documents() if isinstance(one, Duty) or (one.id, one.version) in counting]


def _registered(name: str, folder: Path) -> Instrument:
    id, _, wanted = name.partition("@")
    with HomeReader(folder) as reader:
        held = [document for document in reader.reference.instruments.documents() if document.id == id]
    if wanted:
        held = [document for document in held if str(document.version) == wanted]
    if not held:
        raise NotAsked(f"no agreement or duty `{name}` is registered: name a YAML file, or an id of `firstbell status`")
    return held[-1]


def moment_of(day: str | None, now: datetime) -> datetime:
    """The instant that a question is about: a London time as 2026-11-22T08:30, or noon of a day; `now` without one."""
    if day is None:
        return now
    try:
        asked = datetime.fromisoformat(day)
    except ValueError:
        raise NotAsked(f"`{day}` is no day: write it like 2026-11-22, or with a time like 2026-11-22T08:30") from None
    if asked.tzinfo is not None:
        raise NotAsked(f"`{day}` names a zone: write London time, like 2026-11-22T08:30")
    return (asked if "T" in day else asked.replace(hour=12)).replace(tzinfo=LONDON).astimezone(UTC)
