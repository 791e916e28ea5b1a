"""Finds or fetches the Chromium that the browser tests drive: `python -m ops.setup.browser`.

Takes the first of: `$CHROMIUM`; `/usr/bin/chromium`; Debian's package when run as root; else the headless build inside
the npm package `@sparticuz/chromium`, unpacked with its own libraries and fonts into `.browser`.
"""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from ops.setup.environment import ROOT, SetupFailed, run
from ops.setup.npm import install

SYSTEM = Path("/usr/bin/chromium")
BUNDLED = ROOT / ".browser"
BUNDLED_LOCK = ROOT / "ops" / "setup" / "chromium"
ARCHIVES = ("al2023", "fonts", "swiftshader")

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A browser program, and what its environment must hold besides the caller's own."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)

    def version(self) -> str:
        """What the program says it is; raises `SetupFailed` if it does not run."""
        command = [str(self.program), "--headless", "--no-sandbox", "--version"]
        environment = os.environ | self.environment
        try:
            printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
        except (OSError, subprocess.SubprocessError) as error:
            raise SetupFailed(f"the browser `{self.program}` does not run: {error}") from error
        return printed.stdout.strip()


def locate() -> Chromium | None:
    """The browser that tests use, if one is there. `$CHROMIUM` is taken at its word, even if nothing is there."""
    if named := os.environ.get("CHROMIUM"):
        return Chromium(Path(named))
    if SYSTEM.exists():
        return Chromium(SYSTEM)
    if (BUNDLED / "chromium").exists():
        libraries = {"LD_LIBRARY_PATH": str(BUNDLED / "lib"), "FONTCONFIG_FILE": str(BUNDLED / "fonts.conf")}
        return Chromium(BUNDLED / "chromium", libraries)
    return None


def install_debian_package() -> None:
    """Install Debian's chromium with apt; needs root."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Debian's chromium for the browser tests", flush=True)
    run(["apt-get", "update", "-qq"], environment, quiet=True)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], environment, quiet=True)


def install_bundled() -> None:
    """Unpack the npm package's Chromium, libraries and fonts into `.browser`; the program last, so that it counts."""
    import brotli  # a dependency of the tests only, and of this branch only

    print("Fetching a headless Chromium for the browser tests", flush=True)
    install(BUNDLED_LOCK)
    packed = BUNDLED_LOCK / "node_modules" / "@sparticuz" / "chromium" / "bin"
    BUNDLED.mkdir(exist_ok=True)
    for name in ARCHIVES:
        with tarfile.open(fileobj=io.BytesIO(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and newer know it
            archive.extractall(BUNDLED)
    conf = FONTS_CONF.format(fonts=BUNDLED / "fonts", cache=BUNDLED / "font-cache")
    (BUNDLED / "fonts.conf").write_text(conf, encoding="utf-8")
    partial = BUNDLED / "chromium.partial"
    partial.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    partial.chmod(0o755)
    partial.rename(BUNDLED / "chromium")
    shutil.rmtree(BUNDLED_LOCK / "node_modules")


def provide() -> Chromium:
    """The browser for the tests, fetched if need be; raises `SetupFailed` with what to do."""
    if found := locate():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            install_debian_package()
        except SetupFailed as error:
            print(f"Debian's chromium cannot be had ({error}): taking the one from npm", flush=True)
    if not locate():
        install_bundled()
    if found := locate():
        return found
    raise SetupFailed("no browser: install Chromium and name its program in CHROMIUM")


def main() -> int:
    """Provide the browser and print which it is."""
    try:
        found = provide()
        print(f"Browser for the tests: {found.version()} at {found.program}")
    except SetupFailed as error:
        print(f"browser failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
