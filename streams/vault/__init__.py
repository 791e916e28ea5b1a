"""Section keys, wrapped under a key-encryption key, and the tombstones of those erased."""
