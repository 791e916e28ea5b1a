"""Fail vectors of publishers: who signed, under which key, and whether it counted then."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from schemas.refusals import RefusalReason as Reason
from schemas.vectors.build import ACCEPTED_AT, FIELDS, HOSPITAL_KEY, POLICE_ENTRY, STRANGER_KEY, seal, submit
from schemas.vectors.files import Fail, KeyEntry
from schemas.vectors.valid import describe, story

MOMENT: Final = timedelta(microseconds=1)


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _validity()
    yield from _signers()


def _validity() -> Iterator[Fail]:
    entries = (
        (Reason.KEY_NOT_YET_VALID, "not_yet_valid", "valid from a moment later", {"valid_from": ACCEPTED_AT + MOMENT}),
        (Reason.KEY_RETIRED, "retired", "retired a year ago", {"valid_until": ACCEPTED_AT - timedelta(days=300)}),
        (
            Reason.KEY_RETIRED,
            "retired_now",
            "valid until this very moment, which does not count",
            {"valid_until": ACCEPTED_AT},
        ),
        (Reason.KEY_REVOKED, "revoked", "revoked an hour ago", {"revoked_at": ACCEPTED_AT - timedelta(hours=1)}),
        (Reason.KEY_REVOKED, "revoked_now", "revoked at this very moment", {"revoked_at": ACCEPTED_AT}),
        (
            Reason.KEY_REVOKED,
            "revoked_and_retired",
            "revoked, and retired since",
            {"revoked_at": ACCEPTED_AT - timedelta(days=9), "valid_until": ACCEPTED_AT - timedelta(days=1)},
        ),
    )
    for reason, name, words, changes in entries:
        vector = story(f"key_{name}", f"A key {words}.")
        yield reason, replace(vector, publisher_keys=(replace(POLICE_ENTRY, **changes),))
    before_sending = FIELDS.sent_at + MOMENT
    vector = story(
        "key_revoked_after_sending", "Sent before the revocation by the publisher's clock, accepted after it."
    )
    yield Reason.KEY_REVOKED, replace(vector, publisher_keys=(replace(POLICE_ENTRY, revoked_at=before_sending),))


def _signers() -> Iterator[Fail]:
    good = story("", "")
    yield (
        Reason.UNKNOWN_KEY,
        replace(good, name="key_of_nobody", description="No key is registered at all.", publisher_keys=()),
    )
    yield (
        Reason.UNKNOWN_KEY,
        describe(
            "key_id_of_another_publisher",
            "The value names a key that another agency registered.",
            submit(seal(replace(FIELDS, signing_key="hospital-2026")), key=HOSPITAL_KEY),
        ),
    )
    yield (
        Reason.UNKNOWN_KEY,
        describe(
            "publisher_of_nobody",
            "A publisher that is not registered.",
            submit(seal(replace(FIELDS, publisher="elsewhere"))),
        ),
    )
    yield (
        Reason.BAD_SIGNATURE,
        describe("wrong_key", "Signed by a stranger under the agency's key id.", submit(seal(), key=STRANGER_KEY)),
    )
    yield (
        Reason.BAD_SIGNATURE,
        describe(
            "resigned_with_hint",
            "Another publisher signs the same value and puts its own key id on the envelope.",
            submit(seal(), key=HOSPITAL_KEY, edit=lambda envelope: replace(envelope, key_id="hospital-2026")),
        ),
    )
    yield (
        Reason.BAD_SIGNATURE,
        replace(
            describe(
                "key_of_the_year_before",
                "Signed with the key before the one that the value names.",
                submit(seal(), key=STRANGER_KEY),
            ),
            publisher_keys=(
                POLICE_ENTRY,
                KeyEntry(
                    FIELDS.publisher, "police-2025", STRANGER_KEY.public_key().public_bytes_raw().hex(), ACCEPTED_AT
                ),
            ),
        ),
    )
