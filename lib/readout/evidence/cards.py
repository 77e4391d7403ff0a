"""The cards that open a report: five findings, each number with a link to what it rests on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.html import element_id, figure_id
from readout.evidence.statements import rank_speakers, tie_clause, tie_sentence
from readout.markup import Html, render
from readout.wording import UNNAMED, capitalize, count, net_tone, signed, tone_in_words, worst_and_best

if TYPE_CHECKING:
    from readout.articles.article import Article

SECTIONS = ("tone", "stance", "voices", "keywords", "article")


def finding_cards(
    article: Article,
    found: Mapping[str, Any],
    *,
    sections: Collection[str] = SECTIONS,
    top: int = 10,
    show_text: str = "full",
) -> Html:
    """Return five findings to read in ten seconds; each title leads to its section, each number to its evidence.

    A link is made only to a section that the page has, and to the first `top` items of a list, as the page
    shows no more. Only the first `top` actors are compared, as in the chart of the tone towards each. Unless
    `show_text` is "full", the page has not the article's text, and what would lead there leads to a figure.
    """
    whole = check_show_text(show_text) == "full"
    page = _Page(article, found, [name for name in sections if whole or name != "article"], top)
    bodies = (
        ("Overall tone", "tone", _tone(page)),
        ("Spoken of worst and best", "tone", _targets(page)),
        ("Strongest ties", "stance", _ties(page)),
        ("Who speaks, and how much", "voices", _voices(page)),
        ("Keyphrases", "keywords", _phrases(page)),
    )
    return render("cards", cards=[(title, page.place(name, name), body) for title, name, body in bodies])


def overview(article: Article, found: Mapping[str, Any]) -> str:
    """Return the same findings as six lines of text, the first of which names the article."""
    means, kinds = found["sentiment"], {actor["name"]: actor["kind"] for actor in found["actors"]}
    ends = zip(("worst", "best"), worst_and_best(means["targets"][:10]), strict=True)
    voices = rank_speakers(article, found["attributions"])[:4]
    lines = {
        "Tone": f"{tone_in_words(means['polarity'])}, {signed(means['polarity'])} from −1 to +1 "
        f"(author {signed(means['author'])}, quoted {signed(means['quoted'])})",
        "Spoken of": ", ".join(
            f"{word} {row['target']} {signed(net_tone(row))}" for word, row in ends if row
        ),
        "Ties": "; ".join(" ".join(tie_clause(row, kinds)) for row in found["stance"]["ties"][:3]),
        "Voices": ", ".join(f"{row['speaker']} {row['share']:.0%}" for row in voices),
        "Keyphrases": ", ".join(row["phrase"] for row in found["keywords"][:5]),
    }
    facts = filter(None, (article.source, str(article.published or ""), count(article.words, "word")))
    head = f"{article.title} – {', '.join(facts)}"
    return "\n".join([head, *(f"  {name}: {line or 'nothing found'}" for name, line in lines.items())])


@dataclass(frozen=True)
class _Page:
    """What was found, and what the page on which the cards stand shows of it."""

    article: Article
    found: Mapping[str, Any]
    sections: Collection[str]
    top: int

    def place(self, section: str, place: str) -> str:
        """Return the place where a link may lead: "" where the page has not the section."""
        return place if section in self.sections else ""

    def sentence(self, start: int, section: str, name: str) -> str:
        """Return the place of the sentence that holds this one; of the figure of a section where none is shown."""
        if "article" not in self.sections:
            return self.place(section, figure_id(name))
        starts = [row["start"] for row in self.found["sentences"]]
        return f"s{max(bisect_right(starts, start), 1)}"


def _tone(page: _Page) -> Html:
    means, sentences = page.found["sentiment"], page.found["sentences"]
    if means["polarity"] is None:
        return render("nothing", lead="Nothing found", why="")
    quoted = sum(row["voice"] != "author" for row in sentences)
    numbers = {
        "author": ("The author’s own voice", len(sentences) - quoted),
        "quoted": ("Quoted voices", quoted),
    }
    return render(
        "tone_card",
        tone=capitalize(tone_in_words(means["polarity"])),
        value=signed(means["polarity"]),
        voices=[
            (whose, tone_in_words(means[key]), signed(means[key]), count(number, "sentence"))
            for key, (whose, number) in numbers.items()
            if number
        ],
        quoted=quoted,
        place=page.place("tone", figure_id("tone")),
    )


def _targets(page: _Page) -> Html:
    """Of whom the article speaks worst and best, among how many actors, and for how many that is unsure."""
    rows = page.found["sentiment"]["targets"][: page.top]
    ends = zip(("Worst", "Best"), ("hostile", "friendly"), worst_and_best(rows), strict=True)
    return render(
        "targets_card",
        ends=[{"word": word, "side": side, **_end(page, row)} for word, side, row in ends],
        actors=len(rows),
        unsure=sum(row["label"] == "unsure" for row in rows),
        place=page.place("tone", figure_id("targets")),
    )


def _end(page: _Page, row: Mapping[str, Any] | None) -> dict[str, str]:
    if row is None:
        return {"target": ""}
    return {
        "target": row["target"],
        "value": signed(net_tone(row)),
        "passages": count(len(row["evidence"]), "passage"),
        "place": page.place("tone", element_id("target", row)),
    }


def _ties(page: _Page, most: int = 3) -> Html:
    kinds = {actor["name"]: actor["kind"] for actor in page.found["actors"]}
    ties = page.found["stance"]["ties"]
    if not ties:
        why = "No act of one actor towards another is clear enough."
        return render("nothing", lead="Nothing found", why=why)
    listed = {page.place("stance", element_id("tie", row)) for row in ties[: page.top]}
    surest = [
        (row, element_id("tie", row)) for row in sorted(ties, key=lambda row: -row["confidence"])[:most]
    ]
    return render(
        "ties_card",
        ties=[tie_sentence(row, kinds, place if place in listed else "") for row, place in surest],
        total=capitalize(count(len(ties), "tie")) if len(ties) > most else "",
        place=page.place("stance", figure_id("ties")),
    )


def _voices(page: _Page, most: int = 4) -> Html:
    rows = rank_speakers(page.article, page.found["attributions"])
    if not rows:
        return render("nothing", lead="No one", why="No quotation and no reported speech was found.")
    return render(
        "voices_card",
        voices=[
            (
                capitalize(row["speaker"]),
                count(row["words"], "word"),
                f"{row['share']:.0%}",
                _speaker_place(page, row["speaker"]),
            )
            for row in rows[:most]
        ],
        more=capitalize(count(len(rows) - most, "more voice")) if len(rows) > most else "",
        place=page.place("voices", figure_id("speakers")),
    )


def _speaker_place(page: _Page, speaker: str) -> str:
    """The place of a speaker's first passage; where the list is cut before it, that of its sentence."""
    attributions = page.found["attributions"]
    number, first = next(
        (at, row) for at, row in enumerate(attributions) if (row["speaker"] or UNNAMED) == speaker
    )
    if number < page.top:
        return page.place("voices", element_id("speaker", first))
    return page.sentence(first["content"][0][0], "voices", "speakers")


def _phrases(page: _Page, most: int = 5) -> Html:
    rows = page.found["keywords"][:most]
    if not rows:
        return render("nothing", lead="Nothing found", why="")
    places = [page.sentence(row["mentions"][0][0], "keywords", "keyphrases") for row in rows]
    phrases = [(row["phrase"], f"{row['count']}×", place) for row, place in zip(rows, places, strict=True)]
    return render("phrases_card", phrases=phrases)
