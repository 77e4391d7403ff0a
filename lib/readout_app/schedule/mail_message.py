"""A digest as the message that is sent: text and HTML, the pages attached or linked."""

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

from readout.errors import UserError
from readout_app.archive.listing import plain
from readout_app.schedule import digest as words
from readout_app.schedule.config_values import ADDRESS
from readout_app.schedule.digest import Digest

MOST = 10 * 1024 * 1024  # bytes of attachments in one mail

_ADDRESS = re.compile(rf"(?P<name>[^<>@]*)<(?P<named>{ADDRESS})>|(?P<bare>{ADDRESS})")


@dataclass(frozen=True)
class Envelope:
    """Whom it is from, whom it is for, how its subject starts (the count follows), and how pages are reached.

    `attach`: pages come with it. `base`: the address under which the folder of the runs is found, "" if nowhere.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    attach: bool = False
    base: str = ""


def letter(digest: Digest, envelope: Envelope) -> EmailMessage:
    """The message. One that is made again has the same Message-ID, so that a mailbox can drop the second copy."""
    pages = [entry.page for part in words.shown(digest).values() for entry in part if entry.page]
    attached = _attached(pages) if envelope.attach else {}
    links = {page: _place(page, attached, envelope.base) for page in pages}
    text = words.text(digest, links)
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender
    message["To"] = envelope.to
    message["Subject"] = f"{plain(envelope.subject, 200)} ({_start(words.headline(digest))})".strip()
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = _id(envelope, digest.slot.isoformat(), text)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no one who is away answers it
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(words.html(digest, links), subtype="html", cte="quoted-printable")
    for page, content in attached.items():
        message.add_attachment(
            content, maintype="text", subtype="html", filename=_name(page), params={"charset": "utf-8"}
        )
    return message


def address(text: str, what: str = "mail") -> Address:
    """The address, with or without a name: `Ana <ana@example.org>`; raises ValueError where it is none."""
    found = _ADDRESS.fullmatch(text.strip())
    if not found or not text.isprintable():
        raise UserError(f'{what}: "{plain(text, 100)}" is no address; write it as name@example.org')
    name = (found["name"] or "").strip().strip('"')
    return Address(name, *(found["named"] or found["bare"]).rsplit("@", 1))


def _attached(pages: Iterable[Path]) -> dict[Path, bytes]:
    """The pages that come with the mail, in their order: each that can be read and still has room."""
    found, room = dict[Path, bytes](), MOST
    for page in pages:
        try:
            content = page.read_bytes() if page.is_file() and page.stat().st_size <= room else None
        except OSError:
            continue
        if content is not None and page not in found:
            found[page] = content
            room -= len(content)
    return found


def _place(page: Path, attached: Collection[Path], base: str) -> str:
    """Where the reader finds the page: attached, at an address, or by its path on this machine."""
    if page in attached:
        return f"attached, {_name(page)}"
    if base:
        return f"{base.rstrip('/')}/{quote(os.fsencode(page.parent.name), safe='')}/{quote(page.name)}"
    return str(page.absolute())


def _name(page: Path) -> str:
    """The page's name as an attachment: that of its run."""
    return f"{plain(page.parent.name, 120)}.html"


def _start(headline: str) -> str:
    return headline[:1].lower() + headline[1:]


def _id(envelope: Envelope, *parts: str) -> str:
    """An id of its own for each watch, slot, content and recipients; nothing of this machine is in it."""
    given = json.dumps([envelope.subject, *map(str, envelope.to), *parts])
    return f"<{hashlib.sha256(given.encode()).hexdigest()[:32]}@{envelope.sender.domain}>"
