"""Has compiled code keep, at each place, where it found a record's member or a module's name (`native_kept.h`).

mypyc writes C that asks Python for both anew each time. Only where the name that is asked for is a constant, and the
dictionary a module's own, is another question put in its place: there what was found can be told by the place alone.
"""

import re
from pathlib import Path
from typing import Final, NamedTuple

HEADER: Final = Path(__file__).with_name("native_kept.h")
_CONSTANT: Final = r"(?P<constant>cpy_r_\w+) = CPyStatics\[\d+\]; /\* '\w+' \*/\n *"
_MEMBER: Final = re.compile(rf"({_CONSTANT}cpy_r_\w+ = )CPyObject_GetAttr(\(cpy_r_\w+, (?P=constant)\);)")
_NAME: Final = re.compile(
    rf"((?P<names>cpy_r_\w+) = CPyStatic_\w+___globals;\n *{_CONSTANT}cpy_r_\w+ = )"
    r"CPyDict_GetItem(\((?P=names), (?P=constant)\);)"
)


class Kept(NamedTuple):
    """How many places keep a record's member, and how many a module's name."""

    members: int
    names: int


def keep_in(code: str) -> tuple[str, Kept]:
    """The same C, keeping what it finds; and in how many places."""
    code, members = _MEMBER.subn(r"\1KEPT_MEMBER\3", code)
    code, names = _NAME.subn(r"\1KEPT_NAME\4", code)
    return f'#include "{HEADER.name}"\n{code}', Kept(members, names)


def keep_in_all(folder: Path) -> Kept:
    """Rewrite every module that mypyc wrote into a folder. RuntimeError where it writes what is not known here."""
    (folder / HEADER.name).write_text(HEADER.read_text("utf-8"), "utf-8")
    members = names = 0
    for path in sorted(folder.glob("__native_*.c")):
        code, kept = keep_in(path.read_text("utf-8"))
        path.write_text(code, "utf-8")
        members, names = members + kept.members, names + kept.names
    if not members or not names:
        raise RuntimeError(f"mypyc's C in `{folder}` reads members and names in another way than is known here")
    return Kept(members, names)
