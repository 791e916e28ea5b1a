"""What the ledger refuses, each as its own type, with words that say what to do next."""


class LedgerError(Exception):
    """Any refusal of the ledger."""


class NoteError(LedgerError):
    """A signed note or verifier key is malformed, or no signature of a known key stands under the note."""


class CheckpointError(LedgerError):
    """A checkpoint is malformed, or names another log than the one asked for."""


class ProofError(LedgerError):
    """A proof does not lead to the root that it is held against."""


class TileError(LedgerError):
    """A tile or entry bundle is missing or is not what its path promises."""


class LogInUse(LedgerError):
    """Another process holds this log directory open."""


class EntriesOutOfOrder(LedgerError):
    """Entries were offered that do not follow on the last one, or are not 32 bytes each."""


class DatabaseBehindCheckpoint(LedgerError):
    """The database holds fewer entries than the last signed checkpoint covers."""


class DatabaseForked(LedgerError):
    """The database holds other entries than the last signed checkpoint covers."""


class CheckpointRefused(LedgerError):
    """Signing was refused because the new checkpoint would contradict one that was signed before."""
