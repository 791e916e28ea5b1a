"""Generators of the demo's world: families, rolls, staff, calendars, police exports, story. All people are invented."""
