"""Roles at a council's desks and at agencies are told too, of every flow, in words that tell nothing of which."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import marac, missing
from schemas.events.people import Role
from schemas.records.inputs import DeliveryReason
from schemas.records.notify import DeskKind
from schemas.records.watch import NoticeFailed, NoticeSent
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DASH, EPISODE, REFERRAL
from streams.outbox.asking import MessageKind
from streams.outbox.texts import WORDS, body_of
from tests.services.outbox.telling import AMY, SIGN_IN, Telling, mail_to
from tests.services.outbox.test_told_by_mail import assert_sound
from tests.support.facts import kind_of
from tests.support.flows import flow_plan, turn_on, user
from tests.support.force import POLICE, Force
from tests.support.furnishing import AREA
from tests.support.people import adult, child_of
from tests.support.receiving import Mailbox, mail_server
from tests.support.world import START, World

ROLES = ("idva", "marac_coordinator", "ifd")
VICTIM = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="v")
ACCUSED = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="p")
SINCE = START - timedelta(hours=3)


class Flows(Telling):
    """A hub with every flow on, whose roles of the area have addresses."""

    force: Force

    def send(self, type: str, reference: str, *contents: object) -> None:
        """Police publish an event of a type."""
        sections = [PlainSection(kind_of(one), one) for one in contents]  # type: ignore[arg-type]  # of sections
        sealed = self.force.seal(reference, sections, self.world.clock.now, type=type)
        self.hub.submit(POLICE, [sealed])
        self.hub.run()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def flows(tmp_path: Path, mailbox: Mailbox) -> Iterator[Flows]:
    world = World(tmp_path / "hub", plan=flow_plan())
    force = turn_on(world)[POLICE]
    world.close()
    with mail_server(mailbox) as port:
        made = Flows(world, mail_to(port))
        made.force = force
        try:
            for role in ROLES:
                made.put_address(user(role), f"{role}@area.example", AREA)
            yield made
        finally:
            made.close()


def test_a_referral_to_marac_is_told_at_once_in_words_that_say_nothing_of_it(flows: Flows, mailbox: Mailbox) -> None:
    flows.send(marac.EVENT_TYPE, "X-1", REFERRAL, DASH, child_of(AMY), VICTIM, ACCUSED)
    flows.turn()
    assert {"idva@area.example", "marac_coordinator@area.example"} <= set(mailbox.to)
    for _, _, mail in mailbox.taken:
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        assert mail["Subject"] in {words.subject for words in WORDS.values()}
        plain = body.decode().replace("\r\n", "\n")
        assert plain in {body_of(kind, SIGN_IN) for kind in MessageKind}
        assert "marac" not in mail.as_string().lower().replace("marac_coordinator@area.example", "")
    sent = {output.to for output in flows.said() if isinstance(output, NoticeSent)}
    assert {user("idva"), user("marac_coordinator")} <= sent
    assert_sound(flows)


def test_a_desk_of_which_nobody_could_be_told_is_work_for_the_council(flows: Flows, mailbox: Mailbox) -> None:
    mailbox.rcpt = lambda address: "550 no" if address.startswith("ifd") else "250 taken"
    flows.send(missing.EVENT_TYPE, "M-1", replace(EPISODE, missing_since=SINCE, reported_at=SINCE), child_of(AMY))
    flows.turn()
    failed = [output for output in flows.said() if isinstance(output, NoticeFailed) and output.to == user("ifd")]
    assert [output.reason for output in failed] == [DeliveryReason.ADDRESS_REFUSED]
    items = [item for item in flows.hub.views.desk([AREA]) if item.kind == DeskKind.UNDELIVERED]
    assert "ifd" in {item.recipient_role for item in items}
    assert_sound(flows)
