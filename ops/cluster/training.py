"""Once per machine: fetches Kafka's jars and records the JVM's start-up cache: `python -m ops.cluster.training`.

With the cache a broker starts in about half the time.
"""

import sys
from pathlib import Path
from typing import Final

from ops.cluster.brokers import BrokerFailed, KafkaCluster
from ops.cluster.jars import JarsMissing, fetch_jars, jar_folder
from ops.cluster.java import startup_cache
from ops.cluster.postgres import PostgresMissing, programs

DUMP_SECONDS: Final = 120.0


def train() -> None:
    """Start one broker that records what it loads, and stop it in order. Raises `BrokerFailed`."""
    cache = startup_cache()
    partial = Path(f"{cache}.part")
    cluster = KafkaCluster(1)
    try:
        cluster.brokers[0].start(f"-XX:AOTCacheOutput={partial}")
        cluster.brokers[0].wait_ready(1)
        cluster.brokers[0].stop(timeout=DUMP_SECONDS)  # the record is written as the process ends
        partial.rename(cache)
    finally:
        cluster.stop()
        partial.unlink(missing_ok=True)


def main() -> int:
    """Fetch and train where it has not been done."""
    try:
        if not jar_folder().is_dir():
            print("Fetching Kafka's jars (45 MB, once per machine)", flush=True)
        fetch_jars()
        if not startup_cache().exists():
            print("Recording how a broker starts (15 s, once per machine)", flush=True)
            train()
        programs()
    except (JarsMissing, BrokerFailed, PostgresMissing, OSError) as error:
        print(f"brokers failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
