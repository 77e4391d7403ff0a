"""The Chromium that is installed here, and a report printed by it as PDF."""

import re
import stat
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from readout.articles.article import read
from readout_app.runs import pdf as browser
from readout_app.runs import run as report

needs_chromium = pytest.mark.skipif(browser.find() is None, reason="needs Chromium: install chromium")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = report.run(report.find("briefing"), read(""), {"top": 5}, tmp_path_factory.mktemp("reports"))
    assert run.error is None
    return run.page


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_first_on_path_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find() is None
    for name in ("msedge", "google-chrome"):
        program(tmp_path / name, "")
    assert browser.find() == str(tmp_path / "google-chrome")
    monkeypatch.setenv("READOUT_CHROMIUM", "msedge")
    assert browser.find() == str(tmp_path / "msedge")


def test_a_named_one_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_CHROMIUM", "/none/chrome")
    message = "READOUT_CHROMIUM: /none/chrome is no program; give the path of a Chromium, or unset it"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        browser.find()


def test_without_a_chromium_pdf_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    message = (
        "--pdf: there is no Chromium on this machine; install chromium or google-chrome, "
        "or name one in READOUT_CHROMIUM"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        browser.pdf(tmp_path / "report.html", tmp_path / "report.pdf")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo one; echo two >&2; exit 3", "two"),
        ("exit 3", "exit code 3"),
        ("sleep 60 & sleep 60", "not done after 0.2 seconds"),
    ],
)
def test_a_chromium_that_makes_nothing_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    broken, target = program(tmp_path / "broken", script), tmp_path / "report.pdf"
    target.write_text("the old one", encoding="utf-8")
    monkeypatch.setenv("READOUT_CHROMIUM", str(broken))
    message = f"--pdf: {broken} made no file of report.html ({said}); try another Chromium"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        browser.pdf(Path("report.html"), target, timeout=0.2 if "sleep" in script else 60)
    assert target.read_text(encoding="utf-8") == "the old one"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["broken", "report.pdf"]


@pytest.mark.browser
@needs_chromium
def test_a_report_as_pdf_is_tagged_and_has_an_outline(path: Path, tmp_path: Path) -> None:
    browser.pdf(path, tmp_path / "report.pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", content)) > 1
    title = re.search(rb"/Title <FEFF([0-9A-F]+)>", content)
    assert title is not None
    headline = bytes.fromhex(title[1].decode()).decode("utf-16-be")
    assert headline.startswith("Washington Tells Baghdad to Curb Militias or Lose American Embassy")
    for mark in (b"/StructTreeRoot", b"/Lang (en)", b"/Outlines", b"/Title (Findings)"):
        assert mark in content
    assert [one.name for one in tmp_path.iterdir()] == ["report.pdf"]


@pytest.mark.browser
@needs_chromium
def test_a_pdf_is_made_without_the_network(tmp_path: Path) -> None:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = tmp_path / "page.html"
        hosts = [f"http://{host}:{server.server_port}/" for host in ("127.0.0.1", "localhost")]
        page.write_text("".join(f'<img src="{host}" alt="x">' for host in hosts), encoding="utf-8")
        browser.pdf(page, tmp_path / "page.pdf")
        server.shutdown()
    assert (tmp_path / "page.pdf").is_file()
    assert asked == []
