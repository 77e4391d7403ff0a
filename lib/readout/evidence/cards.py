"""The cards that open a report: five findings, each number with a link to what it rests on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.anchors import anchor, figure, sentence
from readout.evidence.html import Html
from readout.evidence.statements import UNNAMED, clause, speakers, tie
from readout.wording import capitalize, count, net_tone, signed, tone_in_words, worst_and_best

if TYPE_CHECKING:
    from readout.articles.article import Article

SECTIONS = ("tone", "stance", "voices", "keywords", "article")


def cards(
    article: Article,
    found: Mapping[str, Any],
    *,
    sections: Collection[str] = SECTIONS,
    top: int = 10,
    show: str = "full",
) -> Html:
    """Five findings to read in ten seconds; each title leads to its section, each number to its evidence.

    A link is made only to a section that the page has, and to the first `top` items of a list, as the page
    shows no more. Only the first `top` actors are compared, as in the chart of the tone towards each. Unless
    `show` is "full", the page has not the article's text, and what would lead there leads to a figure.
    """
    page = _Page(
        article, found, [one for one in sections if one != "article" or check_show_text(show) == "full"], top
    )
    made = (
        ("Overall tone", "tone", _tone(page)),
        ("Spoken of worst and best", "tone", _worst_and_best(page)),
        ("Strongest ties", "stance", _strongest(page)),
        ("Who speaks, and how much", "voices", _who_speaks(page)),
        ("Keyphrases", "keywords", _phrases(page)),
    )
    items = (
        Html('<li class="card"><h3>{}</h3>{}</li>\n').format(page.link(section, section, title), body)
        for title, section, body in made
    )
    return Html('<ul class="cards">\n{}</ul>').format(Html("").join(items))


def overview(article: Article, found: Mapping[str, Any]) -> str:
    """The same findings as six lines of text, the first of which names the article."""
    when = article.published.isoformat() if article.published else ""
    means, kinds = found["sentiment"], {actor["name"]: actor["kind"] for actor in found["actors"]}
    worst, best = worst_and_best(means["targets"])
    ends = [
        f"{word} {row['target']} {signed(net_tone(row))}"
        for word, row in (("worst", worst), ("best", best))
        if row
    ]
    ties = [" ".join(clause(row, kinds)) for row in found["stance"]["ties"][:3]]
    voices = [f"{row['speaker']} {row['share']:.0%}" for row in speakers(article, found["attributions"])[:4]]
    rows = {
        "Tone": f"{tone_in_words(means['polarity'])}, {signed(means['polarity'])} from −1 to +1 "
        f"(author {signed(means['author'])}, quoted {signed(means['quoted'])})",
        "Spoken of": ", ".join(ends),
        "Ties": "; ".join(ties),
        "Voices": ", ".join(voices),
        "Keyphrases": ", ".join(row["phrase"] for row in found["keywords"][:5]),
    }
    head = ", ".join(filter(None, (article.title, article.source, when, count(article.words, "word"))))
    return "\n".join([head, *(f"  {name}: {line or 'nothing found'}" for name, line in rows.items())])


@dataclass(frozen=True)
class _Page:
    """What was found, and what the page on which the cards stand shows of it."""

    article: Article
    found: Mapping[str, Any]
    sections: Collection[str]
    top: int

    def link(self, section: str, place: str, text: Any) -> Html:
        """The text as a link to a place in a section; as it is where the page has not the section."""
        there = place and section in self.sections
        return Html('<a href="#{}">{}</a>' if there else "{1}").format(place, text)

    def read(self, start: int, section: str, name: str, text: str) -> Html:
        """The text as a link to the sentence that holds this place; to the figure of a section where none is shown."""
        if "article" not in self.sections:
            return self.link(section, figure(name), text)
        number = max(bisect_right([one["start"] for one in self.found["sentences"]], start), 1)
        return self.link("article", sentence(number), text)


def _tone(page: _Page) -> Html:
    means, sentences = page.found["sentiment"], page.found["sentences"]
    if means["polarity"] is None:
        return Html('<p class="lead">Nothing found</p>')
    quoted = sum(one["voice"] != "author" for one in sentences)
    lines = [
        Html("{}: {} ({}, {}).").format(
            whose,
            tone_in_words(means[key]),
            page.link("tone", figure("tone"), signed(means[key])),
            page.link("tone", figure("tone"), count(n, "sentence")),
        )
        for whose, key, n in (
            ("The author’s own voice", "author", len(sentences) - quoted),
            ("Quoted voices", "quoted", quoted),
        )
        if n
    ]
    lines += [] if quoted else [Html("No sentence is mainly a quoted voice.")]
    return Html(
        '<p class="lead">{} <span class="value">{}</span> <small>from −1 to +1</small></p><p>{}</p>'
    ).format(
        capitalize(tone_in_words(means["polarity"])),
        page.link("tone", figure("tone"), signed(means["polarity"])),
        Html(" ").join(lines),
    )


def _worst_and_best(page: _Page) -> Html:
    rows = page.found["sentiment"]["targets"][: page.top]
    worst, best = worst_and_best(rows)
    lines = _placed(page, worst, "Worst", "hostile") + _placed(page, best, "Best", "friendly")
    doubt = _doubt(page, len(rows), sum(row["label"] == "unsure" for row in rows))
    return lines + Html("<p>{}</p>").format(doubt) if rows else lines


def _doubt(page: _Page, actors: int, unsure: int) -> Html:
    """Among how many actors the worst and the best were sought, and for how many the tone is unsure."""
    if actors == 1:
        return Html("The tone towards the only actor is unsure." if unsure else "There is only one actor.")
    every = page.link("tone", figure("targets"), f"{actors} actors")
    if unsure == actors:
        return Html("The tone towards all {} named most is unsure.").format(every)
    doubted = Html(": for {} of them the tone is unsure").format(page.link("tone", figure("targets"), unsure))
    return Html("Among the {} named most{}.").format(every, doubted if unsure else "")


def _placed(page: _Page, row: Mapping[str, Any] | None, word: str, side: str) -> Html:
    if row is None:
        return Html('<p class="lead">{}: <span class="none">no one for certain</span></p>').format(word)
    place = anchor("target", row)
    return Html(
        '<p class="lead">{}: <b class="{}">{}</b> <span class="value">{}</span> <small>{}</small></p>'
    ).format(
        word,
        side,
        row["target"],
        page.link("tone", place, signed(net_tone(row))),
        page.link("tone", place, count(len(row["evidence"]), "passage")),
    )


def _strongest(page: _Page, most: int = 3) -> Html:
    kinds = {actor["name"]: actor["kind"] for actor in page.found["actors"]}
    ties = page.found["stance"]["ties"]
    if not ties:
        return Html(
            '<p class="lead">Nothing found</p><p>No act of one actor towards another is clear enough.</p>'
        )
    listed = {anchor("tie", row) for row in ties[: page.top]} if "stance" in page.sections else set()
    best = sorted(ties, key=lambda row: -row["confidence"])[:most]
    rows = [(row, anchor("tie", row)) for row in best]
    items = _items(tie(row, kinds, place if place in listed else "") for row, place in rows)
    every = page.link("stance", figure("ties"), capitalize(count(len(ties), "tie")))
    rest = Html("<p>{} in all.</p>").format(every) if len(ties) > most else Html("")
    return Html("<ol>{}</ol>{}").format(items, rest)


def _who_speaks(page: _Page, most: int = 4) -> Html:
    rows = speakers(page.article, page.found["attributions"])
    if not rows:
        return Html('<p class="lead">No one</p><p>No quotation and no reported speech was found.</p>')
    items = _items(
        Html("<bdi>{}</bdi>: {} <small>({} of the text)</small>").format(
            capitalize(row["speaker"]),
            _said(page, row, count(row["words"], "word")),
            _said(page, row, f"{row['share']:.0%}"),
        )
        for row in rows[:most]
    )
    more = page.link("voices", figure("speakers"), capitalize(count(len(rows) - most, "more voice")))
    rest = Html("<p>{}.</p>").format(more) if len(rows) > most else Html("")
    return Html("<ul>{}</ul>{}").format(items, rest)


def _said(page: _Page, row: Mapping[str, Any], text: str) -> Html:
    """A number of a speaker, with a link to the first passage; where the list is cut before, to its sentence."""
    own = [one for one in page.found["attributions"] if (one["speaker"] or UNNAMED) == row["speaker"]]
    if own[0] in page.found["attributions"][: page.top]:
        return page.link("voices", anchor("speaker", own[0]), text)
    return page.read(own[0]["content"][0][0], "voices", "speakers", text)


def _phrases(page: _Page, most: int = 5) -> Html:
    rows = page.found["keywords"][:most]
    if not rows:
        return Html('<p class="lead">Nothing found</p>')
    items = _items(
        Html("<bdi>{}</bdi> <small>{}</small>").format(
            row["phrase"],
            page.read(row["mentions"][0][0], "keywords", "keyphrases", f"{row['count']}×"),
        )
        for row in rows
    )
    return Html("<ol>{}</ol>").format(items)


def _items(lines: Iterable[Html]) -> Html:
    return Html("").join(Html("<li>{}</li>").format(line) for line in lines)
