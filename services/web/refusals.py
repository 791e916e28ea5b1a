"""What ends a request with a page that says what happened and what to do."""

from http import HTTPStatus


class Refusal(Exception):
    """A request that is refused; `status` is the HTTP status of its page. Its text never holds a value of the request."""

    status = HTTPStatus.BAD_REQUEST


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = HTTPStatus.FORBIDDEN


class Forbidden(Refusal):
    """Whoever asks holds no role that may see this."""

    status = HTTPStatus.FORBIDDEN


class NotHere(Refusal):
    """There is no such thing at this place: the same answer whether it does not exist or belongs elsewhere."""

    status = HTTPStatus.NOT_FOUND


class FormOutOfDate(Refusal):
    """A form came without the token of this session, or from another site."""

    status = HTTPStatus.BAD_REQUEST


class LinkSpent(Refusal):
    """A sign-in link that is unknown, used or out of time."""

    status = HTTPStatus.FORBIDDEN


class OpeningDenied(Refusal):
    """The hub decided that this reader may not open this. The page is the same for every reason.

    A reader who may be connected with the people of an event must not learn it from a refusal (flows.md, recipients
    must be eligible, and safe).
    """

    status = HTTPStatus.FORBIDDEN


class NoLongerCurrent(Refusal):
    """The hub refused a command, mostly because what it answers was replaced or settled; `current` stands in its place."""

    status = HTTPStatus.CONFLICT

    def __init__(self, current: str | None = None) -> None:
        super().__init__()
        self.current = current


class BodyTooLarge(Refusal):
    """A posted form is larger than any form of ours."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
