"""What permissions and refusals add to the views: under which instruments each recipient was told what, or not."""

from collections.abc import Iterator, Sequence

from schemas.records.decision import (
    Decision,
)
from schemas.records.share import (
    DisclosurePermitted,
    DisclosureRefused,
    Given,
    Recipient,
    Withheld,
)
from streams.views.changes_access import (
    Change,
)


def led_to(under: str, instrument: str, version: int) -> Iterator[tuple[str, str]]:
    """Outcome and reason of what an instrument led to, of what stands in a row for all of them.

    An id has letters, digits and hyphens (`streams.agreements.fields`), so that neither `/` nor a space is in one.
    """
    for part in under.split(" "):
        named, count, outcome, reason = part.split("/")
        if named == instrument and count == str(version):
            yield outcome, reason


def permitted(output: DisclosurePermitted, _: str, at: int, __: Decision) -> Sequence[Change]:
    under = _under(output.given, output.withheld)
    changes = [_disclosed(output.event, output.recipient, at, under)] if under else []
    for flag in output.flags:
        for withheld in output.withheld:
            if withheld.instrument and withheld.reason == "not_in_force":
                changes.append(("alarm", (output.recipient.value, withheld.instrument, flag)))
    return changes


def refused(output: DisclosureRefused, _: str, at: int, __: Decision) -> Sequence[Change]:
    under = f"{output.instrument}/{output.version}/refused/{output.reason}"
    return (_disclosed(output.event, output.recipient, at, under),)


def _under(given: tuple[Given, ...], withheld: tuple[Withheld, ...]) -> str:
    """What each instrument led to, sorted, parted by spaces: one that gave anything did not withhold."""
    parts: dict[str, str] = {}
    for clause in given:
        parts[f"{clause.instrument}/{clause.version}"] = "/permitted/"
    for part in withheld:
        if part.instrument:
            name = f"{part.instrument}/{part.version}"
            if parts.get(name) != "/permitted/":
                parts[name] = f"/withheld/{part.reason}"
    return " ".join(sorted([name + led for name, led in parts.items()]))


def _disclosed(event: bytes, recipient: Recipient, at: int, under: str) -> Change:
    """What one recipient was told, or not, by this or that instrument: by this decisions are counted."""
    return "disclosure", (at, event, recipient.role, recipient.scheme, recipient.value, under)
