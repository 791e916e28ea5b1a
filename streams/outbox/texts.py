"""The words of every message: closed, the same for every message of a kind, and about nobody.

They name no child, school, agency, case, number or time, for mail is read on locked screens and by whoever shares a
mailbox. What a message is about is read after signing in, and every look is recorded (ops/decisions/0006).
"""

from typing import Final

from msgspec import Struct

from streams.outbox.asking import MessageKind


class Words(Struct, frozen=True):
    """A subject line, and what the body says first."""

    subject: str
    says: str


WORDS: Final = {
    MessageKind.NOTICE: Words("FirstBell: a notice waits for you", "There is a notice for you to read."),
    MessageKind.UPDATE: Words(
        "FirstBell: a notice was changed", "A notice that you may have read was changed. There is a newer one to read."
    ),
    MessageKind.RECALL: Words(
        "FirstBell: a notice was taken back",
        "A notice was taken back. Please read what takes its place before you act on it.",
    ),
    MessageKind.REMINDER: Words(
        "FirstBell: a notice still waits for you", "There is a notice that nobody has opened yet."
    ),
    MessageKind.OVERDUE: Words(
        "FirstBell: a notice is past its time", "There is a notice that nobody opened in time. Please open it now."
    ),
    MessageKind.DESK_ITEM: Words("FirstBell: work waits on your desk", "There is something on your desk to deal with."),
    MessageKind.DESK_ITEM_OVERDUE: Words(
        "FirstBell: work on your desk is past its time",
        "There is something on your desk that was not dealt with in time.",
    ),
    MessageKind.ACTION: Words("FirstBell: an action waits for you", "You were given an action to read and to answer."),
}

_CLOSING: Final = (
    "This message says nothing about anybody, and never will. It goes to everybody who may read there, each by"
    " themselves: someone may have seen to it already.",
    "Nobody reads answers to this address. Do not write about anybody in an answer. If you cannot sign in,"
    " ring whoever runs the hub for you.",
)


def body_of(kind: MessageKind, sign_in: str) -> str:
    """The plain text of a message of a kind; `sign_in` is where one signs in."""
    return "\n\n".join((WORDS[kind].says, f"Sign in to read it:\n{sign_in}", *_CLOSING)) + "\n"
