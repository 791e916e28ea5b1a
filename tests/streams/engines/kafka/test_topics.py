"""Names of topics and source partitions lead to one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.engines.kafka.topics import Topics, sources

AGENCIES = ("bedfordshire-police", "luton.borough")
names = st.sampled_from(["", "t1.", "demo.hub."])


@given(names, st.integers(1, 4), st.integers(1, 4))
def test_every_source_has_a_place_of_its_own_for_inputs_and_decisions(prefix: str, intakes: int, persons: int) -> None:
    topics = Topics(prefix)
    every = sources(AGENCIES, intakes, persons)
    for places in ([topics.inputs_of(s) for s in every], [topics.decisions_of(s) for s in every]):
        assert len(set(places)) == len(every)
        assert [topics.source_of(place.topic, place.partition) for place in places] == every


@given(names, st.integers(1, 4), st.integers(1, 4))
def test_the_topics_have_just_the_partitions_that_sources_need(prefix: str, intakes: int, persons: int) -> None:
    topics = Topics(prefix)
    counts = topics.partitions(AGENCIES, intakes, persons)
    places = [
        place(s) for s in sources(AGENCIES, intakes, persons) for place in (topics.inputs_of, topics.decisions_of)
    ]
    places += [topics.reference, topics.ledger_entries, topics.ticker]
    assert {(p.topic, p.partition) for p in places} == {(t, n) for t, count in counts.items() for n in range(count)}
    assert all(topic.startswith(prefix) for topic in counts)


def test_whose_intake_a_topic_is() -> None:
    topics = Topics("t1.")
    assert topics.agency_of("t1.intake.luton.borough") == "luton.borough"
    assert topics.agency_of("t1.inputs.person") is None
    assert topics.agency_of("intake.luton.borough") is None


@pytest.mark.parametrize("topic", ["reference", "ledger-entries", "inputs.elsewhere", ""])
def test_other_topics_are_of_no_source(topic: str) -> None:
    with pytest.raises(ValueError, match="neither inputs nor decisions"):
        Topics().source_of(topic, 0)
