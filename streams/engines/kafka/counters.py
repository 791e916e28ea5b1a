"""What a worker counts of itself, beside what it tells its observer: plain numbers, read by whoever exports them."""

from collections import Counter

from msgspec import Struct, field


class Counters(Struct):
    """Counts since the process began, by source partition where it says so. Written by one thread, read by any."""

    inputs: Counter[str] = field(default_factory=Counter)
    """Inputs decided, by source."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Inputs that came again (redelivered, or forwarded twice) and were passed over, by source."""
    ahead: Counter[str] = field(default_factory=Counter)
    """Forwarded inputs whose number was not the next, by source that they name: something was lost on the way."""
    unreadable: Counter[str] = field(default_factory=Counter)
    """Inputs that could not be read and were recorded as such, by source."""
    parked: Counter[str] = field(default_factory=Counter)
    """Inputs that were parked, by source."""
    not_counted: Counter[str] = field(default_factory=Counter)
    """Decision records that did not extend their chain, by source."""
    collisions: Counter[str] = field(default_factory=Counter)
    """Appends that landed elsewhere than expected: another writer; state was dropped and read again, by source."""
    sent_again: Counter[str] = field(default_factory=Counter)
    """Forwarded inputs that were sent again after a takeover, by source."""
    gaps: Counter[str] = field(default_factory=Counter)
    """Inputs that the consumer group had passed by and that were fetched and decided all the same, by source."""
    lost: Counter[str] = field(default_factory=Counter)
    """Inputs that the topic's retention had removed before they were decided, by source."""
    retries: Counter[str] = field(default_factory=Counter)
    """Batches begun anew because a store or a broker failed, by the kind of fault."""
    reference_not_counted: int = 0
    """Records of the reference topic that are not signed by the operator or do not extend the log."""
    folded: Counter[str] = field(default_factory=Counter)
    """Decision records read back when partitions were taken over, by source."""
