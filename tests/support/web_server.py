"""A server on this machine, for tests: it answers as its handler says, until the test is over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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
