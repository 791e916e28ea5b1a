"""The story over the weekend: what is published, changed and read when."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.demo.world import flows, incidents, schools
from services.demo.world.callouts import Callout
from services.demo.world.cases import named_cases
from services.demo.world.scenes import reference
from services.demo.world.staff import holiday_contact_of, lead_of
from services.demo.world.story import (
    Action,
    Pace,
    Publish,
    PublishForged,
    ReadInbox,
    ReadRole,
    ReplaceRoll,
    Story,
)

TICK_MINUTES: Final = 30
NOTICE: Final = "All people in this story are invented. The schools are real; nothing here is true of them."
PUBLISHED: Final = {
    incidents.FRIDAY_MORNING: "30 Apr 10:15",
    incidents.FRIDAY_NIGHT: "01 May 00:15",
    incidents.SATURDAY: "01 May 08:30",
    incidents.SATURDAY_MENDED: "01 May 09:05",
    incidents.SUNDAY: "02 May 08:30",
    incidents.MONDAY: "03 May 08:30",
    incidents.TUESDAY: "04 May 06:00",
    incidents.TUESDAY_LATE: "04 May 07:50",
}
READ: Final = (
    ("30 Apr 11:05", schools.MARK_RUTHERFORD),
    ("30 Apr 11:20", schools.CASTLE_NEWNHAM_PRIMARY),
    ("30 Apr 11:20", schools.CASTLE_NEWNHAM_SECONDARY),
    ("30 Apr 12:40", schools.BEDFORD_ACADEMY),
    ("30 Apr 13:00", schools.CAULDWELL),
    ("30 Apr 13:10", schools.GOLDINGTON_ACADEMY),
    ("30 Apr 13:20", schools.KEMPSTON_ACADEMY),
    ("30 Apr 13:30", schools.BEDFORD_COLLEGE),
    ("01 May 09:40", schools.CASTLE_NEWNHAM_PRIMARY),
    ("01 May 09:45", schools.CASTLE_NEWNHAM_SECONDARY),
    ("01 May 11:30", schools.BEDFORD_ACADEMY),
    ("02 May 19:10", schools.CAULDWELL),
    ("02 May 20:00", schools.GOLDINGTON_ACADEMY),
    ("03 May 17:45", schools.CASTLE_NEWNHAM_PRIMARY),
    ("04 May 07:05", schools.BEDFORD_ACADEMY),
    ("04 May 07:10", schools.CASTLE_NEWNHAM_PRIMARY),
    ("04 May 07:12", schools.CASTLE_NEWNHAM_SECONDARY),
    ("04 May 07:25", schools.CAULDWELL),
    ("04 May 07:30", schools.MARK_RUTHERFORD),
    ("04 May 07:40", schools.DENBIGH_HIGH),
    ("04 May 07:45", schools.KEMPSTON_ACADEMY),
    ("04 May 08:00", schools.BRICKHILL),
    ("04 May 08:05", schools.GOLDINGTON_ACADEMY),
    ("04 May 08:10", schools.BEDFORD_MODERN),
    ("04 May 08:20", schools.BEDFORD_COLLEGE),
    ("04 May 10:10", schools.CASTLE_NEWNHAM_PRIMARY),
)
READ_IN_HOLIDAYS: Final = (("03 May 09:50", schools.WATLING),)
"""By the school's holiday contact."""


def tell_story(exports: Mapping[str, Sequence[Callout]], seed: int) -> Story:
    """The story over these exports."""
    references = {callout.reference for callouts in exports.values() for callout in callouts}
    return Story(
        notice=NOTICE,
        begins=incidents.london("30 Apr 09:00"),
        ends=incidents.london("04 May 16:00"),
        paces=(Pace(incidents.london("30 Apr 09:00"), TICK_MINUTES),),
        callouts=len(references),
        actions=tuple(sorted(_actions(seed), key=lambda action: action.at)),
        cases=named_cases(exports),
    )


def _actions(seed: int) -> list[Action]:
    published = [Publish(incidents.london(at), name) for name, at in PUBLISHED.items()]
    never = reference(incidents.NEVER_OPENED)
    return [
        *published,
        *(
            ReadRole(incidents.london(at), f"u-{role.replace('_', '-')}-822", role, "area", "822")
            for at, role in flows.READ
        ),
        *(
            ReadRole(incidents.london(at), user, role, "agency", agency)
            for at, user, role, agency in flows.READ_AT_AGENCIES
        ),
        *(Publish(flows.TIMES[one.file], one.file, one.agency, one.mapping) for one in flows.exports()),
        ReplaceRoll(incidents.london("30 Apr 12:00"), schools.GOLDINGTON_ACADEMY, "rolls/136552-20270430.csv"),
        ReplaceRoll(incidents.london("30 Apr 12:00"), schools.BEDFORD_ACADEMY, "rolls/136085-20270430.csv"),
        Publish(incidents.london("01 May 08:45"), incidents.SATURDAY),
        PublishForged(incidents.london("02 May 08:20"), incidents.SUNDAY, reference(incidents.FORGED)),
        *(
            ReadInbox(
                incidents.london(at),
                _reader(at, urn, seed),
                urn,
                leave=(never,) if urn == schools.KEMPSTON_ACADEMY else (),
            )
            for at, urn in READ
        ),
        *(
            ReadInbox(incidents.london(at), holiday_contact_of(urn, incidents.london(at).date(), seed), urn)
            for at, urn in READ_IN_HOLIDAYS
        ),
    ]


def _reader(at: str, urn: str, seed: int) -> str:
    return lead_of(urn, incidents.london(at).date(), seed)
