"""`firstbell keys hand-out` on the command line."""

from pathlib import Path

from services.operator.on_cluster import make_keys
from streams.engines.kafka.keys import FILES
from streams.engines.local.home import Home
from tests.services.cli.conftest import Program


def test_folders_are_made_and_listed(firstbell: Program, tmp_path: Path) -> None:
    with Home(tmp_path / "home").making():
        pass
    ran = firstbell("keys", "hand-out", tmp_path / "handed", "--home", tmp_path / "home", "--json")
    assert ran.code == 0, ran.err
    listed = ran.document["files"]
    assert isinstance(listed, list)
    assert {str(one).partition("/")[0] for one in listed} == {*FILES, "vault"}
    assert all((tmp_path / "handed" / one).is_file() for one in listed)


def test_a_home_that_is_not_there_is_said(firstbell: Program, tmp_path: Path) -> None:
    ran = firstbell("keys", "hand-out", tmp_path / "handed", "--home", tmp_path / "nowhere")
    assert (ran.code, "key file `blinding` is missing" in ran.err) == (3, True)


def test_keys_apart_from_a_home_are_handed_out_without_the_vaults(firstbell: Program, tmp_path: Path) -> None:
    keys, vault = tmp_path / "keys", tmp_path / "vault"
    keys.mkdir()
    vault.mkdir()
    make_keys(keys, vault)
    ran = firstbell("keys", "hand-out", tmp_path / "handed", "--keys", keys)
    assert ran.code == 0, ran.err
    assert {path.name for path in (tmp_path / "handed").iterdir()} == set(FILES)
