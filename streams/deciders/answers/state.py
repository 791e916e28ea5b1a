"""What hop 2 remembers of an outcome: the children of contacts that it was last said to answer; and of a contact, what
answers it.
"""

from msgspec import Struct

from schemas.events.header import Header


class Answering(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """An outcome's case: contact's case and person of each child of whom it decides, or whom it leaves out of one."""

    of: tuple[tuple[bytes, str], ...] = ()


class Answered(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """A contact's case: the cases of the outcomes that are held to answer it."""

    by: tuple[bytes, ...] = ()


class Named(Struct, frozen=True, gc=False):
    """The headers of the event that an outcome names, and of that at which its case stands by now; whether that one
    withdraws it as about the wrong people.
    """

    header: Header
    latest: Header
    wrong_people: bool = False
