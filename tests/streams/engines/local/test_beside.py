"""Hubs of processes beside the engine's: they read the files, and ask the engine over a connection."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from msgspec import Struct

from schemas.contexts import event_id
from schemas.events.people import Role
from schemas.records.inputs import OpenNotice
from schemas.records.reference import RoleEnded
from schemas.records.watch import NoticeOpened
from schemas.wire import Submission
from services.intake.hub import IntakeHub
from streams.engines.contract import Hub, NotShown, Undecided, Withheld
from streams.engines.local.asking import Answering, Asking, Perform, Question, Recall, Submit, Tell
from streams.engines.local.beside import DoorBeside, PagesBeside
from streams.engines.local.hub import LocalHub
from streams.engines.local.inbound import CannotStore, Receipt
from streams.matching.people import StaffNames
from streams.views.rows import NoticeRow
from tests.support.force import POLICE
from tests.support.furnishing import LONG_AGO
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST, World, dsl

AMY = pupil(0, FIRST)


class Beside(Struct):
    """The engine's hub, and the two beside it."""

    world: World
    hub: LocalHub
    pages: PagesBeside
    door: DoorBeside
    told: list[bytes]

    def notices(self) -> Sequence[NoticeRow]:
        """The first school's."""
        return self.pages.views.inbox(FIRST)

    def bring(self, reference: str = "ref-1") -> Receipt:
        """A child's event, handed in at the door, and decided."""
        (receipt,) = self.door.submit(POLICE, [self.sealed(reference)])
        self.hub.run()
        return receipt

    def sealed(self, reference: str) -> Submission:
        """A child and an adult."""
        return self.world.seal(reference, [child_of(AMY), adult("Ann", "Other", Role.VICTIM)])


def ways(hub: LocalHub, may: tuple[type[Question], ...], told: list[bytes]) -> Iterator[Asking]:
    """A connection that the hub answers at its other end."""
    ours, theirs = socket.socketpair()
    with closing(Connection(theirs.detach())) as connection:
        answering = Answering(hub, Connection(ours.detach()), (*may, Tell), told.append)
        answering.start()
        yield Asking(connection)
    answering.join()


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    """A running hub with both beside it."""
    world = World(tmp_path / "hub")
    world.close()
    told: list[bytes] = []
    with closing(LocalHub(world.home, world.clock)) as hub:
        for_pages, for_door = ways(hub, (Perform,), told), ways(hub, (Submit, Recall), told)
        keys = world.home.read_keys()
        with (
            closing(PagesBeside(world.home, keys, world.clock, next(for_pages))) as pages,
            closing(DoorBeside(world.home, keys.operator.public_key(), next(for_door))) as door,
        ):
            yield Beside(world, hub, pages, door, told)
        for way in (for_pages, for_door):
            next(way, None)


def test_they_are_what_pages_and_intake_ask_for(beside: Beside) -> None:
    pages: Hub = beside.pages
    door: IntakeHub = beside.door
    assert pages.reference().number == door.reference().number == beside.hub.reference().number > 0


def test_what_comes_in_at_the_door_is_promised_once_and_its_outcome_is_told(beside: Beside) -> None:
    receipt = beside.bring()
    assert beside.door.submit(POLICE, [beside.sealed("ref-2")]) != [receipt]
    assert beside.door.promised(receipt.digest, POLICE) == beside.hub.promised(receipt.digest, POLICE) == receipt
    assert beside.door.promised(receipt.digest, "somebody-else") is None
    assert beside.door.promised(receipt.digest[:-1] + b"?", POLICE) is None, "by the whole of it, not its beginning"
    outcome = beside.door.outcome(receipt.digest, POLICE)
    assert outcome is not None
    assert outcome.outcome == "accepted"
    assert beside.door.proof(outcome, 0) is None
    beside.hub.sign_checkpoint()
    assert beside.door.proof(outcome, 0) is not None
    assert beside.door.checkpoint(0) is not None


def opened(beside: Beside, once: str = "click") -> str:
    """The lead of the first school opens its notice from the pages."""
    (row,) = beside.notices()
    settled = beside.pages.perform(OpenNotice(row.case, row.person, row.notice, dsl(FIRST), "dsl"), command_id=once)
    assert isinstance(settled.outputs[0], NoticeOpened)
    return settled.ids[0]


def test_an_opening_is_recorded_before_the_pages_show_it(beside: Beside) -> None:
    beside.bring()
    opening = opened(beside)
    assert beside.notices()[0].opened_at is not None
    assert beside.pages.disclose(opening) == beside.hub.disclose(opening)
    assert opened(beside) == opening, "the same click again is the first decision"
    assert beside.pages.staff_name(dsl(FIRST)) == beside.hub.staff_name(dsl(FIRST)) != dsl(FIRST)


def test_a_role_that_ended_shows_nothing_from_then_on(beside: Beside) -> None:
    beside.bring()
    opening = opened(beside)
    with beside.hub.locked:
        beside.hub.registry.refer([RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, beside.world.clock.now)], LONG_AGO)
    with pytest.raises(NotShown):
        beside.pages.disclose(opening)


def test_what_was_found_of_a_reader_holds_until_a_name_a_revision_or_a_key_changes(beside: Beside) -> None:
    beside.bring()
    now, lead, rows = beside.world.clock.now, dsl(FIRST), beside.notices()
    for _ in range(2):
        assert beside.pages.withheld(lead, rows) == Withheld(frozenset(), frozenset())
    with beside.hub.locked:
        beside.hub.registry.put_staff([(lead, StaffNames(given_names="Ann", family_name="Other"))], now)
    assert beside.pages.withheld(lead, rows).named == {rows[0].notice}
    with beside.hub.locked:
        beside.hub.registry.put_staff([(lead, StaffNames(given_names="Read", family_name="Er"))], now)
    assert not beside.pages.withheld(lead, rows).named
    people = [child_of(AMY), adult("Read", "Er", Role.VICTIM)]
    beside.door.submit(POLICE, [beside.world.seal("ref-1", people, revision=2)])
    beside.hub.run()
    assert beside.pages.withheld(lead, rows).named == {rows[0].notice}


def test_nor_once_somebody_was_erased(beside: Beside) -> None:
    beside.bring()
    lead, rows = dsl(FIRST), beside.notices()
    assert not beside.pages.withheld(lead, rows).erased
    with beside.hub.locked:
        beside.hub.registry.erase(event_id(POLICE, "ref-1", 1), beside.world.clock.now, "asked_for")
    assert beside.pages.withheld(lead, rows).erased == beside.hub.withheld(lead, rows).erased == {rows[0].notice}


def test_pages_hand_nothing_in_and_the_intake_opens_nothing(beside: Beside) -> None:
    beside.bring()
    (row,) = beside.notices()
    with pytest.raises(RuntimeError, match="PermissionError"):
        beside.pages._asking.submit(POLICE, [beside.sealed("ref-2")])
    with pytest.raises(RuntimeError, match="PermissionError"):
        beside.door._asking.perform(OpenNotice(row.case, row.person, row.notice, dsl(FIRST), "dsl"), "click")
    assert beside.notices()[0].opened_at is None


def test_what_fails_in_the_engines_process_is_named_and_nothing_of_it_told(
    beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("Zyxqvname")

    monkeypatch.setattr(beside.hub._inbound, "submit", fail)
    with pytest.raises(RuntimeError, match=r"^the engine's process failed with LookupError$"):
        beside.door.submit(POLICE, [])


def test_a_full_disk_is_told_as_such(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise CannotStore("free space")

    monkeypatch.setattr(beside.hub._inbound, "submit", full)
    with pytest.raises(CannotStore, match=r"^free space$"):
        beside.door.submit(POLICE, [])


def test_what_is_told_is_not_answered_and_holds_no_question_up(beside: Beside) -> None:
    beside.door._asking.tell(b"said")
    beside.bring()
    assert beside.told == [b"said"]


def test_an_answer_that_comes_too_late_is_given_to_nobody(beside: Beside) -> None:
    """While the engine is held still no command is decided; the next question gets its own answer."""
    beside.bring()
    asking = beside.pages._asking
    asking._within = 0.2
    with beside.hub.locked, pytest.raises(Undecided):
        opened(beside, "first")
    asking._within = 20.0
    opening = opened(beside, "second")
    (row,) = beside.notices()
    assert [one.granted for one in beside.pages.views.accesses(row.notice)] == [True, True]
    assert opening.split("-")[1] > "0"
    assert beside.pages.disclose(opening).subject


def test_an_engine_that_is_gone_refuses(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with closing(Connection(theirs.detach())) as connection:
        asking = Asking(connection)
        with pytest.raises(CannotStore):
            asking.submit(POLICE, [])
        with pytest.raises(Undecided):
            asking.perform(OpenNotice(bytes(16), "p", "n", "u", "dsl"), "click")
        asking.tell(b"nobody hears it")


def test_many_ask_at_once_and_each_gets_their_own_answer(beside: Beside) -> None:
    sealed = [beside.sealed(f"ref-{number}") for number in range(12)]
    found: dict[int, list[Receipt]] = {}

    def bring(number: int) -> None:
        found[number] = beside.door.submit(POLICE, [sealed[number]])

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(len(sealed))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for number, submission in enumerate(sealed):
        assert found[number] == beside.hub.submit(POLICE, [submission])
