"""What a reader sees of an event: never another child, never a restricted address, whatever the event holds."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events.encompass import (
    Address,
    Incident,
    NamedSetting,
    Person,
    Registration,
    Relation,
    Relationship,
    Role,
    SafeContact,
    Scheme,
    Summary,
    Text,
)
from schemas.events.header import SectionKind
from schemas.items import Item
from streams.disclosing import NOT_GIVEN, lines_of
from tests.support.facts import Told, an_event
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST

EVERY_ITEM = tuple(Item)
SCHOOL = NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL)


def marked_child(number: int, more: tuple[Role, ...], relations: tuple[Relationship, ...]) -> Person:
    """A child whose every value says whose it is."""
    mark = f"Child{number}mark"
    return replace(
        child_of(pupil(number, FIRST), ref=f"c{number}"),
        roles=(Role.CHILD, *more),
        given_names=f"{mark}given",
        family_name=f"{mark}family",
        other_names=(f"{mark}alias",),
        date_of_birth=date(2010 + number, 1 + number, 1),
        address=Address((f"{number} {mark}street",), f"MK4{number} 1AA", ""),
        whereabouts=f"{mark}where",
        relationships=relations,
        safe_contact=SafeContact(False, f"{mark}advice"),
        settings=(SCHOOL,),
        seen_by=f"{mark}seen",
        spoken_to_by=f"{mark}spoke",
    )


@st.composite
def told(draw: st.DrawFn) -> tuple[list[Told], int]:
    """Sections with two to four children, adults, and texts each of which says whom it is about."""
    children = draw(st.integers(2, 4))
    roles = st.sampled_from([(), (Role.VICTIM,), (Role.ALLEGED_PERPETRATOR,), (Role.WITNESS,)])
    relation = st.builds(Relationship, st.integers(0, children + 1), st.sampled_from(Relation))
    found: list[Told] = []
    for number in range(children):
        related = draw(st.lists(relation, max_size=3))
        found.append(Told(marked_child(number, draw(roles), tuple(r for r in related if r.to != number))))
    found.append(Told(adult("Grown", "Victim", Role.VICTIM)))
    found.append(Told(adult("Grown", "Suspect", Role.ALLEGED_PERPETRATOR)))
    abouts = st.lists(st.integers(0, children + 1), min_size=1, max_size=4, unique=True).map(sorted)
    for about in draw(st.lists(abouts, max_size=6)):
        words = " ".join(f"Child{n}mark text" for n in about if n < children) or "of grown people"
        kind = draw(st.sampled_from([SectionKind.VOICE, SectionKind.NARRATIVE, SectionKind.SUMMARY]))
        content = Summary(words, SCHOOL) if kind is SectionKind.SUMMARY else Text(words)
        found.append(Told(content, about, kind))
    return found, children


@given(told(), st.data())
def test_no_reader_ever_sees_another_childs_values(event_told: tuple[list[Told], int], data: st.DataObject) -> None:
    sections, children = event_told
    erased = data.draw(st.sets(st.integers(0, len(sections) - 1), max_size=2))
    child = data.draw(st.integers(0, children - 1))
    shown, gone = lines_of(an_event(*sections, erased=erased), child, EVERY_ITEM)
    text = " ".join(line for lines in shown.values() for line in lines)
    for other in range(children):
        if other != child:
            assert f"Child{other}mark" not in text
    assert set(shown).isdisjoint(gone)
    assert set(shown) | set(gone) == set(EVERY_ITEM)


@given(told(), st.data())
def test_a_reader_sees_the_items_that_are_permitted_and_no_others(
    event_told: tuple[list[Told], int], data: st.DataObject
) -> None:
    sections, children = event_told
    items = tuple(data.draw(st.lists(st.sampled_from(EVERY_ITEM), unique=True)))
    shown, gone = lines_of(an_event(*sections), data.draw(st.integers(0, children - 1)), items)
    assert set(shown) == set(items)
    assert gone == ()


def test_a_childs_own_values_are_shown() -> None:
    shown, _ = lines_of(an_event(marked_child(0, (), ()), marked_child(1, (), ())), 0, EVERY_ITEM)
    assert shown[Item.CHILD_NAME] == ("Child0markgiven Child0markfamily", "Also known as Child0markalias")
    assert shown[Item.CHILD_DATE_OF_BIRTH] == ("1 January 2010",)
    assert shown[Item.CHILD_SAFE_CONTACT] == ("Do not contact until you have advice", "Child0markadvice")


def test_a_text_about_a_child_alone_or_with_grown_people_is_shown() -> None:
    sections = (marked_child(0, (), ()), marked_child(1, (), ()), adult("Grown", "Up", Role.VICTIM))
    event = an_event(*sections, Told(Summary("for the school", SCHOOL), (0, 2)))
    assert lines_of(event, 0, (Item.SCHOOL_SUMMARY,))[0][Item.SCHOOL_SUMMARY] == ("for the school",)
    assert lines_of(event, 1, (Item.SCHOOL_SUMMARY,))[0][Item.SCHOOL_SUMMARY] == NOT_GIVEN


def test_a_text_about_somebody_who_was_erased_is_not_shown_for_they_may_have_been_a_child() -> None:
    sections = (marked_child(0, (), ()), marked_child(1, (), ()), Told(Summary("about two", SCHOOL), (0, 1)))
    shown, _ = lines_of(an_event(*sections, erased=[1]), 0, (Item.SCHOOL_SUMMARY,))
    assert shown[Item.SCHOOL_SUMMARY] == NOT_GIVEN


def test_a_restricted_persons_address_is_shown_nowhere() -> None:
    hidden = replace(marked_child(0, (), ()), restricted=True)
    victim = replace(adult("Ann", "Other", Role.VICTIM), restricted=True, address=Address(("9 Hidden",), "", ""))
    shown, _ = lines_of(an_event(hidden, victim), 0, EVERY_ITEM)
    text = " ".join(line for lines in shown.values() for line in lines)
    assert "street" not in text
    assert "9 Hidden" not in text


def test_where_anyone_is_restricted_the_place_of_the_incident_is_not_told_either() -> None:
    incident = Incident(Address(("9 Hidden",), "MK40 1AA", ""), "at home")
    hidden = replace(adult("Ann", "Other", Role.VICTIM), restricted=True)
    shown, _ = lines_of(an_event(marked_child(0, (), ()), hidden, incident), 0, EVERY_ITEM)
    assert "9 Hidden" not in " ".join(line for lines in shown.values() for line in lines)


def test_a_sibling_is_told_by_no_name_even_as_the_alleged_perpetrator() -> None:
    brother = marked_child(1, (Role.ALLEGED_PERPETRATOR,), ())
    child = marked_child(0, (), (Relationship(1, Relation.SIBLING),))
    shown, _ = lines_of(an_event(child, brother), 0, EVERY_ITEM)
    assert "Child1mark" not in " ".join(line for lines in shown.values() for line in lines)
