"""Findings with the sentences they rest on: passages, keywords in context, sentences with their words weighed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.html import element_id, html_table
from readout.evidence.spans import Mark, clip_spans, sentence_numbers, split_text
from readout.evidence.statements import describe_word_weights
from readout.frames import records
from readout.markup import Html, render
from readout.wording import WEIGHS, acts_in_words, signed

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

_WEAKER = ("possible", "intended", "required", "hypothetical", "reported")


def passage_list(
    article: Article,
    frame: pd.DataFrame,
    *,
    claim: Callable[[Mapping[str, Any]], str],
    spans: str = "evidence",
    top: int = 5,
    most: int = 4,
    linked: bool = True,
    show_text: str = "full",
    kind: str = "",
    none: str = "Nothing found.",
    unfolded: bool = False,
) -> Html:
    """Return the first `top` rows, each in words (`claim`) and followed by the sentences it rests on.

    The `spans` of a row are marked in at most `most` sentences; where a row has acts, their cue words are, and are
    named. Sentence numbers lead to the text if it is there (`linked`, and `show_text` is "full"). Where `show_text`
    is "none", the numbers alone stand there. With a `kind` (tie, target, speaker) each is a place that the cards
    link to; of several alike the first is. `none` stands in place of an empty frame. `unfolded`: the
    sentences are seen at once.
    """
    if frame.empty:
        return render("empty", text=none)
    linked, quoted = linked and check_show_text(show_text) == "full", 0 if show_text == "none" else most
    items, places = [], set[str]()
    for row in records(frame.head(top)):
        place = element_id(kind, row) if kind else ""
        body = _sentences(article, row, spans, quoted, linked)
        items.append({"place": "" if place in places else place, "claim": claim(row), "body": body})
        places.add(place)
    return render("passages", items=items, total=len(frame), unfolded=unfolded)


def short_quote(
    article: Article,
    cues: Sequence[Sequence[int]],
    *,
    near: Sequence[Sequence[Sequence[int]]] = (),
    longest: int = 30,
    linked: bool = True,
) -> Html:
    """Return the sentence of the first cue with its cues marked; of one with many more words than `longest` a part.

    The part holds the first cue, and of each group in `near` the place that is nearest to it.
    """
    number = sentence_numbers(article, cues)[0]
    sentence = article.sentences[number - 1]
    start, end = sentence.start, sentence.end
    kept = clip_spans(cues[:1], start, end)
    if kept == [(start, end)]:  # the whole sentence says so, and no word of it
        kept = []
    for group in near:
        inside = clip_spans(group, start, end)
        kept += sorted(inside, key=lambda span: abs(span[0] - cues[0][0]))[:1]
    cut = _stretch(sentence.text, [(low - start, high - start) for low, high in kept], longest)
    return _quote(article, number, cues, (), linked, cut)


def kwic_table(
    article: Article,
    frame: pd.DataFrame,
    *,
    caption: str = "In context",
    width: int = 44,
    linked: bool = True,
    show_text: str = "full",
) -> Html:
    """Return each place of a keyword in its context, one a line as the frame has them, with its sentence's number.

    Columns: left, right (of each the nearest `width` characters are shown, in whole words), start, end. Where
    `show_text` is "none", the numbers of the sentences alone.
    """
    linked = linked and check_show_text(show_text) == "full"
    if frame.empty:
        return render("empty", text="Nothing found.")
    if show_text == "none":
        numbers = sentence_numbers(article, zip(frame["start"], frame["end"], strict=True))
        where = render("sentences", before="In", numbers=numbers, linked=linked)
        return render("paragraph", text=caption) + where
    rows = [_kwic_row(article.text, row, width) for row in records(frame)]
    for row in rows:
        row["number"] = sentence_numbers(article, [row["span"]])[0]
    return render("kwic", rows=rows, caption=caption, linked=linked)


def weighed_sentences(article: Article, frame: pd.DataFrame, *, show_text: str = "full") -> Html:
    """Return each target's sentence, with the words that weigh underlined and their contribution behind them.

    Columns: target, word, contribution, value, evidence, start, end, as in `sentiment.contributions`. Words of
    less than 0.1 are not marked; the table of all is folded under the sentence. Where `show_text` is "none", only
    the words that weigh most are named, with the number of the sentence.
    """
    check_show_text(show_text)
    if frame.empty:
        return render("empty", text="Nothing found.")
    items = []
    for target, group in groupby(records(frame), key=lambda row: row["target"]):
        rows = list(group)
        if show_text == "none":
            numbers = sentence_numbers(article, rows[0]["evidence"])[:1]
            body = render("sentences", before="In", numbers=numbers, linked=False)
        else:
            ranked = frame[frame["target"] == target].sort_values("contribution", kind="stable")
            caption = f"What each word adds to the tone towards {target}, most hostile first"
            heads = {"word": "Word", "contribution": "Contribution"}
            words = html_table(ranked, caption=caption, columns=heads)
            body = render("weighed", parts=_weighed_parts(article.text, rows), table=words)
        items.append({"place": "", "claim": describe_word_weights(rows), "body": body})
    return render("passages", items=items, total=len(items), unfolded=False)


def _sentences(article: Article, row: Mapping[str, Any], spans: str, quoted: int, linked: bool) -> Html:
    """The sentences that a row rests on: so many of them quoted with its marks, the rest by their numbers."""
    acts = row.get("acts", [])
    marked = [act["cue"] for act in acts] or row[spans]
    numbers = sentence_numbers(article, row[spans])
    quotes = (_quote(article, number, marked, acts, linked) for number in numbers[:quoted])
    before = "Also in" if quoted else "In"
    rest = render("sentences", before=before, numbers=numbers[quoted:], linked=linked)
    return Html("").join(quotes) + rest


def _quote(
    article: Article,
    number: int,
    spans: Sequence[Sequence[int]],
    acts: Sequence[Mapping[str, Any]],
    linked: bool,
    cut: tuple[int, int] | None = None,
) -> Html:
    """One sentence with its marks, its number and what is done in it; only a part of it where it is cut."""
    sentence = article.sentences[number - 1]
    start, end, text = sentence.start, sentence.end, sentence.text
    inside = clip_spans(spans, start, end)
    whole = inside == [(start, end)]  # a mark over everything shows nothing
    marks = [] if whole else [Mark(low - start, high - start, "mark") for low, high in inside]
    first, last = cut or (0, len(text))
    parts = [
        (text[max(low, first) : min(high, last)], bool(live))
        for low, high, live in split_text(len(text), marks)
        if low < last and high > first
    ]
    if first:
        parts.insert(0, ("… ", False))
    if last < len(text):
        parts.append((" …", False))
    notes = "; ".join(_act_note(article.text, act) for act in acts if start <= act["cue"][0] < end)
    return render("quote", parts=parts, number=number, linked=linked, deeds=notes)


def _stretch(text: str, spans: Sequence[tuple[int, int]], longest: int) -> tuple[int, int]:
    """Where a part of the text that holds the spans starts and ends: whole words, about as many as are allowed."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    if len(words) <= longest + 6 or not words:  # to leave out a few words saves nothing
        return 0, len(text)
    inside = [at for at, word in enumerate(words) for low, high in spans if word[0] < high and word[1] > low]
    first, last = (min(inside), max(inside)) if inside else (0, 0)
    while last - first + 1 < longest:
        first, last = max(first - 1, 0), min(last + 1, len(words) - 1)
    first, last = first * (first > 3), last if len(words) - last > 4 else len(words) - 1
    return words[first][0], words[last][1]


def _act_note(text: str, act: Mapping[str, Any]) -> str:
    """An act by its cue word, in words, and what takes from its weight: "“vowed”: threats, intended"."""
    start, end = act["cue"]
    notes = [f"“{text[start:end]}”: {acts_in_words([dict(act)])}"]
    notes += [str(act["modality"])] if act["modality"] in _WEAKER else []
    return ", ".join([*notes, "denied"] if act["negated"] else notes)


def _kwic_row(text: str, row: Mapping[str, Any], width: int) -> dict[str, Any]:
    """A keyword with what stands on its sides, cut at the last word that is whole."""
    start, end = row["start"], row["end"]
    low, high = start - min(len(row["left"]), width), end + min(len(row["right"]), width)
    left, right = text[low:start], text[end:high]
    left = left.partition(" ")[2] if text[:low][-1:].isalnum() else left
    right = right.rpartition(" ")[0] if text[high:][:1].isalnum() else right
    return {"left": left, "keyword": text[start:end], "right": right, "span": (start, end)}


def _weighed_parts(text: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """The sentence of some rows in parts: its words that weigh with side and weight, and what stands between them."""
    start, end = rows[0]["evidence"][0]
    parts: list[tuple[str, str, str]] = []
    for row in rows:
        if abs(row["contribution"]) >= WEIGHS:
            side = "hostile" if row["contribution"] < 0 else "friendly"
            word = (text[row["start"] : row["end"]], side, signed(row["contribution"]))
            parts += [(text[start : row["start"]], "", ""), word]
            start = row["end"]
    return [*parts, (text[start:end], "", "")]
