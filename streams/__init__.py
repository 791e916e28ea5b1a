"""What happens to an event: the deciders in the order that data flows, agreements, ledger, vault and engines."""
