"""Settings that are not right, each named by its variable, with what to do. A secret's value is never repeated."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from services.settings.listing import Setting

SHOWN: Final = 80
"""Characters of a wrong value that an error repeats at most."""


class SettingsRefused(Exception):
    """A process cannot start with these settings; each of `faults` names a variable and says what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def refusal_of(error: ValidationError, known: Mapping[tuple[str, ...], Setting]) -> SettingsRefused:
    """What a person reads instead of pydantic's account."""
    return SettingsRefused(tuple(dict.fromkeys(_faults(error, known))))


def _faults(error: ValidationError, known: Mapping[tuple[str, ...], Setting]) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        place = tuple(str(part) for part in fault["loc"])
        setting = known.get(place[:2]) or known.get(place[:1])
        if fault["type"] == "missing" and setting is None:
            yield from (_missing(one) for one in known.values() if one.path[:1] == place[:1] and one.required)
        elif fault["type"] == "missing" and setting is not None:
            yield _missing(setting)
        elif setting is None:
            yield _sentence(fault["msg"])
        else:
            yield f"`{setting.variable}`{_shown(setting, fault['input'])} is not right: {_sentence(fault['msg'])}"


def _missing(setting: Setting) -> str:
    also = f", or name a file that holds it in `{setting.variable}_FILE`" if setting.secret else ""
    return f"`{setting.variable}` is not set: give {_lower(setting.description)}{also}"


def _shown(setting: Setting, value: Any) -> str:  # noqa: ANN401 - pydantic gives whatever was put in
    if setting.secret or not isinstance(value, str | int | float):
        return ""
    return f" (`{str(value)[:SHOWN]}`)"


def _sentence(message: str) -> str:
    return _lower(message.removeprefix("Value error, "))


def _lower(text: str) -> str:
    first, _, rest = text.strip().rstrip(".").partition(" ")
    lowered = first if len(first) > 1 and first.isupper() else first[:1].lower() + first[1:]
    return f"{lowered} {rest}".strip()
