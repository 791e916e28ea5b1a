"""Fail vectors of the facts of each event type, and of sections that have no place in it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent
from schemas.events.people import Role
from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import PlainSection
from schemas.vectors.build import SECTIONS
from schemas.vectors.files import Fail
from schemas.vectors.flows import ANSWERED, ASKED, FLAG, MARAC, MISSING, Flow, first_replaced, flow_vector, outcome_2

AHEAD = datetime(2026, 11, 24, 8, tzinfo=UTC)
LONG_AGO = datetime(1899, 12, 31, tzinfo=UTC)


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _shapes()
    yield from _times()
    yield from _values()


def _with(reason: Reason, name: str, description: str, flow: Flow, sections: Sequence[PlainSection]) -> Fail:
    return reason, flow_vector(name, description, flow, sections)


def _shapes() -> Iterator[Fail]:
    strange, lacking = Reason.SECTION_NOT_OF_TYPE, Reason.MISSING_SECTION
    for flow, name in (
        (MISSING, "missing"),
        (MARAC, "marac"),
        (FLAG, "hospital"),
        (ASKED, "contact"),
        (ANSWERED, "feedback"),
    ):
        yield _with(
            lacking,
            f"{name}_without_facts",
            "The section that the type is made of is lacking.",
            flow,
            _moved(flow.sections[1:]),
        )
        twice = (flow.sections[0], *flow.sections)
        yield _with(Reason.REPEATED_SECTION, f"{name}_facts_twice", "Two sections of its facts.", flow, _moved(twice))
        nobody = [section for section in flow.sections[:2] if section.kind is flow.sections[0].kind]
        yield _with(Reason.NO_SUBJECT, f"{name}_about_nobody", "It is about nobody.", flow, nobody)
    other = (MISSING.sections[0], MISSING.sections[1], FLAG.sections[0])
    yield _with(strange, "missing_with_attendance", "An attendance in a missing episode.", MISSING, other)
    dashed = (FLAG.sections[0], FLAG.sections[1], MARAC.sections[1])
    yield _with(strange, "hospital_with_dash", "A DASH checklist in a hospital's flag.", FLAG, dashed)
    contact = (*ASKED.sections, SECTIONS[0])
    yield _with(strange, "contact_with_incident", "An incident in a contact.", ASKED, contact)
    plain = replace(FLAG.sections[1], content=replace(FLAG.sections[1].content, roles=(Role.CHILD,)))
    yield _with(
        Reason.NO_SUBJECT, "hospital_without_patient", "A child, and no patient.", FLAG, (FLAG.sections[0], plain)
    )


def _moved(sections: Sequence[PlainSection]) -> list[PlainSection]:
    """Texts and relationships taken out, for every number has moved by one."""
    return [
        replace(section, content=replace(section.content, relationships=()))
        if hasattr(section.content, "relationships")
        else section
        for section in sections
        if not section.about
    ]


def _times() -> Iterator[Fail]:
    future, old = Reason.FUTURE_TIMESTAMP, Reason.IMPLAUSIBLE_TIME
    for field in ("missing_since", "reported_at", "returned_at"):
        sections = first_replaced(MISSING, **{field: AHEAD})
        yield _with(future, f"missing_{field}_ahead", "A time that has not come.", MISSING, sections)
    yield _with(
        old, "missing_since_1899", "A time before 1900.", MISSING, first_replaced(MISSING, missing_since=LONG_AGO)
    )
    yield _with(future, "hospital_arrives_tomorrow", "Not arrived yet.", FLAG, first_replaced(FLAG, arrived_at=AHEAD))
    yield _with(future, "hospital_leaves_tomorrow", "Not left yet.", FLAG, first_replaced(FLAG, left_at=AHEAD))
    yield _with(future, "feedback_ahead", "Not decided yet.", ANSWERED, first_replaced(ANSWERED, decided_at=AHEAD))
    yield _with(future, "feedback_2_ahead", "Not decided yet, version 2.", ANSWERED, outcome_2(decided_at=AHEAD))


def _values() -> Iterator[Fail]:
    unreasoned, repeated, over = Reason.REASON_MISSING, Reason.REPEATED_VALUE, Reason.OVER_LIMIT
    for consent in (Consent.NOT_SOUGHT, Consent.DISPENSED_WITH):
        said = {"consent": consent, "consent_reason": " "}
        name = consent.value
        yield _with(unreasoned, f"marac_{name}", "Consent without its reason.", MARAC, first_replaced(MARAC, **said))
        yield _with(unreasoned, f"contact_{name}", "Consent without its reason.", ASKED, first_replaced(ASKED, **said))
        yield _with(unreasoned, f"hospital_{name}", "Consent without its reason.", FLAG, first_replaced(FLAG, **said))
        decided = outcome_2(consent=consent)
        yield _with(unreasoned, f"feedback_2_{name}_unreasoned", "Consent without its reason.", ANSWERED, decided)
    twice = first_replaced(MISSING, exploitation=(missing.Exploitation.SEXUAL,) * 2)
    yield _with(repeated, "missing_exploitation_twice", "A concern named twice.", MISSING, twice)
    twice = first_replaced(FLAG, signs=(hospital.Sign.ASSAULT,) * 2)
    yield _with(repeated, "hospital_sign_twice", "A sign named twice.", FLAG, twice)
    twice = first_replaced(MARAC, grounds=(marac.ReferralGround.ESCALATION,) * 2)
    yield _with(repeated, "marac_ground_twice", "A ground named twice.", MARAC, twice)
    twice = first_replaced(ASKED, worries=(front_door.Worry.NEGLECT,) * 2)
    yield _with(repeated, "contact_worry_twice", "A worry named twice.", ASKED, twice)
    yield _with(over, "marac_without_ground", "No ground at all.", MARAC, first_replaced(MARAC, grounds=()))
    yield _with(over, "contact_without_worry", "No worry at all.", ASKED, first_replaced(ASKED, worries=()))
    short = [*MARAC.sections]
    short[1] = replace(short[1], content=replace(short[1].content, answers=short[1].content.answers[:23]))  # type: ignore[attr-defined]  # the section holds a Dash
    yield _with(over, "dash_of_23_answers", "One answer short.", MARAC, short)
    high = [*MARAC.sections]
    high[1] = replace(high[1], content=replace(high[1].content, score=25))
    yield _with(over, "dash_score_25", "More ticks than questions.", MARAC, high)
    for code, name in (("rc9", "lower_case"), ("RC", "short")):
        sections = first_replaced(FLAG, trust=code)
        yield _with(over, f"hospital_trust_{name}", "No ODS code.", FLAG, sections)
    yield _with(over, "missing_placed_by_words", "No LA code.", MISSING, first_replaced(MISSING, placed_by="Bed"))
    yield _with(over, "hospital_age_131", "Older than anybody.", FLAG, first_replaced(FLAG, age=131))
