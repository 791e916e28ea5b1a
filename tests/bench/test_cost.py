"""CPU per event of the whole hub, as a multiple of the cryptography that no hub can do without."""

from pathlib import Path
from statistics import median

from schemas import native
from streams.engines.local.engine import BATCH
from tests.bench.cost import cpu_of, line, unavoidable
from tests.bench.town import Town

EVENTS = 2048
ROUNDS = 5
LIMIT = 3.0


def test_cost_per_event(tmp_path: Path) -> None:
    """Two children and six sections an event; both parts measured in turn, batch by batch, on the same events, in one
    process: what else the machine does meanwhile falls on both."""
    town = Town(tmp_path)
    line(town, town.seal(BATCH), BATCH)()
    ratios = []
    first = records(town)
    print(f"\n{'round':>5} {'cryptography':>13} {'hub':>9} {'ratio':>6}   (CPU microseconds per event)")
    for number in range(ROUNDS):
        submissions = town.seal(EVENTS, seed=number + 2)
        least = whole = 0.0
        for start in range(0, EVENTS, BATCH):
            batch = submissions[start : start + BATCH]
            least += cpu_of(unavoidable(town, batch)) / EVENTS * 1e6
            whole += cpu_of(line(town, batch, BATCH)) / EVENTS * 1e6
        ratios.append(whole / least)
        print(f"{number + 1:>5} {least:>13.0f} {whole:>9.0f} {whole / least:>6.2f}")
    made = (records(town) - first) / (EVENTS * ROUNDS)
    print(f"{native.STATE.words}; median ratio {median(ratios):.2f}; decision records per event {made:.2f}")
    assert made == 3, "one record in each hop: both children stand in one partition"
    assert len(town.hub.views.notices()) == 2 * (EVENTS * ROUNDS + BATCH)
    assert median(ratios) <= LIMIT


def records(town: Town) -> int:
    """Decision records of the hub so far."""
    database = town.hub._engine.database
    return int(database.execute("SELECT count(*) FROM decisions").fetchone()[0])
