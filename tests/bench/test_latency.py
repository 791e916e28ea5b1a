"""From publishing to the inbox, as the two at its ends have it: an agency's POST, a school's page.

On loopback: `firstbell serve` as it stands, a publisher, a reader who signs in and keeps inboxes in view. The top rate
is that of the same served hub a moment before, without the reader and in large bodies, which makes half of it harder.
"""

import os
import time
from collections.abc import Sequence
from math import ceil
from pathlib import Path

import httpx

from schemas.batch import pack_batch
from schemas.envelope import digest_of_submission
from services.operator.serving import give_token
from services.operator.settings import DemoSettings, HomeSettings, write_settings
from streams.engines.local.home import Home
from tests.bench.publishing import publish
from tests.bench.reading import Watch
from tests.bench.served import Served, served
from tests.bench.town import AGENCY, PUPILS, START, Letters, declare_town
from tests.support.furnishing import reader

SCHOOLS = tuple(str(110000 + number) for number in range(200))
WATCHED = SCHOOLS[:2]
"""Few, for a reader who keeps asking for pages takes of the hub what deciding needs."""
HOUSEHOLDS = PUPILS // 2
READER = "user-of-a-trust"
LANES = 16
WARM, TOP = 64, 256
"""Events a lane: before measuring, and to measure the top rate by."""
TOGETHER = 64
"""Events a body at the top rate; at half of it `FEW`, as an agency sends what has come together in a moment."""
FEW = 4
SECONDS = 45
LIMIT = 1.0


def test_publish_to_inbox(tmp_path: Path) -> None:
    """At half the top rate the page shows a notice within a second of its publishing, 99 times in 100."""
    home = Home(tmp_path / "home")
    force = declare_town(home, SCHOOLS, [reader(READER, "dsl", "urn", urn, "Wren", "Ashdown") for urn in WATCHED])
    write_settings(home.folder, HomeSettings(demo=DemoSettings(seed=0)))  # the clock goes on from the town's time
    token = give_token(home.folder, AGENCY)
    lanes = [Letters(force.another(f"niche-{number}"), SCHOOLS) for number in range(LANES)]
    print(f"\n{os.getloadavg()[0]:.1f} other processes want {os.cpu_count()} processors: best none")
    with served(home.folder, [READER]) as hub:
        top_rate(hub, token, lanes, WARM)
        top = top_rate(hub, token, lanes, TOP)
        print(f"top rate {top:.0f} events/s over HTTP; measured at half of it, {top / 2:.0f}/s, for {SECONDS} s")
        visible, answered = at_rate(hub, token, lanes, top / 2)
    tell("publish to 202", answered)
    tell("publish to page", visible)
    assert percentile(visible, 0.99) < LIMIT


def top_rate(hub: Served, token: str, lanes: Sequence[Letters], count: int) -> float:
    """Events a second from the first body until the last outcome can be fetched, sent as fast as 202s come."""
    elsewhere = [household for household in range(HOUSEHOLDS) if not watched(household)]
    sealed = [[lane.of_household(elsewhere[n % len(elsewhere)], START) for n in range(count)] for lane in lanes]
    bodies = [[pack_batch(lane[n : n + TOGETHER]) for n in range(0, count, TOGETHER)] for lane in sealed]
    handed = publish(hub.intake, token, bodies, None)
    with httpx.Client(base_url=hub.intake, headers={"authorization": f"Bearer {token}"}) as client:
        for lane in sealed:
            while client.get(f"/v1/outcomes/{digest_of_submission(lane[-1]).hex()}").status_code != httpx.codes.OK:
                time.sleep(0.02)
    return count * len(lanes) / (time.monotonic() - min(one.due for lane in handed for one in lane))


def at_rate(hub: Served, token: str, lanes: Sequence[Letters], rate: float) -> tuple[list[float], list[float]]:
    """Seconds from when each event was due until a watched page showed it, and until the 202 of its body had come.

    An inbox shows its events in the order of their coming, so that the first due was the first seen.
    """
    groups = [range(n, n + FEW) for n in range(0, int(rate * SECONDS), FEW)]
    bodies = [
        [pack_batch([lane.of_household(n % HOUSEHOLDS, START) for n in group]) for group in groups[place :: len(lanes)]]
        for place, lane in enumerate(lanes)
    ]
    about = {urn: [n for group in groups for n in group if urn in watched(n % HOUSEHOLDS)] for urn in WATCHED}
    watch = Watch(hub.links[0], {urn: len(events) for urn, events in about.items()}, within=SECONDS * 3)
    handed = publish(hub.intake, token, bodies, rate / FEW)
    kept = len(groups) * FEW / (max(one.answered for lane in handed for one in lane) - handed[0][0].due)
    print(f"promised {kept:.0f} events/s")
    assert kept > 0.95 * rate, "the line did not run at half of its top rate"
    due = sorted(one.due for lane in handed for one in lane)
    visible = [
        seen - due[event // FEW]
        for urn, times in watch.seen().items()
        for event, seen in zip(about[urn], times, strict=True)
    ]
    return visible, [one.answered - one.due for lane in handed for one in lane]


def watched(household: int) -> set[str]:
    """The watched schools that the two pupils of a household attend."""
    return {SCHOOLS[pupil % len(SCHOOLS)] for pupil in (household * 2, household * 2 + 1)}.intersection(WATCHED)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    return sorted(values)[max(0, ceil(len(values) * share) - 1)]


def tell(what: str, seconds: Sequence[float]) -> None:
    """Print what was measured, in milliseconds."""
    at = {name: percentile(seconds, share) * 1000 for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))}
    print(f"{what}, of {len(seconds)}: " + ", ".join(f"{name} {value:.0f} ms" for name, value in at.items()))
