"""The month put together: its exports, and all that happens in it, around the weekend's own story."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.demo.world import evening
from services.demo.world.callouts import Callout
from services.demo.world.flows import COUNCIL, HOSPITAL, POLICE, FlowExport
from services.demo.world.incidents import at
from services.demo.world.month import desks
from services.demo.world.month.callouts import exports_of_callouts
from services.demo.world.month.concerns import news_of_concerns
from services.demo.world.month.contacts import news_of_contacts
from services.demo.world.month.days import BEGINS, ENDS, exports, moments, told
from services.demo.world.month.episodes import news_of_episodes
from services.demo.world.month.families import Families, has_teenager
from services.demo.world.month.referrals import news_of_referrals
from services.demo.world.people import Family
from services.demo.world.story import Action, Pace, Publish, Story

SLOWLY: Final = 360
"""Minutes between ticks outside the weekend. Each deadline has one of its own, so nothing waits for the next."""


class Month(Struct, frozen=True):
    """What the month adds to the weekend's world."""

    callouts: Mapping[str, Sequence[Callout]]
    flows: tuple[FlowExport, ...]


def make_month(families: Sequence[Family], weekend: Mapping[str, Sequence[Callout]], seed: int) -> Month:
    """The exports of the month; whom the weekend is about is left alone."""
    met = {callout.location.line for callouts in weekend.values() for callout in callouts}
    random = Random(f"{seed}/month")
    drawn = Families(families, met, random)
    referrals, heard = news_of_referrals(drawn, random)
    concerns = news_of_concerns(drawn, drawn.draw(has_teenager), random)
    contacts, outcomes = news_of_contacts(drawn, random)
    flows = (
        *exports("missing", POLICE, "police-missing.yaml", news_of_episodes(drawn, random), moments("07:10", "21:40")),
        *exports("marac", POLICE, "police-marac.yaml", referrals, moments("12:05", "16:50", working=True)),
        *exports("concerns", HOSPITAL, "hospital-concerns.yaml", concerns, moments("07:20", "23:30")),
        *exports("contacts", COUNCIL, "council-contacts.yaml", contacts, moments("09:20", "15:10", working=True)),
        *exports("outcomes", COUNCIL, "council-outcomes.yaml", outcomes, moments("15:20", working=True)),
    )
    return Month(exports_of_callouts(drawn, heard, random), flows)


def tell_month(month: Month, weekend: Story, seed: int) -> Story:
    """The weekend's story with the weeks before it and the days after it."""
    callouts = [*month.callouts, evening.EXPORT]
    references = {callout.reference for callouts in month.callouts.values() for callout in callouts}
    actions: list[Action] = [
        *weekend.actions,
        *(Publish(_time_of(name), name) for name in callouts),
        *(Publish(told(at(one.at)), one.file, one.agency, one.mapping) for one in month.flows),
        *desks.actions(list(month.flows), seed),
    ]
    return replace(
        weekend,
        begins=told(BEGINS),
        ends=told(ENDS),
        paces=(Pace(told(BEGINS), SLOWLY), *weekend.paces, Pace(weekend.ends, SLOWLY)),
        callouts=weekend.callouts + len(references) + len(evening.callouts()),
        actions=tuple(sorted(actions, key=lambda action: action.at)),
    )


def _time_of(name: str) -> datetime:
    stamp = name.removesuffix(".csv").removeprefix("callouts-")
    return told(datetime.strptime(stamp, "%Y%m%d-%H%M"))
