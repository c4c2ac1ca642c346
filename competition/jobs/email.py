"""E-mail by SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr

from competition.jobs.couriers import Letter, Undelivered, Unreachable
from competition.services.deliveries import Parcel

TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. Security is ``tls`` (from the start), ``starttls`` or ``none``."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


class EmailCourier:
    """Hands mails to one server, several over one connection."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.connection: smtplib.SMTP | None = None

    def send(self, parcel: Parcel, letter: Letter) -> str:
        """Hand one mail in. A number of the 500s is final, anything else is tried again."""
        try:
            mail = composed(self.server.sender, parcel, letter)
        except ValueError as error:
            raise Undelivered("The mail could not be written.", final=True) from error
        try:
            connection = self.connection or self._connected()
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refusal:
            ((code, _text),) = refusal.recipients.values()
            self._reset()
            raise Undelivered(f"SMTP {code}", final=code >= 500) from None
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as refusal:
            self.close()
            raise Unreachable(type(refusal).__name__) from None
        except smtplib.SMTPResponseException as refusal:
            self.close()
            code = refusal.smtp_code
            raise Undelivered(f"SMTP {code}", final=500 <= code < 600) from None
        except (OSError, smtplib.SMTPException) as failure:
            self.close()
            raise Unreachable(type(failure).__name__) from None
        return "SMTP 250"

    def close(self) -> None:
        """Say goodbye to the server."""
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def _connected(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        self.connection = connection
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        return connection

    def _reset(self) -> None:
        try:
            if self.connection is not None:
                self.connection.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def composed(sender: str, parcel: Parcel, letter: Letter) -> EmailMessage:
    """The mail. Its Message-ID is the same at every try, so mailboxes drop a second copy."""
    name, address = parseaddr(sender)
    mail = EmailMessage()
    mail["Subject"] = " ".join(letter.subject.split())
    mail["From"] = formataddr((name, address))
    mail["To"] = parcel.address
    mail["Date"] = format_datetime(letter.made_at)
    mail["Message-ID"] = f"<delivery-{parcel.delivery_id}@{address.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(part for part in (letter.body, letter.link) if part) + "\n")
    return mail
