"""No label can say what is not of its list, and no list is without an end."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from services.metrics.catalogue import EVERY_METRIC, PREFIX, Kind, Metric
from services.metrics.labels import NONE, OTHER, Known, Listed, Referred
from services.metrics.meters import Meters
from streams.reference.facts import Reference
from tests.support.facts import a_reference

REFERENCE = a_reference()
LIMIT = 400
CAP = 6000
"""Series of one metric at most, were every value of every label met."""


def series(meters: Meters) -> Iterator[tuple[str, dict[str, str], float]]:
    """Everything that is exposed."""
    for family in text_string_to_metric_families(meters.text().decode()):
        for sample in family.samples:
            yield sample.name, dict(sample.labels), sample.value


@pytest.mark.parametrize("metric", EVERY_METRIC, ids=lambda metric: metric.name)
def test_every_labels_values_come_from_a_closed_list_or_from_the_reference(metric: Metric) -> None:
    combinations = 1
    for label in metric.labels:
        if isinstance(label, Listed):
            assert label.values
            assert all(value.isascii() and value == value.strip() and len(value) <= 40 for value in label.values)
            combinations *= len(label.values) + 2
        else:
            assert isinstance(label, Referred)
            assert label.limit <= LIMIT
            combinations *= label.limit + 2
    assert combinations * (len(metric.buckets) + 3 if metric.buckets else 1) <= CAP * (len(metric.buckets) + 3)


@pytest.mark.parametrize("metric", [one for one in EVERY_METRIC if one.labels], ids=lambda metric: metric.name)
@settings(max_examples=20, deadline=None)
@given(texts=st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_whatever_is_put_in_a_label_only_what_is_known_comes_out(metric: Metric, texts: list[str]) -> None:
    meters = Meters([metric])
    meters.known.follow(lambda: REFERENCE)
    for text in texts:
        values = [text] * len(metric.labels)
        match metric.kind:
            case Kind.COUNTER:
                meters.add(metric, *values)
            case Kind.GAUGE:
                meters.put(metric, 1, *values)
            case Kind.HISTOGRAM:
                meters.observe(metric, 1, *values)
    for name, labels, _ in series(meters):
        if name.startswith(PREFIX + metric.name):
            for label in metric.labels:
                assert labels[label.name] in meters.known.allowed(label) | {OTHER, NONE}


def test_names_are_unlike_and_well_formed() -> None:
    assert len({metric.name for metric in EVERY_METRIC}) == len(EVERY_METRIC)
    for metric in EVERY_METRIC:
        assert (metric.kind is Kind.COUNTER) == metric.name.endswith("_total"), metric.name
        assert metric.says.endswith("."), metric.name
        assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM), metric.name
        assert list(metric.buckets) == sorted(set(metric.buckets)), metric.name


def test_what_the_reference_names_later_is_known_then() -> None:
    label = next(label for metric in EVERY_METRIC for label in metric.labels if label.name == "agency")
    held: list[Reference] = [Reference()]
    known = Known()
    known.follow(lambda: held[0])
    assert known.value(label, "bedfordshire-police") == OTHER
    held[0] = a_reference()
    assert known.value(label, "bedfordshire-police") == "bedfordshire-police"
    assert known.value(label, "conjured-police") == OTHER


def test_no_more_than_the_limit_is_known() -> None:
    label = Referred("agency", 1, lambda reference: reference.agencies)
    known, reference = Known(), a_reference()
    known.follow(lambda: reference)
    assert len(reference.agencies) > 1
    assert known.allowed(label) == {min(reference.agencies)}
    assert known.value(label, max(reference.agencies)) == OTHER
