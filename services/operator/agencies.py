"""Agencies that may publish, and their keys, as the hub's operator registers them."""

from collections.abc import Sequence
from datetime import datetime

from schemas.catalogue import EVENTS
from schemas.events.encompass import EVENT_TYPE
from schemas.records.reference import AgencyKeyAdded, AgencyKeyRevoked, AgencyKind, AgencyRegistered, Body
from schemas.refusals import Refusal
from schemas.signing import register_key
from services.operator.operated import Operated


def register_agency(
    hub: Operated,
    agency: str,
    title: str,
    kind: AgencyKind,
    areas: Sequence[str],
    at: datetime,
    *,
    event_types: Sequence[str] = (EVENT_TYPE,),
) -> None:
    """Let an agency publish events of these types for these areas; one that publishes none may still sign agreements.

    ValueError for an area that the hub does not serve, or a type of event that it does not know.
    """
    unknown = [one for one in event_types if one not in EVENTS]
    if unknown:
        raise ValueError(f"there is no event type `{unknown[0]}`: use one of {', '.join(sorted(EVENTS))}")
    missing = [area for area in areas if area not in hub.reference().areas]
    if missing:
        raise ValueError(
            f"the hub does not serve the area `{missing[0]}`: add it with `firstbell init --area` or import it"
        )
    _refer(hub, AgencyRegistered(agency, title, kind, tuple(event_types), tuple(areas)), at)


def add_key(hub: Operated, agency: str, key: str, public: bytes, valid_until: datetime | None, at: datetime) -> None:
    """Take an agency's Ed25519 key from now on.

    ValueError for an agency that is not registered, a key id that is taken (an id is never used twice, or old events
    would verify under another key), or a key that no careful verifier takes (RFC 8032: low order, not canonical).
    """
    reference = hub.reference()
    if agency not in reference.agencies:
        raise ValueError(f"no agency `{agency}` is registered: give --title, --kind and --area to register it as well")
    if (agency, key) in reference.keys:
        raise ValueError(f"the key id `{key}` of `{agency}` was used before: choose another")
    try:
        register_key(agency, key, public, at, valid_until)
    except Refusal as refused:
        raise ValueError(f"the key cannot be registered: {refused}") from None
    _refer(hub, AgencyKeyAdded(agency, key, public, at, valid_until), at)


def revoke_key(hub: Operated, agency: str, key: str, reason: str, at: datetime) -> None:
    """Accept nothing more that is signed by this key. ValueError for a key that is not registered."""
    if (agency, key) not in hub.reference().keys:
        raise ValueError(f"`{agency}` has no key `{key}`: `firstbell keys` lists them")
    _refer(hub, AgencyKeyRevoked(agency, key, at, reason), at)


def _refer(hub: Operated, body: Body, at: datetime) -> None:
    with hub.locked:
        hub.registry.refer([body], at)
