"""An agency's own folder, and its tokens at the hub."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from services.intake.documents import HubDescriptor
from services.intake.tokens import AgencyTokens
from services.operator.agency_folder import AgencyFolder, FolderError
from services.operator.serving import PortTaken, give_token, listen, read_tokens
from streams.engines.local.home import HomeError
from streams.ledger.note import VerifierKey

AT = datetime(2027, 4, 30, 8, 0, tzinfo=UTC)
PUBLIC = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
DESCRIPTOR = HubDescriptor(
    hub="a-hub",
    title="A hub",
    url="http://127.0.0.1:8100",
    intake_partitions=1,
    hub_key="hub-1",
    hub_public=X25519PrivateKey.generate().public_key().public_bytes_raw(),
    promise_key="promise-1",
    promise_public=PUBLIC,
    ledger_key=str(VerifierKey("a-hub/ledger", PUBLIC)),
)


@pytest.fixture
def folder(tmp_path: Path) -> AgencyFolder:
    """A folder that was just made."""
    made = AgencyFolder(tmp_path / "agency")
    made.create("a-police", "k1")
    return made


def test_a_folder_is_its_owners_alone(folder: AgencyFolder) -> None:
    folder.put("token", b"secret")
    assert folder.folder.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o077 for path in folder.folder.iterdir() if path.name != "publisher.json"} == {0}


def test_a_folder_gives_back_what_was_put(folder: AgencyFolder) -> None:
    folder.put_descriptor(DESCRIPTOR)
    folder.put("token", b"secret\n")
    assert (folder.descriptor(), folder.token()) == (DESCRIPTOR, "secret")
    assert (folder.identity().agency, folder.identity().key_id) == ("a-police", "k1")
    store = folder.store()
    assert store.sent() == []
    store.close()


@pytest.mark.parametrize("missing", ["descriptor", "token", "mapping", "store"])
def test_what_is_missing_is_named_with_where_to_get_it(folder: AgencyFolder, missing: str) -> None:
    with pytest.raises(FolderError, match=r"there is no `.+` in `.+`: (ask|write)"):
        getattr(folder, missing)()


def test_a_folder_is_made_once(folder: AgencyFolder) -> None:
    with pytest.raises(FolderError, match="already"):
        folder.create("other", "k2")


def test_a_descriptor_that_is_none_is_refused(folder: AgencyFolder) -> None:
    folder.put("hub.json", b"{}")
    with pytest.raises(FolderError, match="not a hub's descriptor"):
        folder.descriptor()


def test_a_token_speaks_for_its_agency_and_only_its_digest_is_kept(tmp_path: Path) -> None:
    first, second = (give_token(tmp_path, "a-police") for _ in range(2))
    other = give_token(tmp_path, "b-police")
    tokens = AgencyTokens(read_tokens(tmp_path))
    spoken = [tokens.agency(f"Bearer {token}") for token in (first, second, other, first + "x")]
    assert spoken == ["a-police", "a-police", "b-police", None]
    kept = (tmp_path / "tokens.json").read_text()
    assert not any(token in kept for token in (first, second, other))
    assert (tmp_path / "tokens.json").stat().st_mode & 0o077 == 0


def test_tokens_that_cannot_be_read_stop_the_hub(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text("[]")
    with pytest.raises(HomeError, match=r"tokens\.json"):
        read_tokens(tmp_path)


def test_a_port_is_listened_on_once() -> None:
    taken = listen(0)
    taken.listen()
    try:
        with pytest.raises(PortTaken, match="is taken"):
            listen(taken.getsockname()[1])
    finally:
        taken.close()
