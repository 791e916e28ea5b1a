"""What a long check gathers on its way: findings and counts."""

from collections import Counter

from streams.checks.findings import Finding, FindingKind


class Tally:
    """Findings in the order in which they were met, and counts by name."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def report(self, kind: FindingKind, place: str, detail: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(kind, place, detail))
