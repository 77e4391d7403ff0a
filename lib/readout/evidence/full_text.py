"""The article's own text with the marks of an analysis, which check boxes switch on and off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.anchors import sentence
from readout.evidence.html import Html
from readout.evidence.marks import Mark, layers, split
from readout.wording import MINUS, NEUTRAL, count, signed

if TYPE_CHECKING:
    from readout.articles.article import Article

_SWITCHES = {
    "tone": "Tone",
    "actors": "Actors",
    "quotes": "Quotes",
    "keys": "Keyphrases",
    "numbers": "Numbers",
}


def full_text(article: Article, found: Mapping[str, Any], *, top: int = 10, show: str = "full") -> Html:
    """The article's own text, with check boxes for the marks of an analysis (the JSON contract).

    Of the keyphrases the first `top` are marked. Each sentence is `#s1`, `#s2` and so on. The signs of the
    marks are the style sheet's; the text is untouched. Unless `show` is "full", a line says that it is left out.
    """
    if check_show_text(show) != "full":
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
