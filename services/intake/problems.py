"""What the intake refuses with: problem documents (RFC 9457), each of a stable type, none with a received value."""

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from services.intake.documents import Problem

CONTENT_TYPE: Final = "application/problem+json"
TYPE: Final = "urn:firstbell:problem:"


class Refused(Exception):
    """A request is answered with this problem, and with these headers."""

    def __init__(self, problem: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.type)
        self.problem = problem
        self.headers = headers or {}

    def response(self) -> Response:
        """The answer."""
        body = msgspec.json.encode(self.problem)
        return Response(body, self.problem.status, self.headers, media_type=CONTENT_TYPE)


def problem(name: str, status: HTTPStatus, title: str, detail: str, *, place: str = "", limit: str = "") -> Problem:
    """A problem of the type `urn:firstbell:problem:<name>`."""
    return Problem(TYPE + name, title, int(status), detail, place, limit)


def not_authenticated() -> Refused:
    """No token, or one that belongs to no agency."""
    found = problem(
        "not-authenticated",
        HTTPStatus.UNAUTHORIZED,
        "No agency is known by this token",
        "Send `Authorization: Bearer TOKEN` with the token that the hub's operator gave your agency.",
    )
    return Refused(found, {"www-authenticate": "Bearer"})


def not_registered() -> Refused:
    """The token is known, but the hub's reference has no such agency."""
    return Refused(
        problem(
            "not-registered",
            HTTPStatus.FORBIDDEN,
            "The agency is not registered at this hub",
            "The token is right. Ask the hub's operator to register your agency and its signing key.",
        )
    )


def not_found(title: str, detail: str) -> Refused:
    """There is nothing here, or not yet, or it is another agency's."""
    return Refused(problem("not-found", HTTPStatus.NOT_FOUND, title, detail))


def method_not_allowed(allow: str) -> Refused:
    """The path is right, the method is not."""
    found = problem(
        "method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "This path has another method", f"Use {allow}."
    )
    return Refused(found, {"allow": allow})


def too_large(body_bytes: int) -> Refused:
    """The body is over the limit. The connection closes, because the rest of the body is not read."""
    found = problem(
        "body-too-large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is too large",
        f"Send fewer submissions in one body: {body_bytes} bytes at most.",
        limit="BODY_BYTES",
    )
    return Refused(found, {"connection": "close"})


def too_slow(seconds: float) -> Refused:
    """The body did not come in time."""
    found = problem(
        "body-too-slow",
        HTTPStatus.REQUEST_TIMEOUT,
        "The body did not arrive in time",
        f"Send the whole body within {seconds:g} seconds. Nothing was taken; send it again.",
    )
    return Refused(found, {"connection": "close"})


def unsupported_type(wanted: str) -> Refused:
    """The body is declared to be something else than a batch."""
    found = problem(
        "unsupported-media-type",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is of another type",
        f"Send `Content-Type: {wanted}`, and no Content-Encoding.",
    )
    return Refused(found, {"accept": wanted})


def malformed(detail: str, place: str) -> Refused:
    """The body is not a batch, or a digest is none; `place` says where."""
    return Refused(
        problem(
            "malformed",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The request cannot be read",
            f"{detail[:1].upper()}{detail[1:]}.",
            place=place,
        )
    )


def cannot_store(retry_seconds: int) -> Refused:
    """The hub could not make the submissions durable. It holds none of them."""
    return _unavailable(
        "cannot-store",
        "The hub cannot store anything now",
        "Nothing of this body was taken. Send the very same bytes again later.",
        retry_seconds,
    )


def not_ready(retry_seconds: int) -> Refused:
    """The hub is starting, too busy, or not set up."""
    return _unavailable(
        "not-ready", "The hub is not ready", "Nothing of this body was taken. Send it again later.", retry_seconds
    )


def failed() -> Refused:
    """A fault of the hub's own. Whether the submissions were taken is told by sending the same bytes again."""
    return Refused(
        problem(
            "internal",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "The hub failed",
            "This is a fault of the hub. Send the very same bytes again: what was taken is not taken twice.",
        )
    )


def _unavailable(name: str, title: str, detail: str, retry_seconds: int) -> Refused:
    found = problem(name, HTTPStatus.SERVICE_UNAVAILABLE, title, detail)
    return Refused(found, {"retry-after": str(retry_seconds)})
