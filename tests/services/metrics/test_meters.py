"""Many values of a histogram at once are what they are one by one."""

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.metrics.meters import Gathering

BOUNDS = (0.1, 0.5, 1.0)
eighths = st.integers(0, 16).map(lambda number: number / 8)


@given(batches=st.lists(st.lists(st.sampled_from(BOUNDS) | eighths)))
def test_together_as_one_by_one(batches: list[list[float]]) -> None:
    """Bounds belong to their own bucket. Sums are compared of numbers that add up without rounding or nearly so."""
    together, one_by_one = CollectorRegistry(), CollectorRegistry()
    many = Gathering("many", "so long", ["stage"], registry=together, buckets=BOUNDS).labels("accept")
    each = Gathering("many", "so long", ["stage"], registry=one_by_one, buckets=BOUNDS).labels("accept")
    for batch in batches:
        many.observe_each(batch)
        for value in batch:
            each.observe(value)
    assert counts(together) == counts(one_by_one)
    assert abs(total(together) - total(one_by_one)) < 1e-9


def counts(registry: CollectorRegistry) -> dict[str, float | None]:
    """How many values each bucket holds."""
    bounds = [*map(str, BOUNDS), "+Inf"]
    return {bound: registry.get_sample_value("many_bucket", {"stage": "accept", "le": bound}) for bound in bounds}


def total(registry: CollectorRegistry) -> float:
    """All values together."""
    return registry.get_sample_value("many_sum", {"stage": "accept"}) or 0.0
