"""Names of the hub's topics, how many partitions each has, and which partition a chain of records stands in.

Each source partition has a partition of `decisions.*` of its own, so that the place where an append must land is
known beforehand (ops/decisions/0102).
"""

from typing import Final

from msgspec import Struct

from streams.deciders.places import RESOLVE, intake_source
from streams.engines.observing import Stage
from streams.reference.facts import Reference

_INTAKE: Final = "intake."
_INPUTS: Final = "inputs."
_DECISIONS: Final = "decisions."
_PERSON: Final = "person"


class Place(Struct, frozen=True):
    """One partition of one topic."""

    topic: str
    partition: int


class Topics(Struct, frozen=True):
    """The topics of one hub. `prefix` stands before every name in a trial beside other hubs; it is empty elsewhere."""

    prefix: str = ""

    @property
    def reference(self) -> Place:
        """The reference log."""
        return Place(f"{self.prefix}reference", 0)

    @property
    def ledger_entries(self) -> Place:
        """The ledger's entries in their order."""
        return Place(f"{self.prefix}ledger-entries", 0)

    @property
    def ticker(self) -> Place:
        """Whoever is assigned it tells the time."""
        return Place(f"{self.prefix}ticker", 0)

    @property
    def inputs_resolve(self) -> str:
        """What hop 2 reads."""
        return f"{self.prefix}{_INPUTS}{RESOLVE}"

    @property
    def inputs_person(self) -> str:
        """What hop 3 reads."""
        return f"{self.prefix}{_INPUTS}{_PERSON}"

    def intake(self, agency: str) -> str:
        """The topic that an agency writes to, and no other agency."""
        return f"{self.prefix}{_INTAKE}{agency}"

    def agency_of(self, topic: str) -> str | None:
        """Whose intake a topic is; None where it is none."""
        before = f"{self.prefix}{_INTAKE}"
        return topic.removeprefix(before) if topic.startswith(before) else None

    def partitions(self, agencies: tuple[str, ...], intake_partitions: int, person_partitions: int) -> dict[str, int]:
        """Every topic with its number of partitions. They are never changed: chains would move."""
        counts: dict[str, int] = {}
        for agency in agencies:
            counts[self.intake(agency)] = intake_partitions
            counts[self._decisions(f"{_INTAKE}{agency}")] = intake_partitions
        counts |= {self.inputs_resolve: 1, self._decisions(RESOLVE): 1}
        counts |= {self.inputs_person: person_partitions, self._decisions(_PERSON): person_partitions}
        return counts | {place.topic: 1 for place in (self.reference, self.ledger_entries, self.ticker)}

    def source_of(self, topic: str, partition: int) -> str:
        """The source partition that a partition of inputs or of decisions is of. ValueError for another topic."""
        name = topic.removeprefix(self.prefix).removeprefix(_DECISIONS)
        if name.startswith(_INTAKE):
            return intake_source(name.removeprefix(_INTAKE), partition)
        name = name.removeprefix(_INPUTS)
        if name == RESOLVE and partition == 0:
            return RESOLVE
        if name == _PERSON:
            return f"{_PERSON}.{partition}"
        raise ValueError(f"`{topic}` holds neither inputs nor decisions")

    def inputs_of(self, source: str) -> Place:
        """Where the inputs of a source partition stand."""
        name, partition = _split(source)
        return Place(f"{self.prefix}{name if name.startswith(_INTAKE) else _INPUTS + name}", partition)

    def decisions_of(self, source: str) -> Place:
        """Where the records of a source partition stand."""
        name, partition = _split(source)
        return Place(self._decisions(name), partition)

    def _decisions(self, name: str) -> str:
        return f"{self.prefix}{_DECISIONS}{name}"


def sources(agencies: tuple[str, ...], intake_partitions: int, person_partitions: int) -> list[str]:
    """Every source partition of a hub, in the order of the hops."""
    intakes = [intake_source(agency, number) for agency in agencies for number in range(intake_partitions)]
    return [*intakes, RESOLVE, *(f"{_PERSON}.{number}" for number in range(person_partitions))]


def publishers(reference: Reference) -> tuple[str, ...]:
    """The agencies that may publish anything: each has an intake of its own."""
    return tuple(sorted(agency for agency, registered in reference.agencies.items() if registered.event_types))


def _split(source: str) -> tuple[str, int]:
    if source == RESOLVE:
        return RESOLVE, 0
    name, partition = source.rsplit(".", 1)
    return name, int(partition)


def stage_of(source: str) -> Stage:
    """The hop that a source partition is of."""
    if source == RESOLVE:
        return "resolve"
    return "accept" if source.startswith("intake.") else "person"
