"""A mail server on this machine, for the tests of what sends mail."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

CERTIFICATE = Path(__file__).with_name("localhost.pem")  # of localhost, signed by itself, good until 2126
SECRET = "corr3ct-horse-staple"


class Box:
    """What has come in, and by `answers` what is said instead of taking it: by command, the next one first."""

    def __init__(self, **answers: list[str]) -> None:
        self.messages: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.answers = answers
        self.calls = 0

    def _said(self, command: str) -> str:
        return self.answers[command].pop(0) if self.answers.get(command) else ""

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        self.calls += 1
        if said := self._said("MAIL"):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if said := self._said("RCPT"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if said := self._said("DATA"):
            return said
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.raw.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:
        return self._said("QUIT") or "221 Bye"


@contextmanager
def served(box: Box, *, tls: str = "none", login: bool = False) -> Iterator[dict[str, str]]:
    """Runs the server; gives the environment that leads to it. `login`: the user ana with `SECRET`, by STARTTLS."""
    tls = "starttls" if login else tls
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    secured = {"tls": {"ssl_context": context}, "starttls": {"tls_context": context, "require_starttls": True}}
    known = {"auth_required": True, "authenticator": _known}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options: dict[str, Any] = {**secured.get(tls, {}), **(known if login else {})}
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    given = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": tls, "FROM": "Readout <desk@example.org>"}
    given |= {"USER": "ana", "PASSWORD": SECRET} if login else {}
    try:
        yield {f"READOUT_SMTP_{name}": value for name, value in given.items()}
    finally:
        controller.stop()


def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: object) -> AuthResult:
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (b"ana", SECRET.encode())
    return AuthResult(success=good, handled=False)
