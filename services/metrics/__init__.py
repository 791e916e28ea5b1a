"""Numbers for Prometheus: what each process does, and how the hub stands. No label can name a person."""
