"""A property: whatever text an article consists of, its page has no fault, and the text stands on it unchanged."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readout.articles import Sentence
from readout.articles.article import Article
from readout.evidence.full_text import marked_text
from readout.evidence.html import html_table
from readout.evidence.passages import passage_list
from readout.markup import Html, render
from readout.text import replace_surrogates
from readout_app.archive.checks import page_faults, parse_page
from readout_app.runs.failures import CellFailed
from readout_app.runs.manifest import ArticleFacts, NotebookFacts, Provenance
from readout_app.runs.page import render_failure, render_page
from support.notebooks import code, loaded, prose, shown, wrote

FRAGMENTS = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style>", "</title>", "</pre>", "<!--", "-->"),
    *("<h2 x>", "</h2>", "<h5>", "</h5>", "<table>", "</table>", '<a href="#s1">', "<a href='javascript:x()'>"),
    *('" onclick="x()', "' id='made'", "<![CDATA[", "]]>", "&lt;b&gt;", "&#60;i&#62;", "&", "<svg><style>", "<p"),
    *("<plaintext>", "<base href=//x>", "data:text/html,x", "javascript:x()", "url(//x)", "<svg onload=x()>"),
    *("{{ 7*7 }}", "{% raw %}", "{0}", "%s", "${x}", "$\\frac{1}{0}$", '{"cells": []}', "../../etc", "# x", "`", "*"),
    *("\u202e", "\u202d", "\u2067", "\u2069", "\u202c", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2028", "\u0301"),
    *("\x00", "\x07", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\x9f", "\r", "\n", "\n\n", "\ufdd0", "\ufffe"),
    *("\uffff", "\U0001fffe", "\U0010ffff", "\ud800", "\U000e0001", "\u00a0", "مرحبا", "伊朗", "👩‍👩‍👧", "word "),
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), min_size=1, max_size=12).map("".join)
DRAWING = (
    '<svg role="img" aria-labelledby="t d"><title id="t">x {0}</title><desc id="d">x {0}</desc><text>{0}</text></svg>'
)


def article(title: str, deck: str, source: str, text: str) -> Article:
    """An article as nothing that reads one would make it: its text as it came, each paragraph a sentence."""
    article = Article.from_text(text, title)
    found = enumerate(re.finditer(r"[^\n](?:(?!\n\n).)*", article.text, re.DOTALL))
    whole = tuple(Sentence(*match.span(), match.group(), number) for number, match in found)
    return replace(article, sentences=whole, deck=deck, published=date(2020, 9, 29), source=source)


def executed(story: Article, name: str, caption: str) -> Any:
    """A notebook with the outputs of one that found a tie, a quotation and a keyphrase in the story."""
    end = len(story.text)
    found = {
        "sentences": [{"start": 0, "end": end, "polarity": -0.5, "words": [(name, -0.5)]}],
        "actors": [{"name": name, "kind": "place", "mentions": [[0, end // 2]]}],
        "attributions": [
            {"speaker": name, "direct": True, "content": [[end // 3, end]], "source": [[0, 1]], "cue": [[0, 1]]}
        ],
        "keywords": [{"phrase": name, "mentions": [[0, end]]}],
    }
    frame = pd.DataFrame([{"name": name, "score": -0.5, "also": [name], "evidence": [[0, end]]}])
    pieces = [
        marked_text(story, found),
        passage_list(story, frame, claim=itemgetter("name")),
        *[html_table(frame, caption=caption, name="table")] * 2,
        render("wide", content=Html(DRAWING).format(name), label=f"Figure: {caption}"),
    ]
    outputs = [shown({"text/html": piece._repr_html_()}) for piece in pieces]
    outputs += [wrote(name), shown({"text/plain": caption})]
    return loaded(prose("# Trial\n\n## Tone"), code(f"x = {name!r} # {name}", *outputs))


def facts(story: Article, name: str) -> Provenance:
    """How its page was made, with nothing checked: half a surrogate pair is no text for pydantic."""
    article = ArticleFacts.model_construct(**story.as_dict() | {"published": story.published, "input": name})
    return Provenance.model_construct(
        article=article,
        notebook=NotebookFacts(name="trial", sha256="cd" * 32),
        parameters={"phrase": name, "targets": [name]},
        versions={"readout": name},
        command=f"readout report {name}",
    )


def bare(text: str) -> str:
    """The text without white space, and without what no page may hold or what turns its direction."""
    kept = (sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))
    nothing = re.compile(r"[\s\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]")
    return "".join(sign for sign in kept if not nothing.match(sign) and ord(sign) & 0xFFFE != 0xFFFE)


def said(root: Any, path: str) -> list[str]:
    return [bare("".join(node.itertext())) for node in root.findall(path)]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, deck=TEXTS, source=TEXTS, text=TEXTS, name=TEXTS, caption=TEXTS)
def test_a_page_of_any_text_has_no_fault_and_shows_it(tmp_path: Path, **texts: str) -> None:
    name, caption = replace_surrogates(texts.pop("name")), texts.pop("caption")  # names stand in articles
    story = article(**{**texts, "title": f"A {texts['title']}", "text": f"It {texts['text']}"})
    notebook, path = executed(story, name, caption), tmp_path / "report.html"
    html = render_page(notebook, facts(story, name))
    path.write_text(html, encoding="utf-8")
    assert page_faults(path) == []
    root, _ = parse_page(html)
    assert said(root, ".//h1") == [bare(story.title)]
    assert said(root, ".//div[@class='prose']") == [bare(story.text)]
    assert said(root, ".//summary[@class='claim']") == [bare(name)]
    assert said(root, ".//tbody/tr/th") == [bare(name)] * 2
    assert said(root, ".//caption") == [bare(caption)] * 2
    assert bare(story.source or "") in said(root, ".//header")[0]
    assert bare(story.deck or "") in said(root, ".//header")[0]
    failure = CellFailed(f"ValueError: {name}", 1)
    path.write_text(render_failure(notebook, facts(story, name), failure), encoding="utf-8")
    assert page_faults(path) == []
