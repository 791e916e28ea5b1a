"""Exports of every event type, with the project's own mappings and example files, through the real intake."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.catalogue import EVENTS
from schemas.events.encompass import EVENT_TYPE
from schemas.records.reference import AgencyKeyAdded, AgencyKind, AgencyRegistered
from schemas.records.share import DisclosurePermitted
from services.directory.faults import Fault
from services.intake.documents import describe_hub
from services.publisher.direct import DirectTransport
from services.publisher.identity import create_key, read_identity
from services.publisher.mapping import ExportMapping, load_mapping
from services.publisher.publisher import Publisher, Result
from services.publisher.store import PublisherStore
from streams.engines.local.home import PROMISE_KEY_ID, Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from tests.services.publisher.support import NOW, ROOT
from tests.support.facts import hub_bodies
from tests.support.flows import flow_bodies
from tests.support.world import HUB

MAPPINGS = ROOT / "ops" / "mappings"
AGENCIES = {
    "bedfordshire-police": AgencyKind.POLICE,
    "bedford-borough-council": AgencyKind.COUNCIL,
    "bedfordshire-hospitals": AgencyKind.HOSPITAL,
}
EXAMPLES = {
    path.stem: load_mapping(path.with_suffix(".yaml").read_bytes(), f"{path.stem}.yaml")
    for path in sorted(MAPPINGS.glob("*.csv"))
}


class World:
    """A hub where three agencies may publish every type, and each one's publisher."""

    def __init__(self, folder: Path) -> None:
        home, began = Home(folder / "hub"), NOW - timedelta(days=30)
        declare_hub(home, HUB, "Bedford", began)
        self.hub = LocalHub(home, lambda: NOW)
        self._publishers: dict[str, tuple[Publisher, PublisherStore]] = {}
        with self.hub.locked:
            self.hub.registry.refer([*hub_bodies()[1:], *flow_bodies()], began)
        for agency, kind in AGENCIES.items():
            public = create_key(folder / agency)
            with self.hub.locked:
                registered = AgencyRegistered(agency, agency, kind, tuple(sorted(EVENTS)), ("822",))
                self.hub.registry.refer([registered, AgencyKeyAdded(agency, "1", public, began, None)], began)
        descriptor = describe_hub(self.hub.reference(), PROMISE_KEY_ID, "http://127.0.0.1", NOW)
        assert descriptor is not None
        for agency in AGENCIES:
            store = PublisherStore.open(folder / f"{agency}.db", agency, HUB)
            identity, way = read_identity(folder / agency, agency, "1"), DirectTransport(self.hub, agency)
            self._publishers[agency] = (Publisher(store, descriptor, identity, way, clock=lambda: NOW), store)

    def publisher(self, agency: str) -> Publisher:
        """An agency's publisher."""
        return self._publishers[agency][0]

    def publish(self, mapping: ExportMapping, data: bytes) -> list[tuple[str, Result, int, str, str]]:
        """Publish an export; of each incident its reference, result, revision, and the hub's outcome with reason."""
        publisher, store = self._publishers[mapping.agency]
        lines = publisher.publish(data, "export.csv", mapping).prepared.lines
        self.hub.run()
        publisher.fetch_outcomes()
        told = {(row.reference, row.revision): row.outcome for row in store.sent()}
        found = []
        for line in lines:
            outcome = told.get((line.reference, line.revision))
            assert not line.faults, [str(fault) for fault in line.faults]
            said = (outcome.outcome, outcome.reason) if outcome is not None else ("", "")
            found.append((line.reference, line.result, line.revision, *said))
        return found

    def offer(self, mapping: ExportMapping, data: bytes) -> tuple[dict[str, tuple[Fault, ...]], dict[str, set[str]]]:
        """Publish an export; by reference the publisher's faults, and the doubts of what the hub accepted last."""
        publisher, _ = self._publishers[mapping.agency]
        lines = publisher.publish(data, "export.csv", mapping).prepared.lines
        self.hub.run()
        assert {one.outcome for one in publisher.fetch_outcomes()} <= {"accepted"}
        accepted = self.hub.views.sent(mapping.agency)
        doubts = {row.reference: {doubt.value for doubt in row.doubts} for row in reversed(accepted)}
        return {line.reference: line.faults for line in lines}, doubts

    def close(self) -> None:
        """Let go of the files."""
        for _, store in self._publishers.values():
            store.close()
        self.hub.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The hub and its publishers."""
    made = World(tmp_path)
    yield made
    made.close()


def example(name: str) -> bytes:
    """The example export beside a mapping."""
    return (MAPPINGS / f"{name}.csv").read_bytes()


def test_there_is_an_example_for_every_type_beside_the_demos_own() -> None:
    assert {mapping.event_type for mapping in EXAMPLES.values()} == set(EVENTS) - {EVENT_TYPE}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_hub_accepts_each_example_and_takes_it_once(world: World, name: str) -> None:
    first = world.publish(EXAMPLES[name], example(name))
    assert first
    assert {(result, revision, outcome) for _, result, revision, outcome, _ in first} == {
        (Result.SEALED, 1, "accepted")
    }
    assert {result for _, result, *_ in world.publish(EXAMPLES[name], example(name))} == {Result.ALREADY_SENT}


def test_news_of_an_episode_is_its_next_revision(world: World) -> None:
    mapping, reported = EXAMPLES["police-missing"], example("police-missing").decode()
    world.publish(mapping, reported.encode())
    returned = reported.replace("REPORTED,MED,02/05/2027 21:40,,", "FOUND,MED,02/05/2027 21:40,03/05/2027 06:50,")
    assert returned != reported
    found = {reference: rest for reference, *rest in world.publish(mapping, returned.encode())}
    assert found["MP/27/00341"] == [Result.SEALED, 2, "accepted", ""]
    assert found["MP/27/00338"][0] is Result.ALREADY_SENT


def test_agreements_and_routing_permit_each_flow_to_those_they_name(world: World) -> None:
    for name, mapping in EXAMPLES.items():
        world.publish(mapping, example(name))
    permitted = {
        (event.type, output.recipient.role)
        for event in world.hub.views.events()
        for step in world.hub.views.trace(event.event)
        for _, output in step.outputs
        if isinstance(output, DisclosurePermitted)
    }
    assert permitted >= {
        ("missing.episode", "ifd"),
        ("marac.referral", "marac_coordinator"),
        ("marac.referral", "idva"),
        ("hospital.flag", "hospital_safeguarding"),
        ("front_door.contact", "ifd"),
    }, sorted(permitted)


def test_one_reference_never_becomes_another_type_of_event(world: World) -> None:
    world.publish(EXAMPLES["police-missing"], example("police-missing"))
    taken = example("police-marac").replace(b"MR/27/0088", b"MP/27/00341")
    faults, _ = world.offer(EXAMPLES["police-marac"], taken)
    assert [fault.reason for fault in faults["MP/27/00341"]] == [
        "this reference was sent as another type of event, which this would replace"
    ]


def test_an_event_of_every_type_can_be_withdrawn(world: World) -> None:
    for name, mapping in EXAMPLES.items():
        data = example(name).decode()
        world.publish(mapping, data.encode())
        withdrawn = world.publish(mapping, data.replace("LIVE,,", "CANCELLED,ERROR,").encode())
        assert {tuple(rest) for _, *rest in withdrawn} == {(Result.SEALED, 2, "accepted", "")}, name
