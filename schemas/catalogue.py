"""Every type that travels: its Avro name, its fingerprint, its Struct; event types; what each section kind holds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from schemas.derive import fingerprint
from schemas.events import encompass
from schemas.events.header import SectionKind
from schemas.records.decision import Decision
from schemas.records.inputs import Input
from schemas.records.intake import Received
from schemas.records.ledgered import LedgerEntries
from schemas.records.reference import ReferenceRecord, SignedReference
from schemas.wire import AgreementSignature, Envelope, KeyHeader, Promise, SignedPromise

SECTIONS: Final[Mapping[SectionKind, type[Struct]]] = MappingProxyType(
    {
        SectionKind.INCIDENT: encompass.Incident,
        SectionKind.PERSON: encompass.Person,
        SectionKind.VOICE: encompass.Text,
        SectionKind.NARRATIVE: encompass.Text,
        SectionKind.SUMMARY: encompass.Summary,
    }
)
"""What a sealed section of each kind holds."""

EVENTS: Final[Mapping[str, type[Struct]]] = MappingProxyType({encompass.EVENT_TYPE: encompass.EncompassNotification})
"""The Struct of each event type."""

AVRO_NAMES: Final[Mapping[str, type[Struct]]] = MappingProxyType(
    {
        "encompass-notification": encompass.EncompassNotification,
        "section-incident": encompass.Incident,
        "section-person": encompass.Person,
        "section-text": encompass.Text,
        "section-summary": encompass.Summary,
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

BY_FINGERPRINT: Final[Mapping[bytes, type[Struct]]] = MappingProxyType(
    {fingerprint(cls): cls for cls in AVRO_NAMES.values()}
)
"""Each travelling type under the fingerprint that its single-object encoding begins with."""

SECTION_FINGERPRINTS: Final[Mapping[SectionKind, bytes]] = MappingProxyType(
    {kind: fingerprint(cls) for kind, cls in SECTIONS.items()}
)
"""The fingerprint that a sealed section of each kind must name."""
