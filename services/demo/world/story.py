"""What happens when in the demo, and what must have come of it: the forms of `story.yaml`.

The runner of the demo reads the actions in order of time; the demo's test reads the expectations. A notice, a desk item
and a refusal are named as the streams' records name them.
"""

from datetime import datetime
from enum import StrEnum

import msgspec
import yaml
from msgspec import Struct

from schemas.items import Item
from schemas.records.notify import DeskKind
from services.demo.world.desk_days import DeskAction


class Publish(Struct, frozen=True, tag="publish", tag_field="do", omit_defaults=True):
    """An agency publishes a file; a second time, the same file changes nothing.

    Without `agency` it is the police force of the area; without `mapping` the agency's own.
    """

    at: datetime
    file: str
    agency: str = ""
    mapping: str = ""


class PublishForged(Struct, frozen=True, tag="publish_forged", tag_field="do"):
    """Somebody brings one incident of a file under a key that the hub does not know."""

    at: datetime
    file: str
    reference: str


class ReplaceRoll(Struct, frozen=True, tag="replace_roll", tag_field="do"):
    """A school's roll gets a new version."""

    at: datetime
    urn: str
    file: str


class ReadInbox(Struct, frozen=True, tag="read_inbox", tag_field="do", omit_defaults=True):
    """A reader opens all unopened notices of a school, save those of the references in `leave`, and acknowledges
    those that are not in `only_open`."""

    at: datetime
    user: str
    urn: str
    leave: tuple[str, ...] = ()
    only_open: tuple[str, ...] = ()


class ReadRole(Struct, frozen=True, tag="read_role", tag_field="do"):
    """Whoever holds a role in an area or at an agency opens and acknowledges all that waits for it."""

    at: datetime
    user: str
    role: str
    scheme: str
    value: str


Action = Publish | PublishForged | ReplaceRoll | ReadInbox | ReadRole | DeskAction


class NoticeExpected(Struct, frozen=True, tag="notice", tag_field="outcome", omit_defaults=True):
    """The school gets a notice about this child; `due` and `items` where the case is about them.

    `role` is whose reading was recorded: a notice goes to the school, and who reads it is decided at its opening.
    `withheld` are items that must not be in it; `minimum` says that it holds the duty's minimum and no more.
    """

    child: str
    urn: str
    role: str | None = None
    due: datetime | None = None
    minimum: bool | None = None
    withheld: tuple[Item, ...] = ()


class UpdateExpected(Struct, frozen=True, tag="update", tag_field="outcome"):
    """The school gets an update about this child that names what changed."""

    child: str
    urn: str
    changed: tuple[Item, ...]


class RecallExpected(Struct, frozen=True, tag="recall", tag_field="outcome"):
    """The school is told that the notice no longer stands."""

    child: str
    urn: str


class RoleExpected(Struct, frozen=True, tag="role", tag_field="outcome", omit_defaults=True):
    """Whoever holds this role there gets a notice about this person; `due` where the case is about it.

    `kind` is first or update. `withheld` are items that must not be in it.
    """

    person: str
    role: str
    scheme: str
    value: str
    kind: str = "first"
    due: datetime | None = None
    withheld: tuple[Item, ...] = ()


class DeskExpected(Struct, frozen=True, tag="desk", tag_field="outcome"):
    """An item about this child stands, or stood, on the council's desk."""

    child: str
    kind: DeskKind
    area: str


class LapseExpected(Struct, frozen=True, tag="lapse", tag_field="outcome"):
    """The council's desk is warned that notices went with the duty's minimum because this agreement is not in force."""

    agreement: str
    area: str


class NothingExpected(Struct, frozen=True, tag="nothing", tag_field="outcome"):
    """This school never gets a notice about this child in this case."""

    child: str
    urn: str


class EscalationExpected(Struct, frozen=True, tag="escalation", tag_field="outcome"):
    """The notice was not opened in time and went to the council's desk."""

    child: str
    urn: str


class RowRefused(Struct, frozen=True, tag="row_refused", tag_field="outcome"):
    """The publisher refuses this row at this cell; the incident's other rows go."""

    file: str
    line: int
    column: int
    field: str


class EventRefused(Struct, frozen=True, tag="event_refused", tag_field="outcome"):
    """The hub refuses an event with this reference's content; the true one is not held up."""


class EventsRepeated(Struct, frozen=True, tag="events_repeated", tag_field="outcome"):
    """The second sending of a file makes no notice."""

    file: str


Expectation = (
    NoticeExpected
    | UpdateExpected
    | RecallExpected
    | RoleExpected
    | DeskExpected
    | LapseExpected
    | NothingExpected
    | EscalationExpected
    | RowRefused
    | EventRefused
    | EventsRepeated
)


class CaseName(StrEnum):
    """The cases that the story must hold."""

    FRIDAY_NIGHT = "friday-night-before-bank-holiday"
    SCHOOL_DAY = "morning-of-a-school-day"
    SIBLINGS = "siblings-at-two-schools"
    MOVED_SCHOOL = "moved-school-on-friday"
    HOME_EDUCATED = "home-educated"
    DOUBTFUL = "doubtful-match"
    TWINS = "twins"
    SHARED_NAME_ON_ROLL = "shared-school-name-roll-decides"
    SHARED_NAME_NO_ROLL = "shared-school-name-nobody-decides"
    SUCCESSOR = "closed-school-with-successor"
    RESTRICTED = "restricted-address"
    MISSPELT = "misspelt-name"
    CHILD_ADDED = "child-added-at-0750"
    BIRTH_CORRECTED = "corrected-date-of-birth"
    WITHDRAWN = "withdrawn-incident"
    THREE_CALLS = "three-calls-in-a-night"
    EXPIRED_AGREEMENT = "expired-agreement"
    CROSS_BORDER = "school-across-the-border"
    HOLIDAY = "school-on-holiday"
    OUTSIDE_AREA = "child-lives-outside-the-force-area"
    HEAD_READS = "no-current-dsl-head-reads"
    NO_READER = "no-reader-at-the-school"
    WITHOUT_ROLL = "named-school-without-a-roll"
    NO_SAFE_READER = "alleged-perpetrator-is-the-dsl"
    VICTIM_OF_17 = "victim-of-17-at-a-college"
    WRONG_DATE = "row-with-wrong-date-order"
    FORMULA = "row-with-a-formula"
    WRONG_SIGNATURE = "wrong-signature"
    SENT_TWICE = "same-file-sent-twice"
    NEVER_OPENED = "notice-never-opened"
    MISSING = "missing-overnight"
    MARAC = "brought-to-marac"
    HOSPITAL = "stabbed-at-17-on-an-adult-ward"
    CONTACT = "school-asks-the-front-door"


class Case(Struct, frozen=True):
    """One named case: its police reference, what it shows, and what must come of it; children by nominal ref."""

    name: CaseName
    references: tuple[str, ...]
    shows: str
    expect: tuple[Expectation, ...]


class Pace(Struct, frozen=True):
    """From a time on, a tick comes every `minutes`, besides those at each deadline and action."""

    since: datetime
    minutes: int


class Story(Struct, frozen=True):
    """The whole: people are invented. `paces` are in order, the first from `begins`."""

    notice: str
    begins: datetime
    ends: datetime
    paces: tuple[Pace, ...]
    callouts: int
    actions: tuple[Action, ...]
    cases: tuple[Case, ...]


def write_story(story: Story) -> bytes:
    """As YAML in UTF-8; times keep their offset from UTC."""
    plain = msgspec.to_builtins(story)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120).encode()


def read_story(data: bytes) -> Story:
    """The story of a world. msgspec.ValidationError where it is not in this form."""
    return msgspec.convert(yaml.safe_load(data), Story, strict=False)
