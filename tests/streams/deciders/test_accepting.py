"""Hop 1: new, a revision, had before, a conflict, overtaken; sequences reported and never blocking."""

from hashlib import sha256

import pytest
from msgspec.structs import replace

from schemas import contexts
from schemas.events import missing
from schemas.events.people import Role
from schemas.records.accept import EventAccepted
from schemas.records.reference import AgencyKind, AgencyRegistered, HubDeclared
from schemas.vectors.flows import EPISODE
from streams.deciders.accept.examine import children_of, out_of_place
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.opened import OpenedEvent
from streams.deciders.places import intake_partition, intake_source
from tests.support.facts import OTHER_POLICE, Facts, a_reference, an_event, apply
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.hops import Submitted, submitted
from tests.support.line import Line
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST, HUB

AMY = pupil(0, FIRST)


def a_line() -> Line:
    """Nothing was published yet."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY])
    return Line(facts)


def send(line: Line, event: OpenedEvent) -> list[str]:
    """Hand in an event just as it is, and say what hop 1 and those behind it make of it; only hop 1 matters here."""
    line.facts.opened[event.header.event] = event
    said = line.submit(submitted(event))
    return [text for text in said if text.startswith(("sequence", "rejected", "had"))] or ["accepted"]


def envelope_of(event: OpenedEvent) -> bytes:
    """The digest that the instance's next event names."""
    examined = submitted(event).examined
    assert isinstance(examined, Examined)
    return examined.envelope


def test_a_verified_event_is_accepted_with_its_children() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY)))
    (accepted,) = [output for output in line.recorded.values() if isinstance(output, EventAccepted)]
    assert (accepted.reference, accepted.revision, accepted.children) == ("ref-1", 1, (0,))


def test_the_same_event_again_was_had_before() -> None:
    line, event = a_line(), an_event(child_of(AMY))
    assert [send(line, event), send(line, event)] == [["accepted"], ["had before"]]


def test_a_repeated_event_leads_to_nothing_in_any_hop() -> None:
    line, event = a_line(), an_event(child_of(AMY))
    send(line, event)
    assert line.submit(submitted(event)) == ["had before"]


def test_the_same_id_with_other_content_is_a_conflict() -> None:
    line = a_line()
    send(line, an_event(child_of(AMY)))
    other = an_event(replace(child_of(AMY), whereabouts="x"), adult("A", "B", Role.CHILD))
    assert send(line, other) == ["rejected: conflict"]


def test_a_damaged_copy_sent_first_does_not_block_the_true_one() -> None:
    line = a_line()
    assert line.refused("bad_signature", "envelope", POLICE) == ["rejected: bad_signature"]
    assert send(line, an_event(child_of(AMY))) == ["accepted"]


def test_a_revision_after_a_later_one_is_overtaken() -> None:
    line = a_line()
    send(line, an_event(child_of(AMY), revision=3))
    assert send(line, an_event(child_of(AMY), revision=2, sequence=2)) == ["rejected: overtaken"]


def test_a_revision_is_of_the_type_that_its_reference_was_told_as() -> None:
    line, first = a_line(), an_event(child_of(AMY))
    send(line, first)
    turned = an_event(EPISODE, child_of(AMY), revision=2, sequence=2, type=missing.EVENT_TYPE)
    assert send(line, turned) == ["rejected: other_event_type"]
    again = an_event(child_of(AMY), revision=2, sequence=2, previous=envelope_of(first))
    assert "rejected: other_event_type" not in send(line, again)


def test_the_late_copy_of_an_accepted_earlier_revision_was_had_before() -> None:
    line, first = a_line(), an_event(child_of(AMY))
    send(line, first)
    send(line, an_event(child_of(AMY), revision=2, sequence=2, previous=envelope_of(first)))
    assert send(line, first) == ["had before"]


def test_a_revision_whose_first_was_never_seen_is_accepted() -> None:
    assert send(a_line(), an_event(child_of(AMY), revision=2)) == ["accepted"]


def test_a_gap_in_the_sequence_is_reported_and_does_not_block() -> None:
    line = a_line()
    send(line, an_event(child_of(AMY)))
    event = an_event(child_of(AMY), reference="ref-2", sequence=4, previous=b"x" * 32)
    said = line.submit(submitted_with(line, event))
    assert said[0] == "sequence gap: 4 where 2 was expected"
    assert f"first notice to {FIRST}" in said


def test_a_sequence_that_goes_back_is_reported() -> None:
    line = a_line()
    send(line, an_event(child_of(AMY), sequence=5))
    said = send(line, an_event(child_of(AMY), reference="ref-2", sequence=3, previous=b"x" * 32))
    assert said == ["sequence backward: 3 where 6 was expected"]


def test_a_fork_in_the_chain_of_an_instance_is_reported() -> None:
    line = a_line()
    send(line, an_event(child_of(AMY)))
    said = send(line, an_event(child_of(AMY), reference="ref-2", sequence=2, previous=b"x" * 32))
    assert said == ["sequence fork: 2 where 2 was expected"]


def test_each_instance_counts_for_itself() -> None:
    line = a_line()
    send(line, an_event(child_of(AMY)))
    assert send(line, an_event(child_of(AMY), reference="ref-2", instance="test-2")) == ["accepted"]


def test_a_publisher_other_than_the_agency_of_the_connection_is_out_of_place() -> None:
    event = an_event(child_of(AMY))
    wrong = out_of_place(event.value, OTHER_POLICE, intake_source(OTHER_POLICE, 0), a_reference())
    assert wrong == Refused("publisher_mismatch", "value: Header.publisher")


def test_an_event_type_that_the_agency_may_not_publish_is_out_of_place() -> None:
    reference = a_reference(AgencyRegistered(POLICE, "Police", AgencyKind.POLICE, (), (AREA,)))
    wrong = out_of_place(an_event(child_of(AMY)).value, POLICE, intake_source(POLICE, 0), reference)
    assert wrong == Refused("event_type_not_allowed", "value: Header.type")


def test_an_agency_that_is_not_registered_is_out_of_place() -> None:
    event = an_event(child_of(AMY), publisher="nobody")
    wrong = out_of_place(event.value, "nobody", intake_source("nobody", 0), a_reference())
    assert wrong == Refused("event_type_not_allowed", "value: Header.type")


@pytest.mark.parametrize("number", range(4))
def test_an_event_belongs_in_one_partition_alone(number: int) -> None:
    hub = HubDeclared(HUB, "Hub", bytes(32), f"{HUB}/ledger", bytes(32), bytes(32), 4, 1)
    reference = apply(a_reference(), hub)
    event = an_event(child_of(AMY), reference="ref-7")
    wrong = out_of_place(event.value, POLICE, intake_source(POLICE, number), reference)
    right = intake_partition(contexts.case_key(POLICE, "ref-7"), 4)
    assert wrong == (None if number == right else Refused("wrong_partition", "value: Header.case"))


def test_children_are_those_with_the_role_whatever_else_they_are() -> None:
    assert children_of(an_event(adult("A", "B", Role.CHILD), child_of(AMY))) == (0, 1)


def test_a_rejection_is_named_by_the_digest_of_the_received_bytes() -> None:
    line = a_line()
    digest = sha256(b"what came").digest()
    line.refused("truncated", "envelope", POLICE, digest)
    (rejected,) = line.recorded.values()
    assert getattr(rejected, "digest", b"") == digest


def submitted_with(line: Line, event: OpenedEvent) -> Submitted:
    """An event as it is, known to the hops behind."""
    line.facts.opened[event.header.event] = event
    return submitted(event)
