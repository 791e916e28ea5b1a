"""Hop 3, by person: may each recipient have it and which items (share), what goes out by when (notify), was it read
in time (watch). One input is decided through all three, because a permission without its notice is a lost child.
"""
