"""An instrument as a data-protection officer writes it: an information-sharing agreement or a statutory duty.

The parts are those that the ICO's data sharing code asks for (agreements.md). A document is read from YAML
(`parse`), examined together with the others (`streams.agreements.check`), registered in the reference log as
canonical bytes (`canonical`, `digest`) and read from there (`from_canonical`).

The digest must stay what it was when fields are added later, so canonical bytes leave out fields that have their
default: **a default, once released, never changes.**
"""

import hashlib
import json
import re
from datetime import date
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from schemas import limits
from schemas.events.encompass import Grade, Presence, Registration
from schemas.items import Item
from streams.agreements.problems import elsewhere, from_validation
from streams.agreements.reader import DocumentError, Path, Place, Problem, Source, read
from streams.agreements.vocabulary import PartyKind, Purpose, RecipientRole

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_List = TypeVar("_List", bound=tuple[object, ...])


def _iso_date(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise ValueError("a date is written like 2026-11-22")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("the calendar has no such day") from None


def _each_once(values: _List) -> _List:
    for position, value in enumerate(values):
        if value in values[:position]:
            raise ValueError(f"`{value}` stands in this list twice: keep one")
    return values


_ID: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
DocumentId = Annotated[str, Field(pattern=_ID, max_length=limits.ID)]
AgencyId = Annotated[str, Field(pattern=_ID, max_length=limits.ID)]
ClauseId = Annotated[str, Field(pattern=_ID, max_length=64)]
GroupName = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z0-9]+)*$", max_length=64)]
TrainingName = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z0-9]+)*$", max_length=64)]
EventType = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$", max_length=limits.ID)]
Area = Annotated[str, Field(pattern="^[0-9]{3}$")]
Line = Annotated[str, Field(min_length=1, max_length=limits.LABEL, pattern=r"^[^\r\n]+$")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Version = Annotated[int, Field(ge=1, le=100_000)]
Age = Annotated[int, Field(ge=1, le=120)]
_once = AfterValidator(_each_once)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class Condition(_Model):
    """One typed operator over a known fact; a clause holds when all of its conditions hold."""

    age_under: Age | None = None
    age_at_least: Age | None = None
    area_in: Annotated[tuple[Area, ...], Field(min_length=1), _once] | None = None
    presence_in: Annotated[tuple[Presence, ...], Field(min_length=1), _once] | None = None
    grade_in: Annotated[tuple[Grade, ...], Field(min_length=1), _once] | None = None
    registration_in: Annotated[tuple[Registration, ...], Field(min_length=1), _once] | None = None
    restricted_is: bool | None = None
    publisher_in: Annotated[tuple[AgencyId, ...], Field(min_length=1), _once] | None = None
    recipient_kind_in: Annotated[tuple[PartyKind, ...], Field(min_length=1), _once] | None = None
    resides_in_force_area_is: bool | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        if len(self.model_fields_set) != 1 or getattr(self, self.operator) is None:
            raise ValueError("a condition holds exactly one operator: start each with a dash of its own")
        return self

    @property
    def operator(self) -> str:
        """Name of the operator that is set."""
        return next(iter(self.model_fields_set))


class Clause(_Model):
    """Gives (`permit`) or withholds (`forbid`) items for some roles and event types, where all conditions hold."""

    id: ClauseId
    effect: Literal["permit", "forbid"]
    note: Text | None = None
    event_types: Annotated[tuple[EventType, ...], Field(min_length=1), _once]
    recipient_roles: Annotated[tuple[RecipientRole, ...], Field(min_length=1), _once]
    items: Annotated[tuple[Item, ...], _once] = ()
    item_groups: Annotated[tuple[GroupName, ...], _once] = ()
    when: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _names_items(self) -> Self:
        if not self.items and not self.item_groups:
            raise ValueError("a clause names at least one item: add `items` or `item_groups`")
        return self


class Eligibility(_Model):
    """A training that a reader must hold to see these items of this agreement; it never touches a duty's minimum."""

    training: TrainingName
    items: Annotated[tuple[Item, ...], _once] = ()
    item_groups: Annotated[tuple[GroupName, ...], _once] = ()


class _Party(_Model):
    agency: AgencyId | None = None
    kind: PartyKind | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.agency is None) == (self.kind is None):
            raise ValueError("a party is named by `agency` or by `kind`: write one of the two")
        return self


class Provider(_Party):
    """Who publishes: one agency by id, or every agency of a kind."""


class Recipient(_Party):
    """Who receives, by id (a school by its URN) or by kind within the agreement's area, and in which roles."""

    roles: Annotated[tuple[RecipientRole, ...], Field(min_length=1), _once]


class Parties(_Model):
    """Providers and recipients. Clauses touch only what passes between them."""

    providers: Annotated[tuple[Provider, ...], Field(min_length=1)]
    recipients: Annotated[tuple[Recipient, ...], Field(min_length=1)]


class Controller(_Model):
    """Who decides about the data at a stage, and under which regime (UK GDPR Art 26 and 28; DPA 2018 s.58 and 59)."""

    party: Line
    stage: Literal["publishing", "hub", "receiving"]
    capacity: Literal["controller", "joint_controller", "processor"]
    regime: Literal["uk_gdpr", "dpa_2018_part_3"]
    arrangement: Text | None = None


class References(_Model):
    """Where the documents that go with it are kept."""

    dpia: Line
    policy_document: Line
    privacy_notice: Line


class Basis(_Model):
    """The lawful basis, and the statute that opens the way. `6(1)(ea)` is not open to public authorities."""

    uk_gdpr: Literal["6(1)(c)", "6(1)(e)", "6(1)(ea)"]
    special_category: Line | None = None
    criminal_offence: Line | None = None
    police_data: Line | None = None
    statute: Line


class Retention(_Model):
    """How long the recipient's copy and the hub's are kept."""

    recipient_copy: Text
    hub_days: Annotated[int, Field(ge=1, le=36_600)]


class Suspension(_Model):
    """Days on which an agreement does not count. Without `ends` it lasts until lifted."""

    starts: IsoDate
    ends: IsoDate | None = None
    reason: Text


class Dates(_Model):
    """London days. `expires` and a suspension's `ends` are the last day, inclusive.

    `incidents_from` is the first day of incidents that it covers; without it, `in_force_from`. An agreement of
    forbids only may stand without `expires`.
    """

    signed: IsoDate
    in_force_from: IsoDate
    incidents_from: IsoDate | None = None
    review_by: IsoDate
    expires: IsoDate | None = None
    suspended: tuple[Suspension, ...] = ()


class Reference(_Model):
    """An exact version of an instrument."""

    id: DocumentId
    version: Version


class Agreement(_Model):
    """An information-sharing agreement. A higher version replaces a lower one of the same id as it comes into force."""

    kind: Literal["agreement"]
    format: Literal[1]
    id: DocumentId
    version: Version
    title: Line
    areas: Annotated[tuple[Area, ...], Field(min_length=1), _once]
    supersedes: tuple[Reference, ...] = ()
    controllers: tuple[Controller, ...] = ()
    references: References
    parties: Parties
    purpose: Purpose
    lawful_basis: Basis | None = None
    item_groups: dict[GroupName, Annotated[tuple[Item, ...], Field(min_length=1), _once]] = {}
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    eligibility: tuple[Eligibility, ...] = ()
    handling: tuple[Text, ...] = ()
    retention: Retention
    dates: Dates

    def items_in(self, part: Clause | Eligibility) -> frozenset[Item]:
        """Items that a clause or training rule names, its groups opened. An unknown group raises `KeyError`."""
        return frozenset(part.items).union(*(self.item_groups[name] for name in part.item_groups))

    @model_validator(mode="after")
    def _names(self) -> Self:
        ids: set[str] = set()
        for position, clause in enumerate(self.clauses):
            if clause.id in ids:
                message = f"two clauses are called `{clause.id}`: give each an id of its own"
                raise elsewhere(message, ("clauses", position, "id"))
            ids.add(clause.id)
            self._groups_known(clause, ("clauses", position))
        for position, needed in enumerate(self.eligibility):
            self._groups_known(needed, ("eligibility", position))
        return self

    def _groups_known(self, part: Clause | Eligibility, path: Path) -> None:
        for position, name in enumerate(part.item_groups):
            if name not in self.item_groups:
                message = f"item group `{name}` is not defined: add it to `item_groups`"
                raise elsewhere(message, (*path, "item_groups", position))


class Duty(_Model):
    """Sharing that a statute requires: the minimum goes without any agreement, and does not expire."""

    kind: Literal["duty"]
    format: Literal[1]
    id: DocumentId
    version: Version
    title: Line
    statute: Line
    holder_kind: PartyKind
    event_types: Annotated[tuple[EventType, ...], Field(min_length=1), _once]
    recipient_kinds: Annotated[tuple[PartyKind, ...], Field(min_length=1), _once]
    recipient_roles: Annotated[tuple[RecipientRole, ...], Field(min_length=1), _once]
    minimum: Annotated[tuple[Item, ...], Field(min_length=1), _once]
    when: tuple[Condition, ...] = ()
    purpose: Purpose
    lawful_basis: Basis
    handling: tuple[Text, ...] = ()
    in_force_from: IsoDate


Instrument = Agreement | Duty
_KINDS: Final[dict[str, type[Agreement] | type[Duty]]] = {"agreement": Agreement, "duty": Duty}


def parse(data: bytes, file: str) -> Instrument:
    """The instrument of one YAML file's bytes; `file` is its name in messages. Raises `DocumentError`."""
    return from_source(read(data, file))


def from_source(source: Source) -> Instrument:
    """The instrument of a YAML file that has been read. Raises `DocumentError` with every problem and its place."""
    kind = source.tree.get("kind")
    model = _KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        message = f"`kind` is `{kind}`: write `kind: agreement` or `kind: duty`"
        raise DocumentError((Problem(source.file, source.place(("kind",)), ("kind",), message),))
    try:
        # Through JSON, whose strict mode takes texts for dates and names of the closed lists, and nothing else.
        return model.model_validate_json(json.dumps(source.tree))
    except ValidationError as error:
        raise DocumentError(from_validation(error, source)) from None


def canonical(document: Instrument) -> bytes:
    """The bytes that are registered: JSON, UTF-8, keys sorted, no spaces, fields at their default left out."""
    content = document.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: Instrument) -> bytes:
    """SHA-256 of the canonical bytes, 32 bytes."""
    return hashlib.sha256(canonical(document)).digest()


def from_canonical(data: bytes) -> Instrument:
    """The instrument of canonical bytes. Any other bytes, even of the same meaning, raise `DocumentError`."""
    try:
        tree = json.loads(data)
        model = _KINDS[tree["kind"]]
        document = model.model_validate_json(data)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _not_canonical() from None
    if canonical(document) != data:
        raise _not_canonical()
    return document


def _not_canonical() -> DocumentError:
    message = "these are not the canonical bytes of an instrument: register what `canonical` gives"
    return DocumentError((Problem("canonical", Place(1, 1), (), message),))
