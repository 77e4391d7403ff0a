"""Reading articles, from each kind of source to an `Article`; and what is refused."""

import hashlib
import html
import io
import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readout import resources
from readout.articles.article import Article, read
from readout.articles.sentences import Sentence
from readout.resources import shipped
from support.articles import article
from support.errors import problem_of
from support.web_server import Answers, address, serving

FIRST = "The militias fired rockets at the embassy, and the government said that it would find them."
SECOND = "“That is the end of it,” he said. The U.S. agreed with him."
BODY = f"{FIRST}\n\n{SECOND}"
HEADLINE = "Rockets Hit the Embassy"
NO_PROSE = "has no prose in it, or less than 20 words; give an article in sentences"
Made = Callable[[str, str], Article]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Writes a file and reads it: `made("a.txt", text)`."""

    def make(name: str, content: str) -> Article:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return read(path)

    return make


def problem(of: str | Path) -> str:
    return problem_of(read, of)


# --- the article itself


def test_the_plainest_file(made: Made) -> None:
    text = f"{HEADLINE}\n\n{BODY}\n"
    article = made("a.txt", text)
    assert article == Article(
        title=HEADLINE,
        text=BODY,
        sentences=(
            Sentence(0, 91, FIRST, 0),
            Sentence(93, 126, "“That is the end of it,” he said.", 1),
            Sentence(127, 152, "The U.S. agreed with him.", 1),
        ),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    assert article.words == 29
    with pytest.raises(FrozenInstanceError):
        article.title = "Another"  # type: ignore[misc]


def test_as_dict_is_the_article_of_the_contract(made: Made) -> None:
    article = made("a.txt", f"{HEADLINE}\n\nSept. 29, 2020\n\nBy Jane Doe\n\n{BODY}")
    assert article.as_dict() == {
        "id": article.sha256[:16],
        "title": HEADLINE,
        "deck": None,
        "published": "2020-09-29",
        "source": None,
        "byline": "Jane Doe",
        "url": None,
        "language": "en",
        "words": 29,
        "sha256": article.sha256,
        "text": BODY,
    }


def test_json_gives_an_equal_article(made: Made) -> None:
    article = made("a.md", f"---\ntitle: One\ndate: 2020-09-29\nurl: https://a.example/b\n---\n{BODY}")
    assert article.url == "https://a.example/b"
    assert made("a.json", json.dumps(article.as_dict())) == article


def test_a_long_head_is_cut(made: Made) -> None:
    article = made("a.md", f"---\ntitle: {'a b ' * 1000}\nsource: {'c' * 1000}\n---\n{BODY}")
    assert article.title == "a b " * 74 + "a b…"
    assert article.source == "c" * 199 + "…"


def test_without_headline_the_file_names_the_article(made: Made) -> None:
    article = made("embassy-rockets.txt", BODY)
    assert (article.title, article.text) == ("embassy-rockets", BODY)


# --- articles that are there


def test_no_source_is_the_bundled_article() -> None:
    article = read("")
    assert article.published == date(2020, 9, 29)
    assert article == read(next(shipped("articles").glob("2020-09-29-*.txt")))


@pytest.mark.parametrize("path", sorted(shipped("articles").glob("2*")), ids=lambda path: path.stem)
def test_bundled_articles_read_right(path: Path) -> None:
    article = read(path)
    assert article.published is not None
    assert path.stem.startswith(article.published.isoformat())
    assert article.source
    assert 300 <= article.words <= 500
    assert article.title not in article.text
    assert not article.deck or article.deck not in article.text
    assert all(article.text[s.start : s.end] == s.text for s in article.sentences)


# --- addresses and standard input

PROSE = [f"{FIRST} This is paragraph number {number} of the story." for number in ("one", "two", "three")]
PAGE = f"""<html><head><title>{HEADLINE}</title><link rel="canonical" href="/other">
<link rel="amphtml" href="/amp"></head><body><article><img src="/map.png"><h1>{HEADLINE}</h1>
<p>{PROSE[0]}</p><p>{PROSE[1]}</p><p>Share this</p><p>{PROSE[2]}</p></article></body></html>"""


class Paper(Answers):
    """Answers /story/… with the page, and notes what was asked for."""

    asked: ClassVar[list[str]] = []

    def _story(self, _value: str) -> None:
        self.asked.append(self.path)
        self.answer(PAGE.encode(), Content_Type="text/html")


def test_an_address_is_read_and_nothing_else_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with serving(Paper) as server:
        url = f"{address(server)}/story/a.html?id=3"
        article = read(url, private=True)
    assert Paper.asked == ["/story/a.html?id=3"]
    assert (article.title, article.url) == (HEADLINE, url)
    assert article.text == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (BODY, "The militias fired rockets at the embassy, and …"),
        (f"Iran fell. {BODY}", "Iran fell"),
        (f"Iran fell to the rebels at eight today. {BODY}", "Iran fell to the rebels at eight today"),
        (f"{HEADLINE}\n\n{BODY}", HEADLINE),
    ],
)
def test_pasted_text_is_named_by_its_headline_else_by_its_first_words(
    text: str, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    article = read("-")
    assert (article.title, article.text) == (title, text.removeprefix(f"{HEADLINE}\n\n"))


# --- what is refused


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty; give a file with an article in it"),
        (b"words " * 1_000_000, "is larger than 5 MB; give the article alone"),
        (b"Rockets Hit the Embassy\n\nNobody was hurt.", NO_PROSE),
        (b"12 34 56 " * 50, NO_PROSE),
        (
            b"O presidente disse ontem que o governo vai apresentar novas medidas. " * 3,
            "is not in English: it looks Portuguese; give an article in English",
        ),
    ],
)
def test_refusals(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert problem(path) == f"{path}: {expected}"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("qwrtz xcvbn " * 50, ("zxx", 1.0), NO_PROSE),
        ("qwrtz xcvbn " * 50, ("la", 0.2), NO_PROSE),
        ("总统昨天表示政府将提出新的措施。" * 15, ("en", 0.9), NO_PROSE),
        (
            "总统昨天表示政府将提出新的措施。" * 15,
            ("zh", 0.9),
            "is not in English: it looks Chinese; give an article in English",
        ),
    ],
)
def test_what_is_likely_no_english_is_refused(
    made: Made, monkeypatch: pytest.MonkeyPatch, text: str, language: tuple[str, float], expected: str
) -> None:
    identifier = SimpleNamespace(classify=lambda _: language)
    monkeypatch.setattr("readout.articles.article._load_identifier", lambda: identifier)
    with pytest.raises(ValueError, match=f"a.txt: {expected}"):
        made("a.txt", text)


def test_english_full_of_names_is_english(made: Made) -> None:
    names = "Pompeo, Rouhani, Salih, Zarif, Mohi, Abu Fadak, Fayyadh, Ghanimi, Talibawi in Baghdad."
    rest = "He left. They agreed on nothing but words, officials explained later."
    assert made("a.txt", f"Kadhimi met {names} {rest}").language == "en"


STORED = article("It rained.", "A title").as_dict()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        *((text, "is no JSON") for text in ("words", "[" * 100_000, "1" * 5000)),
        *(
            (json.dumps(value), f"is no article that Readout wrote ({why})")
            for value, why in (
                *(([1], "no object"), ({"title": "One"}, "no deck"), (STORED | {"title": None}, "title is not text")),
                *(
                    (STORED | {"deck": 3}, "deck is not text"),
                    (STORED | {"published": "5/4/2021"}, "published is no date"),
                ),
                (STORED | {"published": 3}, "published is not text"),
                (STORED | {"sha256": "0"}, "sha256 is not 64 hexadecimal digits"),
            )
        ),
    ],
)
def test_json_that_is_no_article(tmp_path: Path, content: str, expected: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    assert problem(path) == f"{path}: {expected}; give the article.json of a run folder"


def test_a_message_stays_one_short_line() -> None:
    missing = "does not exist; check the path"
    assert problem("a\n\x1b[31m\u202eb.txt") == f"a [31mb.txt: {missing}"
    assert problem("a" * 100 + "b" * 100 + ".txt") == f"{'a' * 50}…{'b' * 95}.txt: {missing}"


PIECES = [HEADLINE, FIRST, SECOND, "\n", "\n\n", "---\n", "title: a\n", "By Jane Doe", "# ", "> ", "<p>", "</p>"]
PIECES += ["<html>", "<article>", "&#0;", "[a](b)", '{"title": ', "Source: x", "May 5, 2021", "\r", "\u2029"]
CONTENT = st.one_of(
    st.binary(),
    st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from(PIECES), max_size=30).map(lambda parts: "".join(parts).encode()),
)


@pytest.mark.parametrize("ending", ["txt", "md", "html", "json"])
@given(content=CONTENT)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    try:
        article = read(path)
    except ValueError as problem:
        message = str(problem)
        assert len(message) <= 300
        assert message.isprintable()
        assert "; " in message
    else:
        assert article.title
        assert all(article.text[s.start : s.end] == s.text for s in article.sentences)
        path.with_suffix(".json").write_text(json.dumps(article.as_dict()), encoding="utf-8")
        assert read(path.with_suffix(".json")) == article


# --- what comes with Readout


def test_shipped_is_of_the_package_else_of_the_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "readout"
    monkeypatch.setattr(resources, "FOLDER", package / "resources")
    assert (
        problem_of(shipped, "articles")
        == "articles: not among the files of this installation; install readout-news again"
    )
    (tmp_path / "data" / "articles").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    assert shipped("articles") == tmp_path / "data" / "articles"
    assert shipped("notebooks") == tmp_path / "notebooks"
    (package / "resources" / "articles").mkdir(parents=True)
    assert shipped("articles") == package / "resources" / "articles"


def test_a_plain_article_needs_no_heavy_import() -> None:
    heavy = {"nltk", "numpy", "py3langid", "trafilatura", "mistune", "yaml", "babel"}
    heavy |= {"httpx", "anyio", "tenacity", "pydantic"}
    code = f"import sys; from readout.articles import read; read(''); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


class Echo(Answers):
    """A page that writes back what it was asked with, in several encodings, and a redirect to it."""

    def do_GET(self) -> None:
        if self.path.startswith("/go"):
            self.answer(status=302, Location=f"/page?{self.path.partition('?')[2]}")
            return
        login = b64decode(self.headers["Authorization"].partition(" ")[2]).decode()
        asked = f"{self.path} {html.escape(self.path)} {login} {quote(login)} {self.headers['Authorization']}"
        asked += f" {json.dumps(unquote(self.path))}"
        text = f"<p>{BODY} {BODY}</p><p>It was asked with {asked} by him, and the <b>s3c</b>ret/Pass, he said.</p>"
        page = f"<html><head><title>{asked}</title></head><body><article><h1>{asked}</h1>{text}</article></body></html>"
        self.answer(page.encode(), Content_Type="text/html")


def test_secrets_of_an_address_are_in_nothing_that_comes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with serving(Echo) as server:
        host = address(server).replace("//", "//ana:s3cret%2FPass@")
        source = f"{host}/go?x=1&access_token=tok3n-1%2F2(3)"
        article = read(source, private=True)
        told = problem(f"{host.replace('127.0.0.1', '127.0.0.1:1')}/?access_token=tok3n-1%2F2(3)")
    assert article.url == f"{address(server)}/page?x=1&access_token=(access_token)"
    assert "It was asked with" in article.text
    everything = unquote(unquote(json.dumps(article.as_dict()) + told)).lower()
    assert not [
        word
        for word in ("s3cret", "tok3n", "2(3)", b64encode(b"ana:s3cret").decode()[:-2].lower())
        if word in everything
    ]
