"""What a report does not show of an article's text: in findings by hand, and in every file of real runs."""

import html
import json
import re
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from readout.analyses.keywords import keyword_in_context
from readout.articles.article import Article, read
from readout.articles.redaction import check_show_text, redact_article, redact_tables
from readout.resources import FOLDER
from readout_app.runs import run as report
from readout_app.runs.run import Run
from support.articles import article
from support.errors import problem_of
from support.inline import without_kernel

NOTEBOOKS = ["briefing", "keywords", "sentiment", "stance"]
EACH = list(product(NOTEBOOKS, ("excerpts", "none")))
IDLE = "It had rained there a little before dawn, for once."
BODY = (
    "Iran condemned the United States on Monday. The United States warned Iran that it might impose tough new "
    f"sanctions.\n\n{IDLE} A nervous old man who sold bad tea near the broken northern gate said that the sanctions "
    "were a terrible mistake.\n\nIran may attack the United States embassy in Baghdad, analysts said. “We will never "
    "forgive this cruel and ugly crime,” Iran said."
)
STORY = article(BODY, title="Sanctions on Iran")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, size: int = 5) -> set[tuple[str, ...]]:
    """Every run of five words."""
    every = words(text)
    return {tuple(every[at : at + size]) for at in range(len(every) - size + 1)}


def forms(path: Path) -> list[str]:
    """A file as it is, and as a reader sees it without tags."""
    raw = html.unescape(path.read_text(encoding="utf-8"))
    return [raw, re.sub(r"<[^>]*>", "", raw)]


def files(run: Run) -> list[Path]:
    return sorted(path for path in run.folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Run]:
    """Each notebook, run with excerpts and with nothing of the text, without a kernel."""
    out = tmp_path_factory.mktemp("withheld")
    found = {}
    with without_kernel():
        for name, show in EACH:
            given = {"show_text": show} | ({} if name == "keywords" else {"targets": ["sanctions"]})
            found[name, show] = report.run(report.find_notebook(name), STORY, given, out)
            assert found[name, show].error is None
    return found


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_with_none_no_run_of_five_words_is_in_any_file(made: dict[tuple[str, str], Run], name: str) -> None:
    run = made[name, "none"]
    results = json.loads((run.folder / "results.json").read_text(encoding="utf-8"))
    named = [one["name"] for one in results["actors"]] + [one["phrase"] for one in results["keywords"]]
    held = runs(BODY) - {one for name in named for one in runs(name)}
    assert len(held) > 60
    assert len(files(run)) > 15
    for path in files(run):
        for text in forms(path):
            assert not runs(text) & held, path.name


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_with_excerpts_what_is_no_evidence_is_in_no_file(made: dict[tuple[str, str], Run], name: str) -> None:
    run = made[name, "excerpts"]
    for path in files(run):
        for text in forms(path):
            assert not runs(text) & runs(IDLE), path.name
    page = (run.folder / "report.html").read_text(encoding="utf-8")
    assert "may attack the United States embassy" in re.sub(r"<[^>]*>", "", page)


@pytest.mark.parametrize(("name", "show"), EACH)
def test_no_link_leads_to_text_that_is_not_there(made: dict[tuple[str, str], Run], name: str, show: str) -> None:
    page = made[name, show].page.read_text(encoding="utf-8")
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(re.findall(r'id="([^"]*)"', page))


@pytest.mark.parametrize("show", ["excerpts", "none"])
def test_results_and_article_hold_no_text_but_the_places_in_it(made: dict[tuple[str, str], Run], show: str) -> None:
    folder = made["briefing", show].folder
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    schema = json.loads((FOLDER / "results.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(results)
    assert results["article"]["text"] is None
    assert results["article"]["sha256"] == STORY.sha256
    assert json.loads((folder / "article.json").read_text(encoding="utf-8"))["text"] is None
    assert [[one["start"], one["end"]] for one in results["sentences"]] == [
        [one.start, one.end] for one in STORY.sentences
    ]
    page = (folder / "report.html").read_text(encoding="utf-8")
    size = f"{STORY.words} words in {len(STORY.sentences)} sentences"
    shown = {"excerpts": "only the sentences behind the figures", "none": "none of its sentences"}[show]
    assert f"this page shows {shown} (show_text: {show}). It has {size}" in page


def test_an_article_without_its_text_is_not_read(made: dict[tuple[str, str], Run]) -> None:
    path = made["briefing", "none"].folder / "article.json"
    with pytest.raises(ValueError, match="holds no text, as its report was not to pass it on; give the article"):
        read(path)


def test_text_and_deck_are_taken_out() -> None:
    about = {"title": "A", "deck": "B", "text": "C"}
    assert redact_article(about, "full") == about
    assert redact_article(about, "excerpts") == {"title": "A", "deck": "B", "text": None}
    assert redact_article(about, "none") == {"title": "A", "deck": None, "text": None}


TABLES = {
    name: pd.DataFrame(rows)
    for name, rows in {
        "sentences": {"voice": ["a man who sold bad tea"], "words": [[["ugly", -0.7], ["bad", -0.7]]]},
        "actors": {"name": ["The Group of the Five Lakes"], "aliases": [["the Five", "those who met by the lakes"]]},
        "names": {"form": ["those who met by the lakes"]},
        "attributions": {"speaker": ["a man who sold bad tea", "The Group of the Five Lakes"]},
        "attitudes": {"speaker": ["one of the four"]},
        "keywords": {"phrase": ["tea"]},
    }.items()
}


def test_long_sources_keep_their_first_words_and_names_stay() -> None:
    rows = {name: frame.to_dict("list") for name, frame in redact_tables(TABLES, "none").items()}
    assert rows == {
        "sentences": {"voice": ["a man who sold …"], "words": [[["bad", -0.7], ["ugly", -0.7]]]},
        "actors": {"name": ["The Group of the Five Lakes"], "aliases": [["the Five", "those who met by …"]]},
        "names": {"form": ["those who met by …"]},
        "attributions": {"speaker": ["a man who sold …", "The Group of the Five Lakes"]},
        "attitudes": {"speaker": ["one of the four"]},
        "keywords": {"phrase": ["tea"]},
    }
    assert TABLES["names"]["form"][0] == "those who met by the lakes"


def test_else_the_tables_stay() -> None:
    assert redact_tables(TABLES, "full") == TABLES
    assert redact_tables(TABLES, "excerpts") == TABLES


def test_another_word_is_refused() -> None:
    assert problem_of(check_show_text, "some") == 'show_text: "some" is not known; choose one of: full, excerpts, none'


def test_the_context_of_a_keyword_ends_with_its_sentence() -> None:
    story: Article = article("It rained. Iran left. All wept.")
    shown = {show: keyword_in_context(story, "Iran", show_text=show).iloc[0] for show in ("full", "excerpts", "none")}
    assert {show: (row["left"], row["right"]) for show, row in shown.items()} == {
        "full": ("It rained. ", " left. All wept."),
        "excerpts": ("", " left."),
        "none": ("", ""),
    }
    assert {row["start"] for row in shown.values()} == {11}
