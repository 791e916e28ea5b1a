"""A coordinator says which pupil a child is, or which school, or that none fits."""

import re
from typing import Annotated, Final

from fastapi import Form
from starlette.responses import Response

from schemas.records.inputs import AnswerBasis, MatchDecided
from services.web.access import COUNCIL, CurrentReader
from services.web.commands import perform
from services.web.context import Context, Web
from services.web.desks import Mistake, back_to_desk, choice_mistakes, item_of, item_page
from services.web.forms import Once
from services.web.refusals import NotHere
from services.web.routing import Pages
from streams.engines.contract import Referral

pages = Pages()

_URN: Final = re.compile(r"[0-9]{6}")
Answer = tuple[str | None, str | None]


@pages.post("/council/{area}/items/{item}/match", COUNCIL)
def decide_match(
    web: Web,
    reader: CurrentReader,
    area: str,
    item: str,
    once: Once,
    choice: Annotated[str, Form()] = "",
    urn: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    view: Annotated[str, Form()] = "",
) -> Response:
    """Record the answer, or say what is missing from it."""
    row = item_of(web, reader, area, item)
    referral = web.hub.views.referral(row.referral) if row.referral else None
    if referral is None:
        raise NotHere
    answer = _answer(web, referral, choice, urn.strip())
    mistakes: tuple[Mistake, ...] = (answer,) if isinstance(answer, Mistake) else ()
    mistakes += choice_mistakes("reason", reason, AnswerBasis, "Select how you know")
    if mistakes or isinstance(answer, Mistake):
        return item_page(web, reader, row, view, mistakes, {"choice": choice, "urn": urn, "reason": reason})
    pupil, setting = answer
    command = MatchDecided(row.case, referral.referral, reader.user, reader.role, pupil, setting, AnswerBasis(reason))
    perform(web, reader, command, once)
    return back_to_desk(area, "matched")


def _answer(web: Context, referral: Referral, choice: str, urn: str) -> Answer | Mistake:
    """(pupil, school): a candidate of the referral, an open school, or neither."""
    kind, _, value = choice.partition(":")
    if kind == "pupil" and value in {candidate.pupil for candidate in referral.evidence.candidates}:
        return value, None
    if kind == "named" and value in referral.named:
        return None, value
    if kind == "school":
        return _school(web, urn)
    return (None, None) if choice == "none" else Mistake("choice", "Select a pupil or a school, or say that none fits")


def _school(web: Context, urn: str) -> Answer | Mistake:
    if not _URN.fullmatch(urn):
        return Mistake("urn", "Enter the school’s URN, which is 6 digits")
    setting = web.hub.reference().setting(urn)
    if setting is None:
        return Mistake("urn", "No school in the register has this URN. Check it in the register of schools")
    if setting.status == "closed":
        return Mistake("urn", "This school has closed. Enter the URN of the school that the child attends now")
    return None, urn
