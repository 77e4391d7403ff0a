"""A digest as a mail, in text and HTML with the pages attached or linked, sent by the user's own server."""

import contextlib
import ipaddress
import os
import re
import smtplib
import ssl
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from textwrap import fill
from typing import Any
from urllib.parse import quote

from readout.articles.addresses import mask_secrets
from readout.errors import UserError
from readout.text import one_line
from readout.wording import capitalize, day_in_words, english_list, number_in_words
from readout_app.runs.manifest import Summary
from readout_app.schedule.config import ADDRESS, Mail
from readout_app.schedule.digest import Digest, DigestEntry, find_recipients
from readout_app.templates import fill_template

SMTP_PREFIX = "READOUT_SMTP_"
MOST_ENTRIES = 30  # of a part: readers of mail cut off what is longer than some 100 KB
ATTACHED_BYTES = 10 * 1024 * 1024  # of all pages in one mail
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_WIDTH = 72  # characters of a line of text
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
    pages = [entry.page for part in _first_entries(digest).values() for entry in part if entry.page]
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


# Its words, in HTML and in text


def digest_headline(digest: Digest) -> str:
    """Return what changed most, else the count of the entries; no full stop."""
    return _isolate(one_line(digest.headline, limit=200)) or _count_entries(digest)


def _first_entries(digest: Digest) -> dict[str, list[DigestEntry]]:
    """The entries that a mail has, by part, the newest article first: of each part `MOST_ENTRIES`."""
    entries = {}
    for part, group in digest.parts.items():
        by_title = sorted(group, key=lambda entry: (entry.title.casefold(), str(entry.page)))
        by_day = sorted(by_title, key=lambda entry: entry.published or date.min, reverse=True)
        entries[part] = by_day[:MOST_ENTRIES]
    return entries


def digest_html(digest: Digest, links: Mapping[Path, str]) -> str:
    """Write the digest as a page that needs no style sheet to be read; everything in it is escaped.

    `links` says where the reader finds a page: an address of the web becomes a link, all else is named.
    """
    head = {"headline": digest_headline(digest), "about": _about(digest), "met": _met(digest)}
    return fill_template("digest.html", head | {"parts": _parts(digest, links)})


def digest_text(digest: Digest, links: Mapping[Path, str]) -> str:
    """Write the digest in lines of at most 72 characters; an address of the web or a file is never broken."""
    blocks = [_lines(line) for line in (digest_headline(digest), _about(digest), *_met(digest))]
    for part in _parts(digest, links):
        blocks += [part["title"].upper(), *map(_text_of_item, part["items"])]
        blocks += [_lines(part["rest"])] if part["rest"] else []
    return "\n\n".join(blocks) + "\n"


def _count_entries(digest: Digest) -> str:
    """Count the entries of each part: "Two new reports, one changed, one failed"; no full stop."""
    numbers = {part: len(entries) for part, entries in digest.parts.items()}
    first, *others = [part for part, number in numbers.items() if number] or [""]
    if not first:
        return "Nothing new, nothing changed, nothing failed"
    number, reports = number_in_words(numbers[first]), "report" if numbers[first] == 1 else "reports"
    start = f"nothing new, {number} failed" if first == "failed" else f"{number} {first} {reports}"
    return capitalize(", ".join([start, *(f"{number_in_words(numbers[part])} {part}" for part in others)]))


def _about(digest: Digest) -> str:
    slot, counted = digest.slot.astimezone(UTC), _count_entries(digest)
    watch = _isolate(one_line(digest.watch, limit=100))
    more = f"; {counted[:1].lower()}{counted[1:]}" if digest.headline else ""
    return f"Watch {watch}, {day_in_words(slot)}, {slot:%H:%M} UTC{more}"


def _met(digest: Digest) -> list[str]:
    return [_isolate(one_line(line, limit=600)) for line in digest.met]


def _parts(digest: Digest, links: Mapping[Path, str]) -> list[dict[str, Any]]:
    """The parts that are not empty, in the words that both forms have."""
    parts = []
    for part, entries in _first_entries(digest).items():
        more = len(digest.parts[part]) - len(entries)
        rest = f"{more:,} more {'stands' if more == 1 else 'stand'} in the catalogue of the reports folder."
        items = [_item(entry, links) for entry in entries]
        parts += [{"title": part.capitalize(), "items": items, "rest": rest if more else ""}] if items else []
    return parts


def _item(entry: DigestEntry, links: Mapping[Path, str]) -> dict[str, Any]:
    found = entry.summary or Summary()
    place = one_line(links.get(entry.page, ""), limit=2000) if entry.page else ""
    source = _isolate(one_line(entry.source, limit=100).rstrip("."))
    # what has neither source nor date, as a feed, says nothing
    day = day_in_words(entry.published) if entry.published else "no date" if source else ""
    lines = {
        "Strongest tie": _isolate(found.tie),
        "Keyphrases": ", ".join(map(_isolate, found.keyphrases)),
        "Report": place,
    }
    return {
        "title": _isolate(one_line(entry.title, limit=300) or "Untitled"),
        "where": ", ".join(filter(None, (source, day))),
        "notes": [_isolate(one_line(note, limit=1500)) for note in entry.notes if note.strip()],
        "lines": {label: value for label, value in lines.items() if value},
        "link": place if place.startswith(("https://", "http://")) else "",
    }


def _isolate(text: str) -> str:
    """The text; where some of it runs from right to left, so that it does not turn what stands beside it."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)
    return f"\u2068{text}\u2069" if turns else text


def _text_of_item(item: Mapping[str, Any]) -> str:
    title = item["title"]
    lines = [_lines(title, "* ", is_address=title.startswith(("https://", "http://", "/")))]
    lines += [_lines(line, "  ") for line in (item["where"], *item["notes"]) if line]
    for label, value in item["lines"].items():
        lines.append(_lines(f"{label}: {value}", "  ", is_address=label == "Report"))
    return "\n".join(lines)


def _lines(text: str, start: str = "", *, is_address: bool = False) -> str:
    """The text in lines; no word of an address is broken."""
    indent, whole = " " * len(start), {"break_long_words": not is_address, "break_on_hyphens": False}
    return fill(text, _WIDTH, initial_indent=start, subsequent_indent=indent, **whole)  # type: ignore[arg-type]
