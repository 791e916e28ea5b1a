"""Examine one agreement by itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from schemas.agreement_signature import EARLIEST_DAY
from schemas.events import marac
from schemas.identifiers import is_urn
from schemas.items import NEVER_TO_A_SCHOOL, Item
from schemas.items_of import ITEMS_OF
from streams.agreements import check_parties, shadows
from streams.agreements.clauses import Clause, Condition
from streams.agreements.contradiction import never_holds
from streams.agreements.document import Agreement, Instrument
from streams.agreements.findings import Code, Finding, error, warning
from streams.agreements.parts import Basis, Recipient
from streams.agreements.questions import words
from streams.agreements.reader import Path
from streams.agreements.vocabulary import (
    NO_KINDS,
    PUBLIC_AUTHORITIES,
    SETTING_ROLES,
    SETTINGS,
    PartyKind,
    RecipientRole,
)


def check(agreement: Agreement, kinds: Mapping[str, PartyKind] = NO_KINDS) -> Iterator[Finding]:
    """All findings that need no other document. `kinds` says which agency is of which kind, as far as it is known."""
    yield from _dates(agreement)
    yield from check_parties.check(agreement, kinds)
    yield from shadows.check(agreement)
    providers = tuple(party.kind for party in agreement.parties.providers if party.kind is not None)
    yield from basis(agreement, agreement.lawful_basis, providers)
    yield from _seen_by_nobody(agreement)
    for path, clause in clause_paths(agreement):
        yield from _clause(agreement, path, clause)
    if _permits(agreement) and not agreement.handling:
        yield error(Code.HANDLING_MISSING, agreement, (), "a notice needs handling text: say what to do first")


def clause_paths(agreement: Agreement) -> list[tuple[Path, Clause]]:
    """Each clause with its path in the document."""
    return [(("clauses", position), clause) for position, clause in enumerate(agreement.clauses)]


def _permits(agreement: Agreement) -> bool:
    return any(clause.effect == "permit" for clause in agreement.clauses)


def basis(document: Instrument, given: Basis | None, providers: tuple[PartyKind, ...]) -> Iterator[Finding]:
    """A purpose needs a basis, and one that is open to those who share."""
    if given is None:
        message = f"purpose `{document.purpose}` has no lawful basis: add `lawful_basis` with its statute"
        yield error(Code.PURPOSE_WITHOUT_BASIS, document, ("purpose",), message)
        return
    path = ("lawful_basis", "uk_gdpr")
    if given.uk_gdpr == "6(1)(ea)" and (PUBLIC_AUTHORITIES.intersection(providers)):
        message = "`6(1)(ea)` is not open to public authorities: use `6(1)(c)` or `6(1)(e)`"
        yield error(Code.BASIS_NOT_OPEN, document, path, message)
    if given.special_category is None:
        message = "special category data needs a condition: add `special_category`, such as Art 9(2)(g)"
        yield error(Code.PURPOSE_WITHOUT_BASIS, document, path, message)


def never_to_a_setting(
    document: Instrument,
    roles: Iterable[RecipientRole],
    kinds: Iterable[PartyKind | None],
    items: Iterable[Item],
    event_types: Collection[str],
    path: Path = (),
) -> Iterator[Finding]:
    """Items and events that no instrument can give to a school, college or nursery."""
    if SETTING_ROLES.isdisjoint(roles) and SETTINGS.isdisjoint(kinds):
        return
    if marac.EVENT_TYPE in event_types:
        message = f"nothing shows a school that a case was brought to MARAC: take `{marac.EVENT_TYPE}` away"
        yield error(Code.NEVER_TO_A_SCHOOL, document, path, message)
    for item in sorted(NEVER_TO_A_SCHOOL.intersection(items)):
        message = f"`{item}` never goes to a school, college or nursery: remove it"
        yield error(Code.NEVER_TO_A_SCHOOL, document, path, message)


def not_of_event(
    document: Instrument, path: Path, event_types: Iterable[str], items: Iterable[Item], *, gives: bool = True
) -> Iterator[Finding]:
    """Items that events of a type do not have. To give one is an error; to withhold it, or give it of some, is vain."""
    known = [event_type for event_type in event_types if event_type in ITEMS_OF]
    for item in sorted(items):
        lacking = [event_type for event_type in known if item not in ITEMS_OF[event_type]]
        if lacking:
            has = [event_type for event_type in sorted(ITEMS_OF) if item in ITEMS_OF[event_type]]
            message = (
                f"`{item}` is no item of {words.listed([f'`{each}`' for each in lacking])}, it is one of "
                f"{words.listed([f'`{each}`' for each in has])}: leave it out here"
            )
            found = error if gives and lacking == known else warning
            yield found(Code.ITEM_NOT_OF_EVENT, document, path, message)


def _clause(agreement: Agreement, path: Path, clause: Clause) -> Iterator[Finding]:
    permits = clause.effect == "permit"
    yield from not_of_event(agreement, path, clause.event_types, agreement.items_in(clause), gives=permits)
    receiving = [each for each in agreement.parties.recipients if set(each.roles) & set(clause.recipient_roles)]
    if permits:
        kinds = [PartyKind.SCHOOL if _by_urn(each) else each.kind for each in receiving]
        given = agreement.items_in(clause)
        yield from never_to_a_setting(agreement, clause.recipient_roles, kinds, given, clause.event_types, path)
        yield from _home_to_a_setting(agreement, path, clause)
    for fault in (*never_holds(clause.when), *_outside(agreement, clause, receiving)):
        yield error(Code.CONDITIONS_NEVER_HOLD, agreement, (*path, "when"), f"{fault}: correct the conditions")
    named = {role for each in receiving for role in each.roles}
    for position, role in enumerate(clause.recipient_roles):
        if role not in named:
            message = f"no recipient of this agreement has the role `{role}`: add it to `parties`, or remove it here"
            yield error(Code.NO_RECIPIENT, agreement, (*path, "recipient_roles", position), message)


def _by_urn(party: Recipient) -> bool:
    """Whether a recipient is a school or college named by its URN, whatever role it is given."""
    return party.agency is not None and is_urn(party.agency)


def _home_to_a_setting(agreement: Agreement, path: Path, clause: Clause) -> Iterator[Finding]:
    """flows.md: never the victim's new address. Where the child lives or was can be just that."""
    if SETTING_ROLES.isdisjoint(clause.recipient_roles):
        return
    told = {Item.CHILD_ADDRESS, Item.EPISODE_LAST_SEEN, Item.EPISODE_FOUND_AT, Item.CHILD_WHEREABOUTS}
    if any(each.presence_in is not None for each in (*clause.when, *_asked_of_whereabouts(agreement))):
        told -= {Item.CHILD_WHEREABOUTS}
    for item in sorted(told & agreement.items_in(clause)):
        message = (
            f"`{item}` can be where the family lives now or hides, and is suppressed only where somebody is marked"
            " restricted: leave it out, or, of whereabouts, give it by `presence_in` alone"
        )
        yield warning(Code.HOME_TO_A_SCHOOL, agreement, path, message)


def _asked_of_whereabouts(agreement: Agreement) -> Iterator[Condition]:
    for clause in agreement.clauses:
        if clause.effect == "forbid" and Item.CHILD_WHEREABOUTS in agreement.items_in(clause):
            yield from clause.when


def _outside(agreement: Agreement, clause: Clause, receiving: Iterable[Recipient]) -> Iterator[str]:
    kinds = {party.kind for party in receiving}
    providers = agreement.parties.providers
    agencies = {party.agency for party in providers}
    for condition in clause.when:
        if condition.area_in is not None and set(condition.area_in).isdisjoint(agreement.areas):
            yield "no area of `area_in` is an area of this agreement"
        if condition.publisher_in is not None and None not in agencies and agencies.isdisjoint(condition.publisher_in):
            yield "no agency of `publisher_in` is a provider of this agreement"
        named = condition.recipient_kind_in
        if named is not None and None not in kinds and kinds.isdisjoint(named):
            yield "no kind of `recipient_kind_in` is one that receives by this clause"


def _seen_by_nobody(agreement: Agreement) -> Iterator[Finding]:
    permitted: frozenset[Item] = frozenset()
    used: set[str] = set()
    for path, clause in clause_paths(agreement):
        used.update(clause.item_groups)
        if clause.effect == "permit":
            items = agreement.items_in(clause)
            permitted |= items
            for item in sorted(items & shadows.hidden(agreement, clause)):
                message = (
                    f"`{item}` is permitted here and forbidden to the same roles wherever it is: remove one of the two"
                )
                yield error(Code.ITEMS_NO_ROLE_MAY_SEE, agreement, path, message)
    for position, needed in enumerate(agreement.eligibility):
        for item in sorted(agreement.items_in(needed) - permitted):
            message = f"`{needed.demand}` is asked for `{item}`, which no clause permits: remove it"
            yield error(Code.ITEMS_NO_ROLE_MAY_SEE, agreement, ("eligibility", position), message)
        used.update(needed.item_groups)
    for name in sorted(agreement.item_groups.keys() - used):
        message = f"no clause uses item group `{name}`, so no role may see its items: use it or remove it"
        yield error(Code.ITEMS_NO_ROLE_MAY_SEE, agreement, ("item_groups", name), message)


def _dates(agreement: Agreement) -> Iterator[Finding]:
    dates = agreement.dates
    faults = [
        (dates.signed > dates.in_force_from, "signed", "it comes into force before it is signed"),
        (dates.expires is not None and dates.expires < dates.in_force_from, "expires", "it expires before it begins"),
        (dates.review_by < dates.signed, "review_by", "its review is due before it is signed"),
        (dates.expires is not None and dates.review_by > dates.expires, "review_by", "its review is after its end"),
        (
            dates.incidents_from is not None and dates.incidents_from > dates.in_force_from,
            "incidents_from",
            "it covers incidents only from a later day than it is in force",
        ),
    ]
    for wrong, name, text in faults:
        if wrong:
            yield error(Code.IMPOSSIBLE_DATES, agreement, ("dates", name), f"{text}: correct the date")
    named = (("signed", dates.signed), ("in_force_from", dates.in_force_from), ("review_by", dates.review_by))
    for name, value in (*named, ("incidents_from", dates.incidents_from), ("expires", dates.expires)):
        if value is not None and value < EARLIEST_DAY:
            message = f"`{value}` lies before 1970, as a clock that was never set would have it: correct the date"
            yield error(Code.IMPOSSIBLE_DATES, agreement, ("dates", name), message)
    for position, each in enumerate(dates.suspended):
        if each.ends is not None and each.ends < each.starts:
            path = ("dates", "suspended", position)
            message = "the suspension ends before it starts: correct the dates"
            yield error(Code.IMPOSSIBLE_DATES, agreement, path, message)
    if dates.expires is None and _permits(agreement):
        message = "an agreement that permits must expire: add `expires`"
        yield error(Code.NO_EXPIRY, agreement, ("dates",), message)
