"""Every type that travels: its Avro name, its fingerprint, its Struct; event types; what each section kind holds.

Of a type with several versions (`schemas.versions`) the tables name today's, and `BY_FINGERPRINT` and `VERSIONS` all.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from schemas.deriving import fingerprint
from schemas.events import encompass, front_door, hospital, marac, missing, people, texts
from schemas.events.event import Event
from schemas.events.header import SectionKind
from schemas.records.decision import Decision
from schemas.records.inputs import Input
from schemas.records.intake import Received
from schemas.records.ledgered import LedgerEntries
from schemas.records.reference import ReferenceRecord, SignedReference
from schemas.versions import versions
from schemas.wire import AgreementSignature, Envelope, KeyHeader, Promise, SignedPromise

SECTIONS: Final[Mapping[SectionKind, type[Struct]]] = MappingProxyType(
    {
        SectionKind.INCIDENT: encompass.Incident,
        SectionKind.PERSON: people.Person,
        SectionKind.VOICE: texts.Text,
        SectionKind.NARRATIVE: texts.Text,
        SectionKind.SUMMARY: texts.Summary,
        SectionKind.EPISODE: missing.Episode,
        SectionKind.REFERRAL: marac.Referral,
        SectionKind.DASH: marac.Dash,
        SectionKind.ATTENDANCE: hospital.Attendance,
        SectionKind.CONTACT: front_door.Contact,
        SectionKind.OUTCOME: front_door.Decided,
    }
)
"""What a sealed section of each kind holds."""

EVENTS: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {
        encompass.EVENT_TYPE: encompass.EncompassNotification,
        missing.EVENT_TYPE: missing.MissingEpisode,
        marac.EVENT_TYPE: marac.MaracReferral,
        hospital.EVENT_TYPE: hospital.HospitalFlag,
        front_door.CONTACT_TYPE: front_door.FrontDoorContact,
        front_door.OUTCOME_TYPE: front_door.FrontDoorFeedback,
    }
)
"""The Struct of each event type."""

AVRO_NAMES: Final[Mapping[str, type[Struct]]] = MappingProxyType(
    {
        "encompass-notification": encompass.EncompassNotification,
        "missing-episode": missing.MissingEpisode,
        "marac-referral": marac.MaracReferral,
        "hospital-flag": hospital.HospitalFlag,
        "front-door-contact": front_door.FrontDoorContact,
        "front-door-feedback": front_door.FrontDoorFeedback,
        "section-incident": encompass.Incident,
        "section-person": people.Person,
        "section-text": texts.Text,
        "section-summary": texts.Summary,
        "section-episode": missing.Episode,
        "section-referral": marac.Referral,
        "section-dash": marac.Dash,
        "section-attendance": hospital.Attendance,
        "section-contact": front_door.Contact,
        "section-outcome": front_door.Decided,
        "agreement-signature": AgreementSignature,
        "envelope": Envelope,
        "key-header": KeyHeader,
        "promise": Promise,
        "signed-promise": SignedPromise,
        "received": Received,
        "decision": Decision,
        "input": Input,
        "ledger-entries": LedgerEntries,
        "reference-record": ReferenceRecord,
        "signed-reference": SignedReference,
    }
)
"""Each travelling type under the name of its file in `schemas/avro`."""

VERSIONS: Final[Mapping[int, Mapping[str, type[Struct]]]] = MappingProxyType(
    {
        number: MappingProxyType(
            {name: versions(cls)[number - 1] for name, cls in AVRO_NAMES.items() if len(versions(cls)) >= number}
        )
        for number in range(1, 1 + max(len(versions(cls)) for cls in AVRO_NAMES.values()))
    }
)
"""The types of each version by their names: all have a first one, few a second."""

BY_FINGERPRINT: Final[Mapping[bytes, type[Struct]]] = MappingProxyType(
    {fingerprint(cls): cls for today in AVRO_NAMES.values() for cls in versions(today)}
)
"""Each travelling type of each version under the fingerprint that its single-object encoding begins with."""

SECTION_FINGERPRINTS: Final[Mapping[SectionKind, frozenset[bytes]]] = MappingProxyType(
    {kind: frozenset(fingerprint(cls) for cls in versions(today)) for kind, today in SECTIONS.items()}
)
"""The fingerprints of which a sealed section of each kind must name one: a version each."""
