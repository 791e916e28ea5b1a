"""Webhooks as Standard Webhooks 1.0 has them (standardwebhooks.com): signed, retried, the same id at every attempt.

Signed with the hub's own Ed25519 key (`v1a`), so that a receiver needs no secret of the hub, and the reference log,
which everybody may read, holds none (ops/decisions/0126).
"""

import base64
import json
from datetime import timedelta
from typing import Final

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.records.inputs import DeliveryReason
from services.outbox.carrying import TAKEN_OVER, Carried, Parcel, deferred, refused

SIGNED_AS: Final = "v1a"
_AGAIN: Final = frozenset({408, 425, 429})
"""Answers that ask for another try (RFC 9110, 15.5.9; RFC 8470; RFC 6585, 4)."""


class Webhook:
    """`carrying.Carrier` over HTTP. It follows no redirect, asks no proxy, and keeps nothing of an answer's body."""

    def __init__(
        self, key: Ed25519PrivateKey, sign_in: str, seconds: float, authority: str | None = None
    ) -> None:
        self._key = key
        self._sign_in = sign_in
        self._client = httpx.Client(
            timeout=seconds,
            follow_redirects=False,
            trust_env=False,
            verify=httpx.create_ssl_context(verify=authority or True),
            headers={"user-agent": "FirstBell", "content-type": "application/json"},
        )

    def carry(self, parcel: Parcel) -> Carried:
        """Tell one receiver."""
        body = body_of(parcel, self._sign_in)
        try:
            with self._client.stream(
                "POST", parcel.address, content=body, headers=signed(parcel, body, self._key)
            ) as answer:
                return _read(answer)
        except httpx.TimeoutException:
            return deferred(DeliveryReason.NO_ANSWER, whole=True)
        except httpx.ConnectError as error:
            secure = "ssl" in type(error.__cause__.__context__).__name__.lower() if error.__cause__ else False
            return deferred(DeliveryReason.NO_TLS if secure else DeliveryReason.UNREACHABLE, whole=True)
        except (httpx.HTTPError, httpx.InvalidURL):
            return deferred(DeliveryReason.CONNECTION_LOST, whole=True)

    def rest(self) -> None:
        """Connections that nobody needs end by themselves."""

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()


def body_of(parcel: Parcel, sign_in: str) -> bytes:
    """That there is something, its opaque id, and where to sign in: the same for whatever it is about."""
    said = {
        "type": f"firstbell.{parcel.kind.value}",
        "timestamp": parcel.at.isoformat(timespec="seconds"),
        "data": {"id": parcel.about, "sign_in": sign_in},
    }
    return json.dumps(said, separators=(",", ":")).encode()


def signed(parcel: Parcel, body: bytes, key: Ed25519PrivateKey) -> dict[str, str]:
    """The headers that say which message this is, when this attempt was made, and that the hub made it."""
    at = str(int(parcel.at.timestamp()))
    signature = key.sign(f"{parcel.key}.{at}.".encode() + body)
    return {
        "webhook-id": parcel.key,
        "webhook-timestamp": at,
        "webhook-signature": f"{SIGNED_AS},{base64.b64encode(signature).decode()}",
        "idempotency-key": parcel.key,
    }


def _read(answer: httpx.Response) -> Carried:
    code = answer.status_code
    if 200 <= code < 300:
        return TAKEN_OVER
    if code == httpx.codes.GONE:
        return refused(DeliveryReason.GONE)
    reason = DeliveryReason.PUT_OFF if code in _AGAIN else DeliveryReason.SERVER_FAILED
    return deferred(reason, pause=_asked_pause(answer.headers.get("retry-after", "")), whole=True)


def _asked_pause(value: str) -> timedelta | None:
    """Retry-After in seconds (RFC 9110, 10.2.3); a date is left out of account, for the clocks may differ."""
    return timedelta(seconds=int(value)) if value.isascii() and value.isdigit() and len(value) <= 6 else None
