"""PDF and Word files and mails: read, or refused by name."""

import io
import sys
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from readout.articles import read, read_all
from readout.articles.contents import split_contents
from readout.articles.files import UNREAD, RawArticle
from support.errors import problem_of
from support.exports import EXPORTS, FIRST, SECOND, THIRD

Writer = Callable[[str, bytes], Path]
LINES = [
    [
        "Council sues the owner",
        "The Harbour League asked why the ferry company and its owners had criti-",
        "cised the judge.",
    ],
    ["Mayor Ilse Brandt praised the judge and said that the council would sue the", "owner before the summer."],
]


def make_pdf(pages: list[list[str]]) -> bytes:
    """A PDF with these lines on its pages, below a head and above a number."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for number, lines in enumerate(pages, 1):
        shown = "".join(f"({line}) Tj T* " for line in ("Harwick Times, May 2021", *lines, f"Page {number}") if lines)
        content = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET"
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode()


def make_docx(paragraphs: list[tuple[str, str]], cells: list[str] | None = None) -> bytes:
    from docx import Document

    document = Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    if cells:
        row = document.add_table(rows=1, cols=len(cells)).rows[0]
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_mail(plain: str, html: str = "", **head: str) -> bytes:
    mail = EmailMessage()
    for name, value in (
        {"Subject": "Fwd: Council sues the owner", "From": "The Daily <desk@daily.example>"} | head
    ).items():
        mail[name] = value
    if plain:
        mail.set_content(plain, charset="iso-8859-1")
    if html and plain:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    return mail.as_bytes()


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_a_pdf_has_whole_words_and_no_heads_of_pages(write: Writer) -> None:
    article = read(write("story.pdf", make_pdf(LINES)))
    assert article.title == "Council sues the owner"
    assert article.text == (
        "The Harbour League asked why the ferry company and its owners had criticised the judge.\n\n"
        "Mayor Ilse Brandt praised the judge and said that the council would sue the owner before the summer."
    )


def test_a_word_file_has_its_paragraphs_and_cells_and_no_subheadings(write: Writer) -> None:
    paragraphs = [
        ("Title", "Council sues the owner"),
        ("Normal", FIRST),
        ("Heading 2", "Background"),
        ("Normal", SECOND),
    ]
    paragraphs += [("Heading 2", "Will she sue?")]
    article = read(write("story.docx", make_docx(paragraphs, [THIRD])))
    assert article.title == "Council sues the owner"
    assert article.text.split("\n\n") == [FIRST, SECOND, "Will she sue?", THIRD]


def test_an_export_as_a_word_file_is_many_articles(write: Writer) -> None:
    lines = [line for line in EXPORTS["nexis-uni"].split("\n") if line]
    headings = ("Ferry crashes", "Council sues")
    path = write(
        "export.docx", make_docx([("Heading 1" if line.startswith(headings) else "Normal", line) for line in lines])
    )
    assert [(article.title, article.source) for article in read_all(path)] == [
        ("Ferry crashes are not all alike", "Eastport State Journal"),
        ("Council sues the owner", "The Harwick Times"),
    ]


PLAIN = f"View this in your browser\n\n{FIRST}\n\n{SECOND} {THIRD} - café.\n\nUnsubscribe | Manage your preferences"


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        (PLAIN, ""),
        (
            "View this email in a browser.",
            f"<table><tr><td><p>{FIRST}</p><p>{SECOND} {THIRD} - café.</p></td></tr></table>",
        ),
        ("", f"<html><body><div><p>{FIRST}</p><p>{SECOND} {THIRD} - café.</p><p>Unsubscribe</p></div></body></html>"),
    ],
)
def test_a_mail_has_its_subject_day_sender_and_text(plain: str, html: str, write: Writer) -> None:
    article = read(write("news.eml", make_mail(plain, html, Date="Tue, 04 May 2021 10:00:00 +0200")))
    assert (article.title, article.published) == ("Council sues the owner", date(2021, 5, 4))
    assert (article.source, article.text) == ("The Daily", f"{FIRST}\n\n{SECOND} {THIRD} - café.")


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.pdf", b"words", "is no PDF that can be read (PdfStreamError); save its text as .txt"),
        ("a.pdf", make_pdf([[]]), "is a PDF without text, such as a scan; recognize its text, and save it as .txt"),
        ("a.docx", b"words", "is no Word file that can be read (BadZipFile); save it as .txt"),
        ("a.eml", b"Subject: x\n\n", "is a mail without text; give what is attached to it as a file"),
        *(
            (f"a{ending}", b"x", f"is a {ending} file, which is not read; {advice}")
            for ending, advice in UNREAD.items()
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name: str, data: bytes, expected: str, write: Writer) -> None:
    path = write(name, data)
    assert problem_of(read, path) == f"{path}: {expected}"


@pytest.mark.parametrize(
    ("kind", "package", "expected"),
    [
        ("pdf", "pypdf", "is a PDF, which needs pypdf; pip install 'readout-news[documents]'"),
        ("docx", "docx", "is a Word file, which needs python-docx; pip install 'readout-news[documents]'"),
        ("parquet", "pyarrow", "is Parquet, which needs pyarrow; pip install 'readout-news[coverage]'"),
    ],
)
def test_a_missing_extra_is_named(kind: str, package: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert problem_of(split_contents, RawArticle(b"x", kind)) == expected
