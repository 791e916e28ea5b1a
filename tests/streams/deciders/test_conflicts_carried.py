"""A member in conflict is left out of whoever joins the case, and of the next referral of the same two people."""

import pytest
from msgspec.structs import replace

from schemas.events import marac
from schemas.events.people import Role
from schemas.records.share import Recipient
from schemas.vectors.flows import DASH, REFERRAL
from tests.streams.deciders.meeting_cases import IDVA, MARAC, a_marac_case, leave_out, recipients
from tests.streams.deciders.test_memory import FAMILY, referral
from tests.support.facts import an_event
from tests.support.furnishing import AREA
from tests.support.people import adult, child_of, pupil
from tests.support.world import SECOND

IFD = Recipient("ifd", "area", AREA)


def test_a_member_in_conflict_is_left_out_of_the_next_referrals_of_the_same_two_people() -> None:
    line = a_marac_case()
    first, _, _ = line.notice_of(MARAC)
    leave_out(line, IDVA)
    for reference in ("r-2", "r-3"):
        told = line.later(days=20).publish(referral(reference, -20 * int(reference[-1]) + 20))
        assert f"refused to idva {AREA}: conflict_declared" in told
        assert f"desk {AREA}: no_safe_reader for idva {AREA} (conflict_declared)" in told
        assert f"first notice to marac_coordinator {AREA}" in told
        assert [one for one in told if "notice to idva" in one] == []
    assert "idva" not in recipients(line)
    later = [matter for case, _, matter in line.matters() if case != first and matter.notices]
    assert len(later) == 4, "the victim and the child, twice"
    assert all(IDVA in matter.conflicts for matter in later)


@pytest.mark.parametrize(
    ("told_after", "happened_before"),
    [(0, 0), (3, 0), (3, 30), (400, -400)],
    ids=["the same night", "the same night, told later", "what happened before", "too late for a repeat"],
)
def test_a_referral_need_be_no_repeat_for_that(told_after: int, happened_before: int) -> None:
    line = a_marac_case()
    leave_out(line, IDVA)
    told = line.later(days=told_after).publish(referral("r-2", happened_before))
    assert f"refused to idva {AREA}: conflict_declared" in told
    assert [one for one in told if "notice to idva" in one] == []


def test_another_pairs_referral_goes_to_a_member_who_is_left_out_of_this_one() -> None:
    line = a_marac_case()
    leave_out(line, IDVA)
    other = (adult("Nell", "Quist", Role.VICTIM), adult("Odd", "Larch", Role.ALLEGED_PERPETRATOR))
    assert f"first notice to idva {AREA}" in line.later(days=1).publish(referral("r-9", 0, *other))


def test_a_member_in_conflict_is_left_out_of_who_joins_the_case_later() -> None:
    line = a_marac_case()
    leave_out(line, IFD)
    joined = (*FAMILY, replace(child_of(pupil(3, SECOND)), relationships=()))
    again = an_event(REFERRAL, DASH, *joined, type=marac.EVENT_TYPE, reference="r-1", revision=2)
    told = line.later(hours=1).publish(again)
    assert f"refused to ifd {AREA}: conflict_declared" in told
    assert f"desk {AREA}: no_safe_reader for ifd {AREA} (conflict_declared)" in told
    assert not [one for one in told if one.startswith(f"new notice to ifd {AREA}")]
    joining = [matter for _, _, matter in line.matters() if len(matter.notices) < 2 and IFD in matter.conflicts]
    assert joining
    other = referral("r-2", 0, child_of(pupil(5, SECOND)), adult("Nell", "Quist", Role.VICTIM))
    assert [one for one in line.publish(other) if "notice to ifd" in one]
