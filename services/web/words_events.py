"""What a reader is told of an event's sort and of what is doubtful in it, in words."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from schemas.doubts import Doubt
from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.records.notify import NoticeKind
from streams.views.rows import NoticeRow


class EventWords(Struct, frozen=True):
    """How a notice of an event is called, with its article; and the title of when it happened."""

    title: str
    article: str
    happening: str

    @property
    def with_article(self) -> str:
        """As within a sentence: proper names keep their capital."""
        return f"{self.article} {self.title}"


EVENTS: Final = {
    encompass.EVENT_TYPE: EventWords("Operation Encompass notification", "an", "Incident"),
    missing.EVENT_TYPE: EventWords("missing child report", "a", "Episode"),
    marac.EVENT_TYPE: EventWords("MARAC referral", "a", "Incident"),
    hospital.EVENT_TYPE: EventWords("hospital safeguarding flag", "a", "Attendance"),
    front_door.CONTACT_TYPE: EventWords("contact to the front door", "a", "Contact"),
    front_door.OUTCOME_TYPE: EventWords("front door decision", "a", "Decision"),
}
"""Every event type in words."""

_UNKNOWN: Final = EventWords("notice", "a", "Incident")
"""Of an event whose own row is not there yet, as it may be for some seconds on a cluster."""

DOUBTS: Final = {
    Doubt.CHILD_WITHOUT_NAME: "A child has no name in it, as one who is not born yet.",
    Doubt.RETURNED_BEFORE_MISSING: "It says that the child returned before the time since when they are missing.",
    Doubt.REPORTED_BEFORE_MISSING: "It says that the child was reported before the time since when they are missing.",
    Doubt.RETURNED_WITHOUT_TIME: "It says that the child returned, and not when.",
    Doubt.TIME_WITHOUT_RETURN: "It gives a time of return, and does not say that the child returned.",
    Doubt.RETURN_TAKEN_BACK: "An earlier report said that the child had returned, and this one does not: it may be an "
    "older export. Ask the sender which is true. Until you know, the child may be missing.",
    Doubt.INTERVIEW_BEFORE_RETURN: "It says that the return home interview was held, and not that the child was "
    "back by then.",
    Doubt.SCORE_DISAGREES_WITH_ANSWERS: "The DASH score is not what its answers add up to.",
    Doubt.SCORE_WITHOUT_CHECKLIST: "It was referred by DASH score, and the checklist is not with it.",
    Doubt.VICTIM_UNDER_16: "A victim is under 16: child protection procedures apply, whatever MARAC does.",
    Doubt.NO_ALLEGED_PERPETRATOR: "It names no alleged perpetrator.",
    Doubt.AGE_DISAGREES_WITH_DATE_OF_BIRTH: "The age that the hospital recorded is not that of the date of birth.",
    Doubt.AGE_NOT_KNOWN: "Neither an age nor a date of birth is given: this may be a child.",
    Doubt.LEFT_BEFORE_ARRIVAL: "It says that the patient left before they arrived.",
    Doubt.AUTHORITY_NOT_KNOWN: "A council’s code in it is none that is known: ask the sender which council is meant.",
}
"""Each doubt as it stands on the notice. It is said to whoever may read the notice, and holds no value of the event."""


def notice_title(kind: str, event_type: str) -> str:
    """What a notice is called, by its kind and the type of its event."""
    words = EVENTS.get(event_type, _UNKNOWN)
    match NoticeKind(kind):
        case NoticeKind.FIRST:
            return words.title[0].upper() + words.title[1:]
        case NoticeKind.UPDATE:
            return f"Update to {words.with_article}"
        case NoticeKind.RECALL:
            return f"Recall of {words.with_article}"
        case NoticeKind.FEEDBACK:
            return "What became of your contact to the front door"
        case NoticeKind.INTERVIEW:
            return "What came of a return home interview"


def notice_titles(rows: Iterable[NoticeRow]) -> dict[str, str]:
    """Titles of notices, by their ids."""
    return {row.notice: notice_title(row.kind, row.type) for row in rows}


def happening(event_type: str) -> str:
    """The title of when it happened."""
    return EVENTS.get(event_type, _UNKNOWN).happening
