"""Every setting of a process as a value: its variable, its meaning, what holds without it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final, get_args

from msgspec import Struct
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

PREFIX: Final = "FIRSTBELL_"
OF_SECRET_FILES: Final = "_FILE"


class Setting(Struct, frozen=True):
    """One setting. `path` is where it stands in the settings: (part, name) or (name,)."""

    variable: str
    path: tuple[str, ...]
    description: str
    default: str
    required: bool
    secret: bool


def every_setting(model: type[BaseModel]) -> Iterator[Setting]:
    """The settings of one process, in the order in which its parts declare them."""
    for name, field in model.model_fields.items():
        part = part_of(field)
        if part is None:
            yield _setting((name,), field)
        else:
            for inner, inner_field in part.model_fields.items():
                yield _setting((name, inner), inner_field)


def part_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a field that is a part of its own."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _setting(path: tuple[str, ...], field: FieldInfo) -> Setting:
    kinds = {field.annotation, *get_args(field.annotation)}
    if not field.description:
        raise TypeError(f"the setting {'.'.join(path)} has no description: write one")
    return Setting(
        variable=PREFIX + "_".join(path).upper(),
        path=path,
        description=field.description,
        default="" if field.is_required() else _text(field.get_default(call_default_factory=True)),
        required=field.is_required(),
        secret=SecretStr in kinds,
    )


def _text(value: Any) -> str:  # noqa: ANN401 - a default may be of any type
    if isinstance(value, tuple):
        return ",".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ",".join(f"{name}={_text(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value.value if isinstance(value, StrEnum) else str(value)
