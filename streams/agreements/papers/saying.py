"""What several papers say alike: who gives, who gets, under which terms, on which days."""

from collections.abc import Iterator
from typing import Final

from schemas.items import Item
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement
from streams.agreements.parts import Basis, Controller
from streams.agreements.questions import words
from streams.agreements.questions.matrix import Answer, Column, matrix

REGIMES: Final = {"uk_gdpr": "UK GDPR", "dpa_2018_part_3": "Data Protection Act 2018 Part 3 (law enforcement)"}
STAGES: Final = {"publishing": "when it publishes", "hub": "in the hub", "receiving": "when it receives"}


def event_name(event_type: str) -> str:
    """An event type as people say it: `encompass notification`."""
    return event_type.replace(".", " ").replace("_", " ")


def providers(agreement: Agreement) -> str:
    """Who publishes under an agreement."""
    named = [
        words.KINDS[party.kind] if party.kind is not None else f"{party.agency}"
        for party in agreement.parties.providers
    ]
    return words.listed(named)


def basis_lines(basis: Basis | None) -> tuple[str, ...]:
    """The lawful basis, one line for each regime that it names."""
    if basis is None:
        return ("No lawful basis is stated: this agreement cannot be registered.",)
    said = (
        f"UK GDPR Article {basis.uk_gdpr}",
        basis.special_category and f"Special category data: {basis.special_category}",
        basis.criminal_offence and f"Criminal offence data: {basis.criminal_offence}",
        basis.police_data and f"Police data: {basis.police_data}",
        f"Statutory gateway: {basis.statute}",
    )
    return tuple(line for line in said if line)


def controller(each: Controller) -> str:
    """One party's capacity, such as `Bedfordshire Police is controller when it publishes, under ...`."""
    capacity = each.capacity.replace("_", " ")
    arrangement = f" {each.arrangement}" if each.arrangement else ""
    return f"{each.party} is {capacity} {STAGES[each.stage]}, under {REGIMES[each.regime]}.{arrangement}"


def disclosures(agreement: Agreement) -> Iterator[tuple[str, str, tuple[Item, ...], str]]:
    """(recipients, event, items, terms) for everything that the agreement gives, its dates left aside."""
    alike: dict[tuple[str, tuple[tuple[str, tuple[Item, ...]], ...]], list[Column]] = {}
    for column in matrix(compile_index([agreement]), None):
        given: dict[str, list[Item]] = {}
        for cell in column.cells:
            if cell.answer is not Answer.NEVER:
                given.setdefault(words.terms(cell), []).append(cell.item)
        key = column.event_type, tuple((terms, tuple(items)) for terms, items in given.items())
        alike.setdefault(key, []).append(column)
    for (event_type, groups), columns in alike.items():
        for terms, items in groups:
            yield words.recipients(columns), event_name(event_type), items, terms or "always"
