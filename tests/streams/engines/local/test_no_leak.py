"""No personal value stands in any file, log line or error: marked values are published, and every byte is searched."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.contexts import case_key
from schemas.envelope import digest_of
from schemas.events.encompass import Incident
from schemas.events.header import SectionKind
from schemas.events.people import (
    Address,
    NamedSetting,
    Person,
    Presence,
    Registration,
    Relation,
    Relationship,
    Role,
    SafeContact,
    Scheme,
)
from schemas.events.texts import Summary, Text
from schemas.records.inputs import AcknowledgeNotice, OpenDeskItem, OpenNotice
from schemas.sealed_event import EventFields, PlainSection, seal_event
from schemas.wire import Submission
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.contract import Undecided
from streams.engines.local.home import HUB_KEY_ID
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import pupil_token
from streams.matching.people import RollEntry, StaffNames
from tests.support.force import POLICE
from tests.support.searching import files_in, forms, leaks
from tests.support.world import COORDINATOR, FIRST, HUB, START, World, dsl

UPN = "Zyxqvupn12345"
MARKERS = (
    *(f"Zyxqv{part}" for part in ("given", "family", "alias", "street", "where", "seen", "spoke", "advice")),
    *(f"Zyxqv{part}" for part in ("place", "ref", "voice", "story", "summary", "school", "victim", "suspect")),
    *(f"Zyxqv{part}" for part in ("lead", "desk", "rollname", "rollfamily", "rollstreet", "words")),
    UPN,
    "ZQ9 9ZQ",
    "ZQ99ZQ",
    "987654321098",
    "1987-12-27",
    "27 December 1987",
)
SCHOOL = NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL)
NAMED_IN_WORDS = NamedSetting(Scheme.NAME, "Zyxqvschool Academy", Registration.NOT_KNOWN)
BORN = date(2016, 12, 27)


def person(ref: str, role: Role, given: str, family: str, *settings: NamedSetting) -> Person:
    """A person with a marked value in every field."""
    return Person(
        ref=f"Zyxqvref-{ref}",
        roles=(role,),
        given_names=given,
        family_name=family,
        other_names=("Zyxqvalias",),
        date_of_birth=BORN if role is Role.CHILD else date(1987, 12, 27),
        address=Address(("17 Zyxqvstreet",), "ZQ9 9ZQ", "987654321098"),
        resides_in_force_area=True,
        presence=Presence.SAW,
        whereabouts="Zyxqvwhere",
        relationships=(Relationship(1, Relation.PARENT),) if role is Role.CHILD else (),
        restricted=False,
        safe_contact=SafeContact(False, "Zyxqvadvice"),
        settings=settings,
        seen_by="Zyxqvseen",
        spoken_to_by="Zyxqvspoke",
        nhs_number="9990000026",
    )


def sections(child: Person) -> list[PlainSection]:
    """A child, a victim, a suspect, the incident, and a text of every kind."""
    return [
        PlainSection(SectionKind.PERSON, child),
        PlainSection(SectionKind.PERSON, person("v", Role.VICTIM, "Zyxqvvictim", "Zyxqvfamily")),
        PlainSection(SectionKind.PERSON, person("s", Role.ALLEGED_PERPETRATOR, "Zyxqvsuspect", "Zyxqvfamily")),
        PlainSection(SectionKind.INCIDENT, Incident(child.address or Address((), "", ""), "Zyxqvplace")),
        PlainSection(SectionKind.VOICE, Text("Zyxqvvoice"), (0,)),
        PlainSection(SectionKind.NARRATIVE, Text("Zyxqvstory"), (0, 1, 2)),
        *[PlainSection(SectionKind.SUMMARY, Summary("Zyxqvsummary", s), (0,)) for s in child.settings],
    ]


class Marked:
    """A hub whose every person is marked."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.sequence, self.previous = 0, bytes(32)
        now = self.world.clock.now
        on_roll = RollEntry(
            pupil=pupil_token(self.world.keys.pupil_tokens, UPN),
            urn=FIRST,
            given_names="Zyxqvrollname",
            family_name="Zyxqvrollfamily",
            known_as=("Zyxqvalias",),
            date_of_birth=BORN,
            postcode="ZQ9 9ZQ",
            address_lines=("17 Zyxqvrollstreet",),
            uprn="987654321098",
        )
        self.world.registry.put_roll(FIRST, [on_roll], now, now + timedelta(days=30), now)
        names = StaffNames(given_names="Zyxqvlead", family_name="Zyxqvwords", postcode="ZQ9 9ZQ")
        staff = [("u-lead-2", names), ("u-desk-2", replace(names, given_names="Zyxqvdesk"))]
        self.world.registry.put_staff(staff, START)
        self.world.close()
        self.hub = LocalHub(self.world.home, self.world.clock)

    def seal(self, reference: str, child: Person, revision: int = 1) -> Submission:
        """An event about one child."""
        self.sequence += 1
        now = self.world.clock.now
        fields = EventFields(
            hub=HUB,
            publisher=POLICE,
            instance="test-1",
            sequence=self.sequence,
            previous=self.previous,
            reference=reference,
            revision=revision,
            occurred_at=now - timedelta(hours=1),
            sent_at=now,
            signing_key="k1",
            hub_key=HUB_KEY_ID,
        )
        key = self.world.keys.hub[HUB_KEY_ID].public_key()
        sealed = seal_event(fields, sections(child), signing_key=self.world.police, hub_key=key)
        self.previous = digest_of(sealed.envelope)
        return sealed


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Marked]:
    """A marked hub."""
    made = Marked(tmp_path / "hub")
    yield made
    made.hub.close()


PUPIL = person("c", Role.CHILD, "Zyxqvrollname", "Zyxqvrollfamily", SCHOOL)
DOUBTFUL = replace(PUPIL, given_names="Zyxqvgiven", ref="Zyxqvref-d")
NOWHERE = person("n", Role.CHILD, "Zyxqvgiven", "Zyxqvfamily", NAMED_IN_WORDS)


def live(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that can happen to an event; what readers were shown."""
    hub, clock = marked.hub, marked.world.clock
    first = marked.seal("ref-1", PUPIL)
    damaged = Submission(first.envelope[:-3] + b"abc", first.keys)
    cut = Submission(first.envelope[:-9], first.keys)
    hub.submit(POLICE, [first, marked.seal("ref-2", DOUBTFUL), marked.seal("ref-3", NOWHERE), damaged, cut])
    hub.submit("other-police", [first])
    hub.run()
    shown: list[str] = []
    notice = next(row for row in hub.views.inbox(FIRST) if row.case == case_key(POLICE, "ref-1"))
    opened = hub.perform(OpenNotice(notice.case, notice.person, notice.notice, dsl(FIRST), "dsl"), command_id="1")
    shown += [repr(hub.disclose(opened.ids[0]))]
    hub.perform(AcknowledgeNotice(notice.case, notice.person, notice.notice, dsl(FIRST), "dsl"), command_id="2")
    hub.perform(OpenNotice(notice.case, notice.person, notice.notice, "u-lead-2", "dsl"), command_id="3")
    for number, item in enumerate(hub.views.desk(["822"])):
        ask = OpenDeskItem(item.case, item.person, item.item, COORDINATOR, COUNCIL_DESK)
        settled = hub.perform(ask, command_id=f"item-{number}")
        shown += [repr(hub.disclose(settled.ids[0])), repr(hub.candidates(settled.ids[0]))]
    hub.submit(POLICE, [marked.seal("ref-1", replace(PUPIL, whereabouts="Zyxqvwhere else"), 2)])
    hub.run()
    clock.now = START + timedelta(days=1)
    hub.tick(clock.now)
    _park_one(marked, monkeypatch)
    with hub.locked:
        hub.registry.erase(notice.event, clock.now, "asked_for", [0])
    hub.sign_checkpoint()
    return shown


def _park_one(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    """An input whose deciding fails with personal words in the error, and a command that waits behind it."""
    hub = marked.hub
    notice = next(row for row in hub.views.inbox(FIRST) if row.case == case_key(POLICE, "ref-1"))

    def failing(*args: object) -> None:
        raise LookupError("Zyxqvwords of Zyxqvgiven")

    with monkeypatch.context() as patch:
        patch.setattr("streams.deciders.person.decide.decide_child", failing)
        hub.submit(POLICE, [marked.seal("ref-1", replace(PUPIL, seen_by="Zyxqvseen twice"), 3)])
        hub.run()
    with pytest.raises(Undecided):
        hub.perform(OpenNotice(notice.case, notice.person, notice.notice, dsl(FIRST), "dsl"), command_id="late")


@pytest.mark.interpreted
def test_no_marked_value_stands_in_any_file_or_log_line(
    marked: Marked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        shown = live(marked, monkeypatch)
    assert leaks([("what readers were shown", " ".join(shown).encode())], ["Zyxqvrollname"]), "the test reads nothing"
    folder = marked.world.home.folder
    found = leaks(files_in(folder, without="keys"), MARKERS)
    logged = "".join(record.getMessage() + repr(record.__dict__) for record in caplog.records)
    found += leaks([("logs", logged.encode()), ("output", "".join(capfd.readouterr()).encode())], MARKERS)
    assert "parked" in logged
    assert found == []
    marked.hub.close()
    assert leaks(files_in(folder, without="keys"), MARKERS) == []


@pytest.mark.interpreted
def test_what_a_row_of_the_views_says_holds_no_marked_value(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    live(marked, monkeypatch)
    views = marked.hub.views
    rows = [
        *views.notices(),
        *views.desk(["822"]),
        *views.desk(["822"], closed=True),
        *views.outcomes(),
        *views.events(),
    ]
    steps = [step for event in views.events() for step in views.trace(event.event)]
    assert rows
    assert steps
    assert leaks([("rows", repr([*rows, *steps]).encode())], MARKERS) == []


@pytest.mark.parametrize("form", sorted(forms("Zyxqvgiven")))
def test_the_search_finds_a_marker_in_every_form(form: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").write_bytes(b"before" + forms("Zyxqvgiven")[form] + b"after")
    assert leaks(files_in(tmp_path), ["Zyxqvgiven"])
    assert not leaks(files_in(tmp_path, without="a"), ["Zyxqvgiven"])
