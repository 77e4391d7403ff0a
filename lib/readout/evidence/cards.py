"""The cards that open a report: five findings in plain words, the surest kind first, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.accuracy import plain_rate, share_right
from readout.evidence.html import element_id
from readout.evidence.passages import short_quote
from readout.evidence.statements import (
    group_statements,
    rank_ties,
    speaker_sentence,
    tie_clause,
    tie_sentence,
    tone_sentence,
)
from readout.markup import Html, render
from readout.wording import UNNAMED, capitalize, count, english_list, side_of, tone_label

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

Row = Mapping[str, Any]

# The findings in the order of the story: the analysis, the title, and the section of the page that has all of it.
_FINDINGS = {
    "stance": ("Who is against or for whom", "for-and-against"),
    "attribution": ("Who speaks", "who-speaks"),
    "tone": ("How the main actors are spoken of", "tone"),
    "keywords": ("What it is about", "what-it-is-about"),
}
_SURE = ("How sure this is", "how-sure")
_TOP = 10  # rows of a list on the page, where nothing else is asked for
_MOST = {"stance": 3, "attribution": 4, "tone": 4, "keywords": 5}


def finding_cards(
    article: Article,
    found: Mapping[str, Any],
    rates: pd.DataFrame,
    *,
    linked: bool = True,
    top: int = _TOP,
    show_text: str = "full",
) -> Html:
    """Return five findings in plain words: the kind that is right most often comes first, how sure they are last.

    A kind of which nothing rests on two passages doesn't lead.

    `rates` are those of `readout.measured`. Where the page has the sections (`linked`), each title leads to its own,
    and each number to its evidence, if that is among the first `top` of its list.
    """
    page = _Page(article, found, linked, top, check_show_text(show_text))
    bodies = {"stance": _ties, "attribution": _voices, "tone": _targets, "keywords": _phrases}
    order = _ranked(rates, found, top)
    cards = [(name, *_FINDINGS[name], bodies[name](page)) for name in order]
    lines = [plain_rate(rates, name) for name in order]
    cards.append(("sure", *_SURE, render("list_card", items=lines, more="")))
    placed = [(name, title, page.place(place), body) for name, title, place, body in cards]
    return render("cards", cards=placed)


def overview(article: Article, found: Mapping[str, Any], rates: pd.DataFrame) -> str:
    """Return the same findings as six lines of text, the first of which names the article."""
    kinds = {actor["name"]: actor["kind"] for actor in found["actors"]}
    lines = {
        "stance": "; ".join(" ".join(tie_clause(row, kinds)) for row in _leading_ties(found)),
        "attribution": ", ".join(
            f"{row['speaker']} ({count(row['passages'], 'statement')})" for row in _speakers(found)
        ),
        "tone": ", ".join(f"{row['target']} ({tone_label(row['label'])})" for row in _clear(found, _TOP)),
        "keywords": english_list(row["phrase"] for row in found["keywords"][: _MOST["keywords"]]),
    }
    facts = filter(None, (article.source, str(article.published or ""), count(article.words, "word")))
    order = _ranked(rates, found, _TOP)
    told = [f"  {_FINDINGS[name][0]}: {lines[name] or 'nothing found'}" for name in order]
    sure = f"  {_SURE[0]}: {plain_rate(rates, order[0])}"
    return "\n".join([f"{article.title} – {', '.join(facts)}", *told, sure])


@dataclass(frozen=True)
class _Page:
    """What was found, and what the page on which the cards stand shows of it."""

    article: Article
    found: Mapping[str, Any]
    linked: bool
    top: int
    show_text: str

    def place(self, place: str) -> str:
        """Return the place where a link may lead: "" where the cards stand alone."""
        return place if self.linked else ""

    def row_place(self, kind: str, row: Row, rows: Sequence[Row]) -> str:
        """Return the place of a row in the list of all such rows, of which the page shows the first."""
        place = element_id(kind, row)
        return self.place(place if place in {element_id(kind, each) for each in rows[: self.top]} else "")


def _ranked(rates: pd.DataFrame, found: Mapping[str, Any], top: int) -> list[str]:
    """The findings, that which is right most often first; in the order of the story where they differ little.

    The first of which something rests on two passages leads.
    """
    order = sorted(_FINDINGS, key=lambda name: -round(share_right(rates, name), 1))
    passages = {
        "stance": [len(row["evidence"]) for row in _leading_ties(found)],
        "attribution": [row["passages"] for row in _speakers(found)],
        "tone": [len(row["evidence"]) for row in _clear(found, top)],
    }
    leads = next((name for name in order if max(passages.get(name, ()), default=0) > 1), order[0])
    return [leads, *(name for name in order if name != leads)]


def _leading_ties(found: Mapping[str, Any]) -> list[Row]:
    return rank_ties(found["stance"]["ties"])[: _MOST["stance"]]


def _speakers(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who says most, in statements, actors first; nobody who is not named."""
    actors = {actor["name"] for actor in found["actors"]}
    told = [row for row in group_statements(found["attributions"]) if row["speaker"] != UNNAMED]
    ranked = sorted(told, key=lambda row: (-row["passages"], row["speaker"] not in actors))
    return ranked[: _MOST["attribution"]]


def _clear(found: Mapping[str, Any], top: int) -> list[Row]:
    """The actors for whom the tone is clear in two sentences or more: who is praised or blamed, then most named."""
    rows = found["sentiment"]["targets"][:top]
    clear = [row for row in rows if row["label"] != "unsure" and len(row["evidence"]) > 1]
    return sorted(clear, key=lambda row: row["label"] == "neutral")[: _MOST["tone"]]


def _ties(page: _Page) -> Html:
    kinds = {actor["name"]: actor["kind"] for actor in page.found["actors"]}
    ties = page.found["stance"]["ties"]
    if not ties:
        return render("empty", text="No tie between two actors is clear enough.")
    whole = page.show_text != "none"
    items = [
        (tie_sentence(row, kinds, page.row_place("tie", row, ties), quoted=whole), _quote(page, row))
        for row in _leading_ties(page.found)
    ]
    return render("ties_card", ties=items, more=_more(len(ties) - len(items), "tie"))


def _quote(page: _Page, row: Row) -> Html:
    """The sentence of a tie, cut around its act and its two actors."""
    if page.show_text == "none":
        return Html("")
    mentions = {actor["name"]: actor["mentions"] for actor in page.found["actors"]}
    return short_quote(
        page.article,
        [act["cue"] for act in row.get("acts", ())] or row["evidence"],
        near=[mentions.get(row[end], ()) for end in ("source", "target")],
        linked=page.linked and page.show_text == "full",
    )


def _voices(page: _Page) -> Html:
    every, rows = group_statements(page.found["attributions"]), _speakers(page.found)
    if not rows:
        return render("empty", text="No quotation and no reported speech was found.")
    items = [speaker_sentence(row, page.row_place("speaker", row, every)) for row in rows]
    return render("list_card", items=items, more=_more(len(every) - len(rows), "speaker"))


def _targets(page: _Page) -> Html:
    rows = page.found["sentiment"]["targets"][: page.top]
    shown = [row for row in rows if side_of(row["label"]) != "doubt"]  # as in the list of the section
    items = [tone_sentence(row, page.row_place("target", row, shown)) for row in _clear(page.found, page.top)]
    unsure = sum(row["label"] == "unsure" for row in rows)
    if not rows:
        return render("empty", text="No tone towards anyone was found.")
    if not items:
        return render("empty", text="For each actor, the tone is unsure or rests on one sentence.")
    return render("list_card", items=items, more=f"Unsure for {count(unsure, 'actor')}." if unsure else "")


def _phrases(page: _Page) -> Html:
    rows = page.found["keywords"][: _MOST["keywords"]]
    if not rows:
        return render("empty", text="No keyphrase was found.")
    return render("paragraph", text=f"{capitalize(english_list(row['phrase'] for row in rows))}.")


def _more(number: int, noun: str) -> str:
    return f"And {count(number, f'more {noun}')}." if number > 0 else ""
