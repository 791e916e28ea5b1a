"""What the intake is told when it starts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas import limits


class IntakeSettings(BaseModel):
    """Settings of the intake.

    `url` is where agencies reach it; it stands in the descriptor. `promise_key` is the id of the key that signs
    promises. `waiting_bytes` is how much may wait for the disk before further bodies are refused with 503;
    `body_seconds` is how long a body may take to come in; `retry_seconds` is what a refused sender is told to wait.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    promise_key: str
    body_bytes: Annotated[int, Field(gt=0, le=limits.BODY_BYTES)] = limits.BODY_BYTES
    body_seconds: Annotated[float, Field(gt=0)] = 30.0
    waiting_bytes: Annotated[int, Field(gt=0)] = 8 * limits.BODY_BYTES
    retry_seconds: Annotated[int, Field(ge=1)] = 5
