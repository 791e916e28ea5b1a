"""Small types that every record shares: bounded strings, digests, ids and times.

Each is an `Annotated` alias, so that one declaration gives the Python type, the limit that decoding
enforces, and the Avro type that `schemas.deriving` makes.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from schemas import limits
from schemas.shapes import RECURS

Digest = Annotated[bytes, Meta(min_length=32, max_length=32, description="a SHA-256 digest")]
Blind = Annotated[
    bytes,
    Meta(min_length=32, max_length=32, description="HMAC-SHA-256 of the record's id under the hub's blinding key"),
]
EventId = Annotated[
    bytes,
    Meta(min_length=16, max_length=16, description="first 16 bytes of a digest over publisher, reference and revision"),
]
CaseKey = Annotated[
    bytes, Meta(min_length=16, max_length=16, description="first 16 bytes of a digest over publisher and reference")
]
PersonId = Annotated[
    str, Meta(max_length=limits.ID, description="a person of ours: the place of the decision that first met them")
]
PupilId = Annotated[
    str, Meta(max_length=limits.ID, description="an opaque pupil token, the same on every roll of the hub")
]
OutputId = Annotated[str, Meta(max_length=limits.ID, description="where an output stands: source-number-ordinal")]
UserId = Annotated[
    str, Meta(max_length=limits.ID, description="an opaque user id; names are kept sealed in the directory")
]
Urn = Annotated[
    str, Meta(min_length=6, max_length=6, pattern="^[0-9]{6}$", description="a school's unique reference number")
]
NhsNumber = Annotated[
    str, Meta(min_length=10, max_length=10, pattern="^[0-9]{10}$", description="10 digits, the last a check digit")
]
GpPractice = Annotated[
    str,
    Meta(
        max_length=6,
        pattern="^([A-Z][0-9]{5})?$",
        description="ODS code of a GP practice, such as E81001; empty where it is not known",
    ),
]
AreaCode = Annotated[
    str, Meta(min_length=3, max_length=3, pattern="^[0-9]{3}$", description="a local authority's 3-digit DfE code")
]
Name = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=limits.ID,
        description="a short name of the hub's own: agency, key, role, rule",
        extra=RECURS,
    ),
]
Label = Annotated[str, Meta(max_length=limits.LABEL, description="one line of text")]
Time = Annotated[datetime, Meta(tz=True, description="UTC")]
Date = date
