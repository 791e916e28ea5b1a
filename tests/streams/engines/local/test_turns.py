"""The door and the engine write in turns: first come, first served, and nobody waits for deciding."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams import faultpoints
from streams.checks.history import Submitted, check_history
from streams.checks.history_home import history_of_home
from streams.engines.local.hub import LocalHub
from streams.engines.local.turns import Turns, TurnsAgain
from tests.support.force import POLICE
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, World

AMY = pupil(0, FIRST)
LONG = 20.0


def waits(turns: Turns, count: int) -> None:
    """Until so many threads wait."""
    pause = threading.Event()
    for _ in range(2000):
        if len(turns._waiting) == count:
            return
        pause.wait(0.005)
    raise AssertionError(f"{len(turns._waiting)} wait instead of {count}")


def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order, threads = Turns(), [], []

    def work(name: int) -> None:
        with turns:
            order.append(name)

    with turns:
        for name in range(8):
            threads.append(threading.Thread(target=work, args=(name,)))
            threads[-1].start()
            waits(turns, name + 1)
    for thread in threads:
        thread.join(LONG)
    assert order == list(range(8))
    with turns:
        order.append(8)
    assert order[-1] == 8


def test_a_turn_is_given_on_after_an_error() -> None:
    turns = Turns()
    with pytest.raises(KeyError), turns:
        raise KeyError
    with turns:
        pass


def test_whoever_has_a_turn_may_take_it_again_and_others_wait_for_its_outermost_end() -> None:
    turns, order = TurnsAgain(), []

    def work() -> None:
        with turns:
            order.append("other")

    thread = threading.Thread(target=work)
    with turns:
        with turns:
            thread.start()
            waits(turns, 1)
        order.append("first")
    thread.join(LONG)
    with turns:
        order.append("again")
    assert order == ["first", "other", "again"]


def test_whoever_takes_turn_after_turn_lets_the_one_who_waits_go_between() -> None:
    turns, order = TurnsAgain(), []

    def work() -> None:
        with turns:
            order.append("other")

    thread = threading.Thread(target=work)
    with turns:
        thread.start()
        waits(turns, 1)
    with turns:
        order.append("next batch")
    thread.join(LONG)
    assert order == ["other", "next batch"]


@pytest.mark.parametrize("handed_over", [False, True])
def test_whoever_gives_up_waiting_gives_the_turn_on(handed_over: bool) -> None:
    turns, gone = Turns(), threading.Lock()
    gone.acquire()
    with turns:
        turns._waiting.append(gone)
        if not handed_over:
            turns._give_up(gone)
    if handed_over:
        turns._give_up(gone)
    with turns:
        pass


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[LocalHub, World]]:
    world = World(tmp_path / "hub")
    world.close()
    made = LocalHub(world.home, world.clock)
    yield made, world
    made.close()


def test_a_promise_does_not_wait_for_deciding(hub: tuple[LocalHub, World]) -> None:
    """While a batch is held still just before it is written, another submission is promised; both are decided."""
    opened, world = hub
    first, second = (world.seal(f"ref-{n}", [child_of(AMY)]) for n in range(2))
    receipts = opened.submit(POLICE, [first])
    deciding, go_on = threading.Event(), threading.Event()

    def hold(point: str) -> None:
        if point == "vault.put.before" and not deciding.is_set():
            deciding.set()
            assert go_on.wait(LONG)

    with faultpoints.installed(hold):
        thread = threading.Thread(target=opened.run)
        thread.start()
        assert deciding.wait(LONG)
        receipts += opened.submit(POLICE, [second])
        go_on.set()
        thread.join(LONG)
    assert not thread.is_alive()
    assert [opened.outcome(one.digest, POLICE) is not None for one in receipts] == [True, True]


@pytest.mark.slow
def test_many_senders_and_a_deciding_engine_lose_and_double_nothing(hub: tuple[LocalHub, World]) -> None:
    opened, world = hub
    sealed = [world.seal(f"ref-{n}", [child_of(AMY)]) for n in range(120)]
    promised: list[Submitted] = []
    opened.start(tick_every=0.05)

    def send(part: int) -> None:
        for submission in sealed[part::4]:
            (receipt,) = opened.submit(POLICE, [submission])
            promised.append(Submitted(receipt.digest, *world.place_of(receipt)))

    threads = [threading.Thread(target=send, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    opened.run()
    assert len({(one.source, one.position) for one in promised}) == 120
    with history_of_home(world.home.folder, submitted=promised) as history:
        assert check_history(history) == ()
