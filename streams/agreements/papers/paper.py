"""A paper: titled parts of paragraphs, points and tables, and its form as Markdown."""

from collections.abc import Iterator

import msgspec


class Table(msgspec.Struct, frozen=True):
    """Rows under headings; every row has as many cells as there are headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Part(msgspec.Struct, frozen=True):
    """A part under its heading: paragraphs first, then points, then a table."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None


class Paper(msgspec.Struct, frozen=True):
    """A paper to be read, printed or annexed."""

    title: str
    parts: tuple[Part, ...]


def markdown(paper: Paper) -> str:
    """The paper as Markdown, with a newline at its end."""
    blocks = [f"# {paper.title}"]
    for part in paper.parts:
        blocks.append(f"## {part.heading}")
        blocks += part.paragraphs
        if part.points:
            blocks.append("\n".join(f"- {point}" for point in part.points))
        if part.table is not None:
            blocks.append("\n".join(_lines(part.table)))
    return "\n\n".join(blocks) + "\n"


def _lines(table: Table) -> Iterator[str]:
    yield _row(table.headings)
    yield _row(tuple("---" for _ in table.headings))
    for row in table.rows:
        yield _row(row)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
