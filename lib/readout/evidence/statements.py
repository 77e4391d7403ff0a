"""What was found, in sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readout.evidence.html import Html
from readout.evidence.marks import touching
from readout.resources import function_words, table
from readout.wording import (
    WEIGHS,
    acts_in_words,
    agree,
    capitalize,
    certainty,
    count,
    english_list,
    is_plural,
    net_tone,
    signed,
    times_in_words,
    with_article,
)

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

UNNAMED = "no source named"


def tie(row: Mapping[str, Any], kinds: Mapping[str, str] | None = None, place: str = "") -> Html:
    """A tie as a sentence: "Iran-backed militias **oppose** the US: attacks, 3 passages, sure".

    `kinds` (actor's name to kind) helps to choose the form of the verb and the article; the number of
    passages is a link to the `place` of the page where they stand, if one is given.
    """
    source, verb, target = clause(row, kinds)
    against = "+1" if row["label"] == "opposes" else "-1"
    odd = {entry["act"] for entry in table("acts") if entry["sign"] == against}
    # condemning an attack on someone supports them: "supports: accusations" would say the reverse
    deeds = [deed for deed in row.get("acts", ()) if not deed["negated"] and deed["act"] not in odd]
    by = acts_in_words(deeds) or ("by what is said" if row.get("by") == "words" else "")
    passages = count(len(row["evidence"]), "passage")
    linked = Html('<a href="#{}">{}</a>').format(place, passages) if place else passages
    basis = [by, linked, certainty(row["confidence"])]
    side = "hostile" if row["label"] == "opposes" else "friendly"
    return Html('{} <b class="{}">{}</b> {}: {}').format(
        source,
        side,
        verb,
        target,
        Html(", ").join(part for part in basis if part),
    )


def spoken(row: Mapping[str, Any]) -> Html:
    """The tone towards an actor in words: "Mike Pompeo: **negative**, −0.69, 2 passages"."""
    side = {"negative": "hostile", "positive": "friendly"}.get(str(row["label"]), "doubt")
    return Html('{}: <b class="{}">{}</b>, {}, {}').format(
        capitalize(with_article(str(row["target"]))),
        side,
        row["label"],
        signed(net_tone(row)),
        count(len(row["evidence"]), "passage"),
    )


def clause(row: Mapping[str, Any], kinds: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """Subject, verb and object of a tie, as text: "Iran-backed militias", "oppose", "the US"."""
    kinds = kinds or {}
    source, target = str(row["source"]), str(row["target"])
    verb = agree(str(row["label"]).removesuffix("s"), is_plural(source, kinds.get(source, "")))
    return (
        capitalize(with_article(source, kinds.get(source, ""))),
        verb,
        with_article(target, kinds.get(target, "")),
    )


def speaker(row: Mapping[str, Any]) -> Html:
    """A passage by its speaker and its form: "**Analysts**, a vague source, reported"."""
    name = row["speaker"] if isinstance(row["speaker"], str) else UNNAMED  # a frame has NaN for None
    source = "a vague source, " if row.get("source_kind") == "vague" else ""
    return Html("<b>{}</b>, {}{}").format(capitalize(name), source, "quoted" if row["direct"] else "reported")


def held(row: Mapping[str, Any]) -> Html:
    """Where one stands towards what was asked: "The author towards Iran: **unsure**, 4 passages, ..."."""
    source = "the author" if row["source"] == "author" else with_article(str(row["source"]))
    side = {"against": "hostile", "favor": "friendly"}.get(str(row["label"]), "doubt")
    words = {"favor": "in favour"}.get(str(row["label"]), str(row["label"]))
    shares = f"against {row['against']:.2f}, neutral {row['neutral']:.2f}, in favour {row['favor']:.2f}"
    return Html('{} towards {}: <b class="{}">{}</b>, {} ({})').format(
        capitalize(source),
        with_article(str(row["target"])),
        side,
        words,
        count(len(row["evidence"]), "passage"),
        shares,
    )


def vague(found: Mapping[str, Any]) -> Html:
    """How many passages rest on a source that is unnamed or vague (`source_kind`), and which sources these are."""
    said = found["attributions"]
    bare = [one["speaker"] or UNNAMED for one in said if one["source_kind"] != "named"]
    if not said:
        return Html('<p class="none">No quotation and no reported speech was found.</p>')
    sources = ", ".join(f"“{one}”" if one != UNNAMED else one for one in dict.fromkeys(bare))
    which = f": {sources}" if bare else ""
    verb = "rests" if len(bare) == 1 else "rest"
    return Html("<p>{} of {} {} on a source without a name of its own{}.</p>").format(
        len(bare) or "None", count(len(said), "passage"), verb, which
    )


def hedged(found: Mapping[str, Any], text: str) -> Html:
    """In how many passages a word holds back ("might", "reportedly"), and which words of the article these are."""
    said = found["attributions"]
    if not said:
        return Html("")  # `vague` has said so
    weak = [one["hedges"] for one in said if one["hedges"]]
    words = dict.fromkeys(text[start:end].lower() for spans in weak for start, end in spans)
    which = f": {english_list(f'“{word}”' for word in words)}" if weak else ""
    verb = "holds" if len(weak) == 1 or len(said) == 1 else "hold"
    return Html("<p>{} of {} {} back{}.</p>").format(
        len(weak) or "None", count(len(said), "passage"), verb, which
    )


def speakers(article: Article, attributions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Who is quoted or reported, most words first.

    Keys: speaker; passages; direct (passages with words in quotation marks); words; share (of the article's
    words, 0 to 1). Where no source is expressed the speaker is "no source named".
    """
    text, total = article.text, max(article.words, 1)
    said: dict[str, list[Mapping[str, Any]]] = {}
    for one in attributions:
        said.setdefault(one["speaker"] or UNNAMED, []).append(one)
    rows = []
    for speaker, passages in said.items():
        spans = touching((span for one in passages for span in one["content"]), 0, len(text))
        words = sum(len(re.findall(r"\w+(?:[’'.-]\w+)*", text[start:end])) for start, end in spans)
        direct = sum(bool(one["direct"]) for one in passages)
        counts = {"passages": len(passages), "direct": direct, "words": words}
        rows.append({"speaker": speaker, **counts, "share": min(words / total, 1.0)})
    return sorted(rows, key=lambda row: -row["words"])


def describe_word_weights(rows: Sequence[Mapping[str, Any]]) -> str:
    """The words of one sentence that weigh most in the tone towards its target, in words.

    Keys: target, word, contribution, value.
    """
    best = sorted(rows, key=lambda row: -abs(row["contribution"]))[:3]
    told = english_list(f"“{row['word']}” ({signed(row['contribution'])})" for row in best if _weighs(row))
    first = best[0]
    head = f"{capitalize(with_article(str(first['target'])))}: {signed(first['value'])} in this sentence"
    return f"{head}, most by {told}." if told else f"{head}; no single word decides it."


def _weighs(row: Mapping[str, Any]) -> bool:
    return abs(float(row["contribution"])) >= WEIGHS


def describe_kwic(frame: pd.DataFrame) -> str:
    """What stands next to a keyword most often, function words aside; columns: left, keyword, right."""
    if frame.empty:
        return "The phrase does not stand in the article."
    sides = (
        ("before", [text.split()[-1:] for text in frame["left"]]),
        ("after", [t.split()[:1] for t in frame["right"]]),
    )
    said = []
    for side, found in sides:
        words = Counter(word.lower() for one in found for word in one if word.isalpha())
        words = Counter({word: n for word, n in words.items() if word not in function_words()})
        best = min(words, key=lambda word: (-words[word], word), default="")
        if words[best] > 1:
            said.append(f"{side} it “{best}” ({times_in_words(words[best])})")
    most = f" Most often there stands {english_list(said)}." if said else ""
    return f"“{frame['keyword'].iloc[0]}” stands in the article {times_in_words(len(frame))}.{most}"
