"""What a reader sees of an event: never another child, never a restricted address, whatever the event holds."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events.encompass import Grade, Incident
from schemas.events.front_door import CONTACT_TYPE
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
from schemas.items import ADDRESSES, Item
from schemas.vectors.flows import CONTACT
from streams.deciders.opened import SHREDDED, OpenedEvent
from streams.disclosing.lines import NOT_GIVEN, Audience, lines_of, not_given
from streams.disclosing.people import Lines
from tests.support.facts import Told, an_event
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST, SECOND, WITHOUT_ROLL

EVERY_ITEM = tuple(Item)
TO_ONE = tuple(item for item in EVERY_ITEM if item is not Item.HOUSEHOLD)
"""All but the one item that names everybody, which no school is ever given."""
SCHOOL = NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL)
OTHER_SCHOOL = NamedSetting(Scheme.URN, SECOND, Registration.REGISTERED_PUPIL)
CLOSED_SCHOOL = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
BY_NAME = NamedSetting(Scheme.NAME, "Invented School", Registration.NOT_KNOWN)
STANDS_FOR = {FIRST: (FIRST,), SECOND: (SECOND,), WITHOUT_ROLL: (SECOND,), "Invented School": (FIRST,)}


def audience(urn: str | None) -> Audience:
    """A school, or with None a desk: the third school has closed into the second, and the first has a name."""
    return Audience(
        urn,
        lambda setting: STANDS_FOR.get(setting.value, ()),
        lambda setting: f"School {setting.value}",
        lambda agency: f"The agency {agency}",
    )


def shown_of(
    event: OpenedEvent, child: int, items: tuple[Item, ...], urn: str | None = FIRST
) -> tuple[dict[Item, Lines], tuple[Item, ...]]:
    """The lines of these items where all of them are given and no other can be."""
    return lines_of(event, child, items, items, audience(urn))


def summary_for(urn: str | None, *summaries: Summary) -> Lines:
    """What is shown as the summary to a school, or with None to a desk."""
    event = an_event(marked_child(0, (), ()), *(Told(summary, (0,)) for summary in summaries))
    return shown_of(event, 0, (Item.SCHOOL_SUMMARY,), urn)[0][Item.SCHOOL_SUMMARY]


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
    shown, gone = shown_of(an_event(*sections, erased=erased), child, TO_ONE)
    text = " ".join(line for lines in shown.values() for line in lines)
    for other in range(children):
        if other != child:
            assert f"Child{other}mark" not in text
    assert set(shown).isdisjoint(gone)
    assert set(shown) | set(gone) == set(TO_ONE)


@given(told(), st.data())
def test_a_reader_sees_the_items_that_are_permitted_and_no_others(
    event_told: tuple[list[Told], int], data: st.DataObject
) -> None:
    sections, children = event_told
    items = tuple(data.draw(st.lists(st.sampled_from(EVERY_ITEM), unique=True)))
    shown, gone = shown_of(an_event(*sections), data.draw(st.integers(0, children - 1)), items)
    assert set(shown) == set(items)
    assert gone == ()


def test_a_childs_own_values_are_shown() -> None:
    shown, _ = shown_of(an_event(marked_child(0, (), ()), marked_child(1, (), ())), 0, EVERY_ITEM)
    assert shown[Item.CHILD_NAME] == ("Child0markgiven Child0markfamily", "Also known as Child0markalias")
    assert shown[Item.CHILD_DATE_OF_BIRTH] == ("1 January 2010",)
    assert shown[Item.CHILD_SAFE_CONTACT] == ("Do not contact until you have advice", "Child0markadvice")


def test_a_text_about_a_child_alone_or_with_grown_people_is_shown() -> None:
    sections = (marked_child(0, (), ()), marked_child(1, (), ()), adult("Grown", "Up", Role.VICTIM))
    event = an_event(*sections, Told(Summary("for the school", SCHOOL), (0, 2)))
    assert shown_of(event, 0, (Item.SCHOOL_SUMMARY,))[0][Item.SCHOOL_SUMMARY] == ("for the school",)
    assert shown_of(event, 1, (Item.SCHOOL_SUMMARY,))[0][Item.SCHOOL_SUMMARY] == NOT_GIVEN


def test_a_text_about_somebody_who_was_erased_is_not_shown_for_they_may_have_been_a_child() -> None:
    sections = (marked_child(0, (), ()), marked_child(1, (), ()), Told(Summary("about two", SCHOOL), (0, 1)))
    shown, _ = shown_of(an_event(*sections, erased=[1]), 0, (Item.SCHOOL_SUMMARY,))
    assert shown[Item.SCHOOL_SUMMARY] == NOT_GIVEN


def test_a_restricted_persons_address_is_shown_nowhere() -> None:
    hidden = replace(marked_child(0, (), ()), restricted=True)
    victim = replace(adult("Ann", "Other", Role.VICTIM), restricted=True, address=Address(("9 Hidden",), "", ""))
    shown, _ = shown_of(an_event(hidden, victim), 0, EVERY_ITEM)
    text = " ".join(line for lines in shown.values() for line in lines)
    assert "street" not in text
    assert "9 Hidden" not in text


SAID = (
    "She lives at 9 hidden  road, now; flat 2, Rose Cottage before. Mk40 1aa, MK401AA.",
    "He asked in Hidden Road for her. Bedford, 40/1234/27, B2 4. Her 9 years there.",
)


def _told(restricted: bool) -> str:
    victim = replace(
        adult("Ann", "Other", Role.VICTIM), restricted=restricted, address=Address(("9 Hidden Road", "Bedford"), "", "")
    )
    incident = Incident(Address(("Rose Cottage", "Mill Lane", "Bedford"), "MK40 1AA", ""), "at home")
    child = replace(marked_child(0, (), ()), safe_contact=SafeContact(True, f"ring her at {SAID[1]}"))
    texts = (Told(Text("\n".join(SAID)), (0,), SectionKind.NARRATIVE), Told(Summary(SAID[0], SCHOOL), (0,)))
    shown, _ = shown_of(an_event(child, victim, incident, *texts), 0, EVERY_ITEM)
    return " ".join(line for lines in shown.values() for line in lines)


def test_a_restricted_persons_address_is_shown_in_no_free_text_either() -> None:
    text = _told(restricted=True)
    assert not [one for one in ("idden", "Rose Cottage", "MK401AA", "Mk40") if one in text]
    assert "She lives at [address], now" in text
    assert "Bedford, 40/1234/27, B2 4. Her 9 years there." in text


def test_where_nobody_is_restricted_a_free_text_is_shown_as_it_was_written() -> None:
    assert SAID[1] in _told(restricted=False)


def test_where_anyone_is_restricted_the_place_of_the_incident_is_not_told_either() -> None:
    incident = Incident(Address(("9 Hidden",), "MK40 1AA", ""), "at home")
    hidden = replace(adult("Ann", "Other", Role.VICTIM), restricted=True)
    shown, _ = shown_of(an_event(marked_child(0, (), ()), hidden, incident), 0, EVERY_ITEM)
    assert "9 Hidden" not in " ".join(line for lines in shown.values() for line in lines)


def test_a_sibling_is_told_by_no_name_even_as_the_alleged_perpetrator() -> None:
    brother = marked_child(1, (Role.ALLEGED_PERPETRATOR,), ())
    child = marked_child(0, (), (Relationship(1, Relation.SIBLING),))
    shown, _ = shown_of(an_event(child, brother), 0, TO_ONE)
    assert "Child1mark" not in " ".join(line for lines in shown.values() for line in lines)


def test_how_a_grown_person_stands_to_another_is_not_told_as_a_childs() -> None:
    victim = replace(adult("Ann", "Other", Role.VICTIM), relationships=(Relationship(1, Relation.PARTNER),))
    event = an_event(victim, adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR))
    assert shown_of(event, 0, EVERY_ITEM)[0][Item.CHILD_RELATIONSHIPS] == NOT_GIVEN


def test_a_summary_written_for_one_school_is_not_shown_to_the_other() -> None:
    both = (Summary("for the first alone", SCHOOL), Summary("for the second alone", OTHER_SCHOOL))
    assert summary_for(FIRST, *both) == ("for the first alone",)
    assert summary_for(SECOND, *both) == ("for the second alone",)
    assert summary_for(WITHOUT_ROLL, *both) == NOT_GIVEN


def test_a_summary_reaches_the_school_that_its_naming_stands_for() -> None:
    assert summary_for(SECOND, Summary("for its successor", CLOSED_SCHOOL)) == ("for its successor",)
    assert summary_for(FIRST, Summary("for a name", BY_NAME)) == ("for a name",)
    assert summary_for(SECOND, Summary("for a name", BY_NAME)) == NOT_GIVEN


def test_the_same_text_for_two_namings_of_a_school_is_shown_once() -> None:
    assert summary_for(SECOND, Summary("one\ntext", OTHER_SCHOOL), Summary("one\ntext", CLOSED_SCHOOL)) == (
        "one",
        "text",
    )


def test_a_desk_sees_every_summary_under_its_schools_name() -> None:
    told = (Summary("shared", SCHOOL), Summary("alone", OTHER_SCHOOL), Summary("shared", BY_NAME))
    assert summary_for(None, *told) == (
        f"For School {FIRST}, School Invented School:",
        "shared",
        f"For School {SECOND}:",
        "alone",
    )


def bare_child() -> Person:
    """A child of whom nothing is told but a name and a date of birth."""
    return replace(
        marked_child(0, (), ()),
        address=None,
        whereabouts="",
        relationships=(),
        safe_contact=None,
        seen_by="",
        spoken_to_by="",
        presence=Presence.NOT_KNOWN,
    )


ALWAYS_TOLD = {
    Item.INCIDENT_FACT,
    Item.INCIDENT_REFERENCE,
    Item.INCIDENT_OCCURRED_AT,
    Item.CHILD_NAME,
    Item.CHILD_DATE_OF_BIRTH,
    Item.REFERRER,
}
"""Of these no event says nothing, so none can look as if nobody gave it."""


@given(st.sets(st.sampled_from(EVERY_ITEM)), st.booleans())
def test_a_withheld_item_reads_as_one_that_nobody_gave(withheld: set[Item], restricted: bool) -> None:
    full = an_event(
        replace(marked_child(0, (), (Relationship(1, Relation.PARENT),)), presence=Presence.SAW),
        replace(adult("Ann", "Other", Role.VICTIM), restricted=restricted, safe_contact=SafeContact(True, "ring")),
        adult("Sam", "Suspect", Role.ALLEGED_PERPETRATOR),
        Incident(place="At home", location=Address(("9 Hidden",), "MK40 1AA", "")),
        *(Told(Text("said"), (0,), kind) for kind in (SectionKind.VOICE, SectionKind.NARRATIVE)),
        Told(Summary("for the school", SCHOOL), (0,)),
        grade=Grade.HIGH,
    )
    allowed = [item for item in EVERY_ITEM if item not in withheld]
    shown, _ = lines_of(full, 0, allowed, EVERY_ITEM, audience(FIRST))
    untold, _ = lines_of(an_event(bare_child(), grade=Grade.NOT_ASSESSED), 0, EVERY_ITEM, EVERY_ITEM, audience(FIRST))
    assert list(shown) == list(untold) == list(EVERY_ITEM)
    for item in withheld | (ADDRESSES if restricted else set()):
        assert shown[item] == not_given(item)
        assert item in ALWAYS_TOLD or shown[item] == untold[item]


def test_two_victims_of_whom_nothing_is_told_read_as_one_that_was_withheld() -> None:
    victims = [replace(adult(name, "Other", Role.VICTIM), safe_contact=None) for name in ("Ann", "Bea")]
    item = Item.VICTIM_SAFE_CONTACT
    assert shown_of(an_event(marked_child(0, (), ()), *victims), 0, (item,))[0][item] == not_given(item)


def test_what_was_withheld_of_an_erased_child_reads_as_what_was_given() -> None:
    event = an_event(marked_child(0, (), ()), erased=[0])
    possible = (Item.CHILD_NAME, Item.CHILD_WHEREABOUTS)
    assert lines_of(event, 0, (Item.CHILD_NAME,), possible, audience(FIRST)) == ({}, possible)


def test_what_this_role_is_never_given_has_no_line() -> None:
    shown, _ = lines_of(an_event(marked_child(0, (), ())), 0, (Item.CHILD_NAME,), (Item.CHILD_VOICE,), audience(FIRST))
    assert list(shown) == [Item.CHILD_NAME, Item.CHILD_VOICE]


def test_who_referred_is_told_by_name() -> None:
    event = an_event(bare_child())
    shown, _ = lines_of(event, 0, [Item.REFERRER], [Item.REFERRER], audience(None))
    assert shown[Item.REFERRER][0] == f"The agency {event.header.publisher}"


def test_an_answer_that_was_erased_does_not_read_as_one_that_nobody_gave() -> None:
    event = an_event(CONTACT, child_of(pupil(0, FIRST)), type=CONTACT_TYPE)
    given = {Item.CONSENT, Item.CONTACT_WORRIES, Item.REFERRER, Item.CHILD_NAME}
    whole, gone = lines_of(event, 1, given, given | {Item.CONTACT_URGENCY}, audience(None))
    assert (set(whole), gone) == (given | {Item.CONTACT_URGENCY}, ())
    lost = OpenedEvent(event.value, {**event.sections, 0: SHREDDED})
    shown, gone = lines_of(lost, 1, given, given | {Item.CONTACT_URGENCY}, audience(None))
    assert {Item.CONSENT, Item.CONTACT_WORRIES} <= set(gone)
    assert Item.CONTACT_URGENCY in gone, "what was withheld reads as what was given"
    assert shown[Item.CHILD_NAME] == whole[Item.CHILD_NAME]
