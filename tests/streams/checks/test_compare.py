"""Two logs compared: whatever is planted is found as what it is, and only the order of cases may differ."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from schemas import codec
from schemas.records.accept import EventAccepted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.decision import Decision, Output, Parked
from schemas.records.inputs import OpenNotice, ViewTrace
from schemas.records.match import ChildMatched, ChildNotOnRoll, PersonResolved
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.records.share import DisclosurePermitted
from schemas.records.watch import CommandRefused, NoticeOpened
from schemas.wire import Submission
from streams.checks.compare import Compared, Order, compare
from streams.checks.compare_home import log_of_home
from streams.checks.compare_stories import KINDS, Kind
from tests.streams.checks.conftest import tell_a_story
from tests.streams.checks.planting import Chains, Kept, Records, altered, changed_values, places, with_output
from tests.support.world import FIRST, World, a_world, dsl

PERSON = "person.0"
INTAKE = "intake.bedfordshire-police.0"


def tell_more(world: World) -> None:
    """The story, a damaged submission, one brought twice, a trace looked at and a notice asked for that is gone."""
    tell_a_story(world)
    first = world.sent[0].submission
    world.submit(Submission(first.envelope[:-1] + bytes([first.envelope[-1] ^ 1]), first.keys))
    world.submit(first)
    event = world.engine.database.execute("SELECT event, cased FROM event_view").fetchone()
    world.perform(ViewTrace(event[0], "u-nobody", "auditor"), "trace")
    world.perform(OpenNotice(event[1], "resolve-1-0", "person.0-99-0", dsl(FIRST), "dsl"), "gone")
    world.run()


@pytest.fixture(scope="module")
def chains(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The records of a hub, by source partition."""
    with a_world(tmp_path_factory.mktemp("compared") / "hub") as world:
        tell_more(world)
        with log_of_home(world.home.folder) as log:
            return Chains({source: list(log.records(source)) for source in log.sources()})


def against(chains: Records, other: Records) -> Compared:
    """What comparing finds; the same the other way round."""
    found, turned = compare(Kept(chains), Kept(other)), compare(Kept(other), Kept(chains))
    assert sorted((d.kind, d.left, d.right) for d in found.differences) == sorted(
        (d.kind, d.right, d.left) for d in turned.differences
    )
    assert found.same == turned.same
    return found


def test_a_log_is_as_itself(chains: Records) -> None:
    found = against(chains, chains)
    assert found.same
    assert {chain.order for chain in found.chains} == {Order.IDENTICAL}
    assert found.left == found.right
    assert found.left.records == sum(len(records) for records in chains.values())


def drop(output: Output) -> Sequence[Output]:
    return ()


def put(**changes: object) -> Callable[[Output], Sequence[Output]]:
    return lambda output: (replace(output, **changes),)


def another_clause(output: Output) -> Sequence[Output]:
    assert isinstance(output, DisclosurePermitted)
    first, *others = output.given
    return (replace(output, given=(replace(first, clause="another"), *others)),)


def less(output: Output) -> Sequence[Output]:
    assert isinstance(output, DisclosurePermitted)
    first, *others = output.given
    return (replace(output, given=(replace(first, items=first.items[:-1]), *others)),)


def another_recipient(output: Output) -> Sequence[Output]:
    assert isinstance(output, DisclosurePermitted)
    return (replace(output, recipient=replace(output.recipient, value="999999")),)


def later(output: Output) -> Sequence[Output]:
    assert isinstance(output, NoticeIssued)
    return (replace(output, due=replace(output.due, at=output.due.at + timedelta(minutes=5))),)


def twice(output: Output) -> Sequence[Output]:
    return (output, output)


def beside(added: Output) -> Callable[[Output], Sequence[Output]]:
    return lambda output: (added, output)


@pytest.mark.parametrize(
    ("output", "change", "kind"),
    [
        (EventAccepted, drop, Kind.OUTCOME),
        (EventRejected, drop, Kind.OUTCOME),
        (EventRejected, put(reason="conflict"), Kind.REASON),
        (ChildMatched, put(pupil="pupil-99"), Kind.CHILD),
        (ChildMatched, drop, Kind.CHILD),
        (PersonResolved, put(known=True), Kind.PERSON),
        (PersonResolved, drop, Kind.PERSON),
        (DisclosurePermitted, another_recipient, Kind.RECIPIENT),
        (DisclosurePermitted, drop, Kind.RECIPIENT),
        (DisclosurePermitted, less, Kind.FIELDS),
        (DisclosurePermitted, another_clause, Kind.INSTRUMENT),
        (DisclosurePermitted, put(flags=("agreement_expired",)), Kind.REASON),
        (NoticeIssued, later, Kind.DUE),
        (NoticeIssued, twice, Kind.NOTICE),
        (NoticeIssued, drop, Kind.NOTICE),
        (NoticeIssued, put(items=()), Kind.FIELDS),
        (DeskItemRaised, drop, Kind.DESK),
        (DeskItemRaised, twice, Kind.DESK),
        (NoticeOpened, drop, Kind.OPENING),
        (NoticeOpened, put(in_time=False), Kind.OPENING),
        (CommandRefused, drop, Kind.COMMAND),
        (ChildMatched, beside(Parked("00" * 16, 3, "LookupError")), Kind.PARKED),
    ],
)
def test_a_planted_difference_is_found_as_what_it_is(
    chains: Records, output: type[Struct], change: Callable[[Output], Sequence[Output]], kind: Kind
) -> None:
    found = against(chains, with_output(chains, output, change))
    assert kind in {difference.kind for difference in found.differences}


def test_a_difference_names_its_event_by_the_publishers_reference(chains: Records) -> None:
    (found,) = against(chains, with_output(chains, NoticeIssued, later)).differences
    assert found.reference == "bedfordshire-police R-1@1"
    assert found.where.startswith("notice issued (section 0, recipient dsl urn 100001")
    assert found.where.endswith("due.at")


def test_another_time_of_acceptance(chains: Records) -> None:
    late = altered(chains, INTAKE, 0, lambda d: replace(d, at=d.at + timedelta(seconds=1)))
    assert {difference.kind for difference in against(chains, late).differences} == {Kind.TIME}


def test_outputs_of_one_child_in_another_order(chains: Records) -> None:
    place = max(n for n, body in enumerate(chains[PERSON]) if len(set(outputs_of(body))) > 1)
    turned = altered(chains, PERSON, place, lambda d: replace(d, outputs=d.outputs[::-1]))
    assert {difference.kind for difference in against(chains, turned).differences} == {Kind.ORDER}


def outputs_of(body: bytes) -> tuple[str, ...]:
    return tuple(type(output).__name__ for output in codec.decode(body, Decision).outputs)


def test_inputs_that_wait_are_told(chains: Records) -> None:
    found = compare(Kept(chains), Kept(chains, {PERSON: 2}))
    (difference,) = found.differences
    assert (difference.kind, difference.left, difference.right) == (Kind.UNDECIDED, "0", "2")


class Running(Kept):
    """A log of a hub that runs: while records are read, more inputs come."""

    def __init__(self, chains: Records) -> None:
        super().__init__(chains)
        self._came = dict.fromkeys(chains, 0)

    def records(self, source: str) -> Iterator[bytes]:
        """The records; an input comes with each."""
        for record in super().records(source):
            self._came[source] += 1
            yield record

    def inputs(self, source: str) -> int:
        """How many there are by now."""
        return super().inputs(source) + self._came[source]


def test_inputs_that_come_while_a_log_is_read_were_not_waiting(chains: Records) -> None:
    assert compare(Kept(chains), Running(chains)).same


def test_two_people_taken_for_one_are_found(chains: Records) -> None:
    people = [
        output
        for body in chains["resolve"]
        for output in codec.decode(body, Decision).outputs
        if isinstance(output, ChildMatched | ChildNotOnRoll)
    ]
    one = people[0].person
    other = next(output.person for output in people if output.person != one)

    def merged(decision: Decision) -> Decision:
        outputs = tuple(replace(o, person=one) if getattr(o, "person", None) == other else o for o in decision.outputs)
        return replace(decision, outputs=outputs)

    taken = chains
    for source in ("resolve", PERSON):
        for place in range(len(taken[source])):
            taken = altered(taken, source, place, merged)
    assert not against(chains, taken).same


def test_a_record_that_is_gone(chains: Records) -> None:
    for source, records in chains.items():
        for place, body in enumerate(records):
            if set(outputs_of(body)) - {"EventRepeated"}:
                fewer = {**chains, source: [*records[:place], *records[place + 1 :]]}
                assert not against(chains, fewer).same


@settings(max_examples=60)
@given(st.data())
def test_whatever_value_differs_it_is_found(chains: Records, data: st.DataObject) -> None:
    source, place, ordinal = data.draw(st.sampled_from(places(chains)))
    outputs = codec.decode(chains[source][place], Decision).outputs
    changes = changed_values(outputs[ordinal], without=("person",))
    if not changes or isinstance(outputs[ordinal], Parked):
        return
    other = data.draw(st.sampled_from(changes))
    new = (*outputs[:ordinal], other, *outputs[ordinal + 1 :])
    with_it = altered(chains, source, place, lambda d: replace(d, outputs=new))
    assert not against(chains, with_it).same


def test_what_only_follows_the_order_between_cases_is_counted_apart(chains: Records) -> None:
    resolve = [chains["resolve"][1], chains["resolve"][0], *chains["resolve"][2:]]
    known = with_output({**chains, "resolve": resolve}, PersonResolved, put(known=True))
    found = against(chains, known)
    assert found.same
    assert found.of_order == 1
    assert {chain.order for chain in found.chains} == {Order.IDENTICAL, Order.OTHER}


def test_a_gap_in_a_sequence_is_a_difference_where_the_order_is_the_same(chains: Records) -> None:
    broken = partial(SequenceBroken, "bedfordshire-police", "test-1", 1)
    gap = with_output(chains, EventAccepted, lambda output: (broken(5, "gap"), output))  # type: ignore[arg-type]  # as read
    assert {difference.kind for difference in against(chains, gap).differences} == {Kind.OUTCOME}


def test_no_more_than_asked_for_are_told_one_by_one(chains: Records) -> None:
    empty: Records = {source: [] for source in chains}
    found = compare(Kept(chains), Kept(empty), most=2)
    assert found.more == found.left.subjects - 2
    assert not found.same


def test_every_output_stands_for_something() -> None:
    assert set(KINDS) == set(get_args(Output)) - {EventRepeated}
