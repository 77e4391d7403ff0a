"""Digests by mail: what a mail server of this machine gets, and what is said where it does not."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from readout_app.schedule import mail
from readout_app.schedule.config import Mail
from readout_app.schedule.digest import Digest, identify_digest
from readout_app.schedule.mail import digest_html, digest_text
from support.digests import FULL, HOSTILE, SLOT, entry
from support.mail_server import CERTIFICATE, SECRET, Box, served

GIVEN = {"READOUT_SMTP_HOST": "mail.example.org", "READOUT_SMTP_FROM": "desk@example.org"}
UNKNOWN_STARTTLS = "extension not supported by server."
CHECK = "check READOUT_SMTP_HOST, READOUT_SMTP_PORT, READOUT_SMTP_TLS and READOUT_SMTP_USER"
TWO = ["ana@example.org", "bo@example.org"]


def send(what: Digest, environ: dict[str, str], **changes: Any) -> None:
    mail.send_digest(replace(what, id="1f2e"), Mail(**({"to": TWO} | changes)), environ)


def refusal(what: Digest, environ: dict[str, str], **changes: Any) -> str:
    with pytest.raises(ValueError, match=r"\A[^\n]+\Z") as caught:
        send(what, environ, **changes)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_PAUSE", 0.0)


def test_a_mail_is_text_and_html_and_says_who_when_and_what() -> None:
    box = Box()
    with served(box) as environ:
        send(FULL, environ)
    (message,) = box.messages
    links = {entry.page: str(entry.page.absolute()) for entry in (*FULL.new, *FULL.changed) if entry.page}
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[union-attr]
    assert body(message, "plain") == digest_text(FULL, links)
    assert body(message, "html").strip() == digest_html(FULL, links).strip()
    assert (message["From"], message["To"]) == ("Readout <desk@example.org>", "ana@example.org, bo@example.org")
    assert message["Subject"] == "Readout: gulf (two new reports, one changed, one failed)"
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs((message["Date"].datetime - datetime.now(UTC)).total_seconds()) < 3600
    assert max(map(len, box.raw[0].split(b"\r\n"))) <= 78


def test_an_id_is_made_from_the_entries_who_gets_them_and_the_digest_before() -> None:
    def identify(slot: int = 6, to: str = "ann@example.org", before: str = "", **parts: Any) -> str:
        return identify_digest(Digest("gulf", SLOT.replace(hour=slot), **parts), [to], before)

    one, two = (entry(title) for title in "ab")
    same = {identify(new=(one,)), identify(7, new=(one,))}  # sent and not noted, and made again at the next slot
    others = [
        identify(new=(two,)),
        identify(changed=(one,)),
        identify(new=(entry("a", notes=("It has changed.",)),)),
        identify(new=(entry("a", page=Path("out/other/report.html")),)),
        identify(to="bo@example.org", new=(one,)),
        identify(before="1f2e", new=(one,)),
    ]
    assert len(same) == 1
    assert len({*same, *others}) == 7


def test_the_subject_is_what_changed_and_the_mail_says_how_many() -> None:
    turned = "Iran turned from opposing to supporting the US"
    box = Box(QUIT=["421 Too busy"])  # a rude farewell sends nothing twice
    bad = entry(HOSTILE, page=Path("out/a\r\nBcc: x@y.z/report.html"))  # and no title or name adds a header
    with served(box) as environ:
        send(Digest("gulf", SLOT, new=(entry(page=None),), headline=turned), environ, subject="News")
        send(Digest("Desk\r\nBcc: x@y.z\r\n\r\nbody", SLOT, new=(bad,)), environ)
    message, hostile = box.messages
    assert (hostile["Subject"], hostile["Bcc"]) == ("Readout: Desk Bcc: x@y.z body (one new report)", None)
    assert box.recipients == [TWO] * 2
    assert message["Message-ID"] == "<1f2e@example.org>"
    assert message["Subject"] == f"News: {turned}"
    assert body(message, "plain").splitlines()[:3] == [
        turned,
        "",
        "Watch gulf, 24 November 2026, 06:00 UTC; one new report",
    ]


LARGE = "552 5.3.4 Message too large"


def test_what_a_server_finds_too_large_is_sent_without_its_pages(tmp_path: Path) -> None:
    page = tmp_path / "one" / "report.html"
    page.parent.mkdir()
    page.write_text("a page")
    box = Box(DATA=[LARGE])
    with served(box) as environ:
        send(Digest("gulf", SLOT, new=(entry(page=page),)), environ, attach=True)
    (message,) = box.messages
    assert not list(message.iter_attachments())
    assert str(page) in body(message, "plain").replace("\n ", "")
    box = Box(DATA=[LARGE] * 2)
    with served(box) as environ:
        said = refusal(Digest("gulf", SLOT), environ)
    assert said.endswith(f"it finds the mail too large ({LARGE}); set attach = false")
    assert box.calls == 1


def test_pages_come_with_it_as_long_as_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "ATTACHED_BYTES", 100)
    pages = [tmp_path / name / "report.html" for name in ("one", "two", "three", "gone")]
    for page, size in zip(pages, (60, 60, 40), strict=False):
        page.parent.mkdir()
        page.write_text("é" * (size // 2), encoding="utf-8")
    box = Box()
    new = tuple(entry(f"Title {number}", page=page) for number, page in enumerate(pages))
    with served(box) as environ:
        send(Digest("gulf", SLOT, new=new), environ, attach=True)
        linked = environ | {"READOUT_REPORTS_URL": "https://reports.example.org/out/"}
        send(Digest("gulf", SLOT, new=new), linked, attach=True)
        send(Digest("gulf", SLOT, new=new), linked)
    message, there, alone = box.messages
    assert message.get_content_type() == "multipart/mixed"
    attached = list(message.iter_attachments())
    assert [part.get_filename() for part in attached] == ["one.html", "three.html"]
    assert [part.get_content_type() for part in attached] == ["text/html"] * 2
    assert [part.get_content() for part in attached] == ["é" * 30, "é" * 20]

    def reports(message: EmailMessage) -> list[str]:
        joined = body(message, "plain").replace("Report:\n ", "Report:")
        return [line.strip() for line in joined.splitlines() if "Report:" in line]

    assert reports(message) == [
        "Report: attached, one.html",
        f"Report: {pages[1]}",
        "Report: attached, three.html",
        f"Report: {pages[3]}",
    ]
    assert reports(there)[:2] == [
        "Report: attached, one.html",
        "Report: https://reports.example.org/out/two/report.html",
    ]
    assert not list(alone.iter_attachments())
    assert reports(alone)[0] == "Report: https://reports.example.org/out/one/report.html"


LOGIN = "it is not set, or it or READOUT_SMTP_USER is not ASCII; set both or neither"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HOST", "", "it is not set; set it to the name of your mail server"),
        ("PORT", "0", "it is no port; give a number from 1 to 65535"),
        ("PORT", "²", "it is no port; give a number from 1 to 65535"),
        ("TLS", "ssl", "it is not starttls, tls or none; give one of these"),
        ("TLS", "none", "none is for a server on this machine only; give another"),
        ("FROM", "", "it is no address; write it as name@example.org or Name <name@example.org>"),
        ("FROM", "a@b\nBcc: x@y.z", "it is no address; write it as name@example.org or Name <name@example.org>"),
        ("PASSWORD", "", LOGIN),
        ("PASSWORD", "pässword", LOGIN),
        ("URL", "javascript:alert(1)", "it is no address of the web; let it start with https://"),
    ],
)
def test_a_variable_that_is_no_use_is_refused_and_no_password_shown(name: str, value: str, message: str) -> None:
    name = "READOUT_REPORTS_URL" if name == "URL" else f"READOUT_SMTP_{name}"
    user = {"READOUT_SMTP_USER": "ana"} if "PASSWORD" in name else {}
    assert refusal(FULL, GIVEN | user | {name: value}) == f"{name}: {message}"


@pytest.mark.parametrize(
    ("environ", "port", "tls", "sender"),
    [
        (GIVEN, 587, "starttls", "desk@example.org"),
        (GIVEN | {"READOUT_SMTP_TLS": "TLS"}, 465, "tls", "desk@example.org"),
        ({"READOUT_SMTP_HOST": "::1", "READOUT_SMTP_TLS": "none"}, 25, "none", "a@b.c"),
    ],
)
def test_what_is_not_set_has_a_usual_value(environ: dict[str, str], port: int, tls: str, sender: str) -> None:
    server = mail.read_mail_server(environ | {"READOUT_SMTP_USER": "a@b.c", "READOUT_SMTP_PASSWORD": SECRET})
    assert (server.port, server.tls, server.sender.addr_spec) == (port, tls, sender)
    assert server.password == SECRET
    assert SECRET not in repr(server)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate of the mail server is known."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("tls", "login"), [("tls", False), ("starttls", False), ("starttls", True)])
def test_it_is_sent_under_cover_to_a_server_whose_certificate_is_known(tls: str, login: bool) -> None:
    box = Box()
    with served(box, tls=tls, login=login) as environ:
        send(FULL, environ)
    assert len(box.messages) == 1


@pytest.mark.parametrize(
    ("login", "given", "said"),
    [
        (False, {"READOUT_SMTP_TLS": "starttls"}, f"the mail was not sent (STARTTLS {UNKNOWN_STARTTLS}); {CHECK}"),
        (True, {"READOUT_SMTP_PASSWORD": "wr0ng"}, "login failed; check READOUT_SMTP_USER and READOUT_SMTP_PASSWORD"),
        (False, None, f"the mail was not sent (Connection refused); {CHECK}"),
    ],
)
@pytest.mark.usefixtures("trusted")
def test_what_the_server_does_not_do_is_said_and_nothing_is_sent(
    login: bool, given: dict[str, str] | None, said: str
) -> None:
    box = Box()
    with served(box, login=login) as environ:
        if given is not None:
            found = refusal(FULL, environ | given)
    if given is None:  # it has ended
        found = refusal(FULL, environ)
    assert found == f"127.0.0.1:{environ['READOUT_SMTP_PORT']}: {said}"
    assert box.calls == 0


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_that_is_not_known_is_refused(tls: str) -> None:
    box = Box()
    with served(box, tls=tls) as environ:
        said = refusal(FULL, environ)
    assert said == (
        f"127.0.0.1:{environ['READOUT_SMTP_PORT']}: the mail was not sent "
        "(its certificate is not trusted: self-signed certificate); "
        "give the name in its certificate, or set SSL_CERT_FILE to that of its authority"
    )
    assert box.calls == 0


LATER, NEVER = "451 4.7.1 Greylisted", "550 5.1.1 No such user"


@pytest.mark.parametrize(
    ("command", "answers", "calls", "words"),
    [
        ("MAIL", [LATER], 2, ""),
        ("RCPT", [LATER], 2, ""),
        ("DATA", [LATER], 2, ""),
        ("MAIL", [LATER] * 2, 2, "(451 4.7.1 Greylisted); try again later"),
        ("DATA", [NEVER], 1, "(550 5.1.1 No such user); check the addresses, and what the server says of it"),
        ("DATA", [LATER, NEVER], 2, "(550 5.1.1 No such user); check the addresses, and what the server says of it"),
    ],
)
def test_it_is_sent_again_once_where_it_was_to_come_later(
    command: str, answers: list[str], calls: int, words: str
) -> None:
    box = Box(**{command: list(answers)})
    with served(box) as environ:
        if words:
            said = refusal(FULL, environ, to=TWO[:1])
            assert said == f"127.0.0.1:{environ['READOUT_SMTP_PORT']}: it refused the mail {words}"
        else:
            send(FULL, environ, to=TWO[:1])
    assert (box.calls, box.recipients) == (calls, [] if words else [TWO[:1]])


def test_who_was_refused_is_named_and_the_others_get_it_once() -> None:
    box = Box(RCPT=[LATER, NEVER, ""])
    with served(box) as environ:
        said = refusal(FULL, environ, to=["ana@example.org", "bo@example.org", "cy@example.org"])
    assert said == (
        f"127.0.0.1:{environ['READOUT_SMTP_PORT']}: it refused the mail to bo@example.org, and sent the others "
        "(550 5.1.1 No such user); check the addresses, and what the server says of it"
    )
    assert box.recipients == [["cy@example.org"], ["ana@example.org"]]


@pytest.mark.usefixtures("trusted")
def test_a_server_that_gives_the_password_back_does_not_get_it_shown() -> None:
    box = Box(DATA=[f"550 {SECRET} is your password"])
    with served(box, login=True) as environ:
        said = refusal(FULL, environ)
    assert "(550 … is your password)" in said
