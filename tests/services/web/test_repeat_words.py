"""Whether a referral to MARAC is a repeat, and what changed since it was told, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.records.memory import Counted, RepeatAssessed
from services.web.words_meetings import RepeatWords, repeat_words
from streams.views.repeats import Repeat

AT = datetime(2027, 5, 10, 7, 42, tzinfo=UTC)
LAST, CALL, LATE, OWN = b"l" * 16, b"c" * 16, b"x" * 16, b"o" * 16
TOLD = RepeatAssessed(
    event=b"e" * 16, case=OWN, person="resolve-1-0", perpetrator="resolve-1-1", section=1, area="822",
    rule="marac-repeat", version=2, repeat=True, last_referral=Counted(LAST, AT - timedelta(days=39)),
    counted=(Counted(CALL, datetime(2027, 5, 2, 23, 30, tzinfo=UTC)), Counted(OWN, AT)), others=(LAST,),
    window="12 months", replaces=None,
)  # fmt: skip
ALONE = replace(TOLD, repeat=False, last_referral=None, counted=TOLD.counted[1:])
BY = "By rule marac-repeat, version 2, within 12 months"
NONE = f"No repeat among what this hub was told of. {BY}. The referrer may know of earlier MARACs."
REPEAT = f"{BY} of the last referral on 1 April 2027"
WITHDRAWN = "Withdrawn since: the referral of 1 April 2027"
MORE = replace(TOLD, counted=(Counted(LATE, AT - timedelta(days=2)), *TOLD.counted))
ON = "Changed on 10 May 2027:"


@pytest.mark.parametrize(
    ("repeat", "tag", "why", "changed"),
    [
        (Repeat(TOLD, TOLD, AT, frozenset()), "Repeat", f"{REPEAT}: 2 since, this one included.", ""),
        (
            Repeat(TOLD, ALONE, AT, frozenset({LAST, CALL})),
            "",
            NONE,
            f"{ON} it was told as a repeat. {WITHDRAWN}; 3 May 2027.",
        ),
        (
            Repeat(TOLD, ALONE, AT, frozenset({LAST})),
            "",
            NONE,
            f"{ON} it was told as a repeat. {WITHDRAWN}. Counted no more: 3 May 2027.",
        ),
        (
            Repeat(ALONE, TOLD, AT, frozenset()),
            "Repeat",
            f"{REPEAT}: 2 since, this one included.",
            f"{ON} it was told as no repeat. Counted since: the referral of 1 April 2027; 3 May 2027.",
        ),
        (
            Repeat(
                TOLD, replace(TOLD, counted=(Counted(LATE, AT - timedelta(days=2)), *TOLD.counted)), AT, frozenset()
            ),
            "Repeat",
            f"{REPEAT}: 3 since, this one included.",
            f"{ON} it was told as a repeat. Counted since: 8 May 2027.",
        ),
    ],
)
def test_it_says_what_holds_and_why_it_changed_by_london_days(repeat: Repeat, tag: str, why: str, changed: str) -> None:
    assert repeat_words(repeat) == RepeatWords(tag, why, changed)


def test_what_is_not_assessed_says_which_of_the_two_it_is() -> None:
    assert "or the MARAC of another area handed it on" in repeat_words(None).why
    gone = repeat_words(Repeat(TOLD, None, None, frozenset({LAST})))
    assert (gone.tag, "names no alleged perpetrator any more" in gone.why) == ("", True)
    assert gone.changed.startswith(f"Changed: it was told as a repeat. {WITHDRAWN}.")
