"""Each process's keys: what it is handed is enough, each file of it is needed, and nothing else is there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from streams.engines.kafka.keys import FILES, VAULT, WITH_VAULT, KeyFolder, hand_out
from streams.engines.local.home import Home, HomeError
from streams.vault.keyring import FILE, KeyRing

STAGES = ("accept", "resolve", "person")
READ: dict[str, Callable[[KeyFolder], object]] = {
    "worker": lambda folder: folder.of_worker(STAGES),
    "ledger-writer": KeyFolder.of_ledger_writer,
    "views": KeyFolder.operator,
    "intake": KeyFolder.of_intake,
    "web": KeyFolder.of_pages,
    "outbox-sender": lambda folder: (folder.operator(), folder.webhook()),
    "operator": lambda folder: (folder.of_operator(), folder.public_halves(), folder.secret("pupil-tokens")),
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with fresh keys."""
    with Home(tmp_path / "home").making():
        pass
    return Home(tmp_path / "home")


@pytest.fixture
def handed(home: Home, tmp_path: Path) -> Path:
    """What every process is handed."""
    hand_out(home.keys, tmp_path / "handed")
    return tmp_path / "handed"


def files(folder: Path) -> set[str]:
    """The paths of all files of a folder, within it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_process_is_handed_its_own_keys_and_no_others(home: Home, handed: Path) -> None:
    wanted = {f"{process}/{name}" for process, names in FILES.items() for name in names}
    assert files(handed) == wanted | {f"{VAULT}/{FILE}"}
    assert set(hand_out(home.keys, handed)) == wanted
    assert READ.keys() == FILES.keys() >= WITH_VAULT


@pytest.mark.parametrize("process", FILES)
def test_what_a_process_is_handed_is_enough_and_each_file_is_needed(process: str, handed: Path) -> None:
    READ[process](KeyFolder(handed / process))
    for name in FILES[process]:
        content = (handed / process / name).read_bytes()
        (handed / process / name).unlink()
        with pytest.raises(HomeError, match=rf"`{name}` is missing in .*hand-out"):
            READ[process](KeyFolder(handed / process))
        (handed / process / name).write_bytes(content[1:])
        with pytest.raises(HomeError, match=rf"`{name}` .* wrong size"):
            READ[process](KeyFolder(handed / process))
        (handed / process / name).write_bytes(content)
    READ[process](KeyFolder(handed / process))


@pytest.mark.parametrize("process", sorted(FILES.keys() - {"operator"}))
def test_only_an_operator_can_sign_as_one(process: str, home: Home, handed: Path) -> None:
    private = (home.keys / "operator.ed25519").read_bytes()
    assert all(path.read_bytes() != private for path in (handed / process).iterdir())


def test_a_worker_that_does_not_accept_opens_nothing_that_agencies_sent(handed: Path) -> None:
    (handed / "worker" / "hub-1.x25519").unlink()
    assert KeyFolder(handed / "worker").of_worker(("resolve", "person")).hub == {}
    with pytest.raises(HomeError, match=r"`hub-1.x25519` is missing"):
        KeyFolder(handed / "worker").of_worker(("accept",))


def test_public_halves_are_those_of_the_private_keys(home: Home, handed: Path) -> None:
    keys, public = home.read_keys(), KeyFolder(handed / "operator").public_halves()
    assert public == keys.public == KeyFolder(home.keys).public_halves()
    assert public.operator == keys.operator.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert len({public.operator, public.promise, public.ledger, public.hub}) == 4


def test_files_are_closed_to_others(handed: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in handed.rglob("*") if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in handed.iterdir()} == {0o700}


def test_a_key_encryption_key_that_an_erasure_put_there_stays(home: Home, handed: Path) -> None:
    ring = KeyRing(handed / VAULT)
    fresh = ring.prepare(ring.current().name)
    ring.settle(fresh)
    hand_out(home.keys, handed)
    assert KeyRing(handed / VAULT).current() == fresh
    assert (home.keys / FILE).read_bytes() != fresh.key


def test_nothing_is_handed_out_of_a_home_that_is_not_whole(home: Home, tmp_path: Path) -> None:
    (home.keys / "session").unlink()
    with pytest.raises(HomeError, match=r"`session` is missing"):
        hand_out(home.keys, tmp_path / "handed")
    assert not (tmp_path / "handed").exists()
