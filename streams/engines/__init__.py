"""What carries inputs to the deciders and their records onwards: one contract, and an engine each way to keep it."""
