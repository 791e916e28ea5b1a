"""The hub over HTTP."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, Self, TypeVar

import httpx
import msgspec

from schemas import batch
from schemas.wire import Submission
from services.intake.documents import OutcomeGiven, Problem, PromiseGiven, PromisesGiven
from services.publisher.transport import HubBusy, HubRefused
from streams.ledger.given import GivenCheckpoint

TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
BUSY: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
LONGEST_WAIT: Final = 300.0

T = TypeVar("T")


class HttpTransport:
    """Speaks to one intake with the agency's bearer token. Close it after use."""

    def __init__(self, url: str, token: str, client: httpx.Client | None = None) -> None:
        self._url = url.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}"}
        self._client = client or httpx.Client(timeout=TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def submit(self, submissions: Sequence[Submission]) -> Sequence[PromiseGiven]:
        """Hand in submissions in one body; a promise for each, in their order. Raises `HubBusy` or `HubRefused`."""
        headers = {"content-type": batch.CONTENT_TYPE}
        answer = self._ask("POST", "/v1/events", content=batch.pack_batch(submissions), headers=headers)
        if answer.status_code != HTTPStatus.ACCEPTED:
            raise _failure(answer)
        return _read(answer, PromisesGiven).promises

    def promise(self, digest: bytes) -> PromiseGiven | None:
        """The promise for what went another way; None while there is none. Raises `HubBusy` or `HubRefused`."""
        return self._find(f"/v1/promises/{digest.hex()}", PromiseGiven)

    def outcome(self, digest: bytes, since: int) -> OutcomeGiven | None:
        """What became of a submission; None while it is not decided. Raises `HubBusy` or `HubRefused`."""
        return self._find(f"/v1/outcomes/{digest.hex()}?since={since}", OutcomeGiven)

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """The ledger's newest checkpoint; None before any was signed. Raises `HubBusy` or `HubRefused`."""
        return self._find(f"/v1/checkpoint?since={since}", GivenCheckpoint)

    def _find(self, path: str, kind: type[T]) -> T | None:
        answer = self._ask("GET", path)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        if answer.status_code != HTTPStatus.OK:
            raise _failure(answer)
        return _read(answer, kind)

    def _ask(
        self, method: str, path: str, *, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            return self._client.request(
                method, self._url + path, content=content, headers={**self._headers, **(headers or {})}
            )
        except httpx.TransportError as error:
            raise HubBusy(f"the hub at `{self._url}` cannot be reached ({type(error).__name__})") from None


def _read(answer: httpx.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.DecodeError:
        raise HubBusy(f"the hub answered {answer.status_code} with something that is not its answer") from None


def _failure(answer: httpx.Response) -> HubBusy | HubRefused:
    """The problem that the answer tells, as an exception."""
    text = f"the hub answered {answer.status_code}"
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
        text += f": {problem.title}: {problem.detail}"
    except msgspec.DecodeError:
        text += " without saying why"
    if answer.status_code in BUSY:
        return HubBusy(text, _wait(answer.headers.get("retry-after", "")))
    return HubRefused(text)


def _wait(retry_after: str) -> float | None:
    """The seconds of a Retry-After header; None where it has none, or a date."""
    return min(float(retry_after), LONGEST_WAIT) if retry_after.isascii() and retry_after.isdigit() else None
