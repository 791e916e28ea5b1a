"""Free texts about several children: whoever may read them hears when they change, and nobody else hears anything."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import front_door, marac, missing
from schemas.events.header import SectionKind
from schemas.events.people import Person, Role, SafeContact
from schemas.events.texts import Text
from schemas.records.match import AdultConcerned, Change, ChildMatched
from schemas.records.notify import NoticeIssued, NoticeKind
from schemas.vectors.flows import CONTACT, DASH, EPISODE, REFERRAL
from streams.deciders.opened import OpenedEvent
from tests.support.facts import Section, Told, an_event
from tests.support.flows import AMY, BEN, COUNCIL, a_flow_line
from tests.support.force import POLICE
from tests.support.furnishing import AREA, OPS, signed_instruments
from tests.support.line import Line
from tests.support.people import adult, child_of
from tests.support.world import FIRST, HUB, SECOND

TESS = adult("Tess", "Thistlewood", Role.VICTIM)
ROLF = adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR)
HUNGRY = "They came hungry."
BELT = "She says that her father hits both of them with a belt."
WRONGMAN = "The neighbour Mr Wrongman touched them."
UNKNOWN_MAN = "A man whom they do not know touched them."

PEOPLE = (TESS, ROLF, child_of(AMY), child_of(BEN))
"""Sections 2 to 5, after two of facts."""
ON_DUTY = ("emergency_duty_team", "ifd")
FRONT_DOOR = [f"{role} {AREA}" for role in ON_DUTY] * 2
"""Who hears of two children at an area's front door in the evening."""
SCHOOLS_ITEMS = "items: [school_summary"


def about(words: str, *subjects: int, kind: SectionKind = SectionKind.NARRATIVE) -> Told:
    """A free text about the people of these sections."""
    return Told(Text(words), subjects, kind)


def contact(*texts: Told, revision: int = 1) -> OpenedEvent:
    """A contact about two children, sections 1 and 2."""
    sections: tuple[Section | Told, ...] = (CONTACT, child_of(AMY), child_of(BEN), *texts)
    return an_event(*sections, type=front_door.CONTACT_TYPE, revision=revision)


def referral(*texts: Told, revision: int = 1, people: tuple[Person, ...] = PEOPLE) -> OpenedEvent:
    """A referral to MARAC of a victim, section 2, and children, from section 4 on."""
    return an_event(REFERRAL, DASH, *people, *texts, type=marac.EVENT_TYPE, revision=revision)


def of(said: list[str], kind: str) -> list[str]:
    """Who gets notices of a kind, each as often as there are notices."""
    return sorted(one.removeprefix(f"{kind} notice to ") for one in said if one.startswith(f"{kind} notice to "))


def after(line: Line, first: OpenedEvent, second: OpenedEvent) -> tuple[list[str], list[str]]:
    """To whom first notices of an event went, and the updates of its revision."""
    told = of(line.publish(first), "first")
    return told, of(line.later(minutes=5).publish(second), "update")


def in_the_area(role: str, *, changed: str = "police_narrative") -> str:
    """An update to a role of the area."""
    return f"{role} {AREA} changed {changed}"


@pytest.mark.parametrize(("before", "now"), [(HUNGRY, BELT), (WRONGMAN, UNKNOWN_MAN), (WRONGMAN, "")])
def test_other_words_of_a_contact_about_two_children_are_an_update_of_each(before: str, now: str) -> None:
    line = a_flow_line()
    told, updated = after(line, contact(about(before, 1, 2)), contact(about(now, 1, 2), revision=2))
    assert told == sorted(FRONT_DOOR)
    assert updated == sorted([in_the_area(role) for role in ON_DUTY] * 2)


def test_words_that_are_taken_out_altogether_are_an_update_too() -> None:
    _, updated = after(a_flow_line(), contact(about(WRONGMAN, 1, 2)), contact(revision=2))
    assert updated == sorted([in_the_area(role) for role in ON_DUTY] * 2)


def test_an_update_of_the_words_points_to_the_event_that_has_them() -> None:
    line = a_flow_line()
    corrected = contact(about(UNKNOWN_MAN, 1, 2), revision=2)
    after(line, contact(about(WRONGMAN, 1, 2)), corrected)
    updates = [one for one in line.recorded.values() if isinstance(one, NoticeIssued) and one.kind is NoticeKind.UPDATE]
    assert {one.event for one in updates} == {corrected.header.event}
    assert all(one.replaces for one in updates)


def test_what_two_children_said_is_told_anew_to_who_may_read_of_both() -> None:
    said = [about(words, 1, 2, kind=SectionKind.VOICE) for words in (HUNGRY, BELT)]
    _, updated = after(a_flow_line(), contact(said[0]), contact(said[1], revision=2))
    assert in_the_area("ifd", changed="child_voice") in updated


def test_other_words_of_a_referral_reach_all_who_read_them_of_the_victim_and_each_child() -> None:
    line = a_flow_line()
    told, updated = after(line, referral(about(HUNGRY, 2, 4, 5)), referral(about(BELT, 2, 4, 5), revision=2))
    assert told == sorted([*[f"marac_coordinator {AREA}"] * 3, f"idva {AREA}", *FRONT_DOOR])
    assert updated == sorted([in_the_area("idva"), *[in_the_area("marac_coordinator")] * 3])


def test_what_the_children_of_a_referral_said_reaches_the_front_door_which_is_given_no_account() -> None:
    line = a_flow_line()
    first, second = (about(words, 2, 4, 5, kind=SectionKind.VOICE) for words in (HUNGRY, BELT))
    _, updated = after(line, referral(first), referral(second, revision=2))
    assert updated == sorted([in_the_area(role, changed="child_voice") for role in ON_DUTY] * 2)


def test_of_a_victim_and_one_child_the_victims_own_notices_are_updated_too() -> None:
    line = a_flow_line()
    one_child = PEOPLE[:3]
    after(
        line,
        referral(about(HUNGRY, 2, 4), people=one_child),
        referral(about(BELT, 2, 4), revision=2, people=one_child),
    )
    (victim,) = {one.person for one in line.recorded.values() if isinstance(one, AdultConcerned)}
    updates = [one for one in line.recorded.values() if isinstance(one, NoticeIssued) and one.kind is NoticeKind.UPDATE]
    assert {one.recipient.role for one in updates if one.person == victim} == {"marac_coordinator", "idva"}


def a_line_of_schools_that_read_what_a_child_said(folder: Path) -> Line:
    """Another agreement gives schools what a missing child said, and the names of no other child."""
    text = (OPS / "agreements" / "bedford-missing-children.yaml").read_text(encoding="utf-8")
    text = text.replace("id: bedford-missing-children", "id: bedford-missing-voices")
    assert SCHOOLS_ITEMS in text
    (folder / "voices.yaml").write_text(text.replace(SCHOOLS_ITEMS, f"{SCHOOLS_ITEMS}, child_voice"), encoding="utf-8")
    return a_flow_line(*signed_instruments(HUB, [folder / "voices.yaml"], (POLICE, COUNCIL)))


def voices(of_amy: str, of_both: str, *, revision: int = 1, of_ben: Person | None = None) -> OpenedEvent:
    """News of a missing child, section 1, and a brother or sister, section 2, with what they said."""
    said = about(of_amy, 1, kind=SectionKind.VOICE), about(of_both, 1, 2, kind=SectionKind.VOICE)
    people = child_of(AMY), of_ben or child_of(BEN)
    return an_event(EPISODE, *people, *said, type=missing.EVENT_TYPE, revision=revision)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (("I am fine.", BELT), []),
        (("I am afraid.", HUNGRY), [f"{FIRST} changed child_voice"]),
        (("I am afraid.", BELT), [f"{FIRST} changed child_voice"]),
    ],
)
def test_a_school_hears_of_what_its_own_child_said_and_not_of_what_two_did(
    now: tuple[str, str], told: list[str], tmp_path: Path
) -> None:
    line = a_line_of_schools_that_read_what_a_child_said(tmp_path)
    first, updated = after(line, voices("I am fine.", HUNGRY), voices(*now, revision=2))
    assert {FIRST, SECOND}.issubset(first)
    assert in_the_area("ifd", changed="child_voice") in updated
    assert [one for one in updated if one.startswith((FIRST, SECOND))] == told


def test_a_schools_update_for_another_reason_says_nothing_of_words_about_several(tmp_path: Path) -> None:
    line = a_line_of_schools_that_read_what_a_child_said(tmp_path)
    careful = replace(child_of(BEN), safe_contact=SafeContact(False, "Ring nobody at home."))
    revised = voices("I am fine.", BELT, revision=2, of_ben=careful)
    _, updated = after(line, voices("I am fine.", HUNGRY), revised)
    assert [one for one in updated if one.startswith((FIRST, SECOND))] == [f"{SECOND} changed child_safe_contact"]


def test_where_nobody_may_read_of_other_children_such_words_change_nothing() -> None:
    line = a_flow_line()
    first, second = (
        an_event(child_of(AMY), child_of(BEN), about(words, 0, 1), revision=number)
        for number, words in ((1, HUNGRY), (2, BELT))
    )
    _, updated = after(line, first, second)
    assert updated == []
    children = [one for one in line.recorded.values() if isinstance(one, ChildMatched)]
    assert [one.change for one in children] == [Change.NEW] * 2 + [Change.UNCHANGED] * 2


def test_words_about_several_sent_again_as_they_were_are_told_to_nobody() -> None:
    _, updated = after(a_flow_line(), contact(about(HUNGRY, 1, 2)), contact(about(HUNGRY, 1, 2), revision=2))
    assert updated == []
