"""Help as it reads on any terminal: a docstring's lines end where the source's do, and its paragraphs must not."""

import inspect

import typer


def let_help_flow(app: typer.Typer) -> None:
    """Join the lines of each paragraph of every command's help, of this program and of the groups in it."""
    for command in app.registered_commands:
        if command.callback is not None and command.help is None:
            command.help = flowing(inspect.getdoc(command.callback) or "")
    for group in app.registered_groups:
        if group.typer_instance is not None:
            let_help_flow(group.typer_instance)


def flowing(text: str) -> str:
    """A text whose paragraphs, parted by empty lines, each stand on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
