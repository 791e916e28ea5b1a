"""Forms of one name, version 1.

One group to a line, for a given name the full name first. The full name goes with every form; two short forms go with
each other when they begin alike (Kate and Katie, but not Charlie and Lottie, who may be twins). A name may stand in
several groups (Alex), and groups do not join through it.

Lines that begin with `*` are first names that many brothers or sisters share, so that they alone do not tell them
apart; lines that begin with `=` are spellings of a family name (and of a given name too); `*=` is both. In these all
go together.

Put together for this project from general knowledge of names used in Britain; not taken from any list.
"""

from streams.matching.data.v1.nicknames import (
    african_and_east_asian,
    british_boys,
    british_girls,
    european,
    shared_and_spelt,
    south_asian,
)

TEXT = "".join(
    part.TEXT for part in (shared_and_spelt, british_girls, british_boys, european, south_asian, african_and_east_asian)
)
