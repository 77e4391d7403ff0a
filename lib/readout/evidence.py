"""Findings with their evidence, as HTML in which all that comes from an article is escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from readout.accuracy import accuracy, rates
from readout.anchors import anchor, sentence
from readout.marks import Mark, layers, numbers, split, touching
from readout.markup import Html, figure, folded, table, wide
from readout.resources import FOLDER
from readout.withheld import checked
from readout.wording import MINUS, NEUTRAL, acts, count, signed

if TYPE_CHECKING:
    import pandas as pd

    from readout.article import Article

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

_SWITCHES = {
    "tone": "Tone",
    "actors": "Actors",
    "quotes": "Quotes",
    "keys": "Keyphrases",
    "numbers": "Numbers",
}


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
    each is a place that the cards link to; of several alike the first is. `none` is said of an empty frame.
    """
    linked, bare = linked and checked(show) == "full", show == "none"
    if frame.empty:
        return Html('<p class="none">{}</p>').format(none)
    items, taken = [], {""}
    for row in frame.head(top).to_dict("records"):
        record = {str(name): value for name, value in row.items()}
        said = text(record) if callable(text) else record[text]
        deeds = record.get("acts", [])
        marked = [deed["cue"] for deed in deeds] or record[spans]
        places = numbers(article, record[spans])
        quoted = 0 if bare else most
        quotes = [_quote(article, n, marked, deeds, linked) for n in places[:quoted]]
        more = _places(places[quoted:], linked, "Also in" if quoted else "In")
        place = anchor(kind, record) if kind else ""
        named = Html("") if place in taken else Html(' id="{}"').format(place)
        taken.add(place)
        items.append(
            Html('<li{}><p class="claim">{}</p>\n{}{}</li>\n').format(
                named, said, Html("").join(quotes), more
            )
        )
    return Html('<ol class="passages">{}</ol>').format(Html("").join(items))


def full_text(article: Article, found: Mapping[str, Any], *, top: int = 10, show: str = "full") -> Html:
    """The article's own text, with check boxes for the marks of an analysis (the JSON contract).

    Of the keyphrases the first `top` are marked. Each sentence is `#s1`, `#s2` and so on. The signs of the
    marks are the style sheet's; the text is untouched. Unless `show` is "full", a line says that it is left out.
    """
    if checked(show) != "full":
        only = ", so only those of its sentences on which figures rest are shown"
        return Html(
            '<p class="none">The article is not to be passed on{} (show_text: {}). '
            "It has {} in {}; the numbers of sentences count in its text.</p>"
        ).format(
            f" whole{only}" if show == "excerpts" else ", so none of its sentences is shown",
            show,
            count(article.words, "word"),
            count(len(article.sentences), "sentence"),
        )
    tones = {one["start"]: one for one in found.get("sentences", ())}
    marks = layers(found, top)
    shown = _shown(found, marks)
    switches = Html('<span class="gap"> </span>').join(
        Html(
            '<input type="checkbox" id="show-{0}" class="show-{0}"{3}><label for="show-{0}"><span>{1}</span> '
            "<small>{2}</small></label>"
        ).format(name, label, shown[name], Html(" checked") if name == "tone" else "")
        for name, label in _SWITCHES.items()
    )
    body = _body(article, tones, marks)
    return Html('<div class="reading"><span class="switches">Show </span>{}{}</div>').format(switches, body)


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
    linked = linked and checked(show) == "full"
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
    rules = (FOLDER / "template" / "style.css").read_text(encoding="utf-8").replace(":root", "&")
    return Html("<style>.jp-OutputArea-output {{ {} }}</style>").format(Html(rules))


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
        [f"“{text[start:end]}”: {acts([dict(deed)])}", *plain, *(["negated"] if deed["negated"] else [])]
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


def _shown(found: Mapping[str, Any], marks: Sequence[Mark]) -> dict[str, str]:
    """How much each switch shows: sentences worded positively and negatively, names, passages, places."""
    tones = [_tone(one["polarity"]) for one in found.get("sentences", ())]
    kinds = Counter(mark.kind for mark in marks)
    return {
        "tone": f"{tones.count('pos')} +, {tones.count('neg')} {MINUS}",
        "actors": f"{kinds['m-actor']:,}",
        "quotes": f"{len(found.get('attributions', ())):,}",
        "keys": f"{kinds['m-key']:,}",
        "numbers": f"{len(tones):,}",
    }


def _tone(polarity: float) -> str:
    """The class of a sentence of this polarity."""
    return "" if abs(polarity) < NEUTRAL else "neg" if polarity < 0 else "pos"


def _body(article: Article, tones: Mapping[int, Mapping[str, Any]], marks: Iterable[Mark]) -> Html:
    """The text in paragraphs and sentences, which are marks like all others until they become elements."""
    text = article.text
    shape = [
        Mark(found.start(), found.end(), "p") for found in re.finditer(r"(?:(?!\n\n).)+", text, re.DOTALL)
    ]
    shape += [Mark(one.start, one.end, "s", str(n)) for n, one in enumerate(article.sentences, 1)]
    pieces = split(len(text), [*shape, *marks])
    parts = []
    for block, inside in groupby(pieces, key=lambda piece: _last(piece[2], "p")):
        inner = Html("").join(_sentences(text, inside, tones))
        parts.append(Html("<p>{}</p>").format(inner) if block else inner)
    return Html('<div class="prose" lang="en">{}</div>').format(Html("").join(parts))


def _sentences(
    text: str, pieces: Iterable[tuple[int, int, tuple[Mark, ...]]], tones: Mapping[int, Mapping[str, Any]]
) -> Iterator[Html]:
    """The pieces of one paragraph, those of one sentence in an element with its number and tone."""
    for one, inside in groupby(pieces, key=lambda piece: _last(piece[2], "s")):
        inner = Html("").join(_piece(text[start:end], end, live) for start, end, live in inside)
        if one is None:
            yield inner
            continue
        found = tones.get(one.start, {"polarity": 0})
        classes = f"s {_tone(found['polarity'])}".strip()
        title = f"Sentence {one.title}, polarity {signed(found['polarity'])}"
        words = ", ".join(f"{word} {signed(weight)}" for word, weight in found.get("words", ()))
        element = Html('<span class="{}" id="{}" title="{}">{}</span>')
        place = sentence(int(one.title))
        yield element.format(classes, place, f"{title}: {words}" if words else title, inner)


def _piece(text: str, end: int, live: tuple[Mark, ...]) -> Html:
    """A stretch under the same marks; the last one of a quote is told apart, for its speaker to be shown."""
    marks = [mark for mark in live if mark.kind not in ("p", "s")]
    if not marks:
        return Html("{}").format(text)
    kinds = sorted({mark.kind for mark in marks})
    told = [mark.title for mark in marks if mark.title]
    if ends := [mark.title for mark in marks if mark.kind == "m-quote" and mark.end == end]:
        kinds, told = [*kinds, "m-end"], ends[:1]
    title = Html(' title="{}"').format("; ".join(dict.fromkeys(told))) if told else ""
    return Html('<span class="{}"{}>{}</span>').format(" ".join(kinds), title, text)


def _last(live: tuple[Mark, ...], kind: str) -> Mark | None:
    return next((mark for mark in reversed(live) if mark.kind == kind), None)
