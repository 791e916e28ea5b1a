"""CPU of the line, and of the cryptography that no hub can do without, over the same events."""

import resource
from collections.abc import Callable, Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas import keywrap, sealing, signing
from schemas.envelope import open_envelope, read_key_header, read_value
from schemas.wire import Submission
from tests.bench.town import AGENCY, Town

NONCE = bytes(12)
CALL = 256
"""Submissions that are handed in at once."""


def cpu() -> float:
    """User and system CPU seconds of this process and its children so far."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    return total


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds that a piece of work takes."""
    before = cpu()
    work()
    return cpu() - before


def unavoidable(town: Town, submissions: Sequence[Submission]) -> Callable[[], None]:
    """One verify, one HPKE open, an AES-GCM open of each section and one promise signature for each event, and nothing
    else.

    All inputs of the primitives are made ready here, so that the work returned is the primitives alone.
    """
    promise_key = Ed25519PrivateKey.generate()
    keys = {agency: force.key.public_key() for agency, force in town.forces.items()}
    ready = []
    for submission in submissions:
        envelope = open_envelope(submission.envelope)
        value = read_value(envelope)
        header = value.header
        info = keywrap.binding(header, envelope.value)
        message = read_key_header(submission.keys).message
        joined = keywrap.SUITE.decrypt(message, town.hub_key, info)
        context = sealing.event_context(header.hub, header.publisher, header.event)
        opens = [
            (joined[n * 32 : n * 32 + 32], s.body, sealing._associated(context, s.number, s.kind, s.schema))
            for n, s in enumerate(value.sections)
        ]
        signed = signing.pae(envelope.payload_type, envelope.value)
        ready.append((keys[header.publisher], envelope.signature, signed, message, info, opens))

    def work() -> None:
        for public, signature, signed, message, info, opens in ready:
            public.verify(signature, signed)
            keywrap.SUITE.decrypt(message, town.hub_key, info)
            for key, body, associated in opens:
                AESGCM(key).decrypt(NONCE, body, associated)
            promise_key.sign(info)

    return work


def line(town: Town, submissions: Sequence[Submission], batch: int) -> Callable[[], None]:
    """Everything that the hub does from received bytes to views and signed ledger.

    Under load several calls come in while a batch is decided, and make up the next: `batch` submissions are handed in,
    `CALL` at a time, and decided together.
    """

    def work() -> None:
        for start in range(0, len(submissions), batch):
            end = min(start + batch, len(submissions))
            for call in range(start, end, CALL):
                town.hub.submit(AGENCY, submissions[call : min(call + CALL, end)])
            town.hub.run()
        town.hub.sign_checkpoint()

    return work


def given(town: Town, calls: Mapping[str, Sequence[Submission]]) -> Callable[[], None]:
    """As `line`, of one batch that several agencies bring."""

    def work() -> None:
        for agency, submissions in calls.items():
            for call in range(0, len(submissions), CALL):
                town.hub.submit(agency, submissions[call : call + CALL])
        town.hub.run()
        town.hub.sign_checkpoint()

    return work
