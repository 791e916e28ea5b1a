"""Whether an HL7 v2 message marks its patient as restricted: their address must not be shown.

Sources: HL7 v2, chapter 3: PD1-12 (protection indicator, table 0136), ARV-3 (access restriction value), PV1-16 (VIP
indicator). A trust's rules name the fields and codes that it uses. What is not understood marks: a mark that is missed
shows an address to whom it must not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from services.hospital.faults import Problem, Severity, Trouble
from services.hospital.hl7_text import Hl7Message
from services.hospital.rules import FIELD

OPEN: Final = frozenset({"", "N", "NO", "U", "L", "M"})
"""What a mark says of anybody: no, or a confidentiality of no restriction."""


def read_marks(message: Hl7Message, rules: Mapping[str, Sequence[str]]) -> tuple[bool, tuple[Trouble, ...]]:
    """Whether any field that the rules name, with its codes, marks the patient: what says neither yes nor no does too,
    with a warning.
    """
    marked, troubles = False, []
    for name, codes in rules.items():
        found = FIELD.fullmatch(name)
        if found is None:
            continue
        known = {code.upper() for code in codes}
        for said in _said(message, found[1], int(found[2])):
            marked |= said not in OPEN or said in known
            if said not in OPEN and said not in known:
                reason = "the trust's rules do not know this mark: the patient is taken for restricted; add it"
                troubles.append(Trouble(name, Problem.CODE, reason, Severity.WARNING))
    return marked, tuple(troubles)


def _said(message: Hl7Message, segment: str, field: int) -> Iterator[str]:
    """The codes of a field, in every segment and repetition of it, its alternate too; without a code, its words.

    A code of several parts is no code: it is said whole, so that none of them passes unread.
    """
    for number in range(1, message.count(segment) + 1):
        for repetition in message.repetitions(segment, field, number):
            said = [message.whole(segment, field, part, number=number, repetition=repetition) for part in (1, 2, 4, 5)]
            yield (said[0] or said[1]).upper()
            yield (said[2] or said[3]).upper()
