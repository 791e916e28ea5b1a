"""Where decisions and outputs stand, and which partition an input belongs to."""

import zlib
from datetime import datetime
from typing import Final

RESOLVE = "resolve"
"""The one partition of hop 2: the same adult first met in two places at once must not become two people."""


class Context:
    """What a decider is told about the decision in the making: its place, and the append time of its input.

    `first` is the place in the record of the decider's first output: not 0 only where parked inputs are retried, for
    the outputs of several then stand in one record.
    """

    def __init__(self, source: str, number: int, at: datetime, first: int = 0) -> None:
        self.source: Final = source
        self.number: Final = number
        self.at: Final = at
        self.first: Final = first

    def output_id(self, ordinal: int) -> str:
        """The id of the decider's output of this ordinal."""
        return f"{self.source}-{self.number}-{self.first + ordinal}"


def record_id(source: str, number: int) -> str:
    """The id of a decision record."""
    return f"{source}-{number}"


def split_output_id(output: str) -> tuple[str, int, int]:
    """Source, decision number and ordinal of an output id. ValueError if it is none."""
    source, number, ordinal = output.rsplit("-", 2)
    return source, int(number), int(ordinal)


def intake_source(agency: str, partition: int) -> str:
    """The partition of hop 1 for one agency."""
    return f"intake.{agency}.{partition}"


def intake_partition(case: bytes, partitions: int) -> int:
    """Which of an agency's intake partitions a case key maps to."""
    return int.from_bytes(case[:4], "big") % partitions


def person_source(person: str, partitions: int) -> str:
    """The partition of hop 3 for one person."""
    return f"person.{zlib.crc32(person.encode()) % partitions}"
