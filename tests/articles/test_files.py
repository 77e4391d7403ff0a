"""Bytes from files, standard input, and a server on this machine."""

import errno
import gzip
import io
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from readout.articles import fetch, files
from readout.articles.files import RawArticle, decode_text, read_raw
from support.web_server import Answers, address, serving

PAGE = b"<!DOCTYPE html><p>Rockets fell on Baghdad.</p>"
SAVE = "or save the page from a browser and give the file"


class Handler(Answers):
    """Answers as the path says: /status/404, /type/text/plain, /hop/3, and the names below."""

    def _answer(self, body: bytes = PAGE, status: int = 200, **headers: str) -> None:
        self.answer(body, status, **headers)

    def _type(self, value: str) -> None:
        self._answer(Content_Type=f"{value.removesuffix('/notes.md')}; charset=utf-8")

    def _bare(self, _value: str) -> None:
        self._answer()

    def _status(self, value: str) -> None:
        self._answer(status=int(value))

    def _hop(self, value: str) -> None:
        if value == "0":
            self._answer(Content_Type="text/html")
        else:
            self._answer(b"", 302, Location=f"/hop/{int(value) - 1}")

    def _away(self, _value: str) -> None:
        self._answer(b"", 301, Location="ftp://localhost/article")

    def _gzip(self, value: str) -> None:
        body = gzip.compress(PAGE if value == "page" else bytes(files.MAX_BYTES + 1))
        self._answer(body, Content_Type="text/html", Content_Encoding="gzip")

    def _brotli(self, _value: str) -> None:
        self._answer(Content_Type="text/html", Content_Encoding="br")

    def _endless(self, _value: str) -> None:
        self._answer(b"", Content_Type="text/html")
        while not self.ended.is_set():
            self.wfile.write(b"word " * 10_000)

    def _silent(self, _value: str) -> None:
        self.ended.wait()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "*")
    with serving(Handler) as running:
        yield address(running)


def problem(of: str) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        read_raw(of, private=True)
    return str(caught.value)


@pytest.mark.parametrize(("ending", "kind"), [*files.KIND_OF_ENDING.items(), (".MARKDOWN", "markdown")])
def test_kind_of_a_file_is_its_ending(tmp_path: Path, ending: str, kind: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"words")
    assert read_raw(str(path)) == RawArticle(b"words", kind)


def test_home_folder_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "a.txt").write_bytes(b"words")
    assert read_raw("~/a.txt") == RawArticle(b"words", "text")


def test_in_a_notebook_a_path_may_lie_beside_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("notebooks", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "a.txt").write_bytes(b"words")
    monkeypatch.chdir(tmp_path / "notebooks")
    assert problem("data/a.txt") == "does not exist; check the path"
    monkeypatch.setattr(files, "is_in_notebook", lambda: True)
    assert read_raw("data/a.txt") == RawArticle(b"words", "text")
    assert problem("data/b.txt") == (
        f"is neither in the folder notebooks nor in the one around it, {tmp_path.name}; check the path"
    )
    assert problem(str(tmp_path / "none.txt")) == "does not exist; check the path"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for name in ("a.log", "a.RTF"):
        (tmp_path / name).write_bytes(b"words")
    (tmp_path / "big.txt").write_bytes(bytes(files.MAX_BYTES + 1))
    assert problem(str(tmp_path / "none.txt")) == "does not exist; check the path"
    assert problem(str(tmp_path)) == "is a folder; name an article in it"
    os.mkfifo(tmp_path / "a.txt")
    assert problem(str(tmp_path / "a.txt")) == "is a pipe or a device, which may never end; give a file"
    with pytest.MonkeyPatch.context() as patch:  # as it took the place of a file after a look
        patch.setattr(Path, "is_file", lambda _: True)
        assert problem(str(tmp_path / "a.txt")) == "is a pipe or a device, which may never end; give a file"
    assert problem(str(tmp_path / "a.log")) == (
        "is of an unknown kind; give a .txt, .md, .html, .pdf, .docx or .eml file"
    )
    assert problem(str(tmp_path / "a.RTF")) == "is a .rtf file, which is not read; save it as .docx or .txt"
    assert problem(str(tmp_path / "big.txt")) == "is larger than 5 MB; give the article alone"
    assert problem("a\0.txt") == "does not exist; check the path"
    name = os.strerror(errno.ENAMETOOLONG)
    assert problem("a" * 5000) == f"cannot be read ({name}); check the file and its permissions"


def test_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    path = tmp_path / "a.txt"
    path.touch()
    monkeypatch.setattr(files, "_open_at_once", refuse)  # a mode of 0 would not do: root may read every file
    assert problem(str(path)) == "cannot be read (Permission denied); check the file and its permissions"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"words", "text"),
        (b" <!DOCTYPE html>", "html"),
        (b"\xef\xbb\xbf<HTML>", "html"),
        (b'{\n "title": 1', "json"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04", "docx"),
        (b"{words}", "text"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, kind: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read_raw("-") == RawArticle(data, kind)


def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert problem("-") == "cannot be read here; give a file or an address"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(files.MAX_BYTES + 1))))
    assert problem("-") == "is larger than 5 MB; give the article alone"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/type/text/html", "html"),
        ("/type/application/xhtml+xml", "html"),
        ("/type/text/plain", "text"),
        ("/type/text/plain/notes.md", "markdown"),
        ("/type/text/markdown", "markdown"),
        ("/type/application/json", "json"),
        ("/bare/", "html"),
        ("/gzip/page", "html"),
    ],
)
def test_kind_of_an_address_is_what_the_server_says(server: str, path: str, kind: str) -> None:
    charset = "utf-8" if path.startswith("/type/") else ""
    assert read_raw(server + path, private=True) == RawArticle(PAGE, kind, server + path, charset)


def test_a_feed_is_no_article(server: str) -> None:
    expected = "is application/rss+xml, not a page of text; give the address of an article"
    assert problem(f"{server}/type/application/rss+xml") == expected


def test_redirects_are_followed_five_times(server: str) -> None:
    assert read_raw(f"{server}/hop/5", private=True) == RawArticle(PAGE, "html", f"{server}/hop/0")
    assert problem(f"{server}/hop/6") == "redirects more than 5 times; check the address"
    assert problem(f"{server}/away/") == "leads to no http or https address; save the page and give the file"


def test_password_and_fragment_are_not_kept(server: str) -> None:
    assert read_raw(f"{server.replace('//', '//me:secret@')}/bare/#part", private=True).url == f"{server}/bare/"


@pytest.mark.parametrize("given", ["ftp://localhost/a.txt", "file:///a.txt", "gopher://a", "http://"])
def test_other_schemes_are_refused(given: str) -> None:
    assert problem(given) == "is no http or https address; save the page and give the file"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/status/299", f"answers 299; check the address, {SAVE}"),
        ("/type/image/png", "is image/png, not a page of text; give the address of an article"),
        ("/brotli/", "is compressed in a way not asked for; save the page and give the file"),
        ("/gzip/bomb", "is larger than 5 MB; give the article alone"),
        ("/endless/", "is larger than 5 MB; give the article alone"),
    ],
)
def test_answers_that_are_no_article(server: str, path: str, expected: str) -> None:
    assert problem(server + path) == expected


@pytest.mark.parametrize("limit", ["TOTAL_SECONDS", "READ_SECONDS"])
def test_silence_is_not_waited_for(server: str, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(fetch, limit, 0.1)
    assert problem(f"{server}/silent/") == f"did not answer in time; try again later, {SAVE}"


def test_deadline_holds_within_a_body(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 10**12)
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.2)
    assert problem(f"{server}/endless/") == f"did not answer in time; try again later, {SAVE}"


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reason = f"[Errno {errno.ECONNREFUSED}] {os.strerror(errno.ECONNREFUSED)}"
    assert (
        problem(f"http://127.0.0.1:{port}/a") == f"cannot be reached ({reason}); check the address and the connection"
    )


@pytest.mark.parametrize("given", ["http://[::1", "http://a\x00b/", "http://xn--a/"])
def test_addresses_that_are_none(given: str) -> None:
    message = problem(given)
    assert message.startswith("cannot be reached (")
    assert message.endswith("); check the address and the connection")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Shi’ite".encode(), "Shi’ite"),
        (b"\xef\xbb\xbfwords", "words"),
        ("Shi’ite".encode("utf-16"), "Shi’ite"),
        ("Shi’ite".encode("utf-32"), "Shi’ite"),
        ("He said “no” to the café.".encode("cp1252"), "He said “no” to the café."),
        (("“no”" * 20).encode() + b"\xff", "“no”" * 20 + "\ufffd"),
    ],
)
def test_decoding(data: bytes, text: str) -> None:
    assert decode_text(data) == text


def test_decoding_of_another_alphabet() -> None:
    text = "Президент заявил, что правительство представит новые меры для экономики страны. " * 3
    assert decode_text(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "is empty; give a file with an article in it"),
        (b" \r\n\t", "is empty; give a file with an article in it"),
        (b"\x7fELF\x00\x01", "is binary, not text; save the article as text or HTML"),
        (bytes(range(128, 256)) * 20, "cannot be decoded as text; save it as UTF-8"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, expected: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        decode_text(data)
    assert str(caught.value) == expected


CYRILLIC = "The paper Правда («Truth») said so on Monday."


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (CYRILLIC.encode("cp1251"), "windows-1251", CYRILLIC),
        (f'<meta charset="cp1251">{CYRILLIC}'.encode("cp1251"), "", CYRILLIC),
        (f"<meta http-equiv=x content='text/html; charset=windows-1251'>{CYRILLIC}".encode("cp1251"), "", CYRILLIC),
        ('<?xml version="1.0" encoding="iso-8859-5"?>Правда said so.'.encode("iso-8859-5"), "", "Правда said so."),
        (CYRILLIC.encode(), "windows-1251", CYRILLIC),  # it is UTF-8, whatever is said
        ("“Words”".encode("cp1252"), "iso-8859-1", "“Words”"),
        (("It cost five €, he said. " * 3).encode("iso-8859-15"), "iso-8859-15", "five €"),
        (CYRILLIC.encode("utf-16-le") + ("More words. " * 9).encode("utf-16-le"), "", CYRILLIC),
        (("More words. " * 9 + CYRILLIC).encode("utf-16-be"), "utf-16", CYRILLIC),
        ("“Words” stand here in the text".encode("cp1252"), "none-such", "“Words” stand here"),
    ],
)  # fmt: skip
def test_a_charset_that_is_declared_is_heeded_where_it_fits(data: bytes, charset: str, text: str) -> None:
    assert text in decode_text(data, charset)
