"""What hop 2 is told beside its state: the event opened, the one before it, what compare found, the reference."""

from collections.abc import Mapping

from msgspec import Struct

from schemas.records.evidence import Evidence
from schemas.records.match import MatchReferred
from streams.deciders.opened import OpenedEvent
from streams.reference.facts import Reference


class MatchFacts(Struct, frozen=True, gc=False):
    """Facts for one accepted event.

    `evidence` holds what comparing each child with the rolls found, by section. `known` names the person of ours
    that someone not on a roll was found to be, by section; who is missing there was not met before.
    """

    reference: Reference
    event: OpenedEvent
    before: OpenedEvent | None
    evidence: Mapping[int, Evidence]
    known: Mapping[int, str]


class AnswerFacts(Struct, frozen=True, gc=False):
    """Facts for a desk's answer to a referral: the referral as recorded, and the rolls on which the pupil stands.

    `connected` holds the ids of staff who may be, or be close to, a person of the event.
    """

    reference: Reference
    referred: MatchReferred | None
    event: OpenedEvent | None
    rolls: Mapping[str, int]
    connected: frozenset[str] = frozenset()
