"""The Chromium that is installed here, and a report printed by it as PDF."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from readout_app.runs.pdf import find_chromium, print_pdf, require_pdf
from support import ROOT

needs_chromium = pytest.mark.skipif(find_chromium() is None, reason="needs Chromium: install chromium")


def test_the_first_on_path_is_found_unless_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() is None
    for name in ("msedge", "google-chrome"):
        (tmp_path / name).touch(mode=0o755)
    assert find_chromium() == str(tmp_path / "google-chrome")
    monkeypatch.setenv("READOUT_CHROMIUM", "msedge")
    assert find_chromium() == str(tmp_path / "msedge")
    monkeypatch.setenv("READOUT_CHROMIUM", "/none/chrome")
    message = "READOUT_CHROMIUM: /none/chrome is no program; give the path of a Chromium, or unset it"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        find_chromium()


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("readout_app.runs.pdf.find_spec", lambda _: None)
    message = "--pdf: that needs pip install 'readout-news[verify]' and a Chromium on the PATH; or leave --pdf out"
    for refuse in (require_pdf, lambda: print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            refuse()


def test_a_chromium_that_does_not_start_leaves_the_old_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_CHROMIUM", "false")
    (tmp_path / "report.pdf").write_text("the old one")
    message = r"^Chromium did not start \(.+\); name another in READOUT_CHROMIUM$"
    with pytest.raises(ValueError, match=message):
        print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("report.pdf", "the old one")]


@pytest.mark.browser
@needs_chromium
def test_a_report_as_pdf_is_tagged_and_has_an_outline(tmp_path: Path) -> None:
    print_pdf(ROOT / "reports" / "sample.html", tmp_path / "report.pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", content)) > 1
    title = re.search(rb"/Title <FEFF([0-9A-F]+)>", content)
    assert title is not None
    headline = bytes.fromhex(title[1].decode()).decode("utf-16-be")
    assert headline.startswith("Washington Tells Baghdad to Curb Militias or Lose American Embassy")
    for mark in (b"/StructTreeRoot", b"/Lang (en)", b"/Outlines", b"/Title (Findings)"):
        assert mark in content
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


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
        print_pdf(page, tmp_path / "page.pdf")
        server.shutdown()
    assert (tmp_path / "page.pdf").is_file()
    assert asked == []
