"""What controllers must keep: data flows for a DPIA (UK GDPR Art 35), the record of processing (Art 30, DPA s.61)."""

from collections.abc import Sequence

from schemas.items import Item
from streams.agreements.conditions import text_of
from streams.agreements.document import Agreement, Duty
from streams.agreements.papers import saying
from streams.agreements.papers.paper import Paper, Part, Table
from streams.agreements.questions import words
from streams.agreements.vocabulary import PartyKind

_ADULTS = frozenset(item for item in Item if item.startswith(("victim_", "perpetrator_")))
_PLAIN = frozenset({Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.INCIDENT_OCCURRED_AT})


def data_flows(agreements: Sequence[Agreement], duties: Sequence[Duty]) -> Paper:
    """The data-flow tables of a DPIA: every disclosure with its items, terms, basis and retention."""
    parts = [
        Part(
            f"{each.title}, version {each.version}",
            (
                f"From {saying.providers(each)} through the hub. Each section of an event is sealed by the publisher;"
                " what a clause gives is shown when a reader opens the notice, and the opening is recorded first.",
            ),
            table=Table(
                ("To", "Event", "Data items", "When", "Data of"),
                tuple(
                    (who, event, words.items(items), terms, _subjects(items))
                    for who, event, items, terms in saying.disclosures(each)
                ),
            ),
        )
        for each in agreements
    ]
    parts += [_duty(duty) for duty in duties]
    return Paper("Data flows for the data protection impact assessment", tuple(parts))


def record_of_processing(agreements: Sequence[Agreement], duties: Sequence[Duty]) -> Paper:
    """The record of processing activities: one table with a row for each instrument."""
    rows = [
        (
            f"{each.title}, version {each.version}",
            "; ".join(saying.controller(party) for party in each.controllers) or "Not stated",
            each.purpose.replace("_", " "),
            "; ".join(saying.basis_lines(each.lawful_basis)),
            "Children; adults of the household; those alleged to have caused harm",
            "; ".join(sorted({who for who, _, _, _ in saying.disclosures(each)})) or "nobody: it only withholds",
            f"Recipient: {each.retention.recipient_copy} Hub: {each.retention.hub_days} days",
        )
        for each in agreements
    ]
    rows += [
        (
            f"{duty.title} (duty)",
            f"{words.KINDS[duty.holder_kind]} hold the duty",
            duty.purpose.replace("_", " "),
            "; ".join((duty.statute, *saying.basis_lines(duty.lawful_basis))),
            "Children",
            _duty_recipients(duty),
            "As the agreement of the area says; without one, as the area's schedule says",
        )
        for duty in duties
    ]
    headings = ("Activity", "Controllers", "Purpose", "Lawful basis", "People", "Recipients", "Retention")
    security = (
        "Sections sealed with AES-256-GCM under keys of their own, signed with Ed25519; keys wrapped in a vault and"
        " destroyed on erasure; every decision and every view recorded in a tamper-evident ledger.",
        "The hub sends nothing but to these recipients. Where it is hosted is for its operator to state here.",
    )
    return Paper(
        "Record of processing activities",
        (Part("Processing", table=Table(headings, tuple(rows))), Part("Security and transfers", security)),
    )


def _duty(duty: Duty) -> Part:
    row = (
        _duty_recipients(duty),
        words.listed([saying.event_name(each) for each in duty.event_types]),
        words.items(duty.minimum),
        _duty_terms(duty),
        _subjects(duty.minimum),
    )
    headings = ("To", "Event", "Data items", "When", "Data of")
    return Part(f"{duty.title} (duty)", (f"{duty.statute}.",), table=Table(headings, (row,)))


def _duty_terms(duty: Duty) -> str:
    if not duty.when:
        return "always, whatever agreement there is"
    return f"if {words.listed([words.phrase(text_of(each)) for each in duty.when])}, whatever agreement there is"


def _duty_recipients(duty: Duty) -> str:
    kinds = [words.KINDS[kind] for kind in PartyKind if kind in duty.recipient_kinds]
    return f"{words.listed([words.ROLES[role] for role in duty.recipient_roles])} of {words.listed(kinds)}"


def _subjects(items: Sequence[Item]) -> str:
    subjects = []
    if any(item not in _ADULTS | _PLAIN for item in items) or set(items) & _PLAIN:
        subjects.append("the child")
    if set(items) & _ADULTS or Item.CHILD_RELATIONSHIPS in items or Item.SCHOOL_SUMMARY in items:
        subjects.append("adults of the household")
    return words.listed(subjects)
