"""What an expression of PromQL refers to: metrics, and the labels that it selects or groups by."""

import re

METRIC = re.compile(r"\b(firstbell_\w+|up)\b\s*(?:\{([^}]*)\})?")
GROUPED = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
MATCHED = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
MADE = re.compile(r'label_replace\([^"]*(?:"[^"]*"[^"]*)*?"(\w+)",\s*"[^"]*",\s*"(\w+)"')
OF_PROMETHEUS = frozenset({"job", "instance"})


def referred(expression: str, known: dict[str, frozenset[str]]) -> tuple[set[str], set[str]]:
    """Metrics that do not exist, and labels that no metric of the expression has."""
    metrics = METRIC.findall(expression)
    strangers = {name for name, _ in metrics if name != "up" and name not in known}
    labels: set[str] = set()
    theirs: set[str] = set(OF_PROMETHEUS)
    for name, selector in metrics:
        own = known.get(name, frozenset()) | OF_PROMETHEUS
        theirs |= own
        labels |= {label for label in MATCHED.findall(re.sub(r'"[^"]*"', "", selector)) if label not in own}
    theirs |= {made for made, _ in MADE.findall(expression)}
    for group in GROUPED.findall(expression):
        labels |= {label.strip() for label in group.split(",") if label.strip()} - theirs
    return strangers, labels
