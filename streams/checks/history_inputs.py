"""Inputs against the records that answer them: none passed by, none decided twice, forwards in their order.

An engine may log an input more than once (Kafka delivers at least once): a forward that came again under its number,
one that ran ahead of a lost one and came again behind it, a command of the same bytes. Those are harmless as long as no
record answers them; a forward that never came is not.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from streams.checks.findings import Finding, FindingKind

Answers = Mapping[tuple[str, int], tuple[str, bytes]]
"""By source and position, the record that answers the input there, and the digest that it names."""

_Way = tuple[str, str]


class ForwardedFrom(Struct, frozen=True):
    """Where a forwarded input comes from, and its number between the two partitions."""

    source: str
    decision: int
    number: int


class LoggedInput(Struct, frozen=True):
    """One input as the log holds it, each partition's in order of position."""

    source: str
    position: int
    digest: bytes
    forwarded: ForwardedFrom | None


def check_inputs(
    inputs: Iterable[LoggedInput], answers: Answers, reached: Mapping[str, int], *, at_rest: bool, repeats: bool
) -> Iterator[Finding]:
    """What is wrong between inputs and answers.

    `reached`: the last position that each chain has applied. `repeats`: the engine may log an input more than once.
    """
    ways = _Ways()
    had = {(source, digest) for (source, _), (_, digest) in answers.items()} if repeats else set()
    for logged in inputs:
        answer = answers.get((logged.source, logged.position))
        place = f"{logged.source} position {logged.position}"
        owed = True
        if logged.forwarded is not None:
            findings, owed = ways.take(place, logged.source, logged.forwarded, answered=answer is not None)
            yield from findings if answer is not None or not repeats else ()
        if answer is not None:
            if answer[1] != logged.digest:
                detail = "it answers other bytes than the log holds at its position"
                yield Finding(FindingKind.ANSWER_DIFFERS, answer[0], detail)
        elif repeats and (not owed or (logged.source, logged.digest) in had):
            continue
        elif at_rest or logged.position <= reached.get(logged.source, 0):
            yield Finding(FindingKind.INPUT_SKIPPED, place, "no record of its chain answers this input")
    if repeats and at_rest:
        yield from ways.lacking()


class _Ways:
    """How far each way between two partitions has come, by what was applied at its end."""

    def __init__(self) -> None:
        self._applied: dict[_Way, int] = {}
        self._ahead: dict[_Way, tuple[int, str]] = {}

    def take(self, place: str, target: str, forwarded: ForwardedFrom, *, answered: bool) -> tuple[list[Finding], bool]:
        """What is wrong with a forward that was applied where it stands, and whether it had to be applied there."""
        way = (forwarded.source, target)
        last = self._applied.get(way, 0)
        owed = forwarded.number == last + 1
        if answered or owed:
            self._applied[way] = max(last, forwarded.number)
        if forwarded.number > last + 1:
            self._ahead[way] = max(self._ahead.get(way, (0, "")), (forwarded.number, place))
        return list(_in_order(place, forwarded, last)), owed

    def lacking(self) -> Iterator[Finding]:
        """Forwards that came, ahead of one that never did."""
        for way, (number, place) in self._ahead.items():
            last = self._applied.get(way, 0)
            if number > last:
                detail = f"forward `{number}` of `{way[0]}` stands there, and forward `{last + 1}` never came"
                yield Finding(FindingKind.OUT_OF_ORDER, place, detail)


def _in_order(place: str, forwarded: ForwardedFrom, last: int) -> Iterator[Finding]:
    if forwarded.number <= last:
        detail = f"forward `{forwarded.number}` of `{forwarded.source}` stands there after forward `{last}`"
        kind = FindingKind.APPLIED_TWICE if forwarded.number == last else FindingKind.OUT_OF_ORDER
        yield Finding(kind, place, detail)
    elif forwarded.number > last + 1:
        detail = f"forward `{forwarded.number}` of `{forwarded.source}` follows forward `{last}`"
        yield Finding(FindingKind.OUT_OF_ORDER, place, detail)
