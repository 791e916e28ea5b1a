"""The collector of cycles rests while a batch is decided, and works again after it."""

import gc
import weakref
from contextlib import suppress

from streams.engines.collecting import collector_paused


class Knot:
    """Something that only the collector of cycles can free."""

    def __init__(self) -> None:
        self.itself = self


def test_no_cycle_is_looked_for_meanwhile_and_again_afterwards() -> None:
    with collector_paused():
        assert not gc.isenabled()
        knot = weakref.ref(Knot())
        assert [[] for _ in range(200_000)]
        assert knot() is not None
    assert gc.isenabled()
    gc.collect()
    assert knot() is None


def test_it_works_again_after_a_batch_that_failed() -> None:
    with suppress(OSError), collector_paused():
        raise OSError
    assert gc.isenabled()


def test_one_who_had_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
