"""What is shown of many articles: what is in them, and how outlets differ; each call takes a `Coverage`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout import charts
from readout.analysis import measured
from readout.evidence.coverage_cards import coverage_cards
from readout.evidence.html import checking_top, html_figure, html_table
from readout.evidence.statements import tie_clause
from readout.frames import records
from readout.markup import Html, render
from readout.wording import capitalize, count, day_in_words, side_of

if TYPE_CHECKING:
    from readout.corpus.coverage import Coverage

__all__ = ["article_list", "attention", "changes", "copies", "days", "distinctive_words", "failures", "findings"]
__all__ += ["joined_names", "own_text", "presence", "tie_passages", "ties_by_outlet", "tone_by_outlet"]
__all__ += ["tone_differences", "tone_over_time", "voices_by_outlet"]
_ROWS = 20  # of a table behind a figure, at least; the tables of the run have all


def findings(found: Coverage) -> Html:
    """What is clear in many articles, in plain words: what is missing, attention, tone, ties, changes, how sure."""
    return coverage_cards(found, measured())


@checking_top
def days(found: Coverage, *, top: int = 12) -> Html:
    """On which days each outlet has articles, and where gaps are."""
    undated = int(found.articles["published"].isna().sum())
    note = f"{capitalize(count(undated, 'article'))} without a day: left out wherever time counts."
    lacking = f"In no article: {', '.join(found.missing)}."
    notes = [*([note] if undated else []), *([lacking] if found.missing else [])]
    title = "Which days are there, and which are missing"
    caption = "By outlet; in gaps: how many days, weeks or months"
    figure = _figure("days", found.days, top, title, caption, behind=_by_outlet(found.days))
    return Html("").join(render("paragraph", text=text) for text in notes) + figure


@checking_top
def failures(found: Coverage, *, top: int = 10) -> Html:
    """What could not be analysed, and why."""
    none = "Nothing failed: each article was analysed."
    return html_table(found.failures, caption="What could not be analysed", top=top, none=none)


@checking_top
def copies(found: Coverage, *, top: int = 10) -> Html:
    """The stories that more than one article carries, those of most outlets first."""
    frame = found.stories.drop(columns="story").rename(columns={"title": "story"})
    none = "No article repeats the text of another."
    return html_table(frame, caption="Texts that were printed more than once", top=top, none=none)


@checking_top
def own_text(found: Coverage, *, top: int = 20) -> Html:
    """By outlet: how many articles and stories it has, how often it was first, how much of its text is its own."""
    frame = found.own_text.rename(columns={"shared": "shared with others", "first": "first, alone"})
    return html_table(frame, caption="Copies and own text, by outlet", top=top)


@checking_top
def attention(found: Coverage, actor: str = "", *, top: int = 8) -> Html:
    """The share of each outlet's articles that name the actor, or else the first of those looked at, over time."""
    name = actor or next(iter(found.actors), "an actor")
    frame = found.attention[found.attention["actor"] == name]
    title = f"Share of each outlet’s articles that name {name}"
    return _figure("attention", frame, top, title, "Articles that name an actor")


@checking_top
def presence(found: Coverage, *, top: int = 10) -> Html:
    """The share of each outlet's stories in which each actor is named."""
    caption = "Stories that name an actor"
    return _figure("presence", found.presence, top, "Who is in the stories of which outlet", caption)


@checking_top
def joined_names(found: Coverage, *, top: int = 20) -> Html:
    """The names that were joined across articles, with the rule of each, folded."""
    frame = found.actor_links.rename(columns={"form": "in an article"})
    none = "No name was joined with another."
    listed = html_table(frame, caption="Names joined across articles", top=top, none=none)
    return render("folded", summary="The names that were joined, and by which rule", content=listed)


@checking_top
def tone_by_outlet(found: Coverage, *, top: int = 5) -> Html:
    """The tone of each outlet towards each of the first `top` actors, with its interval over stories."""
    caption = "Read low, read high: what misread labels may change"
    return _figure("tone_by_outlet", found.tone_by_outlet, top, "Tone towards each actor, by outlet", caption)


@checking_top
def tone_differences(found: Coverage, *, top: int = 10) -> Html:
    """How much more hostile one outlet is than another, in the stories that both carry."""
    caption = "Difference in tone within shared stories"
    return _figure("tone_differences", found.tone_differences, top, "Difference in the same stories", caption)


@checking_top
def ties_by_outlet(found: Coverage, *, top: int = 10) -> Html:
    """Who is for or against whom according to each outlet: the `top` pairs that most stories report."""
    caption = "Ties by outlet; of: stories with both actors"
    return _figure(
        "ties_by_outlet", found.ties_by_outlet, top, "Who is for or against whom, according to whom", caption
    )


@checking_top
def tie_passages(found: Coverage, *, top: int = 10, each: int = 4) -> Html:
    """The sentences of the `top` ties reported most, of each the first `each`, with outlet, day and article."""
    pairs = groupby(records(found.tie_passages), key=lambda row: (row["source"], row["target"]))
    groups = [list(group) for _, group in pairs]
    items = []
    for group in groups[:top]:
        where = count(len({row["outlet"] for row in group}), "outlet")
        one_sided = len({row["label"] for row in group}) == 1
        who = " ".join(tie_clause(group[0])) if one_sided else f"{group[0]['source']} → {group[0]['target']}"
        claim = f"{who}: {count(len(group), 'passage')} in {where}"
        seen = list({(row["outlet"], row["label"]): row for row in reversed(group)}.values())[::-1]
        rows = seen + [row for row in group if row not in seen]  # of each outlet and sign one, then the others
        body = Html("").join(render("reported", **_reported(row)) for row in rows[:each])
        items.append({"place": "", "claim": claim, "body": body})
    if not items:
        return render("empty", text="Nothing found.")
    return render("passages", items=items, total=len(groups), unfolded=False)


@checking_top
def voices_by_outlet(found: Coverage, *, top: int = 12) -> Html:
    """Which share of what an outlet reports comes from named, unnamed and vague sources, or from none."""
    frame, shares = found.voices_by_outlet.copy(), ["named", "unnamed", "vague", "none", "three"]
    frame[shares] = frame[shares].map("{:.0%}".format)
    frame = frame.rename(columns={"speakers": "named speakers", "none": "no source", "three": "first three"})
    none = "No statement of anyone was found."
    return html_table(frame, caption="What is reported, by kind of source", top=top, none=none)


@checking_top
def distinctive_words(found: Coverage, *, top: int = 5) -> Html:
    """The `top` phrases that set each outlet apart from the others."""
    frame = found.distinctive_words.groupby("outlet", sort=False).head(top).drop(columns="stability")
    frame = frame.rename(columns={"elsewhere": "stories elsewhere", "z": "score z"})
    none = "No phrase clearly sets an outlet apart from the others."
    return html_table(frame, caption="Distinctive phrases", none=none)


@checking_top
def tone_over_time(found: Coverage, *, top: int = 5) -> Html:
    """The tone towards each of the first `top` actors over time."""
    return _figure("tone_over_time", found.tone_over_time, top, "Tone towards each actor over time", "Tone by period")


@checking_top
def changes(found: Coverage, *, top: int = 10) -> Html:
    """What changed: turned ties, changes in tone, new actors and new ties; of each kind the first `top`."""
    frame = found.changes.groupby("change", sort=False).head(top)
    heads = {"change": "Change", "what": "Who", "period": "From", "before": "Before", "after": "After"}
    heads |= {"stories": "Stories"}
    return html_table(frame, caption="The first of each kind", columns=heads, none="Nothing changed.")


@checking_top
def article_list(found: Coverage, *, top: int = 50) -> Html:
    """The articles, newest first, each with a link to its source if it has an address, and the name of its report."""
    frame = found.articles.sort_values("published", ascending=False, kind="stable").astype(object)
    links = [render("away", text=row["title"], url=row["url"] or "") for row in records(frame.head(top))]
    frame["title"] = pd.Series(links, dtype=object, index=frame.index[:top])
    heads = {"title": "Article", "outlet": "Outlet", "published": "Day", "words": "Words", "own_text": "Own text"}
    heads |= {"report": "Report"} if frame["report"].notna().any() else {}
    return html_table(frame, caption="Articles, newest first", columns=heads, top=top)


def _figure(
    name: str, frame: pd.DataFrame, top: int, title: str, caption: str, behind: pd.DataFrame | None = None
) -> Html:
    """The chart of that name, what it shows in words, and behind it the frame, or another one."""
    table = html_table(frame if behind is None else behind, caption=caption, top=max(top, _ROWS))
    drawn, said = getattr(charts, name)(frame, top=top), getattr(charts, f"describe_{name}")(frame)
    return html_figure(drawn, title=title, alt=said, table=table, name=name)


def _by_outlet(days: pd.DataFrame) -> pd.DataFrame:
    """How many articles each outlet has, from when to when, and how much of the time lies in gaps."""
    known = days[days["articles"] > 0].groupby("outlet", sort=False)
    ends = known.agg(articles=("articles", "sum"), first=("day", "min"), last=("day", "max"))
    return ends.join(days.groupby("outlet")["gap"].sum().rename("in_gaps")).reset_index()


def _reported(row: dict[str, Any]) -> dict[str, Any]:
    day = "" if pd.isna(row["published"]) else day_in_words(row["published"])
    about = {name: row[name] or "" for name in ("text", "title", "url", "report")}
    return {**about, "outlet": row["outlet"], "day": day, "side": side_of(row["label"]), "verb": row["label"]}
