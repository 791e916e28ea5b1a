"""`firstbell agreements text`: papers made from agreements, to be read, signed and annexed."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.cli.commands.agreements_ask import agreements_and_duties, asked
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from services.cli.output import give
from services.operator.clock import machine_clock
from services.operator.questions import counting_beside, signatures_of
from streams.agreements.document import Agreement, Duty, Instrument
from streams.agreements.papers.accounts import data_flows, record_of_processing
from streams.agreements.papers.paper import Paper, markdown
from streams.agreements.papers.privacy import NoWords, for_a_child, for_parents
from streams.agreements.papers.readable import readable


class PaperKind(StrEnum):
    """Which paper."""

    AGREEMENT = "agreement"
    DATA_FLOWS = "data-flows"
    RECORD = "record-of-processing"
    PARENTS = "parents"
    CHILD = "child"


_NOTICES: dict[PaperKind, Callable[[Agreement, list[Instrument]], Paper]] = {
    PaperKind.PARENTS: for_parents,
    PaperKind.CHILD: for_a_child,
}


def text(
    names: Annotated[list[str], typer.Argument(metavar="AGREEMENT...", help="YAML files, or ids of a home's hub.")],
    paper: Annotated[PaperKind, typer.Option("--paper", help="Which paper to make.")] = PaperKind.AGREEMENT,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there.", dir_okay=False)] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Make a paper from agreements, as Markdown: the readable text, or what a controller must keep or publish.

    `agreement` is the text to sign or annex, of a home's hub with who signed it and when; `data-flows` the tables of a
    DPIA; `record-of-processing` the record of UK GDPR Art 30; both take several agreements and duties. `parents` and
    `child` are privacy notices.

    A privacy notice is about the first agreement, together with what holds beside it: of files, name the duty's and the
    other agreements' of the area too; of a home's hub, all that counts today is taken.
    """
    agreements, duties = asked(lambda: agreements_and_duties(names, home))
    made = (
        _notice(_NOTICES[paper], names[0], agreements, duties, home)
        if paper in _NOTICES
        else _paper(paper, names[0], agreements, duties, home)
    )
    if out is not None:
        out.write_text(markdown(made), encoding="utf-8")
    if as_json or out is None:
        give(made, lambda console: console.out(markdown(made), end="", highlight=False), as_json=as_json)


def _paper(kind: PaperKind, name: str, agreements: list[Agreement], duties: list[Duty], home: Path) -> Paper:
    if kind is PaperKind.DATA_FLOWS:
        return data_flows(agreements, duties)
    if kind is PaperKind.RECORD:
        return record_of_processing(agreements, duties)
    if len(agreements) != 1 or duties:
        raise Failure(ExitCode.USAGE, f"`{kind}` is made of one agreement: name just that")
    return readable(agreements[0], asked(lambda: signatures_of(name, agreements[0], home)))


def _notice(
    made: Callable[[Agreement, list[Instrument]], Paper],
    name: str,
    agreements: list[Agreement],
    duties: list[Duty],
    home: Path,
) -> Paper:
    if not agreements:
        raise Failure(ExitCode.USAGE, "a privacy notice is about an agreement: name it first")
    beside = asked(lambda: counting_beside(name, home, machine_clock()))
    try:
        return made(agreements[0], [*agreements[1:], *duties, *beside])
    except NoWords as error:
        raise Failure(ExitCode.REFUSED, str(error)) from None
