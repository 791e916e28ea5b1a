"""Settings of the outbox: where one signs in, the mail relay, and how long a message is tried."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, FilePath, SecretStr, model_validator

from services.settings.kinds import Port, Seconds, is_loopback
from services.settings.parts import Part


class MailSecurity(StrEnum):
    """How the mail relay is spoken to."""

    STARTTLS = "starttls"
    TLS = "tls"
    PLAINTEXT = "plaintext"


def _signed_in_at(url: str) -> str:
    if not url:
        return url
    parts = urlsplit(url)
    on_loopback = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not on_loopback and parts.scheme != "https":
        raise ValueError("write an https address; http is for loopback alone")
    if not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("write where the pages are, without a user, a query or a fragment: https://hub.example/")
    return url


AMinute = Annotated[float, Field(gt=0, le=60)]
"""Seconds: on a cluster, who asks nothing of the database for twice as long is taken for stopped."""


class OutboxSettings(Part):
    """Messages that there is something to read."""

    sign_in: Annotated[str, AfterValidator(_signed_in_at)] = Field(
        "", description="Where people sign in; stands in every message. Without it nothing is sent."
    )
    webhooks: bool = Field(True, description="`false` sends nothing to the systems that are subscribed.")
    look_seconds: AMinute = Field(1.0, description="Seconds between looks for what is to be sent; 60 at most.")
    answer_seconds: AMinute = Field(
        10.0, description="Seconds that a whole attempt at a webhook's receiver may take; 60 at most."
    )
    give_up_hours: Annotated[float, Field(gt=0, le=120)] = Field(
        4.0, description="Hours after which a message that was not taken over is given up, and a person told."
    )


class MailSettings(Part):
    """The relay that takes the hub's mail. Plain text is for a relay on this machine alone."""

    host: str = Field("", description="The mail relay. Without it no mail is sent.")
    port: Port = Field(587, description="Its port: 587 for submission with STARTTLS, 465 for TLS from the beginning.")
    security: MailSecurity = Field(
        MailSecurity.STARTTLS, description="`starttls` or `tls`, always required; `plaintext` on loopback alone."
    )
    authority: FilePath | None = Field(
        None, description="PEM file with the authority that signs the relay; the machine's own where it is not set."
    )
    user: str = Field("", description="User at the relay; empty where it asks for none.")
    password: SecretStr = Field(SecretStr(""), description="The user's password there.")
    sender: str = Field("", description="The address from which the hub's mail comes.")
    seconds: Seconds = Field(10.0, description="Seconds that one answer of the relay may take.")

    @model_validator(mode="after")
    def _secured_and_whole(self) -> "MailSettings":
        if not self.host:
            return self
        if self.security is MailSecurity.PLAINTEXT and not is_loopback(self.host):
            raise ValueError(
                "`FIRSTBELL_MAIL_SECURITY` is `plaintext`, and `FIRSTBELL_MAIL_HOST` is another machine:"
                " set it to `starttls` or `tls`"
            )
        local, _, domain = self.sender.rpartition("@")
        if not local or not domain or any(character.isspace() for character in self.sender):
            raise ValueError("`FIRSTBELL_MAIL_SENDER` is no address: write one like hub@hub.example")
        return self
