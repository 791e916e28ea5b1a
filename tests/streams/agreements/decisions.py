"""A decision whole, as JSON that a person can read: items by name, instruments by version and digest, sentences."""

from typing import Any

import msgspec

from streams.agreements import sentences
from streams.agreements.masks import items_of
from streams.agreements.verdict import Instrument, Verdict

Json = dict[str, Any]


def decision_of(verdict: Verdict) -> Json:
    """All that a verdict says."""
    refusal = verdict.refusal
    return {
        "outcome": verdict.outcome.value,
        "permitted": items(verdict.permitted),
        "awaiting_training": items(verdict.awaiting_training),
        "never_given": items(verdict.never_given),
        "floor": items(verdict.floor),
        "duties": [_version(duty) for duty in verdict.duties],
        "given": [
            {
                **_clause(given.instrument, given.clause),
                "digest": given.instrument.digest.hex(),
                "purpose": given.instrument.purpose.value,
                "lawful_basis": given.instrument.lawful_basis,
                "items": items(given.items),
            }
            for given in verdict.given
        ],
        "withheld": [
            {
                "reason": part.reason.value,
                **_clause(part.instrument, part.clause),
                "items": items(part.items),
                "sentence": sentences.of_withheld(part),
            }
            for part in verdict.withheld
        ],
        "refusal": None
        if refusal is None
        else {
            "reason": refusal.reason.value,
            **_clause(refusal.instrument, refusal.clause),
            "condition": refusal.condition,
            "sentence": sentences.of_refusal(refusal),
        },
        "undecided": [
            {**_clause(each.instrument, each.clause), "condition": each.condition} for each in verdict.undecided
        ],
        "alarms": [alarm.value for alarm in verdict.alarms],
        "handling": list(verdict.handling),
    }


def items(mask: int) -> list[str]:
    """Items by name, as the catalogue has them."""
    return [item.value for item in items_of(mask)]


def written(content: Json) -> str:
    """The text of a file."""
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def _clause(instrument: Instrument | None, clause: str | None) -> Json:
    return {"instrument": None if instrument is None else _version(instrument), "clause": clause}


def _version(instrument: Instrument) -> str:
    return f"{instrument.id}@{instrument.version}"
