"""How encoding and decoding fail."""

from enum import StrEnum


class CodecFault(StrEnum):
    """In which way bytes are not a record, or a record cannot become bytes."""

    NOT_SINGLE_OBJECT = "not_single_object"
    UNKNOWN_FINGERPRINT = "unknown_fingerprint"
    OTHER_SCHEMA = "other_schema"
    TRUNCATED = "truncated"
    TRAILING_BYTES = "trailing_bytes"
    OVER_LIMIT = "over_limit"
    NOT_CANONICAL = "not_canonical"
    MALFORMED = "malformed"
    WRONG_TYPE = "wrong_type"


class CodecError(ValueError):
    """Bytes or a record were refused. `place` names a record's field or a byte's number, never a value."""

    def __init__(self, fault: CodecFault, place: str) -> None:
        super().__init__(f"{fault.value.replace('_', ' ')} at {place}")
        self.fault = fault
        self.place = place
