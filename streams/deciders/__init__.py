"""What decides, in the order that data flows: accept (hop 1), match (hop 2), person (hop 3: share, notify, watch).

Each hop is pure and total: `decide(states, facts, input) -> outputs` and `evolve(states, output)`. It reads its own
state, the facts that the engine hands it and the input; it knows no engine, database, clock or randomness.
"""
