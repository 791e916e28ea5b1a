"""A trust's messages, its rules, and a receiver whose publisher sends to a hub in memory."""

from datetime import UTC, datetime
from pathlib import Path

from schemas.envelope import receive
from schemas.events.hospital import Attendance
from schemas.events.people import Person
from schemas.received import Received
from schemas.signing import register_key
from services.hospital.receiving import Receiver
from services.hospital.rules import HospitalRules, load_rules
from services.publisher.identity import Identity
from services.publisher.publisher import Publisher
from services.publisher.store import PublisherStore
from tests.services.publisher.support import HUB, ROOT, MemoryHub

NOW = datetime(2027, 5, 4, 12, 0, tzinfo=UTC)
RULES_FILE = ROOT / "ops" / "mappings" / "hospital-messages.yaml"
TRUST = "bedfordshire-hospitals"

ADMIT = {
    "MSH": "MSH|^~\\&|PAS|RC9|FIRSTBELL|HUB|20270503225500||ADT^A04^ADT_A01|M0001|P|2.5|||AL|NE|GBR|UNICODE UTF-8",
    "EVN": "EVN|A04|20270503225500",
    "PID": "PID|1||9000000009^^^NHS^NH~7714^^^RC9^MR||EXAMPLE^JON^^^^^L||20110212|M|||4 INVENTED CLOSE^^BEDFORD^^MK1",
    "PV1": "PV1|1|E|ED^^^Bedford Hospital||||||||||||||||V552" + "|" * 25 + "202705032250",
    "PV2": "PV2|||STAB^Cut to the forearm",
}
"""A boy of 16 with a stab wound, on an adult ward or not."""


def rules(text: bytes = RULES_FILE.read_bytes()) -> HospitalRules:
    """The example's rules."""
    return load_rules(text, "hospital-messages.yaml")


def adt(*more: str, **segments: str | None) -> bytes:
    """The message with segments replaced, left out (None) or added; in UTF-8."""
    whole = {**ADMIT, **segments}
    return "\r".join([*(one for one in whole.values() if one is not None), *more, ""]).encode()


class Hospital:
    """A trust's receiver, its store, and the hub in memory that it sends to."""

    def __init__(self, folder: Path) -> None:
        self.hub = MemoryHub()
        self.now = NOW
        self.hub.publisher = Identity(TRUST, "police-1", self.hub.publisher.key)
        self.store = PublisherStore.open(folder / "sent.db", TRUST, HUB)
        self.publisher = Publisher(
            self.store, self.hub.descriptor, self.hub.publisher, self.hub, clock=lambda: self.now, pause=lambda _: None
        )
        self.receiver = Receiver(rules(), self.publisher, lambda: self.now, lambda: "ACK1")

    def events(self) -> list[Received]:
        """What reached the hub, verified and opened."""
        public = self.hub.publisher.key.public_key().public_bytes_raw()
        key = register_key(TRUST, "police-1", public, datetime.min.replace(tzinfo=UTC))
        self.publisher.deliver()
        return [
            receive(
                submission,
                hub=HUB,
                publisher_keys={(TRUST, "police-1"): key},
                hub_keys={"hub-1": self.hub.hub_key},
                accepted_at=self.now,
            )
            for submission in self.hub.held
        ]

    def people(self, event: int = -1) -> list[Person]:
        """The people of an event that reached the hub, the latest if none is named."""
        return [section for section in self.events()[event].sections if isinstance(section, Person)]

    def attendance(self, event: int = -1) -> Attendance:
        """The attendance of an event that reached the hub."""
        (found,) = (section for section in self.events()[event].sections if isinstance(section, Attendance))
        return found

    def hl7(self, data: bytes) -> list[list[str]]:
        """The acknowledgement's segments, each as its fields."""
        answer = self.receiver.receive_hl7(data).decode("ascii")
        assert answer.endswith("\r")
        return [segment.split("|") for segment in answer.rstrip("\r").split("\r")]
