"""A whole hub on Kafka: from the door to the page, with real workers, brokers and databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from ops.cluster.postgres import PostgresServer
from schemas import codec
from schemas.envelope import digest_of_submission
from schemas.events.people import Role
from schemas.items import Item
from schemas.promise import read_promise
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision
from schemas.records.inputs import AcknowledgeNotice, OpenDeskItem, OpenNotice, ParkedRetried
from schemas.records.reference import InstrumentSuspended, RoleEnded
from schemas.records.watch import CommandRefused, NoticeOpened
from schemas.wire import Submission
from schemas.words import are_under
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.contract import NotShown, Undecided, Withheld
from streams.engines.local.home import PROMISE_KEY_ID
from streams.engines.postgres.vault import PostgresVault
from streams.ledger.entry import entry_of
from streams.ledger.proofs import verify_inclusion
from streams.matching.people import StaffNames
from streams.vault.keyring import KeyRing
from streams.vault.names import event_owner
from streams.views.rows import NoticeRow
from tests.streams.engines.kafka_sinks.whole import Whole, now
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.kafka_hub import until
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, dsl

AMY = pupil(0, FIRST)
BEN = pupil(1, FIRST)


def sent(whole: Whole, reference: str = "ref-1", given_names: str | None = None) -> Submission:
    """One event about Amy, or about somebody whose name is not quite hers."""
    child = child_of(AMY)
    if given_names is not None:
        child = replace(child, given_names=given_names)
    return whole.base.world.seal(reference, [child])


def noticed(whole: Whole) -> NoticeRow:
    """The one notice of the school, once it is there."""
    until(lambda: bool(whole.hub.views.inbox(FIRST)))
    return whole.hub.views.inbox(FIRST)[0]


def opening(notice: NoticeRow) -> OpenNotice:
    """The school's lead asks to see it."""
    return OpenNotice(notice.case, notice.person, notice.notice, dsl(FIRST), "dsl")


def test_from_the_door_to_a_page_and_its_proof(whole: Whole) -> None:
    submission = sent(whole)
    with whole.deciding():
        (receipt,) = whole.door.submit(POLICE, [submission])
        notice = noticed(whole)
        click = whole.hub.perform(opening(notice), command_id="click-1")
        assert isinstance(click.outputs[0], NoticeOpened)
        shown = whole.hub.disclose(click.ids[0])
        assert shown.subject == f"{AMY.given_names} {AMY.family_name}"
        assert shown.items[Item.CHILD_NAME]
        row = whole.hub.views.notice(notice.notice)
        assert row is not None
        assert row.opened_at == click.decision.at, "what was decided can be read at once"
        again = whole.hub.perform(opening(notice), command_id="click-1")
        assert again == click
        heard = AcknowledgeNotice(notice.case, notice.person, notice.notice, dsl(FIRST), "dsl")
        assert whole.hub.perform(heard, command_id="click-2").decision.number > click.decision.number
        outcome = whole.door.outcome(receipt.digest, POLICE)
        assert outcome is not None
        assert outcome.outcome == "accepted"
        assert whole.door.outcome(receipt.digest, "another-police") is None
        until(lambda: whole.door.proof(outcome, 0) is not None)
        proof = whole.door.proof(outcome, 0)
        assert proof is not None
        until(lambda: all(step.ledger_index is not None for step in whole.hub.views.trace(notice.event)))
    decided = codec.decode(proof.record, Decision)
    assert [type(output) for output in decided.outputs] == [EventAccepted]
    hub = whole.hub.reference().hub
    assert hub is not None
    key = str(whole.base.world.keys.ledger_signer(hub.ledger_origin).verifier_key)
    verify_inclusion(entry_of(proof.record), proof.inclusion, proof.given.checkpoint, key)
    assert [step.record.rsplit("-", 1)[0] for step in whole.hub.views.trace(notice.event)][:2] == [
        f"intake.{POLICE}.0",
        "resolve",
    ]


def test_a_promise_is_given_again_for_what_came_by_another_way(whole: Whole) -> None:
    submission = sent(whole)
    digest = digest_of_submission(submission)
    assert whole.door.promised(digest, POLICE) is None
    position = whole.base.submit(submission, f"intake.{POLICE}.0")
    with whole.deciding():
        until(lambda: whole.door.promised(digest, POLICE) is not None)
    receipt = whole.door.promised(digest, POLICE)
    assert receipt is not None
    promise = read_promise(receipt.promise, {PROMISE_KEY_ID: whole.base.world.keys.promise.public_key()})
    assert (promise.digest, promise.source, promise.position) == (digest, f"intake.{POLICE}.0", position)
    assert whole.door.promised(digest, "another-police") is None
    assert whole.door.checkpoint(0) is not None


def test_one_click_that_two_processes_send_is_one_decision(whole: Whole) -> None:
    with whole.deciding():
        whole.door.submit(POLICE, [sent(whole)])
        command = opening(noticed(whole))
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: whole.hub.perform(command, command_id="double"), range(4)))
        assert all(answer == answers[0] for answer in answers)
        assert whole.hub.perform(command, command_id="another").decision.number > answers[0].decision.number
    assert len(whole.hub.views.accesses(command.notice)) == 2


def test_no_decision_in_time_is_said(whole: Whole) -> None:
    whole.hub._parts = replace(whole.hub._parts, decided_within=0.3)
    asked = OpenNotice(bytes(16), "person.0-1-0", "person.0-1-1", dsl(FIRST), "dsl")
    with pytest.raises(Undecided, match="not decided in time"):
        whole.hub.perform(asked, command_id="nobody works")


def test_a_suspension_counts_for_what_was_opened_before_it(whole: Whole) -> None:
    with whole.deciding():
        whole.door.submit(POLICE, [sent(whole)])
        click = whole.hub.perform(opening(noticed(whole)), command_id="click")
        before = whole.hub.disclose(click.ids[0])
        whole.registry.refer(
            [InstrumentSuspended("bedford-operation-encompass", True, now(), "reviewed", "a council")], now()
        )
        after = whole.hub.disclose(click.ids[0])
        assert set(before.items) > set(after.items) or before.never_given != after.never_given
        whole.registry.refer([RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, now())], now())
        with pytest.raises(NotShown):
            whole.hub.disclose(click.ids[0])


def test_what_is_erased_is_shown_no_more(whole: Whole) -> None:
    with whole.deciding():
        whole.door.submit(POLICE, [sent(whole)])
        notice = noticed(whole)
        click = whole.hub.perform(opening(notice), command_id="click")
        assert whole.hub.disclose(click.ids[0]).subject
        assert whole.registry.erase(notice.event, now(), "asked_for") > 0
        shown = whole.hub.disclose(click.ids[0])
        assert shown.subject == ""
        assert Item.CHILD_NAME in shown.erased
        whole.door.submit(POLICE, [sent(whole, "ref-2")])
        until(lambda: len(whole.hub.views.inbox(FIRST)) >= 1 and len(whole.hub.views.events()) == 2)


@pytest.mark.parametrize("gone", [0, 1])
def test_words_go_with_whichever_revision_of_the_case_is_erased(whole: Whole, gone: int) -> None:
    with whole.deciding():
        whole.door.submit(POLICE, [sent(whole)])
        whole.door.submit(POLICE, [whole.base.world.seal("ref-1", [child_of(AMY), child_of(BEN)], revision=2)])
        until(lambda: len(whole.hub.views.events()) == 2)
        revisions = sorted(whole.hub.views.events(), key=lambda event: event.revision)
        kept, erased = revisions[1 - gone], revisions[gone]
        sealed = whole.hub.seal(kept.event, "Ring her sister.")
        vault = PostgresVault(whole.hub._parts.vault_database, KeyRing(whole.hub._parts.vault_keys))
        keys = vault.get(event_owner(kept.event))
        whole.registry.erase(erased.event, now(), "court_order", [0], [kept.event])
        left = vault.get(event_owner(kept.event))
        vault.close()
    assert left[:-1] == keys[:-1]
    assert isinstance(left[-1], bytes)
    assert not are_under(sealed, left[-1])
    assert are_under(whole.hub.seal(kept.event, "What may be said now."), left[-1])


def test_candidates_of_a_doubtful_match(whole: Whole) -> None:
    with whole.deciding():
        whole.door.submit(POLICE, [sent(whole, given_names="Othername")])
        until(lambda: bool(whole.hub.views.desk([AREA])))
        item = whole.hub.views.desk([AREA])[0]
        asked = OpenDeskItem(item.case, item.person, item.item, COORDINATOR, COUNCIL_DESK)
        click = whole.hub.perform(asked, command_id="desk")
        candidates = whole.hub.candidates(click.ids[0])
    assert candidates[0].name == f"{AMY.given_names} {AMY.family_name}"
    assert item.referral is not None
    assert whole.hub.views.referral(item.referral) is not None


def test_names_of_staff(whole: Whole) -> None:
    assert whole.hub.staff_name(COORDINATOR) == "Co Ordinator"
    assert whole.hub.staff_name("u-unheard-of") == "u-unheard-of"


def test_a_retry_goes_where_the_key_is_parked(whole: Whole) -> None:
    with whole.deciding():
        refused = whole.hub.perform(ParkedRetried("no such key", COORDINATOR), command_id="retry")
    assert [type(output) for output in refused.outputs] == [CommandRefused]
    assert refused.decision.source == "resolve"


def test_a_restart_of_the_databases_is_not_noticed(whole: Whole, postgres: PostgresServer) -> None:
    with whole.deciding():
        whole.door.submit(POLICE, [sent(whole)])
        click = whole.hub.perform(opening(noticed(whole)), command_id="click")
        postgres.restart()
        assert whole.hub.disclose(click.ids[0]).subject
        assert whole.hub.staff_name(COORDINATOR) == "Co Ordinator"
        assert whole.hub.perform(opening(noticed(whole)), command_id="click") == click


def test_a_reader_who_may_be_the_perpetrator_is_shown_nothing_of_it(whole: Whole) -> None:
    names = StaffNames(given_names="Roderick", family_name="Vantongeren")
    whole.registry.put_staff([(dsl(FIRST), names)], now())
    suspect = adult(names.given_names, names.family_name, Role.ALLEGED_PERPETRATOR)
    with whole.deciding():
        whole.door.submit(POLICE, [sent(whole)])
        notice = noticed(whole)
        until(lambda: dsl(FIRST) in whole.hub.reference().staff and whole.hub.staff_name(dsl(FIRST)).startswith("Rod"))
        assert whole.hub.withheld(dsl(FIRST), [notice]) == Withheld(frozenset(), frozenset())
        whole.door.submit(POLICE, [whole.base.world.seal("ref-1", [child_of(AMY), suspect], revision=2)])
        until(lambda: len(whole.hub.views.events(case=notice.case)) == 2)
        assert whole.hub.withheld(dsl(FIRST), [notice]).named == {notice.notice}
        assert whole.hub.withheld(COORDINATOR, [notice]).named == frozenset()
        second = max(whole.hub.views.events(case=notice.case), key=lambda event: event.revision)
        whole.registry.erase(second.event, now(), "court_order")
        assert whole.hub.withheld(dsl(FIRST), [notice]) == Withheld(frozenset(), frozenset({notice.notice}))
