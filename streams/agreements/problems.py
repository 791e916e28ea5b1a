"""Validation errors as problems with a place in the file, in words for the person who wrote it."""

from difflib import get_close_matches
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from streams.agreements.reader import Path, Problem, Source, Tree

_SHAPES: Final = {
    "string_type": "write text here, in quotes if it looks like a number",
    "int_type": "write a whole number here, without quotes",
    "bool_type": "write `true` or `false` here",
    "tuple_type": "write a list here, each entry after a dash",
    "dict_type": "write fields here, each as `name: value`",
    "model_type": "write fields here, each as `name: value`",
    "model_attributes_type": "write fields here, each as `name: value`",
    "too_short": "the list is empty: add an entry",
    "string_too_short": "the text is empty: write it, or remove the field",
}


_ELSEWHERE: Final = "elsewhere"


def elsewhere(message: str, path: Path) -> PydanticCustomError:
    """An error to raise in a model's validator about a value deeper inside, at `path` below the document."""
    return PydanticCustomError(_ELSEWHERE, "{message}", {"message": message, "path": path})


def from_validation(error: ValidationError, source: Source) -> tuple[Problem, ...]:
    """Every error of a validation, in the order of the file."""
    all_found = error.errors(include_url=False)
    found = [_problem(details, source) for details in all_found if not _for_another(details, all_found)]
    return tuple(sorted(found, key=lambda problem: (problem.place.line, problem.place.column, problem.message)))


def _for_another(details: ErrorDetails, all_found: list[ErrorDetails]) -> bool:
    """Whether a list is called empty only because each of its entries has an error of its own."""
    path = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in all_found
    )


def _problem(details: ErrorDetails, source: Source) -> Problem:
    if details["type"] == _ELSEWHERE:
        context = details["ctx"]
        return Problem(source.file, source.place(context["path"]), context["path"], context["message"])
    path: Path = tuple(part for part in details["loc"] if part != "[key]")
    return Problem(source.file, source.place(path), path, _message(details, path, source))


def _message(details: ErrorDetails, path: Path, source: Source) -> str:
    kind, name = details["type"], str(path[-1]) if path else ""
    context = details.get("ctx", {})
    value = _shown(_value_at(source.tree, path))
    if kind == "missing":
        return f"field `{name}` is missing: add it"
    if kind == "extra_forbidden":
        return f"unknown field `{name}`: remove it, or correct its name"
    if kind in {"enum", "literal_error"}:
        expected = str(context.get("expected", ""))
        return f"{value} is not one of {expected}{_nearest(value, expected)}"
    if kind == "string_pattern_mismatch":
        return f"{value} has a character or form that is not allowed here: it must match `{context.get('pattern')}`"
    if kind == "value_error":
        text = str(context.get("error", details["msg"]))
        return f"{value}: {text}" if value else text
    shape = _SHAPES.get(kind, details["msg"][:1].lower() + details["msg"][1:])
    return f"{value}: {shape}" if value else f"`{name}`: {shape}"


def _value_at(tree: Tree, path: Path) -> Tree | None:
    here: Tree | None = tree
    for part in path:
        if isinstance(here, dict) and isinstance(part, str):
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int):
            here = here[part]
        else:
            return None
    return here


def _shown(value: Tree | None) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | str):
        return f"`{ascii(value)[1:-1] if isinstance(value, str) else value}`"[:120]
    return ""


def _nearest(value: str, expected: str) -> str:
    names = [part.strip(" '") for part in expected.replace(" or ", ",").split(",")]
    near = get_close_matches(value.strip("`"), names, n=1)
    return f": did you mean `{near[0]}`?" if near else ": choose one of these"
