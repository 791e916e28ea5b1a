"""The vault's database on PostgreSQL: wrapped keys by group, the groups' own wrapped keys, tombstones."""

from typing import Final

from sqlalchemy import Index, MetaData, Sequence, Table

from streams.engines.postgres.columns import number, octets, words

VAULT: Final = MetaData()

ERASURES: Final = Sequence("erasures", metadata=VAULT)
"""Numbers the erasures, so that a process can ask what was erased since it last asked."""

GROUPS: Final = Table("key_groups", VAULT, octets("name", key=True), octets("kek"), octets("wrapped"))
"""One key for each group of owners, wrapped under the key-encryption key that `kek` names."""

KEYS: Final = Table(
    "keys", VAULT, octets("owner", key=True), octets("grouped"), octets("wrapped"), Index("key_group", "grouped")
)
"""An owner's keys in one row, wrapped under its group's key."""

TOMBSTONES: Final = Table(
    "tombstones",
    VAULT,
    octets("owner", key=True),
    number("slot", key=True),
    number("at"),
    words("reason"),
    number("serial"),
    Index("tombstone_serial", "serial"),
)
"""What was destroyed, when and why. Never deleted."""
