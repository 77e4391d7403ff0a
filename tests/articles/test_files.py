"""Bytes from files, standard input, and a server on this machine."""

import errno
import io
import os
import sys
from pathlib import Path

import pytest

from readout.articles import files
from readout.articles.fetch import Response
from readout.articles.files import RawArticle, decode_text, raw_from_response, read_raw
from support.errors import problem_of

PAGE = b"<!DOCTYPE html><p>Rockets fell on Baghdad.</p>"


def problem(of: str) -> str:
    return problem_of(read_raw, of)


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
    monkeypatch.setattr(files, "open_at_once", refuse)  # a mode of 0 would not do: root may read every file
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
    ("media_type", "path", "kind"),
    [
        *(("text/html", "a", "html"), ("application/xhtml+xml", "a", "html"), ("text/plain", "a", "text")),
        *(
            ("text/plain", "notes.md", "markdown"),
            ("text/markdown", "a", "markdown"),
            ("application/json", "a", "json"),
        ),
        *(("application/json", "a", "json"), ("", "a", "html")),
    ],
)
def test_kind_of_an_address_is_what_the_server_says(media_type: str, path: str, kind: str) -> None:
    url = f"https://paper.example/{path}"
    assert raw_from_response(Response(PAGE, media_type, url, charset="cp1252")) == RawArticle(PAGE, kind, url, "cp1252")


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
    assert problem_of(decode_text, data) == expected


CYRILLIC = "The paper Правда («Truth») said so on Monday."
RUSSIAN = "Президент заявил, что правительство представит новые меры для экономики страны. " * 3


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
        # nothing is declared
        ("Shi’ite".encode(), "", "Shi’ite"),
        (b"\xef\xbb\xbfwords", "", "words"),
        ("Shi’ite".encode("utf-16"), "", "Shi’ite"),
        ("Shi’ite".encode("utf-32"), "", "Shi’ite"),
        ("He said “no” to the café.".encode("cp1252"), "", "He said “no” to the café."),
        (("“no”" * 20).encode() + b"\xff", "", "“no”" * 20 + "\ufffd"),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN),
    ],
)  # fmt: skip
def test_the_charset_is_the_one_that_is_declared_where_it_fits_else_the_likeliest(
    data: bytes, charset: str, text: str
) -> None:
    assert text in decode_text(data, charset)
