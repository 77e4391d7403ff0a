"""A hundred watches over a thousand items of a server that fails one request in ten, their runner killed fifty times.

Feeds and pages come from this process, each watch from an address of its own (127.0.0.N). One request in ten fails:
refused, cut off, slow, huge, redirected in a circle or into nowhere, of another type, garbage. The runner,
`readout schedule run`, is killed after a random time and started again; it then ends by itself, and once more
one slot later, with one item in twenty changed. Each report is copied, and told by a mail to a server of this process.
Prints what was reported, copied and told how often, what is left half-written, and the memory of the runner.

    PYTHONPATH=$PWD/tests python tests/benchmarks/soak.py [--watches 100] [--items 10] [--kills 50] [--seconds 25]

`--seconds` is the longest life of a runner before it is killed, in seconds of processor time, so that a busy machine
changes nothing. `--local` watches folders instead of feeds, to which each of the first lives adds a file, and makes
reports at once and without a notebook: more of the kills fall on copies and mails then
(`--local --watches 10 --items 100 --kills 100 --seconds 7`).
"""

import argparse
import contextlib
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil

from readout_app.schedule.history import WATCHES, load_history, save_history
from support.mail_server import Box, served
from support.notebooks import notebook

PROSE = (
    "The minister praised the Supreme Court on Monday. The opposition condemned the government and said that the law"
    " was bad for everyone who lives there. Nobody in the capital was surprised by the decision of the judges."
)
COMMAND = [sys.executable, "-m", "readout_app", "schedule", "run"]
WITHOUT_KERNELS = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from readout_app.schedule import runner
from support.fake_reports import FakeReports
from readout_app.cli import main
runner.run_batch = FakeReports()
main()
"""


class Server(ThreadingHTTPServer):
    """The feeds and pages of all watches; `changed` are the pages that have a second version."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, items: int, seed: int) -> None:
        super().__init__(("0.0.0.0", 0), Handler)
        self.items, self.chance, self.lock = items, random.Random(seed), threading.Lock()
        self.changed: set[tuple[str, int]] = set()
        self.failed: Counter[str] = Counter()

    def failure(self) -> Callable[["Handler"], None] | None:
        """In one case of ten a way to fail."""
        with self.lock:
            if self.chance.random() >= 0.1:
                return None
            way = self.chance.choice(WAYS)
            self.failed[way.__name__] += 1
        return way

    def handle_error(self, *_: object) -> None:
        """Clients that are killed break their connections off."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def do_GET(self) -> None:
        """A feed or a page, unless this one is to fail."""
        if way := self.server.failure():
            way(self)
            return
        host = self.headers["Host"].partition(":")[0]
        base = f"http://{self.headers['Host']}"
        if self.path == "/feed.xml":
            items = "".join(
                f"<item><title>Item {n}</title><link>{base}/{n}.html</link><guid>{base}/{n}</guid></item>"
                for n in range(self.server.items)
            )
            self.answer(
                f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>", "application/rss+xml"
            )
        elif self.path.endswith(".html"):
            number = int(self.path[1:-5])
            more = " It was changed later." if (host, number) in self.server.changed else ""
            title = f"Story {number} of {host.replace('.', '-')}"
            text = f"<p>{PROSE}</p><p>This is story {number} of {host}.{more} {PROSE}</p>"
            head = f"<head><title>{title}</title></head>"
            self.answer(f"<html lang='en'>{head}<body><article><h1>{title}</h1>{text}</article></body></html>")
        else:
            self.send_error(404)

    def answer(self, body: str, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        """Sends it, or that it has not changed."""
        data = body.encode()
        tag = f'"{hash(body) & 0xFFFFFFFF:x}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), "ETag": tag, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def refused(one: Handler) -> None:
    """An error of the server."""
    one.send_error(503)


def busy(one: Handler) -> None:
    """Too many requests."""
    one.answer("later", "text/plain", 429, **{"Retry-After": "1"})


def gone(one: Handler) -> None:
    """No such page, this once."""
    one.send_error(404)


def cut(one: Handler) -> None:
    """The connection is closed without a word."""
    one.connection.shutdown(socket.SHUT_RDWR)


def short(one: Handler) -> None:
    """Less than was announced."""
    one.send_response(200)
    one.send_header("Content-Type", "text/html")
    one.send_header("Content-Length", "5000")
    one.end_headers()
    one.wfile.write(b"<html>")


def slow(one: Handler) -> None:
    """A byte now and then."""
    one.send_response(200)
    one.send_header("Content-Type", "text/html")
    one.end_headers()
    for _ in range(4):
        one.wfile.write(b" ")
        time.sleep(1)


def huge(one: Handler) -> None:
    """Six megabytes."""
    one.answer("a " * 3_000_000)


def circle(one: Handler) -> None:
    """A redirect to itself."""
    one.answer("", status=302, Location=one.path)


def nowhere(one: Handler) -> None:
    """A redirect to a name that there is not."""
    one.answer("", status=302, Location="http://nowhere.invalid/")


def image(one: Handler) -> None:
    """Another type."""
    one.answer("GIF89a", "image/gif")


def garbage(one: Handler) -> None:
    """No words."""
    one.answer("\\x00\\x01" * 500)


WAYS = (refused, busy, gone, cut, short, slow, huge, circle, nowhere, image, garbage)


def main() -> None:
    """Runs the whole of it and prints what came of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("watches", 100), ("items", 10), ("kills", 50), ("seconds", 25), ("seed", 7)):
        options.add_argument(f"--{name}", type=int, default=default)
    options.add_argument("--local", action="store_true")
    asked = options.parse_args()
    if asked.local:
        COMMAND[1:3] = ["-c", WITHOUT_KERNELS]
        COMMAND.extend(["--now", *(f"watch-{at}" for at in range(1, asked.watches + 1))])
    server = Server(asked.items, asked.seed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    box = Box()
    with tempfile.TemporaryDirectory() as place, served(box) as environ:
        os.environ.update(environ)
        folder = Path(place)
        _watches(folder, asked.watches, 0 if asked.local else server.server_port)
        started = time.monotonic()
        files = asked.items if asked.local else 0
        first = _rounds(folder, random.Random(asked.seed), asked.kills, asked.seconds, files)
        _until_all(folder, asked.watches * asked.items)
        told = _tell(folder, asked.watches * asked.items, "first")
        change = random.Random(asked.seed).sample(sorted(told), len(told) // 20)
        server.changed = {(host.replace("-", "."), int(number)) for number, host in change}
        for number, host in change if asked.local else ():
            with (folder / host / f"{number}.txt").open("a", encoding="utf-8") as file:
                file.write("It was changed later.\n")
        print(f"{first} kills, {time.monotonic() - started:.0f} s so far; failures: {dict(server.failed)}", flush=True)
        _next_slot(folder)
        _until_all(folder, asked.watches * asked.items + len(change))
        _tell(folder, asked.watches * asked.items + len(change), "changed")
        left = [path.name for path in (folder / "reports").glob(".[!lw]*")]
        waiting = list((folder / "reports" / ".watches").glob("*/waiting/*"))
        print(f"left half-written: {left}; waiting: {len(waiting)}; {time.monotonic() - started:.0f} s in all")
        _mailed(box, len(told), len(change))
        copies = [path.parent.name for path in (folder / "copies").glob("*/manifest.json")]
        print(f"copies with a manifest: {len(copies)} of {len(_made(folder))} reports")


def _watches(folder: Path, number: int, port: int) -> None:
    """Writes the watches: over feeds, or over folders where there is no port."""
    cell = "import json\nprint(json.load(open(article))['title'])"
    notebook(folder / "soak.ipynb", cell, parameters='article: str = ""')
    mail = 'mail = {to = ["ann@example.org"]}\ncopy = "copies"\n'
    lines = [f'[defaults]\nevery = "1m"\nnotebook = "soak.ipynb"\nprivate = true\n{mail}']
    for at in range(1, number + 1):
        source = f"http://127.0.0.{at}:{port}/feed.xml" if port else f"127-0-0-{at}"
        lines.append(f'[watch.watch-{at}]\nsources = ["{source}"]\n')
        if not port:
            (folder / source).mkdir()
    (folder / "schedules.toml").write_text("\n".join(lines), encoding="utf-8")


def _add_files(folder: Path, number: int) -> None:
    """Adds the file of that number to each watched folder."""
    for place in folder.glob("127-0-0-*"):
        text = f"Story {number} of {place.name}\n\n{PROSE} This is story {number} of {place.name}. {PROSE}\n"
        (place / f"{number}.txt").write_text(text, encoding="utf-8")


def _started(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        COMMAND, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def _rounds(folder: Path, chance: random.Random, kills: int, seconds: float, files: int) -> int:
    """Starts the runner and kills it, with all its children, after some random seconds, until so many were killed."""
    memory = []
    killed = lives = 0
    while killed < kills:
        if lives < files:
            _add_files(folder, lives)
        lives += 1
        process = _started(folder)
        end = chance.uniform(0.5, seconds)
        while process.poll() is None and _spent(process.pid) < end:
            memory.append(_held(process.pid))
            time.sleep(0.2)
        killed += process.poll() is None
        for one in _family(process.pid):
            one.kill()
        process.wait()
        print(f"{killed} of {lives} killed; {len(_made(folder))} reports; {max(memory[-20:] or [0])} MiB", flush=True)
    half = len(memory) // 2
    print(
        f"memory of the runner: {max(memory[:half])} MiB at most in the first half, {max(memory[half:])} in the second"
    )
    for life in range(lives, files):
        _add_files(folder, life)
    return killed


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [*process.children(recursive=True), process]
    except psutil.Error:
        return []


def _spent(pid: int) -> float:
    """The processor time of a runner and its children, in seconds."""
    spent = 0.0
    for process in _family(pid):
        with contextlib.suppress(psutil.Error):
            spent += sum(process.cpu_times()[:2])
    return spent


def _held(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss >> 20)
    except psutil.Error:
        return 0


def _until_all(folder: Path, expected: int) -> None:
    """Runs to the end, slot after slot, until all is reported; ten times at most."""
    for _ in range(10):
        process = _started(folder)
        process.wait()
        if len(_made(folder)) >= expected:
            return
        _next_slot(folder)


def _next_slot(folder: Path) -> None:
    """Lets each watch have run long ago, so that it is due again."""
    out = folder / "reports"
    for path in (out / WATCHES).glob("*/manifest.json"):
        watch = path.parent.name
        last = load_history(out, watch)
        save_history(out, watch, last.model_copy(update={"slot": datetime(2020, 1, 1, tzinfo=UTC)}))


def _made(folder: Path) -> list[Path]:
    return [path for path in (folder / "reports").glob("*/manifest.json") if not path.parent.is_symlink()]


def _tell(folder: Path, expected: int, what: str) -> set[tuple[str, str]]:
    """Prints how often each item was reported, and gives the items."""
    titles = Counter(json.loads(path.read_text(encoding="utf-8"))["article"]["title"] for path in _made(folder))
    broken = [path for path in _made(folder) if json.loads(path.read_text(encoding="utf-8"))["status"] != "done"]
    times = Counter(titles.values())
    print(
        f"{what}: {sum(titles.values())} reports of {expected} expected, {len(titles)} items; times each: {dict(times)}"
    )
    print(f"not done: {len(broken)}", flush=True)
    return {(title.split()[1], title.split()[-1]) for title in titles}


def _mailed(box: Box, items: int, changed: int) -> None:
    """Prints how often each item was told as new and as changed, by mails of different ids."""
    told: dict[str, dict[str, set[str]]] = {"NEW": {}, "CHANGED": {}, "FAILED": {}}
    cut = 0
    for message in box.messages:
        body = message.get_body(("plain",))
        part = ""
        cut += sum(map(int, re.findall(r"^([0-9]+) more stands? in", body.get_content(), re.MULTILINE))) if body else 0
        for line in body.get_content().splitlines() if body else ():
            part = line if line in told else part
            if line.startswith("* Story"):
                told[part].setdefault(line, set()).add(message["Message-ID"])
    ids = {message["Message-ID"] for message in box.messages}
    print(f"mails: {len(box.messages)}, of {len(ids)} ids; told by their number alone: {cut}")
    for part, expected in (("NEW", items), ("CHANGED", changed)):
        times = Counter(map(len, told[part].values()))
        print(f"told as {part.lower()}: {len(told[part])} of {expected}; by mails of so many ids: {dict(times)}")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
