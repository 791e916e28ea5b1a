"""Tests, in folders that mirror the tree; a package, so that no other distribution's `tests` is meant by that name."""
