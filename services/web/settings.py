"""What the pages are told when they start."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_GOVUK_FRONTEND = Path(__file__).parents[2] / "node_modules" / "govuk-frontend" / "dist" / "govuk"


class WebSettings(BaseModel):
    """Settings of the pages.

    `session_secret` signs cookies and form tokens and must be random. `hub` is the hub's id: an auditor's role must be
    held at it. `telephones` gives, by council area, the number to ring when a page cannot help. `ledger` is the
    directory of the ledger's tiles, without which a trace offers no proofs. `secure_cookies` is off only on loopback.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    session_secret: Annotated[bytes, Field(min_length=32, repr=False)]
    hub: str
    telephones: dict[str, str] = {}
    people_are_invented: bool = False
    secure_cookies: bool = True
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    session_idle: timedelta = timedelta(hours=1)
    session_longest: timedelta = timedelta(hours=10)
    opening_lifetime: timedelta = timedelta(minutes=5)
    govuk_frontend: Path = _GOVUK_FRONTEND
    ledger: Path | None = None
