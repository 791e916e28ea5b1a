"""What people at desks do in the story beside reading: each turn stands for the commands that they would give.

What they find on their desk is not known before the story is told. So an action says whose turn it is, and whoever
plays it answers in a fixed order: the same seed gives the same answers.
"""

from datetime import date, datetime

from msgspec import Struct

from schemas.records.share import Recipient


class ReadSchools(Struct, frozen=True, tag="read_schools", tag_field="do", omit_defaults=True):
    """Leads, as (URN, user), open and acknowledge what waits at their schools, save of the references in `leave`."""

    at: datetime
    leads: tuple[tuple[str, str], ...]
    leave: tuple[str, ...] = ()


class ReadAndDecide(Struct, frozen=True, tag="read_and_decide", tag_field="do"):
    """Holders of roles open what waits; a front door decides each contact, on one footing or another."""

    at: datetime
    readers: tuple[tuple[str, Recipient], ...]


class TakeSteps(Struct, frozen=True, tag="take_steps", tag_field="do"):
    """A return interview provider, or a hospital's team, takes its work a step further where it can."""

    at: datetime
    user: str
    recipient: Recipient


class HoldMeeting(Struct, frozen=True, tag="hold_meeting", tag_field="do"):
    """A coordinator reads the cases of the next meeting, reports on open actions, sets new ones, and prints copies."""

    at: datetime
    user: str
    recipient: Recipient
    copies: bool


class HandOn(Struct, frozen=True, tag="hand_on", tag_field="do"):
    """A MARAC coordinator leaves a member out of one case of the next meeting, and hands another on to another area."""

    at: datetime
    user: str
    recipient: Recipient
    left_out: Recipient
    to_area: str


class AnswerActions(Struct, frozen=True, tag="answer_actions", tag_field="do"):
    """The owner of actions opens the first of them, and says what came of each."""

    at: datetime
    user: str
    recipient: Recipient


class AnswerPatterns(Struct, frozen=True, tag="answer_patterns", tag_field="do"):
    """Whoever holds a role refers or declines the patterns that were proposed to it."""

    at: datetime
    user: str
    recipient: Recipient


class Prioritise(Struct, frozen=True, tag="prioritise", tag_field="do"):
    """A manager of a front door gives one contact another priority, if any waits."""

    at: datetime
    user: str
    area: str


class ClearDesk(Struct, frozen=True, tag="clear_desk", tag_field="do"):
    """A council's desk settles what stands on it."""

    at: datetime
    user: str
    area: str


class PublishTable(Struct, frozen=True, tag="publish_table", tag_field="do"):
    """A coordinator publishes a table of hotspots."""

    at: datetime
    user: str
    area: str
    event_type: str
    first_day: date


class ChangeAgreement(Struct, frozen=True, tag="change_agreement", tag_field="do"):
    """An agreement is suspended, or resumed."""

    at: datetime
    id: str
    suspended: bool
    reason: str
    asked_by: str


DeskAction = (
    ReadSchools
    | ReadAndDecide
    | TakeSteps
    | HoldMeeting
    | HandOn
    | AnswerActions
    | AnswerPatterns
    | Prioritise
    | ClearDesk
    | PublishTable
    | ChangeAgreement
)
