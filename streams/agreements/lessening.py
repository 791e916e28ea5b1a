"""What a version of a duty takes away from the one before it. A statute is repealed by Parliament, not by a file."""

from collections.abc import Collection, Iterable, Iterator

from streams.agreements.conditions import text_of
from streams.agreements.document import Duty, Instrument
from streams.agreements.implying import implies
from streams.agreements.questions import words


def before(duty: Duty, documents: Iterable[Instrument]) -> Duty | None:
    """The highest version of the same duty below this one: what it takes the place of."""
    lower = [
        each for each in documents if isinstance(each, Duty) and each.id == duty.id and each.version < duty.version
    ]
    return max(lower, key=lambda each: each.version, default=None)


def lessened(was: Duty, now: Duty) -> tuple[str, ...]:
    """A sentence for everything that `was` demands and `now` does not; none where `now` demands at least as much.

    A later first day takes nothing away: the version before counts until then.
    """
    return tuple(_lessened(was, now))


def _lessened(was: Duty, now: Duty) -> Iterator[str]:
    if was.holder_kind is not now.holder_kind:
        yield f"{words.capital(words.KINDS[was.holder_kind])} no longer hold this duty."
    lost: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
        ("No longer notified of", was.event_types, now.event_types),
        (
            "No longer notified are",
            [words.KINDS[each] for each in was.recipient_kinds],
            [words.KINDS[each] for each in now.recipient_kinds],
        ),
        (
            "No longer notified are",
            [words.ROLES[each] for each in was.recipient_roles],
            [words.ROLES[each] for each in now.recipient_roles],
        ),
    )
    for said, had, has in lost:
        gone = sorted(set(had) - set(has))
        if gone:
            yield f"{said} {words.listed(gone)}."
    items = set(was.minimum) - set(now.minimum)
    if items:
        yield f"No longer in the minimum: {words.items(sorted(items))}."
    for condition in now.when:
        if not any(implies(each, condition) for each in was.when):
            yield f"It applies only if {words.phrase(text_of(condition))}; before, it did not ask that."
