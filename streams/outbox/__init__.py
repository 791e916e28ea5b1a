"""Telling people outside the hub that there is something to read: never what it is, nor about whom.

- `asking`: which outputs of a decision record ask for a message, about what, and who is told;
- `texts`: the closed words of every message;
- `schedule`: when a message that was not taken over is tried again, and when no more;
- `store`: the messages to be sent, durable, with how far the log was read.

The log is the truth. The store can be lost: read again from the beginning, whatever is recorded as sent or failed there
is not sent again, and whatever nobody waits for any more is not sent at all (ops/decisions/0126).
"""
