"""Examine who stands in an agreement: who gives, who receives, who answers for it, and the papers that go with it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from schemas.identifiers import is_urn
from streams.agreements.document import Agreement
from streams.agreements.findings import Code, Finding, error
from streams.agreements.parts import Recipient
from streams.agreements.questions import words
from streams.agreements.vocabulary import (
    AGENCY_ROLES,
    AREA_ROLES,
    SETTING_ROLES,
    PartyKind,
    RecipientRole,
    holds,
)

_NOT_YET: Final = frozenset(
    {"tbc", "tba", "tbd", "todo", "na", "none", "nil", "no", "not", "pending", "draft", "later"}
)
"""Words of which a reference consists that refers to nothing."""


def check(agreement: Agreement, kinds: Mapping[str, PartyKind]) -> Iterator[Finding]:
    """All findings about parties, controllers and references. `kinds` says which agency is of which kind."""
    yield from _providers(agreement, kinds)
    yield from _recipients(agreement)
    yield from _controllers(agreement)
    yield from _references(agreement)


def _providers(agreement: Agreement, kinds: Mapping[str, PartyKind]) -> Iterator[Finding]:
    """Who is named to give must have agreed to it: of those named by their kind, the signatories give."""
    signing = [kinds.get(agency) for agency in agreement.signatories]
    for position, party in enumerate(agreement.parties.providers):
        path = ("parties", "providers", position)
        if party.agency is not None and party.agency not in agreement.signatories:
            message = f"`{party.agency}` provides under this agreement and does not sign it: add it to `signatories`"
            yield error(Code.PROVIDER_NOT_SIGNATORY, agreement, (*path, "agency"), message)
        if party.kind is not None and None not in signing and party.kind not in signing:
            message = (
                f"none of the signatories is one of the {words.KINDS[party.kind]}, and of a kind only who signs gives: "
                "add to `signatories` each that is to give, or remove this"
            )
            yield error(Code.PROVIDER_NOT_SIGNATORY, agreement, (*path, "kind"), message)


def _recipients(agreement: Agreement) -> Iterator[Finding]:
    """Recipients whom no question ever names: nothing would reach them, and every paper would say that it does."""
    for position, party in enumerate(agreement.parties.recipients):
        for place, role in enumerate(party.roles):
            fault = _unreached(agreement, party, role)
            if fault:
                path = ("parties", "recipients", position, "roles", place)
                yield error(Code.RECIPIENT_NOT_REACHED, agreement, path, fault)


def _unreached(agreement: Agreement, party: Recipient, role: RecipientRole) -> str:
    if party.kind is not None:
        named = words.KINDS[party.kind]
        bodies = [words.KINDS[kind] for kind in PartyKind if holds(kind, role)]
        return "" if holds(party.kind, role) else f"`{role}` is no role of {named}: it is one of {words.listed(bodies)}"
    agency = party.agency or ""
    if role in SETTING_ROLES and not is_urn(agency):
        return f"`{role}` is a role at a setting, and `{agency}` is no URN: name the setting by its URN, or by `kind`"
    if role in AGENCY_ROLES and is_urn(agency):
        return f"`{role}` is a role at an agency, and `{agency}` is a URN: name the agency by its id, or by `kind`"
    if role in AREA_ROLES and agency not in agreement.areas:
        return (
            f"`{role}` is held in a council area, never at `{agency}`: name who receives by `kind`; `areas` says where"
        )
    return ""


def _controllers(agreement: Agreement) -> Iterator[Finding]:
    """UK GDPR Art 26 and 28, DPA 2018 s.58 and 59: someone answers for each stage, and shared work is arranged."""
    for stage in ("publishing", "receiving"):
        if not any(each.stage == stage and each.capacity != "processor" for each in agreement.controllers):
            message = f"nobody is named as controller when {stage}: add one to `controllers`"
            yield error(Code.CONTROLLER_MISSING, agreement, ("controllers",), message)
    for position, each in enumerate(agreement.controllers):
        if each.capacity != "controller" and each.arrangement is None:
            named = "a processor needs its contract" if each.capacity == "processor" else "joint controllers arrange"
            message = f"{named} (UK GDPR Art 28 and 26, DPA 2018 s.59 and 58): say which in `arrangement`"
            yield error(Code.ARRANGEMENT_MISSING, agreement, ("controllers", position), message)


def _references(agreement: Agreement) -> Iterator[Finding]:
    """A reference that refers to nothing yet is none: without these papers an agreement does not come into force."""
    named = agreement.references.model_dump()
    for name, text in named.items():
        said = re.findall(r"[^\W\d_]+", text.casefold().replace("/", ""))
        if not said or _NOT_YET.issuperset(said):
            message = f"`{text}` refers to no document: write where the {name.replace('_', ' ')} is kept"
            yield error(Code.REFERENCE_MISSING, agreement, ("references", name), message)
