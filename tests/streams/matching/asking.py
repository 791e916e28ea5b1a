"""One invented pupil, what police ask about her, and short ways to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from streams.matching.compare import compare
from streams.matching.decide import decide
from streams.matching.evidence import Evidence
from streams.matching.load import load_name_data
from streams.matching.outcomes import Matched, Outcome, ReferralReason, Referred, Thresholds
from streams.matching.people import Description, RollEntry
from tests.streams.matching.invented_pupils import index_of

DATA = load_name_data()
KATE = RollEntry(
    pupil="a1",
    urn="109413",
    given_names="Katherine Jane",
    family_name="Smith",
    date_of_birth=date(2014, 3, 9),
    postcode="MK40 1AA",
    address_lines=("12 High Street", "Bedford"),
    uprn="100080012345",
)
ASKED = Description(
    given_names="Katherine",
    family_name="SMITH",
    date_of_birth=date(2014, 3, 9),
    postcode="mk401aa",
    address_lines=("12 High St",),
    settings=(("urn", "109413"),),
)
NOWHERE: dict[str, Any] = {"postcode": None, "address_lines": ()}


def entry(**changes: Any) -> RollEntry:  # noqa: ANN401 - any field of a roll entry
    return msgspec.structs.replace(KATE, **changes)


def asked(**changes: Any) -> Description:  # noqa: ANN401 - any field of a description
    return msgspec.structs.replace(ASKED, **changes)


def evidence(description: Description, *entries: RollEntry) -> Evidence:
    return compare(description, index_of(list(entries or (KATE,))), DATA)


def outcome(description: Description, *entries: RollEntry) -> Outcome:
    return decide(evidence(description, *entries), Thresholds())


def referral(description: Description, *entries: RollEntry) -> ReferralReason:
    found = outcome(description, *entries)
    assert isinstance(found, Referred)
    return found.reason


def match(description: Description, *entries: RollEntry) -> Matched:
    found = outcome(description, *entries)
    assert isinstance(found, Matched)
    return found


def named(given: str, family: str) -> dict[str, str]:
    return {"given_names": given, "family_name": family}
