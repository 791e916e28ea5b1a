"""`firstbell erase-due`: a case that was withdrawn as about the wrong people is destroyed at its set date, no other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import encompass, missing
from schemas.events.encompass import Incident
from schemas.events.event import Withdrawal
from schemas.events.front_door import CONTACT_TYPE
from schemas.events.header import SectionKind
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.events.texts import Text
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import CONTACT
from streams.deciders.opened import SHREDDED, OpenedEvent
from tests.browser.council import Council
from tests.browser.hub import AT_HOME, MORNING, SCHOOL, Night
from tests.browser.meeting import hold
from tests.services.cli.conftest import Program
from tests.support.facts import an_event
from tests.support.people import adult

EPISODE = "MISPER-3"
Withdrawn = Callable[[Withdrawal], Path]


@pytest.fixture
def withdrawn(tmp_path: Path) -> Withdrawn:
    """A hub on which an episode is withdrawn for a reason."""

    def make(why: Withdrawal) -> Path:
        night = Night(tmp_path / "home")
        hold(night)
        night.clock.forward(timedelta(minutes=1))
        night.withdraw(EPISODE, missing.EVENT_TYPE, why, revision=2)
        night.hub.close()
        return tmp_path / "home"

    return make


def due(firstbell: Program, home: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> list[dict[str, object]]:
    """What is erased at a time."""
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: now)
    ran = firstbell("erase-due", "--home", home, "--json")
    assert ran.code == 0, ran.err
    return ran.rows("erased")


def test_people_named_in_error_are_erased_four_weeks_on_and_once(
    firstbell: Program, withdrawn: Withdrawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = withdrawn(Withdrawal.WRONG_PEOPLE)
    at = datetime.fromisoformat(str(firstbell("trace", EPISODE, "--home", home, "--json").rows("steps")[0]["at"]))
    assert due(firstbell, home, monkeypatch, at + timedelta(days=27)) == []
    (gone,) = due(firstbell, home, monkeypatch, at + timedelta(days=29))
    assert (gone["reference"], gone["revisions"]) == (EPISODE, 2)
    assert due(firstbell, home, monkeypatch, at + timedelta(days=30)) == []
    for revision in ("1", "2"):
        again = firstbell("erase", f"{EPISODE}@{revision}", "--reason", "court_order", "--yes", "--home", home)
        assert again.out.startswith("0 keys destroyed")
    assert firstbell("replay", "--verify", "--home", home).code == 0


def test_what_was_withdrawn_for_another_reason_stays(
    firstbell: Program, withdrawn: Withdrawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = withdrawn(Withdrawal.ENTERED_IN_ERROR)
    assert due(firstbell, home, monkeypatch, datetime.fromisoformat("2030-01-01T00:00:00+00:00")) == []


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A hub on which a night's second child was named in error: the second revision names the first alone."""
    night = Night(tmp_path / "home")
    first, second = (replace(night.child(upn), relationships=()) for upn in ("A5", "A6"))
    incident = (SectionKind.INCIDENT, Incident(AT_HOME, "at home"))
    people = [(SectionKind.PERSON, one) for one in (first, second, adult("Tess", "Thistlewood", Role.VICTIM))]
    about = [PlainSection(SectionKind.VOICE, Text(f"Said child {number}."), (number,)) for number in (1, 2)]
    night.send("E-ERR", [incident, *people], encompass.EVENT_TYPE, *about)
    night.clock.forward(timedelta(hours=1))
    night.send("E-ERR", [incident, people[0], people[2]], encompass.EVENT_TYPE, about[0], revision=2)
    night.hub.close()
    return tmp_path / "home"


def test_somebody_of_several_named_in_error_is_erased_alone_and_at_their_set_date(
    firstbell: Program, corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def people(days: int) -> list[dict[str, object]]:
        monkeypatch.setattr("services.operator.opening.machine_clock", lambda: MORNING + timedelta(days=days))
        ran = firstbell("erase-due", "--home", corrected, "--json")
        assert ran.code == 0, ran.err
        assert ran.rows("erased") == []
        return ran.rows("people")

    assert people(27) == []
    (gone,) = people(30)
    assert (gone["reference"], gone["revision"], gone["sections"], gone["keys"]) == ("E-ERR", 1, [2, 5], 2)
    assert people(31) == []
    for revision, left in (("1", 4), ("2", 4)):
        rest = firstbell("erase", f"E-ERR@{revision}", "--reason", "court_order", "--yes", "--home", corrected)
        assert rest.out.startswith(f"{left} keys destroyed")
    assert firstbell("replay", "--verify", "--home", corrected).code == 0


RIGHT_MAN = adult("Rolf", "Marsch", Role.ALLEGED_PERPETRATOR)


@pytest.mark.parametrize(
    ("then", "erased"),
    [
        pytest.param([], [[3]], id="nobody came"),
        pytest.param([replace(RIGHT_MAN, ref="q")], [[3]], id="another came in their place"),
        pytest.param([replace(RIGHT_MAN, ref="p")], [], id="the same reference is the same person"),
    ],
)
def test_an_adult_leaves_with_the_senders_reference_of_them(
    firstbell: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: list[Person], erased: list[list[int]]
) -> None:
    night = Night(tmp_path / "home")
    before = [replace(night.child("A5"), relationships=()), adult("Tess", "Thistlewood", Role.VICTIM)]
    accused = replace(adult("Quentin", "Zabriskie", Role.ALLEGED_PERPETRATOR), ref="p")
    for revision, people in ((1, [*before, accused]), (2, [*before, *then])):
        sections = [(SectionKind.INCIDENT, Incident(AT_HOME, "at home")), *((SectionKind.PERSON, p) for p in people)]
        night.send("E-ERR", sections, encompass.EVENT_TYPE, revision=revision)
    night.hub.close()
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: MORNING + timedelta(days=30))
    ran = firstbell("erase-due", "--home", tmp_path / "home", "--json")
    assert [one["sections"] for one in ran.rows("people")] == erased


def outcomes(firstbell: Program, home: Path, monkeypatch: pytest.MonkeyPatch, days: int) -> list[tuple[object, ...]]:
    """The published outcomes that are erased, so many days on."""
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: MORNING + timedelta(days=days))
    ran = firstbell("erase-due", "--home", home, "--json")
    assert ran.code == 0, ran.err
    return [(one["reference"], one["withdrawn"], one["revisions"], one["keys"]) for one in ran.rows("outcomes")]


def test_what_a_council_published_of_such_a_contact_goes_with_it_withdrawn_or_not(
    firstbell: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = Night(tmp_path / "home")
    council = Council(night)
    setting = NamedSetting(Scheme.URN, SCHOOL, Registration.REGISTERED_PUPIL)
    sections = [
        (SectionKind.CONTACT, replace(CONTACT, referrer_setting=setting)),
        (SectionKind.PERSON, replace(night.child("A1"), relationships=())),
    ]
    for contact in ("contact-2", "contact-3"):
        night.send(contact, sections, CONTACT_TYPE)
    for reference in ("stands", "taken back before", "elsewhere since"):
        council.decide(reference, contact="contact-2")
    council.take_back("taken back before")
    council.decide("elsewhere since", contact="contact-3", revision=2)
    night.withdraw("contact-2", CONTACT_TYPE, Withdrawal.WRONG_PEOPLE, revision=2)
    night.clock.forward(timedelta(days=10))
    council.decide("late", contact="contact-2")
    council.decide("another", contact="contact-3")
    night.hub.close()
    assert outcomes(firstbell, tmp_path / "home", monkeypatch, 27) == []
    gone = outcomes(firstbell, tmp_path / "home", monkeypatch, 29)
    assert sorted(gone) == [("stands", False, 1, 3), ("taken back before", True, 2, 4)]
    assert outcomes(firstbell, tmp_path / "home", monkeypatch, 39) == [("late", False, 1, 3)]
    assert outcomes(firstbell, tmp_path / "home", monkeypatch, 60) == []
    assert firstbell("replay", "--verify", "--home", tmp_path / "home").code == 0


def test_readers_are_held_no_more_against_whoever_was_named_in_error() -> None:
    event = an_event(adult("Tess", "Thistlewood", Role.VICTIM), adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR))
    number, _ = event.people()[1]
    sections = {**event.sections, number: SHREDDED}
    assert OpenedEvent(event.value, sections).lost_people == {number}
    in_error = OpenedEvent(event.value, sections, frozenset({number}))
    assert in_error.lost_people == frozenset()
    assert in_error.any_restricted is None
