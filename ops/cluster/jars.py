"""The broker's jars: resolved once into a lock, fetched from any Maven repository, each checked against its sha256.

`python -m ops.cluster.jars` writes the lock again after a change of version here. The lock names coordinates and
digests, no repository: jgo asks Maven Central, or the mirror that `MAVEN_MIRROR` names.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from jgo.maven import MavenContext, PythonResolver

KAFKA: Final = "4.3.1"
LOG4J: Final = "2.25.3"
LOCK: Final = Path(__file__).with_name("kafka_jars.lock")
ROOTS: Final = (
    f"org.apache.kafka:kafka_2.13:{KAFKA}",
    f"org.apache.kafka:kafka-tools:{KAFKA}",
    f"org.apache.logging.log4j:log4j-slf4j-impl:{LOG4J}",
    f"org.apache.logging.log4j:log4j-api:{LOG4J}",
    f"org.apache.logging.log4j:log4j-core:{LOG4J}",
    f"org.apache.logging.log4j:log4j-1.2-api:{LOG4J}",
)
UNUSED: Final = (
    *("connect-", "jersey-", "jetty-", "hk2-", "jakarta.", "swagger-", "classgraph", "maven-artifact", "plexus-"),
    *("aopalliance", "activation", "javax.activation", "jaxb-api", "javassist", "osgi-"),
    *("jackson-jakarta", "jackson-module-jakarta"),
)
"""Kafka Connect, its web server and build helpers: they hang on Kafka's tools, and no broker loads them."""

LOGGING: Final = """\
status=error
appender.out.type=Console
appender.out.name=OUT
appender.out.target=SYSTEM_ERR
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=${sys:kafka.log.level:-INFO}
rootLogger.appenderRef.out.ref=OUT
"""
FETCHES: Final = 8


class JarsMissing(Exception):
    """The jars are not on this machine, or are not those of the lock; the text says what to do."""


def cache_folder() -> Path:
    """Where jars and the JVM's start-up cache are kept, for every checkout on this machine."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "firstbell" / "kafka"


def jar_folder() -> Path:
    """Where the jars of this lock belong, whether they are there or not."""
    digest = hashlib.sha256(LOCK.read_bytes() + LOGGING.encode()).hexdigest()
    return cache_folder() / f"jars-{digest[:12]}"


def present_jars() -> Path:
    """The folder of jars. `JarsMissing` where they were not fetched."""
    folder = jar_folder()
    if not folder.is_dir():
        raise JarsMissing("Kafka's jars are not on this machine: run `make setup`")
    return folder


def fetch_jars() -> Path:
    """Fetch what the lock names, unless it is there. `JarsMissing` where a file is not the one that was locked."""
    folder = jar_folder()
    if folder.is_dir():
        return folder
    cache_folder().mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=cache_folder()))
    try:
        maven = _maven()
        with ThreadPoolExecutor(FETCHES) as pool:
            for jar in pool.map(lambda line: _fetch(maven, *line.split()), LOCK.read_text("utf-8").splitlines()):
                shutil.copy(jar, staging)
        (staging / "log4j2.properties").write_text(LOGGING, encoding="utf-8")
        staging.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was first
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def resolve() -> list[str]:
    """The lines of a lock for `ROOTS`: `group:artifact:version sha256`, sorted."""
    maven = _maven()
    # Without the final `!` jgo takes each root as a bill of materials, and log4j's brings kafka-clients 3.9.
    roots, rest = maven.resolver.resolve([maven.create_dependency(f"{root}!") for root in ROOTS])
    lines = []
    for found in (*roots, *rest):
        if found.artifactId.startswith(UNUSED) or found.scope not in (None, "compile", "runtime"):
            continue
        digest = hashlib.sha256(Path(found.artifact.resolve()).read_bytes()).hexdigest()
        lines.append(f"{found.groupId}:{found.artifactId}:{found.version} {digest}")
    return sorted(lines)


def _maven() -> MavenContext:
    mirror = os.environ.get("MAVEN_MIRROR")
    return MavenContext(
        resolver=PythonResolver(),
        repo_cache=cache_folder() / "maven",
        timeout=60,
        remote_repos={"mirror": mirror} if mirror else None,
    )


def _fetch(maven: MavenContext, coordinate: str, digest: str) -> Path:
    """One jar. jgo writes in place, so a download that was cut leaves a short file: that is dropped once."""
    group, artifact, version = coordinate.split(":")
    component = maven.project(group, artifact).at_version(version)
    for _ in range(2):
        path = Path(component.artifact().resolve())
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
        path.unlink()
    raise JarsMissing(f"`{coordinate}` is not the file that was locked: check which Maven repository answers here")


def main() -> int:
    """Write the lock."""
    LOCK.write_text("\n".join(resolve()) + "\n", encoding="utf-8")
    print(f"{LOCK.name} is written: commit it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
