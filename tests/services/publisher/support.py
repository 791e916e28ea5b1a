"""Exports in the demo force's columns, and a hub in memory that promises with real signatures."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas.envelope import digest_of_submission, receive
from schemas.promise import sign_promise
from schemas.received import Received
from schemas.signing import register_key
from schemas.wire import Promise, Submission
from services.demo.world.callouts import COLUMNS
from services.intake.documents import HubDescriptor, OutcomeGiven, PromiseGiven
from services.publisher.identity import Identity
from services.publisher.mapping import ExportMapping, load_mapping
from services.publisher.publisher import Publisher
from services.publisher.reading import Reading, read_incidents
from services.publisher.rows import read_export
from services.publisher.store import PublisherStore
from streams.ledger.given import GivenCheckpoint
from streams.ledger.note import Signer

ROOT = Path(__file__).parents[3]
NOW = datetime(2027, 5, 4, 12, 0, tzinfo=UTC)
AGENCY = "bedfordshire-police"
HUB = "bedford.firstbell.example"
DEMO_MAPPING = (ROOT / "ops/demo/mapping.yaml").read_bytes()

Cells = Mapping[str, str]

INCIDENT = {
    "OIC Ref": "BEDS-OE-27-0001",
    "Rev": "1",
    "Status": "LIVE",
    "Incident Date/Time": "03/05/2027 21:15",
    "DA Risk": "STD",
    "Inc Addr 1": "1 Invented Row",
    "Inc Town": "Bedford",
    "Premises Type": "DWELLING",
    "OE Narrative": "An invented narrative.",
}
PERSON = {"In Force Area": "Y", "DND": "N"}


@cache
def mapping(*, encoding: str = "utf-8", without_revision: bool = False) -> ExportMapping:
    """The demo's mapping, in another encoding or without a column for the revision."""
    text = DEMO_MAPPING.replace(b"encoding: cp1252", b"encoding: " + encoding.encode())
    assert text.count(b"encoding: " + encoding.encode()) == 1
    if without_revision:
        text = text.replace(b"  revision: Rev\n", b"").replace(b"ignored: [", b"ignored: [Rev, ")
    return load_mapping(text, "mapping.yaml")


def child(ref: str = "N2", **cells: str) -> dict[str, str]:
    """A row of a child; keywords replace cells, `_` stands for a space."""
    own = {
        "Nominal Ref": ref,
        "Nominal Role": "CHILD",
        "Surname": "INVENTED",
        "Forename(s)": f"Child {ref}",
        "DOB": "27/05/2015",
        "School URN": "109661",
        "School Name": "Castle Newnham School",
        "School Status": "ON ROLL",
        "Child Present": "SAW",
        "Linked Nominals": "N1:MOTHER",
    }
    return _row(own, cells)


def adult(ref: str = "N1", role: str = "VIC", **cells: str) -> dict[str, str]:
    """A row of an adult."""
    own = {"Nominal Ref": ref, "Nominal Role": role, "Surname": "INVENTED", "Forename(s)": "Grown", "DOB": "01/02/1985"}
    return _row(own, cells)


def changed(row: Cells, **cells: str) -> dict[str, str]:
    """A row with other cells."""
    return _row(row, cells)


def of(reference: str, *rows: Cells, **cells: str) -> list[dict[str, str]]:
    """The rows under another reference, and with other cells."""
    return [_row({**row, "OIC Ref": reference}, cells) for row in rows]


def _row(own: Cells, cells: Cells) -> dict[str, str]:
    named = {{"Date_Time": "Incident Date/Time", "Forenames": "Forename(s)"}.get(key, key.replace("_", " ")): value
             for key, value in cells.items()}  # fmt: skip
    row = {**INCIDENT, **PERSON, **own, **named}
    assert row.keys() <= set(COLUMNS), "the demo's export has no such column"
    return row


def table(rows: Sequence[Cells], headings: Sequence[str] = COLUMNS) -> str:
    """The rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def column(heading: str) -> int:
    """The column of a heading, from 1."""
    return COLUMNS.index(heading) + 1


def reading(rows: Sequence[Cells], **options: bool) -> Reading:
    """What the rows come to."""
    found = mapping(**options)
    return read_incidents(read_export(table(rows).encode(), "export.csv", found), found, NOW)


def as_json(rows: Sequence[Cells]) -> bytes:
    """The rows of one incident in the nested JSON form, one key a line."""
    own = {key: value for key, value in rows[0].items() if key in INCIDENT}
    people = [{key: value for key, value in row.items() if key not in INCIDENT} for row in rows]
    return json.dumps({"incidents": [{**own, "nominals": people}]}, indent=1).encode()


class MemoryHub:
    """A transport that keeps what it is handed, opens it as a hub would, and promises. `before` may raise."""

    def __init__(self) -> None:
        self.hub_key = X25519PrivateKey.generate()
        self.promise_key = Ed25519PrivateKey.generate()
        self.ledger = Signer(f"{HUB}/ledger", Ed25519PrivateKey.generate())
        self.publisher = Identity(AGENCY, "police-1", Ed25519PrivateKey.generate())
        self.held: list[Submission] = []
        self.calls: list[list[bytes]] = []
        self.outcomes: dict[bytes, OutcomeGiven] = {}
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.promise_for: Callable[[bytes], bytes] = lambda digest: digest
        self.now = NOW
        self.promise_at: datetime | None = None

    @property
    def descriptor(self) -> HubDescriptor:
        """What publishers know of this hub."""
        return HubDescriptor(
            hub=HUB,
            title="Bedford",
            url="http://127.0.0.1:1",
            intake_partitions=1,
            hub_key="hub-1",
            hub_public=self.hub_key.public_key().public_bytes_raw(),
            promise_key="promise-1",
            promise_public=self.promise_key.public_key().public_bytes_raw(),
            ledger_key=str(self.ledger.verifier_key),
        )

    def submit(self, submissions: Sequence[Submission]) -> Sequence[PromiseGiven]:
        """Keep each once, and promise."""
        self.calls.append([digest_of_submission(submission) for submission in submissions])
        self.before()
        self.held += [submission for submission in submissions if submission not in self.held]
        self.after()
        return [self._promise(digest_of_submission(submission)) for submission in submissions]

    def outcome(self, digest: bytes, since: int) -> OutcomeGiven | None:
        """What a test said that became of it."""
        return self.outcomes.get(digest)

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """None: this hub signs none."""
        return None

    def events(self) -> list[Received]:
        """What was handed in, verified and opened."""
        key = register_key(
            AGENCY, "police-1", self.publisher.key.public_key().public_bytes_raw(), datetime.min.replace(tzinfo=UTC)
        )
        return [
            receive(
                submission,
                hub=HUB,
                publisher_keys={(AGENCY, "police-1"): key},
                hub_keys={"hub-1": self.hub_key},
                accepted_at=NOW,
            )
            for submission in self.held
        ]

    def tell(self, digest: bytes, outcome: str, reason: str = "") -> None:
        """Let an outcome be known."""
        self.outcomes[digest] = OutcomeGiven(digest.hex(), outcome, reason, "", "", None, "record", NOW, None)

    def _promise(self, digest: bytes) -> PromiseGiven:
        at = self.promise_at or self.now
        promise = Promise(HUB, self.promise_for(digest), "intake", 1, at, at + timedelta(minutes=5))
        return PromiseGiven(digest.hex(), sign_promise(promise, "promise-1", self.promise_key))


def publisher(
    hub: MemoryHub,
    store: PublisherStore,
    pauses: list[float] | None = None,
    *,
    clock: Callable[[], datetime] = lambda: NOW,
) -> Publisher:
    """A publisher towards the hub in memory, whose pauses are only noted."""
    noted = pauses if pauses is not None else []
    return Publisher(store, hub.descriptor, hub.publisher, hub, clock=clock, pause=noted.append)


def open_store(folder: Path) -> PublisherStore:
    """The store of the tests' agency."""
    return PublisherStore.open(folder / "publisher.db", AGENCY, HUB)
