"""Texts of an operator that are kept for good: each is one line, and no longer than a record holds."""

from schemas.limits import LABEL
from services.cli.failures import ExitCode, Failure


def one_line(option: str, text: str) -> str:
    """The text without spaces around it. Raises `Failure` for one that is empty, too long, or of several lines."""
    said = text.strip()
    if not 0 < len(said) <= LABEL or not said.isprintable():
        raise Failure(ExitCode.USAGE, f"`{option}` takes one line of 1 to {LABEL} characters: name nobody in it")
    return said
