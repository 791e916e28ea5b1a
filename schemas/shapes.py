"""How a msgspec Struct is read: each field's annotation becomes a shape, which Avro schemas and codecs are made from.

msgspec's own inspection refuses a union of Structs without tags. Avro says in a union which branch follows,
so the records need none.
"""

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Final, TypeAlias, Union, get_args, get_origin

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields

LONG_MIN: Final = -(2**63)
LONG_MAX: Final = 2**63 - 1

RECURS: Final = {"recurs": True}
"""Given as `Meta(extra=RECURS)`: strings of this type are few, and each comes again and again."""


class Whole(Struct, frozen=True):
    """An integer between two bounds, both included."""

    low: int
    high: int


class Text(Struct, frozen=True):
    """A string; lengths in characters. `recurs`: such strings are few, and each comes again and again."""

    shortest: int
    longest: int | None
    pattern: str | None
    recurs: bool = False


class Octets(Struct, frozen=True):
    """Bytes; of one fixed length where shortest and longest are the same."""

    shortest: int
    longest: int | None

    @property
    def fixed(self) -> bool:
        """Whether every value has the same length."""
        return self.shortest == self.longest


class Truth(Struct, frozen=True):
    """A boolean."""


class Instant(Struct, frozen=True):
    """A point in time, to the microsecond, always UTC."""


class Day(Struct, frozen=True):
    """A calendar date."""


class Choice(Struct, frozen=True):
    """One member of an enum of strings."""

    of: type[StrEnum]


class Record(Struct, frozen=True):
    """A Struct inside another."""

    of: type[Struct]


class Listing(Struct, frozen=True):
    """A tuple of any length."""

    item: "Shape"
    shortest: int
    longest: int | None


class OneOf(Struct, frozen=True):
    """A union of Structs, or of nothing and one other shape. Nothing always comes first."""

    optional: bool
    branches: "tuple[Shape, ...]"


Shape: TypeAlias = Whole | Text | Octets | Truth | Instant | Day | Choice | Record | Listing | OneOf


class Member(Struct, frozen=True):
    """One field of a Struct; `default` is msgspec's NODEFAULT where there is none."""

    name: str
    shape: Shape
    description: str
    default: object = NODEFAULT


class Unsupported(TypeError):
    """A Struct uses a type that does not travel."""


def type_name(cls: type) -> str:
    """The name of a Struct or enum where it travels; versions of one schema share theirs, and say it as `avro_name`."""
    return str(getattr(cls, "avro_name", cls.__qualname__))


@cache
def members(cls: type[Struct]) -> tuple[Member, ...]:
    """The fields of a Struct in order. Raises `Unsupported` for a type that Avro or this codec does not carry."""
    found = []
    for field in fields(cls):
        bare, metas = _unwrap(field.type)
        described = [m.description for m in metas if m.description]
        shape = _shape(bare, metas, f"{type_name(cls)}.{field.name}")
        found.append(Member(field.name, shape, described[-1] if described else "", field.default))
    return tuple(found)


def _unwrap(hint: object) -> tuple[object, list[Meta]]:
    if get_origin(hint) is Annotated:
        bare, *extras = get_args(hint)
        inner, metas = _unwrap(bare)
        return inner, metas + [extra for extra in extras if isinstance(extra, Meta)]
    return hint, []


def _shape(hint: object, metas: list[Meta], place: str) -> Shape:
    if get_origin(hint) in (Union, UnionType):
        return _one_of(hint, metas, place)
    if get_origin(hint) is tuple:
        item, *rest = get_args(hint)
        if rest != [Ellipsis]:
            raise Unsupported(f"{place}: a tuple travels only as `tuple[X, ...]`")
        bare, inner = _unwrap(item)
        shape = _shape(bare, inner, place)
        if _takes_nothing(shape):
            raise Unsupported(f"{place}: a list of what takes no bytes could be of any length")
        return Listing(shape, _most(metas, "min_length") or 0, _least(metas, "max_length"))
    if isinstance(hint, type):
        return _plain(hint, metas, place)
    raise Unsupported(f"{place}: `{hint}` does not travel")


def _takes_nothing(shape: Shape) -> bool:
    if isinstance(shape, Record):
        return all(_takes_nothing(member.shape) for member in members(shape.of))
    return isinstance(shape, Octets) and shape.longest == 0 and shape.fixed


def _plain(hint: type, metas: list[Meta], place: str) -> Shape:
    shortest, longest = _most(metas, "min_length") or 0, _least(metas, "max_length")
    simple: dict[type, Shape] = {bool: Truth(), datetime: Instant(), date: Day(), bytes: Octets(shortest, longest)}
    if hint in simple:
        return simple[hint]
    if hint is str:
        patterns = [m.pattern for m in metas if m.pattern is not None]
        recurs = any(m.extra == RECURS for m in metas)
        return Text(shortest, longest, patterns[-1] if patterns else None, recurs)
    if hint is int:
        return _whole(metas)
    if issubclass(hint, StrEnum):
        return Choice(hint)
    if issubclass(hint, Struct):
        return Record(hint)
    raise Unsupported(f"{place}: `{hint.__name__}` does not travel")


def _whole(metas: list[Meta]) -> Whole:
    over, under = _most(metas, "gt"), _least(metas, "lt")
    lows = [LONG_MIN, _most(metas, "ge"), None if over is None else over + 1]
    highs = [LONG_MAX, _least(metas, "le"), None if under is None else under - 1]
    return Whole(max(n for n in lows if n is not None), min(n for n in highs if n is not None))


def _one_of(hint: object, metas: list[Meta], place: str) -> OneOf:
    options = [option for option in get_args(hint) if option is not NoneType]
    optional = len(options) < len(get_args(hint))
    branches = []
    for option in options:
        bare, inner = _unwrap(option)
        branches.append(_shape(bare, inner + metas, place))
    if len(branches) > 1 and not all(isinstance(branch, Record) for branch in branches):
        raise Unsupported(f"{place}: a union is of Structs, or of None and one other type")
    return OneOf(optional, tuple(branches))


def _most(metas: list[Meta], name: str) -> int | None:
    values = [getattr(meta, name) for meta in metas if getattr(meta, name) is not None]
    return int(max(values)) if values else None


def _least(metas: list[Meta], name: str) -> int | None:
    values = [getattr(meta, name) for meta in metas if getattr(meta, name) is not None]
    return int(min(values)) if values else None
