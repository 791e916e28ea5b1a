"""What compiled code keeps where it found a member or a name: never an answer that no longer stands."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from ops.setup import native_kept
from tests.project.sources import ROOT

MEMBER: Final = """\
    cpy_r_r0 = CPyStatics[92]; /* 'case' */
    cpy_r_r1 = CPyObject_GetAttr(cpy_r_child, cpy_r_r0);
"""
NAME: Final = """\
    cpy_r_r6 = CPyStatic_person___decide___globals;
    cpy_r_r7 = CPyStatics[1589]; /* 'matter_key' */
    cpy_r_r8 = CPyDict_GetItem(cpy_r_r6, cpy_r_r7);
"""
OTHERS: Final = (
    "    cpy_r_r1 = CPyObject_GetAttr(cpy_r_child, cpy_r_name);\n",
    MEMBER.replace("cpy_r_r0);", "cpy_r_r5);"),
    NAME.replace("CPyStatic_person___decide___globals", "cpy_r_given"),
    NAME.replace("cpy_r_r7);", "cpy_r_key);"),
    NAME.replace("(cpy_r_r6,", "(cpy_r_other,"),
)
COMPILED: Final = """
from typing import Any

OUTSIDE: object = "at first"


def member(of: Any) -> object:
    return of.member


def name() -> object:
    return OUTSIDE
"""
TRIED: Final = """
import sys
from msgspec import Struct
import tried

class One(Struct):
    member: str

class Two(Struct):
    other: str
    member: str

class Heir(Two):
    more: str

class Asked:
    def __getattr__(self, name):
        return f"{name} asked for"

class Slots:
    __slots__ = ("member",)

def lacking(of):
    try:
        tried.member(of)
    except AttributeError as error:
        return str(error)

for _ in range(3):
    assert tried.member(One("of one")) == "of one"
    assert tried.member(Two("-", "of two")) == "of two"
    assert tried.member(Heir("-", "of an heir", "-")) == "of an heir"
    assert tried.member(Asked()) == "member asked for"

slots = Slots()
assert "member" in lacking(slots)
slots.member = "put"
assert tried.member(slots) == tried.member(slots) == "put"
del slots.member
assert "member" in lacking(slots)
slots.member = "again"
assert tried.member(slots) == "again"
Slots.member = property(lambda self: "worked out")
assert tried.member(slots) == "worked out"
assert "no attribute" in lacking(object())

one = One("kept")
before = sys.getrefcount(one.member)
for _ in range(1000):
    tried.member(one)
assert sys.getrefcount(one.member) == before

for value in ("first", "second", object()):
    tried.OUTSIDE = value
    assert tried.name() is tried.name() is value
del tried.OUTSIDE
for _ in range(2):
    try:
        tried.name()
    except (NameError, KeyError):
        continue
    raise SystemExit("a name that is gone was found")
"""
BUILD: Final = """
from pathlib import Path
from mypyc.build import mypycify
from ops.setup.native_kept import keep_in_all
from setuptools import setup

modules = ["--config-file=", "tried.py", "beside.py"]
made = mypycify(modules, opt_level="0", multi_file=True, target_dir="c", group_name="both")
print(keep_in_all(Path("c")))
setup(name="both", ext_modules=made, packages=[], script_args=["build_ext", "--inplace"])
"""


@pytest.mark.parametrize("code", [MEMBER, NAME])
def test_a_constant_name_is_kept(code: str) -> None:
    rewritten, kept = native_kept.keep_in(code)
    assert sum(kept) == 1
    assert "KEPT_" in rewritten


@pytest.mark.parametrize("code", OTHERS)
def test_anything_else_is_asked_for_anew(code: str) -> None:
    rewritten, kept = native_kept.keep_in(code)
    assert sum(kept) == 0
    assert rewritten.endswith(code)


def test_c_that_is_not_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / "__native_one.c").write_text("int one;\n")
    with pytest.raises(RuntimeError, match="another way"):
        native_kept.keep_in_all(tmp_path)


@pytest.mark.slow
def test_no_answer_is_given_that_no_longer_stands(tmp_path: Path) -> None:
    """Types and modules that change under compiled code, members that are deleted, and types that come in turn."""
    (tmp_path / "tried.py").write_text(COMPILED)
    (tmp_path / "beside.py").write_text("")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for code in (BUILD, TRIED):
        command = [sys.executable, "-c", code]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
