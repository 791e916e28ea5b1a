"""A school's reader beside the hub: a process that signs in as a person does and keeps the inbox pages in view."""

import multiprocessing
import re
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection

import httpx

EVERY = 0.05
"""Seconds between two pages that are asked for: what is seen is seen late, by up to a round of all schools watched."""
_NOTICE = re.compile(r'href="/school/(\d{6})/notices/([^"/]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Watch:
    """A reader at work in a process of its own until all that is expected was seen. It has signed in when made."""

    def __init__(self, link: str, expected: Mapping[str, int], within: float) -> None:
        """`expected`: how many notices each school's inbox will show; given up after `within` seconds."""
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_watch, args=(theirs, link, dict(expected), within), daemon=True)
        self._process.start()
        theirs.close()
        self._ours.recv()

    def seen(self) -> dict[str, list[float]]:
        """By school, when each notice was first seen, by `time.monotonic`, in the order of their coming.

        EOFError where the reader failed; its process says why.
        """
        try:
            seen: dict[str, list[float]] = self._ours.recv()
            return seen
        finally:
            self._process.join()
            self._ours.close()


def _watch(pipe: Connection, link: str, expected: dict[str, int], within: float) -> None:
    seen: dict[str, dict[str, float]] = {urn: {} for urn in expected}
    with httpx.Client(base_url=link.split("/sign-in/")[0], timeout=within) as client:
        sign_in(client, link)
        for urn in expected:
            inbox(client, urn)  # the first page of a server takes longer: templates are compiled
        pipe.send(None)
        until = time.monotonic() + within
        while lacking := [urn for urn, count in expected.items() if len(seen[urn]) < count]:
            if time.monotonic() > until:
                raise TimeoutError(f"{len(lacking)} schools lack notices after {within:.0f} s")
            for urn in lacking:
                for notice in inbox(client, urn):
                    seen[urn].setdefault(notice, time.monotonic())
                time.sleep(EVERY)
    pipe.send({urn: sorted(times.values()) for urn, times in seen.items()})


def sign_in(client: httpx.Client, link: str) -> None:
    """Use a one-time link up."""
    page = client.get(link).raise_for_status()
    answer = client.post(link, data=dict(HIDDEN.findall(page.text)))
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"the sign-in was answered with {answer.status_code}")


def inbox(client: httpx.Client, urn: str) -> list[str]:
    """The notices that a school's page shows."""
    page = client.get(f"/school/{urn}").raise_for_status()
    return [notice for school, notice in _NOTICE.findall(page.text) if school == urn]
