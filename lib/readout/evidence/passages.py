"""Findings with their evidence, as HTML in which all that comes from an article is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.accuracy import accuracy, rates
from readout.evidence.anchors import anchor, sentence
from readout.evidence.full_text import full_text
from readout.evidence.html import Html, figure, folded, table, wide
from readout.evidence.marks import Mark, numbers, split, touching
from readout.resources import FOLDER
from readout.wording import acts_in_words

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

_WEAKER = ("possible", "intended", "required", "hypothetical", "reported")
__all__ = [
    "Html",
    "accuracy",
    "figure",
    "folded",
    "full_text",
    "kwic",
    "passages",
    "rates",
    "style",
    "table",
]


def passages(
    article: Article,
    frame: pd.DataFrame,
    *,
    text: str | Callable[[Mapping[str, Any]], str],
    spans: str = "evidence",
    top: int = 5,
    most: int = 4,
    linked: bool = True,
    show: str = "full",
    kind: str = "",
    none: str = "Nothing found.",
) -> Html:
    """The first `top` rows, each said in words and followed by the sentences it rests on, at most `most`.

    `text` is the column that says a row, or a function of the row. The spans are marked; where a row has
    acts, their cue words are, and are named. Sentence numbers lead to the text if it is there (`linked`, and
    `show` is "full"). Where `show` is "none", the numbers alone stand there. With a `kind` (tie, target, speaker)
    each is a place that the cards link to; of several alike the first is. `none` is said of an empty frame; of
    one with more rows it is said how many are shown.
    """
    linked, quoted = linked and check_show_text(show) == "full", 0 if show == "none" else most
    if frame.empty:
        return Html('<p class="none">{}</p>').format(none)
    items, taken = [], {""}
    for row in frame.head(top).to_dict("records"):
        record = {str(name): value for name, value in row.items()}
        said = text(record) if callable(text) else record[text]
        place = anchor(kind, record) if kind else ""
        named = Html("") if place in taken else Html(' id="{}"').format(place)
        taken.add(place)
        item = Html('<li{}><p class="claim">{}</p>\n{}</li>\n')
        items.append(item.format(named, said, _sentences(article, record, spans, quoted, linked)))
    rest = Html("")
    if len(items) < len(frame):
        told = (
            '<p class="more">The first {} of {} are shown; the parameter <code>top</code> sets how many.</p>'
        )
        rest = Html(told).format(len(items), len(frame))
    return Html('<ol class="passages">{}</ol>{}').format(Html("").join(items), rest)


def kwic(
    article: Article,
    frame: pd.DataFrame,
    *,
    caption: str = "In context",
    width: int = 44,
    linked: bool = True,
    show: str = "full",
) -> Html:
    """Each place of a keyword in its context, one a line as the frame has them, with the number of its sentence.

    Columns: left, right (of each the nearest `width` characters are shown, in whole words), start, end. Where
    `show` is "none", the numbers of the sentences alone.
    """
    linked = linked and check_show_text(show) == "full"
    if frame.empty:
        return Html('<p class="none">Nothing found.</p>')
    if show == "none":
        places = numbers(article, zip(frame["start"], frame["end"], strict=True))
        return Html("<p>{}</p>{}").format(caption, _places(places, linked, "In"))
    line = Html('<tr><td>{}</td><td class="left">{}</td><th scope="row">{}</th><td>{}</td></tr>\n')
    rows = []
    for row in frame.to_dict("records"):
        start, end = row["start"], row["end"]
        low, high = start - min(len(row["left"]), width), end + min(len(row["right"]), width)
        left, right = article.text[low:start], article.text[end:high]
        left = left.partition(" ")[2] if article.text[:low][-1:].isalnum() else left
        right = right.rpartition(" ")[0] if article.text[high:][:1].isalnum() else right
        number = _link(numbers(article, [(start, end)])[0], linked)
        rows.append(line.format(number, left, article.text[start:end], right))
    made = Html(
        '<table class="kwic"><caption>{}</caption>'
        '<thead><tr><th scope="col">sentence</th><th scope="col" class="left">before</th>'
        '<th scope="col">keyword</th><th scope="col">after</th></tr></thead>\n<tbody>{}</tbody></table>'
    ).format(caption, Html("").join(rows))
    return wide(made, "Table: the keyword in context")


def style() -> Html:
    """The report's style sheet, for the outputs of a notebook in JupyterLab; a report has its own."""
    rules = (FOLDER / "style.css").read_text(encoding="utf-8").replace(":root", "&")
    return Html("<style>.jp-OutputArea-output {{ {} }}</style>").format(Html(rules))


def _sentences(article: Article, row: Mapping[str, Any], spans: str, quoted: int, linked: bool) -> Html:
    """The sentences that a row rests on: so many of them quoted with its marks, the rest by their numbers."""
    deeds = row.get("acts", [])
    marked = [deed["cue"] for deed in deeds] or row[spans]
    places = numbers(article, row[spans])
    quotes = (_quote(article, n, marked, deeds, linked) for n in places[:quoted])
    more = _places(places[quoted:], linked, "Also in" if quoted else "In")
    return Html("{}{}").format(Html("").join(quotes), more)


def _quote(
    article: Article,
    number: int,
    spans: Sequence[Sequence[int]],
    deeds: Sequence[Mapping[str, Any]],
    linked: bool,
) -> Html:
    """One sentence with its marks, its number and what is done in it."""
    one = article.sentences[number - 1]
    inside = touching(spans, one.start, one.end)
    whole = inside == [(one.start, one.end)]  # a mark over everything shows nothing
    marks = [] if whole else [Mark(low - one.start, high - one.start, "mark") for low, high in inside]
    text = Html("").join(
        Html("<mark>{}</mark>").format(one.text[low:high]) if live else one.text[low:high]
        for low, high, live in split(len(one.text), marks)
    )
    here = [deed for deed in deeds if one.start <= deed["cue"][0] < one.end]
    notes = "; ".join(_deed(article.text, deed) for deed in here)
    done = Html(' <span class="deeds">{}</span>').format(notes) if notes else ""
    return Html("<blockquote><p>{} {}{}</p></blockquote>\n").format(text, _link(number, linked), done)


def _deed(text: str, deed: Mapping[str, Any]) -> str:
    """An act by its cue word, in words, and what takes from its weight: "“vowed”: threats, intended"."""
    start, end = deed["cue"]
    plain = [str(deed["modality"])] if deed["modality"] in _WEAKER else []
    return ", ".join(
        [
            f"“{text[start:end]}”: {acts_in_words([deed])}",
            *plain,
            *(["negated"] if deed["negated"] else []),
        ]
    )


def _places(places: Sequence[int], linked: bool, before: str) -> Html:
    """The sentences in one line: "In sentences 3, 5."; nothing for none."""
    if not places:
        return Html("")
    links = Html(", ").join(_link(n, linked) for n in places)
    noun = "sentence" if len(places) == 1 else "sentences"
    return Html('<p class="more">{} {} {}.</p>').format(before, noun, links)


def _link(number: int, linked: bool) -> Html:
    return Html(
        '<a class="sentence" href="#{1}">{0}</a>' if linked else '<span class="sentence">{0}</span>'
    ).format(number, sentence(number))
