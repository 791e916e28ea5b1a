"""The callouts of the named cases, export by export, over the early May bank holiday of 2027."""

from datetime import date, datetime
from typing import Final

import msgspec

from services.demo.world import cast, schools
from services.demo.world.callouts import Callout
from services.demo.world.cast import Household
from services.demo.world.people import Address
from services.demo.world.scenes import callout, changed, nominals, without
from services.demo.world.texts import WORDINGS, Wording

QUARREL, PROPERTY, ASSAULT, STREET, BREACH, MESSAGES = WORDINGS

FRIDAY_MORNING: Final = "callouts-20270430-1015.csv"
FRIDAY_NIGHT: Final = "callouts-20270501-0015.csv"
SATURDAY: Final = "callouts-20270501-0830.csv"
SATURDAY_MENDED: Final = "callouts-20270501-0905-mended.csv"
SUNDAY: Final = "callouts-20270502-0830.csv"
MONDAY: Final = "callouts-20270503-0830.csv"
TUESDAY: Final = "callouts-20270504-0600.csv"
TUESDAY_LATE: Final = "callouts-20270504-0750.csv"
EXPORTS: Final = (
    FRIDAY_MORNING, FRIDAY_NIGHT, SATURDAY, SATURDAY_MENDED, SUNDAY, MONDAY, TUESDAY, TUESDAY_LATE,
)  # fmt: skip

MOVED_ON: Final = date(2027, 4, 30)
REFUGE: Final = Address("PO Box 4471", "Bedford", "MK40 9ZZ", "")

SCHOOL_DAY, MOVED, CALL_1, WITHDRAWN, CALL_2, FRIDAY_2300 = 1301, 1318, 1316, 1320, 1323, 1325
CALL_3, WRONG_DATE, FORMULA, BIRTH, SUCCESSOR = 1331, 1334, 1336, 1339, 1341
SIBLINGS, HOME, DOUBTFUL, TWINS, MISSPELT, EXPIRED, NO_SAFE_READER, FORGED = (
    1352,
    1354,
    1355,
    1357,
    1360,
    1362,
    1365,
    1367,
)
SHARED_ON_ROLL, SHARED_NO_ROLL, RESTRICTED, CROSS_BORDER, OUTSIDE, HEAD_READS, NEVER_OPENED = (
    1378, 1380, 1381, 1383, 1385, 1388, 1390,
)  # fmt: skip
NO_READER, WITHOUT_ROLL, VICTIM_OF_17, CHILD_ADDED = 1402, 1404, 1407, 1411


def scenes() -> dict[str, list[Callout]]:
    """The named cases' callouts by export, in the order of the exports."""
    found = {
        FRIDAY_MORNING: [_school_day()],
        FRIDAY_NIGHT: [*_calls()[:1], _moved(), _withdrawn(), *_calls()[1:2], _friday_2300()],
        SATURDAY: [*_calls()[2:], _wrong_date(mended=False), _formula(mended=False), _birth(corrected=False), _successor()],
        SATURDAY_MENDED: [_wrong_date(mended=True), _formula(mended=True)],
        SUNDAY: [
            _siblings(), _home(), _doubtful(), _twins(), _misspelt(), _expired(), _no_safe_reader(), _forged(),
            msgspec.structs.replace(_withdrawn(), revision=2, status="CANX", cancelled="NOT DA"),
            _birth(corrected=True),
        ],
        MONDAY: [
            _shared_on_roll(), _shared_no_roll(), _restricted(), _cross_border(), _outside(), _head_reads(), _never_opened(),
        ],
        TUESDAY: [_no_reader(), _without_roll(), _victim_of_17(), _child_added(known=False)],
        TUESDAY_LATE: [_child_added(known=True)],
    }  # fmt: skip
    assert tuple(found) == EXPORTS
    return found


def _at(text: str) -> datetime:
    """A London wall time of 2027, as `30 Apr 23:00`."""
    return datetime.strptime(f"{text} 2027", "%d %b %H:%M %Y")


def _friday_2300() -> Callout:
    people = changed(
        nominals(cast.TILBROOK, BREACH), cast.TILBROOK.child_ref(),
        voice="I heard banging and I hid behind the sofa.", safe="Y",
        advice="Mother's mobile, after 9am. Do not leave a message.",
    )  # fmt: skip
    return callout(FRIDAY_2300, _at("30 Apr 23:00"), cast.TILBROOK, BREACH, people)


def _school_day() -> Callout:
    wording = msgspec.structs.replace(
        STREET,
        summary="Police were called to the family's street this morning after an argument between adults. The child had "
        "already left for school, and may not know.",
        whereabouts="On the way to school",
    )
    return callout(SCHOOL_DAY, _at("30 Apr 09:40"), cast.RAHIMI, wording)


def _siblings() -> Callout:
    people = nominals(cast.WRONA, ASSAULT)
    people = changed(
        people, cast.WRONA.child_ref(0),
        aka="Kuba", summary="An adult was arrested at home on Saturday evening. Jakub rang the police himself. He was calm, and "
        "said that he was worried about his exams.", voice="I rang because somebody had to.",
    )  # fmt: skip
    people = changed(
        people, cast.WRONA.child_ref(1),
        summary="An adult was arrested at home on Saturday evening. Hanna was in bed, and was looked after by a neighbour.",
        present="HEARD", whereabouts="In bed", spoken_to_by="",
    )  # fmt: skip
    return callout(SIBLINGS, _at("01 May 21:05"), cast.WRONA, ASSAULT, people)


def _moved() -> Callout:
    """Police still have the old school."""
    return callout(MOVED, _at("30 Apr 20:15"), cast.MARLOWE_REID, PROPERTY)


def _home() -> Callout:
    people = changed(nominals(cast.ASHDOWN, QUARREL), cast.ASHDOWN.child_ref(), school_status="EHE")
    return callout(HOME, _at("01 May 17:30"), cast.ASHDOWN, QUARREL, people)


def _doubtful() -> Callout:
    """Two boys of one name whose dates of birth are each one digit from what the officer wrote down."""
    household = cast.KHAN_OF_QUEENS_PARK
    grandmother = Address("19 Teasel Court", "Bedford", "MK41 3GM", "")
    people = tuple(msgspec.structs.replace(one, address=grandmother) for one in nominals(household, MESSAGES))
    people = changed(
        people, household.child_ref(),
        born=date(2016, 3, 2), school="", school_urn="", school_status="U/K", links=(), whereabouts="Asleep at grandmother's",
    )  # fmt: skip
    return callout(DOUBTFUL, _at("02 May 00:40"), household, MESSAGES, people, location=grandmother)


def _twins() -> Callout:
    return callout(TWINS, _at("01 May 22:50"), cast.ADEWALE, QUARREL)


def _shared_on_roll() -> Callout:
    people = changed(
        nominals(cast.STANNARD, QUARREL), cast.STANNARD.child_ref(), school="CASTLE NEWNHAM SCHOOL", school_urn=""
    )
    return callout(SHARED_ON_ROLL, _at("02 May 19:25"), cast.STANNARD, QUARREL, people)


def _shared_no_roll() -> Callout:
    """New in the area and on no roll yet: which of the two schools is meant, only a person can find out."""
    people = changed(
        nominals(cast.DOVEY, PROPERTY), cast.DOVEY.child_ref(), school="Castle Newnham School", school_status="ON ROLL"
    )
    return callout(SHARED_NO_ROLL, _at("02 May 20:10"), cast.DOVEY, PROPERTY, people)


def _successor() -> Callout:
    """The force's system still has the school's number from before it became an academy."""
    people = changed(nominals(cast.HORSFALL, MESSAGES), cast.HORSFALL.child_ref(), school_urn=schools.CAULDWELL_BEFORE)
    return callout(SUCCESSOR, _at("01 May 01:15"), cast.HORSFALL, MESSAGES, people)


def _restricted() -> Callout:
    """Mother and daughter have gone to a place that nobody may learn of."""
    wording = msgspec.structs.replace(
        BREACH,
        narrative="VIC and child have left the family address and are in a place of safety arranged tonight. SUSP is not "
        "to learn of it. DASH high, MARAC referral made. Address withheld at VIC's request.",
        summary="The child has left home with her mother for her safety. She may come to school by another way, and should "
        "be met at the door.",
        premises="OTHER",
        present="SAW",
        whereabouts="At home",
    )
    household, people = cast.ASAMOAH, nominals(cast.ASAMOAH, wording)
    for ref in (household.ref(0), household.child_ref()):
        people = changed(
            people, ref, address=REFUGE, do_not_disclose=True, safe="N", advice="Through the officer only."
        )
    return callout(RESTRICTED, _at("02 May 22:30"), household, wording, people)


def _misspelt() -> Callout:
    people = changed(
        nominals(cast.BRAITHWAITE, QUARREL), cast.BRAITHWAITE.child_ref(), given="Caitlyn", family="Braithwait"
    )
    return callout(MISSPELT, _at("01 May 23:20"), cast.BRAITHWAITE, QUARREL, people)


def _child_added(*, known: bool) -> Callout:
    """The officer first heard only of the boy; his sister had slept at a friend's."""
    household = cast.PEMBERTON
    people = nominals(household, PROPERTY)
    if not known:
        return callout(CHILD_ADDED, _at("03 May 21:30"), household, PROPERTY, without(people, household.child_ref(1)))
    people = changed(
        people, household.child_ref(1),
        present="NOT PRESENT", whereabouts="Slept at a friend's", seen_by="", spoken_to_by="",
        summary="There was an argument at home on Monday evening in which property was broken. The child slept elsewhere, and "
        "has been told by her mother.",
    )  # fmt: skip
    return callout(CHILD_ADDED, _at("03 May 21:30"), household, PROPERTY, people, revision=2)


def _birth(*, corrected: bool) -> Callout:
    people = nominals(cast.FERRANTE, QUARREL)
    if corrected:
        return callout(BIRTH, _at("30 Apr 23:50"), cast.FERRANTE, QUARREL, people, revision=2)
    people = changed(people, cast.FERRANTE.child_ref(), born=date(2013, 9, 14))
    return callout(BIRTH, _at("30 Apr 23:50"), cast.FERRANTE, QUARREL, people)


def _withdrawn() -> Callout:
    return callout(WITHDRAWN, _at("30 Apr 21:10"), cast.STURGESS, QUARREL)


def _calls() -> list[Callout]:
    second = msgspec.structs.replace(
        PROPERTY, narrative="Second call tonight, see earlier incident. SUSP had returned and broken a window, left again "
        "before arrival. DASH reviewed, raised to medium."
    )  # fmt: skip
    third = msgspec.structs.replace(
        ASSAULT, narrative="Third call tonight. SUSP found in the garden and arrested to prevent a further breach of the peace. "
        "VIC and children settled with VIC's sister."
    )  # fmt: skip
    return [
        callout(number, _at(at), cast.RUDKIN, wording)
        for number, at, wording in (
            (CALL_1, "30 Apr 19:40", QUARREL), (CALL_2, "30 Apr 22:15", second), (CALL_3, "01 May 02:50", third),
        )
    ]  # fmt: skip


def _expired() -> Callout:
    return callout(EXPIRED, _at("01 May 20:45"), cast.SIDDIQUE, ASSAULT)


def _cross_border() -> Callout:
    return callout(CROSS_BORDER, _at("02 May 18:05"), cast.WINTERBOURNE, QUARREL)


def _outside() -> Callout:
    """At his grandmother's in Bedford for the weekend; he lives in another force's area."""
    household = cast.CARTMELL
    grandmother = Address("77 Sorrel Court", "Bedford", "MK40 9GD", "")
    people = tuple(msgspec.structs.replace(one, in_force_area=False) for one in nominals(household, QUARREL))
    return callout(OUTSIDE, _at("02 May 16:20"), household, QUARREL, people, location=grandmother)


def _head_reads() -> Callout:
    return callout(HEAD_READS, _at("02 May 21:45"), cast.LOVELOCK, MESSAGES)


def _no_reader() -> Callout:
    return callout(NO_READER, _at("03 May 18:50"), cast.THACKERAY, QUARREL)


def _without_roll() -> Callout:
    people = changed(
        nominals(cast.HALLAM_FROST, QUARREL), cast.HALLAM_FROST.child_ref(),
        school="Bedford Modern School", school_urn=schools.BEDFORD_MODERN, school_status="ON ROLL",
    )  # fmt: skip
    return callout(WITHOUT_ROLL, _at("03 May 20:00"), cast.HALLAM_FROST, QUARREL, people)


def _no_safe_reader() -> Callout:
    return callout(NO_SAFE_READER, _at("01 May 19:15"), cast.SAYEED, ASSAULT)


def _victim_of_17() -> Callout:
    """She is a child and the victim; her mother is a witness, and the former boyfriend of 19 the suspect."""
    household: Household = cast.VANCOURT
    wording: Wording = msgspec.structs.replace(
        MESSAGES,
        narrative="VIC, 17, reports messages and following by SUSP since she ended the relationship. Mother present. DASH "
        "(young people's version) completed, medium.",
        summary="The student told police of unwanted contact by a former partner, who may come to the college. She would like "
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
        people, child,
        role="CHILD/VIC", links=((mother, "MOTHER"), (former, "EX-PARTNER")), voice="I want to carry on going to college.",
        safe="Y", advice="Ring her own mobile, not the landline.",
    )  # fmt: skip
    return callout(VICTIM_OF_17, _at("03 May 14:10"), household, wording, people)


def _wrong_date(*, mended: bool) -> Callout:
    ref = cast.COPESTAKE.child_ref(1)
    cells = {} if mended else {(ref, "DOB"): "05/27/2017"}
    return callout(WRONG_DATE, _at("01 May 00:30"), cast.COPESTAKE, PROPERTY, revision=2 if mended else 1, cells=cells)


def _formula(*, mended: bool) -> Callout:
    ref = cast.KETTLEBOROUGH.child_ref(1)
    cells = {} if mended else {(ref, "Surname"): "=PROPER(F212)"}
    return callout(FORMULA, _at("01 May 00:05"), cast.KETTLEBOROUGH, QUARREL, revision=2 if mended else 1, cells=cells)


def _never_opened() -> Callout:
    return callout(NEVER_OPENED, _at("02 May 18:40"), cast.BRIGHTWELL, QUARREL)


def _forged() -> Callout:
    return callout(FORGED, _at("02 May 01:55"), cast.BENHADDOU, MESSAGES)
