"""Keys of events from before each had a words key: they are found, and what to do is said."""

from typing import Final

from alembic import op
from sqlalchemy import text

from streams.engines.postgres.revisions import WrongSchema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WITHOUT: Final = (
    "SELECT count(*) FROM (SELECT length(k.wrapped) - 28 - (SELECT count(*) FROM tombstones t WHERE t.owner = k.owner)"
    " AS left_over FROM keys k WHERE substr(k.owner, 1, 1) = 'e'::bytea) found"
    " WHERE left_over > 3 AND left_over % 34 IN (1, 3)"
)
"""Events that have keys of sections and no words key, told by length: which slots stand where can be read only under
the key-encryption key.

Wrapped is a MessagePack array of 1 byte (3 from 16 slots on), 34 for each section's key, 42 for a words key, 1 for a
slot that was erased, which has a tombstone too; a nonce of 12 and a tag of 16 go with it. An event that was erased
whole needs no words key.
"""


def upgrade() -> None:
    """Refuse a vault that was filled before words keys: no table changes."""
    without = op.get_bind().execute(text(_WITHOUT)).scalar_one()
    if without:
        raise WrongSchema(
            f"the `vault` database holds the keys of {without} events from before words of meetings had keys of their"
            " own, and this program reads neither them nor the topics that belong to them: go on with the program that"
            " filled it, or begin with empty topics and empty databases and have the agencies send again"
        )
