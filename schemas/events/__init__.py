"""The events that agencies publish: one module an event type, one schema each."""
