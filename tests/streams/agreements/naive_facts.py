"""The second evaluator's conditions and demands: one question each, asked of a request in the plainest way."""

from zoneinfo import ZoneInfo

from streams.agreements.clauses import Condition, Eligibility
from streams.agreements.request import Request

LONDON = ZoneInfo("Europe/London")


def meets(rule: Eligibility, request: Request) -> bool:
    """Whether the reader, if there is one, brings what is asked; a role held nobody knows how long is not current."""
    if request.trainings is None:
        return False
    if rule.training is not None:
        return rule.training in request.trainings
    held = request.appointed_days
    if held is None:
        return False
    if rule.appointed_at_least_days is not None:
        return held >= rule.appointed_at_least_days
    assert rule.appointed_at_most_days is not None
    return held <= rule.appointed_at_most_days


def all_hold(when: tuple[Condition, ...], request: Request) -> str:
    answers = [one_holds(condition, request) for condition in when]
    if "no" in answers:
        return "no"
    return "unknown" if "unknown" in answers else "yes"


def one_holds(condition: Condition, request: Request) -> str:
    facts = request.facts
    ((name, wanted),) = condition.model_dump(exclude_none=True).items()
    fact: object = {
        "age_under": facts.age,
        "age_at_least": facts.age,
        "area_in": request.area,
        "presence_in": facts.presence,
        "grade_in": facts.grade,
        "registration_in": facts.registration,
        "restricted_is": facts.restricted,
        "publisher_in": request.publisher,
        "recipient_kind_in": request.recipient_kind,
        "resides_in_force_area_is": facts.resides_in_force_area,
        "consent_in": None if facts.consent == "not_stated" else facts.consent,
        "referral_ground_in": facts.referral_grounds or None,
        "office_hours_is": facts.office_hours,
        "time_of_day_in": request.at.astimezone(LONDON).strftime("%H:%M"),
    }[name]
    if fact is None:
        return "unknown"
    if name == "referral_ground_in":
        return "yes" if set(facts.referral_grounds) & set(wanted) else "no"
    if name == "time_of_day_in":
        return "yes" if any(within(str(fact), *stretch.split("-")) for stretch in wanted) else "no"
    if name == "age_under":
        holds = isinstance(fact, int) and fact < wanted
    elif name == "age_at_least":
        holds = isinstance(fact, int) and fact >= wanted
    elif name.endswith("_in"):
        holds = fact in wanted
    else:
        holds = fact == wanted
    return "yes" if holds else "no"


def within(time: str, start: str, end: str) -> bool:
    """Whether a time of the clock lies in a stretch, which may pass midnight. Texts like `08:30` sort as times."""
    return start <= time < end if start < end else time >= start or time < end
