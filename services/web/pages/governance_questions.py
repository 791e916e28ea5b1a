"""Questions over all that is in force on a day: who sees an item, what an agency may send, what a school may get."""

from msgspec import Struct
from starlette.responses import Response

from schemas.items import TITLES, Item
from schemas.items_of import title_of
from services.web.access import GOVERNANCE, CurrentReader
from services.web.context import Web
from services.web.desks import Mistake
from services.web.governance.asking import day_asked, index_at
from services.web.governance.scope import Scope, areas_in, governance_page, scope_of
from services.web.routing import Pages
from streams.agreements.papers.saying import event_name
from streams.agreements.questions import words
from streams.agreements.questions.asking import Passing, may_get, may_send, who_sees
from streams.agreements.questions.matrix import Publisher
from streams.deciders.person.share import PUBLISHER_KINDS, kinds_of, setting_kind
from streams.reference.facts import Reference

pages = Pages()


class Seen(Struct, frozen=True):
    """A recipient of an item: on which terms, by which clauses."""

    event_type: str
    recipient: str
    terms: str
    clauses: tuple[str, ...]


class Passed(Struct, frozen=True):
    """What passes to a recipient: always, and sometimes."""

    event_type: str
    recipient: str
    always: tuple[str, ...]
    sometimes: tuple[str, ...]


@pages.get("/governance/{place}/who-sees", GOVERNANCE)
def who_sees_page(web: Web, reader: CurrentReader, place: str, item: str = "", day: str = "") -> Response:
    """Every recipient of the scope who may get an item on a day, always or under conditions."""
    scope, reference = scope_of(web, place), web.hub.reference()
    asked = day_asked(day, reader.now)
    wanted = Item(item) if item in set(Item) else None
    seen: list[Seen] = []
    if wanted is not None and asked.mistake is None:
        areas = [code for code, _ in areas_in(reference, scope)]
        seen = [
            Seen(
                event_name(each.column.event_type),
                words.capital(words.recipient(each.column)),
                words.terms(each.cell) or "always",
                words.sources([each.cell]),
            )
            for each in who_sees(index_at(reference, asked), wanted, asked.at, areas, kinds_of(reference))
            if each.column.area in areas
        ]
    mistakes = [asked.mistake] if asked.mistake else []
    if item and wanted is None:
        mistakes.append(Mistake("item", "Select a data item from the list"))
    values = {"asked": asked, "item": wanted, "titles": TITLES, "seen": seen, "mistakes": mistakes}
    return governance_page(web, reader, scope, "who_sees.html", values)


@pages.get("/governance/{place}/can", GOVERNANCE)
def can_page(web: Web, reader: CurrentReader, place: str, agency: str = "", urn: str = "", day: str = "") -> Response:
    """What an agency may send to whom, and what it or a school may get."""
    scope, reference = scope_of(web, place), web.hub.reference()
    asked, mistakes = day_asked(day, reader.now), list[Mistake]()
    if asked.mistake is not None:
        mistakes.append(asked.mistake)
    if urn and _school(reference, scope, urn) is None:
        mistakes.append(Mistake("urn", "Enter the URN of a school in this area, such as 109413"))
    bodies = _bodies(reference)
    if agency and agency not in bodies:
        mistakes.append(Mistake("agency", "Select an agency from the list"))
    sends, receives, gets = list[Passed](), list[Passed](), list[Passed]()
    if not mistakes:
        index, areas = index_at(reference, asked), [code for code, _ in areas_in(reference, scope)]
        if agency:
            publishes = reference.agencies[agency].event_types
            found = may_send(index, bodies[agency], asked.at, areas) if publishes else ()
            sends = [_passed(each) for each in found if each.column.area in areas]
            got = may_get(index, bodies[agency], _served(reference, agency), asked.at, kinds_of(reference))
            receives = [_passed(each) for each in got if each.column.area in areas]
        school = _school(reference, scope, urn)
        if school is not None:
            of_school = may_get(index, school[1], [school[0]], asked.at, kinds_of(reference))
            gets = [_passed(each) for each in of_school]
    values = {
        "asked": asked,
        "agency": agency,
        "urn": urn,
        "agencies": [(id, reference.agencies[id].title) for id in bodies],
        "school": setting.name if (setting := reference.setting(urn)) is not None else "",
        "sends": sends,
        "receives": receives,
        "gets": gets,
        "mistakes": mistakes,
    }
    return governance_page(web, reader, scope, "can.html", values)


def _served(reference: Reference, agency: str) -> list[str]:
    """The areas that an agency serves, first the one in which its own teams stand."""
    return sorted(reference.agencies[agency].areas, key=lambda area: area not in reference.areas)


def _bodies(reference: Reference) -> dict[str, Publisher]:
    return {id: Publisher(id, PUBLISHER_KINDS[agency.kind]) for id, agency in sorted(reference.agencies.items())}


def _school(reference: Reference, scope: Scope, urn: str) -> tuple[str, Publisher] | None:
    setting = reference.setting(urn)
    if setting is None or scope.area not in (None, setting.area):
        return None
    return setting.area, Publisher(urn, setting_kind(setting.phase, setting.kind))


def _passed(each: Passing) -> Passed:
    return Passed(
        event_name(each.column.event_type),
        words.capital(words.recipient(each.column)),
        tuple(title_of(item, each.column.event_type) for item in each.always),
        tuple(title_of(item, each.column.event_type) for item in each.sometimes),
    )
