"""What a submission proves to be: verified and opened, or refused with the first reason.

Pure: the same bytes, reference, private keys and time give the same answer. Private keys are facts like any other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from schemas.envelope import Received, digest_of, receive_all
from schemas.events.encompass import EncompassNotification, Person, Role
from schemas.refusals import Refusal
from schemas.wire import Submission
from streams.deciders.opened import OpenedEvent, Section
from streams.deciders.places import intake_partition, intake_source
from streams.reference.facts import Reference


class Examined(Struct, frozen=True):
    """A verified event. `keys` go to the vault and nowhere else; `value` is the SHA-256 of the signed value."""

    notification: EncompassNotification
    value: bytes
    envelope: bytes
    children: tuple[int, ...]
    keys: tuple[bytes, ...]
    event: OpenedEvent


class Refused(Struct, frozen=True):
    """Why a submission is none of an event, and where the fault lies."""

    reason: str
    place: str


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
    return Examined(
        notification=received.value,
        value=received.digest,
        envelope=digest_of(submission.envelope),
        children=children_of(received.sections),
        keys=received.keys,
        event=OpenedEvent(received.value, dict(enumerate(cast(tuple[Section, ...], received.sections)))),
    )


def children_of(sections: Sequence[Struct]) -> tuple[int, ...]:
    """Section numbers of the people who are in the event as a child."""
    return tuple([n for n, content in enumerate(sections) if type(content) is Person and Role.CHILD in content.roles])


def out_of_place(value: EncompassNotification, agency: str, source: str, reference: Reference) -> Refused | None:
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
