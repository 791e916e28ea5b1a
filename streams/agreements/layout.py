"""Facts as bits: each distinct condition of all instruments is asked once, and its answer is two bits.

With `n` conditions, numbered from 0, the bits of a request are:

| Bit | It is set where |
|---|---|
| 0 (`RESTRICTED`) | somebody of the event is marked restricted, or it is not known |
| 1 (`UNREAD`) | no reader is known yet, as when a notice is issued |
| 2 + 2c | condition c holds |
| 3 + 2c | it is not known whether condition c holds |
| 2 + 2n + t | the reader lacks demand t (a training, or a role that is current), or may lack it |

A clause whose conditions are the bits `need` holds where `bits & need == need`. It is not false where that is so of
`bits | bits >> 1`, because then each of its conditions holds or is not known.

Conditions on the facts of child and event are few, however many agreements there are, because facts have few values:
councils ask the same of them. Consent, grounds, office hours and the time of the day are looked up only where a
condition asks for them. Conditions on the parties (area, publisher, kind of recipient) can be many; they are numbered
after the others, and asked once for two parties.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, combinations
from typing import Final

from schemas.events.consent import Consent
from schemas.events.encompass import Grade
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence, Registration
from streams.agreements import hours
from streams.agreements.conditions import Compiled, Fact, ask, value_of
from streams.agreements.request import Facts, Request

RESTRICTED: Final = 1
UNREAD: Final = 2
_FIRST: Final = 2
PARTIES: Final = frozenset({Fact.AREA, Fact.PUBLISHER, Fact.RECIPIENT_KIND})
_AGES: Final = range(121)
_CONSENTS: Final = tuple(Consent)
_GROUNDS: Final = tuple(chain(*(combinations(ReferralGround, count) for count in range(len(ReferralGround) + 1))))
_TRUTHS: Final = (True, False)
_AT_LEAST: Final = "appointed_at_least_days"
_AT_MOST: Final = "appointed_at_most_days"


class _Answers(dict[object, int]):
    """The bits of every condition on one fact, by the fact's value; ready for the values that are usual."""

    def __init__(self, asked: list[tuple[int, int, Compiled]], usual: Iterable[object]) -> None:
        self._asked = asked
        super().__init__((value, self.of(value)) for value in (None, *usual) if asked)

    def __missing__(self, value: object) -> int:
        return self.of(value)

    def of(self, value: object) -> int:
        """The bits of a value."""
        bits = 0
        for holds, unknown, condition in self._asked:
            answer = ask(condition, value)
            if answer is not False:
                bits |= unknown if answer is None else holds
        return bits


def _days(bits: dict[str, int], kind: str) -> tuple[tuple[int, int], ...]:
    """Days and bit of each demand of a kind."""
    named = ((name.partition(" "), bit) for name, bit in bits.items())
    return tuple((int(days), bit) for (said, _, days), bit in named if said == kind)


class Layout:
    """Which bit stands for which condition and training."""

    __slots__ = (
        "_age", "_bits", "_clock", "_conditions", "_further", "_grade", "_least", "_most", "_presence", "_registration",
        "_resides", "_restricted", "_trainings", "currency"
    )  # fmt: skip

    currency: int
    """The bits of demands that a reader's role be current."""

    def __init__(self, conditions: Iterable[Compiled], demands: Iterable[str]) -> None:
        by_text = {condition.text: condition for condition in conditions}
        self._conditions = sorted(by_text.values(), key=lambda each: (each.fact in PARTIES, each.text))
        self._bits = {condition.text: 1 << _FIRST + 2 * place for place, condition in enumerate(self._conditions)}
        first = _FIRST + 2 * len(self._conditions)
        bits = {name: 1 << first + place for place, name in enumerate(sorted(set(demands)))}
        self._least, self._most = _days(bits, _AT_LEAST), _days(bits, _AT_MOST)
        self._trainings = {name: bit for name, bit in bits.items() if " " not in name}
        self.currency = sum(bit for name, bit in bits.items() if " " in name)
        self._age = self._about(Fact.AGE, _AGES)
        self._presence = self._about(Fact.PRESENCE, Presence)
        self._grade = self._about(Fact.GRADE, Grade)
        self._registration = self._about(Fact.REGISTRATION, Registration)
        self._restricted = self._about(Fact.RESTRICTED, _TRUTHS)
        self._resides = self._about(Fact.RESIDES_IN_FORCE_AREA, _TRUTHS)
        further = (
            (Fact.CONSENT, _CONSENTS),
            (Fact.REFERRAL_GROUNDS, _GROUNDS),
            (Fact.OFFICE_HOURS, _TRUTHS),
        )
        self._further = tuple((fact.value, table) for fact, usual in further if (table := self._about(fact, usual)))
        self._clock = self._about(Fact.TIME_OF_DAY, range(hours.DAY))

    def need(self, when: Iterable[Compiled]) -> int:
        """The bits that are all set where these conditions hold."""
        bits = 0
        for condition in when:
            bits |= self._bits[condition.text]
        return bits

    def bit(self, text: str) -> int:
        """The bit that is set where the condition of this text holds."""
        return self._bits[text]

    def first(self, bits: int) -> str:
        """The text of the first of the conditions whose bits are set."""
        texts = []
        while bits:
            lowest = bits & -bits
            texts.append(self._conditions[(lowest.bit_length() - 1 - _FIRST) // 2].text)
            bits ^= lowest
        return min(texts)

    def demand(self, name: str) -> int:
        """The bit that is set where a demand of the reader (`clauses.Eligibility.demand`) is not met."""
        kind, _, days = name.partition(" ")
        if not days:
            return self._trainings[name]
        return dict(self._least if kind == _AT_LEAST else self._most)[int(days)]

    def parties(self, asked: Iterable[Compiled], request: Request) -> int:
        """The bits of those conditions that ask of the parties, which are the same for every event between them."""
        bits = 0
        for condition in asked:
            if condition.fact in PARTIES:
                answer = ask(condition, value_of(condition.fact, request))
                bits |= self._bits[condition.text] << (answer is None) if answer is not False else 0
        return bits

    def clock(self, at: datetime) -> int:
        """The bits of the conditions on the hours of the day."""
        return self._clock[hours.minute_of(at)] if self._clock else 0

    def bits(self, facts: Facts, trainings: frozenset[str] | None, appointed_days: int | None = None) -> int:
        """The bits of what is known of child, event and reader."""
        try:
            bits = (
                self._age[facts.age]
                | self._presence[facts.presence]
                | self._grade[facts.grade]
                | self._registration[facts.registration]
                | self._restricted[facts.restricted]
                | self._resides[facts.resides_in_force_area]
            )
            for name, table in self._further:
                bits |= table[getattr(facts, name)]
        except TypeError:  # a value that cannot be looked up; each condition is asked, and says that it is not known
            bits = self._asked(facts)
        if facts.restricted is not False:
            bits |= RESTRICTED
        if trainings is None:
            bits |= UNREAD
        for name, bit in self._trainings.items():
            if trainings is None or name not in trainings:
                bits |= bit
        if self.currency:
            bits |= self._not_current(None if trainings is None else appointed_days)
        return bits

    def _not_current(self, appointed: int | None) -> int:
        """The bits of demands that an appointment so many days ago does not meet: all of them where that is unknown."""
        if appointed is None:
            return self.currency
        bits = 0
        for days, bit in self._least:
            bits |= bit if appointed < days else 0
        for days, bit in self._most:
            bits |= bit if appointed > days else 0
        return bits

    def _asked(self, facts: Facts) -> int:
        bits = 0
        for name, table in self._further:
            bits |= table.of(getattr(facts, name))
        return bits | (
            self._age.of(facts.age)
            | self._presence.of(facts.presence)
            | self._grade.of(facts.grade)
            | self._registration.of(facts.registration)
            | self._restricted.of(facts.restricted)
            | self._resides.of(facts.resides_in_force_area)
        )

    def _about(self, fact: Fact, usual: Iterable[object]) -> _Answers:
        asked = [
            (self._bits[condition.text], self._bits[condition.text] << 1, condition)
            for condition in self._conditions
            if condition.fact is fact
        ]
        return _Answers(asked, usual)
