"""Makes the locks from pyproject.toml: `make lock` (add `UPGRADE=1` to take newer versions).

Each lock holds exact versions and hashes for Python 3.11 to 3.13 on every platform, and names no package index.
"""

import sys

from ops.setup.environment import LOCKS, VENV, SetupFailed, run, uv_environment

COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
]
SELECTIONS = {
    "build": ["--group", "build"],
    "setup": ["--group", "build", "--group", "setup"],
    "node": ["--group", "node"],
    "run": ["pyproject.toml"],
    "cluster": ["pyproject.toml", "--extra", "cluster", "--constraint", "ops/locks/run.txt"],
    "dev": ["pyproject.toml", "--extra", "cluster", "--extra", "dev", "--constraint", "ops/locks/cluster.txt"],
}


def main(arguments: list[str]) -> int:
    """Write every lock; versions already locked stay unless `--upgrade` is given."""
    environment = uv_environment() | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    try:
        for name, selection in SELECTIONS.items():
            print(f"locking {name}", flush=True)
            run([VENV / "bin" / "uv", *COMPILE, *selection, *arguments, "-o", LOCKS / f"{name}.txt"], environment)
    except SetupFailed as error:
        print(f"locking failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
