"""What a user reads is short and plain: how much there is, how long sentences are, turns that nobody should meet."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from readout.articles.article import read
from support import ROOT

SAMPLE = ROOT / "reports" / "sample.html"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TEMPLATES = [
    ROOT / "lib" / "readout" / "resources" / "fragments.html.j2",
    *sorted((ROOT / "lib" / "readout_app" / "templates").glob("*.html.j2")),
]
MOST_WORDS = 2.2  # of ours for one of the article's
LONGEST, MEAN = 25, 10  # words of a sentence
BANNED = {
    r"\bthe reader\b": "the model",
    r"\bthat which\b|\bof whom\b.*\bof whom\b": "a question with one relative clause",
    r"\bfriendly less hostile\b|\bless that of\b": "minus",
    r"\bnine in ten draws\b|\bdraws fall\b": "nine in ten results",
    r"\bmakes none\b|\bhas none\b": "is no tie, has no line",
    r"\bfrom which on\b|\bfrom a threshold on\b": "below a limit",
    r"\bat the very best\b": "at most",
    r"\bchance would have it\b": "by chance",
    r"\bstands? (?:under|therefor)\b": "is",
    r"\bhold(?:s|ing)? back\b": "is cautious",
    r"\bas it were\b|\bthereof\b|\bwherein\b|\bwhereby\b": "say it directly",
    r"\bmacro-F1\b(?=.*summary)": "a plain line",
    r"\brests? on deeds or on words: on\b": "two sentences",
}


def words(text: str) -> int:
    return len(re.findall(r"\w+(?:[’'.,-]\w+)*", text))


def seen(page: str) -> html.HtmlElement:
    """The body of a page without drawings and without what is folded; the summaries stay."""
    body = html.fromstring(page).find("body")
    for node in body.xpath(".//svg | .//details[not(@open)]/*[not(self::summary)]"):
        node.drop_tree()
    return body


def prose(markdown: str) -> Iterator[str]:
    """The sentences of a cell of prose, a heading and a line of a list each by itself."""
    bare = re.sub(r"<[^>]*>|[*`#]", " ", markdown)
    for block in re.split(r"\n\s*\n|\n\s*(?=- )", bare):
        yield from re.split(r"(?<=[.?!:])\s+(?=[A-Z])", " ".join(block.split()))


def notebook_sentences(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return [sentence for text in texts for sentence in prose(text) if words(sentence)]


def own_words(page: str) -> str:
    """All that the page says, folded or not, but for the article's sentences, names, drawings and code."""
    body = html.fromstring(page).find("body")
    for node in body.xpath(".//svg | .//blockquote | .//pre | .//code | .//*[@class='prose'] | .//header | .//table"):
        node.drop_tree()
    return "\n".join(
        " ".join(each.text_content().split()) for each in body.xpath(".//p | .//li | .//summary | .//figcaption")
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_sentences_of_the_notebooks_are_short(path: Path) -> None:
    lengths = {sentence: words(sentence) for sentence in notebook_sentences(path)}
    assert [sentence for sentence, length in lengths.items() if length > LONGEST] == []
    assert sum(lengths.values()) / len(lengths) <= MEAN


@pytest.mark.parametrize("turn", BANNED)
def test_turns_that_nobody_should_meet(turn: str) -> None:
    texts = {path.name: " ".join(notebook_sentences(path)) for path in NOTEBOOKS}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES}
    texts["sample"] = own_words(SAMPLE.read_text(encoding="utf-8"))
    met = [name for name, text in texts.items() if re.search(turn, text, re.IGNORECASE)]
    assert met == [], f"say: {BANNED[turn]}"


def test_the_sample_says_little_around_its_article() -> None:
    body, article = seen(SAMPLE.read_text(encoding="utf-8")), read("").words
    ours = words(" ".join(body.itertext())) - article
    assert ours <= MOST_WORDS * article, f"{ours} words of ours for {article} of the article"
    first = " ".join(" ".join(card.itertext()) for card in body.xpath("//li[starts-with(@class, 'card ')]"))
    assert not re.search(r"[−+]?\d\.\d\d", first), "no number of the lexicon leads"
