"""What can be wrong with instruments that read well, each with what to do."""

from enum import StrEnum

import msgspec

from streams.agreements.document import Instrument
from streams.agreements.reader import Path


class Severity(StrEnum):
    """An error must not be registered; a warning needs a person's eye."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """What is wrong."""

    SAME_VERSION_TWICE = "same_version_twice"
    UNKNOWN_EVENT_TYPE = "unknown_event_type"
    CONDITIONS_NEVER_HOLD = "conditions_never_hold"
    IMPOSSIBLE_DATES = "impossible_dates"
    NO_EXPIRY = "no_expiry"
    PURPOSE_WITHOUT_BASIS = "purpose_without_basis"
    BASIS_NOT_OPEN = "basis_not_open"
    NEVER_TO_A_SCHOOL = "never_to_a_school"
    NO_RECIPIENT = "no_recipient"
    ITEMS_NO_ROLE_MAY_SEE = "items_no_role_may_see"
    ITEM_NOT_OF_EVENT = "item_not_of_event"
    HANDLING_MISSING = "handling_missing"
    DUTY_MISSING = "duty_missing"
    DUTY_HELD_BY_FORBID = "duty_held_by_forbid"
    DUTY_HELD_BY_RESTRICTION = "duty_held_by_restriction"
    PROVIDER_NOT_SIGNATORY = "provider_not_signatory"
    SUPERSEDES_UNKNOWN = "supersedes_unknown"
    SUPERSEDE_EACH_OTHER = "supersede_each_other"
    SUCCESSOR_LACKS_SIGNATORY = "successor_lacks_signatory"
    CLAUSE_ADDS_NOTHING = "clause_adds_nothing"
    CONDITION_ALWAYS_HOLDS = "condition_always_holds"
    FACT_NEVER_STATED = "fact_never_stated"
    CONTROLLER_MISSING = "controller_missing"
    ARRANGEMENT_MISSING = "arrangement_missing"
    REFERENCE_MISSING = "reference_missing"
    RECIPIENT_NOT_REACHED = "recipient_not_reached"
    HOME_TO_A_SCHOOL = "home_to_a_school"
    ID_OF_A_DUTY = "id_of_a_duty"
    INCIDENTS_UNCOVERED = "incidents_uncovered"


class Finding(msgspec.Struct, frozen=True):
    """One thing found, with the document and the path to it; `Source.place` makes a line of the path.

    A finding about all documents together names none: its `id` is empty and its `version` 0.
    """

    code: Code
    severity: Severity
    id: str
    version: int
    path: Path
    message: str


def error(code: Code, document: Instrument | None, path: Path, message: str) -> Finding:
    """A finding that must be mended before the document can be registered."""
    return _finding(Severity.ERROR, code, document, path, message)


def warning(code: Code, document: Instrument | None, path: Path, message: str) -> Finding:
    """A finding for a person to judge."""
    return _finding(Severity.WARNING, code, document, path, message)


def _finding(severity: Severity, code: Code, document: Instrument | None, path: Path, message: str) -> Finding:
    if document is None:
        return Finding(code, severity, "", 0, path, message)
    return Finding(code, severity, document.id, document.version, path, message)
