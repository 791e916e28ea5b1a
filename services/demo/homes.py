"""The demo's home: a hub of its own in a folder, the invented world beside it, and every agency's folder."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.records.reference import AgencyKind
from services.demo.world.build import Span, World, build_world
from services.demo.world.cells import PRACTICE
from services.directory.routing import read_routing
from services.intake.documents import HubDescriptor, describe_hub
from services.operator import agencies
from services.operator.addresses import INTAKE_URL
from services.operator.agency_folder import MAPPING, TOKEN, AgencyFolder
from services.operator.areas import put_routing
from services.operator.clock import StoryClock
from services.operator.directory import Directory
from services.operator.instruments import examine, instrument_files, registrations
from services.operator.operated import Operated
from services.operator.serving import give_token
from services.operator.settings import DemoSettings, HomeSettings, read_settings, write_settings
from services.operator.signatures import made_signature, take_signatures
from streams.agreements.document import Agreement
from streams.deciders.areas import FRONT_DOOR_MANAGER
from streams.deciders.trace import SENDER
from streams.engines.local.home import PROMISE_KEY_ID, Home, HomeError
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_in
from streams.ledger.errors import LogInUse
from streams.ledger.held import is_open
from streams.matching.people import StaffNames

KEY: Final = "signing-1"
HUB: Final = "bedfordshire-demo"
TITLE: Final = "FirstBell demo: all people are invented"
ROOT: Final = Path(__file__).parents[2]
INSTRUMENTS: Final = (ROOT / "ops" / "duties", ROOT / "ops" / "agreements")
BEFORE: Final = timedelta(hours=1)
"""How long before the story begins all is in place."""
ROLL_DAYS: Final = 60
"""How old a roll may become: schools of the demo send theirs once a half-term."""
CALENDAR_YEARS: Final = (2026, 2028)

AREAS: Final = {
    "821": "Luton",
    "822": "Bedford Borough",
    "823": "Central Bedfordshire",
    "826": "Milton Keynes",
}
TELEPHONES: Final = {"821": "01632 960821", "822": "01632 960822", "823": "01632 960823", "826": "01632 960826"}
"""Numbers that Ofcom keeps free for fiction."""


class DemoAgency(Struct, frozen=True):
    """A police force or council of the demo; its own area first."""

    agency: str
    title: str
    areas: tuple[str, ...]


class Officer(Struct, frozen=True):
    """Somebody invented who works at a council's desk, leads information governance, audits the hub, or sends to it."""

    user: str
    role: str
    scheme: str
    value: str
    given: str
    family: str


POLICE: Final = (
    DemoAgency("bedfordshire-police", "Bedfordshire Police", ("822", "821", "823")),
    DemoAgency("thames-valley-police", "Thames Valley Police", ("826",)),
)
COUNCILS: Final = (
    DemoAgency("luton-borough-council", "Luton Borough Council", ("821",)),
    DemoAgency("bedford-borough-council", "Bedford Borough Council", ("822",)),
    DemoAgency("central-bedfordshire-council", "Central Bedfordshire Council", ("823",)),
    DemoAgency("milton-keynes-city-council", "Milton Keynes City Council", ("826",)),
)
HOSPITALS: Final = (DemoAgency("bedfordshire-hospitals", "Bedfordshire Hospitals", ("822",)),)
PRACTICES: Final = (DemoAgency(PRACTICE, "Quenby Road Surgery", ("822",)),)
"""GP practices, by their ODS codes in small letters. They publish nothing."""

PUBLISHES: Final = {
    "bedfordshire-police": (encompass.EVENT_TYPE, missing.EVENT_TYPE, marac.EVENT_TYPE),
    "thames-valley-police": (encompass.EVENT_TYPE,),
    "bedfordshire-hospitals": (hospital.EVENT_TYPE,),
    "bedford-borough-council": (front_door.CONTACT_TYPE, front_door.OUTCOME_TYPE),
}
"""What each agency publishes in the story; all others only sign the agreements of their areas."""

ROUTING: Final = {"822": ROOT / "ops" / "routing" / "bedford.yaml"}
"""Areas that route other events than those that a statute routes."""

SIGNATORIES: Final = {
    AgencyKind.POLICE: "Assistant chief constable, public protection",
    AgencyKind.COUNCIL: "Director of children's services",
    AgencyKind.HOSPITAL: "Named nurse for safeguarding children",
}
DESK: Final = "council_education_safeguarding"
GOVERNANCE: Final = "information_governance_lead"
OFFICERS: Final = (
    Officer("u-desk-821", DESK, "area", "821", "Tabitha", "Ollerenshaw"),
    Officer("u-desk-822", DESK, "area", "822", "Rowan", "Petherick"),
    Officer("u-desk-823", DESK, "area", "823", "Imogen", "Sarsfield"),
    Officer("u-desk-826", DESK, "area", "826", "Dominic", "Aldersey"),
    Officer("u-auditor", "auditor", "hub", HUB, "Leonora", "Fitch"),
    Officer("u-governance", GOVERNANCE, "hub", HUB, "Marguerite", "Anstruther"),
    Officer("u-governance-822", GOVERNANCE, "area", "822", "Callum", "Wetherby"),
    *(
        Officer(f"u-{role.replace('_', '-')}-822", role, "area", "822", given, family)
        for role, given, family in (
            ("ifd", "Rosalind", "Askew"),
            ("emergency_duty_team", "Gwilym", "Hathersage"),
            ("childrens_social_care", "Beatrix", "Longmire"),
            ("spoc_coordinator", "Alastair", "Penhaligon"),
            ("marac_coordinator", "Henrietta", "Quillfeather"),
            ("syvp_coordinator", "Lysander", "Cope"),
            ("idva", "Odette", "Marchbanks"),
            ("return_interview_provider", "Fergus", "Tansley"),
            ("youth_offending_service", "Perpetua", "Wolstenholme"),
            ("school_nurse", "Cordelia", "Inchbald"),
            ("health_visitor", "Morwenna", "Applecross"),
        )
    ),
    Officer("u-ifd-821", "ifd", "area", "821", "Evander", "Thistlecroft"),
    Officer("u-marac-coordinator-823", "marac_coordinator", "area", "823", "Winifred", "Applegarth"),
    Officer("u-ifd-822", FRONT_DOOR_MANAGER, "area", "822", "Rosalind", "Askew"),
    Officer("u-police-safeguarding", "police_safeguarding", "agency", "bedfordshire-police", "Merrick", "Stallybrass"),
    Officer(
        "u-hospital-safeguarding", "hospital_safeguarding", "agency", "bedfordshire-hospitals", "Sunniva", "Garrick"
    ),
    Officer("u-gp-practice", "gp_practice", "agency", PRACTICE, "Thaddeus", "Brocklebank"),
    Officer("u-sender", SENDER, "agency", "bedfordshire-police", "Nerys", "Talbot-Quaye"),
)

Told = Callable[[str], None]
"""Is told what is being done now."""


class Making(Struct, frozen=True):
    """How a demo's hub is made: into how many partitions its first and last hop are divided; and whose keys it has,
    where it is to come to the same as another hub (pupils are told apart by keyed tokens). `span` is what its story
    tells."""

    intake_partitions: int = 1
    person_partitions: int = 1
    keys_of: Home | None = None
    span: Span = Span.WEEKEND


USUAL: Final = Making()


class DemoHome(Struct, frozen=True):
    """A home that is ready for its story, its hub open, at the story's clock."""

    folder: Path
    world: World
    hub: LocalHub
    clock: StoryClock


def is_demo_home(folder: Path) -> bool:
    """Whether the demo made this home. HomeError where its settings cannot be read."""
    return read_settings(folder).demo is not None


def clear(folder: Path) -> None:
    """Remove what an earlier demo left in a folder.

    HomeError for a folder that holds anything else, LogInUse where a process still works on it.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not is_demo_home(folder):
        raise HomeError(f"`{folder}` is not a home that the demo made, and is left as it is: name another --home")
    if is_open(Home(folder).ledger):
        raise LogInUse(f"another process works on `{folder}`: stop it first")
    shutil.rmtree(folder)


def make_demo(folder: Path, seed: int, told: Told, making: Making = USUAL) -> DemoHome:
    """Make the demo's home in an empty folder: the world, the hub, and all that stands before the story begins."""
    told("inventing families, rolls, staff and callouts")
    home = Home(folder)
    with home.making() as made:
        world = make_world(made.folder, seed, making.span)
        clock = StoryClock(world.story.begins - BEFORE)
        if making.keys_of is not None:
            shutil.copytree(making.keys_of.keys, made.keys, dirs_exist_ok=True)
            for one in (*POLICE, *COUNCILS, *HOSPITALS):
                theirs = agency_folder(making.keys_of.folder, one.agency)
                agency_folder(made.folder, one.agency).take_key(theirs)
        counts = {"intake_partitions": making.intake_partitions, "person_partitions": making.person_partitions}
        declare_in(made, HUB, TITLE, clock(), **counts)
    world = replace(world, directory=folder / "world")
    hub = LocalHub(home, clock)
    try:
        for step in put_in_place(hub, home.folder, world, clock, INTAKE_URL):
            told(step)
    except BaseException:
        hub.close()
        raise
    return DemoHome(folder, world, hub, clock)


def make_world(folder: Path, seed: int, span: Span = Span.WEEKEND) -> World:
    """The settings of a demo's home, and its invented world in a folder of it."""
    settings = HomeSettings(telephones=TELEPHONES, roll_days=ROLL_DAYS, demo=DemoSettings(seed=seed))
    write_settings(folder, settings)
    return build_world(folder / "world", seed, span)


def put_in_place(hub: Operated, home: Path, world: World, clock: StoryClock, intake_url: str) -> Iterator[str]:
    """All that stands before the story begins, step by step; what is done next. Agencies' folders stand in the home."""
    at, settings = clock(), read_settings(home)
    files = Directory(hub, at)
    yield "council areas with the bank holidays of England"
    for area, title in AREAS.items():
        files.put_area(area, title, *CALENDAR_YEARS)
    yield "the register of schools"
    files.put_register(
        (world.directory / "register.csv").read_bytes(),
        (world.directory / "register-links.csv").read_bytes(),
        file="register.csv",
        links_file="register-links.csv",
    )
    yield "police forces, councils, hospitals and their keys"
    descriptor = describe_hub(hub.reference(), PROMISE_KEY_ID, intake_url, at)
    if descriptor is None:
        raise RuntimeError("the hub that was just declared has no key")
    mapping = (world.directory / MAPPING).read_bytes()
    for council in COUNCILS:
        make_agency(hub, home, council, AgencyKind.COUNCIL, descriptor, at)
    for practice in PRACTICES:
        agencies.register_agency(
            hub, practice.agency, practice.title, AgencyKind.GP_PRACTICE, practice.areas, at, event_types=()
        )
    for trust in HOSPITALS:
        make_agency(hub, home, trust, AgencyKind.HOSPITAL, descriptor, at)
    for force in POLICE:
        folder = make_agency(hub, home, force, AgencyKind.POLICE, descriptor, at)
        folder.put(MAPPING, mapping)
    for agency in PUBLISHES:
        agency_folder(home, agency).put(TOKEN, give_token(home, agency).encode())
    yield "duties and agreements, signed by their parties"
    put_instruments(hub, home, at)
    yield "who is told of what"
    for area, file in ROUTING.items():
        put_routing(hub, area, read_routing(file.read_bytes(), file.name, hub.reference().agencies), at)
    yield "staff and desks"
    files.put_staff((world.directory / "staff.csv").read_bytes(), "staff.csv")
    for one in OFFICERS:
        address = f"{one.user}@officers.example"
        names = StaffNames(given_names=one.given, family_name=one.family, mail=((one.value, address),))
        files.appoint(one.user, one.role, one.scheme, one.value, names)
    files.put_calendars((world.directory / "calendars.yaml").read_bytes(), "calendars.yaml")
    for path in sorted((world.directory / "rolls").glob("??????.csv")):
        yield f"roll of {path.stem}"
        put_roll(files, path.stem, path, settings)


def make_agency(
    hub: Operated, home: Path, made: DemoAgency, kind: AgencyKind, descriptor: HubDescriptor, at: datetime
) -> AgencyFolder:
    """Register a force or council, and make its folder with the key that the hub knows."""
    event_types = PUBLISHES.get(made.agency, ())
    agencies.register_agency(hub, made.agency, made.title, kind, made.areas, at, event_types=event_types)
    folder = agency_folder(home, made.agency)
    public = folder.public_key() if folder.exists() else folder.create(made.agency, KEY, demo=True)
    agencies.add_key(hub, made.agency, KEY, public, None, at)
    folder.put_descriptor(descriptor)
    return folder


def put_instruments(hub: Operated, home: Path, at: datetime) -> None:
    """Register the project's duties and agreements; every signatory signs with the key of its own folder."""
    examined = examine(instrument_files(INSTRUMENTS))
    with hub.locked:
        hub.registry.refer(registrations(examined.documents, hub.reference()), at)
    signatures = []
    for agreement in (each for each in examined.documents if isinstance(each, Agreement)):
        for party in agreement.signatories:
            signatory = SIGNATORIES[hub.reference().agencies[party].kind]
            identity = agency_folder(home, party).identity()
            data = made_signature(agreement, HUB, identity, signatory, at)
            signatures.append((f"{agreement.id} by {party}", data))
    take_signatures(hub, signatures, at)


def agency_folder(home: Path, agency: str) -> AgencyFolder:
    """Where the demo keeps an agency's own folder."""
    return AgencyFolder(home / "agencies" / agency)


def put_roll(files: Directory, urn: str, path: Path, settings: HomeSettings) -> None:
    """Put a roll of the world in place. RuntimeError where the world's own roll has faults."""
    roll, version = files.put_roll(urn, path.read_bytes(), path.name, settings.roll_days)
    if not version:
        raise RuntimeError(f"the invented roll has faults: {roll.faults[0]}")
