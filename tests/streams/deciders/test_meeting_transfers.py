"""A MARAC case goes to another area with its rules of safe contact, or does not go (flows.md, MARAC referral)."""

import msgspec
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.items import ADDRESSES, Item
from schemas.records.inputs import OpenNotice
from schemas.records.meetings import TransferCase, TransferReason
from schemas.records.notify import NoticeIssued
from schemas.records.reference import AgencyKeyAdded, AreaRoutingSet, AreaSettingsSet
from schemas.records.share import Recipient
from tests.streams.deciders.test_memory import ROLF, TESS, of_memory, referral
from tests.support.facts import Facts, a_reference
from tests.support.flows import AMY, AREA_ROLES, AT_AGENCIES, COUNCIL, HOSPITAL, flow_bodies, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA, OPS, appointed, area_calendar, signed_instruments
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import FIRST, HUB

MARAC = "marac_coordinator"
ELSEWHERE = "823"
OTHER_MARAC = "u-other-marac"


class TestTransfer:
    def test_the_other_areas_coordinator_has_it_at_once_with_the_rules_of_safe_contact(self) -> None:
        line = two_areas()
        assert transfer(line) == [
            f"transferred to {ELSEWHERE}: victim_moved",
            f"first notice to {MARAC} {ELSEWHERE}",
        ]
        told = to_the_other(line)
        assert Item.VICTIM_CONTACT_RULES in told.items
        assert not set(ADDRESSES) & set(told.items)
        assert told.due.rule == "meeting_marac"

    def test_it_is_handed_on_once_and_never_to_oneself(self) -> None:
        line = two_areas()
        transfer(line)
        assert transfer(line) == ["refused: has_it_already"]
        assert transfer(line, AREA) == ["refused: has_it_already"]
        assert transfer(line, "999") == ["refused: area_not_served"]

    def test_nothing_goes_where_the_other_areas_agreement_does_not_permit_it(self) -> None:
        line = two_areas(agreed=False)
        said = transfer(line)
        assert said[0].startswith(f"refused to {MARAC} {ELSEWHERE}")
        assert said[1] == "refused: not_permitted_there"

    def test_nothing_goes_where_nobody_coordinates_or_who_does_may_be_close(self) -> None:
        line = two_areas()
        line.facts.name_staff(OTHER_MARAC, "Rolf", "Marsh")
        assert transfer(line) == ["refused: nobody_reads_there"]

    def test_the_other_area_hears_of_revisions_and_of_a_withdrawal(self) -> None:
        line = two_areas()
        transfer(line)
        told = to_the_other(line)
        known = replace(TESS, other_names=("Tessa",))
        said = line.publish(referral("r-1", 0, child_of(AMY), known, replace(ROLF, given_names="Rolfe"), revision=2))
        assert any(one.startswith(f"update notice to {MARAC} {ELSEWHERE}") for one in said), said
        assert to_the_other(line) != told
        withdrawn = referral("r-1", 0, revision=3, withdrawal=Withdrawal.ENTERED_IN_ERROR)
        assert f"recall notice to {MARAC} {ELSEWHERE}" in line.publish(withdrawn)

    def test_a_repeat_counts_over_there_from_the_last_referral(self) -> None:
        line = two_areas()
        transfer(line)
        line.later(days=60)
        said = of_memory(line.publish(referral("r-2", -59)))
        assert said[0] == "assessed by marac-repeat/2: repeat"


def two_areas(*, agreed: bool = True) -> Line:
    """A referral in Bedford that its coordinator has read; Central Bedfordshire has a coordinator too."""
    paths = [OPS / "agreements" / "central-bedfordshire-marac.yaml"] if agreed else []
    bodies = flow_bodies()
    routing = next(body for body in bodies if isinstance(body, AreaRoutingSet))
    more = [
        AreaSettingsSet(ELSEWHERE, "Central Bedfordshire", msgspec.json.encode(area_calendar())),
        AreaRoutingSet(ELSEWHERE, routing.document),
        appointed(OTHER_MARAC, MARAC, "area", ELSEWHERE),
        *[
            body
            for body in signed_instruments(HUB, paths, (POLICE, HOSPITAL, COUNCIL))
            if not isinstance(body, AgencyKeyAdded)
        ],
    ]
    facts = Facts(a_reference(*bodies, *more))
    for role in (*AREA_ROLES, *AT_AGENCIES):
        facts.name_staff(user(role), "Read", f"Er{role}")
    facts.name_staff(OTHER_MARAC, "Other", "Coordinator")
    facts.put_roll(FIRST, [AMY])
    line = Line(facts)
    line.publish(referral("r-1", 0))
    case, person, notice = line.notice_of(MARAC)
    line.perform(OpenNotice(case, person, notice.notice, user(MARAC), MARAC))
    return line


def transfer(line: Line, area: str = ELSEWHERE) -> list[str]:
    """Bedford's coordinator hands its case on."""
    found = [
        (c, p, n) for c, p, m in line.matters() for n in m.notices if n.recipient == Recipient(MARAC, "area", AREA)
    ]
    case, person, notice = found[-1]
    return line.perform(
        TransferCase(case, person, notice.notice, user(MARAC), MARAC, area, TransferReason.VICTIM_MOVED)
    )


def to_the_other(line: Line) -> NoticeIssued:
    """What the other area's coordinator was told last."""
    told = [one for one in line.recorded.values() if isinstance(one, NoticeIssued)]
    return [one for one in told if one.recipient.value == ELSEWHERE][-1]
