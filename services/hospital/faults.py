"""What is wrong with a message: the place in its format's own terms, and never the value that stands there."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """Whether the message is refused, or taken with a remark."""

    ERROR = "error"
    WARNING = "warning"


class Problem(StrEnum):
    """The kinds of trouble. HL7 table 0357 and FHIR's issue types both know them."""

    STRUCTURE = "structure"
    REQUIRED = "required"
    VALUE = "value"
    CODE = "code"
    NOT_SUPPORTED = "not_supported"
    OTHER_VERSION = "other_version"
    OTHER_PROCESSING = "other_processing"
    OURS = "ours"
    """Nothing is wrong with the message: send it again."""


class Trouble(Struct, frozen=True):
    """One thing wrong. `place` is as in `PID-7`, or a FHIRPath as in `Bundle.entry[1].resource.birthDate`."""

    place: str
    problem: Problem
    text: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class MessageRefused(Exception):
    """A message that cannot be taken; `troubles` say why, at least one."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("\n".join(str(trouble) for trouble in troubles))
        self.troubles = tuple(troubles)
