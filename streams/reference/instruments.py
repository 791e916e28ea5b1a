"""The agreements and duties of the reference, compiled once for evaluation whenever they change."""

from schemas.records.reference import InstrumentRegistered, InstrumentSuspended
from streams.agreements.answers import Answers
from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Instrument, from_canonical


class Instruments:
    """Every registered version, and which ids are suspended now."""

    def __init__(self) -> None:
        self.registered: dict[tuple[str, int], InstrumentRegistered] = {}
        self._documents: dict[tuple[str, int], Instrument] = {}
        self._suspended: dict[str, InstrumentSuspended] = {}
        self._index: Index | None = None
        self._answers: Answers | None = None

    def take(self, body: InstrumentRegistered | InstrumentSuspended) -> None:
        """Take in a registered version, or a suspension lifted or laid on."""
        self._index = self._answers = None
        if isinstance(body, InstrumentRegistered):
            self.registered[body.id, body.version] = body
            self._documents[body.id, body.version] = from_canonical(body.document)
        elif body.suspended:
            self._suspended[body.id] = body
        else:
            self._suspended.pop(body.id, None)

    def document(self, id: str, version: int) -> Instrument | None:
        """One registered version."""
        return self._documents.get((id, version))

    def documents(self) -> list[Instrument]:
        """All documents as registered, by id and version."""
        return [self._documents[key] for key in sorted(self._documents)]

    def suspended(self) -> tuple[str, ...]:
        """Ids of the agreements that are suspended now."""
        return tuple(sorted(self._suspended))

    def index(self) -> Index:
        """What evaluation reads."""
        if self._index is None:
            self._index = compile_index(self.documents(), tuple(self._suspended))
        return self._index

    def answers(self) -> Answers:
        """The evaluator over what is registered."""
        if self._answers is None:
            self._answers = Answers(self.index())
        return self._answers
