"""Topics, rights and keeping times as the files in `ops/kafka` declare them, each fault with its line."""

import re
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from msgspec import Struct
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas import limits
from services.directory.faults import Fault, FileRefused
from services.directory.yaml_places import read_model
from services.operator.kafka.certificates import COMMON_NAME

FOLDER: Final = Path(__file__).parents[3] / "ops" / "kafka"
TOPICS: Final = "topics.yaml"
ACLS: Final = "acls.yaml"
SCHEDULE: Final = "schedule.yaml"
SCHEDULE_SPAN: Final = "schedule"
COUNTS: Final = ("intake", "person")
MOST_PARTITIONS: Final = 1000
AGENCY: Final = "{agency}"
DAYS_OF_A_YEAR: Final = 365.25
_SPAN: Final = re.compile(r"([1-9][0-9]{0,4}) (hour|day|year)s?")
_TOPIC: Final = re.compile(r"[A-Za-z0-9._-]{1,249}")
"""What Kafka takes as a topic's name."""


def parse_span(text: str) -> timedelta:
    """A time as a person writes it. ValueError where it is none."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"`{text}` is no time: write it like `6 hours`, `7 days` or `25 years`")
    count, unit = int(found[1]), found[2]
    if unit == "hour":
        return timedelta(hours=count)
    return timedelta(days=count if unit == "day" else ceil(count * DAYS_OF_A_YEAR))


def _span(value: object) -> object:
    return parse_span(value) if isinstance(value, str) else value


def _kept(value: object) -> object:
    return value if value == SCHEDULE_SPAN else _span(value)


def _counted(value: object) -> object:
    if isinstance(value, str) and value.isdecimal() and 0 < int(value) <= MOST_PARTITIONS:
        return int(value)
    if value in COUNTS:
        return value
    raise ValueError("write a number, or one of " + ", ".join(f"`{name}`" for name in COUNTS))


def _named(text: str) -> str:
    if not _TOPIC.fullmatch(text.replace(AGENCY, "a")):
        raise ValueError(f"`{text}` cannot be a topic: take letters, digits, dots, hyphens and underscores")
    return text


def _limit(name: str) -> str:
    if not isinstance(getattr(limits, name, None), int):
        raise ValueError(f"`{name}` is no limit: take one of schemas/limits.py, such as RECORD_BYTES")
    return name


Span = Annotated[timedelta, BeforeValidator(_span)]
Kept = Annotated[timedelta | str, BeforeValidator(_kept)]
"""A time, or `schedule` for what the areas keep."""
PartitionCount = Annotated[int | str, BeforeValidator(_counted)]
"""A number, or the name of one of the hub's own."""
Count = Annotated[int, Field(ge=1, le=MOST_PARTITIONS)]
TopicName = Annotated[str, AfterValidator(_named)]
LimitName = Annotated[str, AfterValidator(_limit)]


class Part(BaseModel):
    """A part of a file: every key is known, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Partitions(Part):
    """Counts that follow from the hub's own: they never change."""

    intake: Count
    person: Count


class DeclaredTopic(Part):
    """One topic, or one for each agency. `largest` names the limits whose sum a record may have."""

    name: TopicName
    partitions: PartitionCount
    keep: Kept
    segment: Span | None = None
    largest: tuple[LimitName, ...] = ()

    @model_validator(mode="after")
    def _segments_are_short(self) -> Self:
        """A segment is deleted as a whole once its last record is old enough, so a long one keeps records longer."""
        if not isinstance(self.keep, timedelta):
            return self
        if self.segment is None or self.segment * 4 > self.keep:
            raise ValueError("`segment` must be at most a quarter of `keep`, or records stay much longer than it says")
        return self


class TopicsFile(Part):
    """`topics.yaml`. `times` are the brokers' but for a demo, whose story lies in another year: there a sender says
    when a record was accepted, which nobody may at a hub that works."""

    replication: Count
    min_in_sync: Count
    times: Literal["brokers", "senders"] = "brokers"
    partitions: Partitions
    topics: Annotated[tuple[DeclaredTopic, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _some_copy_may_be_missing(self) -> Self:
        if self.min_in_sync > self.replication:
            raise ValueError("`min_in_sync` is greater than `replication`: nothing could ever be written")
        names = [topic.name for topic in self.topics]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"the topic `{min(repeated)}` stands twice: keep one")
        return self


class DeclaredRight(Part):
    """What a principal may do with one topic, or with topics or groups of a common beginning."""

    allow: Annotated[tuple[Literal["read", "write", "describe"], ...], Field(min_length=1)]
    topic: TopicName | None = None
    topics_beginning: TopicName | None = None
    groups_beginning: TopicName | None = None

    @model_validator(mode="after")
    def _one_resource(self) -> Self:
        if sum(name is not None for name in (self.topic, self.topics_beginning, self.groups_beginning)) != 1:
            raise ValueError("name one of `topic`, `topics_beginning` and `groups_beginning`")
        if self.groups_beginning is not None and "write" in self.allow:
            raise ValueError("a group is never written to: allow `read` (to be its member) or `describe`")
        return self


class DeclaredPrincipal(Part):
    """Who a certificate stands for. A `super_user` is named in the brokers' own settings, and needs no right."""

    name: str
    super_user: bool = False
    hosts: tuple[str, ...] = ()
    rights: tuple[DeclaredRight, ...] = ()

    @model_validator(mode="after")
    def _may_be_a_certificate(self) -> Self:
        if not COMMON_NAME.fullmatch(self.name.replace(AGENCY, "a")):
            raise ValueError(f"`{self.name}` cannot be a principal: 64 letters, digits, dots, hyphens, underscores")
        if self.super_user == bool(self.rights):
            raise ValueError("a principal is a `super_user` or has `rights`, not both and not neither")
        return self


class AclsFile(Part):
    """`acls.yaml`."""

    principals: Annotated[tuple[DeclaredPrincipal, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [principal.name for principal in self.principals]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"the principal `{min(repeated)}` stands twice: keep one")
        return self


class KeptArea(Part):
    """How long one council area keeps the record of decisions."""

    area: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    title: str
    keep: Span


class ScheduleFile(Part):
    """`schedule.yaml`."""

    areas: Annotated[tuple[KeptArea, ...], Field(min_length=1)]

    def longest(self) -> timedelta:
        """What holds for a log that all areas share."""
        return max(area.keep for area in self.areas)


class Declared(Struct, frozen=True):
    """All that is declared."""

    topics: TopicsFile
    acls: AclsFile
    schedule: ScheduleFile


def load_declared(folder: Path = FOLDER) -> Declared:
    """Read the three files. FileRefused names file, line and what to do."""
    return Declared(
        read_model(_read(folder, TOPICS), TOPICS, TopicsFile),
        read_model(_read(folder, ACLS), ACLS, AclsFile),
        read_model(_read(folder, SCHEDULE), SCHEDULE, ScheduleFile),
    )


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        reason, remedy = "the file is missing", f"put it into `{folder}`, or name another folder with --declared"
        raise FileRefused(Fault(name, 0, 0, "", reason, remedy)) from None
