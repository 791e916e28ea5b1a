"""`firstbell agreements schema`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from streams.agreements.schema import json_schema


def schema(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there.", dir_okay=False)] = None,
) -> None:
    """Print the JSON Schema of agreements and duties, by which editors complete and check their YAML.

    Name it in a file's first line: `# yaml-language-server: $schema=instrument.schema.json`.
    """
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
