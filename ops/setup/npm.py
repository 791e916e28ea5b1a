"""Where npm comes from, and installing with it from a lock."""

import os
import shutil
import ssl
import subprocess
from pathlib import Path

from ops.setup.environment import VENV, SetupFailed, install_lock, run

OLDEST_NPM = 7
"""The first major version that reads `lockfileVersion` 3."""


def major_version(npm: str) -> int:
    """The major version of an npm program, 0 if it does not run."""
    try:
        printed = subprocess.run([npm, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
        return int(printed.split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0


def find_npm() -> str:
    """The machine's npm if it is new enough, else one from the lock `node`, installed into the environment."""
    system = shutil.which("npm")
    if system and major_version(system) >= OLDEST_NPM:
        return system
    own = str(VENV / "bin" / "npm")
    if major_version(own) < OLDEST_NPM:
        print("No npm on this machine: installing one into .venv", flush=True)
        install_lock("node")
    if major_version(own) < OLDEST_NPM:
        raise SetupFailed(f"npm does not run on this machine: install Node with npm {OLDEST_NPM} or newer")
    return own


def install(folder: Path) -> None:
    """Install exactly what the folder's package-lock.json says, every file checked against its hash."""
    npm = find_npm()
    environment = {**os.environ, "PATH": f"{Path(npm).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    trusted = ssl.get_default_verify_paths().cafile
    if trusted and Path(trusted).exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", trusted)
    run([npm, "ci", "--silent", "--prefix", folder, "--no-progress"], environment)
