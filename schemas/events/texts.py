"""Free texts of an event: each names the people it is about, and a summary the school that it is written for."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas import limits
from schemas.events.people import NamedSetting


class Text(Struct, frozen=True, gc=False):
    """Section of kind `voice` or `narrative`: free text; the sealed section says whom it is about."""

    text: Annotated[str, Meta(max_length=limits.TEXT)]


class Summary(Struct, frozen=True, gc=False):
    """Section of kind `summary`: written for one child's school."""

    text: Annotated[str, Meta(max_length=limits.TEXT)]
    setting: NamedSetting
