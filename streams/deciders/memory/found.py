"""What rules say of a history, and in the light of what it is asked anew."""

from msgspec import Struct

from streams.deciders.memory.seen import Seen
from streams.routing.rules import Rule


class Found(Struct, frozen=True, gc=False):
    """What a rule says of a history: the case with which it holds, the cases that it rests on, and how many occasions
    they are. `event` and `section` are of the case with which it holds.
    """

    rule: Rule
    anchor: Seen
    cases: tuple[Seen, ...]
    count: int


class Assessed(Struct, frozen=True, gc=False):
    """Whether a referral is a repeat: the referral before it, and abuse since then within the window. `others` are all
    other referrals of the same two people, of the same night and of later ones too.
    """

    rule: Rule
    referral: Seen
    last: Seen | None
    since: tuple[Seen, ...]
    others: tuple[bytes, ...]

    @property
    def repeat(self) -> bool:
        """Whether it is one."""
        return self.last is not None


class Asked(Struct, frozen=True, gc=False):
    """In the light of which event answers are worked out anew. `case` is assessed again in any case, for its notice."""

    event: bytes
    case: bytes
    moved: frozenset[str] = frozenset()
