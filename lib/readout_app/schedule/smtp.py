"""The user's mail server: how it is reached, from the environment alone, and sending through it."""

import contextlib
import ipaddress
import smtplib
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from readout.errors import UserError
from readout.wording import english_list
from readout_app.archive.listing import plain

PREFIX = "READOUT_SMTP_"
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_TIMEOUT = 30.0  # seconds for a connection, and for each answer
_PAUSE = 20.0  # seconds before the second try
Refused = dict[str, tuple[int, bytes]]


class Partly(UserError):
    """Some have got the mail, and who has not."""


@dataclass(frozen=True)
class Server:
    """Where the mail goes, and who sends it; `tls` is starttls, tls or none."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def server(environ: Mapping[str, str]) -> Server:
    """The server that READOUT_SMTP_HOST, _PORT, _TLS, _USER, _PASSWORD and _FROM name.

    Raises ValueError where one is missing or no use.
    """
    given = {name: environ.get(PREFIX + name, "").strip() for name in ("HOST", "PORT", "TLS", "USER", "FROM")}
    password = environ.get(f"{PREFIX}PASSWORD", "")
    if not given["HOST"]:
        raise UserError(f"{PREFIX}HOST: it is not set; set it to the name of your mail server")
    tls = given["TLS"].lower() or "starttls"
    if tls not in _PORTS:
        raise UserError(f'{PREFIX}TLS: "{plain(tls, 40)}" is none; give starttls, tls or none')
    if tls == "none" and not _is_here(given["HOST"]):
        raise UserError(
            f"{PREFIX}TLS: none is for a server on this machine, and {plain(given['HOST'], 100)} is not; "
            "give starttls or tls"
        )
    if given["USER"] and not password:
        raise UserError(f"{PREFIX}PASSWORD: it is not set, but {PREFIX}USER is; set both or neither")
    if not (given["USER"] + password).isascii():
        raise UserError(
            f"{PREFIX}PASSWORD: it or {PREFIX}USER has letters that no login takes; use ASCII only"
        )
    sender = given["FROM"] or given["USER"]
    if "@" not in sender:
        raise UserError(f"{PREFIX}FROM: it is not set; set it to the address that the mail comes from")
    return Server(given["HOST"], _port(given["PORT"], tls), tls, sender, given["USER"], password)


def send(message: EmailMessage, server: Server, sender: str, recipients: Sequence[str]) -> None:
    """Sends the message to each recipient; to those to whom it was "not now" (a 4xx answer) a second time.

    Raises ValueError, in one line without the password, where nobody has got it, and Partly where some have not.
    """
    refused = _refused(message, server, sender, recipients)
    if later := [to for to, (code, _) in refused.items() if 400 <= code < 500]:
        time.sleep(_PAUSE)
        refused = {to: answer for to, answer in refused.items() if to not in later}
        refused |= _refused(message, server, sender, later)
    if refused:
        partly = len(refused) < len(recipients)
        who = f" to {english_list(refused)}, and sent the others" if partly else ""
        code, words = next(iter(refused.values()))
        said = f"{code} {words.decode(errors='replace')}"
        line = _line(server, f"it refused the mail{who} ({plain(said, 200)}); {_mend(code)}")
        raise Partly(line) if partly else ValueError(line)


def _port(text: str, tls: str) -> int:
    if not text:
        return _PORTS[tls]
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise UserError(f'{PREFIX}PORT: "{plain(text, 40)}" is no port; give a number from 1 to 65535')


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(message: EmailMessage, server: Server, sender: str, recipients: Sequence[str]) -> Refused:
    """Whom the server refused the mail, and with which answer; raises ValueError where none came to that."""
    try:
        return _sent(message, server, sender, recipients)
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients
    except smtplib.SMTPResponseException as error:
        if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
            raise UserError(_line(server, f"login failed; check {PREFIX}USER and {PREFIX}PASSWORD")) from None
        answer = error.smtp_error
        words = answer if isinstance(answer, bytes) else str(answer).encode()
        return dict.fromkeys(recipients, (error.smtp_code, words))
    except (OSError, UnicodeError) as error:  # a host's name may be none that can be encoded
        raise UserError(_line(server, _trouble(error))) from None


def _sent(message: EmailMessage, server: Server, sender: str, recipients: Sequence[str]) -> Refused:
    """One try, in a session of its own."""
    context = ssl.create_default_context()
    if server.tls == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    try:
        if server.tls == "starttls":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password)
        refused = client.send_message(message, sender, recipients)
        with contextlib.suppress(OSError):  # it has the mail: a rude farewell is no reason to send it again
            client.quit()
        return refused
    finally:
        client.close()


def _trouble(error: Exception) -> str:
    """What is wrong where there was no answer to speak of, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not trusted ({plain(error.verify_message, 200)}); give the name that stands in "
            "it, or set SSL_CERT_FILE to that of its authority"
        )
    if isinstance(error, smtplib.SMTPException):
        return f"the mail was not sent ({plain(str(error), 200)}); check {PREFIX}TLS and {PREFIX}USER"
    reason = getattr(error, "strerror", None) or str(error)
    return f"it cannot be reached ({plain(reason, 200)}); check {PREFIX}HOST, {PREFIX}PORT and {PREFIX}TLS"


def _mend(code: int) -> str:
    return "try again later" if code < 500 else "check the addresses, and what the server says of it"


def _line(server: Server, what: str) -> str:
    """The message; a server that gives the password back in its answer does not get it into the message."""
    line = f"{plain(server.host, 100)}:{server.port}: {what}"
    return line.replace(server.password, "…") if server.password else line
