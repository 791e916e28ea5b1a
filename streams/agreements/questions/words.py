"""Recipients, items and conditions in words: for whoever reads an agreement, not for whoever runs it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from schemas.items import TITLES, Item
from streams.agreements.questions.matrix import Bar, Cell, Column, Way
from streams.agreements.verdict import Reason
from streams.agreements.vocabulary import PartyKind, RecipientRole

ROLES: Final[dict[RecipientRole, str]] = {
    RecipientRole.DSL: "designated safeguarding leads",
    RecipientRole.DEPUTY_DSL: "deputy designated safeguarding leads",
    RecipientRole.COVER_DSL: "appointed cover for designated safeguarding leads",
    RecipientRole.HEAD: "head teachers",
    RecipientRole.TRUST_SAFEGUARDING_LEAD: "safeguarding leads of academy trusts",
    RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING: "the council's education safeguarding team",
    RecipientRole.IFD: "the Integrated Front Door",
    RecipientRole.EMERGENCY_DUTY_TEAM: "the emergency duty team",
    RecipientRole.CHILDRENS_SOCIAL_CARE: "children's social care",
    RecipientRole.SPOC_COORDINATOR: "the coordinator of the weekly SPOC meeting",
    RecipientRole.MARAC_COORDINATOR: "the MARAC coordinator",
    RecipientRole.SYVP_COORDINATOR: "the coordinator of the Serious Youth Violence Panel",
    RecipientRole.IDVA: "independent domestic violence advisers",
    RecipientRole.RETURN_INTERVIEW_PROVIDER: "the provider of return home interviews",
    RecipientRole.YOUTH_OFFENDING_SERVICE: "the youth offending service",
    RecipientRole.SCHOOL_NURSE: "school nurses",
    RecipientRole.HEALTH_VISITOR: "health visitors",
    RecipientRole.GP_PRACTICE: "GP practices",
    RecipientRole.HOSPITAL_SAFEGUARDING: "the hospital's safeguarding team",
    RecipientRole.POLICE_SAFEGUARDING: "the police safeguarding team",
    RecipientRole.AUDITOR: "auditors",
}

KINDS: Final[dict[PartyKind, str]] = {
    PartyKind.POLICE_FORCE: "police forces",
    PartyKind.LOCAL_AUTHORITY: "local authorities",
    PartyKind.HEALTH_TRUST: "health trusts",
    PartyKind.SCHOOL: "schools",
    PartyKind.COLLEGE: "colleges",
    PartyKind.EARLY_YEARS: "nurseries and childminders",
    PartyKind.GP_PRACTICE: "GP practices",
    PartyKind.VOLUNTARY_SERVICE: "voluntary services",
    PartyKind.HUB: "the hub",
}

_AT: Final = {
    RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.IFD: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.EMERGENCY_DUTY_TEAM: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.CHILDRENS_SOCIAL_CARE: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.SPOC_COORDINATOR: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.MARAC_COORDINATOR: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.SYVP_COORDINATOR: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.YOUTH_OFFENDING_SERVICE: PartyKind.LOCAL_AUTHORITY,
    RecipientRole.GP_PRACTICE: PartyKind.GP_PRACTICE,
    RecipientRole.HOSPITAL_SAFEGUARDING: PartyKind.HEALTH_TRUST,
    RecipientRole.POLICE_SAFEGUARDING: PartyKind.POLICE_FORCE,
}
"""Where a role is held that goes without saying."""

_YES_NO: Final = {
    "restricted_is": {
        "true": "a person of the event is marked restricted",
        "false": "nobody of the event is marked restricted",
    },
    "resides_in_force_area_is": {
        "true": "the child lives in the force's area",
        "false": "the child lives outside the force's area",
    },
    "office_hours_is": {
        "true": "the council's desk is in its office hours",
        "false": "the council's desk is outside its office hours",
    },
}

_LISTS: Final = {
    "area_in": "the setting is in area",
    "presence_in": "the child's presence is",
    "grade_in": "the risk grade is",
    "registration_in": "the child's registration is",
    "publisher_in": "the publisher is",
    "recipient_kind_in": "the recipient is one of:",
    "recipient_in": "the recipient is",
    "consent_in": "the event says that consent is",
    "referral_ground_in": "a ground of the referral is",
    "time_of_day_in": "the time is within",
}


def phrase(condition: str) -> str:
    """A condition as compiled (`age_under 18`) in words. KeyError for an operator that no condition has."""
    operator, _, value = condition.partition(" ")
    if operator in _YES_NO:
        return _YES_NO[operator][value]
    if operator == "age_under":
        return f"the child is under {value}"
    if operator == "age_at_least":
        return f"the child is {value} or older"
    return f"{_LISTS[operator]} {_or(value.replace('_', ' ').split(', '))}"


def demand(said: str) -> str:
    """What is asked of a reader (`clauses.Eligibility.demand`) in words."""
    kind, _, days = said.partition(" ")
    if kind == "appointed_at_least_days" and days:
        return f"the reader was appointed to the role at least {_days(days)} ago"
    if kind == "appointed_at_most_days" and days:
        return f"the reader was appointed to the role, or renewed in it, at most {_days(days)} ago"
    return f"the reader holds the training {said.replace('_', ' ')}"


def _days(count: str) -> str:
    return f"{count} day{'' if count == '1' else 's'}"


def recipient(column: Column) -> str:
    """Who a column speaks of, such as `head teachers of schools in area 822`."""
    return recipients([column])


def recipients(columns: Sequence[Column]) -> str:
    """Several recipients together, such as `head teachers of schools and colleges in areas 821 and 822`."""
    roles: dict[tuple[tuple[str, str], ...], list[Column]] = {}
    bodies: dict[RecipientRole, list[Column]] = {}
    for column in columns:
        bodies.setdefault(column.role, []).append(column)
    for held in bodies.values():
        roles.setdefault(tuple(sorted((_body(c), c.area) for c in held)), []).append(held[0])
    return "; ".join(_together([ROLES[c.role] for c in named], places) for places, named in roles.items())


def items(named: Collection[Item]) -> str:
    """Items by their titles, in the order of the catalogue."""
    return listed([_lower(TITLES[item]) for item in Item if item in named])


def terms(cell: Cell) -> str:
    """Under which terms a cell gives its item; empty where it gives it always."""
    givings = [] if any(way.open for way in cell.ways) else [_way(way) for way in cell.ways if not _needless(way, cell)]
    parts = [_or(list(dict.fromkeys(givings)))] if givings else []
    parts += dict.fromkeys(_bar(bar) for bar in cell.bars)
    return ", ".join(parts)


def sources(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The clauses that give, such as `bedford-operation-encompass version 1, clause guidance-contents`."""
    ways = dict.fromkeys((w.instrument.id, w.instrument.version, w.clause) for cell in cells for w in cell.ways)
    return tuple(f"{id} version {version}, clause {clause}" for id, version, clause in ways)


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _body(column: Column) -> str:
    if column.kind is not None and _AT.get(column.role) is column.kind:
        return ""
    return KINDS[column.kind] if column.kind is not None else f"`{column.agency}`"


def _together(roles: Sequence[str], places: Sequence[tuple[str, str]]) -> str:
    areas: dict[str, list[str]] = {}
    for body, area in places:
        areas.setdefault(area, []).append(body)
    alike: dict[tuple[str, ...], list[str]] = {}
    for area, bodies in areas.items():
        alike.setdefault(tuple(bodies), []).append(area)
    wheres = []
    for named, codes in alike.items():
        of = f" of {listed(named)}" if any(named) else ""
        wheres.append(f"{listed(roles)}{of} in area{'s' if len(codes) > 1 else ''} {listed(codes)}")
    return "; ".join(wheres)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[0].upper() + text[1:]


def _needless(way: Way, cell: Cell) -> bool:
    """Whether another way gives the item under fewer of the same conditions and demands: this adds nothing then."""
    return any(_asked(other) < _asked(way) for other in cell.ways)


def _asked(way: Way) -> frozenset[str]:
    return frozenset((*way.conditions, *(f"reader {name}" for name in way.demands)))


def _way(way: Way) -> str:
    conditions = [phrase(text) for text in way.conditions]
    return f"if {listed([*conditions, *map(demand, way.demands)])}"


def _bar(bar: Bar) -> str:
    if bar.reason is Reason.RESTRICTED:
        return "unless a person of the event is marked restricted"
    if bar.reason is Reason.NEVER_TO_A_SCHOOL:
        return "but no school, college or nursery ever gets it"
    conditions = listed([phrase(text) for text in bar.conditions]) if bar.conditions else ""
    return f"unless {conditions}" if conditions else f"but clause {bar.clause} always forbids it"


def _or(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]
