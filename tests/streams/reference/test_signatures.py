"""Signatures in the reference: which count, which version lacks one, and what became of each agreement."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from schemas.agreement_signature import sign_agreement
from schemas.records.reference import (
    AgencyKeyRevoked,
    AgreementSigned,
    Body,
    InstrumentKind,
    InstrumentRegistered,
    InstrumentSuspended,
)
from schemas.wire import AgreementSignature
from streams.agreements.document import Agreement, Instrument, digest
from streams.agreements.life import State
from streams.agreements.reader import DocumentError
from streams.reference.facts import Reference
from streams.reference.timeline import BY_DATE, Happened, Standing, standings, timeline
from tests.support.facts import MONDAY_EVENING, apply
from tests.support.furnishing import (
    AGREEMENT_KEY,
    INSTRUMENTS,
    LONG_AGO,
    document_of,
    key_of,
    registered,
    signed,
    signed_instruments,
)
from tests.support.world import HUB


def agreement_of(document: Instrument) -> Agreement:
    """The document, which is an agreement."""
    assert isinstance(document, Agreement)
    return document


BEDFORD = agreement_of(document_of(INSTRUMENTS[0]))
DUTY = document_of(INSTRUMENTS[2])
NAME = (BEDFORD.id, BEDFORD.version)
POLICE, COUNCIL = BEDFORD.signatories
OFFICER = "data protection officer, a council"
LATER = LONG_AGO + timedelta(days=3)
ALL = signed_instruments(HUB, INSTRUMENTS)
AGENCIES = [body for body in ALL if not isinstance(body, InstrumentRegistered | AgreementSigned)]


def drafted(*more: Body) -> Reference:
    """Bedford's agreement, registered and signed by nobody, and more that came later."""
    return apply(apply(Reference(), *AGENCIES, registered(BEDFORD)), *more, at=LATER)


def missing(reference: Reference) -> tuple[str, ...]:
    """Who has not signed Bedford's agreement."""
    return reference.instruments.missing(*NAME)


def saying(party: str, key: Ed25519PrivateKey | None = None, **other: object) -> AgreementSigned:
    """A signature of Bedford's agreement that says something other."""
    said = AgreementSignature(HUB, *NAME, digest(BEDFORD), party, "An officer", LONG_AGO.date(), AGREEMENT_KEY)
    return AgreementSigned(*NAME, party, sign_agreement(replace(said, **other), key or key_of(party)))


def standing(reference: Reference) -> Standing:
    """How Bedford's agreement stands."""
    (found,) = [one for one in standings(reference.instruments, MONDAY_EVENING) if one.id == BEDFORD.id]
    return found


def test_an_agreement_is_in_force_once_its_last_party_has_signed() -> None:
    assert missing(drafted()) == (POLICE, COUNCIL)
    one = drafted(signed(HUB, BEDFORD, COUNCIL))
    assert missing(one) == (POLICE,)
    assert one.instruments.unsigned() == {NAME}
    assert standing(one).state is State.DRAFT
    both = apply(one, signed(HUB, BEDFORD, POLICE))
    assert both.instruments.unsigned() == frozenset()
    assert standing(both).state is State.IN_FORCE


def test_a_duty_lacks_no_signature() -> None:
    reference = apply(Reference(), registered(DUTY))
    assert reference.instruments.unsigned() == frozenset()
    assert standings(reference.instruments, MONDAY_EVENING) == ()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (saying(COUNCIL, digest=bytes(32)), "signed other contents"),
        (saying(COUNCIL, version=2), "another agreement, version or party"),
        (replace(saying(POLICE), party=COUNCIL), "another agreement, version or party"),
        (saying(COUNCIL, hub="other-hub"), "other_hub"),
        (saying(COUNCIL, key=Ed25519PrivateKey.generate()), "bad_signature"),
        (saying(COUNCIL, signed_on=date(1969, 12, 31)), "implausible_time"),
        (saying(COUNCIL, signatory="two\nlines"), "does not say who signs"),
        (saying("thames-valley-police"), "is no signatory"),
        (replace(saying(COUNCIL), signature=b"\xff"), "does not count"),
    ],
)
def test_a_record_of_a_signature_that_is_none_counts_for_nothing(body: AgreementSigned, says: str) -> None:
    reference = drafted(body)
    assert missing(reference) == (POLICE, COUNCIL)
    (change,) = [each for each in timeline(reference.instruments, *NAME) if each.what is Happened.SIGNATURE_REFUSED]
    assert says in change.why


def test_the_second_signature_of_a_party_counts_for_nothing() -> None:
    reference = drafted(signed(HUB, BEDFORD, COUNCIL), saying(COUNCIL, signatory="Somebody else"))
    assert [each.signatory for each in reference.instruments.signatures(*NAME)] == ["An officer"]


def test_a_key_revoked_later_leaves_the_signature_and_one_revoked_from_before_takes_it() -> None:
    whole = drafted(signed(HUB, BEDFORD, COUNCIL), signed(HUB, BEDFORD, POLICE))
    apply(whole, AgencyKeyRevoked(COUNCIL, AGREEMENT_KEY, LATER + timedelta(seconds=1), "left"), at=MONDAY_EVENING)
    assert missing(whole) == ()
    apply(whole, AgencyKeyRevoked(COUNCIL, AGREEMENT_KEY, LATER, "stolen"), at=MONDAY_EVENING)
    assert missing(whole) == (COUNCIL,)
    lost = timeline(whole.instruments, *NAME)[-1 - _coming(whole)]
    assert (lost.what, "stolen" in lost.why) == (Happened.SIGNATURE_LOST, True)


def test_a_revoked_key_signs_nothing_more() -> None:
    revoked = drafted(AgencyKeyRevoked(COUNCIL, AGREEMENT_KEY, LONG_AGO, "left"), signed(HUB, BEDFORD, COUNCIL))
    assert missing(revoked) == (POLICE, COUNCIL)


def test_a_version_never_changes_whether_or_not_it_is_signed() -> None:
    other = BEDFORD.model_copy(update={"title": "Something else"})
    for reference in (drafted(), drafted(signed(HUB, BEDFORD, COUNCIL), signed(HUB, BEDFORD, POLICE))):
        before = missing(reference)
        apply(reference, registered(other))
        assert reference.instruments.document(*NAME) == BEDFORD
        held = reference.instrument(*NAME)
        assert held is not None
        assert held.digest == digest(BEDFORD)
        assert missing(reference) == before


def test_an_agreement_that_cannot_be_read_stops_what_it_governs_and_not_the_line() -> None:
    broken = InstrumentRegistered(BEDFORD.id, 2, InstrumentKind.AGREEMENT, bytes(32), b"{}", "", "")
    reference = apply(Reference(), *ALL, broken)
    assert reference.instruments.suspended() == (BEDFORD.id,)
    assert standing(reference).state is State.SUSPENDED
    assert "version 2 cannot be read" in standing(reference).suspended_because
    assert reference.instruments.unreadable() == ((BEDFORD.id, 2),)
    with pytest.raises(DocumentError):
        apply(Reference(), replace(broken, kind=InstrumentKind.DUTY))


def test_the_timeline_says_of_every_change_who_and_why() -> None:
    reference = drafted(signed(HUB, BEDFORD, COUNCIL), signed(HUB, BEDFORD, POLICE))
    apply(reference, InstrumentSuspended(BEDFORD.id, True, MONDAY_EVENING, "under review", OFFICER), at=MONDAY_EVENING)
    resumed = MONDAY_EVENING + timedelta(days=1)
    apply(reference, InstrumentSuspended(BEDFORD.id, False, resumed, "review done", ""), at=resumed)
    changes = timeline(reference.instruments, *NAME)
    assert {each.recorded_by for each in changes if each.record} == {"operator"}
    assert [(each.what, each.who) for each in changes] == [
        (Happened.REGISTERED, "operator"),
        (Happened.SIGNED, COUNCIL),
        (Happened.SIGNED, POLICE),
        (Happened.IN_FORCE, BY_DATE),
        (Happened.SUSPENDED, OFFICER),
        (Happened.RESUMED, "operator"),
        (Happened.DUE_FOR_REVIEW, BY_DATE),
        (Happened.REVIEW_OVERDUE, BY_DATE),
        (Happened.EXPIRED, BY_DATE),
    ]
    assert [each.why for each in changes if each.what in (Happened.SUSPENDED, Happened.RESUMED)] == [
        "under review",
        "review done",
    ]
    assert all(each.why for each in changes)
    assert changes[3].at == LATER, "it was signed after its first day, so it came into force only then"


def test_a_successor_ends_a_timeline_when_it_is_signed() -> None:
    dates = BEDFORD.dates.model_copy(update={"in_force_from": date(2026, 10, 1)})
    after = BEDFORD.model_copy(update={"version": 2, "dates": dates})
    reference = drafted(signed(HUB, BEDFORD, COUNCIL), signed(HUB, BEDFORD, POLICE), registered(after))
    assert standing_of(reference, 1).replaced_by == ""
    apply(reference, signed(HUB, after, COUNCIL), signed(HUB, after, POLICE), at=MONDAY_EVENING)
    assert standing_of(reference, 1).replaced_by == f"{BEDFORD.id} version 2"
    last = timeline(reference.instruments, *NAME)[-1]
    assert (last.what, last.who, last.at) == (Happened.SUPERSEDED, f"{BEDFORD.id} version 2", MONDAY_EVENING)


def standing_of(reference: Reference, version: int) -> Standing:
    """How one version of Bedford's agreement stands."""
    (found,) = [one for one in standings(reference.instruments, MONDAY_EVENING) if one.version == version]
    return found


def _coming(reference: Reference) -> int:
    """How many changes of Bedford's timeline lie ahead."""
    return sum(each.at > MONDAY_EVENING for each in timeline(reference.instruments, *NAME))
