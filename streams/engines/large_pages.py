"""Large pages of memory for what a process holds, where the kernel has them, and given back what it has let go of.

A batch's records lie all over some hundred megabytes, in more pages of 4 KiB than a processor remembers the places of:
each that it looks up anew costs it what dozens of steps do, and more on a virtual machine (ops/decisions/0148).
Python's allocator asks for a mebibyte at a time, which is never a large page by itself. So once the process has grown,
the kernel is asked to put what stands in memory together (`MADV_COLLAPSE` of madvise(2), Linux 6.1 or newer).

Growth that is none comes first: between what a batch needs for a moment and what stays, the C library's heap is left
with holes. They are given back (`malloc_trim(3)`), or a hub that runs for a month holds them.

It is advice: under a kernel or a C library that does not take it, the same program runs as before.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

SIZE: Final = 2 << 20
"""Bytes of a large page, where ordinary ones have 4 KiB."""
GROWN: Final = 16 << 20
"""Bytes by which the process has grown since it was last asked for, for asking again."""
FREE: Final = 2 << 20
"""Bytes by which the process has grown since what was free was last given back, for giving it back again."""
SELDOM: Final = 8
"""Looks between giving back and giving back again: what one batch leaves free the next one takes."""
_FULL: Final = 0.75
"""So much of a region is in memory, or it is left: putting it together fills it. Stacks of threads are mostly empty."""

_COLLAPSE: Final = 25
_PAGE: Final = 4096
_STATUS: Final = Path("/proc/self/statm")
_REGIONS: Final = Path("/proc/self/smaps")
_REGION: Final = re.compile(
    rb"^([0-9a-f]+)-([0-9a-f]+) rw-p 00000000 00:00 0 *(?:\[heap\])?\nSize:.*\n(?:KernelPageSize:.*\n)?"
    rb"(?:MMUPageSize:.*\n)?Rss: +(\d+) kB",
    re.MULTILINE,
)


def resident() -> int:
    """Bytes of the process's own memory that are in use; 0 on a system that does not say so as Linux does."""
    try:
        _, held, shared, *_ = _STATUS.read_bytes().split()
    except OSError:
        return 0
    return (int(held) - int(shared)) * _PAGE


def put_together(regions_told: Path = _REGIONS) -> int:
    """Ask for everything that is mostly in use; for how many bytes the kernel did it.

    None where it does not tell of regions: that is an option of the kernel's own, and a container may hide it.
    """
    try:
        told = regions_told.read_bytes()
    except OSError:
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return sum(size for start, size in regions(told) if advise(start, size, _COLLAPSE) == 0)


def give_back() -> None:
    """Give the system what the C library keeps free, where that is the GNU one."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def regions(told: bytes) -> Iterator[tuple[int, int]]:
    """(start, size) of what can be large pages in each region of anonymous memory, as `/proc/self/smaps` tells them."""
    for begins, ends, held in _REGION.findall(told):
        first, last = int(begins, 16), int(ends, 16)
        start, end = -(-first // SIZE) * SIZE, last // SIZE * SIZE
        if end > start and int(held) * 1024 >= _FULL * (last - first):
            yield start, end - start


class LargePages:
    """Asks whenever the process has grown. Call `look` between batches, from the thread that decides."""

    def __init__(
        self,
        held: Callable[[], int] = resident,
        ask: Callable[[], int] = put_together,
        free: Callable[[], None] = give_back,
    ) -> None:
        self._resident = held
        self._ask = ask
        self._free = free
        self._had = 0
        self._without_holes = 0
        self._looks = SELDOM

    def look(self) -> int:
        """Give back what is free, and ask if there is more than last time; for how many bytes the kernel did it."""
        self._looks += 1
        held = self._resident()
        if self._looks >= SELDOM and held - self._without_holes >= FREE:
            self._free()
            self._looks = 0
            held = self._without_holes = self._resident()
        if held - self._had < GROWN:
            return 0
        taken = self._ask()
        self._had = self._resident()
        return taken
