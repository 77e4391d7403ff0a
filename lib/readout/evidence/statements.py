"""What was found, in sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readout.evidence.spans import clip_spans
from readout.frames import group_rows
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
    name_speaker,
    side_of,
    signed,
    times_in_words,
    tone_label,
    with_article,
)

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

Row = Mapping[str, Any]


def tie_sentence(
    row: Row, kinds: Mapping[str, str] | None = None, place: str = "", *, quoted: bool = False, leaning: bool = False
) -> Html:
    """Return a tie as a sentence: "Iran-backed militias **oppose** the US: attacks, 3 sentences, sure".

    `kinds` (actor's name to kind) helps to choose the form of the verb and the article; the number of
    sentences is a link to the `place` of the page where they stand, if one is given. It is left out where the only
    one is `quoted` beside it. A `leaning` is less sure than a tie, whatever its confidence.
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
        side=side_of(row["label"]),
        by=acts_in_words(acts) or ("in words" if row.get("by") == "words" else ""),
        sentences="" if quoted and len(row["evidence"]) == 1 else count(len(row["evidence"]), "sentence"),
        place=place,
        certainty="less sure" if leaning else certainty(row["confidence"]),
    )


def tie_clause(row: Row, kinds: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """Return subject, verb and object of a tie, as text: "Iran-backed militias", "oppose", "the US"."""
    kinds = kinds or {}
    source, target = str(row["source"]), str(row["target"])
    verb = agree(str(row["label"]).removesuffix("s"), is_plural(source, kinds.get(source, "")))
    subject = capitalize(with_article(source, kinds.get(source, "")))
    return subject, verb, with_article(target, kinds.get(target, ""))


def rank_ties(ties: Sequence[Row]) -> list[Row]:
    """Return the ties in the order in which a report leads with them: those that rest on one sentence last."""
    return sorted(ties, key=lambda row: (len(row["evidence"]) == 1, -row["confidence"]))


def tone_sentence(row: Row, place: str = "") -> Html:
    """Return the tone towards an actor: "Mike Pompeo: **hostile**, 2 sentences"; a link as in `tie_sentence`."""
    return render(
        "tone",
        name=capitalize(with_article(str(row["target"]))),
        label=tone_label(row["label"]),
        side=side_of(row["label"]),
        sentences=count(len(row["evidence"]), "sentence"),
        place=place,
    )


def mention_sentence(row: Row) -> Html:
    """Return how one sentence speaks of an actor, and whose words it is: "**hostile**, in the words of Iran"."""
    strong, whose = tone_label(row["label"]), f", in the words of {_voice(row['voice'])}"
    return render("statement", before="", strong=strong, after=whose, side=side_of(row["label"]))


def speaker_sentence(row: Row, place: str = "") -> Html:
    """Return what a speaker says, counted: "**Analysts** (a vague source): 2 statements (1 quoted)"."""
    direct, total = row["direct"], row["passages"]
    quoted = " (quoted)" if direct == total else f" ({direct} quoted)" if direct else ""
    return render(
        "speaker",
        name=capitalize(row["speaker"]),
        vague=row.get("source_kind") == "vague",
        statements=count(total, "statement"),
        quoted=quoted,
        place=place,
    )


def stance_sentence(row: Row) -> Html:
    """Return the stance towards what was asked: "The author towards Iran: **unsure**, 4 sentences (against …)"."""
    label = {"favor": "in favour"}.get(row["label"], row["label"])
    shares = f"against {row['against']:.2f}, neutral {row['neutral']:.2f}, in favour {row['favor']:.2f}"
    before = f"{capitalize(_voice(row['source']))} towards {with_article(str(row['target']))}: "
    after = f", {count(len(row['evidence']), 'sentence')} ({shares})"
    return render("statement", before=before, strong=label, after=after, side=side_of(row["label"]))


def _voice(name: str) -> str:
    """A voice inside a sentence: "the author", "the United States"."""
    return "the author" if name == "author" else with_article(name)


def unnamed_sources(attributions: Sequence[Row]) -> Html:
    """Return how many statements have a source that is unnamed or vague, and which sources these are."""
    if not attributions:
        return render("empty", text="No quotation and no reported speech was found.")
    bare = [name_speaker(row["speaker"]) for row in attributions if row["source_kind"] != "named"]
    names = ", ".join(f"“{name}”" if name != UNNAMED else name for name in dict.fromkeys(bare))
    which = f": {names}" if bare else ""
    return render("paragraph", text=f"Without a named source: {_share_of(bare, attributions)}{which}.")


def hedged_passages(attributions: Sequence[Row], text: str) -> Html:
    """Return in how many statements a word of the `text` is cautious ("might"), and which words these are."""
    if not attributions:
        return Html("")  # `unnamed_sources` has said so
    weak = [row["hedges"] for row in attributions if row["hedges"]]
    words = dict.fromkeys(text[start:end].lower() for spans in weak for start, end in spans)
    which = f": {english_list(f'“{word}”' for word in words)}" if weak else ""
    return render("paragraph", text=f"With a cautious word: {_share_of(weak, attributions)}{which}.")


def _share_of(some: Sequence[object], every: Sequence[object]) -> str:
    return f"{len(some) or 'none'} of {count(len(every), 'statement')}"


def group_hedges(sentences: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the sentences with cautious words, a row a voice: voice, sentences (how many), hedges (spans)."""
    hedged = (row for row in sentences if row["hedges"])
    return [
        {"voice": voice, "sentences": len(rows), "hedges": [span for row in rows for span in row["hedges"]]}
        for voice, rows in group_rows(hedged, lambda row: row["voice"]).items()
    ]


def voice_sentence(row: Row) -> Html:
    """Return whose cautious sentences these are, and how many: "**The author**: 5 sentences"."""
    name = "The author" if row["voice"] == "author" else capitalize(row["voice"])
    number = count(row["sentences"], "sentence")
    return render("statement", before="", strong=name, after=f": {number}", side="")


def group_statements(attributions: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the statements of each speaker as one row, in the order in which they first speak.

    Keys: speaker ("no source named" where none is); source_kind; passages and direct (how many, and how many with
    words in quotation marks); content (the spans of all).
    """
    by_speaker = group_rows(attributions, lambda row: name_speaker(row["speaker"]))
    return [
        {
            "speaker": speaker,
            "source_kind": rows[0].get("source_kind"),
            "passages": len(rows),
            "direct": sum(bool(row["direct"]) for row in rows),
            "content": [span for row in rows for span in row["content"]],
        }
        for speaker, rows in by_speaker.items()
    ]


def rank_speakers(article: Article, attributions: Sequence[Row]) -> list[dict[str, Any]]:
    """Return who is quoted or reported, most words first.

    Keys: speaker; passages; direct (passages with words in quotation marks); words; share (of the article's
    words, 0 to 1). Where no source is expressed the speaker is "no source named".
    """
    text, total = article.text, max(article.words, 1)
    rows = []
    for group in group_statements(attributions):
        spans = clip_spans(group["content"], 0, len(text))
        words = sum(len(re.findall(r"\w+(?:[’'.-]\w+)*", text[start:end])) for start, end in spans)
        counts = {key: group[key] for key in ("speaker", "passages", "direct")}
        rows.append({**counts, "words": words, "share": min(words / total, 1.0)})
    return sorted(rows, key=lambda row: -row["words"])


def describe_word_weights(rows: Sequence[Row]) -> str:
    """Return the words of one sentence that weigh most in the tone towards its target, in words.

    Keys: target, word, contribution, value.
    """
    ranked = sorted(rows, key=lambda row: -abs(row["contribution"]))[:3]
    heavy = [row for row in ranked if abs(float(row["contribution"])) >= WEIGHS]
    first = ranked[0]
    sides: dict[bool, list[str]] = {True: [], False: []}  # words for the tone, and words against it
    for row in heavy:
        word = f"“{row['word']}” ({signed(row['contribution'])})"
        sides[row["contribution"] * first["value"] > 0].append(word)
    head = f"{capitalize(with_article(str(first['target'])))}: {signed(first['value'])} in this sentence"
    if not sides[True]:
        return f"{head}; no single word decides it."
    despite = f", despite {english_list(sides[False])}" if sides[False] else ""
    return f"{head}, mostly because of {english_list(sides[True])}{despite}."


def describe_kwic(frame: pd.DataFrame) -> str:
    """Return what stands next to a keyword most often, function words aside; columns: left, keyword, right."""
    if frame.empty:
        return "The article does not have the phrase."
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
            clauses.append(f"“{commonest}” {side} it ({times_in_words(counts[commonest])})")
    noun = "neighbour" if len(clauses) == 1 else "neighbours"
    most = f" Its most frequent {noun}: {english_list(clauses)}." if clauses else ""
    forms = {form.casefold(): f"“{form}”" for form in frame["keyword"]}.values()
    first, *others = sorted(forms, key=len, reverse=True)
    also = f", also as {english_list(others[:3])}" if others else ""
    return f"The article has {first} {times_in_words(len(frame))}{also}.{most}"
