"""What the evaluator answers. Every item is permitted, awaits a training, or is withheld with one reason."""

from enum import StrEnum

import msgspec

from streams.agreements.vocabulary import Purpose


class Outcome(StrEnum):
    """What becomes of the whole request."""

    PERMITTED = "permitted"
    REFUSED = "refused"
    TO_DESK = "to_desk"
    """A duty's minimum may not go to this reader: a staffed desk decides, with an alarm. Nothing is disclosed."""


class Reason(StrEnum):
    """Why an item, or everything, is withheld. From the first that holds down to the last."""

    NEVER_TO_A_SCHOOL = "never_to_a_school"
    RESTRICTED = "restricted"
    FORBIDDEN_BY_CLAUSE = "forbidden_by_clause"
    HELD_FOR_DESK = "held_for_desk"
    TRAINING_MISSING = "training_missing"
    ROLE_NOT_CURRENT = "role_not_current"
    """The reader was appointed too lately, or too long ago without renewal, for what the agreement asks."""
    NOT_IN_FORCE = "not_in_force"
    CONDITION_NOT_MET = "condition_not_met"
    """Of a whole refusal only: a clause names this recipient, and one of its conditions does not hold."""
    FACT_NOT_KNOWN = "fact_not_known"
    """Of a whole outcome only: a condition needs a fact that the hub does not know."""
    NOT_PERMITTED = "not_permitted"


class NotInForce(StrEnum):
    """Why an instrument does not count."""

    NOT_YET = "not_yet"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    UNSIGNED = "unsigned"
    """A signatory has not signed this version with its registered key, or its signature no longer counts."""
    SUSPENDED = "suspended"
    INCIDENT_OUTSIDE_DATES = "incident_outside_dates"


class Alarm(StrEnum):
    """What a person must look into, although the request was answered."""

    AGREEMENT_EXPIRED = "agreement_expired"
    AGREEMENT_SUSPENDED = "agreement_suspended"
    AGREEMENT_UNSIGNED = "agreement_unsigned"
    INCIDENT_OUTSIDE_DATES = "incident_outside_dates"
    REVIEW_OVERDUE = "review_overdue"
    CLAUSE_UNDECIDED = "clause_undecided"
    MINIMUM_ONLY = "minimum_only"
    """Only the duty's minimum goes: no agreement in force gives this recipient anything."""
    DUTY_HELD = "duty_held"


class Instrument(msgspec.Struct, frozen=True):
    """The instrument that a verdict names: exact version, and what a notice says from it."""

    kind: str
    id: str
    version: int
    digest: bytes
    title: str
    purpose: Purpose
    lawful_basis: str
    handling: tuple[str, ...]


class Given(msgspec.Struct, frozen=True):
    """A clause that gives, and which items (a mask) of those permitted or awaiting a training."""

    instrument: Instrument
    clause: str
    items: int


class Withheld(msgspec.Struct, frozen=True):
    """Items (a mask) withheld for one reason, and the instrument and clause that it rests on, if any."""

    reason: Reason
    items: int
    instrument: Instrument | None = None
    clause: str | None = None
    why: NotInForce | None = None


class Undecided(msgspec.Struct, frozen=True):
    """A clause that could not be decided, and the condition that needs a fact which is not known."""

    instrument: Instrument
    clause: str
    condition: str


class Refusal(msgspec.Struct, frozen=True):
    """Why nothing goes to this recipient: the nearest clause and the condition that failed, if there are any."""

    reason: Reason
    instrument: Instrument | None = None
    clause: str | None = None
    condition: str | None = None
    why: NotInForce | None = None


class Verdict(msgspec.Struct, frozen=True, cache_hash=True):
    """The answer. Masks: `streams.agreements.masks.items_of`.

    `permitted`, `awaiting_training` and the masks in `withheld` have no item in common and are all items together.
    Unless the outcome is permitted, the first two are 0. `never_given` is what the instruments in force never give
    this role whatever the event: the only withholding that a notice may show (flows.md), because it is the same for
    every notice. `floor` is the minimum of the duties that apply, named in `duties`.
    """

    outcome: Outcome
    permitted: int
    awaiting_training: int
    never_given: int
    floor: int
    duties: tuple[Instrument, ...]
    given: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    refusal: Refusal | None
    undecided: tuple[Undecided, ...]
    alarms: tuple[Alarm, ...]

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Instruments that give something, each once: their purposes, bases and handling texts go with a notice."""
        return tuple({given.instrument.digest: given.instrument for given in self.given}.values())

    @property
    def handling(self) -> tuple[str, ...]:
        """Handling texts to show first, each once."""
        return tuple({text: None for instrument in self.instruments for text in instrument.handling})
