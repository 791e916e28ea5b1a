"""Where settings come from: the process's environment; a secret may stand in a file that a variable names instead."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from services.settings.faults import SettingsRefused
from services.settings.listing import OF_SECRET_FILES, PREFIX, Setting, every_setting

OF_COMMANDS: Final = frozenset({"FIRSTBELL_HOME", "FIRSTBELL_NATIVE", "FIRSTBELL_TRACEBACK"})
"""Variables that options of commands read themselves, and the one that says whether compiled parts run."""
LONGEST_SECRET: Final = 64 * 1024


class Variables(PydanticBaseSettingsSource):
    """Reads each setting of a process from its variable."""

    def __init__(self, kind: type[BaseSettings], environment: Mapping[str, str]) -> None:
        super().__init__(kind)
        self._environment = environment

    def __call__(self) -> dict[str, Any]:
        """What is set, part by part. Raises `SettingsRefused` for a secret's file that cannot be read."""
        found: dict[str, Any] = {}
        faults: list[str] = []
        for setting in every_setting(self.settings_cls):
            try:
                value = self._value(setting)
            except SettingsRefused as refused:
                faults += refused.faults
                continue
            if len(setting.path) == 2:
                part = found.setdefault(setting.path[0], {})
                if value is not None:
                    part[setting.path[1]] = value
            elif value is not None:
                found[setting.path[0]] = value
        if faults:
            raise SettingsRefused(faults)
        return found

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not asked: `__call__` reads all parts at once."""
        raise NotImplementedError

    def _value(self, setting: Setting) -> str | None:
        direct = self._environment.get(setting.variable)
        if not setting.secret:
            return direct
        named = self._environment.get(setting.variable + OF_SECRET_FILES)
        if named is None:
            return direct
        if direct is not None:
            both = f"`{setting.variable}` and `{setting.variable}{OF_SECRET_FILES}` are both set: keep the file"
            raise SettingsRefused([both])
        return _read(setting, Path(named))


def _read(setting: Setting, path: Path) -> str:
    variable = f"`{setting.variable}{OF_SECRET_FILES}` names `{path}`"
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_SECRET + 1)
        text = content.decode().strip()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SettingsRefused([f"{variable}, which cannot be read ({why}): mount the secret there"]) from None
    except UnicodeDecodeError:
        raise SettingsRefused([f"{variable}, which is no text: put the secret there as one line"]) from None
    if not text or len(content) > LONGEST_SECRET:
        raise SettingsRefused([f"{variable}, which is empty or too long: put the secret there as one line"])
    return text


def unknown_variables(environment: Mapping[str, str], known: frozenset[str]) -> list[str]:
    """What is wrong with variables of this prefix that no process knows: a misspelt one would do nothing."""
    strangers = sorted(name for name in environment if name.startswith(PREFIX) and name not in known | OF_COMMANDS)
    return [f"`{name}` is no setting of this program{_meant(name, known)}" for name in strangers]


def _meant(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    return f": did you mean `{close[0]}`?" if close else ": remove it; ops/settings.md lists them"
