"""The council's desk in words where an item is for a desk or an agency: whom to ring, and that no school is told."""

from typing import Final

from schemas.records.notify import DeskKind
from services.web.words_desk import DeskWords

_RING: Final = (
    "Ring them on the number in your own directory and say that a notice waits for them on the hub. Then record it."
)
_NOBODY_ELSE: Final = "Tell no school, and nobody else: it is for them alone."
_CLOSES: Final = "The item closes by itself if they open the notice."

SAY_NOTHING_THERE: Final = "Do not tell its usual readers that this exists. One of them may be close to the family."

ELSEWHERE: Final = {
    DeskKind.NO_SAFE_READER: DeskWords(
        "Find a safe reader",
        "Whoever reads for this desk or agency cannot be sent this, or is left out of the case. Nobody there has been"
        " shown it as it stands now.",
        (
            SAY_NOTHING_THERE,
            "Find out with the manager above them who can do what they were to do. Tell no school.",
            "Record what you did.",
        ),
    ),
    DeskKind.NO_READER: DeskWords(
        "Nobody reads there",
        "Nobody is appointed today to read what is sent to this desk or agency. Nobody there has been told.",
        (
            "Find out with the manager above it who does its work today, ring that person, and record it.",
            _NOBODY_ELSE,
            "Or have a reader appointed and say so here: the notice then goes to them.",
        ),
    ),
    DeskKind.REFUSED_DUTY: DeskWords(
        "A notice was held back",
        "The hub did not send this to the desk or agency that is to know of it. They have not been told.",
        (
            "Read why, and decide with your information-sharing lead whether and how they can be told.",
            "If they can, ring them on the number in your own directory, and record it.",
            _NOBODY_ELSE,
        ),
    ),
    DeskKind.UNOPENED: DeskWords(
        "Notice not opened in time",
        "A desk or agency was sent this notice, and nobody there has opened it.",
        (_RING, _NOBODY_ELSE, _CLOSES),
    ),
    DeskKind.RECALL_UNREAD: DeskWords(
        "Recall not read",
        "What a desk or agency was told holds no longer, and nobody there has opened the recall.",
        (_RING, "Tell them not to act on the earlier notice.", _NOBODY_ELSE),
    ),
    DeskKind.OUTSIDE_AREA: DeskWords(
        "The child lives in another force’s area",
        "The police say that this child does not live in their area. The desk or agency that is to know has not been"
        " told.",
        ("Check that the force where the child lives has it.", _NOBODY_ELSE, "Record what you did."),
    ),
    DeskKind.UNDELIVERED: DeskWords(
        "Nobody could be told by mail",
        "A notice waits in the inbox of a desk or agency, and every message that says so was refused or came to"
        " nothing.",
        (_RING, _NOBODY_ELSE, f"Have their addresses put right. {_CLOSES}"),
    ),
}
"""By kind, the words of an item that was not for a school."""

DUTY_TEAM_LATE: Final = DeskWords(
    "The duty team has not decided in time",
    "The duty team was told of this child while the office was shut, and has not decided what follows. The front door"
    " has the contact too, by its own time.",
    (
        "While the office is shut, ring the duty team. Once it is open, ring the front door. Have it triaged.",
        "The item closes by itself once either of them has decided.",
    ),
)
"""Words of a contact whose hour went by at the duty team."""

OF_WHAT_WE_TOLD: Final = DeskWords(
    "Take back what this desk told",
    "This desk told somebody by hand what had been sent. It holds no longer, and the hub does not know whom you told.",
    ("Find out from this desk’s own notes who was told.", "Tell them not to act on it, and record it."),
)
"""Of a recall to whoever the desk itself had told."""

TELEPHONE_ELSEWHERE: Final = frozenset(
    {
        DeskKind.NO_READER,
        DeskKind.REFUSED_DUTY,
        DeskKind.UNOPENED,
        DeskKind.RECALL_UNREAD,
        DeskKind.UNDELIVERED,
        DeskKind.INTERVIEW_OVERDUE,
        DeskKind.NOT_PICKED_UP,
        DeskKind.INTERVIEW_OUTCOME,
    }
)
"""Kinds that end when the desk or agency was told by telephone: not where its own readers are to hear nothing."""

UNNAMED_CONFLICT: Final = (
    "Give whoever runs the hub the number of this item. They ask the sender which version is right.",
    "If it is the refused one, the sender sends it as a correction. Who was told then hears what changed.",
    "Record what you did.",
)
"""What to do about two versions of what this desk may not know by its reference."""
