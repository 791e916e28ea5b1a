"""Running a process of a cluster: settings first, then work, and an exit code that says how it ended."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import typer

from services.cli.failures import ExitCode, Failure
from services.logs.starting import is_started
from services.processes.connections import kafka_connection
from services.settings.parts import KafkaSettings
from services.settings.processes import ProcessSettings
from streams.engines.kafka.connection import KafkaConnection

S = TypeVar("S", bound=ProcessSettings)

_logger = logging.getLogger(__name__)


def run_process(kind: type[S], work: Callable[[S], None], **given: Mapping[str, object]) -> None:
    """Read settings, and work until a signal. What ends it is logged, once there is a log, else raised as `Failure`."""
    try:
        settings = kind.read(**given)
    except Exception as error:
        raise _failure(error) from error

    def connection() -> KafkaConnection:
        kafka = getattr(settings, "kafka", None)
        assert isinstance(kafka, KafkaSettings)
        return kafka_connection(kafka, f"firstbell-{settings.process}-{settings.instance}")

    try:
        work(settings)
    except Exception as error:
        from services.processes.faults import fault_of  # as below

        fault = fault_of(error, connection)
        if fault is None:
            _logger.critical("the process ends: a fault of the program itself", exc_info=error)
            raise typer.Exit(ExitCode.INTERNAL) from error
        if not is_started():
            raise Failure(ExitCode(fault.code), *fault.lines) from error
        for line in fault.lines:
            _logger.critical("%s", line)
        raise typer.Exit(fault.code) from error


@contextmanager
def explained() -> Iterator[None]:
    """What a cluster cannot do for a command, as a `Failure`; what is logged on the way is not shown beside it."""
    quiet = logging.NullHandler()
    logging.getLogger().addHandler(quiet)
    try:
        yield
    except Exception as error:
        raise _failure(error) from error
    finally:
        logging.getLogger().removeHandler(quiet)


def _failure(error: Exception) -> Exception:
    from services.processes.faults import fault_of  # here: it knows the errors of every process, and loads them all

    fault = fault_of(error)
    return error if fault is None else Failure(ExitCode(fault.code), *fault.lines)
