"""One event of each type beside Operation Encompass, of the people of the same story."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent, ConsentReason
from schemas.events.dash import Answer
from schemas.events.event import Standing, Withdrawal
from schemas.events.header import SectionKind
from schemas.events.people import Relation, Relationship, Role
from schemas.events.texts import Text
from schemas.sealed_event import EventFields, PlainSection
from schemas.vectors.build import ADDRESS, BROTHER, CHILD, FIELDS, HOSPITAL, HOSPITAL_KEY, MOTHER, SCHOOL, seal, submit
from schemas.vectors.files import Vector
from schemas.vectors.valid import describe

EVENING: Final = datetime(2026, 11, 22, 19, 15, tzinfo=UTC)
NIGHT: Final = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)

EPISODE: Final = missing.Episode(
    stage=missing.Stage.REPORTED,
    risk=missing.MissingRisk.MEDIUM,
    missing_since=EVENING,
    reported_at=NIGHT,
    returned_at=None,
    missing_from=missing.MissingFrom.HOME,
    last_seen="by the river, on foot",
    found_at=None,
    exploitation=(missing.Exploitation.COUNTY_LINES,),
    placed_by="",
    interview=missing.ReturnInterview.NOT_YET_OFFERED,
)
REFERRAL: Final = marac.Referral(
    grounds=(marac.ReferralGround.DASH_SCORE, marac.ReferralGround.PROFESSIONAL_JUDGEMENT),
    contact=marac.VictimContact(
        victim_knows=marac.Knows.YES,
        safe_to_leave_message=False,
        safe_times="weekdays 10 to 2",
        safe_to_talk_to="her sister",
        not_safe_to_talk_to="anyone at his workplace",
        afraid_of="her former partner and his brother",
    ),
    consent=Consent.GIVEN,
    consent_reason="",
    referrer_role="domestic abuse officer",
    earlier=(marac.EarlierMarac("822", date(2026, 3, 10)),),
    transferred_from="",
)
ANSWERS: Final = (*[Answer.YES] * 15, *[Answer.NO] * 8, Answer.NOT_KNOWN)
DASH: Final = marac.Dash(answers=ANSWERS, score=15, assessed_on=date(2026, 11, 22))
ATTENDANCE: Final = hospital.Attendance(
    trust="RC9",
    site="Bedford Hospital, South Wing",
    ward="emergency department",
    arrived_at=NIGHT,
    left_at=None,
    age=13,
    injury="cut to the forearm",
    signs=(hospital.Sign.STABBING, hospital.Sign.EXPLOITATION),
    level=hospital.ConcernLevel.HIGH,
    cp_is=hospital.CpIsAnswer.NO_RECORD,
    consent=Consent.NOT_SOUGHT,
    consent_reason="asking at the bedside would have put him at risk",
)
CONTACT: Final = front_door.Contact(
    worries=(front_door.Worry.NEGLECT, front_door.Worry.DOMESTIC_ABUSE),
    urgency=front_door.Urgency.SAME_DAY,
    consent=Consent.REFUSED,
    consent_reason="",
    referrer_role="designated safeguarding lead",
    referrer_setting=SCHOOL,
)
DECIDED_BEFORE: Final = front_door.DecidedVersion1(
    contact=bytes(range(16)), outcome=front_door.FrontDoorOutcome.EARLY_HELP, decided_at=NIGHT
)
DECIDED: Final = front_door.Decided(
    DECIDED_BEFORE.contact, DECIDED_BEFORE.outcome, DECIDED_BEFORE.decided_at, Consent.GIVEN
)

FATHER: Final = replace(MOTHER, ref="A2", roles=(Role.ALLEGED_PERPETRATOR,), given_names="Corin", safe_contact=None)
PATIENT: Final = replace(BROTHER, roles=(Role.CHILD, Role.PATIENT), relationships=())
_CHILD: Final = replace(CHILD, relationships=())
_PERSON: Final = SectionKind.PERSON


class Flow(Struct, frozen=True):
    """An event of one type: the fields that differ from those of the story, and its sections."""

    type: str
    sections: tuple[PlainSection, ...]
    publisher: str = FIELDS.publisher

    def fields(self) -> EventFields:
        """The event's fields, of the agency that publishes it."""
        fields = replace(FIELDS, type=self.type, reference=f"{self.type}/1", occurred_at=EVENING)
        if self.publisher == FIELDS.publisher:
            return fields
        return replace(fields, publisher=self.publisher, instance="ed-1", signing_key="hospital-2026")


MISSING: Final = Flow(missing.EVENT_TYPE, (PlainSection(SectionKind.EPISODE, EPISODE), PlainSection(_PERSON, _CHILD)))
MARAC: Final = Flow(
    marac.EVENT_TYPE,
    (
        PlainSection(SectionKind.REFERRAL, REFERRAL),
        PlainSection(SectionKind.DASH, DASH),
        PlainSection(_PERSON, replace(_CHILD, relationships=(Relationship(3, Relation.PARENT),))),
        PlainSection(_PERSON, MOTHER),
        PlainSection(_PERSON, FATHER),
        PlainSection(SectionKind.NARRATIVE, Text("He threatened her twice this month."), (3, 4)),
    ),
)
FLAG: Final = Flow(
    hospital.EVENT_TYPE,
    (PlainSection(SectionKind.ATTENDANCE, ATTENDANCE), PlainSection(_PERSON, PATIENT)),
    publisher=HOSPITAL,
)
ASKED: Final = Flow(
    front_door.CONTACT_TYPE,
    (PlainSection(SectionKind.CONTACT, CONTACT), PlainSection(_PERSON, _CHILD), PlainSection(_PERSON, MOTHER)),
)
ANSWERED: Final = Flow(
    front_door.OUTCOME_TYPE, (PlainSection(SectionKind.OUTCOME, DECIDED_BEFORE), PlainSection(_PERSON, _CHILD))
)


def flow_vector(
    name: str, description: str, flow: Flow, sections: Sequence[PlainSection] | None = None, **changes: object
) -> Vector:
    """A vector of a flow's event, with other sections or fields."""
    made = seal(replace(flow.fields(), **changes), flow.sections if sections is None else sections)
    if flow.publisher == HOSPITAL:
        return describe(name, description, submit(made, key=HOSPITAL_KEY))
    return describe(name, description, submit(made))


def first_replaced(flow: Flow, **changes: object) -> list[PlainSection]:
    """A flow's sections with other values in the first, which holds its facts."""
    facts = flow.sections[0]
    return [replace(facts, content=replace(facts.content, **changes)), *flow.sections[1:]]


def flow_vectors() -> list[Vector]:
    """Events that must be taken: one of each type, and those that are doubtful and taken all the same."""
    returned = first_replaced(MISSING, stage=missing.Stage.RETURNED, returned_at=NIGHT, found_at=ADDRESS)
    before = first_replaced(MISSING, stage=missing.Stage.RETURNED, returned_at=datetime(2026, 11, 20, tzinfo=UTC))
    miscounted = [*MARAC.sections]
    miscounted[1] = replace(miscounted[1], content=replace(DASH, score=14))
    young = [*MARAC.sections]
    young[3] = replace(
        young[3], content=replace(MOTHER, roles=(Role.CHILD, Role.VICTIM), date_of_birth=date(2011, 5, 1))
    )
    judged = [section for section in MARAC.sections if section.kind is not SectionKind.DASH]
    judged = [
        replace(judged[0], content=replace(REFERRAL, grounds=(marac.ReferralGround.PROFESSIONAL_JUDGEMENT,))),
        replace(judged[1], content=replace(_CHILD, relationships=(Relationship(2, Relation.PARENT),))),
        *judged[2:-1],
        replace(judged[-1], about=(2, 3)),
    ]
    adult = [
        PlainSection(SectionKind.ATTENDANCE, replace(ATTENDANCE, age=37, signs=(hospital.Sign.MENTAL_HEALTH_CRISIS,))),
        PlainSection(_PERSON, replace(MOTHER, roles=(Role.PATIENT,))),
        PlainSection(_PERSON, replace(_CHILD, relationships=(Relationship(1, Relation.PARENT),))),
    ]
    unborn = [
        MISSING.sections[0],
        PlainSection(_PERSON, _CHILD),
        PlainSection(
            _PERSON,
            replace(
                _CHILD, ref="U1", roles=(Role.CHILD, Role.UNBORN), given_names="", family_name="", date_of_birth=None
            ),
        ),
    ]
    return [
        flow_vector("missing_reported", "A child is reported missing.", MISSING),
        flow_vector(
            "missing_returned", "The child is back: a revision of the same episode.", MISSING, returned, revision=2
        ),
        flow_vector(
            "missing_returned_before", "Doubtful: back before missing. Taken, and the doubt recorded.", MISSING, before
        ),
        flow_vector("missing_unborn", "An unborn child has no name and no date of birth.", MISSING, unborn),
        flow_vector(
            "missing_withdrawn",
            "An episode entered in error.",
            MISSING,
            (),
            standing=Standing.WITHDRAWN,
            withdrawal=Withdrawal.ENTERED_IN_ERROR,
        ),
        flow_vector("marac_referral", "A referral by score and judgement, with the checklist.", MARAC),
        flow_vector("marac_judgement_alone", "Professional judgement alone suffices: no checklist.", MARAC, judged),
        flow_vector("marac_miscounted", "Doubtful: the score is not that of the answers.", MARAC, miscounted),
        flow_vector("marac_young_victim", "Doubtful: a victim of 15.", MARAC, young),
        flow_vector("hospital_flag", "A stabbing of a child of 13, whoever's ward it is.", FLAG),
        flow_vector("hospital_adult", "Think Family: an adult patient and her child.", FLAG, adult),
        flow_vector("contact", "A school asks the front door; the family refused consent.", ASKED),
        flow_vector("feedback", "A council that decides in its own system tells the outcome.", ANSWERED),
        *_outcomes_of_version_2(),
    ]


def outcome_2(**changes: object) -> list[PlainSection]:
    """The outcome of version 2, on the footing of consent given, or with other values."""
    return [PlainSection(SectionKind.OUTCOME, replace(DECIDED, **changes)), *ANSWERED.sections[1:]]


def _outcomes_of_version_2() -> list[Vector]:
    dispensed = outcome_2(consent=Consent.DISPENSED_WITH, reason=ConsentReason.RISK_OF_SIGNIFICANT_HARM)
    unsaid = outcome_2(consent=Consent.NOT_STATED)
    refused = outcome_2(consent=Consent.REFUSED)
    return [
        flow_vector("feedback_2", "An outcome of version 2: the family consented.", ANSWERED, outcome_2()),
        flow_vector("feedback_2_dispensed_with", "Consent was dispensed with, for a reason.", ANSWERED, dispensed),
        flow_vector("feedback_2_not_stated", "Version 2 that says nothing of consent.", ANSWERED, unsaid),
        flow_vector("feedback_2_refused", "The family refused help: taken, for a desk to see.", ANSWERED, refused),
    ]
