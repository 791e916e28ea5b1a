"""Golden decisions: requests about the project's instruments, each in a file with its whole decision.

`python -m tests.streams.agreements.goldens` decides every request again and writes the files; a new case is a file
that holds `says`, `unsigned`, `suspended` and `request`. Decisions are records for years: look at each difference.
"""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from streams.agreements.compiled import compile_index
from streams.agreements.document import Instrument, parse
from streams.agreements.evaluate import evaluate
from streams.agreements.request import Request
from tests.streams.agreements.decisions import Json, decision_of, written
from tests.streams.agreements.repository import documents

FOLDER: Final = Path(__file__).parent / "golden"


class Golden(msgspec.Struct):
    """A case as its file has it. The trainings stand in a list, or are null while no reader is known."""

    says: str
    unsigned: list[tuple[str, int]]
    suspended: list[str]
    request: Request
    decision: Json | None = None


def read(path: Path) -> Golden:
    """The case of a file."""
    return msgspec.json.decode(path.read_bytes(), type=Golden)


def decided(case: Golden) -> Json:
    """The decision of a case as the evaluator makes it now."""
    index = compile_index([*documents().values(), *_besides()], case.suspended, frozenset(case.unsigned))
    return decision_of(evaluate(index, case.request))


@cache
def _besides() -> tuple[Instrument, ...]:
    """Instruments that stand in these tests alone, for what no instrument of the project asks yet."""
    return tuple(parse(path.read_bytes(), path.name) for path in sorted((FOLDER / "instruments").glob("*.yaml")))


def text_of(case: Golden) -> str:
    """The file of a case, with its decision as of now."""
    content = msgspec.to_builtins(msgspec.structs.replace(case, decision=decided(case)))
    trainings = case.request.trainings
    content["request"]["trainings"] = None if trainings is None else sorted(trainings)
    return written(content)


def write() -> None:
    """Decide every case again."""
    for path in sorted(FOLDER.glob("*.json")):
        path.write_text(text_of(read(path)), encoding="utf-8")


if __name__ == "__main__":
    write()
