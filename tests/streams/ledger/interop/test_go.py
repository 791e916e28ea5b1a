"""An exported log under the Go checksum database's verifier, and our verifier under its notes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from streams.ledger.export import export_log
from tests.streams.ledger.support import VKEY, OpenLog, numbered

pytestmark = pytest.mark.interop

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    go = shutil.which("go")
    if go is None:
        pytest.fail("the interop tests need `go` on the path")
    source = tmp_path_factory.mktemp("interop")
    for name in ("main.go", "go.mod", "go.sum"):
        shutil.copy(HERE / name, source / name)
    subprocess.run([go, "build", "-o", "interop", "."], cwd=source, check=True)
    return source / "interop"


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 1000, 65_536, 70_000])
def test_an_unrelated_verifier_accepts_an_export(program: Path, open_log: OpenLog, tmp_path: Path, size: int) -> None:
    log = open_log(size // 2)
    log.sign_checkpoint(1)
    log.extend(log.size, numbered(log.size, size))
    log.sign_checkpoint(2)
    export_log(log.directory, tmp_path / "export", VKEY)
    result = subprocess.run([program, tmp_path / "export", VKEY], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, f"accepted {size} entries\n"), result.stderr


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", "tile/1/000.p/3", "tile/entries/003.p/232"])
def test_it_refuses_a_damaged_one(program: Path, open_log: OpenLog, tmp_path: Path, path: str) -> None:
    log = open_log(1000)
    log.sign_checkpoint(1)
    export = tmp_path / "export"
    export_log(log.directory, export, VKEY)
    data = bytearray((export / path).read_bytes())
    data[40] ^= 1
    (export / path).write_bytes(data)
    result = subprocess.run([program, export, VKEY], capture_output=True, text=True, check=False)
    assert result.returncode == 1
