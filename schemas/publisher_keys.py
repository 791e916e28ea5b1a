"""Publishers' registered keys."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct


class PublisherKey(Struct, frozen=True):
    """A publisher's registered key and when it counts: from `valid_from`, before `valid_until` and `revoked_at`."""

    publisher: str
    key: str
    public: Ed25519PublicKey
    valid_from: datetime
    valid_until: datetime | None = None
    revoked_at: datetime | None = None
