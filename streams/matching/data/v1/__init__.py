"""Version 1 of the name data, of 22 November 2026. Never changed once decisions name it: add a version instead."""
