"""From an export to sealed events: numbers, revisions, withdrawals, rows that wait."""

from collections.abc import Collection
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.contexts import case_key
from schemas.envelope import digest_of, digest_of_submission
from schemas.events.event import Standing, Withdrawal
from schemas.events.people import Person
from services.publisher.errors import StoreError
from services.publisher.identity import IdentityError
from services.publisher.publisher import Prepared, Publisher, Result
from services.publisher.store import PublisherStore
from streams.deciders.places import intake_partition
from tests.services.publisher import support
from tests.services.publisher.support import AGENCY, HUB, MemoryHub, adult, child, of, table

FAMILY = [adult(), child("N2"), child("N3")]


def publish(
    publisher: Publisher,
    rows: list[dict[str, str]],
    *,
    without_revision: bool = True,
    reinstate: Collection[str] = (),
) -> Prepared:
    mapping = support.mapping(without_revision=without_revision)
    return publisher.publish(table(rows).encode(), "export.csv", mapping, reinstate=reinstate).prepared


def results(prepared: Prepared) -> list[tuple[str, Result, int]]:
    return [(line.reference[-1], line.result, line.revision) for line in prepared.lines]


def test_what_the_hub_opens_is_what_the_export_says(publisher: Publisher, hub: MemoryHub) -> None:
    publish(publisher, FAMILY)
    (event,) = hub.events()
    header = event.value.header
    assert (header.reference, header.revision, header.corrects, header.sequence) == ("BEDS-OE-27-0001", 1, None, 1)
    assert [section.ref for section in event.sections if isinstance(section, Person)] == ["N1", "N2", "N3"]
    assert header.occurred_at.isoformat() == "2027-05-03T20:15:00+00:00"


def test_the_same_content_goes_once_and_changed_content_as_the_next_revision(
    publisher: Publisher, hub: MemoryHub
) -> None:
    assert results(publish(publisher, FAMILY)) == [("1", Result.SEALED, 1)]
    assert results(publish(publisher, FAMILY)) == [("1", Result.ALREADY_SENT, 1)]
    assert results(publish(publisher, [*FAMILY, child("N4")])) == [("1", Result.SEALED, 2)]
    first, second = hub.events()
    assert second.value.header.corrects == first.value.header.event
    assert len(hub.calls) == 2


def test_events_of_an_instance_are_chained(publisher: Publisher, hub: MemoryHub) -> None:
    publish(publisher, [*FAMILY, *of("BEDS-OE-27-0002", *FAMILY), *of("BEDS-OE-27-0003", *FAMILY)])
    headers = [event.value.header for event in hub.events()]
    assert [header.sequence for header in headers] == [1, 2, 3]
    assert [header.previous for header in headers[1:]] == [digest_of(one.envelope) for one in hub.held[:2]]
    assert headers[0].previous == bytes(32)


def test_each_intake_partition_is_an_instance_of_its_own(hub: MemoryHub, store: PublisherStore) -> None:
    publisher = Publisher(
        store, replace(hub.descriptor, intake_partitions=3), hub.publisher, hub, clock=lambda: support.NOW
    )
    references = [f"BEDS-OE-27-{number:04}" for number in range(12)]
    publish(publisher, [row for reference in references for row in of(reference, *FAMILY)])
    lanes: dict[str, list[int]] = {}
    for event in hub.events():
        header = event.value.header
        partition = intake_partition(case_key(AGENCY, header.reference), 3)
        assert header.instance == f"{store.instance}-{partition}"
        lanes.setdefault(header.instance, []).append(header.sequence)
    assert len(lanes) == 3
    assert all(sequences == list(range(1, len(sequences) + 1)) for sequences in lanes.values())


def test_a_withdrawal_is_a_revision_without_people(publisher: Publisher, hub: MemoryHub) -> None:
    publish(publisher, FAMILY)
    gone = [{**row, "Status": "CANX", "Canx Reason": "NOT DA", "Rev": "2"} for row in FAMILY]
    assert results(publish(publisher, gone)) == [("1", Result.SEALED, 2)]
    value = hub.events()[1].value
    assert (value.standing, value.withdrawal, value.sections) == (
        Standing.WITHDRAWN,
        Withdrawal.NOT_DOMESTIC_ABUSE,
        (),
    )


def test_a_failed_row_waits_the_others_go_and_the_mended_row_follows(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    bad = [*of("BEDS-OE-27-0002", *FAMILY), adult(), child("N2"), child("N3", DOB="05/27/2015")]
    first = publish(publisher, bad)
    assert results(first) == [("2", Result.SEALED, 1), ("1", Result.SEALED_IN_PART, 1)]
    assert [(fault.line, fault.field) for fault in first.faults()] == [(7, "DOB")]
    assert [row.reference for row in store.waiting()] == ["BEDS-OE-27-0001"]
    count, since = store.standing()["waits_for_mending"]
    assert (count, since) == (1, store.waiting()[0].since)
    again = publish(publisher, bad)
    assert results(again)[1] == ("1", Result.ALREADY_SENT, 1)
    assert again.faults() == first.faults()
    assert results(publish(publisher, [adult(), child("N2", Surname="Underhay"), bad[-1]])) == [("1", Result.HELD, 0)]
    assert results(publish(publisher, FAMILY)) == [("1", Result.SEALED, 2)]
    people = [len([s for s in event.sections if isinstance(s, Person)]) for event in hub.events()]
    assert people == [3, 2, 3]
    assert store.waiting() == []
    assert store.standing()["waits_for_mending"] == (0, None)


def test_a_later_revision_never_goes_without_a_child(publisher: Publisher, hub: MemoryHub) -> None:
    publish(publisher, FAMILY)
    assert results(publish(publisher, [adult(), child("N2", DOB="28/05/2015"), child("N3", DOB="x")])) == [
        ("1", Result.HELD, 0)
    ]
    assert len(hub.held) == 1


def test_an_incident_at_fault_as_a_whole_waits_and_follows_as_the_first_revision(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    bad = [adult(Date_Time="x"), child(Date_Time="x")]
    assert results(publish(publisher, [*bad, *of("BEDS-OE-27-0002", *FAMILY)])) == [
        ("1", Result.HELD, 0),
        ("2", Result.SEALED, 1),
    ]
    assert results(publish(publisher, FAMILY)) == [("1", Result.SEALED, 1)]
    assert store.waiting() == []


def test_an_old_file_sent_again_changes_nothing(publisher: Publisher, hub: MemoryHub) -> None:
    old, new = FAMILY, [{**row, "Rev": "2"} for row in FAMILY[:2]]
    publish(publisher, old, without_revision=False)
    publish(publisher, new, without_revision=False)
    assert results(publish(publisher, old, without_revision=False)) == [("1", Result.OLDER_REVISION, 2)]
    broken = [*old[:2], child("N3", DOB="x")]
    assert results(publish(publisher, broken, without_revision=False)) == [("1", Result.OLDER_REVISION, 2)]
    assert len(hub.held) == 2


def test_rows_without_a_revision_are_reported_though_a_later_one_was_sent(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    publish(publisher, [{**row, "Rev": "9"} for row in FAMILY], without_revision=False)
    blank = [{**row, "Rev": ""} for row in FAMILY[:2]]
    assert results(publish(publisher, blank, without_revision=False)) == [("1", Result.HELD, 0)]
    (waiting,) = store.waiting()
    assert [(fault.line, fault.field) for fault in waiting.faults] == [(2, "Rev"), (3, "Rev")]


def test_content_that_was_never_sent_is_not_lost_under_a_lower_revision(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    publish(publisher, [{**row, "Rev": "9"} for row in FAMILY], without_revision=False)
    changed = [{**row, "Rev": "1"} for row in FAMILY[:2]]
    assert results(publish(publisher, changed, without_revision=False)) == [("1", Result.HELD, 1)]
    (waiting,) = store.waiting()
    assert (waiting.faults[0].line, waiting.faults[0].reason) == (
        2,
        "this was never sent, and its revision is lower than the one that was",
    )
    reinstated = publish(publisher, changed, without_revision=False, reinstate=["BEDS-OE-27-0001"])
    assert results(reinstated) == [("1", Result.SEALED, 2)]
    assert store.waiting() == []


def test_without_revisions_content_that_was_replaced_comes_back_only_when_a_person_says_so(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    publish(publisher, FAMILY)
    publish(publisher, FAMILY[:2])
    assert results(publish(publisher, FAMILY)) == [("1", Result.WENT_BACK, 2)]
    assert [row.faults[0].line for row in store.waiting()] == [2]
    assert results(publish(publisher, FAMILY, reinstate=["BEDS-OE-27-0001"])) == [("1", Result.SEALED, 3)]
    assert store.waiting() == []
    assert len(hub.held) == 3


def test_what_the_hub_rejected_is_not_sent_and_goes_again(publisher: Publisher, hub: MemoryHub) -> None:
    publish(publisher, FAMILY)
    hub.tell(digest_of_submission(hub.held[0]), "rejected", "unknown_key")
    publisher.fetch_outcomes()
    assert results(publish(publisher, FAMILY)) == [("1", Result.SEALED, 1)]
    hub.tell(digest_of_submission(hub.held[1]), "rejected", "conflict")
    publisher.fetch_outcomes()
    assert results(publish(publisher, FAMILY)) == [("1", Result.SEALED, 2)]
    assert [event.value.header.sequence for event in hub.events()] == [1, 2, 3]


def test_content_too_large_to_seal_is_held_and_takes_no_number(publisher: Publisher, hub: MemoryHub) -> None:
    long = "€" * 19_000
    huge = [adult(), *(child(f"C{n}", Voice_of_Child=long, School_Summary=long) for n in range(20))]
    prepared = publish(publisher, [*huge, *of("BEDS-OE-27-0002", *FAMILY)])
    assert results(prepared) == [("1", Result.HELD, 0), ("2", Result.SEALED, 1)]
    assert prepared.lines[0].faults[0].line == 2
    assert hub.events()[0].value.header.sequence == 1


def test_a_mapping_of_another_agency_is_refused(publisher: Publisher) -> None:
    other = support.mapping().model_copy(update={"agency": "other-police"})
    with pytest.raises(IdentityError, match="the mapping is for `other-police`"):
        publisher.prepare(table(FAMILY).encode(), "export.csv", other)


def test_a_store_belongs_to_one_agency_and_one_hub(tmp_path: Path) -> None:
    support.open_store(tmp_path).close()
    with pytest.raises(StoreError, match="another hub than `other`"):
        PublisherStore.open(tmp_path / "publisher.db", AGENCY, "other")
    with pytest.raises(StoreError, match="another agency"):
        PublisherStore.open(tmp_path / "publisher.db", "other-police", HUB)


def test_a_store_keeps_its_instance_and_counter(tmp_path: Path, hub: MemoryHub) -> None:
    for rows in (FAMILY, [*FAMILY, child("N4")]):
        store = support.open_store(tmp_path)
        publish(support.publisher(hub, store), rows)
        store.close()
    headers = [event.value.header for event in hub.events()]
    assert headers[0].instance == headers[1].instance
    assert [header.sequence for header in headers] == [1, 2]


def test_a_store_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        PublisherStore.open(tmp_path / "missing" / "publisher.db", AGENCY, HUB)
    (tmp_path / "text.db").write_text("this is no database, but quite long enough to be one" * 40)
    with pytest.raises(StoreError, match="cannot be opened"):
        PublisherStore.open(tmp_path / "text.db", AGENCY, HUB)


def test_no_file_of_the_store_holds_a_personal_value_and_others_cannot_read_it(
    tmp_path: Path, publisher: Publisher
) -> None:
    marked = child("N2", Surname="MARKED-NAME", Voice_of_Child="MARKED-WORDS", DOB="17/11/2014")
    publish(publisher, [adult(OE_Narrative="MARKED-STORY"), {**marked, "OE Narrative": "MARKED-STORY"},
                        {**child("N3", DOB="MARKED-DATE"), "OE Narrative": "MARKED-STORY"}])  # fmt: skip
    files = list(tmp_path.iterdir())
    assert files
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        assert b"MARKED" not in file.read_bytes()


def test_a_withdrawal_of_what_this_store_never_sent_goes_so_that_the_hub_can_judge_it(
    publisher: Publisher, hub: MemoryHub
) -> None:
    gone = [{**row, "Status": "CANX", "Canx Reason": "ERROR"} for row in FAMILY]
    assert results(publish(publisher, gone)) == [("1", Result.SEALED, 1)]
    assert results(publish(publisher, gone)) == [("1", Result.ALREADY_SENT, 1)]
    assert hub.events()[0].value.standing is Standing.WITHDRAWN
