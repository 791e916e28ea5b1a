"""From the cells of an incident to the facts of its event type: one module a type."""
