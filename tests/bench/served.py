"""`firstbell serve` as a process of its own on loopback, ports of its own choosing."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

PROGRAM = Path(sys.executable).parent / "firstbell"
ENDS_WITHIN = 60.0


class Served(Struct, frozen=True):
    """Where pages and intake answer, and a one-time sign-in link for each user that was named, in their order."""

    pages: str
    intake: str
    links: tuple[str, ...]


@contextmanager
def served(home: Path, users: Sequence[str]) -> Iterator[Served]:
    """Serve a home for a while, its log in a file beside it. RuntimeError where the program ends by itself."""
    named = [word for user in users for word in ("--link", user)]
    command = [str(PROGRAM), "serve", "--home", str(home), "--port", "0", "--intake-port", "0", *named]
    with (
        open(home.parent / "serve.log", "wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            yield _read(process)
        finally:
            process.terminate()
            process.wait(timeout=ENDS_WITHIN)


def _read(process: "subprocess.Popen[str]") -> Served:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if line.startswith("stop with"):
            addresses = dict(re.findall(r"^(pages|intake)\s+(\S+)$", said, re.MULTILINE))
            links = re.findall(r"http://127\.0\.0\.1:\d+/sign-in/\S+", said)
            return Served(addresses["pages"], addresses["intake"], tuple(links))
    raise RuntimeError(f"`firstbell serve` ended and said: {said}")
