"""What a process beside the engine's asks of it, over a pair of connected sockets that nobody else can open.

The engine's process alone appends: it gives the turns, promises and decides. Whoever is beside it waits for an answer,
and a connection that ends is one that says no.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from schemas import codec
from schemas.records.inputs import Command, Input
from schemas.wire import Submission
from streams.engines.contract import Settled, Undecided
from streams.engines.local.inbound import CannotStore, Receipt

WITHIN: Final = 15.0
"""Seconds that an answer is waited for."""

_logger = logging.getLogger(__name__)


class Submit(Struct, frozen=True, tag=True):
    """Make submissions of an agency durable."""

    agency: str
    submissions: tuple[Submission, ...]


class Recall(Struct, frozen=True, tag=True):
    """The promise for what an agency brought before."""

    agency: str
    digest: bytes


class Perform(Struct, frozen=True, tag=True):
    """Decide a desk's command: `body` is the `Input` that holds it and its id."""

    body: bytes


class Tell(Struct, frozen=True, tag=True):
    """Something for whoever started this process, in words of theirs; nothing is answered."""

    body: bytes


class Receipts(Struct, frozen=True, tag=True):
    """What was promised; none where nothing was had."""

    receipts: tuple[Receipt, ...]


class Decided(Struct, frozen=True, tag=True):
    """The decision record of a command."""

    record: bytes


class Refused(Struct, frozen=True, tag=True):
    """Nothing was done. `fault` is `cannot_store`, `undecided`, or the name of an exception that nobody expected."""

    fault: str
    text: str


Question = Submit | Recall | Perform | Tell
Reply = Receipts | Decided | Refused


class _Asked(Struct, frozen=True, array_like=True):
    number: int
    question: Question


class _Answered(Struct, frozen=True, array_like=True):
    number: int
    reply: Reply


class Engine(Protocol):
    """What answers, in the engine's process."""

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Make submissions durable and promise to decide them. Raises `CannotStore`."""

    def promised(self, digest: bytes, agency: str) -> Receipt | None:
        """The promise for what an agency brought before."""

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Decide a desk's command. Raises `Undecided`."""


class NoAnswer(Exception):
    """The engine's process has ended, or gave no answer in time."""


class Asking:
    """The way to the engine from a process beside it. For any thread: questions are answered one after the other."""

    def __init__(self, connection: Connection, within: float = WITHIN) -> None:
        self._connection = connection
        self._within = within
        self._number = 0
        self._sending, self._asking = threading.Lock(), threading.Lock()

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Have submissions made durable. Raises `CannotStore`, also where no answer comes."""
        return self._receipts(Submit(agency, tuple(submissions)))

    def promised(self, digest: bytes, agency: str) -> Receipt | None:
        """The promise for what an agency brought before. Raises `CannotStore` where no answer comes."""
        return next(iter(self._receipts(Recall(agency, digest))), None)

    def perform(self, command: Command, command_id: str) -> bytes:
        """Have a command decided; the decision record. Raises `Undecided`, also where no answer comes."""
        try:
            reply = self._ask(Perform(codec.encode(Input(command_id, command))))
        except NoAnswer:
            raise Undecided("no decision came in time: try again, and tell the operator if it stays so") from None
        assert isinstance(reply, Decided)
        return reply.record

    def tell(self, body: bytes) -> None:
        """Tell whoever started this process. Where nobody listens any more, nobody is told."""
        try:
            self._send(0, Tell(body))
        except NoAnswer:
            _logger.debug("nobody is there to be told")

    def _receipts(self, question: Submit | Recall) -> list[Receipt]:
        try:
            reply = self._ask(question)
        except NoAnswer:
            raise CannotStore("the line gives no answer: look into its log, and start it again") from None
        assert isinstance(reply, Receipts)
        return list(reply.receipts)

    def _ask(self, question: Question) -> Reply:
        with self._asking:
            self._number += 1
            self._send(self._number, question)
            until = time.monotonic() + self._within
            while self._connection.poll(max(0.0, until - time.monotonic())):
                answer = self._read()
                if answer.number == self._number:  # one that came too late is of no use to anybody
                    return _or_raise(answer.reply)
        raise NoAnswer

    def _send(self, number: int, question: Question) -> None:
        try:
            with self._sending:
                self._connection.send_bytes(msgspec.msgpack.encode(_Asked(number, question)))
        except OSError as error:
            raise NoAnswer from error

    def _read(self) -> _Answered:
        try:
            return msgspec.msgpack.decode(self._connection.recv_bytes(), type=_Answered)
        except (OSError, EOFError) as error:
            raise NoAnswer from error


class Answering:
    """Answers one process beside the engine's, in a thread, until that process lets go of its end.

    It may ask questions of the kinds `may`, and no other: pages hand no events in, and the intake opens nothing.
    """

    def __init__(
        self,
        engine: Engine,
        connection: Connection,
        may: tuple[type[Question], ...],
        told: Callable[[bytes], None],
    ) -> None:
        self._engine = engine
        self._connection = connection
        self._may = may
        self._told = told
        self._thread = threading.Thread(target=self._run, name="answering", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self) -> None:
        """Wait until the other process has let go."""
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        read = msgspec.msgpack.Decoder(_Asked)
        while True:
            try:
                asked = read.decode(self._connection.recv_bytes())
                if isinstance(asked.question, Tell):
                    self._told(asked.question.body)
                    continue
                reply = self._answer(asked.question)
                self._connection.send_bytes(msgspec.msgpack.encode(_Answered(asked.number, reply)))
            except (OSError, EOFError):
                return

    def _answer(self, question: Submit | Recall | Perform) -> Reply:
        if not isinstance(question, self._may):
            _logger.error("a process beside the engine asked what it may not: %s", type(question).__name__)
            return Refused("PermissionError", "")
        try:
            match question:
                case Submit(agency, submissions):
                    return Receipts(tuple(self._engine.submit(agency, submissions)))
                case Recall(agency, digest):
                    found = self._engine.promised(digest, agency)
                    return Receipts((found,) if found is not None else ())
                case Perform(body):
                    return Decided(self._perform(body))
        except CannotStore as error:
            return Refused("cannot_store", str(error))
        except Undecided as error:
            return Refused("undecided", str(error))
        except Exception as error:
            _logger.error("what a process beside the engine asked failed with %s", type(error).__name__)
            return Refused(type(error).__name__, "")

    def _perform(self, body: bytes) -> bytes:
        asked = codec.decode(body, Input)
        message = asked.message
        assert isinstance(message, Command)
        return codec.encode(self._engine.perform(message, command_id=asked.id).decision)


def _or_raise(reply: Reply) -> Reply:
    if not isinstance(reply, Refused):
        return reply
    if reply.fault == "cannot_store":
        raise CannotStore(reply.text)
    if reply.fault == "undecided":
        raise Undecided(reply.text)
    raise RuntimeError(f"the engine's process failed with {reply.fault}")
