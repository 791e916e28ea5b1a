"""What a desk has answered is not asked again, two pupils are never one person, a corrected child stays the same."""

from datetime import date

from msgspec.structs import replace

from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.events.texts import Summary
from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.match import ChildMatched, MatchReferred
from schemas.records.reference import SettingStatus
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.match.changes import summaries_changed
from streams.matching.people import RollEntry
from tests.support.facts import Facts, Told, a_reference, an_event, apply
from tests.support.furnishing import school
from tests.support.line import Line
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.world import COORDINATOR, FIRST, SECOND, WITHOUT_ROLL

AMY = pupil(0, FIRST)
DOUBTFUL = replace(child_of(AMY), given_names="Othername")
NAMED = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)


def asked(*people: Person) -> Line:
    """Police gave Amy another given name, and a coordinator is asked; or they reported these."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY])
    line = Line(facts)
    line.publish(an_event(*(people or (DOUBTFUL,))))
    return line


def answer(line: Line, *, pupil: str | None = None, setting: str | None = None) -> list[str]:
    """The coordinator's answer to the latest question."""
    place, referred = next((p, o) for p, o in reversed(line.recorded.items()) if isinstance(o, MatchReferred))
    basis = AnswerBasis.SCHOOL_CONFIRMED
    return line.perform(MatchDecided(referred.case, place, COORDINATOR, COUNCIL_DESK, pupil, setting, basis))


class TestAnAnswerWithASchool:
    def test_is_not_asked_for_again_by_an_unrelated_change(self) -> None:
        line = asked()
        answer(line, setting=WITHOUT_ROLL)
        assert line.publish(an_event(replace(DOUBTFUL, whereabouts="outside"), revision=2)) == [
            f"changed child on no roll: named_setting_without_roll {WITHOUT_ROLL}/desk",
            f"update notice to {WITHOUT_ROLL} changed child_whereabouts",
        ]

    def test_stays_over_every_later_revision(self) -> None:
        line = asked()
        answer(line, setting=WITHOUT_ROLL)
        for revision in (2, 3):
            assert line.publish(an_event(DOUBTFUL, revision=revision)) == [
                f"unchanged child on no roll: named_setting_without_roll {WITHOUT_ROLL}/desk"
            ]

    def test_is_not_asked_for_again_because_somebody_is_restricted_now(self) -> None:
        line = asked()
        answer(line, setting=WITHOUT_ROLL)
        witness = replace(adult("Ann", "Other", Role.WITNESS), restricted=True)
        said = line.publish(an_event(DOUBTFUL, witness, revision=2))
        assert said[0] == f"changed child on no roll: named_setting_without_roll {WITHOUT_ROLL}/desk"
        assert not [one for one in said if "doubtful" in one or "recall" in one]

    def test_is_asked_for_again_once_the_name_was_corrected(self) -> None:
        line = asked()
        answer(line, setting=WITHOUT_ROLL)
        said = line.publish(an_event(replace(DOUBTFUL, given_names="Thirdname"), revision=2))
        assert said[0] == "changed child is doubtful: name_doubtful"

    def test_is_asked_for_again_once_that_school_has_closed(self) -> None:
        line = asked()
        answer(line, setting=WITHOUT_ROLL)
        apply(line.facts.reference, school(WITHOUT_ROLL, status=SettingStatus.CLOSED))
        assert line.publish(an_event(DOUBTFUL, revision=2))[0] == "unchanged child is doubtful: name_doubtful"

    def test_gives_way_to_a_roll_that_now_holds_the_child(self) -> None:
        line = asked()
        answer(line, setting=WITHOUT_ROLL)
        line.facts.put_roll(SECOND, [replace(AMY, pupil="pupil-other", urn=SECOND, given_names="Othername")])
        said = line.publish(an_event(replace(DOUBTFUL, settings=()), revision=2))
        assert said[0] == f"changed child is pupil-other at {SECOND}/roll"

    def test_that_it_is_none_is_not_asked_for_again_either(self) -> None:
        line = asked()
        answer(line)
        for revision in (2, 3):
            said = line.publish(an_event(DOUBTFUL, revision=revision))
            assert said == ["unchanged child on no roll: no_placement"]


class TestSummaries:
    """Amy is registered at two schools, and police write a summary for each."""

    def both(self, first: str, second: str, revision: int = 1) -> list[str]:
        at = [NamedSetting(Scheme.URN, urn, Registration.REGISTERED_PUPIL) for urn in (FIRST, SECOND)]
        told = [Told(Summary(text, setting), (0,)) for text, setting in zip((first, second), at, strict=True)]
        return self.line.publish(an_event(replace(child_of(AMY), settings=tuple(at)), *told, revision=revision))

    def setup_method(self) -> None:
        facts = Facts(a_reference())
        facts.put_roll(FIRST, [AMY])
        facts.put_roll(SECOND, [replace(AMY, urn=SECOND)])
        self.line = Line(facts)
        self.both("one", "two")

    def test_a_school_hears_of_its_own_summary_alone(self) -> None:
        assert self.both("one", "another", revision=2)[1:] == [f"update notice to {SECOND} changed school_summary"]

    def test_both_hear_of_what_concerns_both(self) -> None:
        assert self.both("another", "more", revision=2)[1:] == [
            f"update notice to {FIRST} changed school_summary",
            f"update notice to {SECOND} changed school_summary",
        ]

    def test_a_summary_for_a_closed_school_is_for_the_one_that_took_its_place(self) -> None:
        closed = school("100009", status=SettingStatus.CLOSED)
        reference = a_reference(replace(closed, successors=(FIRST,)))
        setting = NamedSetting(Scheme.URN, "100009", Registration.REGISTERED_PUPIL)
        was, now = (an_event(child_of(AMY), Told(Summary(text, setting), (0,))) for text in ("one", "two"))
        assert summaries_changed(was, 0, now, 0, reference) == (FIRST, "100009")


class TestOnePupilOnePerson:
    TWIN = replace(AMY, pupil="pupil-twin", given_names="Othername")

    def people(self, line: Line) -> dict[str, set[str]]:
        """The persons that each pupil was taken for."""
        found: dict[str, set[str]] = {}
        for output in line.recorded.values():
            if isinstance(output, ChildMatched):
                found.setdefault(output.pupil, set()).add(output.person)
        return found

    def test_a_stranger_of_two_cases_answered_with_two_pupils_is_two_people(self) -> None:
        facts = Facts(a_reference())
        line = Line(facts)
        nameless = stranger("Ulric")
        for reference in ("ref-1", "ref-2"):
            line.publish(an_event(nameless, reference=reference))
        first, second = (o for o in line.recorded.values() if isinstance(o, MatchReferred))
        assert first.person == second.person
        facts.put_roll(FIRST, [_like(nameless, "pupil-a"), _like(nameless, "pupil-b")])
        for reference in ("ref-1", "ref-2"):
            line.publish(an_event(nameless, reference=reference, revision=2))
            answer(line, pupil="pupil-a" if reference == "ref-1" else "pupil-b")
        people = self.people(line)
        assert people["pupil-a"].isdisjoint(people["pupil-b"])

    def test_the_answer_that_makes_somebody_new_moves_the_matter_to_them(self) -> None:
        facts = Facts(a_reference())
        facts.put_roll(FIRST, [AMY, self.TWIN])
        line = Line(facts)
        line.publish(an_event(child_of(AMY)))
        line.publish(an_event(replace(child_of(AMY), given_names="O"), revision=2))
        assert answer(line, pupil="pupil-twin") == [
            "child removed",
            f"new child is pupil-twin at {FIRST}/desk",
            "desk item closed: superseded",
            f"first notice to {FIRST}",
        ]
        people = self.people(line)
        assert people["pupil-0"].isdisjoint(people["pupil-twin"])

    def test_the_same_pupil_after_a_doubt_is_the_same_person(self) -> None:
        line = asked(child_of(AMY))
        line.publish(an_event(DOUBTFUL, revision=2))
        answer(line, pupil="pupil-0")
        assert len(self.people(line)["pupil-0"]) == 1


class TestSeveralChangesAtOnce:
    def test_a_renumbered_child_on_no_roll_whose_name_and_school_changed_stays_the_same(self) -> None:
        line = asked(stranger("Ulric", NAMED))
        other = replace(stranger("Ulrich", NAMED), ref="other", family_name="Unrold")
        assert line.publish(an_event(other, revision=2)) == [
            f"changed child on no roll: named_setting_without_roll {WITHOUT_ROLL}/named_by_publisher",
            f"update notice to {WITHOUT_ROLL} minimum changed child_name",
        ]

    def test_nothing_in_common_is_somebody_else(self) -> None:
        line = asked(stranger("Ulric", NAMED))
        other = replace(stranger("Wystan", NAMED), ref="other", date_of_birth=date(2014, 4, 4))
        assert line.publish(an_event(other, revision=2)) == [
            f"new child on no roll: named_setting_without_roll {WITHOUT_ROLL}/named_by_publisher",
            "child removed",
            f"first notice to {WITHOUT_ROLL} minimum",
            f"recall notice to {WITHOUT_ROLL}",
        ]

    def test_where_two_are_left_over_nobody_guesses(self) -> None:
        line = asked(stranger("Ulric", NAMED), stranger("Wystan", NAMED))
        others = [replace(stranger(name, NAMED), ref=f"r-{name}", family_name="Unrold") for name in ("Ulf", "Wyn")]
        said = line.publish(an_event(*others, revision=2))
        assert said.count("child removed") == 2


def _like(person: Person, token: str) -> RollEntry:
    given = {"pupil-a": "Ulricc", "pupil-b": "Ulrik"}[token]
    return replace(
        AMY,
        pupil=token,
        given_names=given,
        family_name=person.family_name,
        date_of_birth=person.date_of_birth,
        postcode="LU1 1AA",
        address_lines=("1 Elsewhere",),
    )
