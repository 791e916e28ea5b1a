"""The callouts of the named cases, export by export, over the early May bank holiday of 2027."""

from datetime import date

import msgspec

from services.demo.world import cast, incidents, schools, weekend_later
from services.demo.world.callouts import Callout
from services.demo.world.people import Address
from services.demo.world.scenes import callout, changed, nominals
from services.demo.world.texts import ASSAULT, BREACH, MESSAGES, PROPERTY, QUARREL, STREET


def scenes() -> dict[str, list[Callout]]:
    """The named cases' callouts by export, in the order of the exports."""
    return {
        incidents.FRIDAY_MORNING: [_school_day()],
        incidents.FRIDAY_NIGHT: [*_calls()[:1], _moved(), _withdrawn(), *_calls()[1:2], _friday_2300()],
        incidents.SATURDAY: [
            *_calls()[2:],
            _wrong_date(mended=False),
            _formula(mended=False),
            _birth(corrected=False),
            _successor(),
        ],
        incidents.SATURDAY_MENDED: [_wrong_date(mended=True), _formula(mended=True)],
        incidents.SUNDAY: [
            _siblings(),
            _home(),
            _doubtful(),
            _twins(),
            _misspelt(),
            _expired(),
            _no_safe_reader(),
            _forged(),
            msgspec.structs.replace(_withdrawn(), revision=2, status="CANX", cancelled="NOT DA"),
            _birth(corrected=True),
        ],
        incidents.MONDAY: [
            weekend_later.shared_on_roll(),
            weekend_later.shared_no_roll(),
            weekend_later.restricted(),
            weekend_later.cross_border(),
            weekend_later.outside(),
            weekend_later.head_reads(),
            weekend_later.never_opened(),
        ],
        incidents.TUESDAY: [
            weekend_later.no_reader(),
            weekend_later.without_roll(),
            weekend_later.victim_of_17(),
            weekend_later.child_added(known=False),
        ],
        incidents.TUESDAY_LATE: [weekend_later.child_added(known=True)],
    }


def _friday_2300() -> Callout:
    people = changed(
        nominals(cast.TILBROOK, BREACH),
        cast.TILBROOK.child_ref(),
        voice="I heard banging and I hid behind the sofa.",
        safe="Y",
        advice="Mother's mobile, after 9am. Do not leave a message.",
    )
    return callout(incidents.FRIDAY_2300, incidents.at("30 Apr 23:00"), cast.TILBROOK, BREACH, people)


def _school_day() -> Callout:
    wording = msgspec.structs.replace(
        STREET,
        summary="Police were called to the family's street this morning after an argument between "
        "adults. The child had "
        "already left for school, and may not know.",
        whereabouts="On the way to school",
    )
    return callout(incidents.SCHOOL_DAY, incidents.at("30 Apr 09:40"), cast.RAHIMI, wording)


def _siblings() -> Callout:
    people = nominals(cast.WRONA, ASSAULT)
    people = changed(
        people,
        cast.WRONA.child_ref(0),
        aka="Kuba",
        summary="An adult was arrested at home on Saturday evening. Jakub rang the police "
        "himself. He was calm, and "
        "said that he was worried about his exams.",
        voice="I rang because somebody had to.",
    )
    people = changed(
        people,
        cast.WRONA.child_ref(1),
        summary="An adult was arrested at home on Saturday evening. Hanna was in bed, and was looked "
        "after by a neighbour.",
        present="HEARD",
        whereabouts="In bed",
        spoken_to_by="",
    )
    return callout(incidents.SIBLINGS, incidents.at("01 May 21:05"), cast.WRONA, ASSAULT, people)


def _moved() -> Callout:
    """Police still have the old school."""
    return callout(incidents.MOVED, incidents.at("30 Apr 20:15"), cast.MARLOWE_REID, PROPERTY)


def _home() -> Callout:
    people = changed(nominals(cast.ASHDOWN, QUARREL), cast.ASHDOWN.child_ref(), school_status="EHE")
    return callout(incidents.HOME, incidents.at("01 May 17:30"), cast.ASHDOWN, QUARREL, people)


def _doubtful() -> Callout:
    """Two boys of one name and date of birth at two schools; the officer has neither address nor school."""
    household = cast.KHAN_OF_QUEENS_PARK
    grandmother = Address("19 Teasel Court", "Bedford", "MK41 3GN", "")
    people = tuple(msgspec.structs.replace(one, address=grandmother) for one in nominals(household, MESSAGES))
    people = changed(
        people,
        household.child_ref(),
        school="",
        school_urn="",
        school_status="U/K",
        links=(),
        whereabouts="Asleep at grandmother's",
    )
    return callout(incidents.DOUBTFUL, incidents.at("02 May 00:40"), household, MESSAGES, people, location=grandmother)


def _twins() -> Callout:
    return callout(incidents.TWINS, incidents.at("01 May 22:50"), cast.ADEWALE, QUARREL)


def _successor() -> Callout:
    """The force's system still has the school's number from before it became an academy."""
    people = changed(nominals(cast.HORSFALL, MESSAGES), cast.HORSFALL.child_ref(), school_urn=schools.CAULDWELL_BEFORE)
    return callout(incidents.SUCCESSOR, incidents.at("01 May 01:15"), cast.HORSFALL, MESSAGES, people)


def _misspelt() -> Callout:
    people = changed(
        nominals(cast.BRAITHWAITE, QUARREL), cast.BRAITHWAITE.child_ref(), given="Caitlyn", family="Braithwaite"
    )
    return callout(incidents.MISSPELT, incidents.at("01 May 23:20"), cast.BRAITHWAITE, QUARREL, people)


def _birth(*, corrected: bool) -> Callout:
    people = nominals(cast.FERRANTE, QUARREL)
    if corrected:
        return callout(incidents.BIRTH, incidents.at("30 Apr 23:50"), cast.FERRANTE, QUARREL, people, revision=2)
    people = changed(people, cast.FERRANTE.child_ref(), born=date(2013, 9, 14))
    return callout(incidents.BIRTH, incidents.at("30 Apr 23:50"), cast.FERRANTE, QUARREL, people)


def _withdrawn() -> Callout:
    return callout(incidents.WITHDRAWN, incidents.at("30 Apr 21:10"), cast.STURGESS, QUARREL)


def _calls() -> list[Callout]:
    second = msgspec.structs.replace(
        PROPERTY,
        narrative="Second call tonight, see earlier incident. SUSP had returned and broken a "
        "window, left again "
        "before arrival. DASH reviewed, raised to medium.",
    )
    third = msgspec.structs.replace(
        ASSAULT,
        narrative="Third call tonight. SUSP found in the garden and arrested to prevent a "
        "further breach of the peace. "
        "VIC and children settled with VIC's sister.",
    )
    return [
        callout(number, incidents.at(at), cast.RUDKIN, wording)
        for number, at, wording in (
            (incidents.CALL_1, "30 Apr 19:40", QUARREL),
            (incidents.CALL_2, "30 Apr 22:15", second),
            (incidents.CALL_3, "01 May 02:50", third),
        )
    ]


def _expired() -> Callout:
    return callout(incidents.EXPIRED, incidents.at("01 May 20:45"), cast.SIDDIQUE, ASSAULT)


def _no_safe_reader() -> Callout:
    return callout(incidents.NO_SAFE_READER, incidents.at("01 May 19:15"), cast.SAYEED, ASSAULT)


def _wrong_date(*, mended: bool) -> Callout:
    ref = cast.COPESTAKE.child_ref(1)
    cells = {} if mended else {(ref, "DOB"): "05/27/2017"}
    return callout(
        incidents.WRONG_DATE,
        incidents.at("01 May 00:30"),
        cast.COPESTAKE,
        PROPERTY,
        revision=2 if mended else 1,
        cells=cells,
    )


def _formula(*, mended: bool) -> Callout:
    ref = cast.KETTLEBOROUGH.child_ref(1)
    cells = {} if mended else {(ref, "Surname"): "=PROPER(F212)"}
    return callout(
        incidents.FORMULA,
        incidents.at("01 May 00:05"),
        cast.KETTLEBOROUGH,
        QUARREL,
        revision=2 if mended else 1,
        cells=cells,
    )


def _forged() -> Callout:
    return callout(incidents.FORGED, incidents.at("02 May 01:55"), cast.BENHADDOU, MESSAGES)
