"""What is compiled: modules that are there, that define no record, and that find what they import."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.setup import native
from schemas.native import VARIABLE
from tests.project.sources import CODE, ROOT, modules, place

EVERY_MODULE = """
import importlib, pathlib
packages = map(pathlib.Path, ("schemas", "streams", "services"))
for path in sorted(path for package in packages for path in package.rglob("*.py")):
    if "migrations" not in path.parts and path.name != "__main__.py":
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
"""


AMBIGUOUS = frozenset({"VaultReader"})
"""Names of compiled classes that other, interpreted classes bear too."""


def classes(source: str) -> set[str]:
    """The names of the classes of a module."""
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)}


def bases(source: str) -> set[str]:
    """The names that the classes of a module are made from."""
    made = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    return {ast.unparse(base).rsplit(".", 1)[-1] for cls in made for base in cls.bases}


def test_each_is_listed_once_in_order() -> None:
    assert list(native.HOT) == sorted(set(native.HOT))


@pytest.mark.parametrize("module", native.HOT)
def test_a_compiled_module_defines_no_record(module: str) -> None:
    assert bases((ROOT / module).read_text("utf-8")) & {"Struct", "BaseModel"} == set()


def test_a_record_is_found() -> None:
    assert bases("class One(msgspec.Struct): ...\nclass Two(Struct, frozen=True): ...") == {"Struct"}


def test_what_inherits_from_a_compiled_class_is_compiled_too() -> None:
    """Python refuses to make an object of any other."""
    made = {name for module in native.HOT for name in classes((ROOT / module).read_text("utf-8"))}
    others = (path for path in modules(*CODE) if place(path) not in native.HOT)
    heirs = {place(path): bases(path.read_text("utf-8")) & made - AMBIGUOUS for path in others}
    assert {name: found for name, found in heirs.items() if found} == {}


def generators(source: str) -> set[str]:
    """The names of the functions of a module that yield."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    yielding = ast.Yield | ast.YieldFrom
    return {one.name for one in functions if any(isinstance(node, yielding) for node in ast.walk(one))}


def looked_in(source: str) -> set[str]:
    """The names of what a module calls, and asks at once whether something is in it."""
    compared = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Compare)]
    asked = [right for one in compared for op, right in zip(one.ops, one.comparators, strict=True)
             if isinstance(op, ast.In | ast.NotIn)]  # fmt: skip
    calls = [node.func for node in asked if isinstance(node, ast.Call)]
    return {ast.unparse(function).rsplit(".", 1)[-1] for function in calls}


def test_nothing_is_looked_for_in_a_generator() -> None:
    """A compiled one has no answer: it fails as it is asked, while the same sources interpreted pass."""
    made = {name for module in native.HOT for name in generators((ROOT / module).read_text("utf-8"))}
    asks = {module: looked_in((ROOT / module).read_text("utf-8")) & made for module in native.HOT}
    assert {module: found for module, found in asks.items() if found} == {}


def test_what_is_looked_for_in_a_generator_is_found() -> None:
    source = "def made():\n    yield 1\n\ndef asks(x):\n    return x not in here.made()\n"
    assert generators(source) & looked_in(source) == {"made"}


@pytest.mark.slow
def test_every_module_is_imported_beside_the_compiled_ones() -> None:
    """Where nothing is compiled, beside the same sources."""
    environment = {**os.environ, VARIABLE: "auto"}
    command = [sys.executable, "-c", EVERY_MODULE]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_a_machine_without_a_compiler_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    assert native.main(["--where-possible"]) == 0
    assert native.main(["--could"]) == 1, "then nothing compiled is tested"
    assert native.main([]) == 1
    told = capsys.readouterr().err
    assert told.count("nothing was compiled, the program runs interpreted: no C compiler (`no-such-compiler`)") == 2


def test_a_machine_without_headers_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    monkeypatch.setenv("CC", "sh")
    assert native.main([]) == 1
    assert "Python's headers are not here" in capsys.readouterr().err


def test_a_wrong_call_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert native.main(["everything"]) == 2
    assert "usage:" in capsys.readouterr().err
