"""The children of one event kept apart: two sections become one pupil or one person only where a human says so.

Twins differ in a letter or two, and often only one of them is on the roll yet. Were both taken for one person, hop 3
would hold the second for told already, and nobody would hear of that child.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemas.events.people import Person
from schemas.records.evidence import Candidate, DateLevel, Evidence, NameLevel
from streams.deciders.keys import person_key, pupil_key
from streams.deciders.match.facts import MatchFacts
from streams.deciders.match.outcome import named_schools
from streams.deciders.match.placing import ChildAt, Placed, ToPerson, ToPupil
from streams.deciders.match.state import CaseChild, MatchCase, PersonPupil, PupilPerson
from streams.deciders.states import States
from streams.reference.facts import Reference

TWO_CHILDREN_ONE_PUPIL: Final = "two_children_one_pupil"


def keep_apart(children: list[Placed], evidence: Mapping[int, Evidence], reference: Reference) -> list[Placed]:
    """The same children; of those that match one pupil, at most the one whose given name alone is exact still does."""
    if len(children) == 1:
        return children
    alike: dict[str, list[Placed]] = {}
    for child in children:
        if isinstance(child.at, ToPupil):
            alike.setdefault(child.at.pupil, []).append(child)
    doubtful: set[int] = set()
    for pupil, claimants in alike.items():
        if len(claimants) > 1:
            likeness = {child.section: _candidate(pupil, evidence[child.section]) for child in claimants}
            doubtful |= likeness.keys() - {_the_pupil(likeness)}
    return [_referred(child, reference) if child.section in doubtful else child for child in children]


def _candidate(pupil: str, evidence: Evidence) -> Candidate:
    return next(candidate for candidate in evidence.candidates if candidate.pupil == pupil)


def _the_pupil(likeness: Mapping[int, Candidate]) -> int | None:
    """The one section that has the pupil's given name, unless another has the date of birth that this one has not."""
    named = [section for section, candidate in likeness.items() if candidate.given_name is NameLevel.EXACT]
    if len(named) != 1:
        return None
    born = {section for section, candidate in likeness.items() if candidate.date_of_birth is DateLevel.EXACT}
    return named[0] if named[0] in born or not born else None


def _referred(child: Placed, reference: Reference) -> Placed:
    schools = named_schools(child.person, reference) if child.person is not None else ()
    return Placed(child.section, child.person, ToPerson(TWO_CHILDREN_ONE_PUPIL, schools), child.fresh)


def whom_each_is(children: list[Placed], states: States, case: MatchCase | None, facts: MatchFacts) -> list[str]:
    """The person that each child is, all different.

    The surest claim on a person goes first, whatever the order of sections: the pupil matched in this case before,
    the pupil met in any case, the publisher's own reference in the revision before, the description met before; and
    at last a date of birth or given name in common, where one child of the revision before and one of this are left.
    Who has no claim, or comes second, is somebody new.
    """
    found: dict[int, str] = {}
    taken: set[str] = set()
    for claim in _claims(states, case, facts):
        for child in children:
            if child.section in found:
                continue
            person = claim(child)
            if person is not None and person not in taken:
                found[child.section] = person
                taken.add(person)
    found.update(_left_over(children, found, case, states, facts))
    return [found.get(child.section, child.fresh) for child in children]


def _claims(states: States, case: MatchCase | None, facts: MatchFacts) -> Iterator[Callable[[Placed], str | None]]:
    here = {child.person: child for child in case.children} if case is not None else {}

    def by_pupil(child: Placed) -> str | None:
        if not isinstance(child.at, ToPupil):
            return None
        held = states.find(pupil_key(child.at.pupil), PupilPerson)
        return held.person if held is not None and _fits(child.at, here.get(held.person)) else None

    if here:
        pupils = {child.pupil: child.person for child in here.values() if child.pupil}
        yield lambda child: pupils.get(child.at.pupil) if isinstance(child.at, ToPupil) else None
    yield by_pupil
    if here and facts.before is not None:
        references = {
            person.ref: child for child in here.values() if (person := facts.before.person(child.section)) is not None
        }

        def by_reference(child: Placed) -> str | None:
            prior = references.get(child.person.ref) if child.person is not None else None
            return prior.person if prior is not None and _may_be(child.at, prior, states) else None

        yield by_reference
    yield lambda child: None if isinstance(child.at, ToPupil) else facts.known.get(child.section)


def _left_over(
    children: list[Placed], found: Mapping[int, str], case: MatchCase | None, states: States, facts: MatchFacts
) -> dict[int, str]:
    """The last child of this revision for whom nobody was found, if they may be the last one of the revision before."""
    taken = set(found.values())
    new = [child for child in children if child.section not in found]
    old = [c for c in case.children if c.person not in taken and not c.adult] if case is not None else []
    if len(new) != 1 or len(old) != 1 or facts.before is None:
        return {}
    was, now = facts.before.person(old[0].section), new[0].person
    if was is None or now is None or not _alike(was, now) or not _may_be(new[0].at, old[0], states):
        return {}
    return {new[0].section: old[0].person}


def _alike(was: Person, now: Person) -> bool:
    born = was.date_of_birth is not None and was.date_of_birth == now.date_of_birth
    return born or (bool(was.given_names) and was.given_names.casefold() == now.given_names.casefold())


def pupil_of(person: str, states: States) -> str | None:
    """The pupil that a person is, where that is kept by person."""
    held = states.find(person_key(person), PersonPupil)
    return held.pupil if held is not None else None


def _may_be(at: ChildAt, prior: CaseChild, states: States) -> bool:
    """Whether a child may be who `prior` is: a pupil is never a person who is another pupil, in this case or any."""
    if not isinstance(at, ToPupil):
        return True
    return _fits(at, prior) and pupil_of(prior.person, states) in (None, at.pupil)


def _fits(at: ChildAt, prior: CaseChild | None) -> bool:
    """Whether a child may be who `prior` was: not where they are two pupils."""
    return prior is None or not isinstance(at, ToPupil) or prior.pupil in ("", at.pupil)
