"""A hub of Bedford with every flow on: its routing, its agreements, somebody in every role."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from schemas.events import front_door, hospital, marac, missing
from schemas.records.reference import AgencyKeyAdded, AgencyKind, AgencyRegistered, AreaRoutingSet, Body
from services.directory.routing import read_routing
from streams.engines.local.home import HUB_KEY_ID
from streams.matching.people import StaffNames
from streams.routing.routes import Routing
from tests.support.facts import Facts, a_reference
from tests.support.force import POLICE, SIGNING_KEY, Force
from tests.support.furnishing import AREA, LONG_AGO, OPS, Plan, appointed, reader, signed_instruments
from tests.support.line import Line
from tests.support.people import pupil
from tests.support.world import FIRST, HUB, PLAN, SECOND, World

AMY = pupil(0, FIRST)
EXTRA = pupil(2, FIRST)
BEN = pupil(1, SECOND)

HOSPITAL = "bedfordshire-hospitals"
COUNCIL = "bedford-borough-council"
PRACTICE = "e81001"
"""The agency of a GP practice: its ODS code in small letters."""
FLOWS = tuple(
    OPS / "agreements" / f"bedford-{name}.yaml"
    for name in ("missing-children", "marac", "hospital-safeguarding", "front-door")
)
AREA_ROLES = (
    "ifd", "emergency_duty_team", "spoc_coordinator", "marac_coordinator", "syvp_coordinator", "idva", "school_nurse",
    "health_visitor",    "return_interview_provider", "youth_offending_service", "childrens_social_care",
    "front_door_manager",
)  # fmt: skip
"""Roles that somebody holds in the area; `u-<role>` is who."""
AT_AGENCIES = {"hospital_safeguarding": HOSPITAL, "police_safeguarding": POLICE, "gp_practice": PRACTICE}
"""Roles that somebody holds at an agency, and at which."""


def user(role: str) -> str:
    """Who holds a role in the hub of these tests."""
    return f"u-{role.replace('_', '-')}"


def bedford_routing(file: Path = OPS / "routing" / "bedford.yaml") -> Routing:
    """The project's own routing of Bedford."""
    return read_routing(file.read_bytes(), file.name, {POLICE, HOSPITAL, COUNCIL})


def flow_bodies() -> list[Body]:
    """What a hub with the usual furniture lacks for all flows."""
    every = (missing.EVENT_TYPE, marac.EVENT_TYPE, front_door.CONTACT_TYPE, "encompass.notification")
    instruments = signed_instruments(HUB, FLOWS, (POLICE, HOSPITAL, COUNCIL))
    return [
        AgencyRegistered(POLICE, "Bedfordshire Police", AgencyKind.POLICE, every, (AREA,)),
        AgencyRegistered(
            HOSPITAL,
            "Bedfordshire Hospitals",
            AgencyKind.HOSPITAL,
            (hospital.EVENT_TYPE, front_door.CONTACT_TYPE),
            (AREA,),
        ),
        AgencyRegistered(
            COUNCIL, "Bedford Borough Council", AgencyKind.COUNCIL, (marac.EVENT_TYPE, front_door.OUTCOME_TYPE), (AREA,)
        ),
        *instruments,
        AreaRoutingSet(AREA, msgspec.json.encode(bedford_routing())),
        *(appointed(user(role), role, "area", AREA) for role in AREA_ROLES),
        AgencyRegistered(PRACTICE, "Station Road Surgery", AgencyKind.GP_PRACTICE, (), (AREA,)),
        *(appointed(user(role), role, "agency", agency) for role, agency in AT_AGENCIES.items()),
    ]


def flow_plan(plan: Plan = PLAN) -> Plan:
    """What a hub with every flow on is furnished with: the usual readers, and somebody in every role of the area."""
    more = [reader(user(role), role, "area", AREA, "Read", f"Er{role}") for role in AREA_ROLES]
    return replace(plan, readers=[*plan.readers, *more])


def turn_on(world: World) -> dict[str, Force]:
    """Every flow on in a hub that stands: routing, agreements, the hospital and the council as publishers."""
    world.refer(*flow_bodies())
    key = world.keys.hub[HUB_KEY_ID].public_key()
    forces = {POLICE: world.force}
    for agency in (HOSPITAL, COUNCIL):
        force = forces[agency] = Force(HUB, key, agency=agency, instance=f"{agency}-1")
        world.refer(AgencyKeyAdded(agency, SIGNING_KEY, force.key.public_key().public_bytes_raw(), LONG_AGO, None))
    staff = [(user(role), StaffNames(given_names="Read", family_name=f"Er{role}")) for role in AT_AGENCIES]
    world.registry.put_staff(staff, world.clock.now)
    return forces


def a_flow_line(*more: Body) -> Line:
    """All hops of a hub with every flow on, and with what else its reference says."""
    facts = Facts(a_reference(*flow_bodies(), *more))
    for role in (*AREA_ROLES, *AT_AGENCIES):
        facts.name_staff(user(role), "Read", f"Er{role}")
    for urn, pupils in ((FIRST, [AMY, EXTRA]), (SECOND, [BEN])):
        facts.put_roll(urn, pupils)
    return Line(facts)
