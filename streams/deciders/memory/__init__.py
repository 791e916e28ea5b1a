"""Memory across events, within hop 2: what counts of each case, and which counts and patterns follow from it.

Histories are sorted by when things happened, and every answer is worked out from the whole history anew: so it does not
matter in which order events came in.
"""
