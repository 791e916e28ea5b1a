"""Keys that nobody needs any more: put for an acceptance that never counted, or for a retry that has come.

Keys are durable before the record that needs them. A worker that dies in between, or whose record does not count
because another had taken its partition over, leaves them behind: of an event that nobody accepted, or, where the same
id came twice with other bytes, of those that were not taken. The key header of a parked submission is needed until a
retry has decided it: then the keys of what was accepted stand in the vault, and what was rejected is nobody's to open.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import psycopg

from schemas.envelope import open_envelope, read_value
from schemas.events.event import Event
from schemas.records.decision import Decision, Unparked
from streams.engines.line.opening import fit
from streams.engines.postgres.vault import PostgresVault
from streams.vault.names import event_owner, parked_owner, parked_place
from streams.vault.tombstone import Tombstone

_AT_ONCE: Final = 500
_EVENT: Final = slice(1, 17)
_PREFIX: Final = event_owner(b"")
_PARKED: Final = b"p"
_ACCEPTED: Final = (
    "SELECT e.event, i.envelope FROM event_view e JOIN intake i ON i.source = e.source AND i.position = e.position"
    " WHERE e.event = ANY(%b::bytea[])"
)
_TAKEN_FROM: Final = (
    "SELECT a.event, bool_and(a.position <= coalesce(d.reached, 0) AND p.position IS NULL) FROM accepted_events a"
    " LEFT JOIN (SELECT source, max(position) AS reached FROM decisions GROUP BY source) d ON d.source = a.source"
    " LEFT JOIN parked p ON p.source = a.source AND p.position = a.position"
    " WHERE a.event = ANY(%b::bytea[]) GROUP BY a.event"
)
_DECIDED: Final = (
    "SELECT n.source, n.position FROM unnest(%b::text[], %b::bigint[]) AS n (source, position)"
    " WHERE n.position <= (SELECT max(d.position) FROM decisions d WHERE d.source = n.source)"
    " AND NOT EXISTS (SELECT FROM parked p WHERE p.source = n.source AND p.position = n.position)"
)


def sweep(hub: psycopg.Connection, vault: PostgresVault) -> int:
    """Destroy what nobody needs any more; of how many owners. `hub` commits each statement by itself.

    Of an event that was not accepted, only once every submission from which a worker took it is decided and not parked:
    no record that could still count needs them then. What cannot be told for certain stays.
    """
    gone, last = 0, b""
    while owners := vault.owners(_PREFIX, last, _AT_ONCE):
        last = owners[-1]
        needless = list(_needless(hub, vault, {owner[_EVENT] for owner in owners}))
        gone += destroy(vault, needless)
    return gone + _sweep_headers(hub, vault)


def destroy(vault: PostgresVault, owners: Sequence[bytes]) -> int:
    """Destroy the keys of these owners, and not what stands beside them; of how many."""
    # each by itself: what stands beside an owner has a name that begins with the owner's
    return vault.drop_all([(owner, owner + b"\0") for owner in owners]) if owners else 0


def headers_of(decision: Decision) -> list[bytes]:
    """The owners of the key headers of the submissions that a record decided after they were parked."""
    return [parked_owner(decision.source, one.position) for one in decision.outputs if isinstance(one, Unparked)]


def _sweep_headers(hub: psycopg.Connection, vault: PostgresVault) -> int:
    """Destroy the key headers of submissions that are decided and parked no more."""
    gone, last = 0, b""
    while owners := vault.owners(_PARKED, last, _AT_ONCE):
        last = owners[-1]
        places = [parked_place(owner) for owner in owners]
        given = [source for source, _ in places], [position for _, position in places]
        decided = set(hub.execute(_DECIDED, given).fetchall())
        gone += destroy(vault, [owner for owner, place in zip(owners, places, strict=True) if place in decided])
    return gone


def _needless(hub: psycopg.Connection, vault: PostgresVault, events: set[bytes]) -> Iterator[bytes]:
    with hub.transaction():
        hub.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        accepted: dict[bytes, bytes] = dict(hub.execute(_ACCEPTED, (sorted(events),)).fetchall())
        decided: dict[bytes, bool] = dict(hub.execute(_TAKEN_FROM, (sorted(events - accepted.keys()),)).fetchall())
    for event in sorted(events):
        if event in accepted:
            yield from _others(vault, event, read_value(open_envelope(accepted[event])))
        elif decided.get(event):
            yield event_owner(event)
            yield from vault.beside(event_owner(event))


def _others(vault: PostgresVault, event: bytes, value: Event) -> Iterator[bytes]:
    """What stands beside the keys that open an event. Where those came second, they take the first place before."""
    owner = event_owner(event)
    beside = vault.beside(owner)
    if not beside:
        return
    held: Mapping[bytes, Sequence[bytes | Tombstone]] = vault.get_many([owner, *beside])
    fits: dict[bool, list[bytes]] = defaultdict(list)
    for name in (owner, *beside):
        fits[fit(value, held[name])].append(name)
    if not fits[True]:
        return
    if owner not in fits[True]:
        whole = [key for key in held[fits[True][0]] if not isinstance(key, Tombstone)]
        if len(whole) < len(held[fits[True][0]]):
            return
        vault.renew([(owner, whole)])
    yield from beside
