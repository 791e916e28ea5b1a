"""Which columns the facts of each event type stand in: an episode, a referral, an attendance, a contact, an outcome.

They are the incident's own: the same on all of its rows.
"""

from typing import Annotated

from pydantic import Field

from schemas.events import dash
from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome, Urgency, Worry
from schemas.events.hospital import ConcernLevel, CpIsAnswer, Sign
from schemas.events.marac import Knows, ReferralGround
from schemas.events.missing import Exploitation, MissingFrom, MissingRisk, ReturnInterview, Stage
from services.publisher.codes import Coded, Column, ManyCoded, Part
from services.publisher.columns import AddressColumns, SettingColumns

AgencyId = Annotated[str, Field(min_length=1, max_length=128)]


class ConsentColumns(Part):
    """What the family, or the victim, was asked and said. Some answers stand only with the reason."""

    answer: Coded[Consent]
    reason: Column


class EpisodeColumns(Part):
    """A missing episode; since when the child is missing is the incident's `occurred_at`."""

    stage: Coded[Stage]
    risk: Coded[MissingRisk]
    reported_at: Column
    returned_at: Column
    missing_from: Coded[MissingFrom]
    last_seen: Column | None = None
    found_at: AddressColumns | None = None
    exploitation: ManyCoded[Exploitation]
    placed_by: Column | None = None
    interview: Coded[ReturnInterview]


class DashColumns(Part):
    """The DASH checklist: its 24 answers in the checklist's order, and the score as the referrer wrote it."""

    answers: Annotated[list[Column], Field(min_length=dash.QUESTIONS, max_length=dash.QUESTIONS)]
    codes: Annotated[dict[str, dash.Answer], Field(min_length=1)]
    empty: dash.Answer | None = None
    score: Column
    assessed_on: Column

    def coded(self) -> tuple[Coded[dash.Answer], ...]:
        """Each answer as a column of codes."""
        return tuple(Coded[dash.Answer](column=column, codes=self.codes, empty=self.empty) for column in self.answers)


class VictimContactColumns(Part):
    """How the victim may be reached without putting anyone at risk."""

    victim_knows: Coded[Knows]
    safe_to_leave_message: Coded[bool]
    safe_times: Column
    safe_to_talk_to: Column
    not_safe_to_talk_to: Column
    afraid_of: Column


class EarlierColumns(Part):
    """One earlier hearing of the case."""

    area: Column
    heard_on: Column


class ReferralColumns(Part):
    """A MARAC referral. Without a checklist (`dash`), or where all of its cells are empty, none is sent."""

    grounds: ManyCoded[ReferralGround]
    contact: VictimContactColumns
    consent: ConsentColumns
    referrer_role: Column
    earlier: Annotated[tuple[EarlierColumns, ...], Field(max_length=8)] = ()
    transferred_from: Column | None = None
    dash: DashColumns | None = None


class AttendanceColumns(Part):
    """A hospital attendance; when the patient arrived is the incident's `occurred_at`."""

    trust: Column
    site: Column
    ward: Column
    left_at: Column | None = None
    age: Column
    injury: Column
    signs: ManyCoded[Sign]
    level: Coded[ConcernLevel]
    cp_is: Coded[CpIsAnswer]
    consent: ConsentColumns


class ContactColumns(Part):
    """A contact to the front door, and who makes it."""

    worries: ManyCoded[Worry]
    urgency: Coded[Urgency]
    consent: ConsentColumns
    referrer_role: Column
    referrer_setting: SettingColumns | None = None


class AnsweredColumns(Part):
    """Which contact an outcome answers: who published it, under which reference; without `revision` its first."""

    publisher: Coded[AgencyId]
    reference: Column
    revision: Column | None = None


class FootingColumns(Part):
    """What the family said to a decision, and in a code why it stands without consent; an empty cell is no reason."""

    answer: Coded[Consent]
    reason: Coded[ConsentReason]


class OutcomeColumns(Part):
    """What was decided of a contact; when it was is the incident's `occurred_at`.

    Without `consent` the hub is not told on what footing it was decided, and leaves the contact to the front door.
    """

    contact: AnsweredColumns
    outcome: Coded[FrontDoorOutcome]
    consent: FootingColumns | None = None
