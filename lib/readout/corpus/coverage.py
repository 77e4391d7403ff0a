"""Coverage: what the articles of a corpus say, outlet by outlet and period by period, as tables.

A story is a text with its copies, whole, cut or topped with a lead of their own. Nothing is deleted: copies are marked,
and counted both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from operator import ge, le
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout.articles.outlets import name_outlets, read_outlet_names
from readout.articles.redaction import check_show_text
from readout.corpus import coverage_sql as sql
from readout.corpus.resampling import LEAST, change_interval, distinctive_phrases, label_interval, mean_interval
from readout.errors import UserError
from readout.wording import count, signed, span_in_words

if TYPE_CHECKING:
    import duckdb

PERIODS = ("day", "week", "month")
TABLES = (
    *("articles", "days", "failures", "stories", "own_text", "attention", "presence", "actor_links"),
    *("tone_by_outlet", "tone_differences", "ties_by_outlet", "tie_passages", "voices_by_outlet"),
    *("distinctive_words", "tone_over_time", "changes"),
)


class Coverage:
    """What the articles of a corpus say, side by side. `Corpus.coverage` makes it; `show` shows its tables.

    Counts are of articles and of stories: a text and its copies are one story. Shares and tones count stories, but for
    attention, which is a share of an outlet's articles. Articles without a day are left out where time counts.

    Attributes:
        actors: The actors looked at: those asked for, else the `top` that stand in most stories.
        missing: Actors that were asked for and stand in no article.
        articles: One row an article: `article`, `title`, `published`, `period`, `outlet`, `url`, `words`, `report` (the
            run folder that it was taken from), `story`, `copy_of`, `own_text` (0 to 1).
        days: How many articles each outlet has in each `day` (week or month of a long span): `articles`, and `gap`.
        failures: What could not be analysed: `source`, `why`.
        stories: Texts that several articles carry: `title`, `first_seen`, `first` (outlets), `outlets`, `articles`.
        own_text: By outlet: `articles`, `stories`, `shared` (stories), `first` (of these, alone first), `own_text`.
        attention: The share of an outlet's articles that name an actor: `actor`, `outlet`, `period`, `articles`, `of`,
            `share`.
        presence: The share of an outlet's stories that name an actor: `actor`, `kind`, `outlet`, `stories`, `of`,
            `share`, `all_stories` (of all outlets, a copy counted once).
        actor_links: The names joined across articles: `form`, `actor`, `rule`, `articles`.
        tone_by_outlet: The tone towards each actor: `actor`, `outlet`, `stories`, `tone` (-1 to 1), `low`, `high` (over
            stories), `read_low`, `read_high` (over labels).
        tone_differences: Tone of `outlet` minus tone of `other` in shared stories: `actor`, `stories`, `difference`,
            `low`, `high`, `clear` (not 0).
        ties_by_outlet: Who is for or against whom: `source`, `target`, `label`, `outlet`, `stories`, `of` (stories
            with both), `share`, `confidence`.
        tie_passages: The sentences of these ties, with `published`, `title`, `url`, `report`, `text`.
        voices_by_outlet: By outlet: `statements`, `speakers`, and shares of the length of what is reported: `named`,
            `unnamed`, `vague`, `none`, `three` (the three named voices with most).
        distinctive_words: The phrases that set an outlet apart; columns as in `distinctive_phrases`.
        tone_over_time: The tone towards each actor in each period: `actor`, `period`, `stories`, `tone` (-1 to 1).
        changes: What changed: `change` (turned tie, tone, new actor, new tie), `period`, `what`, `before`, `after`,
            `stories`.

    Example:
        >>> import readout, tempfile
        >>> readout.Corpus(tempfile.mkdtemp()).coverage()
        No article.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        since: str = "",
        until: str = "",
        outlets: Sequence[str] = (),
        actors: Sequence[str] = (),
        by: str = "week",
        top: int = 10,
        outlet_names: str = "",
        show_text: str = "full",
    ) -> None:
        if by not in PERIODS:
            raise UserError(f'by: "{by}" is not known; choose one of: {", ".join(PERIODS)}')
        self.corpus: Any = None
        self._sql = connection.cursor()
        self._shows_text = check_show_text(show_text) != "none"
        limits = [(ge, _day("since", since)), (le, _day("until", until))]
        articles = self._frame(sql.ARTICLES.format(by=by))
        names = name_outlets([*articles["outlet"]], [*articles["url"]], read_outlet_names(outlet_names))
        articles["outlet"] = pd.Series(names, dtype=object)
        self.articles = _of_outlets(group_stories(self._sql, articles), _as_list(outlets))
        for compare, day in limits:
            if day:
                self.articles = self.articles[compare(self.articles["published"], day)]
        self.articles = self.articles.reset_index(drop=True)
        self._store("picked", self.articles)
        self._sql.execute(sql.NAMED)
        known = dict(self._sql.execute(sql.FORMS).fetchall())
        asked = {each: known.get(each.lower()) for each in _as_list(actors)}
        self.missing = [each for each, actor in asked.items() if not actor]
        ranked = self._frame(sql.RANKED.format(top=top))["actor"]
        self.actors = list(dict.fromkeys(filter(None, asked.values()) if asked else ranked))
        focus = pd.DataFrame({"actor": self.actors}, dtype=object)
        self._store("focus", focus.assign(place=range(len(focus))))
        self._sql.execute(sql.TONES.format(asked=bool(actors)))

    def __repr__(self) -> str:
        frame = self.articles
        if frame.empty:
            return "No article."
        stories = frame["story"].nunique()
        what = f"{count(len(frame), 'article')} from {count(frame['outlet'].nunique(), 'outlet')}"
        when, copies = span_in_words(frame["published"].dropna()), len(frame) - stories
        kept = f"; {count(copies, 'article')} {'repeats' if copies == 1 else 'repeat'} the text of another"
        return f"{', '.join(filter(None, (what, when)))}: {count(stories, 'story', 'stories')}{kept if copies else ''}."

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, as a report publishes them."""
        return {name: getattr(self, name) for name in TABLES}

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"there is no {name!r}; the tables are {', '.join(TABLES)}")
        frame = self._frame(getattr(sql, name.upper()))
        finish = getattr(self, f"_finish_{name}", None)
        frame = finish(frame) if finish else frame
        setattr(self, name, frame)
        return frame

    def _finish_tie_passages(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame if self._shows_text else frame.assign(text=None)

    def _finish_tone_by_outlet(self, frame: pd.DataFrame) -> pd.DataFrame:
        read = [label_interval(*row) for row in zip(frame["tone"], frame.pop("variances"), strict=True)]
        return _with_interval(frame).join(pd.DataFrame(read, columns=["read_low", "read_high"]))

    def _finish_tone_differences(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame = _with_interval(frame)
        order = {"clear": False, "stories": False, "difference": True}
        frame = frame.assign(clear=frame["high"] < 0)
        return frame.sort_values([*order], ascending=[*order.values()], ignore_index=True)

    def _finish_distinctive_words(self, frame: pd.DataFrame) -> pd.DataFrame:
        return distinctive_phrases(frame)

    def _finish_changes(self, turned: pd.DataFrame) -> pd.DataFrame:
        """Turned ties, periods in which a tone differs from all before beyond the drawing of stories, what is new."""
        rows = []
        for actor, period, *sides in self._sql.execute(sql.TONE_CHANGES.format(least=LEAST)).fetchall():
            low, high = change_interval(*sides)
            if low > 0 or high < 0:
                before, after = (signed(sum(side) / len(side)) for side in sides)
                rows.append(("tone", period, actor, before, after, len(sides[1])))
        tones = pd.DataFrame(rows, columns=turned.columns)
        parts = [part.astype(object) for part in (turned, tones, self._frame(sql.NEW))]
        frame = pd.concat(parts, ignore_index=True).astype({"stories": int})
        return frame.assign(period=pd.to_datetime(frame["period"]))

    def _store(self, name: str, frame: pd.DataFrame) -> None:
        self._sql.register("frame_of_it", frame)
        self._sql.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM frame_of_it")
        self._sql.unregister("frame_of_it")

    def _frame(self, query: str) -> pd.DataFrame:
        frame: pd.DataFrame = self._sql.execute(query).df()
        return frame


def group_stories(connection: duckdb.DuckDBPyConnection, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with their story, and how much of their text is their own.

    Args:
        connection: Where to compute.
        articles: Columns `article`, `outlet`, `published` (a day, or nothing) and `shingles` (hashes of five-word
            sequences, as a corpus has them), and others.

    Returns:
        The articles without `shingles`, first published first, with `story` (the first article of all that carry the
        text), `copy_of` (the first article whose text it carries; nothing for a first one) and `own_text` (0 to 1: the
        share of its text that no other outlet had on that day or before).
    """
    ranked = articles.sort_values(["published", "article"], na_position="last", ignore_index=True)
    connection.register("ranked", ranked.assign(rank=ranked.index))
    connection.execute(sql.COPIES)
    firsts = _find_firsts(len(ranked), connection.execute(sql.COPY_PAIRS).fetchall())
    taken = connection.execute(sql.TAKEN).df()
    connection.unregister("ranked")
    frame = ranked.drop(columns="shingles").assign(story=ranked["article"].take(firsts).to_numpy())
    frame = frame.merge(taken, "left", on="article").astype({"copy_of": object})
    return frame.assign(copy_of=frame["copy_of"].replace({nan: None}), own_text=1 - frame.pop("taken").fillna(0.0))


def _find_firsts(size: int, pairs: list[tuple[int, int]]) -> list[int]:
    """The first of the group of each, where the two of a pair are in one group."""
    groups = [{at} for at in range(size)]
    for one, other in pairs:
        small, large = sorted((groups[one], groups[other]), key=len)
        if small is not large:
            large |= small
            for each in small:
                groups[each] = large
    firsts = {id(group): min(group) for group in groups}
    return [firsts[id(group)] for group in groups]


def _of_outlets(articles: pd.DataFrame, outlets: list[str]) -> pd.DataFrame:
    """The articles of the outlets that were asked for, of all where none was."""
    known = articles["outlet"].str.casefold()
    if unknown := [name for name in outlets if name.casefold() not in {*known}]:
        have = ", ".join(sorted({*articles["outlet"]})[:12]) or "none"
        raise UserError(f'outlets: there is no "{unknown[0]}" here; the outlets are: {have}')
    return articles[known.isin([name.casefold() for name in outlets])] if outlets else articles


def _with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    """The interval of the mean of `tones`, over stories, in place of them."""
    return frame.join(pd.DataFrame(map(mean_interval, frame.pop("tones")), columns=["low", "high"]))


def _day(name: str, value: str) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(pd.to_datetime(value, format="%Y-%m-%d")) if value else None
    except ValueError:
        raise UserError(f'{name}: "{value}" is not a day; write it as 2026-01-31') from None


def _as_list(names: Sequence[str] | str) -> list[str]:
    return [names] if isinstance(names, str) else [str(name) for name in names]
