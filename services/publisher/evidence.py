"""What the publisher can show without the hub: each kept proof checked again, and what tells against the hub."""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from schemas import contexts
from services.intake.documents import HubDescriptor
from services.publisher.proofs import HubKeys, ProofWrong, Proven, check_checkpoint, check_outcome, check_promise
from services.publisher.report import is_broken
from services.publisher.seen import Alarm, AlarmKind, evidence
from services.publisher.store import PublisherStore
from services.publisher.stored import SentRow
from streams.durability import make_folder_durably, write_durably
from streams.ledger.given import GivenCheckpoint

HANDED_OVER: Final = f"""\
Files that an agency holds against a hub, for whoever is to judge. Nothing in them tells of a person: the envelope is
sealed, and only the hub could open it.

hub.json           the hub's descriptor as the agency was given it, with its promise key and its ledger's verifier key
promise            the signed promise: digest of the submission, place, time of acceptance, latest inclusion
envelope, keys     the submission itself; the digest is SHA-256 over the frame of `{contexts.SUBMISSION.decode()}`,
                   the envelope's digest (`{contexts.ENVELOPE.decode()}`) and the keys
record             the decision record that the hub gave; its ledger entry is the digest of its bytes
checkpoint         the checkpoint (C2SP signed note) that came with it, or that the agency saw last
older_checkpoint,  two checkpoints that the hub signed and that cannot both be of one log that only grows,
newer_checkpoint   with the proof that the hub gave, if any: consistency_proof

A broken promise: the promise's latest inclusion has passed, the checkpoint was signed after it, and the hub showed no
inclusion of the submission's record when it was asked. Ask the hub for it now; if it has one, its checkpoint says when.
"""


class Checked(Struct, frozen=True):
    """One submission, checked offline from what is kept. `wrong` says what does not hold; '' where all does.

    `proven` is None while no proof is kept.
    """

    reference: str
    revision: int
    digest: str
    outcome: str
    proven: Proven | None
    wrong: str


class Complaint(Struct, frozen=True):
    """What is held against the hub. `files` are to be handed over."""

    kind: AlarmKind
    at: datetime
    reference: str
    detail: str
    files: dict[str, bytes]


def check_kept(store: PublisherStore, keys: HubKeys) -> list[Checked]:
    """Check every promise, outcome and proof that is kept, oldest first. Nobody is asked."""
    roots: dict[int, bytes] = {}
    return [_check(row, keys, roots) for row in store.sent() if row.promise is not None]


def complaints(store: PublisherStore) -> list[Complaint]:
    """Everything that is held against the hub: alarms, then promises that were found broken."""
    rows = {row.digest: row for row in store.sent()}
    found = []
    for alarm in store.seen.alarms():
        row = rows.get(alarm.digest or b"")
        own = _submission(store, row) if row is not None else {}
        reference = row.reference if row is not None else ""
        found.append(Complaint(alarm.kind, alarm.at, reference, alarm.detail, {**own, **alarm.files}))
    return found + [_broken(store, row) for row in rows.values() if is_broken(row)]


def hand_over(folder: Path, found: list[Complaint], descriptor: HubDescriptor) -> None:
    """Write each complaint's files into a folder of its own. FileExistsError where `folder` is not empty."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(str(folder))
    make_folder_durably(folder, "evidence")
    write_durably(folder / "README.txt", HANDED_OVER.encode(), "evidence")
    write_durably(folder / "hub.json", msgspec.json.format(msgspec.json.encode(descriptor), indent=2), "evidence")
    for number, one in enumerate(found, 1):
        place = folder / f"{number:03}-{one.kind}"
        about = msgspec.json.encode({"kind": one.kind, "at": one.at, "reference": one.reference, "detail": one.detail})
        write_durably(place / "complaint.json", msgspec.json.format(about, indent=2), "evidence")
        for name, data in one.files.items():
            write_durably(place / name, data, "evidence")


def _check(row: SentRow, keys: HubKeys, roots: dict[int, bytes]) -> Checked:
    outcome = row.outcome.outcome if row.outcome is not None else ""
    proven, wrong = None, ""
    try:
        promise = check_promise(row.promise or b"", row.digest, keys)
        if row.outcome is not None and row.outcome.proof is not None:
            head = check_checkpoint(None, GivenCheckpoint(row.outcome.proof.given.checkpoint, None), keys)
            if roots.setdefault(head.size, head.root) != head.root:
                raise ProofWrong(f"two checkpoints of `{head.size}` entries have different roots")
            proven = check_outcome(promise, row.outcome, row.outcome.proof, keys)
    except ProofWrong as error:
        wrong = str(error)
    return Checked(row.reference, row.revision, row.digest.hex(), outcome, proven, wrong)


def broken_promise(store: PublisherStore, row: SentRow) -> Alarm:
    """The evidence of a promise that was found broken."""
    detail = "asked after the promised time, the hub did not show the submission in its ledger"
    files = {**_submission(store, row), **evidence(checkpoint=store.seen.checkpoint())}
    return Alarm(row.asked_at or row.sealed_at, AlarmKind.PROMISE_BROKEN, row.digest, detail, files)


def _broken(store: PublisherStore, row: SentRow) -> Complaint:
    alarm = broken_promise(store, row)
    return Complaint(alarm.kind, alarm.at, row.reference, alarm.detail, alarm.files)


def _submission(store: PublisherStore, row: SentRow) -> dict[str, bytes]:
    envelope, keys = store.submission(row.digest)
    return evidence(promise=row.promise, envelope=envelope, keys=keys)
