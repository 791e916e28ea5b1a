"""What an agreement gives and withholds: clauses, their conditions, and the trainings that readers need."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.events.encompass import Grade
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence, Registration
from schemas.items import Item
from streams.agreements.fields import (
    EACH_ONCE,
    Age,
    AgencyId,
    Area,
    ClauseId,
    Days,
    DocumentPart,
    EventType,
    GroupName,
    StatedConsent,
    Stretch,
    Text,
    TrainingName,
)
from streams.agreements.vocabulary import PartyKind, RecipientRole


class Condition(DocumentPart):
    """One typed operator over a known fact; a clause holds when all of its conditions hold.

    `consent_in` and `referral_ground_in` ask what the event says: one that says nothing fulfils neither. Of several
    grounds one suffices. `office_hours_is` asks whether the desk of the recipient's council is in its office hours,
    `time_of_day_in` what a London clock shows: as the hub decides, and again as a notice is opened.
    """

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
    consent_in: Annotated[tuple[StatedConsent, ...], Field(min_length=1), EACH_ONCE] | None = None
    referral_ground_in: Annotated[tuple[ReferralGround, ...], Field(min_length=1), EACH_ONCE] | None = None
    office_hours_is: bool | None = None
    time_of_day_in: Annotated[tuple[Stretch, ...], Field(min_length=1, max_length=10), EACH_ONCE] | None = None

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
    """What a reader must bring to see these items of this agreement: a training, or a role that is current.

    `appointed_at_least_days` asks that the reader was appointed to the role so many whole days ago or earlier,
    `appointed_at_most_days` that the appointment, or its renewal, is no older. The role itself is held in any case: who
    holds it no longer opens nothing. None of this ever touches a duty's minimum.
    """

    training: TrainingName | None = None
    appointed_at_least_days: Days | None = None
    appointed_at_most_days: Days | None = None
    items: Annotated[tuple[Item, ...], EACH_ONCE] = ()
    item_groups: Annotated[tuple[GroupName, ...], EACH_ONCE] = ()

    @model_validator(mode="after")
    def _one_demand(self) -> Self:
        if sum(value is not None for value in (self.training, *self._days())) != 1:
            raise ValueError(
                "ask for one thing here: write `training`, `appointed_at_least_days` or `appointed_at_most_days`"
            )
        return self

    @property
    def demand(self) -> str:
        """What is asked for, as a verdict compares it: a training's name, or such as `appointed_at_least_days 14`."""
        if self.training is not None:
            return self.training
        least, most = self._days()
        return f"appointed_at_least_days {least}" if most is None else f"appointed_at_most_days {most}"

    def _days(self) -> tuple[int | None, int | None]:
        return self.appointed_at_least_days, self.appointed_at_most_days
