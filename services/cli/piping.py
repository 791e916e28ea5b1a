"""Output into a pipe whose reader stops reading, as in `firstbell keys | head`: the command ends and says nothing."""

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from services.cli.failures import ExitCode


@contextmanager
def ending_with_its_reader() -> Iterator[None]:
    """Ends the program with `ExitCode.READER_GONE` where what it prints is read no more: as shells tell of SIGPIPE.

    The signal itself stays ignored: it would end a server whose client goes away.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _write_nowhere()
        raise SystemExit(ExitCode.READER_GONE) from None
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # rich and typer end a program so, with a code of their own
            _write_nowhere()
            raise SystemExit(ExitCode.READER_GONE) from None
        raise


def reader_is_gone() -> bool:
    """Whether nobody reads what is printed: a broken pipe may be another one, such as a server's connection."""
    asked = select.poll()
    asked.register(sys.stdout.fileno(), 0)
    return any(state & select.POLLERR for _, state in asked.poll(0))


def _write_nowhere() -> None:
    """What is still buffered is let go of: else the interpreter tries once more as it ends, and complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
