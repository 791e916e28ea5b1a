"""A patient who was stabbed or shot, whose age the trust does not know: somebody decides by the hour who they are."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.records.notify import DeskItemRaised, NoticeIssued
from services.hospital.receiving import Receiver
from streams.matching.people import StaffNames
from tests.services.hospital.support import adt, rules
from tests.services.intake.test_every_type import EXAMPLES, World
from tests.services.publisher.support import NOW
from tests.services.publisher.test_facts import rows_of
from tests.support.flows import AREA_ROLES, AT_AGENCIES, HOSPITAL, user
from tests.support.furnishing import AREA

AT_ONCE = NOW + timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A hub and its publishers, where somebody who is no relation reads in every role."""
    made = World(tmp_path)
    roles = (*AREA_ROLES, *AT_AGENCIES)
    readers = [(user(role), StaffNames(given_names="Read", family_name=f"Er{role}")) for role in roles]
    with made.hub.locked:
        made.hub.registry.put_staff(readers, NOW)
    yield made
    made.close()


def message(code: str) -> bytes:
    """HL7 of an unknown youth without a date of birth, with a reason for the visit."""
    return adt(PID="PID|1||7714^^^RC9^MR||YOUTH^UNKNOWN^^^^^L|||M", PV2=f"PV2|||{code}^Brought in by ambulance")


def form(sign: str) -> bytes:
    """The concern form of a patient of whom neither age nor date of birth is filled in."""
    return rows_of("hospital-concerns", Role="PATIENT", Age="", DOB="", Signs=sign)


def by_the_hour(world: World) -> tuple[set[str], set[tuple[str, str]]]:
    """Who has a notice that is due within the hour; and what stands on the council's desk by then, for whom."""
    outputs = [
        output
        for event in world.hub.views.events()
        for step in world.hub.views.trace(event.event)
        for _, output in step.outputs
    ]
    told = {one.recipient.role for one in outputs if isinstance(one, NoticeIssued) and one.due.at <= AT_ONCE}
    desk = {
        (one.reason, one.recipient.role)
        for one in outputs
        if isinstance(one, DeskItemRaised) and one.area == AREA and one.recipient is not None and one.due.at <= AT_ONCE
    }
    return told, desk


@pytest.mark.parametrize("code", ["STAB", "GUN"])
def test_from_a_message(world: World, code: str) -> None:
    publisher = world.publisher(HOSPITAL)
    answer = Receiver(rules(), publisher, lambda: NOW, lambda: "ACK1").receive_hl7(message(code))
    assert b"MSA|AA|" in answer
    publisher.deliver()
    world.hub.run()
    told, desk = by_the_hour(world)
    assert "childrens_social_care" in told
    assert ("fact_not_known", "police_safeguarding") in desk


@pytest.mark.parametrize("sign", ["STAB", "GUN"])
def test_from_a_concern_form(world: World, sign: str) -> None:
    faults, doubts = world.offer(EXAMPLES["hospital-concerns"], form(sign))
    assert not faults["SG-27-552"], [str(fault) for fault in faults["SG-27-552"]]
    assert doubts["SG-27-552"] == {"age_not_known"}
    told, desk = by_the_hour(world)
    assert "childrens_social_care" in told
    assert ("fact_not_known", "police_safeguarding") in desk
