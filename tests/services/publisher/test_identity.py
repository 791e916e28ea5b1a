"""The signing key's file."""

from pathlib import Path

import pytest

from services.publisher.identity import IdentityError, create_key, read_identity


def test_a_new_key_is_its_owners_alone_and_reads_back(tmp_path: Path) -> None:
    public = create_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    identity = read_identity(tmp_path / "key", "bedfordshire-police", "police-1")
    assert identity.key.public_key().public_bytes_raw() == public


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(IdentityError, match="choose another place"):
        create_key(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    create_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(IdentityError, match="chmod 600"):
        read_identity(tmp_path / "key", "a", "k")


def test_a_file_that_is_no_key_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(IdentityError, match="32 bytes"):
        read_identity(tmp_path / "key", "a", "k")
    with pytest.raises(IdentityError, match="cannot be read"):
        read_identity(tmp_path / "missing", "a", "k")
