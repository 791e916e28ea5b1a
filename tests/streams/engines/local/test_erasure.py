"""What was erased is gone: from memory, from the files, and it does not come back by the same or another copy."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas import codec, keywrap
from schemas.contexts import event_id
from schemas.envelope import open_envelope, read_value
from schemas.events.people import Role
from schemas.records.inputs import OpenNotice
from schemas.wire import KeyHeader, Submission
from streams import sqlite
from streams.deciders.opened import SHREDDED
from streams.engines.contract import Settled
from streams.engines.local.home import HUB_KEY_ID, CopiesLeft
from streams.engines.local.hub import LocalHub
from streams.vault.names import event_owner
from streams.vault.tombstone import Tombstone
from tests.support.force import POLICE
from tests.support.people import adult, child_of, pupil
from tests.support.searching import files_in
from tests.support.world import FIRST, SECOND, START, World, a_world, dsl

AMY = pupil(0, FIRST)
EVENT = event_id(POLICE, "ref-1", 1)
LATER = START + timedelta(hours=3)


def publish(world: World) -> Submission:
    """Amy's event is decided."""
    submission = world.seal("ref-1", [child_of(AMY), adult("Ann", "Other", Role.VICTIM)], narrative="what happened")
    world.submit(submission)
    world.run()
    return submission


def wrapped(world: World) -> bytes:
    """The event's wrapped keys as they stand in the vault's database."""
    database = sqlite.connect(world.home.vault)
    try:
        found: bytes = database.execute("SELECT wrapped FROM keys WHERE owner = ?", (event_owner(EVENT),)).fetchone()[0]
        return found
    finally:
        database.close()


def section_keys(world: World) -> list[bytes]:
    """The event's section keys in the clear."""
    return [key for key in world.engine.vault.get(event_owner(EVENT)) if isinstance(key, bytes)]


def pieces(secret: bytes) -> list[bytes]:
    """Every run of 16 bytes of a secret."""
    return [secret[start : start + 16] for start in range(len(secret) - 15)]


def places_of(folder: Path, secrets: list[bytes]) -> list[str]:
    """Files in which a piece of a secret stands."""
    found = []
    for place, content in files_in(folder, without="keys"):
        if any(piece in content for secret in secrets for piece in pieces(secret)):
            found.append(place)
    return found


def rewrapped(world: World, submission: Submission) -> Submission:
    """The same signed event with its keys wrapped once more: other bytes, the same event."""
    header = codec.decode(submission.keys, KeyHeader)
    envelope = open_envelope(submission.envelope)
    value = read_value(envelope)
    binding = keywrap.binding(value.header, envelope.value)
    private = world.keys.hub[HUB_KEY_ID]
    keys = keywrap.unwrap_keys(header.message, private, binding, len(value.sections))
    message = keywrap.wrap_keys(keys, private.public_key(), binding)
    return Submission(submission.envelope, codec.encode(KeyHeader(header.hub_key, message)))


def test_an_erased_section_is_shredded_at_once_and_after_a_restart(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        publish(world)
        assert world.registry.erase(EVENT, LATER, "asked_for", [0]) == 1
        for _ in range(2):
            opened = world.engine.openings.get(EVENT)
            assert opened.sections[0] is SHREDDED
            assert opened.person(1) is not None
            world.reopen()


def test_the_tombstone_says_when_and_why(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        publish(world)
        world.registry.erase(EVENT, LATER, "asked_for", [0])
        tombstone = world.engine.vault.get(event_owner(EVENT))[0]
        assert isinstance(tombstone, Tombstone)
        assert (tombstone.at, tombstone.reason) == (int(LATER.timestamp() * 1_000_000), "asked_for")


def test_a_redelivered_submission_does_not_bring_it_back(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        submission = publish(world)
        world.registry.erase(EVENT, LATER, "asked_for")
        other = rewrapped(world, submission)
        assert other.keys != submission.keys
        for again in (submission, other):
            world.submit(again)
            world.run()
            assert all(section is SHREDDED for section in world.engine.openings.get(EVENT).sections.values())
        rows = world.engine.database.execute("SELECT count(*) FROM intake_keys").fetchone()
        assert rows[0] == 0


def test_no_piece_of_the_keys_stays_in_any_file(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        submission = publish(world)
        for number in range(40):
            world.publish(f"other-{number}", [child_of(pupil(1, SECOND))])
        world.run()
        secrets = [wrapped(world), *section_keys(world), codec.decode(submission.keys, KeyHeader).message]
        assert places_of(world.home.folder, secrets[:1]), "the search would find nothing"
        world.registry.erase(EVENT, LATER, "asked_for")
        assert places_of(world.home.folder, secrets) == []
        world.close()
        assert places_of(world.home.folder, secrets) == []
        world._open()


@pytest.mark.parametrize("file", ["hub.db", "vault.db"])
def test_an_erasure_says_that_a_copy_stays_while_somebody_reads_and_again_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setattr(sqlite, "_WAITS", 50)
    with a_world(tmp_path / "hub") as world:
        submission = world.seal("ref-1", [child_of(AMY)])
        world.submit(submission)
        reader = sqlite.connect(world.home.folder / file, may_write=False)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        world.run()
        secrets = [wrapped(world), codec.decode(submission.keys, KeyHeader).message]
        with pytest.raises(CopiesLeft, match="let `conserve`, `replay` and the like end"):
            world.registry.erase(EVENT, LATER, "asked_for")
        assert all(isinstance(key, Tombstone) for key in world.engine.vault.get(event_owner(EVENT))[:1])
        assert places_of(world.home.folder, secrets) == [f"{file}-wal"]
        reader.close()
        assert world.registry.erase(EVENT, LATER, "asked_for") == 0
        assert places_of(world.home.folder, secrets) == []


def test_the_key_of_one_erased_section_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        publish(world)
        before, old = section_keys(world), wrapped(world)
        world.registry.erase(EVENT, LATER, "asked_for", [1])
        *left, words = section_keys(world)
        assert left == [before[0], *before[2:-1]]
        assert words != before[-1]
        assert places_of(world.home.folder, [old]) == []


def test_an_erased_person_is_not_recognised_any_more(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        publish(world)
        world.registry.erase(EVENT, LATER, "asked_for")
        world.publish("ref-2", [child_of(pupil(1, SECOND)), adult("Ann", "Other", Role.VICTIM)])
        world.run()
        with_memory = list(world.engine.log.bodies("resolve"))[-1]
        world.reopen()
        assert b"resolve-1-1" not in with_memory


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    """A hub whose lead has a notice about Amy."""
    with a_world(tmp_path / "hub") as world:
        publish(world)
        world.close()
        made = LocalHub(world.home, world.clock)
        yield made
        made.close()
        world._open()


def read(hub: LocalHub, click: str) -> Settled:
    """The lead asks to see the notice."""
    notice = hub.views.inbox(FIRST)[0]
    return hub.perform(OpenNotice(notice.case, notice.person, notice.notice, dsl(FIRST), "dsl"), command_id=click)


def test_what_was_opened_before_the_erasure_shows_only_that_it_was_erased(hub: LocalHub) -> None:
    opened = read(hub, "before").ids[0]
    assert AMY.given_names in repr(hub.disclose(opened))
    hub.registry.erase(EVENT, LATER, "asked_for", [0])
    disclosed = hub.disclose(opened)
    assert "child_name" in disclosed.erased
    assert AMY.given_names not in repr(disclosed)


def test_after_the_erasure_of_the_child_nothing_is_opened_any_more(hub: LocalHub) -> None:
    hub.registry.erase(EVENT, LATER, "asked_for", [0])
    refused = read(hub, "after").outputs
    assert [(type(output).__name__, getattr(output, "reason", "")) for output in refused] == [
        ("OpeningRefused", "not_permitted_now"),
        ("DeskItemRaised", "not_permitted_now"),
    ]


def test_a_replaced_roll_leaves_no_key_behind(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        old = roll_keys(world)
        assert old
        world.put_roll(FIRST, [AMY])
        assert places_of(world.home.folder, old) == []
        assert len(roll_keys(world)) == 1


def roll_keys(world: World) -> list[bytes]:
    """The wrapped keys of the first school's roll."""
    database = sqlite.connect(world.home.vault)
    rows = database.execute("SELECT wrapped FROM keys WHERE substr(owner, 1, 7) = ?", (b"r" + FIRST.encode(),))
    found = [wrapped for (wrapped,) in rows]
    database.close()
    return found


def test_an_event_that_was_never_accepted_cannot_be_erased(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world, pytest.raises(KeyError):
        world.registry.erase(bytes(16), LATER, "asked_for")
