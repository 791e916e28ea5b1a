"""How a cluster's refusal is told: as a sentence that names the setting to change, by the caller's name for it."""

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Settings(Struct, frozen=True):
    """What the caller's settings are called, and what it takes to get a right or a topic."""

    bootstrap: str
    security: str
    certificate: str
    authority: str
    right: str
    topic: str


PROCESS: Final = Settings(
    bootstrap="FIRSTBELL_KAFKA_BOOTSTRAP",
    security="FIRSTBELL_KAFKA_SECURITY",
    certificate="FIRSTBELL_KAFKA_CERTIFICATE",
    authority="FIRSTBELL_KAFKA_AUTHORITY",
    right="add it in ops/kafka/acls.yaml and run `firstbell kafka apply`",
    topic="`firstbell kafka plan` says which, then run `firstbell kafka apply`",
)
"""A process of the hub, and `firstbell kafka` itself."""


class Why(StrEnum):
    """The kinds of refusal that a caller may treat differently."""

    UNREACHABLE = "unreachable"
    DENIED = "denied"
    REFUSED = "refused"


class ClusterRefused(Exception):
    """The cluster cannot be reached or does not do what was asked; the text names the setting to change."""

    def __init__(self, text: str, why: Why = Why.REFUSED) -> None:
        super().__init__(text)
        self.why = why
