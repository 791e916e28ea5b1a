"""The council's desk in words: why something stands there and what to do about it."""

from typing import Final

from msgspec import Struct

from schemas.records.notify import DeskKind, DeskOutcome


class DeskWords(Struct, frozen=True):
    """One kind of desk item: its title, what happened, and the steps to take."""

    title: str
    happened: str
    steps: tuple[str, ...]


_TELEPHONE: Final = "Ring the school on the number in your directory of schools, then record whom you told."

SAY_NOTHING: Final = (
    "Do not tell the school’s usual readers that this item exists. The safeguarding lead may be one of them."
)

DESK_KINDS: Final = {
    DeskKind.MATCH: DeskWords(
        "Say which child this is",
        "Police named a child and the hub is not sure which pupil it is. No school has been told.",
        ("Compare the pupils with what police sent.", "Choose a pupil or a school, or say that none fits."),
    ),
    DeskKind.NO_ROUTE: DeskWords(
        "Say who ought to be told",
        "Your area’s routing names nobody who may be told of this. Nobody has been told.",
        (
            "Tell whoever answers for it in your area, and record it. What was sent to MARAC is told to no school.",
            "Ask your information-sharing lead to mend the area’s routing or its agreements.",
        ),
    ),
    DeskKind.NO_SETTING: DeskWords(
        "Find where the child is educated",
        "No school, college or other setting is known for this child. Nobody has been told.",
        (
            "Look for the child in your own records.",
            "If the child is educated at home or has no placement, follow your team’s own process.",
            "Record what you did.",
        ),
    ),
    DeskKind.NO_SAFE_READER: DeskWords(
        "Find a safe reader",
        "The people who read this school’s notices cannot be sent this one. "
        "Nobody there has been shown it as it stands now.",
        (
            SAY_NOTHING,
            "Find someone at the school or its trust who is not connected with the family.",
            "Tell that person by telephone, or appoint them as reader and say so here.",
        ),
    ),
    DeskKind.NO_READER: DeskWords(
        "The school has no reader",
        "No designated safeguarding lead, deputy, cover or head is appointed at this school today.",
        (_TELEPHONE, "Or have a reader appointed and say so here: the notice then goes to them."),
    ),
    DeskKind.REFUSED_DUTY: DeskWords(
        "A notice was held back",
        "The hub did not send this to the school by itself. The school has not been told.",
        ("Read why, and decide whether and how the school can be told safely.", _TELEPHONE),
    ),
    DeskKind.UNOPENED: DeskWords(
        "Notice not opened in time",
        "The school was sent this notice and nobody has opened it.",
        (_TELEPHONE, "The item closes by itself if the school opens the notice."),
    ),
    DeskKind.NOT_OURS: DeskWords(
        "The school says the child is not its pupil",
        "A reader at the school answered “not our pupil”. The right school may not have been told.",
        ("Find the child’s school.", "Tell the right school, and record what you did."),
    ),
    DeskKind.RECALL_UNREAD: DeskWords(
        "Recall not read",
        "A notice was recalled, and nobody at the school has opened the recall.",
        (_TELEPHONE, "Tell them not to act on the earlier notice."),
    ),
    DeskKind.OUTSIDE_AREA: DeskWords(
        "The child lives in another force’s area",
        "The police say that this child does not live in their area. The school has not been told.",
        ("Check that the force where the child lives has it.", "Record what you did."),
    ),
    DeskKind.HOLIDAY: DeskWords(
        "School on holiday: see that someone has this",
        "The notice is in the school’s inbox, and its holiday contact can read it, if it has one. Others may not look.",
        (
            "Ring the school’s holiday contact on the number in your directory of schools, then record whom you told.",
            "If nobody can be reached, decide with children’s social care what cannot wait, and record what you did.",
            "The item closes by itself if the school opens the notice.",
        ),
    ),
    DeskKind.UNTRIAGED: DeskWords(
        "The front door has not decided in time",
        "The front door was told of this child, and nobody there has decided what follows.",
        (
            "Ring the front door, or the duty team while it is shut, and have it triaged.",
            "The item closes by itself once the front door has decided.",
        ),
    ),
    DeskKind.FEEDBACK: DeskWords(
        "Tell whoever made a contact what became of it",
        "The hub could not send to the school or agency that made this contact what was decided, or that nothing is.",
        ("Ask the front door what was decided, and tell the referrer as far as they may know.", "Record what you did."),
    ),
    DeskKind.OUTCOME: DeskWords(
        "Have a decision of the council’s own system recorded",
        "A council sent what it decided on a contact. The contact is not decided by it.",
        (
            "If your front door decided it, ask it to record that on the contact itself. Whoever made it is then told.",
            "If that contact is not on the hub, ask the front door to tell whoever made it.",
            "If your front door did not decide it, ask whoever sent it what they meant.",
            "Record what you did.",
        ),
    ),
    DeskKind.ID_CONFLICT: DeskWords(
        "Police sent two versions under one number",
        "The hub acted on the first version and refused the other. They may differ in who was there.",
        (
            "Ask the police which version is right, by the reference that the item shows.",
            "If it is the refused one, ask them to send it as a correction. Who was told then hears what changed.",
            "Record what you did.",
        ),
    ),
    DeskKind.UNDELIVERED: DeskWords(
        "Nobody could be told by mail",
        "A notice waits in an inbox, and every message that says so was refused or came to nothing.",
        (
            "Ring them on the number in your directory, then record whom you told.",
            "Have their addresses put right. The item closes by itself if somebody opens the notice.",
        ),
    ),
    DeskKind.PATTERN: DeskWords(
        "Look at what has come together",
        "Several events count together under a rule of your area. Nothing follows from it by itself.",
        ("Look at the events that were counted.", "Refer or decline, and say why."),
    ),
    DeskKind.INTERVIEW_OVERDUE: DeskWords(
        "No return home interview in time",
        "A missing child came back. No independent interview was held or declined by its time.",
        (
            "Ring whoever holds return home interviews, on the number in your own directory. Ask what stands in the"
            " way, and record that you rang.",
            "The item closes by itself once they record that it was held or declined.",
        ),
    ),
    DeskKind.NOT_PICKED_UP: DeskWords(
        "A hospital has not picked up its own flag",
        "Hospital staff filed a concern, and the hospital’s safeguarding team has not picked it up in time.",
        (
            "Ring the hospital’s safeguarding team on the number in your own directory, have it picked up, and record"
            " that you rang.",
            "The item closes by itself once they have picked it up.",
        ),
    ),
    DeskKind.INTERVIEW_OUTCOME: DeskWords(
        "Tell them what came of a return home interview",
        "A return home interview was held or declined. The hub could not send that to somebody who is to know.",
        (
            "Ask the provider what came of it.",
            "Ring them on the number in your own directory, tell them as far as they may know, and record it.",
        ),
    ),
    DeskKind.PARKED: DeskWords(
        "The hub could not decide this",
        "Something that was sent to the hub could not be decided. Whoever is to know of it may not have been told.",
        (
            "Tell whoever runs the hub, with the key that the item shows. It closes by itself once it is decided.",
            "If that cannot be in time, ask whoever sent it who is to know of it, and tell them by telephone."
            " What was sent to MARAC is told to no school.",
        ),
    ),
}

TELEPHONE_KINDS: Final = frozenset(
    {
        DeskKind.NO_SAFE_READER,
        DeskKind.NO_READER,
        DeskKind.REFUSED_DUTY,
        DeskKind.UNOPENED,
        DeskKind.NOT_OURS,
        DeskKind.RECALL_UNREAD,
        DeskKind.HOLIDAY,
        DeskKind.UNDELIVERED,
        DeskKind.FEEDBACK,
    }
)
"""Kinds that end when a school was told by telephone, where it was for a school."""

UNOPENED_KINDS: Final = frozenset({DeskKind.PARKED, DeskKind.ID_CONFLICT, DeskKind.PATTERN})
"""Kinds behind which nothing is to be opened: they speak of what was sent, not of a child."""

READER_KINDS: Final = frozenset({DeskKind.NO_SAFE_READER, DeskKind.NO_READER})
"""Kinds that end when the school has a reader again."""

OUTCOMES: Final = {
    DeskOutcome.MATCHED: "The child was matched",
    DeskOutcome.TOLD_BY_TELEPHONE: "Told by telephone",
    DeskOutcome.READER_APPOINTED: "A reader was appointed",
    DeskOutcome.OPENED: "The notice was opened",
    DeskOutcome.SUPERSEDED: "Newer information took its place",
    DeskOutcome.WITHDRAWN: "The incident was withdrawn",
    DeskOutcome.SETTLED: "Settled by the desk",
    DeskOutcome.TRIAGED: "The front door decided it",
    DeskOutcome.DECIDED: "The hub could decide it after all",
    DeskOutcome.REFERRED: "Referred",
    DeskOutcome.DECLINED: "Declined",
    DeskOutcome.NOTED: "Noted",
    DeskOutcome.DEALT_WITH: "They recorded that it is done",
    DeskOutcome.LEFT_OUT: "The council’s desk decides it",
}

OUTCOMES_AT_A_SCHOOL: Final = {
    DeskOutcome.TOLD_BY_TELEPHONE: "The school was told by telephone",
    DeskOutcome.OPENED: "The school opened the notice",
}
"""The same where the item was for a school."""

HELD_REASONS: Final = {
    "not_under_18": "By the date of birth given, this person is not under 18.",
    "condition_not_met": "A condition of the duty or agreement is not met.",
    "fact_not_known": "Something that the duty or agreement asks for is not known, such as the date of birth.",
    "forbidden_by_clause": "A clause of an agreement forbids a part that the law asks for.",
    "restricted": "Someone in the incident is restricted, and the notice would show an address.",
    "not_permitted": "No duty or agreement covers this recipient for this.",
    "not_in_force": "The agreement that covers this recipient is not in force.",
    "not_permitted_now": "The recipient asked to see its notice, and no duty or agreement in force today lets it.",
    "held_for_desk": "A part that the law asks for may not go to this reader.",
    "named_only_without_duty": "The police named the school, no roll confirms it, and no duty asks for it to be told.",
    "sections_erased": "What the notice needs was erased.",
    "no_route": "No route of your area is for events of this type.",
    "nobody_may_be_told": "Everyone whom your area’s routing names was refused: nothing lets them have it.",
    "left_the_roll": "The child has left the roll of the school that was told first, and stands on no other roll.",
}
"""Why a notice was held back, for the coordinator; never said to a school."""

REFERRAL_REASONS: Final = {
    "several_alike": "More than one pupil fits, such as twins or children who share a name.",
    "date_of_birth_doubtful": "The date of birth does not agree closely enough.",
    "name_doubtful": "The name does not agree closely enough.",
    "setting_disagrees": "Police named another school than the one that the pupil attends.",
    "uncorroborated": "Name and date of birth agree, and nothing else does.",
    "too_little_given": "Too little was given to match on: the name or date of birth is missing.",
    "roll_not_current": "The pupil stands only on a roll that is out of date.",
    "sections_erased": "What police sent about the child was erased. Ask the police, by their reference.",
    "setting_name_ambiguous": "More than one school has the name that police gave.",
    "setting_not_found": "No open school has the name or number that police gave.",
    "not_on_the_named_roll": "Police named a school, and the child is not on its roll.",
    "two_children_one_pupil": "Two children of this incident fit one pupil: say which of them it is, or that both are.",
}

FIELDS: Final = {
    "date_of_birth": "Date of birth",
    "given_names": "Given names",
    "given_name": "Given names",
    "family_name": "Family name",
    "address": "Address",
    "setting": "School named by police",
}

_NAME_LEVELS: Final = {
    "exact": ("Same", "green"),
    "accent_or_case": ("Same but for accents, hyphens or spaces", "green"),
    "nickname": ("Another form of the same name", "green"),
    "other_given": ("Known by another given name", "green"),
    "part": ("Part of a double name", "green"),
    "swapped": ("Given and family name swapped", "yellow"),
    "transposed": ("Two letters swapped", "yellow"),
    "similar": ("Likely typing error", "yellow"),
    "resembles": ("Close, but may be another name", "orange"),
    "initial": ("Only the initial agrees", "orange"),
    "middle_differs": ("Middle names differ", "orange"),
    "differs": ("Different", "red"),
    "absent": ("Not given", "grey"),
}

LEVELS: Final = {
    "date_of_birth": {
        "exact": ("Same", "green"),
        "swapped": ("Day and month swapped", "yellow"),
        "one_digit": ("One digit differs", "yellow"),
        "same_year_month": ("Same month and year", "orange"),
        "differs": ("Different", "red"),
        "absent": ("Not given", "grey"),
    },
    "given_names": _NAME_LEVELS,
    "given_name": _NAME_LEVELS,
    "family_name": _NAME_LEVELS,
    "address": {
        "uprn": ("Same property", "green"),
        "postcode_and_line": ("Same address", "green"),
        "postcode": ("Same postcode", "yellow"),
        "differs": ("Different", "red"),
        "absent": ("Not given", "grey"),
    },
    "setting": {
        "named": ("This pupil’s school", "green"),
        "named_other": ("Another school", "red"),
        "not_named": ("None named", "grey"),
    },
}
"""How far a candidate agrees in a field, in words, and the colour of its tag."""
