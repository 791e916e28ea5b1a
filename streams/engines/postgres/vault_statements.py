"""The statements of the vault on PostgreSQL."""

from typing import Final

FOUND: Final = (
    "SELECT k.owner, k.wrapped, g.name, g.kek, g.wrapped FROM keys k JOIN key_groups g ON g.name = k.grouped"
    " WHERE k.owner = ANY(%b::bytea[])"
)
ADD: Final = "INSERT INTO keys SELECT * FROM unnest(%b::bytea[], %b::bytea[], %b::bytea[])"
PUT: Final = f"{ADD} ON CONFLICT DO NOTHING RETURNING owner"
OTHERS: Final = "SELECT owner FROM keys WHERE owner >= %s AND owner < %s ORDER BY owner"
SOME: Final = (
    "SELECT owner FROM keys WHERE owner >= %s AND owner > %s AND %s = substr(owner, 1, %s) ORDER BY owner LIMIT %s"
)
RENEW: Final = f"{ADD} ON CONFLICT (owner) DO UPDATE SET wrapped = excluded.wrapped, grouped = excluded.grouped"
REWRAP: Final = (
    "UPDATE keys SET wrapped = n.wrapped FROM unnest(%b::bytea[], %b::bytea[]) AS n (owner, wrapped)"
    " WHERE keys.owner = n.owner"
)
ENTOMB: Final = (
    "INSERT INTO tombstones VALUES (%s, %s, %s, %s, nextval('erasures')) ON CONFLICT (owner, slot) DO NOTHING"
)
DROP: Final = "DELETE FROM keys WHERE owner >= %s AND owner < %s RETURNING grouped"
