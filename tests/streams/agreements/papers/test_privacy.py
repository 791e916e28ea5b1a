"""Privacy notices say all that people may be told, by every rule that holds, and nothing that the rules do not say."""

import re

import pytest

from schemas.catalogue import EVENTS
from schemas.events.encompass import EVENT_TYPE
from schemas.items import Item
from streams.agreements.document import Agreement
from streams.agreements.papers.occasions import OCCASIONS
from streams.agreements.papers.paper import Paper, markdown
from streams.agreements.papers.plain import (
    FOR_A_CHILD,
    FOR_PARENTS,
    ROLES_FOR_A_CHILD,
    ROLES_FOR_PARENTS,
    law,
    span,
)
from streams.agreements.papers.privacy import NoWords, for_a_child, for_parents
from streams.agreements.papers.together import event_types
from streams.agreements.vocabulary import RecipientRole
from tests.streams.agreements.repository import agreement, documents, duty

BEDFORD = agreement("bedford-operation-encompass")
MINIMAL = agreement("central-bedfordshire-operation-encompass")
DESK = agreement("council-education-safeguarding-desk")
ALL = tuple(documents().values())
AGREEMENTS = [document for document in ALL if isinstance(document, Agreement)]
EVERY = pytest.mark.parametrize("document", AGREEMENTS, ids=lambda document: document.id)


def points(paper: Paper, heading: str) -> set[str]:
    """The points of one part, the conditions in brackets left out."""
    (part,) = [part for part in paper.parts if part.heading == heading]
    return {point.split(" (")[0] for point in part.points}


def sentences(paper: Paper) -> list[str]:
    """The sentences of a paper's paragraphs and points."""
    text = [line for part in paper.parts for line in (*part.paragraphs, *part.points)]
    return [sentence for line in text for sentence in re.split(r"(?<=[.?!])\s+", line)]


def permitted(document: Agreement, role: RecipientRole) -> set[Item]:
    """Items that the clauses of an agreement give a role."""
    clauses = [each for each in document.clauses if each.effect == "permit" and role in each.recipient_roles]
    return {item for clause in clauses for item in document.items_in(clause)}


@pytest.mark.parametrize("document", [BEDFORD, MINIMAL], ids=lambda document: document.id)
def test_schools_and_the_council_are_said_to_get_what_agreement_duty_and_desk_give_them(document: Agreement) -> None:
    to_dsl = permitted(document, RecipientRole.DSL) | set(duty().minimum)
    to_council = permitted(DESK, RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING)
    parents, child = for_parents(document, ALL), for_a_child(document, ALL)
    assert points(parents, "What people at school may be told") == {FOR_PARENTS[item] for item in to_dsl}
    assert points(parents, "What the council may be told") == {FOR_PARENTS[item] for item in to_council}
    assert points(child, "What people at school may know") == {FOR_A_CHILD[item] for item in to_dsl}
    assert points(child, "What the council may know") == {FOR_A_CHILD[item] for item in to_council}


def test_a_head_is_said_to_get_less_than_the_lead() -> None:
    items = permitted(BEDFORD, RecipientRole.HEAD) | set(duty().minimum)
    assert points(for_a_child(BEDFORD, ALL), "What the head teacher may know") == {FOR_A_CHILD[item] for item in items}


@EVERY
def test_every_role_that_may_be_told_is_named(document: Agreement) -> None:
    roles = {role for clause in document.clauses for role in clause.recipient_roles}
    roles |= set(duty().recipient_roles) if EVENT_TYPE in event_types(document) else set()
    parents, child = (markdown(made(document, ALL)).lower() for made in (for_parents, for_a_child))
    for role in roles:
        assert ROLES_FOR_PARENTS[role].lower() in parents
        assert ROLES_FOR_A_CHILD[role].lower() in child


def test_every_item_and_role_has_words() -> None:
    assert FOR_PARENTS.keys() == FOR_A_CHILD.keys() == set(Item)
    assert ROLES_FOR_PARENTS.keys() == ROLES_FOR_A_CHILD.keys() == set(RecipientRole)


@EVERY
def test_a_child_of_11_can_read_its_notice(document: Agreement) -> None:
    for sentence in sentences(for_a_child(document, ALL)):
        words = re.findall(r"[A-Za-z'-]+", sentence)
        assert len(words) <= 16, sentence
        assert all(len(word) <= 10 for word in words), sentence


@EVERY
def test_parents_are_told_who_is_responsible_and_where_to_find_them(document: Agreement) -> None:
    text = markdown(for_parents(document, ALL))
    assert all(each.party in text for each in document.controllers)
    assert document.references.privacy_notice in text
    assert "You have the right to object" in text


def test_the_right_to_object_is_named_where_the_basis_gives_it() -> None:
    only_law = BEDFORD.model_copy(update={"lawful_basis": duty().lawful_basis})
    text = markdown(for_parents(only_law, [duty()]))
    assert "You have the right to object" not in text
    assert "does not hold for what the law requires" in text


@EVERY
def test_parents_read_nothing_that_the_data_does_not_say_and_no_shorthand(document: Agreement) -> None:
    text = markdown(for_parents(document, ALL))
    assert "never more" not in text
    assert "portal" not in text
    assert not re.search(r"\bs\.\d|\bSch \d|\bpara \d|\bArt \d|DPA 2018|\d days", text)


def test_citations_are_spelled_out() -> None:
    assert law("Art 9(2)(g) with DPA 2018 Sch 1 para 18, s.36(3)") == (
        "Article 9(2)(g) with the Data Protection Act 2018 Schedule 1 paragraph 18, section 36(3)"
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "1 day"),
        (30, "30 days"),
        (92, "about 3 months"),
        (365, "about 1 year"),
        (548, "about 1 year and 6 months"),
        (2557, "about 7 years"),
    ],
)
def test_days_are_said_as_people_count_them(days: int, said: str) -> None:
    assert span(days) == said


def test_without_the_duty_there_is_no_true_notice() -> None:
    for made in (for_parents, for_a_child):
        with pytest.raises(NoWords, match="name the duty's file too"):
            made(BEDFORD, AGREEMENTS)


def test_agreements_of_other_areas_and_other_versions_do_not_count_along() -> None:
    older = BEDFORD.model_copy(update={"version": 2, "title": "Another version"})
    text = markdown(for_parents(BEDFORD, [*ALL, older]))
    assert "Another version" not in text
    assert "Luton" not in text
    assert DESK.title in text


def test_every_event_type_has_words_and_each_notice_tells_its_own_occasions() -> None:
    assert OCCASIONS.keys() == EVENTS.keys()
    for document in AGREEMENTS:
        parents, child = markdown(for_parents(document, ALL)), markdown(for_a_child(document, ALL))
        for event_type, occasion in OCCASIONS.items():
            told = event_type in event_types(document)
            assert (occasion.for_parents in parents) is told
            assert (occasion.for_a_child[0] in child) is told
            assert occasion.source in parents or not told


def test_there_are_no_plain_words_for_an_event_type_that_nobody_knows() -> None:
    clauses = tuple(each.model_copy(update={"event_types": ("other.event",)}) for each in MINIMAL.clauses)
    other = MINIMAL.model_copy(update={"clauses": clauses})
    with pytest.raises(NoWords, match=r"no plain words for `other\.event`"):
        for_parents(other, ALL)
    with pytest.raises(NoWords, match="by hand"):
        for_a_child(other, ALL)


def test_where_an_agreement_speaks_of_several_events_each_part_says_of_which() -> None:
    door = agreement("bedford-front-door")
    told = [part.heading for part in for_parents(door, ALL).parts if "school" in part.heading]
    assert told == [
        "What people at school may be told when someone worries about a child",
        "What people at school may be told when the council has looked into a worry",
    ]
    known = [part.heading for part in for_a_child(door, ALL).parts if "school" in part.heading]
    assert [heading.replace("know", "be told") for heading in known] == told


def test_against_police_data_for_law_enforcement_no_right_to_object_is_promised() -> None:
    without = "there is no right to object"
    assert without in markdown(for_parents(BEDFORD, ALL))
    assert without not in markdown(for_parents(agreement("bedford-front-door"), ALL))


def test_what_parents_read_of_laws_says_what_they_ask_for() -> None:
    text = markdown(for_parents(agreement("bedford-marac"), ALL))
    assert "Crime and Disorder Act 1998 section 115: anyone may give police, councils and some other" in text
    assert "section 36(3) and (4): police may use it for another purpose only where the law allows that." in text
