"""What a hub tells under an agreement that lacks a signature, and once the last party has signed."""

from schemas.items import Item
from schemas.records.reference import AgencyKeyRevoked, AgreementSigned
from schemas.records.share import DisclosurePermitted
from streams.reference.facts import Reference
from tests.streams.agreements.asking import MINIMUM
from tests.streams.deciders.telling import AMY, issued
from tests.support.facts import Facts, an_event, apply, hub_bodies
from tests.support.furnishing import AGREEMENT_KEY, LONG_AGO
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import FIRST

AGREEMENT = "bedford-operation-encompass"
COUNCIL = "bedford-borough-council"
SIGNED = [body for body in hub_bodies() if isinstance(body, AgreementSigned)]
THEIRS = [body for body in SIGNED if (body.id, body.party) == (AGREEMENT, COUNCIL)]


def a_line_without_the_councils_signature() -> Line:
    """The usual hub, but the council has not signed Bedford's agreement."""
    facts = Facts(apply(Reference(), *(body for body in hub_bodies() if body not in THEIRS)))
    facts.put_roll(FIRST, [AMY])
    return Line(facts)


def flags(line: Line) -> set[str]:
    """The alarms of every permission."""
    permitted = [output for output in line.recorded.values() if isinstance(output, DisclosurePermitted)]
    return {flag for output in permitted for flag in output.flags}


def test_the_minimum_goes_with_an_alarm_until_the_last_party_has_signed() -> None:
    line = a_line_without_the_councils_signature()
    assert line.publish(an_event(child_of(AMY)))[-1] == f"first notice to {FIRST} minimum"
    assert set(issued(line)[0].items) == MINIMUM
    assert flags(line) == {"agreement_unsigned", "minimum_only"}
    apply(line.facts.reference, *THEIRS)
    line.publish(an_event(child_of(AMY), reference="ref-2", sequence=2, previous=b"x" * 32))
    assert Item.SCHOOL_SUMMARY in issued(line)[-1].items


def test_a_signature_whose_key_was_revoked_from_before_counts_no_more() -> None:
    line = a_line_without_the_councils_signature()
    apply(line.facts.reference, *THEIRS)
    apply(line.facts.reference, AgencyKeyRevoked(COUNCIL, AGREEMENT_KEY, LONG_AGO, "stolen"))
    line.publish(an_event(child_of(AMY)))
    assert set(issued(line)[0].items) == MINIMUM
