"""The sinks: what reads decision records and keeps how far it has come together with what it made of them."""
