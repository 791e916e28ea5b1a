"""Runs a check beside the tests: `python -m ops.setup.beside CHECK... -- TESTS...`.

The check steps back for the tests, which mostly wait. It is shown only where it failed, after them: so what is said
last where all is well is the tests' own closing line.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence

STEP_BACK = 10


def run(check: Sequence[str], tests: Sequence[str]) -> int:
    """Run both; the code of the tests if they failed, else that of the check. A code is from 1 to 255, or 0."""
    with tempfile.TemporaryFile() as said:
        beside = subprocess.Popen(
            ["nice", "-n", str(STEP_BACK), *check], stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            failed = subprocess.run(tests, check=False).returncode
            check_failed = beside.wait()
        finally:
            beside.kill()
            beside.wait()
        if check_failed:
            said.seek(0)
            sys.stdout.write(said.read().decode(errors="replace"))
            print(f"failed: `{' '.join(check)}` ended with code {check_failed}", flush=True)
    return min(255, abs(failed or check_failed))


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments name."""
    if "--" not in arguments:
        print("name a check, then `--`, then the tests", file=sys.stderr)
        return os.EX_USAGE
    between = arguments.index("--")
    return run(arguments[:between], arguments[between + 1 :])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
