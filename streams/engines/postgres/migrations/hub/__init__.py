"""The hub's database: views, and copies of the log."""
