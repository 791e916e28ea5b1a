"""Who is given an action at a meeting is told that there is one, and nobody who must not know of it."""

from datetime import timedelta

import pytest

from schemas.events import marac
from schemas.records.actions import OpenAction
from schemas.records.inputs import OpenNotice
from schemas.records.meetings import ActionSet, ConflictReason, DeclareConflict, Owner, SetAction
from schemas.records.share import Recipient
from schemas.records.watch import NoticeSent, OpeningRefused
from schemas.vectors.flows import DASH, REFERRAL
from streams.checks.home import reading, records_of
from streams.matching.people import StaffNames
from streams.outbox.asking import MessageKind
from streams.outbox.texts import WORDS
from streams.views.rows import NoticeRow
from tests.services.outbox.telling import AMY
from tests.services.outbox.test_flows_told import ACCUSED, VICTIM, Flows, flows, mailbox
from tests.services.outbox.test_told_by_mail import assert_sound
from tests.support.flows import user
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.receiving import Mailbox

__all__ = ["flows", "mailbox"]

MARAC = "marac_coordinator"
IDVA = Recipient("idva", "area", AREA)
ANYBODY = Owner(IDVA, "")


@pytest.fixture
def case(flows: Flows) -> NoticeRow:
    """A referral to MARAC that its coordinator has read, and of which everybody was told."""
    flows.send(marac.EVENT_TYPE, "X-1", REFERRAL, DASH, child_of(AMY), VICTIM, ACCUSED)
    rows = flows.hub.views.inbox_of(Recipient(MARAC, "area", AREA))
    row = next(row for row in rows if flows.hub.views.repeat_of(row.notice) is not None)
    flows.hub.perform(OpenNotice(row.case, row.person, row.notice, user(MARAC), MARAC), command_id="read")
    flows.turn()
    return row


def ask(flows: Flows, row: NoticeRow, owner: Owner = ANYBODY) -> str:
    """The coordinator gives somebody an action; its id."""
    due, words = flows.world.clock.now + timedelta(days=3), flows.hub.seal(row.event, "Ask her sister about Friday.")
    command = SetAction(row.case, row.person, row.notice, user(MARAC), MARAC, "marac", owner, due, words)
    settled = flows.hub.perform(command, command_id=f"ask-{owner.recipient.role}-{owner.user}")
    assert isinstance(settled.outputs[0], ActionSet)
    return settled.ids[0]


def told(mailbox: Mailbox) -> list[str]:
    """To whom a mail went that says that there is an action."""
    subject = WORDS[MessageKind.ACTION].subject
    return [to for _, addresses, mail in mailbox.taken for to in addresses if mail["Subject"] == subject]


def test_who_is_given_an_action_is_told_once_that_there_is_one(flows: Flows, mailbox: Mailbox, case: NoticeRow) -> None:
    action = ask(flows, case)
    flows.turn()
    assert told(mailbox) == ["idva@area.example"]
    (sent,) = [output for output in flows.said() if isinstance(output, NoticeSent) and output.about == action]
    assert sent.to == user("idva")
    assert [one.outcome for one in flows.hub.views.deliveries(action)] == ["sent"]
    flows.turn()
    assert len(told(mailbox)) == 1
    assert_sound(flows)


def test_what_is_given_by_name_is_mailed_to_nobody_else(flows: Flows, mailbox: Mailbox, case: NoticeRow) -> None:
    flows.appoint("u-other-idva", "idva", "area", AREA)
    flows.put_address("u-other-idva", "other@area.example", AREA)
    ask(flows, case, Owner(IDVA, user("idva")))
    flows.turn()
    assert told(mailbox) == ["idva@area.example"]
    ask(flows, case)
    flows.turn()
    assert sorted(told(mailbox)) == ["idva@area.example", "idva@area.example", "other@area.example"]


def test_a_member_who_is_left_out_before_it_is_sent_is_told_of_none(
    flows: Flows, mailbox: Mailbox, case: NoticeRow
) -> None:
    ask(flows, case)
    flows.follow()
    out = DeclareConflict(case.case, case.person, case.notice, user(MARAC), MARAC, IDVA, ConflictReason.RELATED)
    flows.hub.perform(out, command_id="leave-out")
    flows.turn()
    assert told(mailbox) == []


def test_who_may_be_close_to_somebody_of_the_case_is_told_of_none_and_it_is_recorded(
    flows: Flows, mailbox: Mailbox, case: NoticeRow
) -> None:
    ask(flows, case)
    names = StaffNames(given_names="Rolf", family_name="Marsh", mail=((AREA, "idva@area.example"),))
    with flows.hub.locked:
        flows.hub.registry.put_staff([(user("idva"), names)], flows.world.clock.now)
    flows.turn()
    assert told(mailbox) == []
    with reading(flows.world.home.folder) as home:
        outputs = [output for record in records_of(home) for output in record.decision.outputs]
    assert user("idva") in {one.user for one in outputs if isinstance(one, OpeningRefused)}


def test_what_was_read_meanwhile_is_mailed_to_nobody(flows: Flows, mailbox: Mailbox, case: NoticeRow) -> None:
    action = ask(flows, case)
    flows.follow()
    flows.hub.perform(OpenAction(case.case, case.person, action, user("idva"), "idva"), command_id="open-action")
    flows.turn()
    assert told(mailbox) == []
