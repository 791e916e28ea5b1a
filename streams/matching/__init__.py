"""Which child on which roll: compare evidence, then decide on it."""
