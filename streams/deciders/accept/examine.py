"""What a submission proves to be: verified and opened, or refused with the first reason.

Pure: the same bytes, reference, private keys and time give the same answer. Private keys are facts like any other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from schemas.doubts import doubts_of
from schemas.envelope import digest_of, receive_all
from schemas.events.event import Event
from schemas.events.people import Role
from schemas.events.shape import SHAPES
from schemas.received import Received
from schemas.refusals import Refusal
from schemas.wire import Submission
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.opened import OpenedEvent, Section
from streams.deciders.places import intake_partition, intake_source
from streams.reference.facts import Reference

_CHILD: Final = Role.CHILD


def examine(
    submission: Submission,
    agency: str,
    source: str,
    reference: Reference,
    hub_keys: Mapping[str, X25519PrivateKey],
    accepted_at: datetime,
) -> Examined | Refused:
    """Examine a submission that `agency` brought to the intake partition `source`."""
    (examined,) = examine_all([(submission, accepted_at)], agency, source, reference, hub_keys)
    return examined


def examine_all(
    submissions: Sequence[tuple[Submission, datetime]],
    agency: str,
    source: str,
    reference: Reference,
    hub_keys: Mapping[str, X25519PrivateKey],
) -> list[Examined | Refused]:
    """Examine submissions that `agency` brought to the intake partition `source`, each with its time of acceptance."""
    if reference.hub is None:
        raise ValueError("the reference declares no hub")
    received = receive_all(submissions, hub=reference.hub.hub, publisher_keys=reference.keys, hub_keys=hub_keys)
    return [
        _examined(submission, found, agency, source, reference)
        for (submission, _), found in zip(submissions, received, strict=True)
    ]


def _examined(
    submission: Submission, received: Received | Refusal, agency: str, source: str, reference: Reference
) -> Examined | Refused:
    if isinstance(received, Refusal):
        return Refused(received.reason.value, received.place)
    wrong = out_of_place(received.value, agency, source, reference)
    if wrong is not None:
        return wrong
    event = OpenedEvent(received.value, dict(enumerate(cast(tuple[Section, ...], received.sections))))
    return examined_of(event, received.digest, digest_of(submission.envelope), received.sections, received.keys)


def examined_of(
    event: OpenedEvent, value: bytes, envelope: bytes, sections: Sequence[Struct], keys: tuple[bytes, ...]
) -> Examined:
    """A verified event: whom it is about and what is doubtful in it follow from its opened sections."""
    return Examined(
        value=value,
        envelope=envelope,
        children=children_of(event),
        adults=adults_of(event),
        doubts=doubts_of(event.value, sections),
        keys=keys,
        event=event,
    )


def children_of(event: OpenedEvent) -> tuple[int, ...]:
    """Section numbers of the people who are in the event as a child."""
    return tuple([number for number, person in event.people() if _CHILD in person.roles])


def adults_of(event: OpenedEvent) -> tuple[int, ...]:
    """Section numbers of the grown people whom an event of this type is about: a victim at MARAC, a patient."""
    about = SHAPES[event.header.type].adults
    return tuple([number for number, person in event.adults() if not about.isdisjoint(person.roles)]) if about else ()


def out_of_place(value: Event, agency: str, source: str, reference: Reference) -> Refused | None:
    """Verified, but not for this agency to publish, or not in this partition."""
    header = value.header
    if header.publisher != agency:
        return Refused("publisher_mismatch", "value: Header.publisher")
    registered = reference.agencies.get(agency)
    if registered is None or header.type not in registered.event_types:
        return Refused("event_type_not_allowed", "value: Header.type")
    partitions = reference.hub.intake_partitions if reference.hub is not None else 1
    if intake_source(agency, intake_partition(header.case, partitions)) != source:
        return Refused("wrong_partition", "value: Header.case")
    return None
