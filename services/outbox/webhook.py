"""Webhooks as Standard Webhooks 1.0 has them (standardwebhooks.com): signed, retried, the same id at every attempt.

Signed with the hub's own Ed25519 key (`v1a`), so that a receiver needs no secret of the hub, and the reference log,
which everybody may read, holds none (ops/decisions/0127).

The whole of an attempt has one deadline, name look-up, connection, and each header of the answer together: a receiver
that says one byte every few seconds would otherwise hold up everybody's messages behind its own.
"""

import asyncio
import base64
import json
import ssl
from datetime import timedelta
from typing import Final

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.records.inputs import DeliveryReason
from services.outbox.carrying import TAKEN_OVER, Carried, Parcel, deferred, refused

SIGNED_AS: Final = "v1a"
_ALWAYS: Final = {"user-agent": "FirstBell", "content-type": "application/json"}
_AGAIN: Final = frozenset({408, 425, 429})
"""Answers that ask for another try (RFC 9110, 15.5.9; RFC 8470; RFC 6585, 4)."""


class Webhook:
    """`carrying.Carrier` over HTTP. It follows no redirect, asks no proxy, and keeps nothing of an answer's body.

    `seconds` are for a whole attempt. For one thread, in which no event loop runs.
    """

    def __init__(self, key: Ed25519PrivateKey, sign_in: str, seconds: float, authority: str | None = None) -> None:
        self._key = key
        self._sign_in = sign_in
        self._seconds = seconds
        self._tls = ssl.create_default_context(cafile=authority)
        self._running: tuple[asyncio.Runner, httpx.AsyncClient] | None = None

    def carry(self, parcel: Parcel) -> Carried:
        """Tell one receiver."""
        body = body_of(parcel, self._sign_in)
        try:
            headers = signed(parcel, body, self._key)
            runner, client = self._connected()
            return runner.run(self._ask(client, parcel.address, body, headers))
        except (TimeoutError, httpx.TimeoutException):
            return deferred(DeliveryReason.NO_ANSWER, whole=True)
        except httpx.ConnectError as error:
            return deferred(DeliveryReason.NO_TLS if _is_tls(error) else DeliveryReason.UNREACHABLE, whole=True)
        except (httpx.HTTPError, httpx.InvalidURL):
            return deferred(DeliveryReason.CONNECTION_LOST, whole=True)

    async def _ask(self, client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]) -> Carried:
        async with (
            asyncio.timeout(self._seconds),
            client.stream("POST", url, content=body, headers=headers) as answer,
        ):
            return _read(answer)

    def rest(self) -> None:
        """Let go of every connection."""
        running, self._running = self._running, None
        if running is not None:
            runner, client = running
            runner.run(client.aclose())
            runner.close()

    def _connected(self) -> tuple[asyncio.Runner, httpx.AsyncClient]:
        if self._running is None:
            client = httpx.AsyncClient(
                timeout=self._seconds, follow_redirects=False, trust_env=False, verify=self._tls, headers=_ALWAYS
            )
            self._running = asyncio.Runner(), client
        return self._running


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


def _is_tls(error: BaseException | None) -> bool:
    """Whether what lies behind a failed connection is TLS: httpx tells of both alike."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def _asked_pause(value: str) -> timedelta | None:
    """Retry-After in seconds (RFC 9110, 10.2.3); a date is left out of account, for the clocks may differ."""
    return timedelta(seconds=int(value)) if value.isascii() and value.isdigit() and len(value) <= 6 else None
