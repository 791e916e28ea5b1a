"""What comparing found, as it travels in decision records: `schemas.records.evidence` is its one definition."""

from __future__ import annotations

import msgspec

from schemas.records.evidence import Candidate, Evidence
from schemas.records.evidence import OnRoll as Registration
from streams.matching.levels import (
    AddressLevel,
    DateLevel,
    Likeness,
    NameLevel,
)

__all__ = ["Candidate", "Evidence", "Registration"]


class PairEvidence(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How far two descriptions agree; holds no personal values. `total` is in hundredths of a bit."""

    likeness: Likeness
    date_of_birth: DateLevel
    given_name: NameLevel
    family_name: NameLevel
    address: AddressLevel
    total: int
    weights_version: str
