"""What comparing found, as it travels in decision records: `schemas.records.evidence` is its one definition."""

from schemas.records.evidence import Candidate, Evidence
from schemas.records.evidence import OnRoll as Registration

__all__ = ["Candidate", "Evidence", "Registration"]
