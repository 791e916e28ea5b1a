"""What an agreement states besides its clauses: parties, controllers, lawful basis, retention and dates."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from streams.agreements.fields import EACH_ONCE, AgencyId, DocumentId, DocumentPart, IsoDate, Line, Text, Version
from streams.agreements.vocabulary import PartyKind, RecipientRole


class _Party(DocumentPart):
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

    roles: Annotated[tuple[RecipientRole, ...], Field(min_length=1), EACH_ONCE]


class Parties(DocumentPart):
    """Providers and recipients. Clauses touch only what passes between them."""

    providers: Annotated[tuple[Provider, ...], Field(min_length=1)]
    recipients: Annotated[tuple[Recipient, ...], Field(min_length=1)]


class Controller(DocumentPart):
    """Who decides about the data at a stage, and under which regime (UK GDPR Art 26 and 28; DPA 2018 s.58 and 59)."""

    party: Line
    stage: Literal["publishing", "hub", "receiving"]
    capacity: Literal["controller", "joint_controller", "processor"]
    regime: Literal["uk_gdpr", "dpa_2018_part_3"]
    arrangement: Text | None = None


class References(DocumentPart):
    """Where the documents that go with it are kept."""

    dpia: Line
    policy_document: Line
    privacy_notice: Line


class Basis(DocumentPart):
    """The lawful basis, and the statute that opens the way. `6(1)(ea)` is not open to public authorities."""

    uk_gdpr: Literal["6(1)(c)", "6(1)(e)", "6(1)(ea)"]
    special_category: Line | None = None
    criminal_offence: Line | None = None
    police_data: Line | None = None
    statute: Line


class Retention(DocumentPart):
    """How long the recipient's copy and the hub's are kept."""

    recipient_copy: Text
    hub_days: Annotated[int, Field(ge=1, le=36_600)]


class Suspension(DocumentPart):
    """Days on which an agreement does not count. Without `ends` it lasts until lifted."""

    starts: IsoDate
    ends: IsoDate | None = None
    reason: Text


class Dates(DocumentPart):
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


class Reference(DocumentPart):
    """An exact version of an instrument."""

    id: DocumentId
    version: Version
