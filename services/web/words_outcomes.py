"""Published outcomes in words: why one decides nothing of a contact."""

from typing import Final

from schemas.records.answers import NotTaken
from schemas.records.notify import DeskKind
from services.web.words_desk import DeskWords

NOT_TAKEN: Final = {
    NotTaken.CONTACT_NOT_KNOWN: "The contact that it names has not come to the hub.",
    NotTaken.CONTACT_WITHDRAWN: "The contact that it names was withdrawn.",
    NotTaken.CONTACT_WRONG_PEOPLE: "The contact that it names was withdrawn: it was about the wrong people.",
    NotTaken.FOUND_WRONG_PEOPLE: (
        "Since it came, the contact that it names was withdrawn as about the wrong people, or was corrected and names"
        " this child no more. It is shown to nobody."
    ),
    NotTaken.NOT_A_CONTACT: "The front door has no notice of what it names.",
    NotTaken.FRONT_DOOR_LEFT_OUT: (
        "A front door is left out of this case for a conflict: send nothing there. Ask who decided, and why they did."
    ),
    NotTaken.CHILD_NOT_IN_CONTACT: "The contact that it names is about another child.",
    NotTaken.CHILD_IN_DOUBT: "It is doubtful which child it is about.",
    NotTaken.CHILD_LEFT_OUT: "It decides of other children of the contact, and does not name this one.",
    NotTaken.OUTCOME_ERASED: "What it says was erased.",
    NotTaken.CONTACT_ERASED: "What the contact said of the child, or of who made it, was erased.",
    NotTaken.NOT_ITS_FRONT_DOOR: "Whoever sent it does not run the front door that has the contact.",
    NotTaken.CONTACT_REVISED: "The front door has later news of the child than it speaks of.",
    NotTaken.DECIDED_SINCE: "The front door has decided otherwise since the time that it gives.",
    NotTaken.DECIDED_BEFORE: "By the time that it gives, the contact had not been made.",
    NotTaken.UNCHANGED: "The same stands already.",
    NotTaken.WITHDRAWN: "It was withdrawn.",
    NotTaken.CONSENT_NOT_STATED: "It does not say whether the family agreed.",
    NotTaken.CONSENT_REASON_MISSING: "It does not say why the decision stands without consent.",
    NotTaken.CONSENT_REFUSED: "The family refused, and consent is not dispensed with.",
    NotTaken.CONSENT_NEEDS_NO_REASON: "It gives a reason for doing without consent, and says that none is needed.",
}
"""Why a published outcome decides nothing."""

OF_WRONG_PEOPLE_WORDS: Final = DeskWords(
    "Have an outcome about the wrong people withdrawn",
    "A contact was withdrawn because it was about the wrong people, or was corrected and names this child no more. What"
    " a council published that it decided on it is about them too, and still stands. The hub shows it to nobody.",
    (
        "Ask whoever sent it to withdraw it as about the wrong people, by the reference that the item shows. If it is"
        " about other children as well, ask for it again without this one.",
        "Ask them to put it right in their own system as well, and with whoever they told.",
        "The item closes by itself once the outcome is withdrawn, leaves this child out, or names another contact.",
    ),
)
"""An item on an outcome whose contact was about the wrong people: nothing is to be read, but to be undone."""

_TAKEN_BACK: Final = {
    "outcome_withdrawn": "What they were told of a decision stands no longer: nothing is decided yet.",
    "earlier_outcome_stands": "What they were told last stands no longer: what was decided before it does.",
}
_UNTOLD: Final = {
    DeskKind.NO_READER: "Nobody there reads notices today.",
    DeskKind.NO_SAFE_READER: "Whoever reads there may be close to the family.",
}


def is_unsafe(reason: str) -> bool:
    """Whether the usual readers of a place must not hear of an item that was raised for this reason, or for this one
    beside another (`streams.deciders.person.triage`).
    """
    return reason.endswith(DeskKind.NO_SAFE_READER)


_NO_CONTACT: Final = (
    "Your front door has no contact about this child under what it names. Check which contact it names, and about whom."
)
OF_NO_CONTACT: Final = (
    NotTaken.CONTACT_NOT_KNOWN,
    NotTaken.CONTACT_WITHDRAWN,
    NotTaken.CONTACT_WRONG_PEOPLE,
    NotTaken.NOT_A_CONTACT,
    NotTaken.FRONT_DOOR_LEFT_OUT,
    NotTaken.CHILD_NOT_IN_CONTACT,
    NotTaken.NOT_ITS_FRONT_DOOR,
)
"""What its publisher may not tell apart."""

TOLD_ITS_SENDER: Final = (
    NOT_TAKEN
    | dict.fromkeys(OF_NO_CONTACT, _NO_CONTACT)
    | {
        NotTaken.FOUND_WRONG_PEOPLE: (
            "The contact that it names was withdrawn as about the wrong people, or was corrected and names this child"
            " no more. Withdraw this outcome as about the wrong people, or send it without this child, in your own"
            " system too."
        )
    }
)
"""The same for whoever published it: alike, whether there is no such contact, or none that it may know of."""

NOT_TAKEN_REASONS: Final = {
    **{reason.value: text for reason, text in NOT_TAKEN.items()},
    "withdrawn": "It was withdrawn. What it had decided stands no longer, and the contact waits again.",
    "referrer_has_no_inbox": "Whoever made the contact has no inbox here.",
    "referrer_not_in_register": "The school that made the contact is not in the register of schools.",
    "referrer_erased": "Who made the contact was erased: ask the front door, or the agency that sent it.",
    **{kind.value: text for kind, text in _UNTOLD.items()},
    **_TAKEN_BACK,
    **{f"{why}_{kind}": f"{what} {text}" for why, what in _TAKEN_BACK.items() for kind, text in _UNTOLD.items()},
}
"""The same by the reason of a desk item, and why somebody has to be told once more."""
