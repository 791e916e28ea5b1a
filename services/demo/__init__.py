"""The demo: an invented world on real schools, and the story that is told over it."""

SEED = 2027
"""Whose people the demo has unless it is told another number."""
