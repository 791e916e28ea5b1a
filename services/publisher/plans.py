"""What is to be done with an incident, given what was sent of its reference before. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

REJECTED: Final = "rejected"
REVISION_TAKEN: Final = frozenset({"conflict", "overtaken"})
"""Rejections which say that the hub knows this revision, or a later one, from elsewhere: the next number is free."""


class Step(StrEnum):
    """What is to be done."""

    SEND = "send"
    ALREADY_SENT = "already_sent"
    OLDER_REVISION = "older_revision"
    WENT_BACK = "went_back"
    NEW_UNDER_OLD = "new_under_old"
    """The export gives a lower number than before, and content that was never sent."""


class Past(Struct, frozen=True):
    """One submission of the reference. `exported` is the export's own revision number; `outcome` empty: not known."""

    revision: int
    exported: int | None
    content: bytes
    outcome: str
    reason: str


class Plan(Struct, frozen=True):
    """What is to be done, and the revision to send under."""

    step: Step
    revision: int = 0


def plan(past: Sequence[Past], content: bytes, exported: int | None, *, reinstate: bool = False) -> Plan:
    """The step for an incident of this content digest. `past` is oldest first.

    A rejected submission claimed nothing: its content counts as not sent. Content that a later revision had replaced
    comes back only with a higher number of the export's own, or when a person says so (`reinstate`): more often it is
    an old file. Content that nobody has sent under a lower number than before waits for a person in the same way.
    """
    standing = [one for one in past if one.outcome != REJECTED]
    taken = [one.revision for one in past if one.outcome != REJECTED or one.reason in REVISION_TAKEN]
    send = Plan(Step.SEND, max(taken, default=0) + 1)
    if not standing:
        return send
    latest = standing[-1]
    if latest.content == content:
        return Plan(Step.ALREADY_SENT, latest.revision)
    sent_before = any(one.content == content for one in past)
    if is_before(exported, latest.exported) and not reinstate:
        return Plan(Step.OLDER_REVISION if sent_before else Step.NEW_UNDER_OLD, latest.revision)
    newer = is_before(latest.exported, exported)
    if not newer and not reinstate and any(one.content == content for one in standing):
        return Plan(Step.WENT_BACK, latest.revision)
    return send


def is_before(earlier: int | None, later: int | None) -> bool:
    """Whether one of the export's own revision numbers is lower than another; where one is missing nobody knows."""
    return earlier is not None and later is not None and earlier < later
