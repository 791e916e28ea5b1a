"""A section that was erased."""

from msgspec import Struct


class Shredded(Struct, frozen=True, gc=False):
    """Stands where a section's key was destroyed: the section is known to have been, and can be read no more."""
