"""One published outcome held against one child of the contact that it names: what both say, and what stands."""

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from schemas.events.front_door import Decided
from schemas.records.answers import AnswerChange, ContactAnswered
from schemas.records.notify import DeskKind
from schemas.records.reference import AgencyKind
from streams.deciders.areas import FRONT_DOOR
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.state import HeldNotice, HeldTriage, Matter
from streams.deciders.person.watching import is_contact
from streams.reference.facts import Reference


class AnswerFacts(Struct, frozen=True, gc=False):
    """Facts for one published outcome and one child of the contact: those of the contact's own event, and by id the
    other events that the matter or the outcome speaks of.
    """

    person: PersonFacts
    events: Mapping[bytes, OpenedEvent]


class Answer(Struct, frozen=True, gc=False):
    """One outcome held against one matter. `held` is the contact that it would decide, the publisher's own if any."""

    told: ContactAnswered
    matter: Matter
    held: HeldNotice | None
    own: bool
    facts: AnswerFacts
    at: datetime

    @property
    def said(self) -> Decided | None:
        """What the outcome says, as far as it can be read."""
        return self.facts.events[self.told.outcome].fact(Decided)

    @property
    def triage(self) -> HeldTriage | None:
        """What the front door decided last; where it has no notice that stands, the one of which the outcome spoke."""
        if self.held is not None:
            return self.matter.triage_at(self.held.recipient.value)
        return self.matter.triage_at(self.mine[-1].area) if self.mine else None

    @property
    def mine(self) -> tuple[HeldTriage, ...]:
        """What this very outcome and its earlier revisions decided, the last one last; or overtaken since."""
        events = self.facts.events
        published = (one for one in self.matter.triages if one.published)
        return tuple([one for one in published if events[one.published].header.case == self.told.outcome_case])

    @property
    def before(self) -> OpenedEvent | None:
        """The earlier revision of this very outcome by which the contact stands decided; None where it does not."""
        triage = self.triage if self.own else None
        return self.facts.events[triage.published] if triage is not None and triage in self.mine else None

    @property
    def stands(self) -> bool:
        """Whether this revision says what the last one decided; which revision of the contact it names is no matter."""
        before = self.facts.events[self.mine[-1].published].fact(Decided) if self.mine else None
        if before is None or self.said is None or self.told.change is not AnswerChange.DECIDED:
            return False
        return replace(before, contact=self.told.contact) == replace(self.said, contact=self.told.contact)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas whose front doors have the contact, or had it until it was taken back."""
        told = (one.recipient for one in self.matter.notices)
        return tuple(dict.fromkeys([one.value for one in told if one.scheme == "area" and one.role in FRONT_DOOR]))

    def contacts(self) -> list[HeldNotice]:
        """The contacts of this front door: its own notice, and the duty team's."""
        area = self.held.recipient.value if self.held is not None else ""
        return [one for one in contacts_of(self.matter) if one.recipient.value == area]

    def all_decided(self) -> bool:
        """Whether nothing of the contact waits to be decided."""
        return all(one.triaged for one in self.contacts())


def events_of(matter: Matter | None, told: ContactAnswered) -> Collection[bytes]:
    """The events that deciding asks about."""
    found = dict.fromkeys((told.outcome, told.contact, told.event))
    if matter is not None:
        found.update(dict.fromkeys(one.event for one in contacts_of(matter)))
        found.update(dict.fromkeys(one.published for one in matter.triages if one.published))
        found.update(dict.fromkeys(item.event for item in matter.desk if item.kind is DeskKind.OUTCOME))
    return found


def contacts_of(matter: Matter) -> list[HeldNotice]:
    """The notices of a matter that a front door has to decide on."""
    return [held for held in matter.notices if is_contact(held)]


def contact_for(matter: Matter, reference: Reference, publisher: str) -> tuple[HeldNotice | None, bool]:
    """A contact of a front door that this agency runs, and True; else the first of another's, if there is any."""
    runs = areas_run_by(reference, publisher)
    contacts = contacts_of(matter)
    own = next((held for held in contacts if held.recipient.value in runs), None)
    return (own, True) if own is not None else (next(iter(contacts), None), False)


def areas_run_by(reference: Reference, publisher: str) -> tuple[str, ...]:
    """The areas whose front doors an agency runs: a council those that it serves, and nobody else any."""
    agency = reference.agencies.get(publisher)
    return agency.areas if agency is not None and agency.kind is AgencyKind.COUNCIL else ()
