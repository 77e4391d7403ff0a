"""What was found, in sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readout.evidence.full_text import clip_spans
from readout.markup import Html, render
from readout.resources import function_words, table
from readout.wording import (
    UNNAMED,
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

Row = Mapping[str, Any]


def tie_sentence(row: Row, kinds: Mapping[str, str] | None = None, place: str = "") -> Html:
    """Return a tie as a sentence: "Iran-backed militias **oppose** the US: attacks, 3 passages, sure".

    `kinds` (actor's name to kind) helps to choose the form of the verb and the article; the number of
    passages is a link to the `place` of the page where they stand, if one is given.
    """
    subject, verb, target = tie_clause(row, kinds)
    against = "+1" if row["label"] == "opposes" else "-1"
    contrary = {entry["act"] for entry in table("acts") if entry["sign"] == against}
    # condemning an attack on someone supports them: "supports: accusations" would say the reverse
    acts = [act for act in row.get("acts", ()) if not act["negated"] and act["act"] not in contrary]
    return render(
        "tie",
        subject=subject,
        verb=verb,
        object=target,
        side="hostile" if row["label"] == "opposes" else "friendly",
        by=acts_in_words(acts) or ("by what is said" if row.get("by") == "words" else ""),
        passages=count(len(row["evidence"]), "passage"),
        place=place,
        certainty=certainty(row["confidence"]),
    )


def tie_clause(row: Row, kinds: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """Return subject, verb and object of a tie, as text: "Iran-backed militias", "oppose", "the US"."""
    kinds = kinds or {}
    source, target = str(row["source"]), str(row["target"])
    verb = agree(str(row["label"]).removesuffix("s"), is_plural(source, kinds.get(source, "")))
    subject = capitalize(with_article(source, kinds.get(source, "")))
    return subject, verb, with_article(target, kinds.get(target, ""))


def tone_sentence(row: Row) -> Html:
    """Return the tone towards an actor in words: "Mike Pompeo: **negative**, −0.69, 2 passages"."""
    side = {"negative": "hostile", "positive": "friendly"}.get(str(row["label"]), "doubt")
    before = f"{capitalize(with_article(str(row['target'])))}: "
    after = f", {signed(net_tone(row))}, {count(len(row['evidence']), 'passage')}"
    return render("statement", before=before, strong=row["label"], after=after, side=side)


def speech_sentence(row: Row) -> Html:
    """Return a passage by its speaker and its form: "**Analysts**, a vague source, reported"."""
    name = row["speaker"] if isinstance(row["speaker"], str) else UNNAMED  # a frame has NaN for None
    source = "a vague source, " if row.get("source_kind") == "vague" else ""
    after = f", {source}{'quoted' if row['direct'] else 'reported'}"
    return render("statement", before="", strong=capitalize(name), after=after, side="")


def stance_sentence(row: Row) -> Html:
    """Return the stance towards what was asked: "The author towards Iran: **unsure**, 4 passages (against …)"."""
    source = "the author" if row["source"] == "author" else with_article(str(row["source"]))
    side = {"against": "hostile", "favor": "friendly"}.get(str(row["label"]), "doubt")
    label = {"favor": "in favour"}.get(str(row["label"]), str(row["label"]))
    shares = f"against {row['against']:.2f}, neutral {row['neutral']:.2f}, in favour {row['favor']:.2f}"
    before = f"{capitalize(source)} towards {with_article(str(row['target']))}: "
    after = f", {count(len(row['evidence']), 'passage')} ({shares})"
    return render("statement", before=before, strong=label, after=after, side=side)


def unnamed_sources(attributions: Sequence[Row]) -> Html:
    """Return how many passages rest on a source that is unnamed or vague, and which sources these are."""
    if not attributions:
        return render("empty", text="No quotation and no reported speech was found.")
    bare = [row["speaker"] or UNNAMED for row in attributions if row["source_kind"] != "named"]
    names = ", ".join(f"“{name}”" if name != UNNAMED else name for name in dict.fromkeys(bare))
    verb = "rests" if len(bare) == 1 else "rest"
    passages = f"{len(bare) or 'None'} of {count(len(attributions), 'passage')}"
    which = f": {names}" if bare else ""
    return render("paragraph", text=f"{passages} {verb} on a source without a name of its own{which}.")


def hedged_passages(attributions: Sequence[Row], text: str) -> Html:
    """Return in how many passages a word of the `text` holds back ("might"), and which words these are."""
    if not attributions:
        return Html("")  # `unnamed_sources` has said so
    weak = [row["hedges"] for row in attributions if row["hedges"]]
    words = dict.fromkeys(text[start:end].lower() for spans in weak for start, end in spans)
    which = f": {english_list(f'“{word}”' for word in words)}" if weak else ""
    verb = "holds" if len(weak) == 1 or len(attributions) == 1 else "hold"
    passages = f"{len(weak) or 'None'} of {count(len(attributions), 'passage')}"
    return render("paragraph", text=f"{passages} {verb} back{which}.")


def rank_speakers(article: Article, attributions: Sequence[Row]) -> list[dict[str, Any]]:
    """Return who is quoted or reported, most words first.

    Keys: speaker; passages; direct (passages with words in quotation marks); words; share (of the article's
    words, 0 to 1). Where no source is expressed the speaker is "no source named".
    """
    text, total = article.text, max(article.words, 1)
    by_speaker: dict[str, list[Row]] = {}
    for row in attributions:
        by_speaker.setdefault(row["speaker"] or UNNAMED, []).append(row)
    rows = []
    for speaker, passages in by_speaker.items():
        spans = clip_spans((span for row in passages for span in row["content"]), 0, len(text))
        words = sum(len(re.findall(r"\w+(?:[’'.-]\w+)*", text[start:end])) for start, end in spans)
        direct = sum(bool(row["direct"]) for row in passages)
        counts = {"passages": len(passages), "direct": direct, "words": words}
        rows.append({"speaker": speaker, **counts, "share": min(words / total, 1.0)})
    return sorted(rows, key=lambda row: -row["words"])


def describe_word_weights(rows: Sequence[Row]) -> str:
    """Return the words of one sentence that weigh most in the tone towards its target, in words.

    Keys: target, word, contribution, value.
    """
    ranked = sorted(rows, key=lambda row: -abs(row["contribution"]))[:3]
    heavy = [row for row in ranked if abs(float(row["contribution"])) >= WEIGHS]
    words = english_list(f"“{row['word']}” ({signed(row['contribution'])})" for row in heavy)
    first = ranked[0]
    head = f"{capitalize(with_article(str(first['target'])))}: {signed(first['value'])} in this sentence"
    return f"{head}, most by {words}." if heavy else f"{head}; no single word decides it."


def describe_kwic(frame: pd.DataFrame) -> str:
    """Return what stands next to a keyword most often, function words aside; columns: left, keyword, right."""
    if frame.empty:
        return "The phrase does not stand in the article."
    neighbours = {
        "before": [word for text in frame["left"] for word in text.split()[-1:]],
        "after": [word for text in frame["right"] for word in text.split()[:1]],
    }
    clauses = []
    for side, words in neighbours.items():
        lower = (word.lower() for word in words if word.isalpha())
        counts = Counter(word for word in lower if word not in function_words())
        commonest = min(counts, key=lambda word: (-counts[word], word), default="")
        if counts[commonest] > 1:
            clauses.append(f"{side} it “{commonest}” ({times_in_words(counts[commonest])})")
    most = f" Most often there stands {english_list(clauses)}." if clauses else ""
    return f"“{frame['keyword'].iloc[0]}” stands in the article {times_in_words(len(frame))}.{most}"
