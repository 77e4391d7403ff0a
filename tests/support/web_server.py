"""A server on this machine, for tests: it answers as its handler says, until the test is over."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anyio
import pytest


class Answers(BaseHTTPRequestHandler):
    """Answers /name/value by the method `_name` with the value; `ended` is set when the server is to stop."""

    ended = threading.Event()

    def do_GET(self) -> None:
        name, _, value = self.path[1:].partition("/")
        getattr(self, f"_{name}")(value)

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, header in headers.items():
            self.send_header(key.replace("_", "-"), header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


class Server(ThreadingHTTPServer):
    def handle_error(self, *_arguments: object) -> None:
        """Says nothing of a reader that went away."""


@contextmanager
def serving(handler: type[Answers]) -> Iterator[Server]:
    handler.ended.clear()
    with Server(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield running
        finally:
            handler.ended.set()
            running.shutdown()
            thread.join()


def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


PUBLIC = "93.184.216.34"


class World:
    """Names and what each look-up of them gives in turn; what is dialled ends at the server on this machine.

    Numbers are looked up as this machine does; no other name is known.
    """

    def __init__(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        self.port = server.server_address[1]
        self.names: dict[str, list[list[str]]] = {"paper.example": [[PUBLIC]]}
        self.looked: list[str] = []
        self.dialled: list[str] = []
        self.dead: set[str] = set()
        self.connect, self.look_up = anyio.connect_tcp, socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.look)
        monkeypatch.setattr(anyio, "connect_tcp", self.dial)

    def look(self, host: str, port: int, *_rest: Any, **_named: Any) -> list[Any]:
        self.looked.append(host)
        if host not in self.names:
            return self.look_up(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        turns = self.names[host]
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    async def dial(self, remote_host: str, **_named: Any) -> Any:
        self.dialled.append(remote_host)
        if remote_host in self.dead:
            raise ConnectionRefusedError(111, "Connection refused")
        return await self.connect("127.0.0.1", self.port)
