"""Takes one message, of either format, to its answer: read, made a flag by the trust's rules, sealed durably."""

from collections.abc import Callable
from datetime import datetime

from schemas.events.event import Standing
from services.hospital.faults import MessageRefused, Problem, Severity, Trouble
from services.hospital.fhir import read_bundle
from services.hospital.hl7_ack import acknowledge
from services.hospital.hl7_adt import read_adt
from services.hospital.hl7_text import Hl7Message, decode_message
from services.hospital.rules import HospitalRules
from services.hospital.visit import Visit, flag_of
from services.publisher.errors import StoreError
from services.publisher.publisher import Publisher, Result


class Receiver:
    """One trust's messages towards one hub. Not for several threads at once.

    An answer that accepts means that the flag, where the rules make one, is sealed and kept; sending is another step.
    """

    def __init__(
        self, rules: HospitalRules, publisher: Publisher, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._rules = rules
        self._publisher = publisher
        self._clock = clock
        self._new_id = new_id

    def receive_hl7(self, data: bytes) -> bytes:
        """The acknowledgement of an HL7 v2 message."""
        message, troubles = self.take_hl7(data)
        return acknowledge(message or _header_of(data), troubles, self._new_id(), self._clock())

    def take_hl7(self, data: bytes) -> tuple[Hl7Message | None, tuple[Trouble, ...]]:
        """The message, None where it could not be read, and what stands against it."""
        message = None
        try:
            message = Hl7Message(decode_message(data))
            visit, troubles = read_adt(message, self._rules, self._clock())
        except MessageRefused as refused:
            return message, refused.troubles
        return message, (*troubles, *self.keep(visit, "PV1-19"))

    def receive_fhir(self, data: bytes) -> tuple[Trouble, ...]:
        """What stands against a FHIR bundle; nothing where it is taken as it is."""
        try:
            visit, troubles = read_bundle(data, self._rules, self._clock())
        except MessageRefused as refused:
            return refused.troubles
        return (*troubles, *self.keep(visit, "Bundle"))

    def keep(self, visit: Visit | None, place: str) -> tuple[Trouble, ...]:
        """Seal the flag of an attendance, where it makes one; what stands against it, at `place`."""
        flag = flag_of(visit, self._rules) if visit is not None else None
        if flag is None or (flag.standing is Standing.WITHDRAWN and not self._publisher.has_sent(flag.reference)):
            return ()
        try:
            line = self._publisher.take(flag, "a hospital's message")
        except StoreError:
            text = "the flag cannot be kept now: send the message again"
            return (Trouble(place, Problem.OURS, text),)
        if line.result is Result.OLDER_REVISION:
            return (Trouble(place, Problem.VALUE, "later news of this attendance was sent already", Severity.WARNING),)
        if line.result in (Result.HELD, Result.WENT_BACK):
            # news that is older than what was sent waits for a person; what contradicts itself is the sender's to mend
            severity = Severity.WARNING if line.revision else Severity.ERROR
            return tuple(
                Trouble(place, Problem.VALUE, f"{fault.reason}: {fault.remedy}", severity) for fault in line.faults
            )
        return ()


def _header_of(data: bytes) -> Hl7Message | None:
    """The header of a message whose character set is wrong, so that the answer names the message."""
    header = data.lstrip().split(b"\r", 1)[0].split(b"\n", 1)[0]
    if not header.startswith(b"MSH") or not header.isascii() or b"\x00" in header:
        return None
    try:
        return Hl7Message(header.decode("ascii"))
    except MessageRefused:
        return None
