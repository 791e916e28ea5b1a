"""The readable text of an agreement: what the annex of the paper document says, from the data that decides."""

from collections.abc import Sequence
from datetime import date

from schemas.items import TITLES, Item
from streams.agreements.clauses import Clause
from streams.agreements.conditions import text_of
from streams.agreements.document import Agreement
from streams.agreements.papers import saying
from streams.agreements.papers.paper import Paper, Part, Table
from streams.agreements.questions import words
from streams.agreements.signing import Counted
from streams.calendar.wall_clock import day


def readable(agreement: Agreement, signatures: Sequence[Counted] | None = None) -> Paper:
    """The parts that the ICO's data sharing code asks for, in its order (agreements.md).

    `signatures` are those that a hub holds of this version: who signed and when, which is another day than the one that
    the parties put on the document. Without them, as for a file, the paper tells of no signature.
    """
    return Paper(
        f"{agreement.title}: information-sharing agreement, version {agreement.version}",
        (
            Part(
                "Parties",
                (
                    f"Providers: {saying.providers(agreement)}.",
                    _recipients(agreement),
                    f"It comes into force only when it is signed by {words.listed(agreement.signatories)}.",
                ),
            ),
            Part("Controllers and processors", points=tuple(map(saying.controller, agreement.controllers))),
            Part(
                "Purpose",
                (
                    f"{words.capital(agreement.purpose.replace('_', ' '))}.",
                    f"It holds in area {words.listed(agreement.areas)}.",
                ),
            ),
            Part("Lawful basis", points=saying.basis_lines(agreement.lawful_basis)),
            Part("What is shared, with whom, when", table=_shared(agreement)),
            Part("What nobody gets under it", points=_never_given(agreement)),
            Part("Clauses", points=tuple(_clause(agreement, clause) for clause in agreement.clauses)),
            Part("What is asked of readers", *_demands(agreement)),
            Part("What readers are told first", points=agreement.handling),
            Part(
                "Retention",
                (
                    agreement.retention.recipient_copy,
                    f"The hub keeps its copy for {agreement.retention.hub_days} days.",
                ),
            ),
            Part("Dates", points=_dates(agreement)),
            *(() if signatures is None else (Part("Signatures", table=_signatures(agreement, signatures)),)),
            Part("Documents that go with it", points=_references(agreement)),
            Part("Individuals' rights", (_RIGHTS,)),
        ),
    )


_RIGHTS = (
    "Requests for access, correction, erasure or restriction go to the controller of the stage, as its privacy notice"
    " says. Nothing here tells anybody that information was withheld because of them or of one event."
)


def _recipients(agreement: Agreement) -> str:
    said = []
    for party in agreement.parties.recipients:
        body = words.KINDS[party.kind] if party.kind is not None else f"{party.agency}"
        said.append(f"{body} ({words.listed([words.ROLES[role] for role in party.roles])})")
    return f"Recipients: {words.listed(said)}."


def _shared(agreement: Agreement) -> Table:
    rows = tuple(
        (words.capital(who), event, words.items(items), terms)
        for who, event, items, terms in saying.disclosures(agreement)
    )
    return Table(("Recipients", "Event", "Data items", "When"), rows)


def _clause(agreement: Agreement, clause: Clause) -> str:
    roles = words.listed([words.ROLES[role] for role in clause.recipient_roles])
    verb = "gives" if clause.effect == "permit" else "withholds from"
    items = words.items(agreement.items_in(clause))
    when = f", where {words.listed([words.phrase(text_of(each)) for each in clause.when])}" if clause.when else ""
    note = f" {clause.note}" if clause.note else ""
    said = f"{verb} {roles} {items}" if clause.effect == "permit" else f"{verb} {roles} {items}, whatever gives it"
    return f"{clause.id} {said}{when}.{note}"


def _demands(agreement: Agreement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not agreement.eligibility:
        return ("Neither a training nor time in the role is asked for.",), ()
    points = tuple(
        f"{words.capital(words.items(agreement.items_in(each)))}: only if {words.demand(each.demand)}."
        for each in agreement.eligibility
    )
    return ("It decides which items a reader sees; it never keeps a statutory notification from a school.",), points


def _dates(agreement: Agreement) -> tuple[str, ...]:
    dates = agreement.dates
    said = [
        f"Dated {day(dates.signed)}, by its parties.",
        f"In force from {day(dates.in_force_from)}, and not before its last signature.",
        f"It covers incidents from {day(dates.incidents_from or dates.in_force_from)} on.",
        f"To be reviewed by {day(dates.review_by)}.",
        f"Ends after {day(dates.expires)}." if dates.expires else "It has no end: it only withholds.",
    ]
    said += [f"Suspended from {day(each.starts)} to {_until(each.ends)}: {each.reason}" for each in dates.suspended]
    return tuple(said)


def _signatures(agreement: Agreement, signatures: Sequence[Counted]) -> Table:
    by_party = {each.party: each for each in signatures}
    rows = []
    for party in agreement.signatories:
        signed = by_party.get(party)
        rows.append((party, "not yet", "") if signed is None else (party, signed.signatory, day(signed.signed_on)))
    return Table(("Party", "Signed by", "On"), tuple(rows))


def _references(agreement: Agreement) -> tuple[str, ...]:
    kept = agreement.references
    replaced = [f"It replaces {each.id} version {each.version}." for each in agreement.supersedes]
    return (
        f"Data protection impact assessment: {kept.dpia}.",
        f"Appropriate policy document: {kept.policy_document}.",
        f"Privacy notice: {kept.privacy_notice}.",
        *replaced,
    )


def _until(ends: date | None) -> str:
    return day(ends) if ends is not None else "when it is lifted"


def _never_given(agreement: Agreement) -> tuple[str, ...]:
    """Titles of the items that no recipient gets under this agreement, whatever the event."""
    given = {item for _, _, items, _ in saying.disclosures(agreement) for item in items}
    return tuple(TITLES[item] for item in Item if item not in given)
