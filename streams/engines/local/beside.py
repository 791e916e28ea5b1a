"""A local hub as a process beside the engine's has it: one serves pages, one takes events in. Neither decides.

What they read they read from the home's files themselves; what they want done they ask of the engine's process.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Command
from schemas.wire import Submission
from streams.engines.contract import Settled
from streams.engines.line.settled import settled
from streams.engines.local.asking import Asking
from streams.engines.local.database import open_reader
from streams.engines.local.followed import Followed
from streams.engines.local.home import Home, HomeError, Keys
from streams.engines.local.inbound import Receipt
from streams.engines.local.queries import LocalViews
from streams.engines.local.shown import Shown
from streams.engines.local.shows_pages import ShowsPages
from streams.ledger.given import GivenCheckpoint, RecordProof, give_checkpoint, prove_record
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference
from streams.views.rows import OutcomeRow


class PagesBeside(ShowsPages):
    """`streams.engines.contract.Hub` for the process that serves pages."""

    def __init__(self, home: Home, keys: Keys, clock: Callable[[], datetime], asking: Asking) -> None:
        self._asking = asking
        self._shown = Shown(home, keys, clock)

    @property
    def views(self) -> LocalViews:
        """What pages ask."""
        return self._shown.views

    def reference(self) -> Reference:
        """The reference, a moment old at most. Not to be changed."""
        return self._shown.reference()

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Have a desk's command decided and recorded. Raises `Undecided`."""
        return settled(codec.decode(self._asking.perform(command, command_id), Decision))

    def close(self) -> None:
        """Let go of every file."""
        self._shown.close()


class DoorBeside:
    """What the intake asks of a hub, for the process that serves it. It holds no private key, and opens nothing."""

    def __init__(self, home: Home, operator: Ed25519PublicKey, asking: Asking) -> None:
        self._home = home
        self._asking = asking
        self._followed = Followed(open_reader(home.database), operator)
        self._views = LocalViews(home, self.reference)
        hub = self.reference().hub
        if hub is None:
            raise HomeError("the hub was never declared: run `firstbell init`")
        self._ledger_key = VerifierKey(hub.ledger_origin, hub.ledger_key)

    def reference(self) -> Reference:
        """The reference, a moment old at most. Not to be changed."""
        return self._followed.current()

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Have submissions of one agency made durable; a signed promise for each. Raises `CannotStore`."""
        return self._asking.submit(agency, submissions)

    def promised(self, digest: bytes, agency: str) -> Receipt | None:
        """The promise for what an agency brought before."""
        return self._asking.promised(digest, agency)

    def outcome(self, digest: bytes, agency: str) -> OutcomeRow | None:
        """What became of an agency's own submission, or that it waits parked."""
        return self._views.outcome_of(digest, agency) or self._views.held(digest, agency)

    def proof(self, outcome: OutcomeRow, since: int) -> RecordProof | None:
        """The record that decided a submission with its ledger proof; None until a checkpoint covers it."""
        found = self._views.record_of(outcome)
        return prove_record(self._home.ledger, self._ledger_key, *found, since) if found is not None else None

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """The newest signed checkpoint, with the proof that it extends the log of size `since`."""
        return give_checkpoint(self._home.ledger, self._ledger_key, since)

    def close(self) -> None:
        """Let go of every file."""
        self._views.close()
        self._followed.close()
