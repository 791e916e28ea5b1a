"""Why bytes from a publisher are refused: one reason for each way to fail, told to the publisher with the place."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from schemas.faults import CodecError


class RefusalReason(StrEnum):
    """The reason of a refusal. The values are stable: golden vectors and decision records carry them."""

    NOT_SINGLE_OBJECT = "not_single_object"
    UNKNOWN_FINGERPRINT = "unknown_fingerprint"
    OTHER_SCHEMA = "other_schema"
    TRUNCATED = "truncated"
    TRAILING_BYTES = "trailing_bytes"
    OVER_LIMIT = "over_limit"
    NOT_CANONICAL = "not_canonical"
    MALFORMED = "malformed"

    UNKNOWN_PAYLOAD_TYPE = "unknown_payload_type"
    PAYLOAD_TYPE_MISMATCH = "payload_type_mismatch"
    OTHER_HUB = "other_hub"
    UNKNOWN_KEY = "unknown_key"
    KEY_NOT_YET_VALID = "key_not_yet_valid"
    KEY_RETIRED = "key_retired"
    KEY_REVOKED = "key_revoked"
    LOW_ORDER_KEY = "low_order_key"
    NON_CANONICAL_KEY = "non_canonical_key"
    BAD_SIGNATURE = "bad_signature"

    WRONG_EVENT_ID = "wrong_event_id"
    WRONG_CASE_KEY = "wrong_case_key"
    WRONG_CORRECTION = "wrong_correction"
    WRONG_PREVIOUS = "wrong_previous"
    WITHDRAWAL_MISMATCH = "withdrawal_mismatch"
    FUTURE_TIMESTAMP = "future_timestamp"
    IMPLAUSIBLE_TIME = "implausible_time"
    WRONG_SECTION_NUMBER = "wrong_section_number"
    WRONG_SECTION_SCHEMA = "wrong_section_schema"
    REPEATED_SECTION = "repeated_section"
    MISSING_SECTION = "missing_section"
    SECTION_NOT_OF_TYPE = "section_not_of_type"
    ABOUT_MISSING = "about_missing"
    ABOUT_UNEXPECTED = "about_unexpected"
    ABOUT_NOT_A_PERSON = "about_not_a_person"
    ABOUT_NOT_ASCENDING = "about_not_ascending"

    UNKNOWN_HUB_KEY = "unknown_hub_key"
    HUB_KEY_MISMATCH = "hub_key_mismatch"
    KEYS_NOT_UNWRAPPED = "keys_not_unwrapped"
    WRONG_KEY_COUNT = "wrong_key_count"
    WRONG_COMMITMENT = "wrong_commitment"
    SECTION_NOT_OPENED = "section_not_opened"

    NO_SUBJECT = "no_subject"
    REPEATED_PERSON = "repeated_person"
    REPEATED_ROLE = "repeated_role"
    WRONG_RELATIONSHIP = "wrong_relationship"
    REASON_MISSING = "reason_missing"
    REPEATED_VALUE = "repeated_value"
    IMPLAUSIBLE_DATE_OF_BIRTH = "implausible_date_of_birth"
    SETTING_NOT_NAMED = "setting_not_named"
    WRONG_NHS_NUMBER = "wrong_nhs_number"


ADVICE: Final = MappingProxyType(
    {
        RefusalReason.NOT_SINGLE_OBJECT: "the bytes do not begin with C3 01; send Avro single-object encoding",
        RefusalReason.UNKNOWN_FINGERPRINT: "no schema of this hub has this fingerprint; use a schema that it publishes",
        RefusalReason.OTHER_SCHEMA: "this schema is known but does not belong in this place",
        RefusalReason.TRUNCATED: "the bytes end too early; send them again whole",
        RefusalReason.TRAILING_BYTES: "bytes follow after the end; send the record alone",
        RefusalReason.OVER_LIMIT: "a size, count or value is outside its named limit",
        RefusalReason.NOT_CANONICAL: "a number is not in its shortest form, or a list not in one block without size",
        RefusalReason.MALFORMED: "the bytes do not follow the schema: a branch, symbol, boolean, text or date",
        RefusalReason.UNKNOWN_PAYLOAD_TYPE: "the hub takes no events of this payload type",
        RefusalReason.PAYLOAD_TYPE_MISMATCH: "the value's event type is not that of its payload type",
        RefusalReason.OTHER_HUB: "the event was made for another hub; check the hub's name in the settings",
        RefusalReason.UNKNOWN_KEY: "this publisher has registered no key of this id; register it first",
        RefusalReason.KEY_NOT_YET_VALID: "the key's validity begins later; sign with the key that is valid now",
        RefusalReason.KEY_RETIRED: "the key's validity has ended; sign with the key that is valid now",
        RefusalReason.KEY_REVOKED: "the key was revoked; sign with a new key",
        RefusalReason.LOW_ORDER_KEY: "the key is a point of low order, which would accept or reveal anything",
        RefusalReason.NON_CANONICAL_KEY: "the key is not the one encoding of a point on its curve",
        RefusalReason.BAD_SIGNATURE: "the signature does not verify over the received bytes under the registered key",
        RefusalReason.WRONG_EVENT_ID: "the event id is not that of this publisher, reference and revision",
        RefusalReason.WRONG_CASE_KEY: "the case key is not that of this publisher and reference",
        RefusalReason.WRONG_CORRECTION: "revision 1 corrects nothing; every later one the revision before it",
        RefusalReason.WRONG_PREVIOUS: "the first event of an instance has a previous digest of zeros, no other has",
        RefusalReason.WITHDRAWAL_MISMATCH: "a withdrawn event says why, and one that stands has no such reason",
        RefusalReason.FUTURE_TIMESTAMP: "the time lies ahead of the hub's clock by more than the skew; set the clock",
        RefusalReason.IMPLAUSIBLE_TIME: "the time lies before 1900, or a signature's day before 1970; set the clock",
        RefusalReason.WRONG_SECTION_NUMBER: "sections are numbered from 0 in their order, without gap or repetition",
        RefusalReason.WRONG_SECTION_SCHEMA: "this kind of section has another schema",
        RefusalReason.REPEATED_SECTION: "an event has one section at most of each kind but people and texts",
        RefusalReason.MISSING_SECTION: "an event that stands lacks the section that its type is made of",
        RefusalReason.SECTION_NOT_OF_TYPE: "this kind of section has no place in this event type",
        RefusalReason.ABOUT_MISSING: "a free text names the person sections that it is about",
        RefusalReason.ABOUT_UNEXPECTED: "only a free text is about anybody",
        RefusalReason.ABOUT_NOT_A_PERSON: "a free text is about person sections of the same event only",
        RefusalReason.ABOUT_NOT_ASCENDING: "the persons that a text is about are named once each, in ascending order",
        RefusalReason.UNKNOWN_HUB_KEY: "the hub has no private key of this id; fetch its present key",
        RefusalReason.HUB_KEY_MISMATCH: "the key header names another hub key than the signed value",
        RefusalReason.KEYS_NOT_UNWRAPPED: "the key header was not made for this event, publisher, hub and key",
        RefusalReason.WRONG_KEY_COUNT: "the key header holds one key of 32 bytes for each section",
        RefusalReason.WRONG_COMMITMENT: "the section's key is not the one that the signed value commits to",
        RefusalReason.SECTION_NOT_OPENED: "the section was sealed in another place or changed since",
        RefusalReason.NO_SUBJECT: "an event that stands has somebody in the role it is about: child, victim or patient",
        RefusalReason.REPEATED_PERSON: "two person sections have the same reference",
        RefusalReason.REPEATED_ROLE: "a person has each role once",
        RefusalReason.WRONG_RELATIONSHIP: "a relationship points to another person section of the same event",
        RefusalReason.REASON_MISSING: "consent not sought, or dispensed with, stands with its reason written",
        RefusalReason.REPEATED_VALUE: "a list names each of its values once",
        RefusalReason.IMPLAUSIBLE_DATE_OF_BIRTH: "the date of birth lies before 1900 or after the incident was sent",
        RefusalReason.WRONG_NHS_NUMBER: "the check digit of the NHS number is wrong; correct it, or send none",
        RefusalReason.SETTING_NOT_NAMED: "a setting has an identifier of its scheme; a summary is for a named one",
    }
)
"""What each reason means and what the publisher can do. No text repeats a received value."""


class Refusal(Exception):
    """Received bytes were refused. `place` names a part, section or field, never a value."""

    def __init__(self, reason: RefusalReason, place: str) -> None:
        super().__init__(f"{reason.value} at {place}: {ADVICE[reason]}")
        self.reason = reason
        self.place = place


def refusal_of(error: CodecError, part: str) -> Refusal:
    """The refusal of a part whose bytes the codec refused. Every fault of decoding has a reason of its name."""
    return Refusal(RefusalReason(error.fault.value), f"{part}: {error.place}")
