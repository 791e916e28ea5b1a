"""The hub's door over HTTP: takes sealed events durably, promises, and tells each agency its outcomes."""
