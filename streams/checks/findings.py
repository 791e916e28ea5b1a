"""What a check found: one kind, one place, one sentence. No sentence holds a personal value."""

from enum import StrEnum

from msgspec import Struct


class FindingKind(StrEnum):
    """What is wrong."""

    NEVER_APPLIED = "never-applied"
    APPLIED_TWICE = "applied-twice"
    OUT_OF_ORDER = "out-of-order"
    PARKED = "parked"
    CHILD_LOST = "child-lost"
    CHILD_DOUBLE = "child-double"
    NO_DISPOSITION = "no-disposition"
    TWO_DISPOSITIONS = "two-dispositions"
    REFUSED_WITHOUT_DESK = "refused-without-desk"
    NOTICE_DOUBLE = "notice-double"
    NOTICE_NOT_RECALLED = "notice-not-recalled"
    NOTICE_NOT_PERMITTED = "notice-not-permitted"
    NOTICE_STALE = "notice-stale"
    NOT_CURRENT = "not-current"
    DEADLINE_PASSED_AT_BIRTH = "deadline-passed-at-birth"
    OVERDUE_UNMARKED = "overdue-unmarked"
    OVERDUE_UNESCALATED = "overdue-unescalated"
    SUBMISSION_LOST = "submission-lost"
    COMMAND_LOST = "command-lost"
    INPUT_SKIPPED = "input-skipped"
    ANSWER_DIFFERS = "answer-differs"
    RECORD_UNREADABLE = "record-unreadable"
    RECORD_MISPLACED = "record-misplaced"
    COLUMN_DIFFERS = "column-differs"
    CHAIN_GAP = "chain-gap"
    CHAIN_FORK = "chain-fork"
    CHAIN_BROKEN = "chain-broken"
    REFERENCE_WENT_BACK = "reference-went-back"
    REFERENCE_UNKNOWN = "reference-unknown"
    REFERENCE_FORGED = "reference-forged"
    TIME_WENT_BACK = "time-went-back"
    LEDGER_ENTRY_MISSING = "ledger-entry-missing"
    LEDGER_ENTRY_DIFFERS = "ledger-entry-differs"
    LEDGER_ENTRY_SHARED = "ledger-entry-shared"
    LEDGER_ENTRY_OF_NOTHING = "ledger-entry-of-nothing"
    VIEW_DIFFERS = "view-differs"
    STATE_DIFFERS = "state-differs"
    BLIND_DIFFERS = "blind-differs"
    SIGNATURE_DIFFERS = "signature-differs"
    KEY_DIFFERS = "key-differs"
    ROLL_DIFFERS = "roll-differs"
    STAFF_DIFFERS = "staff-differs"
    COMPARED_OTHERWISE = "compared-otherwise"
    DECIDED_OTHERWISE = "decided-otherwise"


class Finding(Struct, frozen=True):
    """One fault: its kind, the record (or other place) where it shows, and a sentence."""

    kind: FindingKind
    place: str
    detail: str
