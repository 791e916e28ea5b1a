"""What permissions and refusals add to the views: how often each instrument led to what."""

from collections.abc import Iterator

from schemas.records.decision import (
    Decision,
)
from schemas.records.share import (
    DisclosurePermitted,
    DisclosureRefused,
    Recipient,
)
from streams.views.changes_access import (
    Change,
)


def permitted(output: DisclosurePermitted, _: str, at: int, __: Decision) -> Iterator[Change]:
    giving = dict.fromkeys((given.instrument, given.version) for given in output.given)
    for instrument, version in giving:
        yield _decided(output.event, output.recipient, at, instrument, version, "permitted", "")
    keeping = {(part.instrument, part.version): part.reason for part in output.withheld if part.instrument}
    for (instrument, version), reason in keeping.items():
        if (instrument, version) not in giving:
            yield _decided(output.event, output.recipient, at, instrument, version, "withheld", reason)
    for flag in output.flags:
        for withheld in output.withheld:
            if withheld.instrument and withheld.reason == "not_in_force":
                yield "alarm", (output.recipient.value, withheld.instrument, flag)


def refused(output: DisclosureRefused, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield _decided(output.event, output.recipient, at, output.instrument, output.version, "refused", output.reason)


def _decided(
    event: bytes, recipient: Recipient, at: int, instrument: str, version: int, outcome: str, reason: str
) -> Change:
    """That an instrument gave, withheld or refused something: by this its decisions are counted."""
    who = (recipient.role, recipient.scheme, recipient.value)
    return "disclosure", (at, event, instrument, version, outcome, reason, *who)
