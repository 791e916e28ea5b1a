"""What an agreement gives and withholds: clauses, their conditions, and the trainings that readers need."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.events.encompass import Grade
from schemas.events.people import Presence, Registration
from schemas.items import Item
from streams.agreements.fields import (
    EACH_ONCE,
    Age,
    AgencyId,
    Area,
    ClauseId,
    DocumentPart,
    EventType,
    GroupName,
    Text,
    TrainingName,
)
from streams.agreements.vocabulary import PartyKind, RecipientRole


class Condition(DocumentPart):
    """One typed operator over a known fact; a clause holds when all of its conditions hold."""

    age_under: Age | None = None
    age_at_least: Age | None = None
    area_in: Annotated[tuple[Area, ...], Field(min_length=1), EACH_ONCE] | None = None
    presence_in: Annotated[tuple[Presence, ...], Field(min_length=1), EACH_ONCE] | None = None
    grade_in: Annotated[tuple[Grade, ...], Field(min_length=1), EACH_ONCE] | None = None
    registration_in: Annotated[tuple[Registration, ...], Field(min_length=1), EACH_ONCE] | None = None
    restricted_is: bool | None = None
    publisher_in: Annotated[tuple[AgencyId, ...], Field(min_length=1), EACH_ONCE] | None = None
    recipient_kind_in: Annotated[tuple[PartyKind, ...], Field(min_length=1), EACH_ONCE] | None = None
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


class Clause(DocumentPart):
    """Gives (`permit`) or withholds (`forbid`) items for some roles and event types, where all conditions hold."""

    id: ClauseId
    effect: Literal["permit", "forbid"]
    note: Text | None = None
    event_types: Annotated[tuple[EventType, ...], Field(min_length=1), EACH_ONCE]
    recipient_roles: Annotated[tuple[RecipientRole, ...], Field(min_length=1), EACH_ONCE]
    items: Annotated[tuple[Item, ...], EACH_ONCE] = ()
    item_groups: Annotated[tuple[GroupName, ...], EACH_ONCE] = ()
    when: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _names_items(self) -> Self:
        if not self.items and not self.item_groups:
            raise ValueError("a clause names at least one item: add `items` or `item_groups`")
        return self


class Eligibility(DocumentPart):
    """A training that a reader must hold to see these items of this agreement; it never touches a duty's minimum."""

    training: TrainingName
    items: Annotated[tuple[Item, ...], EACH_ONCE] = ()
    item_groups: Annotated[tuple[GroupName, ...], EACH_ONCE] = ()
