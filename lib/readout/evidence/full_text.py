"""The article's own text with the marks of an analysis, which check boxes switch on and off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.spans import Mark, Piece, split_text
from readout.markup import Html, render
from readout.wording import MINUS, NEUTRAL, count, name_speaker, signed

if TYPE_CHECKING:
    from readout.articles.article import Article

_SWITCHES = {
    "actors": "Actors",
    "quotes": "Quotes",
    "keys": "Keyphrases",
    "tone": "Wording",
    "numbers": "Sentence numbers",
}


def marked_text(article: Article, found: Mapping[str, Any], *, top: int = 10, show_text: str = "full") -> Html:
    """Return the article's own text, with check boxes for the marks of an analysis (the JSON contract).

    Of the keyphrases the first `top` are marked. Each sentence is `#s1`, `#s2` and so on. How marks
    look is the style sheet's; the text is untouched. Unless `show_text` is "full", a line says that it is left out.
    """
    if check_show_text(show_text) != "full":
        return render("empty", text=_withheld(article, show_text))
    tones = {row["start"]: row for row in found.get("sentences", ())}
    marks = _marks(found, top)
    numbers = _switch_numbers(found, marks)
    switches = [{"name": name, "label": label, "number": numbers[name]} for name, label in _SWITCHES.items()]
    return render("full_text", switches=switches, body=_body(article, tones, marks))


def _withheld(article: Article, show_text: str) -> str:
    which = "only the sentences behind the figures" if show_text == "excerpts" else "none of its sentences"
    size = f"It has {count(article.words, 'word')} in {count(len(article.sentences), 'sentence')}."
    return f"The article may not be passed on: this page shows {which} (show_text: {show_text}). {size}"


def _marks(found: Mapping[str, Any], top: int) -> list[Mark]:
    """The marks of an analysis: actors, quotes and the first `top` keyphrases."""
    marks = [
        Mark(start, end, "m-actor", f"{actor['name']} ({actor['kind']})")
        for actor in found.get("actors", ())
        for start, end in actor["mentions"]
    ]
    for row in found.get("attributions", ()):
        title = f"{'quoted' if row['direct'] else 'reported'}: {name_speaker(row['speaker'])}"
        marks += [Mark(start, end, "m-quote", title) for start, end in row["content"]]
    for phrase in found.get("keywords", ())[:top]:
        marks += [Mark(start, end, "m-key") for start, end in phrase["mentions"]]
    return marks


def _switch_numbers(found: Mapping[str, Any], marks: Sequence[Mark]) -> dict[str, str]:
    """How much each switch shows: sentences worded positively and negatively, names, passages, places."""
    tones = [_tone_class(row["polarity"]) for row in found.get("sentences", ())]
    kinds = Counter(mark.kind for mark in marks)
    return {
        "tone": f"{tones.count('pos')} +, {tones.count('neg')} {MINUS}",
        "actors": f"{kinds['m-actor']:,}",
        "quotes": f"{len(found.get('attributions', ())):,}",
        "keys": f"{kinds['m-key']:,}",
        "numbers": f"{len(tones):,}",
    }


def _tone_class(polarity: float) -> str:
    return "" if abs(polarity) < NEUTRAL else "neg" if polarity < 0 else "pos"


def _body(article: Article, tones: Mapping[int, Mapping[str, Any]], marks: Iterable[Mark]) -> Html:
    """The text in paragraphs and sentences, which are marks like all others until they become elements."""
    text = article.text
    paragraphs = re.finditer(r"(?:(?!\n\n).)+", text, re.DOTALL)
    shape = [Mark(match.start(), match.end(), "p") for match in paragraphs]
    shape += [Mark(row.start, row.end, "s", str(number)) for number, row in enumerate(article.sentences, 1)]
    parts, pieces = [], split_text(len(text), [*shape, *marks])
    for block, inside in groupby(pieces, key=lambda piece: _innermost(piece, "p")):
        inner = Html("").join(_sentences(text, inside, tones))
        parts.append(render("paragraph", text=inner) if block else inner)
    return Html("").join(parts)


def _sentences(text: str, pieces: Iterable[Piece], tones: Mapping[int, Mapping[str, Any]]) -> Iterator[Html]:
    """The pieces of one paragraph, those of one sentence in an element with its number and tone."""
    for sentence, inside in groupby(pieces, key=lambda piece: _innermost(piece, "s")):
        inner = Html("").join(_piece(text[start:end], end, live) for start, end, live in inside)
        if sentence is None:
            yield inner
            continue
        tone = tones.get(sentence.start, {"polarity": 0})
        classes = f"s {_tone_class(tone['polarity'])}".strip()
        title = f"Sentence {sentence.title}, polarity {signed(tone['polarity'])}"
        words = ", ".join(f"{word} {signed(weight)}" for word, weight in tone.get("words", ()))
        title = f"{title}: {words}" if words else title
        yield render("span", content=inner, classes=classes, title=title, place=f"s{sentence.title}")


def _piece(text: str, end: int, live: tuple[Mark, ...]) -> Html:
    """A stretch under the same marks; the last one of a quote has a class more, for its speaker to be shown."""
    marks = [mark for mark in live if mark.kind not in ("p", "s")]
    if not marks:
        return Html("{}").format(text)
    kinds, titles = sorted({mark.kind for mark in marks}), [mark.title for mark in marks if mark.title]
    if ends := [mark.title for mark in marks if mark.kind == "m-quote" and mark.end == end]:
        kinds, titles = [*kinds, "m-end"], ends[:1]
    return render("span", content=text, classes=" ".join(kinds), title="; ".join(dict.fromkeys(titles)))


def _innermost(piece: Piece, kind: str) -> Mark | None:
    return next((mark for mark in reversed(piece[2]) if mark.kind == kind), None)
