"""The tamper-evident ledger: an RFC 6962 / RFC 9162 Merkle tree, published as C2SP tiles and signed checkpoints."""
