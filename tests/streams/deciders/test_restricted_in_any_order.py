"""The marks that stand at the end hide the same addresses, in whichever order events came (decision 0149)."""

from collections.abc import Mapping
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import Person
from tests.streams.deciders.restrictions import REFUGE, case_of, revised, shown, shown_of
from tests.streams.deciders.test_memory import OTHER, ROLF, TESS, episode, referral
from tests.support.flows import AMY, BEN, EXTRA, a_flow_line
from tests.support.line import Line
from tests.support.people import child_of

TESS_AT_HOME = replace(TESS, date_of_birth=date(1988, 8, 8), address=REFUGE)
CHILDREN: Mapping[str, Person] = {
    name: replace(child_of(pupil), address=REFUGE) for name, pupil in (("amy", AMY), ("ben", BEN), ("extra", EXTRA))
}


class Step(Struct, frozen=True):
    """One revision of a case: who is in it, whether it marks them, or that it is withdrawn."""

    case: int
    children: tuple[str, ...]
    victim: bool = False
    marked: bool = False
    withdrawn: bool = False


@st.composite
def stories(draw: st.DrawFn) -> list[Step]:
    """Three cases of the same few people, each revised now and then, in any order."""
    steps = []
    for _ in range(draw(st.integers(2, 6))):
        children = tuple(draw(st.lists(st.sampled_from(sorted(CHILDREN)), min_size=1, max_size=2, unique=True)))
        case, flag = draw(st.integers(0, 2)), st.booleans()
        steps.append(Step(case, children, draw(flag), draw(flag), draw(st.integers(0, 5)) == 0))
    return steps


@st.composite
def comings_and_goings(draw: st.DrawFn) -> list[Step]:
    """An episode of other children at each revision; after each, a referral of one of them is marked, or is not."""
    children = st.sampled_from((("amy",), ("ben",), ("amy", "ben")))
    steps = []
    for _ in range(draw(st.integers(3, 5))):
        steps += [Step(0, draw(children)), Step(1, ("amy",), marked=draw(st.booleans()))]
    return steps


def tell(line: Line, steps: list[Step]) -> dict[int, Step]:
    """Publish each as the next revision of its case; what stands of each case in the end."""
    standing: dict[int, Step] = {}
    revisions: dict[int, int] = {}
    for step in steps:
        revision = revisions[step.case] = revisions.get(step.case, 0) + 1
        people = [CHILDREN[name] for name in step.children]
        if step.case == 0:  # of an episode, whose people are children alone
            first = replace(people[0], restricted=step.marked)
            event = episode("case-0", 1, first, *people[1:])
            if revision > 1:
                gone = Withdrawal.ENTERED_IN_ERROR if step.withdrawn else Withdrawal.NONE
                event = revised(line, "case-0", first, *people[1:], revision=revision, withdrawal=gone)
        else:
            tess = [replace(TESS_AT_HOME, restricted=step.marked)] if step.victim else []
            first = replace(people[0], restricted=step.marked and not step.victim)
            who = (first, *people[1:], *tess, ROLF if step.case == 1 else OTHER)
            gone = Withdrawal.ENTERED_IN_ERROR if step.withdrawn and revision > 1 else Withdrawal.NONE
            event = referral(f"case-{step.case}", 1, *who, revision=revision, withdrawal=gone)
        line.publish(event)
        standing[step.case] = replace(step, withdrawn=step.withdrawn and revision > 1)
    return {case: step for case, step in standing.items() if not step.withdrawn}


def people_of(step: Step) -> set[str]:
    """Who is in a case, as far as another could have them."""
    victims = {"tess"} if step.victim and step.case != 0 else set()
    return {*step.children, *victims}


def expected(standing: Mapping[int, Step]) -> dict[int, bool]:
    """Which cases hide addresses: their own mark, or that of a case with which they share somebody."""
    return {
        case: step.marked or any(other.marked and people_of(other) & people_of(step) for other in standing.values())
        for case, step in standing.items()
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_what_is_hidden_in_the_end_follows_from_the_marks_that_stand(steps: list[Step]) -> None:
    line = a_flow_line()
    standing = tell(line, steps)
    found = {case: not any(shown(line, f"case-{case}").values()) for case in standing}
    assert found == expected(standing)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(comings_and_goings())
def test_who_left_and_comes_back_is_shown_as_the_marks_stand_by_then(steps: list[Step]) -> None:
    line = a_flow_line()
    standing = tell(line, steps)
    for case, hidden in expected(standing).items():
        children = shown_of(line, f"case-{case}")
        assert len(children) == len(standing[case].children)
        assert {not addresses for addresses in children.values()} == {hidden}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories(), st.randoms(use_true_random=False))
def test_the_same_last_revisions_in_another_order_hide_the_same(steps: list[Step], random: st.DataObject) -> None:
    last = list({step.case: replace(step, withdrawn=False) for step in steps}.values())
    shuffled = list(last)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a `random.Random`
    lines = a_flow_line(), a_flow_line()
    ends = [tell(line, order) for line, order in zip(lines, (last, shuffled), strict=True)]
    assert ends[0] == ends[1]
    for case in ends[0]:
        assert case_of(lines[0], f"case-{case}").header.event == case_of(lines[1], f"case-{case}").header.event
        assert shown(lines[0], f"case-{case}") == shown(lines[1], f"case-{case}")
