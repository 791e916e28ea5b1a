"""Commands about the tamper-evident ledger."""
