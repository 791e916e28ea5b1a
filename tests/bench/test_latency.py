"""From publishing to the inbox, while the line runs at half its top rate."""

import threading
import time
from collections import deque
from pathlib import Path

from schemas.wire import Submission
from tests.bench.cost import line
from tests.bench.town import AGENCY, SCHOOLS, Town

WARM = 2000
SECONDS = 20


def test_publish_to_inbox(tmp_path: Path) -> None:
    """Every event is looked for in its school's inbox; the 99th percentile stays under a second."""
    town = Town(tmp_path)
    submissions = town.seal(WARM)
    began = time.perf_counter()
    line(town, submissions, 64)()
    top = WARM / (time.perf_counter() - began)
    rate = top / 2
    count = int(rate * SECONDS)
    waits = measure(town, town.seal(count, seed=9), rate)
    waits.sort()
    at = {share: waits[min(len(waits) - 1, int(len(waits) * share))] * 1000 for share in (0.5, 0.9, 0.99)}
    print(f"\ntop rate {top:.0f} events/s; at {rate:.0f}/s over {len(waits)} events, publish to inbox in ms:")
    print(f"median {at[0.5]:.0f}, 90th {at[0.9]:.0f}, 99th {at[0.99]:.0f}, longest {waits[-1] * 1000:.0f}")
    assert at[0.99] < 1000


def measure(town: Town, submissions: list[Submission], rate: float) -> list[float]:
    """Seconds from handing in each submission until its notices are in the views."""
    sent: deque[float] = deque()
    waits: list[float] = []
    already = visible(town)
    town.hub.start(tick_every=60)

    def watch() -> None:
        seen = already
        while len(waits) < len(submissions):
            now_visible = visible(town)
            at = time.perf_counter()
            for _ in range((now_visible - seen) // 2):
                waits.append(at - sent.popleft())
            seen += (now_visible - seen) // 2 * 2
            time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    for number, submission in enumerate(submissions):
        time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        sent.append(time.perf_counter())
        town.hub.submit(AGENCY, [submission])
    watcher.join(timeout=60)
    town.hub.close()
    return waits


def visible(town: Town) -> int:
    """How many notices the schools' inboxes show."""
    marks = ",".join("?" * len(SCHOOLS))
    statement = f"SELECT count(*) FROM notice_view WHERE scheme = 'urn' AND value IN ({marks})"
    rows = town.hub.views._read(statement, SCHOOLS)
    return int(str(rows[0][0]))
