"""The reference log as the views have it, followed in memory: for labels, rolls and readiness."""

import threading

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Engine, select

from streams.engines.postgres.tables import REFERENCE_LOG
from streams.reference.facts import Reference
from streams.reference.log import apply_signed


class ReferenceCopy:
    """Follows the copy; any thread may call. What it holds is never ahead of what the view writer has committed."""

    def __init__(self, engine: Engine, operator: Ed25519PublicKey) -> None:
        self._engine = engine
        self._operator = operator
        self._reference = Reference()
        self._lock = threading.Lock()

    def held(self) -> Reference:
        """The reference as it was last read. Not to be changed."""
        return self._reference

    def follow(self) -> Reference:
        """Read on, and give the reference. Raises as the database does, and `ReferenceForged` for a record not ours."""
        rows = select(REFERENCE_LOG.c.body).order_by(REFERENCE_LOG.c.number)
        with self._lock:
            with self._engine.connect() as connection:
                bodies = connection.execute(rows.where(REFERENCE_LOG.c.number > self._reference.number)).scalars().all()
            for body in bodies:
                apply_signed(self._reference, bytes(body), self._operator)
            return self._reference
