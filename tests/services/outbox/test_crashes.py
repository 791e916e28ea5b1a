"""Killed at any point of sending: nobody is left untold, and what was written down as accepted is not sent again."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from schemas.records.watch import NoticeSent
from streams import faultpoints
from streams.engines.postgres.outbox import PostgresOutbox
from streams.outbox.message import State
from tests.faults.killing import ENDED, killed_at
from tests.services.outbox.telling import ADDRESS, Store, Telling, a_world, mail_to
from tests.services.outbox.test_told_by_mail import assert_sound
from tests.support.postgres import fresh
from tests.support.receiving import Mailbox, mail_server
from tests.support.world import World

UNSURE: Final = frozenset({"outbox.carried.after", "outbox.settle.before"})
"""Where a mail was taken and nothing says so yet: it is sent once more, under the same key."""


def issued(folder: Path, port: int) -> World:
    """A hub at rest with a notice of which nobody was told yet."""
    world = a_world(folder)
    telling = Telling(world, mail_to(port))
    telling.publish()
    telling.close()
    return world


def send(world: World, port: int, opened: Callable[[], Store] | None) -> None:
    telling = Telling(world, mail_to(port), opened)
    telling.turn()
    telling.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest) -> Callable[[], Store] | None:
    """How the outbox is opened: the home's own file, or the tables of a cluster's database."""
    if request.param == "sqlite":
        return None
    address = fresh(request.getfixturevalue("postgres"), "hub")
    return lambda: PostgresOutbox(address)


@pytest.mark.slow
def test_a_kill_at_any_point_leaves_nobody_untold_and_sends_no_accepted_mail_again(
    in_memory: Path, opened: Callable[[], Store] | None
) -> None:
    mailbox, seen, point = Mailbox(), set[str](), 0
    with mail_server(mailbox) as port:
        origin = issued(in_memory / "origin", port)
        while True:
            point += 1
            mailbox.taken.clear()
            world = origin.twin(in_memory / f"{point}")
            if opened is not None:
                with closing(opened()) as store:
                    store.forget()
            outcome, name = killed_at(point, lambda world=world: send(world, port, opened))  # type: ignore[misc]  # its own
            if outcome == ENDED:
                break
            seen.add(name)
            telling = Telling(world, mail_to(port), opened)
            try:
                telling.turn()
                assert mailbox.to == [ADDRESS] * (2 if name in UNSURE else 1), name
                assert len(set(mailbox.keys)) == 1, name
                assert telling.states() == [State.ACCEPTED], name
                assert [type(output) for output in telling.said()] == [NoticeSent], name
                assert_sound(telling)
            finally:
                telling.close()
    assert seen >= UNSURE | {
        "outbox.take.before",
        "outbox.take.after",
        "outbox.attempt.after",
        "outbox.settle.after",
        "outbox.report.before",
        "command.commit.before",
        "command.commit.after",
        "log.commit.before",
        "log.commit.after",
        "outbox.report.after",
        "outbox.reported.before",
        "outbox.reported.after",
    }


def test_a_full_disk_at_any_point_is_met_with_patience(in_memory: Path) -> None:
    """Whatever cannot be written now is written later; nothing is sent that was not marked first."""
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        origin = issued(in_memory / "origin", port)
        points: list[str] = []
        telling = Telling(origin.twin(in_memory / "counted"), mail_to(port))
        with faultpoints.installed(points.append):
            telling.turn()
        telling.close()
        for place in [place for place, name in enumerate(points) if name.startswith("outbox.")]:
            mailbox.taken.clear()
            telling = Telling(origin.twin(in_memory / f"{place}"), mail_to(port))
            with faultpoints.installed(_full_at(place)), pytest.raises(OSError, match="no space"):
                telling.turn()
            telling.end()
            telling.begin()
            telling.turn()
            assert telling.states() == [State.ACCEPTED], points[place]
            assert len(mailbox.taken) == (2 if points[place] in UNSURE else 1), points[place]
            telling.close()


def _full_at(place: int) -> faultpoints.Handler:
    reached = -1

    def full(_: str) -> None:
        nonlocal reached
        reached += 1
        if reached == place:
            raise OSError(28, "no space left on device")

    return full
