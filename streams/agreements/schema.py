"""The JSON Schema (2020-12) of instruments, by which editors complete and check the YAML of agreements and duties.

It says what may stand where. What instruments mean together (`streams.agreements.check`) no schema can say.
"""

from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from streams.agreements.document import Agreement, Duty

_INSTRUMENT: Final[TypeAdapter[Agreement | Duty]] = TypeAdapter(
    Annotated[Agreement | Duty, Field(discriminator="kind")]
)


def json_schema() -> dict[str, Any]:
    """The schema of one document, agreement or duty by its `kind`."""
    schema = _INSTRUMENT.json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An information-sharing agreement or a statutory duty",
        **schema,
    }
