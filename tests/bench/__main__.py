"""Run every benchmark, each file in a process of its own: `make bench`, or `python -m tests.bench NAME...` for some.

What one of them leaves in memory, in its heap and in the caches would else be measured with the next: after a million
events a callout cost a sixth more.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
FAILED, WRONG_CALL = 1, 2


def named(names: Sequence[str]) -> list[Path]:
    """The files of which the path has one of these names in it; all of them where none is given."""
    files = sorted(HERE.rglob("test_*.py"))
    return [file for file in files if not names or any(name in str(file.relative_to(HERE)) for name in names)]


def main(names: Sequence[str]) -> int:
    """Exit code 0 when every limit holds, 1 when one does not, 2 when a name stands for no benchmark."""
    if unknown := [name for name in names if not named([name])]:
        print(f"no benchmark is called `{unknown[0]}`: see the files of tests/bench", file=sys.stderr)
        return WRONG_CALL
    failed = []
    for file in named(names):
        command = [sys.executable, "-m", "pytest", str(file), "-m", "bench", "-s", "-q"]
        if subprocess.run(command, cwd=HERE.parents[1], check=False).returncode != 0:
            failed.append(str(file.relative_to(HERE)))
    print(f"\nnot within its limits: {', '.join(failed)}" if failed else "\nall within their limits")
    return FAILED if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
