"""What hops 2 and 3 are told beside their state: events opened, people compared, who may be connected."""

from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas.events.event import Withdrawal
from schemas.records.accept import EventAccepted
from schemas.records.answers import ContactAnswered
from schemas.records.evidence import Evidence
from schemas.records.inputs import MatchDecided
from schemas.records.match import MatchOutput, MatchReferred
from streams.deciders.answers.decide import case_named
from streams.deciders.answers.naming import contact_of, lost_contact
from streams.deciders.answers.state import Named
from streams.deciders.keys import case_key, matter_key
from streams.deciders.match import compare
from streams.deciders.match.facts import AnswerFacts, MatchFacts
from streams.deciders.match.state import MatchCase
from streams.deciders.memory.earlier import earlier_with_places, memory_facts
from streams.deciders.memory.facts import MemoryFacts
from streams.deciders.opened import OpenedEvent
from streams.deciders.person import answered, contact_named, held_against, restriction
from streams.deciders.person.connections import connected_staff, named_staff
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.state import Matter
from streams.engines.line.batch import Gathered
from streams.engines.line.chains import Chain
from streams.engines.line.indexes import Indexes
from streams.engines.line.opening import Openings
from streams.engines.line.ports import Log


class Gathering:
    """Facts for the deciders: opened events, indexes, recorded decisions, the hub's keys."""

    def __init__(
        self,
        openings: Openings,
        indexes: Indexes,
        log: Log,
        hub_keys: Mapping[str, X25519PrivateKey],
        person_partitions: int,
    ) -> None:
        self._openings = openings
        self._indexes = indexes
        self._log = log
        self._hub_keys = hub_keys
        self._person_partitions = person_partitions

    def _match_facts(self, batch: Gathered, chain: Chain, accepted: EventAccepted) -> MatchFacts:
        event = self._openings.get(accepted.event)
        case = chain.states.find(case_key(accepted.case), MatchCase)
        before = self._openings.get(case.event) if case is not None and case.event != accepted.event else None
        return MatchFacts(
            reference=batch.reference,
            event=event,
            before=before,
            evidence=self._evidence(batch, accepted.event),
            known=self._known(batch, accepted.event),
        )

    def _memory_facts(
        self, batch: Gathered, chain: Chain, event: OpenedEvent, decided: list[MatchOutput]
    ) -> MemoryFacts:
        earlier = [(seen, self._openings.get(seen.event)) for seen in earlier_with_places(chain.states, event, decided)]
        return memory_facts(batch.reference, event, earlier)

    def _evidence(self, batch: Gathered, event: bytes) -> dict[int, Evidence]:
        """What comparing an event's children with the rolls finds, kept for the batch."""
        evidence = batch.evidence.get(event)
        if evidence is None:
            indexes, folded = self._indexes, self._folded(batch, event)
            evidence = compare.compare_children(self._openings.get(event), folded, indexes.rolls, indexes.data)
            batch.evidence[event] = evidence
        return evidence

    def _known(self, batch: Gathered, event: bytes) -> dict[int, str]:
        """Who of an event's people was met before, as is known by now."""
        return compare.known_people(self._folded(batch, event), self._evidence(batch, event), self._indexes.known)

    def _likely(self, batch: Gathered, event: bytes) -> list[str]:
        """Who of before an event's people may turn out to be."""
        return compare.likely_people(self._folded(batch, event), self._evidence(batch, event), self._indexes.known)

    def _folded(self, batch: Gathered, event: bytes) -> compare.Folded:
        """An event's people folded for comparison, kept for the batch: hops 2 and 3 both compare them."""
        folded = batch.folded.get(event)
        if folded is None:
            folded = batch.folded[event] = compare.fold_people(self._openings.get(event), batch.reference)
        return folded

    def _answer_facts(self, batch: Gathered, chain: Chain, message: MatchDecided) -> AnswerFacts:
        recorded = self._log.output(message.answers)
        referred = recorded if isinstance(recorded, MatchReferred) else None
        rolls = self._rolls_of(message.pupil or "", "")
        if referred is None:
            return AnswerFacts(batch.reference, None, None, rolls)
        event, users = self._openings.get(referred.event), [message.user]
        connected = self._connected(batch, referred.event, referred.section, users)
        contact = self._named_by(chain, event)
        for one in {contact.header.event, contact.latest.event} if contact is not None else ():
            connected |= self._connected(batch, one, -1, users)
        return AnswerFacts(batch.reference, referred, event, rolls, connected)

    def _rolls_of(self, pupil: str, school: str) -> dict[str, int]:
        """The rolls on which a pupil stands now, with their versions; `school` is the one that was told of them."""
        rolls = self._indexes.rolls
        return {entry.urn: rolls.version(entry.urn) for entry in rolls.entries_of(pupil)} if pupil else {}

    def _connected(self, batch: Gathered, event: bytes, own: int, users: list[str]) -> frozenset[str]:
        indexes = self._indexes
        folded = self._folded(batch, event)
        return connected_staff(self._openings.get(event), own, folded, users, indexes.folded_staff, indexes.data)

    def _beside(self, chain: Chain, event: OpenedEvent, person: str, *, known: bool) -> list[bytes]:
        """The events of the contact that an outcome names, by which its readers are held as well."""
        return contact_named.rests_on(chain.states, event, person, self._openings.header, known=known)

    def _connected_beside(
        self, batch: Gathered, event: OpenedEvent, contacts: Iterable[bytes], users: list[str]
    ) -> frozenset[str]:
        """Who of these may be connected with the contact that an outcome names; everyone, where nobody can say any more
        which that is.
        """
        if lost_contact(event):
            return frozenset(users)
        return frozenset([user for contact in contacts for user in self._connected(batch, contact, -1, users)])

    def _named(self, batch: Gathered, event: bytes, users: list[str]) -> frozenset[str]:
        indexes = self._indexes
        folded = self._folded(batch, event)
        return named_staff(self._openings.get(event), folded, users, indexes.folded_staff, indexes.data)

    def _named_by(self, chain: Chain, event: OpenedEvent) -> Named | None:
        """The event that an outcome names, once hop 2 has decided any event of its case. No key is asked for."""
        contact = contact_of(event)
        header = self._openings.header(contact) if contact is not None else None
        held = case_named(chain.states, header)
        latest = self._openings.value(held.event) if held is not None else None
        if header is None or latest is None:
            return None
        return Named(header, latest.header, wrong_people=latest.withdrawal is Withdrawal.WRONG_PEOPLE)

    def _answered_facts(self, batch: Gathered, chain: Chain, told: ContactAnswered) -> held_against.AnswerFacts:
        """A published outcome, the contact that it is held against, and what else is spoken of in the matter."""
        matter = chain.states.find(matter_key(told.case, told.person), Matter)
        publisher = self._openings.get(told.outcome).header.publisher
        event, own = answered.subject_of(matter, told, batch.reference, publisher)
        opened = self._openings.get(event)
        users = answered.who_may_hear(opened, batch.reference)
        connected = self._connected(batch, event, own, users)
        if matter is not None and matter.event not in (b"", event):
            connected |= self._connected(batch, matter.event, matter.section, users)
        by = restriction.hidden_by(chain.states, told.case, told.person)
        person = PersonFacts(batch.reference, self._openings.marked(event, by), connected, hidden_by=by)
        asked = held_against.events_of(matter, told)
        return held_against.AnswerFacts(person, {one: self._openings.get(one) for one in asked})
