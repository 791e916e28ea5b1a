"""The agreements and duties as they stood at a time: what was registered, signed and not suspended by then."""

from datetime import datetime

from schemas.records.reference import AgencyKeyRevoked, AgreementSigned, InstrumentRegistered, InstrumentSuspended
from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Agreement
from streams.reference.instruments import Instruments, Moment, Version


def index_as_of(held: Instruments, at: datetime) -> Index:
    """What evaluation would have read at a time. For a time after the last change it is what evaluation reads now."""
    if not held.history or at >= held.history[-1].at:
        return held.index()
    life = _Life()
    for moment in held.history:
        if moment.at <= at:
            life.take(moment)
    unreadable = {id for id, version in held.unreadable() if (id, version) in life.registered}
    documents = [each for each in held.documents() if (each.id, each.version) in life.registered]
    unsigned = {(each.id, each.version) for each in documents if isinstance(each, Agreement) and life.lacks(each)}
    return compile_index(documents, life.suspended | unreadable, unsigned)


class _Life:
    """What the reference records up to a time add up to."""

    def __init__(self) -> None:
        self.registered: set[Version] = set()
        self._signed: dict[Version, set[str]] = {}
        self.suspended: set[str] = set()

    def lacks(self, agreement: Agreement) -> bool:
        """Whether a signature was lacking."""
        return not self._signed.get((agreement.id, agreement.version), set()).issuperset(agreement.signatories)

    def take(self, moment: Moment) -> None:
        """Take in the next record."""
        match moment.body:
            case InstrumentRegistered():
                self.registered |= moment.versions
            case AgreementSigned(party=party) if not moment.refused:
                for version in moment.versions:
                    self._signed.setdefault(version, set()).add(party)
            case AgencyKeyRevoked(agency=agency):
                for version in moment.versions:
                    self._signed.get(version, set()).discard(agency)
            case InstrumentSuspended(id=id, suspended=suspended):
                (self.suspended.add if suspended else self.suspended.discard)(id)
