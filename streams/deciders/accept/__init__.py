"""Hop 1: really from that agency, may it publish this, well-formed, new, a revision, or had before?"""
