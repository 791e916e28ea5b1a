"""Makes the virtual environment from the locks: `python3 ops/setup/environment.py run|cluster|dev`.

Needs nothing but a Python of 3.11 to 3.13 with venv. pip installs uv and setuptools from their lock, uv the rest (from
wheels alone, every file checked against its hash), and where uv does not run on this machine, pip does that too.
Which package index is asked is the machine's own affair: pip's settings hold for uv as well, none is named here.
"""

import os
import ssl
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCKS = ROOT / "ops" / "locks"
PYTHON = VENV / "bin" / "python"
PYTHONS = ((3, 11), (3, 13))
GOALS = ("run", "cluster", "dev")


class SetupFailed(Exception):
    """Set-up cannot go on; the message says what to do."""


def run(command: list[str | Path], environment: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Run a command in the project's root; raise `SetupFailed` if it fails. `quiet` shows its errors alone."""
    shown = " ".join(str(part) for part in command)
    try:
        output = subprocess.DEVNULL if quiet else None
        subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, check=True)
    except subprocess.CalledProcessError as error:
        raise SetupFailed(f"`{shown}` ended with code {error.returncode}: see its words above") from error
    except OSError as error:
        raise SetupFailed(f"`{shown}` could not be started: {error.strerror}") from error


def check_python() -> None:
    """Refuse a Python that the locks were not made for."""
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupFailed(f"FirstBell needs Python 3.11 to 3.13, this is {found}: name another, `make PYTHON=...`")


def make_venv() -> None:
    """Make `.venv` with pip in it, unless a working one is there."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    try:
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)
    except (subprocess.CalledProcessError, ModuleNotFoundError) as error:
        raise SetupFailed("this Python has no working venv: on Debian or Ubuntu install `python3-venv`") from error


def pip_settings() -> dict[str, str]:
    """What pip is told on this machine (files and environment), by its name, such as `index-url`."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    told = dict(line.split("=", 1) for line in listed.splitlines() if "=" in line)
    settings: dict[str, str] = {}
    for origin in ("global.", "install.", ":env:."):  # the later ones outrank the earlier, as in pip
        settings |= {name.removeprefix(origin): value.strip("'\"") for name, value in told.items() if origin in name}
    return settings


def uv_environment() -> dict[str, str]:
    """The environment for uv: pip's index and certificates, where uv was not told its own."""
    pip = pip_settings()
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_NO_CONFIG": "1", "UV_PYTHON_DOWNLOADS": "never"}
    for name, value in (
        ("UV_DEFAULT_INDEX", pip.get("index-url", "")),
        ("UV_EXTRA_INDEX_URL", " ".join(pip.get("extra-index-url", "").split())),
        ("UV_FIND_LINKS", ",".join(pip.get("find-links", "").split())),
        ("SSL_CERT_FILE", pip.get("cert", "")),
    ):
        if value:
            environment.setdefault(name, value)
    trusted = environment.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    if trusted and Path(trusted).exists():
        environment.setdefault("UV_SYSTEM_CERTS", "1")
    return environment


def uv_works() -> bool:
    """Whether the environment holds a uv that runs on this machine."""
    try:
        return subprocess.run([VENV / "bin" / "uv", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def pip_install(*arguments: str | Path) -> None:
    """Install with pip, quietly."""
    run([PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", *arguments])


def install_lock(name: str) -> None:
    """Bring the environment to the lock `name`: every file from a wheel, checked against its hash."""
    wanted: list[str | Path] = ["--require-hashes", "--only-binary=:all:", "-r", LOCKS / f"{name}.txt"]
    if uv_works():
        run([VENV / "bin" / "uv", "pip", "install", "--quiet", *wanted], uv_environment())
        return
    print("uv does not run here: pip installs instead, which takes longer")
    pip_install(*wanted)


def install_setup_tools() -> None:
    """uv and setuptools from their lock; on a machine for which uv has no wheel, setuptools alone."""
    try:
        pip_install("--require-hashes", "--only-binary=:all:", "-r", LOCKS / "setup.txt")
    except SetupFailed:
        print("uv cannot be had here: setting up without it")
        pip_install("--require-hashes", "--only-binary=:all:", "-r", LOCKS / "build.txt")


def install_project() -> None:
    """The project itself, editable, with nothing fetched for it."""
    pip_install("--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)


def set_up(goal: str) -> None:
    """Make the environment for `goal`: `run` for the program, `cluster` for brokers and PostgreSQL, `dev` for tests."""
    check_python()
    print(f"Setting up .venv ({goal}) with Python {sys.version_info.major}.{sys.version_info.minor}", flush=True)
    make_venv()
    install_setup_tools()
    install_lock(goal)
    install_project()


def main(arguments: list[str]) -> int:
    """Run as a command; the exit code is 0 when set up, 1 when not, 2 for a wrong call."""
    if len(arguments) != 1 or arguments[0] not in GOALS:
        print(f"usage: environment.py {'|'.join(GOALS)}", file=sys.stderr)
        return 2
    try:
        set_up(arguments[0])
    except SetupFailed as error:
        print(f"set-up failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
