"""A digest as a mail, in text and HTML with the pages attached or linked, sent by the user's own server."""

import contextlib
import hashlib
import ipaddress
import json
import os
import re
import smtplib
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

from readout.articles.addresses import mask_secrets
from readout.errors import UserError
from readout.text import one_line
from readout.wording import english_list
from readout_app.schedule.config import ADDRESS, Mail
from readout_app.schedule.digest import PARTS, Digest, digest_entries, digest_headline, digest_html, digest_text

SMTP_PREFIX = "READOUT_SMTP_"
ATTACHED_BYTES = 10 * 1024 * 1024  # of all pages in one mail
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_TIMEOUT = 30.0  # seconds for a connection, and for each answer
_PAUSE = 20.0  # seconds before the second try
_SENDER = re.compile(rf"(?P<name>[^<>@]*)<(?P<named>{ADDRESS})>|(?P<bare>{ADDRESS})")
Refusals = dict[str, tuple[int, bytes]]  # the answers to those who did not get it


class PartialDelivery(UserError):
    """Some have got the mail; the message says who has not."""


class _TooLargeError(UserError):
    """Nobody gets it, as it is too large."""


@dataclass(frozen=True)
class MailServer:
    """Where mail goes, and who sends it; `tls` is starttls, tls or none; `base`: where the reports stand, if known."""

    host: str
    port: int
    tls: str
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)
    base: str = ""


def send_digest(digest: Digest, mail: Mail, environ: Mapping[str, str]) -> None:
    """Send the digest through the server that READOUT_SMTP_* names.

    Pages that are not attached, or that the server finds too large, are linked below READOUT_REPORTS_URL, the address
    of the reports folder, or where that is not set named by their path. Raises UserError, in one line that holds no
    secret, where nobody gets it, and PartialDelivery where some do not.
    """
    server, recipients = read_mail_server(environ), find_recipients(digest, mail)
    try:
        _send(_message(digest, mail, server), server, recipients)
    except _TooLargeError:
        if not mail.attach:
            raise
        _send(_message(digest, mail.model_copy(update={"attach": False}), server), server, recipients)


def find_recipients(digest: Digest, mail: Mail) -> list[str]:
    """Return who gets the digest, each once: those named for failures where it is for them."""
    return list(dict.fromkeys(mail.failures if digest.to == "failures" and mail.failures else mail.to))


def identify_digest(digest: Digest, to: Iterable[str], before: str) -> str:
    """Return an id that is made from the watch, the entries and who gets them, and from the id of the digest before.

    So one that was sent and not noted, as the machine stopped, has its id again at the next slot; one that tells the
    same later on has another.
    """
    entries = [
        [part, entry.title, entry.page.parent.name if entry.page else "", *entry.notes]
        for part in PARTS
        for entry in getattr(digest, part)
    ]
    return hashlib.sha256(json.dumps([digest.watch, *to, before, *entries]).encode()).hexdigest()[:32]


def read_mail_server(environ: Mapping[str, str]) -> MailServer:
    """Return the server that READOUT_SMTP_HOST, _PORT, _TLS, _USER, _PASSWORD and _FROM name, and READOUT_REPORTS_URL.

    Raises UserError for a variable that is missing or no use.
    """
    names = ("HOST", "PORT", "TLS", "USER", "FROM")
    host, port, tls, user, sender = (environ.get(SMTP_PREFIX + name, "").strip() for name in names)
    password, tls = environ.get(f"{SMTP_PREFIX}PASSWORD", ""), tls.lower() or "starttls"
    port = port or str(_PORTS.get(tls, ""))
    is_port = bool(re.fullmatch("[0-9]{1,5}", port)) and 0 < int(port) < 65536
    can_log_in = bool(password or not user) and (user + password).isascii()
    address, base = _parse_sender(sender or user), environ.get("READOUT_REPORTS_URL", "").strip()
    for name, good, message in (
        ("HOST", host, "it is not set; set it to the name of your mail server"),
        ("TLS", tls in _PORTS, "it is not starttls, tls or none; give one of these"),
        ("TLS", tls != "none" or _is_loopback(host), "none is for a server on this machine only; give another"),
        ("PORT", is_port, "it is no port; give a number from 1 to 65535"),
        ("PASSWORD", can_log_in, f"it is not set, or it or {SMTP_PREFIX}USER is not ASCII; set both or neither"),
        ("FROM", address, "it is no address; write it as name@example.org or Name <name@example.org>"),
    ):
        if not good:
            raise UserError(f"{SMTP_PREFIX}{name}: {message}")
    if base and not base.startswith(("https://", "http://")):
        raise UserError("READOUT_REPORTS_URL: it is no address of the web; let it start with https://")
    assert address
    return MailServer(host, int(port), tls, address, user, password, base)


def _parse_sender(text: str) -> Address | None:
    match = _SENDER.fullmatch(text) if text.isprintable() else None
    if not match:
        return None
    return Address((match["name"] or "").strip().strip('"'), addr_spec=match["named"] or match["bare"])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _message(digest: Digest, mail: Mail, server: MailServer) -> EmailMessage:
    """The message. One that is made again has the same Message-ID, so that a mailbox can drop the second copy."""
    pages = [entry.page for part in digest_entries(digest).values() for entry in part if entry.page]
    attached = _read_pages(pages) if mail.attach else {}
    links = {page: _link(page, page in attached, server.base) for page in pages}
    headline, subject = digest_headline(digest), mail.subject or f"Readout: {digest.watch}"
    message = EmailMessage(policy=SMTP)
    message["From"] = server.sender
    message["To"] = [Address(addr_spec=to) for to in find_recipients(digest, mail)]
    about = f": {headline}" if digest.headline else f" ({headline[:1].lower()}{headline[1:]})"
    message["Subject"] = f"{one_line(subject, limit=200)}{about}"
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = f"<{digest.id}@{server.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no one who is away answers it
    message.set_content(digest_text(digest, links), cte="quoted-printable")
    message.add_alternative(digest_html(digest, links), subtype="html", cte="quoted-printable")
    for page, content in attached.items():
        message.add_attachment(
            content, maintype="text", subtype="html", filename=_file_name(page), params={"charset": "utf-8"}
        )
    return message


def _read_pages(pages: Iterable[Path]) -> dict[Path, bytes]:
    """The pages that come with the mail, in their order: each that can be read and still has room."""
    contents, room = dict[Path, bytes](), ATTACHED_BYTES
    for page in dict.fromkeys(pages):
        with contextlib.suppress(OSError):
            if page.stat().st_size <= room:
                contents[page] = page.read_bytes()
                room -= len(contents[page])
    return contents


def _link(page: Path, is_attached: bool, base: str) -> str:
    """Where the reader of the mail finds the page: attached, at an address, or by its path on this machine."""
    if is_attached:
        return f"attached, {_file_name(page)}"
    if base:
        return f"{base.rstrip('/')}/{quote(os.fsencode(page.parent.name), safe='')}/{quote(page.name)}"
    return str(page.absolute())


def _file_name(page: Path) -> str:
    return f"{one_line(page.parent.name, limit=120)}.html"


def _send(message: EmailMessage, server: MailServer, recipients: Sequence[str]) -> None:
    """Send to each recipient; to those to whom it was "not now" (a 4xx answer) a second time after a pause."""
    refused = _try(message, server, recipients)
    if later := [to for to, (code, _) in refused.items() if 400 <= code < 500]:
        time.sleep(_PAUSE)
        refused = {to: answer for to, answer in refused.items() if to not in later}
        refused |= _try(message, server, later)
    if refused:
        code, answer = next(iter(refused.values()))
        reason = one_line(f"{code} {answer.decode(errors='replace')}", limit=200)
        mend = "try again later" if code < 500 else "check the addresses, and what the server says of it"
        if len(refused) == len(recipients) and (code in (523, 552) or b"5.3.4" in answer):
            raise _TooLargeError(_line(server, f"it finds the mail too large ({reason}); set attach = false"))
        if len(refused) < len(recipients):
            who = f" to {english_list(refused)}, and sent the others"
            raise PartialDelivery(_line(server, f"it refused the mail{who} ({reason}); {mend}"))
        raise UserError(_line(server, f"it refused the mail ({reason}); {mend}"))


def _try(message: EmailMessage, server: MailServer, recipients: Sequence[str]) -> Refusals:
    """Send once; return whom the server refused it, or raise UserError where no answer came to that."""
    mend = f"check {SMTP_PREFIX}HOST, {SMTP_PREFIX}PORT, {SMTP_PREFIX}TLS and {SMTP_PREFIX}USER"
    try:
        return _transmit(message, server, recipients)
    except smtplib.SMTPRecipientsRefused as error:
        return error.recipients
    except smtplib.SMTPResponseException as error:
        if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
            raise UserError(_line(server, f"login failed; check {SMTP_PREFIX}USER and {SMTP_PREFIX}PASSWORD")) from None
        answer = error.smtp_error
        return dict.fromkeys(recipients, (error.smtp_code, answer if isinstance(answer, bytes) else answer.encode()))
    except ssl.SSLCertVerificationError as error:
        reason = f"its certificate is not trusted: {error.verify_message}"
        mend = "give the name in its certificate, or set SSL_CERT_FILE to that of its authority"
    except (OSError, UnicodeError) as error:  # a host's name may be none that can be encoded
        reason = getattr(error, "strerror", None) or str(error)
    raise UserError(_line(server, f"the mail was not sent ({one_line(reason, limit=200)}); {mend}"))


def _transmit(message: EmailMessage, server: MailServer, recipients: Sequence[str]) -> Refusals:
    """One session with the server."""
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
        refused = client.send_message(message, server.sender.addr_spec, recipients)
        with contextlib.suppress(OSError):  # it has the mail: a rude farewell is no reason to send it again
            client.quit()
        return refused
    finally:
        client.close()


def _line(server: MailServer, what: str) -> str:
    """The message; a server that gives the password back in its answer does not get it into the message."""
    line = f"{one_line(server.host, limit=100)}:{server.port}: {what}"
    return mask_secrets(line, {"…": server.password}) if server.password else line
