"""Mail over SMTP (RFC 5321): to one recipient at a time, over TLS, with the same Message-ID at every attempt.

A server's own words are never kept: they quote the address. Only the class of its answer counts (RFC 5321, 4.2.1).
"""

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from schemas.records.inputs import DeliveryReason
from services.outbox.carrying import TAKEN_OVER, Carried, Parcel, deferred, refused
from services.settings.outbox import MailSecurity, MailSettings
from streams.outbox.texts import WORDS, body_of

_PERMANENT: Final = 500


class Mail:
    """`carrying.Carrier` over one relay. A connection is kept while there is something to send."""

    def __init__(self, settings: MailSettings, sign_in: str) -> None:
        self._settings = settings
        self._sign_in = sign_in
        self._domain = settings.sender.rpartition("@")[2]
        self._tls = ssl.create_default_context(cafile=settings.authority)
        self._server: smtplib.SMTP | None = None

    def carry(self, parcel: Parcel) -> Carried:
        """Hand one mail to the relay."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            return self._failed(_why_not_connected(error))
        try:
            return self._handed_over(server, parcel)
        except (smtplib.SMTPException, OSError) as error:
            return self._failed(DeliveryReason.NO_ANSWER if _timed_out(error) else DeliveryReason.CONNECTION_LOST)

    def rest(self) -> None:
        """Say goodbye to the relay, if it is still there."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _failed(self, reason: DeliveryReason) -> Carried:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        return deferred(reason, whole=True)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        given = self._settings
        if given.security is MailSecurity.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(given.host, given.port, timeout=given.seconds, context=self._tls)
        else:
            server = smtplib.SMTP(given.host, given.port, timeout=given.seconds)
        try:
            if given.security is MailSecurity.STARTTLS:
                _secure(server, self._tls)
            if given.user:
                server.login(given.user, given.password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    def _handed_over(self, server: smtplib.SMTP, parcel: Parcel) -> Carried:
        """One transaction; whatever is refused, the connection is left ready for the next."""
        server.ehlo_or_helo_if_needed()
        code, _ = server.mail(self._settings.sender)
        if code != 250:
            return self._after(server, self._of(code, DeliveryReason.SENDER_REFUSED, final=False, whole=True))
        code, _ = server.rcpt(parcel.address)
        if code not in (250, 251):
            return self._after(server, self._of(code, DeliveryReason.ADDRESS_REFUSED))
        try:
            code, _ = server.data(self._written(parcel))
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        return TAKEN_OVER if code == 250 else self._after(server, self._of(code, DeliveryReason.MESSAGE_REFUSED))

    def _of(self, code: int, reason: DeliveryReason, *, final: bool = True, whole: bool = False) -> Carried:
        if code < _PERMANENT:
            return deferred(DeliveryReason.PUT_OFF)
        return refused(reason) if final else deferred(reason, whole=whole)

    def _after(self, server: smtplib.SMTP, carried: Carried) -> Carried:
        """The transaction is taken back; a relay that answers no more is met by the next message."""
        try:
            server.rset()
        except (smtplib.SMTPException, OSError):
            self._server = None
            server.close()
        return carried

    def _written(self, parcel: Parcel) -> bytes:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._settings.sender
        mail["To"] = parcel.address
        mail["Subject"] = WORDS[parcel.kind].subject
        mail["Date"] = format_datetime(parcel.at)
        mail["Message-ID"] = f"<{parcel.key}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
        mail.set_content(body_of(parcel.kind, self._sign_in))
        return mail.as_bytes()


class _NoTls(smtplib.SMTPException):
    """The relay does not offer STARTTLS, or its certificate is not to be trusted."""


def _secure(server: smtplib.SMTP, tls: ssl.SSLContext) -> None:
    """No mail leaves in the clear: without TLS nothing is sent, whatever the relay says (RFC 3207, section 6)."""
    try:
        server.starttls(context=tls)
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException, ssl.SSLError) as error:
        raise _NoTls from error


def _why_not_connected(error: Exception) -> DeliveryReason:
    if isinstance(error, _NoTls | ssl.SSLError):
        return DeliveryReason.NO_TLS
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return DeliveryReason.LOGIN_REFUSED
    if _timed_out(error):
        return DeliveryReason.NO_ANSWER
    return DeliveryReason.SERVER_FAILED if isinstance(error, smtplib.SMTPException) else DeliveryReason.UNREACHABLE


def _timed_out(error: BaseException) -> bool:
    """smtplib tells of an answer that did not come in time as of a connection that was lost."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
