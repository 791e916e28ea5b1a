"""A child process that plays the night and is killed at one point: no handler runs, and nothing is closed."""

import os
import signal
from collections.abc import Callable

from streams import faultpoints

KILLED, ENDED = "killed", "ended"


def killed_at(point: int, play: Callable[[], None]) -> tuple[str, str]:
    """Play in a child that dies at the point of this number, from 1: whether it did, and the point's name."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _play_and_die(point, play, reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return KILLED, said
    if os.waitstatus_to_exitcode(status) != 0:
        raise AssertionError(f"the child failed before point {point}: {said}")
    return ENDED, said


def _play_and_die(point: int, play: Callable[[], None], reading: int, writing: int) -> None:
    os.close(reading)
    count = 0

    def die(name: str) -> None:
        nonlocal count
        count += 1
        if count == point:
            os.write(writing, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    status = 1
    try:
        faultpoints.install(die)
        play()
        status = 0
    except BaseException as error:
        os.write(writing, repr(error).encode())
    finally:
        os._exit(status)
