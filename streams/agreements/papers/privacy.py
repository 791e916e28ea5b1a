"""Plain privacy notices (UK GDPR Art 12 to 14): for parents and carers, and for a child of 11.

They speak of what can be shared in general, never of one event, so that nobody learns from them that one was.
"""

from typing import Final

from schemas.events.encompass import EVENT_TYPE
from schemas.items import Item
from streams.agreements.document import Agreement
from streams.agreements.papers import saying
from streams.agreements.papers.paper import Paper, Part
from streams.agreements.questions import words


class NoWords(Exception):
    """An agreement shares something for which there are no plain words; the text says what to do."""


FOR_PARENTS: Final = {
    Item.INCIDENT_FACT: "that police were called",
    Item.INCIDENT_REFERENCE: "the police reference number",
    Item.INCIDENT_OCCURRED_AT: "the day and time",
    Item.INCIDENT_LOCATION: "where it happened, unless somebody's address must be protected",
    Item.INCIDENT_GRADE: "how serious police thought it was",
    Item.CHILD_NAME: "the child's name",
    Item.CHILD_DATE_OF_BIRTH: "the child's date of birth",
    Item.CHILD_ADDRESS: "the child's address, unless it must be protected",
    Item.CHILD_PRESENCE: "whether the child was there",
    Item.CHILD_WHEREABOUTS: "where the child was",
    Item.CHILD_SEEN_BY: "who checked on the child",
    Item.CHILD_SPOKEN_TO_BY: "who spoke with the child",
    Item.CHILD_VOICE: "what the child said",
    Item.CHILD_RELATIONSHIPS: "how the child is related to the adults",
    Item.CHILD_SAFE_CONTACT: "how the family can be contacted safely",
    Item.SCHOOL_SUMMARY: "a short account written for the school",
    Item.POLICE_NARRATIVE: "the account that police wrote",
    Item.VICTIM_NAME: "the name of the adult who may have been harmed",
    Item.VICTIM_DATE_OF_BIRTH: "that adult's date of birth",
    Item.VICTIM_ADDRESS: "that adult's address, unless it must be protected",
    Item.VICTIM_SAFE_CONTACT: "how that adult can be contacted safely",
    Item.PERPETRATOR_NAME: "the name of the adult who may have caused harm",
    Item.PERPETRATOR_DATE_OF_BIRTH: "that adult's date of birth",
    Item.PERPETRATOR_ADDRESS: "that adult's address, unless it must be protected",
}
"""Each item as a parent would say it."""


def for_parents(agreement: Agreement) -> Paper:
    """A privacy notice for parents and carers. `NoWords` where it shares other than police callouts."""
    _of_callouts(agreement)
    shared = tuple(FOR_PARENTS[item] for item in Item if item in _given(agreement))
    return Paper(
        f"How we share information to keep children safe: {agreement.title}",
        (
            Part(
                "What this is about",
                (
                    "When police are called to a home where a child lives, those who look after the child at school may"
                    " be told, so that the child is met well the next morning. This notice says what may be shared,"
                    " with whom, and what your rights are.",
                ),
            ),
            Part("What may be shared", ("Only what is needed, and never more than this:",), shared),
            Part(
                "Who may be told",
                (
                    f"{words.capital(_recipients(agreement))}. They keep it confidential. It does not go on the"
                    " main pupil file or the parent portal, and nobody else at the school is told more than they need.",
                ),
            ),
            Part(
                "Why we may do this",
                ("The law allows, and sometimes requires it:",),
                saying.basis_lines(agreement.lawful_basis),
            ),
            Part(
                "How long it is kept",
                (
                    agreement.retention.recipient_copy,
                    f"The hub that passes it on keeps its copy for {agreement.retention.hub_days} days.",
                ),
            ),
            Part(
                "Your rights",
                (
                    "You can ask what is held about you, and ask for it to be corrected. Sometimes the law does not let"
                    " us tell you, where that could put a child or an adult at risk. You can complain to the"
                    " Information Commissioner.",
                    f"The full privacy notice: {agreement.references.privacy_notice}.",
                ),
            ),
        ),
    )


def for_a_child(agreement: Agreement) -> Paper:
    """A privacy notice that a child of 11 can read: short sentences, common words. `NoWords` as for parents."""
    _of_callouts(agreement)
    given = _given(agreement)
    told = ["that something happened and the police came"]
    if Item.CHILD_NAME in given:
        told.append("your name")
    if Item.CHILD_PRESENCE in given:
        told.append("if you were there")
    if Item.CHILD_VOICE in given:
        told.append("what you told the police")
    if Item.SCHOOL_SUMMARY in given:
        told.append("a few lines about what happened, so that they understand")
    return Paper(
        "When the police come to your home",
        (
            Part(
                "What happens",
                (
                    "Sometimes the police come to a home because someone is scared or hurt.",
                    "If you live there, the police may tell one grown-up at your school.",
                ),
            ),
            Part("Why", ("So that someone at school knows you may have had a hard night. They can look out for you.",)),
            Part("What they are told", (), tuple(told)),
            Part(
                "Who is told",
                (
                    "A grown-up whose job is to keep children safe. Not your class. Not your friends.",
                    "They do not put it on the school's app.",
                ),
            ),
            Part(
                "You did nothing wrong",
                ("You are not in trouble. You can talk to that teacher if you want to. You do not have to.",),
            ),
            Part(
                "If you have a question",
                (
                    "Ask a grown-up you trust. You can ask what was said about you.",
                    "You can also call Childline on 0800 1111. It is free.",
                ),
            ),
        ),
    )


def _of_callouts(agreement: Agreement) -> None:
    shared = {event_type for clause in agreement.clauses for event_type in clause.event_types}
    others = sorted(shared - {EVENT_TYPE})
    if others:
        raise NoWords(f"there are no plain words for `{others[0]}` yet: write the notice for `{agreement.id}` by hand")


def _given(agreement: Agreement) -> frozenset[Item]:
    return frozenset(item for _, _, items, _ in saying.disclosures(agreement) for item in items)


def _recipients(agreement: Agreement) -> str:
    said = []
    for party in agreement.parties.recipients:
        body = words.KINDS[party.kind] if party.kind is not None else "a named body"
        said.append(f"the {words.listed([words.ROLES[role].removeprefix('the ') for role in party.roles])} of {body}")
    return words.listed(said)
