"""What is wrong with a file, where, and what to do: never with a person's data in it."""

from msgspec import Struct


class Fault(Struct, frozen=True, order=True):
    """One thing wrong in a file. `line` and `column` count from 1; 0 where the fault is the whole file's.

    `field` is the heading or key, `reason` and `remedy` name no value that could be a person's.
    """

    file: str
    line: int
    column: int
    field: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {self.column}"
        if self.field:
            place += f" (`{self.field}`)"
        return f"{place}: {self.reason}: {self.remedy}"


class FileRefused(Exception):
    """A file cannot be used at all; `faults` says why, at least one."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class ValueRefused(ValueError):
    """A cell cannot be read; says why and what to do, without the value."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason = reason
        self.remedy = remedy
