"""Which memory is asked to be put into large pages, when, and that nothing in it changes."""

import ctypes
import threading
from pathlib import Path

from streams.engines.large_pages import (
    FREE,
    GROWN,
    SELDOM,
    SIZE,
    LargePages,
    give_back,
    put_together,
    regions,
    resident,
)

MIB = 1 << 20
LARGE = SIZE // MIB


def region(start: int, mebibytes: float, held: float, rights: str = "rw-p", name: str = "") -> bytes:
    """A region as the kernel tells it; `start` and sizes in MiB."""
    first, last = start * MIB, int((start + mebibytes) * MIB)
    where = "00000000 00:00 0" if not name.startswith("/") else "00001000 08:01 77"
    return (
        f"{first:x}-{last:x} {rights} {where} {' ' * 20 if name else ''}{name}\n"
        f"Size:           {(last - first) // 1024:>8} kB\nKernelPageSize:        4 kB\nMMUPageSize:           4 kB\n"
        f"Rss:            {int(held * 1024):>8} kB\nPss:                   0 kB\nVmFlags: rd wr mr mw me ac\n"
    ).encode()


def test_what_lies_on_whole_large_pages_is_taken() -> None:
    told = region(1001, 7, 7) + region(2000, 1, 1) + region(3000, 4, 4, name="[heap]")
    assert list(regions(told)) == [(1002 * MIB, 6 * MIB), (3000 * MIB, 4 * MIB)]


def test_what_is_mostly_empty_is_left() -> None:
    assert list(regions(region(1000, 8, 5.9))) == []
    assert list(regions(region(1000, 8, 6))) == [(1000 * MIB, 8 * MIB)]


def test_files_stacks_and_what_cannot_be_written_are_left() -> None:
    told = region(1000, 8, 8, name="/lib/x.so") + region(2000, 8, 8, "r--p") + region(3000, 8, 8, name="[stack]")
    assert list(regions(told)) == []


def test_it_asks_only_after_the_process_has_grown() -> None:
    held = [GROWN]
    pages = LargePages(lambda: held[0], lambda: 1)
    assert pages.look() == 1
    held[0] += GROWN - 1
    assert pages.look() == 0
    held[0] += 1
    assert pages.look() == 1


def test_what_it_filled_up_itself_is_no_growth() -> None:
    held = [GROWN]

    def fill() -> int:
        held[0] += 2 * GROWN
        return 5

    pages = LargePages(lambda: held[0], fill)
    assert [pages.look(), pages.look()] == [5, 0]


def test_what_is_free_is_given_back_and_is_no_growth() -> None:
    held = [GROWN]
    freed = []

    def free() -> None:
        freed.append(held[0])
        held[0] = min(held[0], GROWN + MIB)

    pages = LargePages(lambda: held[0], lambda: 1, free)
    assert pages.look() == 1
    held[0] = GROWN + FREE
    for _ in range(SELDOM - 1):
        assert pages.look() == 0
    assert freed == [GROWN]
    assert pages.look() == 0
    assert freed == [GROWN, GROWN + FREE]
    assert held[0] == GROWN + MIB


def test_nothing_is_asked_of_the_library_while_nothing_grows() -> None:
    held = [GROWN]
    freed = []
    pages = LargePages(lambda: held[0], lambda: 1, lambda: freed.append(held[0]))
    pages.look()
    held[0] += FREE - 1
    for _ in range(10 * SELDOM):
        pages.look()
    assert freed == [GROWN]
    held[0] += 1
    pages.look()
    assert freed == [GROWN, GROWN + FREE]


def test_what_putting_together_filled_is_growth_to_give_back() -> None:
    held = [GROWN]
    freed = []

    def fill() -> int:
        held[0] += FREE
        return 1

    pages = LargePages(lambda: held[0], fill, lambda: freed.append(held[0]))
    for _ in range(SELDOM + 1):
        pages.look()
    assert freed == [GROWN, GROWN + FREE]


def test_what_a_batch_takes_again_at_once_is_growth() -> None:
    held = [GROWN]
    freed = []
    pages = LargePages(lambda: held[0], lambda: 1, lambda: freed.append(held[0]))
    pages.look()
    held[0] = 2 * GROWN
    assert [pages.look(), pages.look()] == [1, 0]
    assert freed == [GROWN]


def test_what_the_library_keeps_free_goes_back_to_the_system() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.free.argtypes = (ctypes.c_void_p,)
    taken = [libc.malloc(64 << 10) for _ in range(1024)]
    for place in taken:
        ctypes.memset(place, 1, 64 << 10)
    for place in taken[:-1]:
        libc.free(place)
    before = resident()
    give_back()
    gone = before - resident()
    libc.free(taken[-1])
    assert gone > 48 * MIB


def test_a_kernel_that_tells_of_no_regions_leaves_the_program_as_it_is(tmp_path: Path) -> None:
    assert put_together(tmp_path / "smaps") == 0


def test_nothing_in_memory_changes_and_little_is_filled_up() -> None:
    held = [[number] for number in range(500_000)]
    stop = threading.Event()
    threads = [threading.Thread(target=stop.wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    before = resident()
    put_together()
    grown = resident() - before
    stop.set()
    for thread in threads:
        thread.join()
    assert held == [[number] for number in range(500_000)]
    assert before > 32 * MIB
    assert grown < before / 3 + LARGE * MIB, "stacks of threads stay as they are"
