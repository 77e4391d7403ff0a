"""What the notebook `coverage` shows, one call each; `readout.show` offers these calls too."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout import charts
from readout.evidence.html import html_figure, html_table
from readout.frames import records
from readout.markup import Html, render
from readout.wording import capitalize, count, day_in_words, side_of

if TYPE_CHECKING:
    from readout.corpus.coverage import Coverage

__all__ = [
    *("article_list", "attention", "changes", "copies", "days", "distinctive_words", "failures"),
    *("joined_names", "own_text", "presence", "tie_passages", "ties_by_outlet", "tone_by_outlet"),
    *("tone_differences", "tone_over_time", "voices_by_outlet"),
]
_ROWS = 20  # of a table behind a figure, at least; the tables of the run have all
_FIGURES = {  # title and caption of the table behind a figure
    "days": ("Which days are there, and which are missing", "By outlet; in gaps: days (or weeks, months) of gaps"),
    "attention": ("Share of each outlet’s articles that name {}", "Articles that name an actor"),
    "presence": ("Who is in the stories of which outlet", "Stories that name an actor"),
    "tone_by_outlet": ("Tone towards each actor, by outlet", "Tone by outlet; read: if labels were drawn again"),
    "tone_differences": ("Difference in the same stories", "Difference in tone within shared stories"),
    "ties_by_outlet": ("Who is for or against whom, according to whom", "Ties by outlet; of: stories with both actors"),
    "tone_over_time": ("Tone towards each actor over time", "Tone by period"),
}


def days(found: Coverage, *, top: int = 12) -> Html:
    """On which days each outlet has articles, and where gaps are."""
    undated = int(found.articles["published"].isna().sum())
    note = f"{capitalize(count(undated, 'article'))} without a day: left out wherever time counts."
    lacking = f"In no article: {', '.join(found.missing)}."
    notes = [*([note] if undated else []), *([lacking] if found.missing else [])]
    return Html("").join(render("paragraph", text=text) for text in notes) + _figure(found, "days", top)


def failures(found: Coverage, *, top: int = 10) -> Html:
    """What could not be analysed, and why."""
    none = "Nothing failed: each article was analysed."
    return _table(found.failures, top, "What could not be analysed", none, source="Source", why="Why")


def copies(found: Coverage, *, top: int = 10) -> Html:
    """The stories that more than one article carries, those of most outlets first."""
    heads = {"title": "Story", "first_seen": "First seen", "first": "First", "outlets": "Outlets"}
    none = "No article repeats the text of another."
    caption = "Texts that were printed more than once"
    return _table(found.stories, top, caption, none, **heads, articles="Articles")


def own_text(found: Coverage, *, top: int = 20) -> Html:
    """By outlet: how many articles and stories it has, how often it was first, how much of its text is its own."""
    heads = {"outlet": "Outlet", "articles": "Articles", "stories": "Stories", "shared": "Shared with others"}
    frame = found.own_text.rename(columns={"own_text": "share"})
    caption = "Of each outlet"
    return _table(frame, top, caption, **heads, first="First, alone", share="Own text")


def attention(found: Coverage, actor: str = "", *, top: int = 8) -> Html:
    """The share of each outlet's articles that name the actor, or else the first of those looked at, over time."""
    name = actor or next(iter(found.actors), "")
    return _figure(found, "attention", top, found.attention[found.attention["actor"] == name])


def presence(found: Coverage, *, top: int = 10) -> Html:
    """The share of each outlet's stories in which each actor is named."""
    return _figure(found, "presence", top)


def joined_names(found: Coverage, *, top: int = 20) -> Html:
    """The names that were joined across articles, with the rule of each, folded."""
    heads = {"form": "In an article", "actor": "Actor", "rule": "Rule", "articles": "Articles"}
    none = "No name was joined with another."
    listed = _table(found.actor_links, top, "Names joined across articles", none, **heads)
    return render("folded", summary="The names that were joined, and by which rule", content=listed)


def tone_by_outlet(found: Coverage, *, top: int = 5) -> Html:
    """The tone of each outlet towards each of the first `top` actors, with its interval over stories."""
    return _figure(found, "tone_by_outlet", top)


def tone_differences(found: Coverage, *, top: int = 10) -> Html:
    """How much more hostile one outlet is than another, in the stories that both carry."""
    return _figure(found, "tone_differences", top)


def ties_by_outlet(found: Coverage, *, top: int = 10) -> Html:
    """Who is for or against whom according to each outlet: the `top` pairs that most stories report."""
    return _figure(found, "ties_by_outlet", top)


def tie_passages(found: Coverage, *, top: int = 10, each: int = 4) -> Html:
    """The sentences of the `top` ties reported most, of each the first `each`, with outlet, day and article."""
    pairs = groupby(records(found.tie_passages), key=lambda row: (row["source"], row["target"]))
    groups = [list(group) for _, group in pairs]
    items = []
    for group in groups[:top]:
        where = count(len({row["outlet"] for row in group}), "outlet")
        claim = f"{group[0]['source']} → {group[0]['target']}: {count(len(group), 'passage')} in {where}"
        seen = list({(row["outlet"], row["label"]): row for row in reversed(group)}.values())[::-1]
        rows = seen + [row for row in group if row not in seen]  # of each outlet and sign one, then the others
        body = Html("").join(render("reported", **_reported(row)) for row in rows[:each])
        items.append({"place": "", "claim": claim, "body": body})
    if not items:
        return render("empty", text="Nothing found.")
    return render("passages", items=items, total=len(groups), unfolded=False)


def voices_by_outlet(found: Coverage, *, top: int = 12) -> Html:
    """Which share of what an outlet reports comes from named, unnamed and vague sources, or from none."""
    shares = {"named": "Named", "unnamed": "Unnamed", "vague": "Vague", "none": "No source"}
    shares |= {"three": "First three"}
    frame = found.voices_by_outlet.copy()
    frame[[*shares]] = frame[[*shares]].map("{:.0%}".format)
    heads = {"outlet": "Outlet", "statements": "Statements", "speakers": "Named speakers"} | shares
    none = "No statement of anyone was found."
    return html_table(frame, top=top, caption="What is reported, by kind of source", columns=heads, none=none)


def distinctive_words(found: Coverage, *, top: int = 5) -> Html:
    """The `top` phrases that set each outlet apart from the others."""
    heads = {"outlet": "Outlet", "phrase": "Phrase", "stories": "Stories", "elsewhere": "Stories elsewhere"}
    frame = found.distinctive_words.groupby("outlet", sort=False).head(top)
    none = "No phrase clearly sets an outlet apart from the others."
    return _table(frame, None, "Distinctive phrases", none, **heads, z="z")


def tone_over_time(found: Coverage, *, top: int = 5) -> Html:
    """The tone towards each of the first `top` actors over time."""
    return _figure(found, "tone_over_time", top)


def changes(found: Coverage, *, top: int = 10) -> Html:
    """What changed: turned ties, changes in tone, new actors and new ties; of each kind the first `top`."""
    heads = {"change": "Change", "what": "Who", "period": "From", "before": "Before", "after": "After"}
    frame = found.changes.groupby("change", sort=False).head(top)
    return _table(frame, None, "The first of each kind", "Nothing changed.", **heads, stories="Stories")


def article_list(found: Coverage, *, top: int = 50) -> Html:
    """The articles, newest first, each with a link to its source if it has an address, and the name of its report."""
    newest = found.articles.sort_values("published", ascending=False, kind="stable")
    shown = newest.head(top).rename(columns={"own_text": "share"}).astype(object)
    titles = [render("away", text=row["title"], url=row["url"] or "") for row in records(shown)]
    shown = shown.assign(title=pd.Series(titles, dtype=object, index=shown.index))
    heads = {"title": "Article", "outlet": "Outlet", "published": "Day", "words": "Words"}
    heads |= {"share": "Own text"}
    heads |= {"report": "Report"} if shown["report"].notna().any() else {}
    more = f" (the first {top:,} of {len(newest):,})" if len(newest) > top else ""
    return _table(shown, None, f"Articles, newest first{more}", **heads)


def _figure(found: Coverage, name: str, top: int, frame: pd.DataFrame | None = None) -> Html:
    frame = getattr(found, name) if frame is None else frame
    title, caption = _FIGURES[name]
    drawn, describe = getattr(charts, name)(frame, top=top), getattr(charts, f"describe_{name}")
    shown = _by_outlet(frame) if name == "days" else frame
    heads = {str(column): str(column).replace("_", " ").capitalize() for column in shown}
    table = html_table(shown, caption=caption, columns=heads, top=max(top, _ROWS))
    title = title.format(frame["actor"].iloc[0] if name == "attention" and len(frame) else "an actor")
    return html_figure(drawn, title=title, alt=describe(frame), table=table, name=name)


def _by_outlet(days: pd.DataFrame) -> pd.DataFrame:
    """How many articles each outlet has, from when to when, and how much of the time lies in gaps."""
    known = days[days["articles"] > 0].groupby("outlet", sort=False)
    ends = known.agg(articles=("articles", "sum"), first=("day", "min"), last=("day", "max"))
    return ends.join(days.groupby("outlet")["gap"].sum().rename("in_gaps")).reset_index()


def _table(frame: pd.DataFrame, top: int | None, caption: str, none: str = "", **heads: str) -> Html:
    return html_table(frame, top=top, caption=caption, columns=heads, none=none)


def _reported(row: dict[str, Any]) -> dict[str, Any]:
    day = "" if pd.isna(row["published"]) else day_in_words(row["published"])
    about = {name: row[name] or "" for name in ("text", "title", "url", "report")}
    return {**about, "outlet": row["outlet"], "day": day, "side": side_of(row["label"]), "verb": row["label"]}
