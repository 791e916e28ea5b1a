"""What the instruments say about one request, before it is weighed."""

from datetime import datetime

from streams.agreements.compiled import AgreementPart, DutyPart, Entry, Rule
from streams.agreements.conditions import ask, holds
from streams.agreements.masks import ADDRESS_MASK, NEVER_TO_A_SCHOOL_MASK
from streams.agreements.request import Request
from streams.agreements.verdict import Instrument, NotInForce
from streams.agreements.vocabulary import SETTING_ROLES, SETTINGS


class Tally:
    """Masks and the clauses behind them.

    `now` agreements give; `later` they give to a reader with a training; `floor` is the minimum of duties that
    apply, `floor_open` of duties that could not be decided; `asleep` is what instruments that do not count would
    give; `offered` and `floor_offered` are what those in force give in some event.
    """

    __slots__ = (
        "always_forbidden", "asleep", "dormant", "duties", "floor", "floor_offered", "floor_open", "forbidden",
        "forbids", "gives", "later", "never_school", "now", "offered", "resting", "restricted", "reviews", "undecided",
    )  # fmt: skip

    def __init__(self, request: Request) -> None:
        self.now = self.later = self.asleep = self.forbidden = 0
        self.floor = self.floor_open = self.floor_offered = 0
        self.offered = self.always_forbidden = 0
        self.gives: list[tuple[Rule, int]] = []
        self.forbids: list[Rule] = []
        self.dormant: list[tuple[Rule, NotInForce]] = []
        self.resting: list[tuple[Instrument, NotInForce]] = []
        self.duties: list[Instrument] = []
        self.undecided: list[tuple[Rule, str]] = []
        self.reviews: list[tuple[datetime, int]] = []
        school = request.recipient_kind in SETTINGS or request.role in SETTING_ROLES
        self.never_school = NEVER_TO_A_SCHOOL_MASK if school else 0
        self.restricted = 0 if request.facts.restricted is False else ADDRESS_MASK


def count(entry: Entry, request: Request) -> Tally:
    """Count what each instrument between these parties says."""
    tally = Tally(request)
    for part in entry.agreements:
        if part.between(request):
            _agreement(tally, part, request)
    for duty in entry.duties:
        if duty.between(request):
            _duty(tally, duty, request)
    return tally


def unknown_condition(rule: Rule, request: Request) -> str:
    """The first condition that needs a fact which is not known."""
    return next(condition.text for condition in rule.when if ask(condition, request) is None)


def _agreement(tally: Tally, part: AgreementPart, request: Request) -> None:
    state = part.term.state(request.at, request.occurred_at)
    if state is None or state is NotInForce.INCIDENT_OUTSIDE_DATES:
        tally.offered |= part.offered
        tally.always_forbidden |= part.always_forbidden
        for rule in part.forbids:
            _forbid(tally, rule, request)
    if state is not None:
        _rest(tally, part.instrument, part.permits, state, request)
        return
    lacking = _lacking(part, request)
    given = 0
    for rule in part.permits:
        result = holds(rule.when, request)
        if result:
            given |= rule.items
            tally.now |= rule.items & ~lacking
            tally.later |= rule.items & lacking
            tally.gives.append((rule, lacking))
        elif result is None:
            tally.undecided.append((rule, unknown_condition(rule, request)))
    tally.reviews.append((part.review_overdue, given))


def _forbid(tally: Tally, rule: Rule, request: Request) -> None:
    result = holds(rule.when, request)
    if result is False:
        return
    if result is None:
        tally.undecided.append((rule, unknown_condition(rule, request)))
    tally.forbidden |= rule.items
    tally.forbids.append(rule)


def _rest(
    tally: Tally, instrument: Instrument, rules: tuple[Rule, ...], state: NotInForce, request: Request
) -> None:
    tally.resting.append((instrument, state))
    for rule in rules:
        if holds(rule.when, request):
            tally.asleep |= rule.items
            tally.dormant.append((rule, state))


def _lacking(part: AgreementPart, request: Request) -> int:
    """Items of this agreement for which the reader lacks a training, or may lack one."""
    lacking, held = 0, request.trainings
    for training, items in part.trainings:
        if held is None or training not in held:
            lacking |= items
    return lacking


def _duty(tally: Tally, part: DutyPart, request: Request) -> None:
    state = part.term.state(request.at, request.occurred_at)
    rule = part.minimum
    if state is not None:
        _rest(tally, rule.instrument, (rule,), state, request)
        return
    tally.floor_offered |= rule.items
    result = holds(rule.when, request)
    if result:
        tally.floor |= rule.items
        tally.gives.append((rule, 0))
        tally.duties.append(rule.instrument)
    elif result is None:
        tally.floor_open |= rule.items
        tally.undecided.append((rule, unknown_condition(rule, request)))
