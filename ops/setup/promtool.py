"""Finds or fetches promtool, by which the tests hold the alert rules: `python -m ops.setup.promtool`.

Takes the first of: `$PROMTOOL`; `promtool` on the path; the one inside Debian's package `prometheus`, unpacked into
`.promtool` (nothing is installed, and no server is started).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.setup.environment import ROOT, SetupFailed, run

UNPACKED = ROOT / ".promtool"
INSIDE = Path("usr") / "bin" / "promtool"
WHAT_TO_DO = "install Prometheus (Debian's package `prometheus` has promtool), or name the program in PROMTOOL"


def locate() -> Path | None:
    """The promtool that tests use, if one is there. `$PROMTOOL` is taken at its word, even if nothing is there."""
    if named := os.environ.get("PROMTOOL"):
        return Path(named)
    if found := shutil.which("promtool"):
        return Path(found)
    return UNPACKED / INSIDE if (UNPACKED / INSIDE).exists() else None


def unpack_debian_package() -> None:
    """Unpack Debian's package into `.promtool`; as root, with apt's lists brought up to date first."""
    print("Fetching promtool from Debian's package prometheus", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if os.geteuid() == 0:
        run(["apt-get", "update", "-qq"], environment, quiet=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ["apt-get", "download", "-qq", "prometheus"]
        fetched = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        packages = sorted(Path(folder).glob("prometheus_*.deb"))
        if fetched.returncode or not packages:
            raise SetupFailed(f"Debian's package prometheus cannot be fetched: {WHAT_TO_DO}")
        run(["dpkg-deb", "--extract", packages[0], UNPACKED], quiet=True)


def provide() -> Path:
    """promtool, fetched if need be; raises `SetupFailed` with what to do."""
    if not locate():
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            raise SetupFailed(f"no promtool: {WHAT_TO_DO}")
        unpack_debian_package()
    found = locate()
    if found is None or not found.exists():
        raise SetupFailed(f"no promtool: {WHAT_TO_DO}")
    return found


def main() -> int:
    """Provide promtool and print where it is."""
    try:
        print(f"promtool for the tests: {provide()}")
    except SetupFailed as error:
        print(f"promtool failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
