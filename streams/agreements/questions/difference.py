"""What changes, for whom, when one version of an agreement takes the place of another: by meaning, not by text.

Two texts that mean the same have no difference: clauses under other names, items through a group, another order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from schemas.items import Item
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement
from streams.agreements.questions import words
from streams.agreements.questions.matrix import Answer, Cell, Column, matrix


class Sort(StrEnum):
    """Which way a change goes. Whoever signs looks at what is gained first."""

    GAINED = "gained"
    LOST = "lost"
    TERMS = "terms"
    """The same item under other conditions."""
    RULES = "rules"
    """What the agreement says besides: parties, dates, basis, retention, handling."""


class Change(msgspec.Struct, frozen=True):
    """One change as a sentence. `recipients` and `items` are empty for a change of the rules."""

    sort: Sort
    recipients: tuple[str, ...]
    event_type: str
    items: tuple[Item, ...]
    sentence: str


_Key = tuple[str, str, str, str]
_Shown = tuple[Sort, str, str]


class _Group(msgspec.Struct, frozen=True):
    """What changes alike: which way, from which terms to which, for which items of which event type."""

    sort: Sort
    event_type: str
    items: tuple[Item, ...]
    was: str
    now: str


def difference(before: Agreement, after: Agreement) -> tuple[Change, ...]:
    """Every change from one agreement to the other, those of disclosure first; none where both mean the same."""
    old, new = _columns(before), _columns(after)
    alike: dict[_Group, list[Column]] = defaultdict(list)
    for key in sorted(old.keys() | new.keys()):
        for group, column in _recipient(old.get(key), new.get(key)):
            alike[group].append(column)
    order = list(Sort)
    groups = sorted(alike.items(), key=lambda found: order.index(found[0].sort))
    return (*(_change(group, columns) for group, columns in groups), *_rules(before, after))


def _columns(document: Agreement) -> dict[_Key, Column]:
    columns = matrix(compile_index([document]), None)
    return {(c.event_type, c.area, c.agency or str(c.kind), c.role): c for c in columns}


def _recipient(old: Column | None, new: Column | None) -> Iterator[tuple[_Group, Column]]:
    column = new or old
    if column is None:
        return
    found: dict[_Shown, list[Item]] = defaultdict(list)
    for item in Item:
        shown = _cell(old.cell(item) if old else None, new.cell(item) if new else None)
        if shown is not None:
            found[shown].append(item)
    for (sort, was, now), named in found.items():
        yield _Group(sort, column.event_type, tuple(named), was, now), column


def _cell(old: Cell | None, new: Cell | None) -> _Shown | None:
    had = old is not None and old.answer is not Answer.NEVER
    has = new is not None and new.answer is not Answer.NEVER
    was = words.terms(old) if had and old is not None else ""
    now = words.terms(new) if has and new is not None else ""
    if had and has:
        return (Sort.TERMS, was, now) if was != now else None
    if has:
        return Sort.GAINED, "", now
    return (Sort.LOST, was, "") if had else None


def _change(group: _Group, columns: Sequence[Column]) -> Change:
    who, what = words.capital(words.recipients(columns)), words.items(group.items)
    if group.sort is Sort.GAINED:
        sentence = f"{who} now get {what}{', ' + group.now if group.now else ''}."
    elif group.sort is Sort.LOST:
        sentence = f"{who} no longer get {what}{' (they did ' + group.was + ')' if group.was else ''}."
    else:
        sentence = f"{who} get {what} {group.now or 'always'}; before, {group.was or 'always'}."
    named = tuple(words.recipient(column) for column in columns)
    return Change(group.sort, named, group.event_type, group.items, sentence)


def _parties(document: Agreement) -> str:
    providers = sorted(party.agency or str(party.kind) for party in document.parties.providers)
    return words.listed(providers)


def _basis(document: Agreement) -> str:
    if document.lawful_basis is None:
        return "none"
    return "; ".join(str(value) for _, value in document.lawful_basis if value is not None)


def _suspended(document: Agreement) -> str:
    pauses = [f"{each.starts} to {each.ends or 'when it is lifted'}" for each in document.dates.suspended]
    return words.listed(pauses) if pauses else "never"


def _demands(document: Agreement) -> str:
    needed = [
        f"{words.demand(each.demand)}, for {words.items(document.items_in(each))}"
        for each in sorted(document.eligibility, key=lambda each: each.demand)
    ]
    return "; ".join(needed) or "nothing"


def _controllers(document: Agreement) -> str:
    said = [
        f"{each.party}, {each.capacity.replace('_', ' ')} when {each.stage}, {each.regime}"
        + (f" ({each.arrangement})" if each.arrangement else "")
        for each in document.controllers
    ]
    return "; ".join(sorted(said)) or "nobody"


_RULES: Final[tuple[tuple[str, Callable[[Agreement], str]], ...]] = (
    ("It is called", lambda d: d.title),
    ("Its purpose is", lambda d: d.purpose.replace("_", " ")),
    ("Its lawful basis is", _basis),
    ("It covers the areas", lambda d: words.listed(sorted(d.areas))),
    ("Its providers are", _parties),
    ("It is signed by", lambda d: words.listed(sorted(d.signatories))),
    ("Controllers and processors are", _controllers),
    ("Of readers it asks that", _demands),
    ("It replaces", lambda d: "; ".join(sorted(f"{o.id} version {o.version}" for o in d.supersedes)) or "nothing"),
    ("It is dated", lambda d: str(d.dates.signed)),
    ("It is in force from", lambda d: str(d.dates.in_force_from)),
    ("It covers incidents from", lambda d: str(d.dates.incidents_from or d.dates.in_force_from)),
    ("Its review is due by", lambda d: str(d.dates.review_by)),
    ("It expires after", lambda d: str(d.dates.expires or "never")),
    ("It is suspended", _suspended),
    ("A recipient keeps its copy:", lambda d: d.retention.recipient_copy),
    ("The hub keeps its copy, in days:", lambda d: str(d.retention.hub_days)),
    ("Its DPIA is", lambda d: d.references.dpia),
    ("Its policy document is", lambda d: d.references.policy_document),
    ("Its privacy notice is", lambda d: d.references.privacy_notice),
    ("Readers are told first:", lambda d: " / ".join(d.handling) or "nothing"),
)


def _rules(before: Agreement, after: Agreement) -> Iterator[Change]:
    for said, of in _RULES:
        was, now = of(before).rstrip("."), of(after).rstrip(".")
        if was != now:
            yield Change(Sort.RULES, (), "", (), f"{said} {now}; before, {was}.")
