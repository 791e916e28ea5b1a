"""Papers made from agreements say what the agreements say, and nothing more."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.items import TITLES, Item
from streams.agreements.document import Agreement
from streams.agreements.papers import saying
from streams.agreements.papers.accounts import data_flows, record_of_processing
from streams.agreements.papers.paper import Paper, Part, Table, markdown
from streams.agreements.papers.readable import readable
from streams.agreements.signing import Counted
from streams.calendar.wall_clock import day
from tests.streams.agreements import worlds
from tests.streams.agreements.repository import agreement, documents, duty

BEDFORD = agreement("bedford-operation-encompass")
MINIMAL = agreement("central-bedfordshire-operation-encompass")
AGREEMENTS = [document for document in documents().values() if isinstance(document, Agreement)]


def given_items(document: Agreement) -> set[Item]:
    """Every item that an agreement gives to anybody."""
    return {item for _, _, items, _ in saying.disclosures(document) for item in items}


@pytest.mark.parametrize("document", AGREEMENTS, ids=lambda document: document.id)
def test_the_readable_text_names_every_item_clause_date_and_handling_text(document: Agreement) -> None:
    text = markdown(readable(document)).lower()
    for item in given_items(document):
        assert TITLES[item].lower() in text
    for clause in document.clauses:
        assert clause.id in text
    assert day(document.dates.review_by).lower() in text
    assert all(line.lower() in text for line in document.handling)


def test_what_nobody_gets_is_listed_in_the_readable_text() -> None:
    (part,) = [part for part in readable(MINIMAL).parts if part.heading == "What nobody gets under it"]
    assert set(part.points) == {TITLES[item] for item in set(Item) - given_items(MINIMAL)}


def test_the_day_that_parties_put_on_it_is_not_told_as_the_day_of_a_signature() -> None:
    unsigned = markdown(readable(BEDFORD))
    assert "Dated 14 July 2026, by its parties." in unsigned
    assert "Signatures" not in unsigned
    police, council = BEDFORD.signatories
    one = Counted(council, "Director", date(2026, 9, 2), "k1", datetime(2026, 9, 3, tzinfo=UTC), 9)
    (part,) = [part for part in readable(BEDFORD, (one,)).parts if part.heading == "Signatures"]
    assert part.table is not None
    assert part.table.rows == ((police, "not yet", ""), (council, "Director", "2 September 2026"))


def test_data_flows_hold_a_table_for_every_agreement_and_duty() -> None:
    paper = data_flows(AGREEMENTS, [duty()])
    assert len(paper.parts) == len(AGREEMENTS) + 1
    assert all(part.table is not None and part.table.rows for part in paper.parts)


def test_the_data_flow_of_a_duty_says_under_which_conditions_it_goes() -> None:
    (part,) = data_flows([], [duty()]).parts
    assert part.table is not None
    (row,) = part.table.rows
    assert row[3] == ("if the child is under 18 and the child lives in the force's area, whatever agreement there is")


def test_the_record_of_processing_has_a_row_for_every_instrument() -> None:
    (processing, _) = record_of_processing(AGREEMENTS, [duty()]).parts
    assert processing.table is not None
    assert len(processing.table.rows) == len(AGREEMENTS) + 1


@given(st.integers(0, 2**32))
def test_papers_are_made_of_any_agreement(seed: int) -> None:
    document = worlds.agreement(Random(seed), "a0")
    for paper in (readable(document), data_flows([document], []), record_of_processing([document], [])):
        for part in paper.parts:
            if part.table is not None:
                assert all(len(row) == len(part.table.headings) for row in part.table.rows)
        assert markdown(paper).startswith("# ")


def test_markdown_keeps_a_cell_in_its_cell() -> None:
    paper = Paper("T", (Part("H", ("p",), ("q",), Table(("a",), (("x|y\nz",),))),))
    assert markdown(paper) == "# T\n\n## H\n\np\n\n- q\n\n| a |\n| --- |\n| x\\|y z |\n"
