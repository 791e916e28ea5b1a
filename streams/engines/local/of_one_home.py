"""Whether the files of a home are of one hub and of one moment: a hub with others does not start.

It would refuse every event for a key that is not its own, or promise to decide what its records say was decided.
"""

from collections.abc import Iterable, Iterator

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.reference import HubDeclared
from streams import sqlite
from streams.chain import blind_of, record_digest
from streams.engines.line.ports import StateCache
from streams.engines.local.home import HUB_KEY_ID, HomeError, Keys
from streams.heads import Head
from streams.reference.facts import Reference
from streams.vault.store import VaultReader

_RESTORE = "put the files of one hub and one moment back from the backup, and find out who changed them"


def check_vault(vault: VaultReader) -> None:
    """HomeError where the vault's key opens nothing of what stands there."""
    if not vault.opens():
        raise HomeError(f"`keys/key-encryption` opens nothing in `vault.db`: {_RESTORE}")


def check_keys(keys: Keys, hub: HubDeclared, reference: Reference) -> None:
    """HomeError where a private key is not the one whose public half the hub declared."""
    for name in _unlike(keys, hub, reference):
        raise HomeError(f"`keys/{name}` is not the key that this hub declared in `hub.db`: {_RESTORE}")


def _unlike(keys: Keys, hub: HubDeclared, reference: Reference) -> Iterator[str]:
    declared = reference.hub_keys.get(HUB_KEY_ID)
    if hub.promise_key != keys.public.promise:
        yield "promise.ed25519"
    if hub.ledger_key != keys.public.ledger:
        yield "ledger.ed25519"
    if declared is None or declared.public != keys.public.hub:
        yield "hub-1.x25519"


def check_log(
    database: sqlite.Connection, cache: StateCache, sources: Iterable[str], reference: Reference, blinding: bytes
) -> None:
    """HomeError where a chain's last record is not the one that its state follows, or was decided on inputs or
    reference records that the log does not hold, or is blinded with another key. Of these sources, and of all of which
    state is kept.
    """
    kept = [source for (source,) in database.execute("SELECT source FROM chains")]
    for source in dict.fromkeys((*sources, *kept)):
        head = cache.head(source) or Head()
        last = database.execute(
            "SELECT body FROM decisions WHERE source = ? ORDER BY number DESC LIMIT 1", (source,)
        ).fetchone()
        if (head.digest if head.number else None) != (record_digest(last[0]) if last is not None else None):
            raise HomeError(
                f"what is kept of `{source}` does not follow its last record: where `firstbell replay --verify` finds"
                f" that every record is whole, run `firstbell views --rebuild`; else {_RESTORE}"
            )
        if last is not None:
            _check_decided(database, codec.decode(last[0], Decision), reference, blinding)


def _check_decided(database: sqlite.Connection, last: Decision, reference: Reference, blinding: bytes) -> None:
    record = f"`{last.source}-{last.number}`"
    table = "intake" if last.source.startswith("intake.") else "inputs"
    (inputs,) = database.execute(f"SELECT max(position) FROM {table} WHERE source = ?", (last.source,)).fetchone()
    if (inputs or 0) < last.position:
        raise HomeError(f"`hub.db` lacks the input that {record} answers: {_RESTORE}")
    applied = database.execute("SELECT digest FROM reference_log WHERE number = ?", (last.reference,)).fetchone()
    if last.reference > reference.number or applied is None or applied[0] != last.reference_digest:
        raise HomeError(f"`hub.db` lacks the reference record under which {record} was decided: {_RESTORE}")
    if last.blind != blind_of(blinding, f"{last.source}-{last.number}"):
        raise HomeError(f"`keys/blinding` is not the key under which {record} was blinded: {_RESTORE}")
