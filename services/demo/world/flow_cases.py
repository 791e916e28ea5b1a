"""What must come of the other flows: who is told, by when, and who never is."""

from schemas.items import Item
from services.demo.world import flows, incidents, schools
from services.demo.world.cells import PRACTICE
from services.demo.world.story import Case, CaseName, NothingExpected, NoticeExpected, RoleExpected


def flow_cases() -> tuple[Case, ...]:
    """Each flow as a named case."""
    return (_missing(), _marac(), _hospital(), _contact())


def _told(person: str, role: str, kind: str = "first", due: str = "", *withheld: Item) -> RoleExpected:
    latest = incidents.london(due) if due else None
    return RoleExpected(person, role, "area", "822", kind, latest, withheld)


def _missing() -> Case:
    child = flows.MISSED.child_ref()
    return Case(
        CaseName.MISSING,
        (flows.EPISODE,),
        "missing overnight and back: school, front door and Wednesday's meeting at once; the interview within 72 hours",
        (
            NoticeExpected(child, schools.BEDFORD_ACADEMY),
            _told(child, "ifd"),
            _told(child, "emergency_duty_team"),
            _told(child, "spoc_coordinator", "first", "05 May 10:00"),
            _told(child, "ifd", "update"),
            _told(child, "return_interview_provider", "first", "05 May 07:25"),
        ),
    )


def _marac() -> Case:
    victim, skye, jayden = flows.HEARD.ref(0), flows.HEARD.child_ref(0), flows.HEARD.child_ref(1)
    hidden = (Item.DASH_ANSWERS, Item.VICTIM_ADDRESS)
    return Case(
        CaseName.MARAC,
        (flows.REFERRAL,),
        "a referral to MARAC: coordinator and advocate, each child to the front door, and no school ever",
        (
            _told(victim, "marac_coordinator", "first", "13 May 09:30"),
            _told(victim, "idva", "first", "02 May 11:10"),
            _told(skye, "ifd", "first", "", *hidden),
            _told(jayden, "ifd", "first", "", *hidden),
            NothingExpected(skye, schools.CASTLE_NEWNHAM_PRIMARY),
            NothingExpected(jayden, schools.CASTLE_NEWNHAM_SECONDARY),
        ),
    )


def _hospital() -> Case:
    young = flows.HURT.child_ref()
    return Case(
        CaseName.HOSPITAL,
        (flows.FORM,),
        "stabbed at 17, on an adult ward: a child all the same; police and social care within the hour",
        (
            NoticeExpected(young, schools.BEDFORD_COLLEGE, withheld=(Item.INJURY, Item.ATTENDANCE)),
            _told(young, "childrens_social_care", "first", "04 May 00:30"),
            _told(young, "school_nurse"),
            RoleExpected(young, "gp_practice", "agency", PRACTICE),
            _told(young, "youth_offending_service"),
            RoleExpected(young, "police_safeguarding", "agency", flows.POLICE),
            RoleExpected(young, "hospital_safeguarding", "agency", flows.HOSPITAL),
        ),
    )


def _contact() -> Case:
    child = flows.WORRIED.child_ref()
    return Case(
        CaseName.CONTACT,
        (flows.ASKED,),
        "a school asks the front door on a working day: nobody is woken, and it hears the outcome",
        (
            _told(child, "ifd", "first", "05 May 17:00"),
            RoleExpected(
                child, "dsl", "urn", schools.CASTLE_NEWNHAM_PRIMARY, "feedback", withheld=(Item.CONTACT_WORRIES,)
            ),
        ),
    )
