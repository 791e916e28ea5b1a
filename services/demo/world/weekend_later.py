"""The callouts of the named cases from Sunday evening to Tuesday morning."""

import msgspec

from services.demo.world import cast, incidents, schools
from services.demo.world.callouts import Callout
from services.demo.world.people import Address
from services.demo.world.scenes import callout, changed, nominals, without
from services.demo.world.texts import BREACH, MESSAGES, PROPERTY, QUARREL

REFUGE = Address("3 Harbour Lodge Way", "Bedford", "MK40 9ZH", "")


def shared_on_roll() -> Callout:
    people = changed(
        nominals(cast.STANNARD, QUARREL), cast.STANNARD.child_ref(), school="CASTLE NEWNHAM SCHOOL", school_urn=""
    )
    return callout(incidents.SHARED_ON_ROLL, incidents.at("02 May 19:25"), cast.STANNARD, QUARREL, people)


def shared_no_roll() -> Callout:
    """New in the area and on no roll yet: which of the two schools is meant, only a person can find out."""
    people = changed(
        nominals(cast.DOVEY, PROPERTY), cast.DOVEY.child_ref(), school="Castle Newnham School", school_status="ON ROLL"
    )
    return callout(incidents.SHARED_NO_ROLL, incidents.at("02 May 20:10"), cast.DOVEY, PROPERTY, people)


def restricted() -> Callout:
    """Mother and daughter have gone to a place that nobody may learn of."""
    wording = msgspec.structs.replace(
        BREACH,
        narrative="VIC and child have left the family address and are in a place of safety arranged "
        "tonight. SUSP is not "
        "to learn of it. DASH high, MARAC referral made. Address withheld at VIC's request.",
        summary="The child has left home with her mother for her safety. She may come to school by "
        "another way, and should "
        "be met at the door.",
        present="SAW",
        whereabouts="At home",
    )
    household, people = cast.ASAMOAH, nominals(cast.ASAMOAH, wording)
    for ref in (household.ref(0), household.child_ref()):
        people = changed(
            people, ref, address=REFUGE, do_not_disclose=True, safe="N", advice="Through the officer only."
        )
    return callout(incidents.RESTRICTED, incidents.at("02 May 22:30"), household, wording, people)


def child_added(*, known: bool) -> Callout:
    """The officer first heard only of the boy; his sister had slept at a friend's."""
    household = cast.PEMBERTON
    people = nominals(household, PROPERTY)
    if not known:
        return callout(
            incidents.CHILD_ADDED,
            incidents.at("03 May 21:30"),
            household,
            PROPERTY,
            without(people, household.child_ref(1)),
        )
    people = changed(
        people,
        household.child_ref(1),
        present="NOT PRESENT",
        whereabouts="Slept at a friend's",
        seen_by="",
        spoken_to_by="",
        summary="There was an argument at home on Monday evening in which property was broken. The "
        "child slept elsewhere, and "
        "has been told by her mother.",
    )
    return callout(incidents.CHILD_ADDED, incidents.at("03 May 21:30"), household, PROPERTY, people, revision=2)


def cross_border() -> Callout:
    return callout(incidents.CROSS_BORDER, incidents.at("02 May 18:05"), cast.WINTERBOURNE, QUARREL)


def outside() -> Callout:
    """At his grandmother's in Bedford for the weekend; he lives in another force's area."""
    household = cast.CARTMELL
    grandmother = Address("77 Sorrel Court", "Bedford", "MK40 9GD", "")
    people = tuple(msgspec.structs.replace(one, in_force_area=False) for one in nominals(household, QUARREL))
    return callout(incidents.OUTSIDE, incidents.at("02 May 16:20"), household, QUARREL, people, location=grandmother)


def head_reads() -> Callout:
    return callout(incidents.HEAD_READS, incidents.at("02 May 21:45"), cast.LOVELOCK, MESSAGES)


def no_reader() -> Callout:
    return callout(incidents.NO_READER, incidents.at("03 May 18:50"), cast.THACKERAY, QUARREL)


def without_roll() -> Callout:
    people = changed(
        nominals(cast.HALLAM_FROST, QUARREL),
        cast.HALLAM_FROST.child_ref(),
        school="Bedford Modern School",
        school_urn=schools.BEDFORD_MODERN,
        school_status="ON ROLL",
    )
    return callout(incidents.WITHOUT_ROLL, incidents.at("03 May 20:00"), cast.HALLAM_FROST, QUARREL, people)


def victim_of_17() -> Callout:
    """She is a child and the victim; her mother is a witness, and the former boyfriend of 19 the suspect."""
    household = cast.VANCOURT
    wording = msgspec.structs.replace(
        MESSAGES,
        narrative="VIC, 17, reports messages and following by SUSP since she ended the relationship. "
        "Mother present. DASH "
        "(young people's version) completed, medium.",
        summary="The student told police of unwanted contact by a former partner, who may come to the "
        "college. She would like "
        "to speak to the safeguarding lead herself.",
        risk="MED",
        present="SAW",
        whereabouts="At home with her mother",
    )
    mother, former, child = (household.ref(0), household.ref(1), household.child_ref())
    people = nominals(household, wording)
    people = changed(people, mother, role="WIT", links=())
    people = changed(people, former, role="SUSP", links=(), address=None)
    people = changed(
        people,
        child,
        role="CHILD/VIC",
        links=((mother, "MOTHER"), (former, "EX-PARTNER")),
        voice="I want to carry on going to college.",
        safe="Y",
        advice="Ring her own mobile, not the landline.",
    )
    return callout(incidents.VICTIM_OF_17, incidents.at("03 May 14:10"), household, wording, people)


def never_opened() -> Callout:
    return callout(incidents.NEVER_OPENED, incidents.at("02 May 18:40"), cast.BRIGHTWELL, QUARREL)
