"""What is shown of one article: its figures, the sentences they rest on, its tables, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout import charts
from readout.analysis import corrections as corrections_of
from readout.analysis import kwic as kwic_of
from readout.analysis import measured
from readout.comparison import compare as compare_articles
from readout.errors import UserError
from readout.evidence import statements
from readout.evidence.accuracy import accuracy_table, leaning_rate, rate_list
from readout.evidence.cards import finding_cards
from readout.evidence.full_text import marked_text
from readout.evidence.html import checking_top, html_figure, html_table
from readout.evidence.passages import kwic_table, passage_list, weighed_sentences
from readout.frames import records
from readout.markup import Html, render
from readout.wording import WEIGHS, acts_in_words, english_list, tone_label

if TYPE_CHECKING:
    from readout.analysis import Analysis

__all__ = ["accuracy", "actor", "actors", "acts", "by_voice", "cards", "collocations", "compare", "contributions"]
__all__ += ["corrections", "full_text", "hedged", "keyphrases", "kwic", "leanings", "lexicon_words", "names"]
__all__ += ["passages", "rates", "spoken", "targets", "ties", "timeline", "together", "tone", "toward", "unnamed"]
__all__ += ["voices", "words_in_sentence"]
_SENTENCES = 200  # rows of the table of sentences: the text shows the tone of each, `sentences.csv` has all

# The whole


@checking_top
def cards(found: Analysis, *, top: int = 10) -> Html:
    """Five findings in plain words; each number leads to what it rests on, if the page shows that."""
    return finding_cards(found.article, found, measured(), top=top, show_text=found.show_text)


@checking_top
def full_text(found: Analysis, *, top: int = 10) -> Html:
    """The article's text with switches for its tone, actors, quotations and its first `top` keyphrases."""
    return marked_text(found.article, found, top=top, show_text=found.show_text)


@checking_top
def actor(found: Analysis, name: str, *, top: int = 10) -> Html:
    """All about one actor: each sentence that names it with its tone, what it says, its ties and its leanings.

    A UserError where the article has no actor of this name.
    """
    named = passage_list(
        found.article,
        found.mentions_of(name),
        claim=statements.mention_sentence,
        spans="mentions",
        top=top,
        linked=False,
        show_text=found.show_text,
        unfolded=True,
    )
    parts = {"Each sentence that names it": named}
    for key, title in {"attributions": "What it says", "ties": "Ties", "leanings": "Leanings"}.items():
        rows, ends = found.tables[key], ["speaker"] if key == "attributions" else ["source", "target"]
        if len(own := rows[(rows[ends] == name).any(axis=1)]):
            parts[title] = passages(found, key, rows=own, top=top)
    row = found.actors[found.actors["name"] == name].iloc[0]
    tone = found.targets[found.targets["target"] == name]
    facts = [row["kind"], *(tone_label(label) for label in tone["label"])]
    facts += [f"also called {english_list(row['aliases'])}"] if row["aliases"] else []
    return render("actor", name=name, facts=" · ".join(facts), parts=parts)


def compare(found: Analysis, other: Analysis) -> Html:
    """Two articles side by side, and below them what they say differently."""
    first, second = (
        render("article", title=each.article.title, facts=each.article.facts, deck=None, opening="")
        + finding_cards(each.article, each, measured(), linked=False, show_text=each.show_text)
        for each in (found, other)
    )
    heads = {"part": "Finding", "what": "Of", "first": "First article", "second": "Second article"}
    differing = html_table(compare_articles(found, other), caption="What they say differently", columns=heads)
    return render("beside", first=first, second=second) + differing


# Figures: chart, description and table


def tone(found: Analysis) -> Html:
    """The tone of each sentence, from the first to the last, with the stretches of quoted voices shaded."""
    frame = found.sentences
    behind = html_table(frame, top=_SENTENCES, caption="Tone of the wording, by sentence")
    return html_figure(
        charts.tone(frame), name="tone", title="Tone by sentence", alt=charts.describe_tone(frame), table=behind
    )


@checking_top
def targets(found: Analysis, *, top: int = 10) -> Html:
    """The tone towards each of the `top` actors named most, from hostile to friendly."""
    frame, caption = found.targets, "Tone towards each actor"
    behind = html_table(_say_tones(frame), top=top, caption=caption)
    return html_figure(
        charts.targets(frame, top=top),
        name="targets",
        title="Tone towards each actor",
        alt=charts.describe_targets(frame, top=top),
        table=behind,
    )


@checking_top
def ties(found: Analysis, *, top: int = 10, confidence: float | None = None) -> Html:
    """Who is for or against whom: the `top` surest ties as a matrix.

    With a `confidence` (0 to 1), all pairs of which the model is at least so sure, also mere leanings.
    """
    frame, caption, noun = found.ties, "Ties between actors", "tie"
    if confidence is not None:
        every = pd.concat([frame, found.leanings] if len(found.leanings) else [frame])
        surest = every.sort_values("confidence", ascending=False, kind="stable")
        frame = surest[surest["confidence"] >= confidence]
        caption, noun = f"Ties and leanings with a confidence of {confidence:.2f} or more", "pair"
    behind = html_table(frame, top=top, caption=caption)
    words = charts.describe_ties(frame, top=top, noun=noun)
    return html_figure(
        charts.ties(frame, top=top), name="ties", title="Who is for or against whom", alt=words, table=behind
    )


@checking_top
def timeline(found: Analysis, *, top: int = 10) -> Html:
    """The first `top` acts whose day the article says, in the order of time."""
    frame = found.timeline
    behind = html_table(frame, caption="Dated acts")
    words = charts.describe_timeline(frame, top=top)
    return html_figure(
        charts.timeline(frame, top=top), name="timeline", title="Dated acts, in order of time", alt=words, table=behind
    )


@checking_top
def keyphrases(found: Analysis, *, top: int = 10) -> Html:
    """The `top` best keyphrases with their scores, and where in the text they stand."""
    frame, size = found.keywords, len(found.article.text)
    heads = {"phrase": "Phrase", "score": "Score", "count": "Count", "spread": "Spread"}
    caption = "Keyphrases; spread: in how many fifths of the text the phrase stands, as a share"
    behind = html_table(frame, top=top, caption=caption, columns=heads)
    chart = charts.keyphrases(frame, length=size, top=top)
    return html_figure(
        chart,
        name="keyphrases",
        title="Keyphrases, and where they stand",
        alt=charts.describe_keyphrases(frame, top=top),
        table=behind,
    )


@checking_top
def together(found: Analysis, *, top: int = 8) -> Html:
    """In how many sentences the `top` actors stand with the `top` keyphrases that name none; at most eight of each."""
    frame = found.together
    behind = html_table(frame.drop(columns="evidence"), caption="Sentences with both")
    return html_figure(
        charts.together(frame, top=top),
        name="together",
        title="Actors and keyphrases in the same sentences",
        alt=charts.describe_together(frame),
        table=behind,
    )


@checking_top
def contributions(found: Analysis, *, top: int = 5) -> Html:
    """The words that make the tone towards each of the first `top` actors, at most five."""
    frame = found.contributions
    heavy = frame[frame["contribution"].abs() >= WEIGHS]  # those that are marked in their sentence
    behind = html_table(heavy, caption="Words that weigh 0.1 or more")
    chart = charts.contributions(frame, top=top)
    return html_figure(
        chart,
        name="contributions",
        title="Words that make the tone towards an actor",
        alt=charts.describe_contributions(frame),
        table=behind,
    )


# The sentences behind a table


@checking_top
def passages(
    found: Analysis, name: str, *, rows: pd.DataFrame | None = None, top: int = 10, linked: bool = False
) -> Html:
    """The sentences that the rows of a table rest on, with what the row says of them.

    Args:
        found: The analysis.
        name: The table: "ties", "leanings", "targets", "attributions", "toward", or "sentences" with cautious
            words.
        rows: Those of its rows that are meant, in the order in which they are to stand; all where none are given.
        top: How many rows are shown at most.
        linked: Whether the numbers of sentences lead to them in the full text; only where that stands on the page.

    Raises:
        UserError: No such table has passages.
    """

    def listed(claim: Callable[[Mapping[str, Any]], str], group: Any = None, **options: Any) -> Html:
        frame = found.tables[name] if rows is None else rows
        frame = pd.DataFrame(group(records(frame))) if group else frame
        shown: dict[str, Any] = {"top": top, "linked": linked, "show_text": found.show_text}
        return passage_list(found.article, frame, claim=claim, **shown, **options)

    match name:
        case "ties":
            return listed(statements.tie_sentence, kind="tie")
        case "leanings":
            return listed(partial(statements.tie_sentence, leaning=True), none="Nothing more was found.")
        case "targets":
            return listed(statements.tone_sentence, kind="target")
        case "attributions":  # a sentence that holds three statements of one speaker is shown once
            return listed(statements.speaker_sentence, statements.group_statements, spans="content", kind="speaker")
        case "toward":
            return listed(statements.stance_sentence, none=_none_asked(found))
        case "sentences":
            return listed(statements.voice_sentence, statements.group_hedges, spans="hedges", most=20)
        case _:
            known = "ties, leanings, targets, attributions, toward, sentences"
            raise UserError(f'passages: "{name}" is not known; choose one of: {known}')


@checking_top
def leanings(found: Analysis, *, top: int = 10, linked: bool = False) -> Html:
    """What the article may also say: ties of which the model is less sure, folded."""
    frame = found.leanings
    listed = passages(found, "leanings", top=top, linked=linked)
    rate = f"The model is less sure of these ties. {leaning_rate(measured())}"
    content = listed if frame.empty else render("paragraph", text=rate) + listed
    return render("folded", summary="What the article may also say", content=content)


def words_in_sentence(found: Analysis) -> Html:
    """The clearest sentence of each of the first five actors, its words marked by what they add to the tone."""
    return weighed_sentences(found.article, found.contributions, show_text=found.show_text)


@checking_top
def kwic(found: Analysis, phrase: str = "", *, order: str = "position", top: int = 10) -> Html:
    """A phrase, or else the best keyphrase, in its context, a line a place; `order` as in `readout.kwic`."""
    frame = kwic_of(found, phrase, order=order)
    caption = statements.describe_kwic(frame)
    return kwic_table(found.article, frame.head(top), caption=caption, linked=False, show_text=found.show_text)


# Tables


@checking_top
def actors(found: Analysis, *, top: int = 10) -> Html:
    """The actors, most mentioned first, with the names that the article uses for them."""
    heads = {"name": "Actor", "kind": "Kind", "aliases": "Also called", "mentions": "Mentions"}
    return html_table(found.actors, top=top, caption="Actors, most mentioned first", columns=heads)


@checking_top
def acts(found: Analysis, *, top: int = 10) -> Html:
    """Who did what to whom, in the order of the text."""
    heads = {"source": "Who", "act": "Act", "target": "To whom", "modality": "Modality", "negated": "Negated"}
    frame = found.acts.assign(act=[acts_in_words([{"act": code}]) for code in found.acts["act"]])
    return html_table(frame, top=top, caption="Acts, in the order of the text", columns=heads)


@checking_top
def toward(found: Analysis, *, top: int = 10) -> Html:
    """Where the author and each actor stand towards what was asked."""
    return html_table(found.toward, top=top, caption="Stance towards what was asked", none=_none_asked(found))


def by_voice(found: Analysis) -> Html:
    """The tone of the author's own sentences and of each speaker's."""
    names = ("voice", "sentences", "polarity", "subjectivity", "hedged")
    heads = {**{name: name.capitalize() for name in names}, "share": "Share hedged"}
    return html_table(found.by_voice, caption="Tone by voice", columns=heads)


@checking_top
def lexicon_words(found: Analysis, *, top: int = 10) -> Html:
    """The words of the lexicon that made the tone, strongest first."""
    return html_table(found.lexicon_words, top=top, caption="Words that made the tone")


@checking_top
def spoken(found: Analysis, *, top: int = 10) -> Html:
    """How each voice speaks of each actor."""
    heads = {"voice": "Voice", "target": "Speaks of", "label": "Tone", "negative": "Negative"}
    more = {"neutral": "Neutral", "positive": "Positive", "evidence": "Sentences"}
    return html_table(
        _say_tones(found.spoken), top=top, caption="Tone of each voice towards each actor", columns=heads | more
    )


@checking_top
def collocations(found: Analysis, *, top: int = 10) -> Html:
    """Pairs of words that stand side by side more often than by chance."""
    heads = {"words": "Words", "count": "Count", "score": "Log-likelihood ratio"}
    return html_table(found.collocations.head(top), caption="Pairs that come twice or more", columns=heads)


def voices(found: Analysis) -> Html:
    """Who is quoted or reported, and how much."""
    return html_table(found.speakers, caption="Who is quoted or reported", name="speakers")


def unnamed(found: Analysis) -> Html:
    """How many passages rest on a source without a name of its own, and which sources these are."""
    return statements.unnamed_sources(found["attributions"])


def hedged(found: Analysis) -> Html:
    """In how many passages a word holds back, and which words these are."""
    return statements.hedged_passages(found["attributions"], found.article.text)


def names(found: Analysis) -> Html:
    """The other names for an actor, with the reason for each, folded."""
    heads = {"form": "In the text", "actor": "Actor", "why": "Why", "count": "Times"}
    listed = html_table(found.names, caption="Other names for an actor", columns=heads)
    return render("folded", summary="The names that were joined, and why", content=listed)


def corrections(found: Mapping[str, Any]) -> Html:
    """What the user's own file changed, and what of it matched nothing, folded; without a file nothing."""
    if not found["provenance"]["parameters"]["aliases"]:
        return Html("")
    yours = html_table(corrections_of(found), caption="Corrections by your own file")
    return render("folded", summary="What your own file changed", content=yours)


# How sure


def rates(analysis: str) -> Html:
    """How often results of one analysis are right, in one sentence; all figures are folded below it.

    `analysis` is tone, stance, acts, actors, attribution, keywords or syntax; a UserError for any other.

    Example:
        >>> import readout
        >>> readout.show.rates("stance")  # doctest: +ELLIPSIS
        About ... in 10 ties shown are right; ...
    """
    return rate_list(measured(), analysis)


def accuracy(*analyses: str) -> Html:
    """How often results were right, as one folded table; of all analyses where none is named."""
    frame = measured()
    return accuracy_table(frame[frame["analysis"].isin(analyses)] if analyses else frame)


def _say_tones(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its labels as the figures say them: "hostile", not "negative"."""
    return frame.assign(label=frame["label"].map(tone_label))


def _none_asked(found: Analysis) -> str:
    asked = found["provenance"]["parameters"]["targets"]
    return f"The article does not mention {english_list(asked)}." if asked else "You did not ask about anything."
