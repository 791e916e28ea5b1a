"""A police force beside the hub: a process that hands in sealed events over HTTP, at a rate or at full speed."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import httpx
from msgspec import Struct

from schemas.batch import CONTENT_TYPE

LONGEST = 60.0


class Handed(Struct, frozen=True):
    """One body that was handed in, by `time.monotonic`: when it was due, and when its 202 had come."""

    due: float
    answered: float


def publish(url: str, token: str, lanes: Sequence[Sequence[bytes]], rate: float | None) -> list[list[Handed]]:
    """Hand in bodies from a process of its own, each lane's in order over a connection of its own.

    `rate`: bodies a second over all lanes, due by the clock whether the hub answers in time or not; None: each lane
    sends the next as soon as it has the answer.
    """
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_publish, (url, token, lanes, rate))


def _publish(url: str, token: str, lanes: Sequence[Sequence[bytes]], rate: float | None) -> list[list[Handed]]:
    began = time.monotonic() + 0.5
    with ThreadPoolExecutor(len(lanes)) as threads:
        running = []
        for lane, bodies in enumerate(lanes):
            dues = None if rate is None else [began + (n * len(lanes) + lane) / rate for n in range(len(bodies))]
            running.append(threads.submit(_send, url, token, bodies, dues))
        return [one.result() for one in running]


def _send(url: str, token: str, bodies: Sequence[bytes], dues: Sequence[float] | None) -> list[Handed]:
    handed = []
    headers = {"authorization": f"Bearer {token}", "content-type": CONTENT_TYPE}
    with httpx.Client(base_url=url, headers=headers, timeout=LONGEST) as client:
        for number, body in enumerate(bodies):
            due = time.monotonic() if dues is None else dues[number]
            time.sleep(max(0.0, due - time.monotonic()))
            answer = client.post("/v1/events", content=body)
            if answer.status_code != HTTPStatus.ACCEPTED:
                raise RuntimeError(f"the intake answered {answer.status_code}: {answer.text}")
            handed.append(Handed(due, time.monotonic()))
    return handed
