"""Findings about who gives, who receives, who answers for it, and the papers: one thing wrong with Bedford's."""

from collections.abc import Mapping

import pytest

from schemas.events.people import Presence
from schemas.items import Item
from streams.agreements.check import Code, check
from streams.agreements.clauses import Condition
from streams.agreements.document import Agreement
from streams.agreements.parts import Parties, Provider, Recipient, References
from streams.agreements.reader import Path
from streams.agreements.vocabulary import NO_KINDS, PartyKind, RecipientRole, holds
from tests.streams.agreements.repository import BEDFORD as AREA
from tests.streams.agreements.repository import agreement, documents, duty

BEDFORD = agreement("bedford-operation-encompass")
FIRST = BEDFORD.clauses[0]
KINDS = {"bedfordshire-police": PartyKind.POLICE_FORCE, "bedford-borough-council": PartyKind.LOCAL_AUTHORITY}


def found(changed: Agreement, kinds: Mapping[str, PartyKind] = NO_KINDS) -> list[tuple[Code, str, Path]]:
    """What is found with one agreement in the place of Bedford's."""
    others = [each for each in documents().values() if each.id != BEDFORD.id]
    return [(each.code, each.severity.value, each.path) for each in check([*others, changed], kinds)]


def to(*recipients: Recipient) -> Agreement:
    """Bedford's agreement with the names of children alone, for these recipients."""
    roles = tuple(dict.fromkeys(role for each in recipients for role in each.roles))
    clause = FIRST.model_copy(update={"recipient_roles": roles, "item_groups": (), "items": (Item.CHILD_NAME,)})
    parties = Parties(providers=BEDFORD.parties.providers, recipients=recipients)
    return BEDFORD.model_copy(update={"parties": parties, "clauses": (clause,), "item_groups": {}})


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ({"kind": PartyKind.LOCAL_AUTHORITY}, RecipientRole.IDVA),
        ({"kind": PartyKind.LOCAL_AUTHORITY}, RecipientRole.SCHOOL_NURSE),
        ({"kind": PartyKind.SCHOOL}, RecipientRole.IFD),
        ({"kind": PartyKind.POLICE_FORCE}, RecipientRole.DSL),
        ({"kind": PartyKind.HEALTH_TRUST}, RecipientRole.POLICE_SAFEGUARDING),
        ({"agency": "bedford-borough-council"}, RecipientRole.IFD),
        ({"agency": "bedford-borough-council"}, RecipientRole.DSL),
        ({"agency": "109725"}, RecipientRole.HOSPITAL_SAFEGUARDING),
        ({"agency": "821"}, RecipientRole.IFD),
    ],
)
def test_a_recipient_whom_no_question_names_is_found(where: dict[str, str], role: RecipientRole) -> None:
    wrong = to(Recipient.model_validate({**where, "roles": (role,)}))
    assert found(wrong) == [(Code.RECIPIENT_NOT_REACHED, "error", ("parties", "recipients", 0, "roles", 0))]


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ({"kind": PartyKind.VOLUNTARY_SERVICE}, RecipientRole.IDVA),
        ({"kind": PartyKind.LOCAL_AUTHORITY}, RecipientRole.IFD),
        ({"kind": PartyKind.EARLY_YEARS}, RecipientRole.HEAD),
        ({"kind": PartyKind.POLICE_FORCE}, RecipientRole.POLICE_SAFEGUARDING),
        ({"agency": "bedfordshire-hospitals"}, RecipientRole.HOSPITAL_SAFEGUARDING),
        ({"agency": "109725"}, RecipientRole.DSL),
        ({"agency": AREA}, RecipientRole.IFD),
    ],
)
def test_a_recipient_whom_the_hub_asks_for_is_not(where: dict[str, str], role: RecipientRole) -> None:
    assert found(to(Recipient.model_validate({**where, "roles": (role,)}))) == []


def test_every_role_is_held_at_some_kind_of_body() -> None:
    assert all(any(holds(kind, role) for kind in PartyKind) for role in RecipientRole)


def provided(*providers: Provider) -> Agreement:
    """Bedford's agreement with other providers."""
    parties = Parties(providers=providers, recipients=BEDFORD.parties.recipients)
    return BEDFORD.model_copy(update={"parties": parties})


def test_a_kind_of_provider_of_which_nobody_signs_is_found_once_kinds_are_known() -> None:
    by_kind = provided(Provider(kind=PartyKind.POLICE_FORCE), Provider(kind=PartyKind.HEALTH_TRUST))
    assert found(by_kind, KINDS) == [(Code.PROVIDER_NOT_SIGNATORY, "error", ("parties", "providers", 1, "kind"))]
    assert found(by_kind) == []
    assert found(by_kind, {"bedfordshire-police": PartyKind.POLICE_FORCE}) == []


@pytest.mark.parametrize("text", ["TBC", "n/a", "-", "None", "tba.", "No", "?"])
def test_a_reference_that_refers_to_nothing_is_found(text: str) -> None:
    references = References(**{**BEDFORD.references.model_dump(), "dpia": text})
    wrong = BEDFORD.model_copy(update={"references": references})
    assert found(wrong) == [(Code.REFERENCE_MISSING, "error", ("references", "dpia"))]


def test_an_agreement_takes_no_duty_s_id() -> None:
    wrong = BEDFORD.model_copy(update={"id": duty().id, "version": 2})
    assert (Code.ID_OF_A_DUTY, "error", ("id",)) in found(wrong)


def test_where_the_family_may_hide_is_asked_about_before_a_school_gets_it() -> None:
    def given(*items: Item, when: tuple[Condition, ...] = FIRST.when) -> list[tuple[Code, str, Path]]:
        clause = FIRST.model_copy(update={"item_groups": (), "items": items, "when": when})
        return found(BEDFORD.model_copy(update={"clauses": (clause,), "item_groups": {}}))

    warned = (Code.HOME_TO_A_SCHOOL, "warning", ("clauses", 0))
    assert given(Item.CHILD_ADDRESS, Item.CHILD_NAME) == [warned]
    assert given(Item.CHILD_WHEREABOUTS, Item.CHILD_NAME) == [warned]
    there = Condition(presence_in=(Presence.SAW, Presence.HEARD))
    assert given(Item.CHILD_WHEREABOUTS, when=(there,)) == []


def test_a_kind_of_recipient_that_the_clause_has_not_never_is_one() -> None:
    council = Condition(recipient_kind_in=(PartyKind.LOCAL_AUTHORITY,))
    wrong = BEDFORD.model_copy(
        update={"clauses": (FIRST.model_copy(update={"when": (council,)}), *BEDFORD.clauses[1:])}
    )
    assert (Code.CONDITIONS_NEVER_HOLD, "error", ("clauses", 0, "when")) in found(wrong)
