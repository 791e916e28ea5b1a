"""The reference log: numbered, chained, signed; the fold of it that every decider reads."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from schemas import codec
from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.records.reference import (
    AgencyKeyAdded,
    AgencyKeyRevoked,
    Body,
    HubDeclared,
    InstrumentSuspended,
    RoleAppointed,
    RoleEnded,
    RollVersioned,
    SettingStatus,
    SignedReference,
)
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed, sign_next
from streams.reference.places import district
from tests.support.facts import MONDAY_EVENING, a_reference, apply
from tests.support.force import POLICE
from tests.support.furnishing import LONG_AGO, appointed, school
from tests.support.world import FIRST, HUB, SECOND, dsl

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = MONDAY_EVENING
DECLARED = HubDeclared(HUB, "Hub", bytes(32), "l", bytes(32), KEY.public_key().public_bytes_raw(), 1, 1)


def signed(reference: Reference, body: Body, key: Ed25519PrivateKey = KEY) -> bytes:
    """The next record of a log."""
    return sign_next(reference, HUB, body, NOW, "operator", "operator-1", key, bytes(32))


class TestTheLog:
    def test_a_signed_record_is_applied(self) -> None:
        reference = Reference()
        apply_signed(reference, signed(reference, DECLARED), KEY.public_key())
        assert (reference.number, reference.hub) == (1, DECLARED)

    def test_the_same_record_twice_is_refused(self) -> None:
        reference = Reference()
        record = signed(reference, DECLARED)
        apply_signed(reference, record, KEY.public_key())
        with pytest.raises(ReferenceForged):
            apply_signed(reference, record, KEY.public_key())
        assert reference.number == 1

    def test_a_record_of_another_log_is_refused(self) -> None:
        ours, theirs = Reference(), Reference()
        apply_signed(ours, signed(ours, DECLARED), KEY.public_key())
        apply_signed(theirs, signed(theirs, replace(DECLARED, title="Other")), KEY.public_key())
        with pytest.raises(ReferenceForged):
            apply_signed(ours, signed(theirs, school(FIRST)), KEY.public_key())

    def test_a_record_that_another_key_signed_is_refused(self) -> None:
        reference = Reference()
        with pytest.raises(ReferenceForged):
            apply_signed(reference, signed(reference, DECLARED, Ed25519PrivateKey.generate()), KEY.public_key())
        assert reference.number == 0

    @pytest.mark.parametrize("place", [0, 20, -1])
    def test_a_changed_record_is_refused(self, place: int) -> None:
        reference = Reference()
        outer = codec.decode(signed(reference, school(FIRST)), SignedReference)
        record = bytearray(outer.record)
        record[place] ^= 1
        with pytest.raises(Exception, match=r"."):
            apply_signed(reference, codec.encode(replace(outer, record=bytes(record))), KEY.public_key())
        assert reference.number == 0

    def test_a_hub_declared_with_another_operators_key_is_refused(self) -> None:
        reference = Reference()
        with pytest.raises(ReferenceForged):
            apply_signed(reference, signed(reference, replace(DECLARED, operator_key=bytes(32))), KEY.public_key())


class TestRoles:
    def test_a_role_is_held_from_its_first_moment_to_before_its_last(self) -> None:
        role = RoleAppointed("u", "dsl", "urn", FIRST, NOW, NOW + timedelta(hours=1), ())
        reference = a_reference(role)
        moments = [NOW - timedelta(microseconds=1), NOW, NOW + timedelta(minutes=59), NOW + timedelta(hours=1)]
        assert [bool(reference.roles_of("u", at)) for at in moments] == [False, True, True, False]

    def test_an_ended_role_still_says_that_it_was_held(self) -> None:
        reference = a_reference(RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, NOW))
        assert reference.readers(FIRST, NOW) == ()
        assert [role.user for role in reference.readers(FIRST, NOW - timedelta(hours=1))] == [dsl(FIRST)]
        assert dsl(FIRST) in {role.user for role in reference.staff_roles("urn", FIRST)}

    def test_ending_later_does_not_make_a_role_longer(self) -> None:
        role = RoleAppointed("u", "dsl", "urn", FIRST, LONG_AGO, NOW, ())
        reference = a_reference(role, RoleEnded("u", "dsl", "urn", FIRST, NOW + timedelta(days=1)))
        assert reference.roles_of("u", NOW) == ()

    def test_ending_a_role_at_one_school_leaves_that_at_another(self) -> None:
        both = [appointed("u", "dsl", "urn", urn) for urn in (FIRST, SECOND)]
        reference = a_reference(*both, RoleEnded("u", "dsl", "urn", FIRST, LONG_AGO))
        assert [role.value for role in reference.roles_of("u", NOW)] == [SECOND]

    def test_a_head_reads_only_while_no_lead_does(self) -> None:
        reference = a_reference(appointed("u-head", "head", "urn", FIRST))
        assert [role.role for role in reference.readers(FIRST, NOW)] == ["dsl"]
        apply(reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, NOW))
        assert [role.role for role in reference.readers(FIRST, NOW)] == ["head"]


class TestSchools:
    def test_a_closed_school_leads_to_every_open_successor_through_closed_ones(self) -> None:
        closed = SettingStatus.CLOSED
        reference = a_reference(
            replace(school("100010", status=closed), successors=("100011", FIRST)),
            replace(school("100011", status=closed), successors=(SECOND, "100010")),
        )
        assert reference.settings.open_in_place_of("100010") == (FIRST, SECOND)

    def test_a_school_that_is_proposed_to_close_is_open(self) -> None:
        reference = a_reference(school(FIRST, status=SettingStatus.PROPOSED_TO_CLOSE))
        assert reference.settings.open_in_place_of(FIRST) == (FIRST,)

    def test_a_name_means_every_open_school_that_bears_it_and_no_closed_one(self) -> None:
        same = [replace(school(urn), name="St Mary's") for urn in ("100011", "100012")]
        closed = replace(school("100013", status=SettingStatus.CLOSED), name="St Mary's")
        reference = a_reference(*same, closed)
        named = NamedSetting(Scheme.NAME, "  st MARY'S ", Registration.NOT_KNOWN)
        assert reference.settings.named(named) == ("100011", "100012")

    def test_a_renamed_school_is_found_by_its_new_name_alone(self) -> None:
        reference = a_reference(replace(school(FIRST), name="Old"), replace(school(FIRST), name="New"))
        names = [NamedSetting(Scheme.NAME, name, Registration.NOT_KNOWN) for name in ("Old", "New")]
        assert [reference.settings.named(named) for named in names] == [(), (FIRST,)]

    def test_a_postcode_lies_in_the_area_of_most_schools_of_its_district(self) -> None:
        reference = a_reference(replace(school("100014"), area="823", postcode="MK40 1AA"))
        assert reference.settings.area_of_postcode("mk409zz") == "822"
        assert reference.settings.area_of_postcode("ZE1 0AA") is None
        assert district("MK42 9LS") == "MK42"


class TestRollsAndKeys:
    def test_a_roll_is_current_until_before_it_grows_stale(self) -> None:
        reference = a_reference(RollVersioned(FIRST, 1, bytes(32), 1, LONG_AGO, NOW))
        assert reference.roll_is_current(FIRST, NOW - timedelta(microseconds=1))
        assert not reference.roll_is_current(FIRST, NOW)
        assert not reference.roll_is_current(SECOND, LONG_AGO)

    def test_a_revoked_key_says_since_when(self) -> None:
        public = KEY.public_key().public_bytes_raw()
        added = AgencyKeyAdded(POLICE, "k9", public, LONG_AGO, None)
        reference = a_reference(added, AgencyKeyRevoked(POLICE, "k9", NOW, "lost"))
        assert reference.keys[POLICE, "k9"].revoked_at == NOW

    def test_a_suspension_is_lifted_again(self) -> None:
        suspended = InstrumentSuspended("bedford-operation-encompass", True, NOW, "reviewed", "a council")
        reference = a_reference()
        before = reference.instruments.index()
        apply(reference, suspended)
        assert reference.instruments.index() != before
        apply(reference, replace(suspended, suspended=False))
        assert reference.instruments.document("bedford-operation-encompass", 1) is not None
