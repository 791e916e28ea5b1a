"""The named cases of the weekend, and what must come of each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from schemas.items import Item
from schemas.records.notify import DeskKind
from services.demo.world import cast, incidents, schools
from services.demo.world.callouts import Callout, place_of
from services.demo.world.cast import Household
from services.demo.world.flow_cases import flow_cases
from services.demo.world.scenes import reference
from services.demo.world.story import (
    Case,
    CaseName,
    DeskExpected,
    EscalationExpected,
    EventRefused,
    EventsRepeated,
    Expectation,
    LapseExpected,
    NothingExpected,
    NoticeExpected,
    RecallExpected,
    RowRefused,
    UpdateExpected,
)


def named_cases(exports: Mapping[str, Sequence[Callout]]) -> tuple[Case, ...]:
    """Every named case; the exports tell the places of the rows that are refused."""
    return (*_first_cases(), *_matching_cases(), *_reader_cases(), *_changing_cases(exports), *flow_cases())


def _first_bell(urn: str, day: date = date(2027, 5, 4)) -> datetime:
    bell = schools.BY_URN[urn].hours.partition("-")[0]
    return datetime.combine(day, datetime.strptime(bell, "%H:%M").time(), incidents.LONDON)


def _case(name: CaseName, number: int | Sequence[int], shows: str, *expect: Expectation) -> Case:
    numbers = [number] if isinstance(number, int) else number
    return Case(name, tuple(reference(one) for one in numbers), shows, expect)


def _noticed(household: Household, *places: int) -> list[NoticeExpected]:
    return [NoticeExpected(household.child_ref(one), household.children[one].urn) for one in places or (0,)]


def _first_cases() -> list[Case]:
    tilbrook, rahimi, wrona, moved = cast.TILBROOK, cast.RAHIMI, cast.WRONA, cast.MARLOWE_REID.child_ref()
    return [
        _case(
            CaseName.FRIDAY_NIGHT,
            incidents.FRIDAY_2300,
            "23:00 on the Friday before the bank holiday: due by Tuesday's first bell",
            NoticeExpected(
                tilbrook.child_ref(), schools.CASTLE_NEWNHAM_PRIMARY, due=_first_bell(schools.CASTLE_NEWNHAM_PRIMARY)
            ),
        ),
        _case(
            CaseName.SCHOOL_DAY,
            incidents.SCHOOL_DAY,
            "09:40 on a school day: due before that day ends, which on Fridays is half an hour earlier",
            NoticeExpected(rahimi.child_ref(), schools.MARK_RUTHERFORD, due=incidents.london("30 Apr 14:40")),
        ),
        _case(
            CaseName.SIBLINGS,
            incidents.SIBLINGS,
            "brother and sister at two schools: each sees its own child only",
            *_noticed(wrona, 0, 1),
            NothingExpected(wrona.child_ref(0), schools.CAULDWELL),
            NothingExpected(wrona.child_ref(1), schools.BEDFORD_ACADEMY),
        ),
        _case(
            CaseName.MOVED_SCHOOL,
            incidents.MOVED,
            "moved school that Friday: the new school is told, the old one not",
            NoticeExpected(moved, schools.BEDFORD_ACADEMY),
            NothingExpected(moved, schools.GOLDINGTON_ACADEMY),
        ),
        _case(
            CaseName.THREE_CALLS,
            (incidents.CALL_1, incidents.CALL_2, incidents.CALL_3),
            "three calls to one family in a night: three matters for each of two schools",
            *_noticed(cast.RUDKIN, 0, 1),
        ),
        _case(
            CaseName.EXPIRED_AGREEMENT,
            incidents.EXPIRED,
            "Luton's agreement expired on 31 July 2026: the duty's minimum goes all the same, and the desk is warned",
            NoticeExpected(cast.SIDDIQUE.child_ref(), schools.DENBIGH_HIGH, minimum=True),
            LapseExpected("luton-operation-encompass", "821"),
        ),
        _case(
            CaseName.CROSS_BORDER,
            incidents.CROSS_BORDER,
            "lives in Bedford, at school in Milton Keynes, whose agreement is with another force: the duty's minimum",
            NoticeExpected(cast.WINTERBOURNE.child_ref(), schools.WATLING, minimum=True),
        ),
        _case(
            CaseName.HOLIDAY,
            incidents.CROSS_BORDER,
            "that school is on holiday till 10 May: at once to its holiday contact, who reads it, and the desk",
            NoticeExpected(
                cast.WINTERBOURNE.child_ref(),
                schools.WATLING,
                role="holiday_contact",
                due=_first_bell(schools.WATLING, date(2027, 5, 10)),
            ),
            DeskExpected(cast.WINTERBOURNE.child_ref(), DeskKind.HOLIDAY, "826"),
        ),
        _case(
            CaseName.RESTRICTED,
            incidents.RESTRICTED,
            "gone to a place of safety: no address in any notice",
            NoticeExpected(
                cast.ASAMOAH.child_ref(),
                schools.KEMPSTON_ACADEMY,
                withheld=(Item.CHILD_ADDRESS, Item.VICTIM_ADDRESS, Item.INCIDENT_LOCATION),
            ),
        ),
    ]


def _matching_cases() -> list[Case]:
    return [
        _case(
            CaseName.DOUBTFUL,
            incidents.DOUBTFUL,
            "two boys of that name and date of birth at two schools, and no address that helps",
            DeskExpected(cast.KHAN_OF_QUEENS_PARK.child_ref(), DeskKind.MATCH, "822"),
        ),
        _case(
            CaseName.TWINS,
            incidents.TWINS,
            "twins at one school: each matched to their own record",
            *_noticed(cast.ADEWALE, 0, 1),
        ),
        _case(
            CaseName.MISSPELT,
            incidents.MISSPELT,
            "the name misspelt; date of birth and address agree",
            *_noticed(cast.BRAITHWAITE),
        ),
        _case(
            CaseName.SHARED_NAME_ON_ROLL,
            incidents.SHARED_ON_ROLL,
            "the school's name stands for two open schools: the rolls tell which",
            *_noticed(cast.STANNARD),
            NothingExpected(cast.STANNARD.child_ref(), schools.CASTLE_NEWNHAM_SECONDARY),
        ),
        _case(
            CaseName.SHARED_NAME_NO_ROLL,
            incidents.SHARED_NO_ROLL,
            "the school's name stands for two open schools, and the child is on neither roll: a person decides",
            DeskExpected(cast.DOVEY.child_ref(), DeskKind.MATCH, "822"),
            NothingExpected(cast.DOVEY.child_ref(), schools.CASTLE_NEWNHAM_PRIMARY),
            NothingExpected(cast.DOVEY.child_ref(), schools.CASTLE_NEWNHAM_SECONDARY),
        ),
        _case(
            CaseName.SUCCESSOR,
            incidents.SUCCESSOR,
            "police have the number of the closed school: its successor is told",
            *_noticed(cast.HORSFALL),
        ),
        _case(
            CaseName.HOME_EDUCATED,
            incidents.HOME,
            "educated at home: the council's desk",
            DeskExpected(cast.ASHDOWN.child_ref(), DeskKind.NO_SETTING, "822"),
        ),
        _case(
            CaseName.WITHOUT_ROLL,
            incidents.WITHOUT_ROLL,
            "an independent school without a roll, named by its number",
            NoticeExpected(cast.HALLAM_FROST.child_ref(), schools.BEDFORD_MODERN, minimum=True),
        ),
        _case(
            CaseName.OUTSIDE_AREA,
            incidents.OUTSIDE,
            "lives in another force's area: the council's desk",
            DeskExpected(cast.CARTMELL.child_ref(), DeskKind.OUTSIDE_AREA, "826"),
        ),
        _case(
            CaseName.VICTIM_OF_17,
            incidents.VICTIM_OF_17,
            "17, victim and child, at a college",
            *_noticed(cast.VANCOURT),
        ),
    ]


def _reader_cases() -> list[Case]:
    brightwell = cast.BRIGHTWELL.child_ref()
    return [
        _case(
            CaseName.HEAD_READS,
            incidents.HEAD_READS,
            "the school has no current lead, deputy or cover: the head reads",
            NoticeExpected(cast.LOVELOCK.child_ref(), schools.BRICKHILL, role="head"),
        ),
        _case(
            CaseName.NO_READER,
            incidents.NO_READER,
            "nobody at the school may read: the council's desk",
            DeskExpected(cast.THACKERAY.child_ref(), DeskKind.NO_READER, "823"),
        ),
        _case(
            CaseName.NO_SAFE_READER,
            incidents.NO_SAFE_READER,
            "the alleged perpetrator has the name of the school's only reader: the council's desk, never the school",
            DeskExpected(cast.SAYEED.child_ref(), DeskKind.NO_SAFE_READER, "822"),
            NothingExpected(cast.SAYEED.child_ref(), schools.QUEENS_PARK),
        ),
        _case(
            CaseName.NEVER_OPENED,
            incidents.NEVER_OPENED,
            "nobody opens it: escalated at the first bell",
            NoticeExpected(brightwell, schools.KEMPSTON_ACADEMY, due=_first_bell(schools.KEMPSTON_ACADEMY)),
            EscalationExpected(brightwell, schools.KEMPSTON_ACADEMY),
            DeskExpected(brightwell, DeskKind.UNOPENED, "822"),
        ),
        _case(
            CaseName.WRONG_SIGNATURE,
            incidents.FORGED,
            "brought first under a key that the hub does not know, then truly",
            EventRefused(),
            *_noticed(cast.BENHADDOU),
        ),
    ]


def _changing_cases(exports: Mapping[str, Sequence[Callout]]) -> list[Case]:
    pemberton, sturgess, ferrante = cast.PEMBERTON, cast.STURGESS, cast.FERRANTE
    copestake, kettleborough = cast.COPESTAKE, cast.KETTLEBOROUGH
    return [
        _case(
            CaseName.CHILD_ADDED,
            incidents.CHILD_ADDED,
            "a sister is added at 07:50: her school is told, his not again",
            *_noticed(pemberton, 0, 1),
        ),
        _case(
            CaseName.BIRTH_CORRECTED,
            incidents.BIRTH,
            "a date of birth is corrected: the school is told of that",
            *_noticed(ferrante),
            UpdateExpected(ferrante.child_ref(), schools.GOLDINGTON_ACADEMY, (Item.CHILD_DATE_OF_BIRTH,)),
        ),
        _case(
            CaseName.WITHDRAWN,
            incidents.WITHDRAWN,
            "found not to be domestic abuse: who had been told is told",
            *_noticed(sturgess),
            RecallExpected(sturgess.child_ref(), schools.BEDFORD_ACADEMY),
        ),
        _case(
            CaseName.WRONG_DATE,
            incidents.WRONG_DATE,
            "month before day: the row is refused, the other goes, the mended follows",
            _row_refused(exports, copestake.child_ref(1), "DOB"),
            *_noticed(copestake, 0, 1),
        ),
        _case(
            CaseName.FORMULA,
            incidents.FORMULA,
            "a formula in a cell: the row is refused, the other goes, the mended follows",
            _row_refused(exports, kettleborough.child_ref(1), "Surname"),
            *_noticed(kettleborough, 0, 1),
        ),
        _case(
            CaseName.SENT_TWICE,
            (),
            "the same file is sent again a quarter of an hour later: no second notice",
            EventsRepeated(incidents.SATURDAY),
        ),
    ]


def _row_refused(exports: Mapping[str, Sequence[Callout]], ref: str, column: str) -> RowRefused:
    line, place = place_of(exports[incidents.SATURDAY], ref, column)
    return RowRefused(incidents.SATURDAY, line, place, column)
