"""Compiles the hub's hot modules with mypyc: `make native`, or as a part of set-up (`--where-possible`).

The sources stay as they are and run interpreted as well. What is compiled, and why it is taken or not:
`schemas/native.py` and ops/decisions/0130. Needs mypy, a C compiler and Python's headers; without one it says so.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = ROOT / "build" / "native"
GROUP: Final = "firstbell_native"
HOT: Final = tuple((Path(__file__).parent / "native.txt").read_text(encoding="utf-8").split())
"""The modules that are compiled, by path. None defines a record: msgspec makes those from classes of Python's own."""
WITHIN: Final = ("-fvisibility=hidden", "-fno-semantic-interposition")
"""Compiler's flags: functions of one compiled module call those of another directly: nothing outside replaces them."""


class CannotCompile(Exception):
    """The machine lacks something; the message says what."""


def check_machine() -> None:
    """Raise `CannotCompile` where the compiler, Python's headers or mypyc is missing."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        raise CannotCompile(f"no C compiler (`{compiler}`) is here: install one, such as Debian's `gcc`")
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        raise CannotCompile("Python's headers are not here: install them, such as Debian's `python3-dev`")
    try:
        import mypyc.build  # noqa: F401  only whether it is there is asked
    except ImportError:
        raise CannotCompile("mypy is not in this environment: `make native` installs it") from None


def compile_all() -> None:
    """Compile everything into a folder of its own, then put it in place with its manifest. Raises `CannotCompile`."""
    from schemas.native import FOLDER, MANIFEST, digest_of_sources, files_of

    sources = digest_of_sources()
    shutil.rmtree(BUILD, ignore_errors=True)
    made = BUILD / "made"
    made.mkdir(parents=True)
    log = BUILD / "log.txt"
    with log.open("w") as output:
        command = [sys.executable, "-m", "ops.setup.native", "--compile", str(made)]
        environment = {**os.environ, "FIRSTBELL_NATIVE": "off"}
        ended = subprocess.run(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False)
    if ended.returncode != 0:
        raise CannotCompile(f"compiling ended with code {ended.returncode}: see `{log.relative_to(ROOT)}`")
    (made / MANIFEST).write_text(json.dumps({"sources": sources, "files": files_of(made)}, indent=1))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    made.rename(FOLDER)


def compile_into(folder: Path) -> None:
    """Run mypyc and the C compiler; in a process of its own, whose words go to a log."""
    from mypyc.build import mypycify
    from setuptools import setup  # type: ignore[import-untyped]  # setuptools has no types

    from ops.setup.native_codec import source
    from ops.setup.native_kept import keep_in_all
    from schemas.native import CODEC

    generated = BUILD / f"{CODEC}.py"
    generated.write_text(source(), encoding="utf-8")
    options = ["--config-file=", "--follow-imports=silent", "--ignore-missing-imports", "--python-version=3.11"]
    extensions = mypycify(
        [*options, *HOT, str(generated)],
        opt_level="2",
        debug_level="0",
        multi_file=True,
        target_dir=str(BUILD / "c"),
        group_name=GROUP,
    )
    kept = keep_in_all(BUILD / "c")
    print(f"members kept at {kept.members} places, names at {kept.names}", flush=True)
    for extension in extensions:  # a later compiler's new warning is no reason to run interpreted
        kept_flags = [flag for flag in extension.extra_compile_args if flag != "-Werror"]
        extension.extra_compile_args = [*kept_flags, *WITHIN]
    processes = str(os.cpu_count() or 1)
    arguments = ["--build-lib", str(folder), "--build-temp", str(BUILD / "objects"), "--parallel", processes]
    setup(name=GROUP, ext_modules=extensions, packages=[], script_args=["build_ext", *arguments])


def _could() -> int:
    try:
        check_machine()
    except CannotCompile as error:
        print(f"compiled modules are not tested here: {error}", file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str]) -> int:
    """Run as a command; the exit code is 0 when compiled, 1 when not, 2 for a wrong call.

    `--could` compiles nothing: 0 where this machine has what it takes, so that what is compiled must be tested.
    """
    match arguments:
        case ["--could"]:
            return _could()
        case ["--compile", folder]:
            compile_into(Path(folder))
            return 0
        case [] | ["--where-possible"]:
            pass
        case _:
            print("usage: python -m ops.setup.native [--where-possible | --could]", file=sys.stderr)
            return 2
    try:
        check_machine()
        print(f"Compiling {len(HOT)} modules", flush=True)
        compile_all()
    except CannotCompile as error:
        print(f"nothing was compiled, the program runs interpreted: {error}", file=sys.stderr)
        return 0 if arguments else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
