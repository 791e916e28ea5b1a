"""What a home's operator settles beside the reference log: who answers the telephone, and whether this is a demo."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from streams.durability import write_durably
from streams.engines.local.home import HomeError

FILE: Final = "settings.json"


class DemoSettings(BaseModel):
    """A home that the demo made, and of which seed. All people in it are invented."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int


class HomeSettings(BaseModel):
    """Settings of one home. `telephones` are the councils' numbers by area, for the pages that cannot help further."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    telephones: dict[Annotated[str, Field(pattern=r"^[0-9]{3}$")], str] = {}
    roll_days: Annotated[int, Field(ge=1, le=366)] = 30
    demo: DemoSettings | None = None


def read_settings(folder: Path) -> HomeSettings:
    """The settings of a home; the usual ones where it has none. HomeError where the file cannot be read."""
    path = folder / FILE
    if not path.exists():
        return HomeSettings()
    try:
        return HomeSettings.model_validate_json(path.read_bytes())
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, fault["loc"])) or "the whole" for fault in error.errors())
        raise HomeError(f"the home's `{FILE}` is not right at `{fields}`: correct it") from None


def write_settings(folder: Path, settings: HomeSettings) -> None:
    """Put the settings in place, durably."""
    write_durably(folder / FILE, settings.model_dump_json(indent=2).encode() + b"\n", "home.settings")
