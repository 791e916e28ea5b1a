"""Why and how, in a coordinator's words: closed lists, because free text could name somebody."""

from typing import Final

from schemas.records.inputs import AnswerBasis, SettledHow

ANSWERS: Final = {
    AnswerBasis.SCHOOL_CONFIRMED: "The school confirmed it",
    AnswerBasis.POLICE_CONFIRMED: "The police confirmed it",
    AnswerBasis.COUNCIL_RECORDS: "The council’s own records show it",
    AnswerBasis.ANOTHER_AGENCY: "Another agency confirmed it",
    AnswerBasis.EVIDENCE_SHOWN: "What is shown here is clear enough",
}

SETTLEMENTS: Final = {
    SettledHow.SCHOOL_TOLD_IN_PERSON: "I told the school’s safeguarding lead in person",
    SettledHow.OTHER_AREA_TOLD: "I told the council or police force of the other area",
    SettledHow.SOCIAL_CARE_HAS_IT: "Children’s social care has it and tells the school",
    SettledHow.NOT_A_CHILD: "The person is not under 18",
    SettledHow.ALREADY_TOLD: "The school knew already",
    SettledHow.ENTERED_IN_ERROR: "Whoever sent it says that it was entered in error",
    SettledHow.ERASED: "What was sent was erased, and nothing more can be done",
}
"""How an item ends that was for a school."""

_IN_ANY_CASE: Final = {
    SettledHow.OTHER_AREA_TOLD: "I told the council or police force of the other area",
    SettledHow.ENTERED_IN_ERROR: "Whoever sent it says that it was entered in error",
    SettledHow.ERASED: "What was sent was erased, and nothing more can be done",
}

ELSEWHERE_SETTLEMENTS: Final = {
    SettledHow.ALREADY_TOLD: "They knew already",
    SettledHow.SOCIAL_CARE_HAS_IT: "Children’s social care has it, and does what is to be done",
    **_IN_ANY_CASE,
}
"""How an item ends that was for a desk or an agency."""

WORK_SETTLEMENTS: Final = {
    SettledHow.SOCIAL_CARE_HAS_IT: "Children’s social care has it, and sees to it instead",
    SettledHow.NOT_A_CHILD: "The person is not under 18",
    **_IN_ANY_CASE,
}
"""How an item ends on what a desk or agency was to do in time."""

TRIAGE_SETTLEMENTS: Final = {
    SettledHow.FRONT_DOOR_RECORDED: "I rang the front door or its duty team: it decides, and records it",
    **WORK_SETTLEMENTS,
}
"""How an item ends on what a front door was to decide in time."""

NO_ROUTE_SETTLEMENTS: Final = {
    SettledHow.RESPONSIBLE_TOLD: "I told whoever answers for it in our area",
    SettledHow.ALREADY_TOLD: "Whoever answers for it knew already",
    SettledHow.SOCIAL_CARE_HAS_IT: "Children’s social care has it, and does what is to be done",
    **_IN_ANY_CASE,
}
"""How an item ends of which the area's routing names nobody who may be told."""

TAKEN_BACK_SETTLEMENTS: Final = {
    SettledHow.RESPONSIBLE_TOLD: "I told whoever had been told by us",
    SettledHow.ALREADY_TOLD: "They knew already that it holds no longer, or nobody had been told",
    **_IN_ANY_CASE,
}
"""How an item ends on what the desk itself told somebody by hand, and that holds no longer."""

OUTCOME_SETTLEMENTS: Final = {
    SettledHow.FRONT_DOOR_RECORDED: "The front door recorded its decision on the contact",
    SettledHow.REFERRER_TOLD: "Whoever made the contact was told",
    SettledHow.SENDER_ASKED: "I asked whoever sent it, and they put it right",
    SettledHow.ENTERED_IN_ERROR: "Whoever sent it says that it was entered in error",
    SettledHow.ERASED: "What was sent was erased, and nothing more can be done",
}
"""How an outcome ends that decided nothing."""

FEEDBACK_SETTLEMENTS: Final = {
    SettledHow.REFERRER_TOLD: "I told whoever made the contact",
    SettledHow.ALREADY_TOLD: "Whoever made the contact knew already",
    SettledHow.ERASED: "What was sent was erased, and nothing more can be done",
}
"""How feedback ends that the hub could not send."""

CONFLICT_SETTLEMENTS: Final = {
    SettledHow.FIRST_VERSION_IS_RIGHT: "The police say that the first version is right",
    SettledHow.POLICE_SEND_A_CORRECTION: "The police send the other version as a correction",
    SettledHow.ENTERED_IN_ERROR: "The police say that it was entered in error",
}
"""How a conflict of two versions under one number ends."""
