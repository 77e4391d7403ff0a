"""Coverage: what the articles of a corpus say, outlet by outlet and period by period, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from readout.articles.redaction import check_show_text
from readout.corpus import coverage_sql
from readout.corpus.distinctive import distinctive_phrases
from readout.corpus.outlets import name_outlets, read_outlet_names
from readout.corpus.resampling import change_interval, label_interval, mean_interval
from readout.corpus.stories import find_copies, group_stories
from readout.errors import UserError
from readout.wording import count, day_in_words

if TYPE_CHECKING:
    import duckdb

PERIODS = ("day", "week", "month")
_LEAST_STORIES = 2  # in which a new actor or tie, or a side of a turned one, must stand
_QUIET = (
    0.01  # a stretch without articles is a gap where an outlet's usual pace makes it less likely than that
)


class Coverage:
    """What the articles of a corpus say, side by side. `Corpus.coverage` makes it; `show` shows its tables.

    Counts are of articles and of stories: a text and its copies are one story. Shares and tones count stories, but for
    attention, which is a share of an outlet's articles. Articles without a day are left out where time counts.

    Attributes:
        actors: The actors looked at: those asked for, else the `top` that stand in most stories.
        missing: Actors that were asked for and stand in no article.
        articles: One row an article: `article`, `title`, `published`, `period`, `outlet`, `url`, `words`, `story`,
            `copy_of`, `own_text` (0 to 1).
        failures: What could not be analysed: `source`, `why`.
        stories: Texts that several articles carry: `title`, `first_seen`, `first` (outlets), `outlets`, `articles`.
        own_text: By outlet: `articles`, `stories`, `shared` (stories), `first` (of these, alone first), `own_text`.
        attention: The share of an outlet's articles that name an actor: `actor`, `outlet`, `period`, `articles`, `of`,
            `share`.
        presence: The share of an outlet's stories that name an actor: `actor`, `kind`, `outlet`, `stories`, `of`,
            `share`.
        actor_links: The names joined across articles: `form`, `actor`, `rule`, `articles`.
        ties_by_outlet: Who is for or against whom: `source`, `target`, `label`, `outlet`, `stories`, `of` (stories
            with both), `share`, `confidence`.
        tie_passages: The sentences of these ties, with `published`, `title`, `url`, `text`.
        voices_by_outlet: By outlet: `statements`, `speakers`, and shares of the length of what is reported: `named`,
            `unnamed`, `vague`, `none`, `three` (the three named voices with most).

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
        self.by, self._sql = by, connection.cursor()
        self.corpus: Any = None
        self._shows_text = check_show_text(show_text) != "none"
        first, last = (_day(name, value) for name, value in (("since", since), ("until", until)))
        every = self._with_stories(read_outlet_names(outlet_names))
        self.articles = _pick(every, first, last, _as_list(outlets))
        self._store("picked", self.articles)
        self._sql.execute(coverage_sql.NAMED)
        self._sql.execute(coverage_sql.SAID)
        self.actors, self.missing = self._find_actors(_as_list(actors), top)
        self._store("focus", pd.DataFrame({"actor": self.actors}, dtype=object))
        self._asked = bool(actors)

    def _with_stories(self, own: dict[str, str]) -> pd.DataFrame:
        """All articles of the corpus, dated, each with its outlet and its story."""
        frame = self._sql.execute(coverage_sql.ARTICLES).df()
        days = pd.to_datetime(frame["published"], errors="coerce")
        starts = days.dt.to_period({"day": "D", "week": "W", "month": "M"}[self.by]).dt.start_time
        frame = frame.assign(
            published=days, period=starts, outlet=name_outlets([*frame["outlet"]], [*frame["url"]], own)
        )
        return group_stories(frame.drop(columns="shingles"), find_copies(self._sql, frame))

    def _store(self, name: str, frame: pd.DataFrame) -> None:
        self._sql.register("frame_of_it", frame)
        self._sql.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM frame_of_it")
        self._sql.unregister("frame_of_it")

    def _frame(self, query: str) -> pd.DataFrame:
        frame: pd.DataFrame = self._sql.execute(query).df()
        return frame

    def _find_actors(self, asked: list[str], top: int) -> tuple[list[str], list[str]]:
        """The actors asked for under the names that the corpus has for them, and those that it lacks."""
        if not asked:
            return [*self._frame(f"{coverage_sql.RANKED} LIMIT {top}")["actor"]], []
        known = self._frame("SELECT DISTINCT lower(form) AS form, actor FROM forms")
        names = dict(zip(known["form"], known["actor"], strict=True))
        found = list(dict.fromkeys(names[each.lower()] for each in asked if each.lower() in names))
        return found, [each for each in asked if each.lower() not in names]

    def __repr__(self) -> str:
        frame = self.articles
        if frame.empty:
            return "No article."
        stories = frame["story"].nunique()
        days = sorted(day.date().isoformat() for day in frame["published"].dropna())
        when = f", {day_in_words(days[0])} to {day_in_words(days[-1])}" if days else ""
        copies = len(frame) - stories
        kept = f"; {count(copies, 'article')} {'repeats' if copies == 1 else 'repeat'} the text of another"
        what = f"{count(len(frame), 'article')} of {count(frame['outlet'].nunique(), 'outlet')}{when}"
        return f"{what}: {count(stories, 'story', 'stories')}{kept if copies else ''}."

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, as a report publishes them."""
        return {name: getattr(self, name) for name in TABLES}

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in _QUERIES:
            raise AttributeError(f"there is no {name!r}; the tables are {', '.join(TABLES)}")
        frame = self._frame(_QUERIES[name].format(asked=self._asked))
        if name == "tie_passages" and not self._shows_text:
            frame["text"] = None
        setattr(self, name, frame)
        return frame

    @cached_property
    def days(self) -> pd.DataFrame:
        """How many articles each outlet has in each `day` (week or month of a long span): `articles`, and `gap`."""
        return count_days(self.articles)

    @cached_property
    def _tones(self) -> pd.DataFrame:
        return self._frame(coverage_sql.TONES)

    @cached_property
    def tone_by_outlet(self) -> pd.DataFrame:
        """The tone towards each actor: `actor`, `outlet`, `stories`, `tone` (-1 to 1), `low`, `high`, `read_low` …"""
        rows = []
        for (actor, outlet), group in self._tones.groupby(["actor", "outlet"], sort=False):
            tone, interval = float(group["tone"].mean()), mean_interval(group["tone"])
            read = label_interval(tone, group["variance"])
            rows.append((actor, outlet, len(group), tone, *interval, *read))
        columns = ["actor", "outlet", "stories", "tone", "low", "high", "read_low", "read_high"]
        return self._in_focus(pd.DataFrame(rows, columns=columns), ["tone"])

    @cached_property
    def tone_differences(self) -> pd.DataFrame:
        """Tone of `outlet` minus tone of `other` in shared stories: `difference`, `low`, `high`, `clear` (not 0)."""
        rows = []
        for actor, group in self._tones.groupby("actor", sort=False):
            wide = group.pivot(index="story", columns="outlet", values="tone")
            for outlet, other in combinations(wide, 2):
                pairs = (wide[outlet] - wide[other]).dropna()
                if len(pairs) >= _LEAST_STORIES:
                    one, two, sign = (outlet, other, 1) if pairs.mean() <= 0 else (other, outlet, -1)
                    rows.append(
                        (actor, one, two, len(pairs), sign * pairs.mean(), *mean_interval(sign * pairs))
                    )
        columns = ["actor", "outlet", "other", "stories", "difference", "low", "high"]
        frame = pd.DataFrame(rows, columns=columns)
        frame = frame.assign(clear=frame["high"] < 0)
        return frame.sort_values(
            ["clear", "stories", "difference"], ascending=[False, False, True], ignore_index=True
        )

    @cached_property
    def distinctive_words(self) -> pd.DataFrame:
        """The phrases that set an outlet apart; columns as in `distinctive_phrases`."""
        return distinctive_phrases(self._frame(coverage_sql.PHRASES))

    @cached_property
    def tone_over_time(self) -> pd.DataFrame:
        """The tone towards each actor in each period: `actor`, `period`, `stories`, `tone` (-1 to 1)."""
        return self._in_focus(self._frame(coverage_sql.TONE_OVER_TIME), ["period"])

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What changed: `change` (new actor, new tie, turned tie, tone), `period`, `what`, `before`, `after` …"""
        parts = [self._frame(coverage_sql.TURNED), self._tone_changes(), self._frame(coverage_sql.NEW)]
        frame = pd.concat([part.astype(object) for part in parts], ignore_index=True)
        return frame.astype({"stories": int}).assign(period=pd.to_datetime(frame["period"]))

    def _tone_changes(self) -> pd.DataFrame:
        """Periods in which the tone towards an actor differs from all periods before, beyond the drawing of stories."""
        rows, tones = [], self._tones.dropna(subset="period")
        for actor, group in (
            tones.groupby(["actor", "story"], as_index=False)
            .agg(period=("period", "min"), tone=("tone", "mean"))
            .groupby("actor", sort=False)
        ):
            for period in sorted(group["period"].unique())[1:]:
                now = group["period"] == period
                before, after = group["tone"][group["period"] < period], group["tone"][now]
                low, high = change_interval(before, after)
                if low > 0 or high < 0:
                    ends = [f"{side.mean():+.2f}".replace("-", "−") for side in (before, after)]
                    rows.append(("tone", period, actor, *ends, len(after)))
        return pd.DataFrame(rows, columns=["change", "period", "what", "before", "after", "stories"])

    def _in_focus(self, frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        """The rows in the order of the actors looked at."""
        place = frame["actor"].map({actor: at for at, actor in enumerate(self.actors)})
        return frame.assign(place=place).sort_values(["place", *by], ignore_index=True).drop(columns="place")


_QUERIES = {
    "failures": coverage_sql.FAILURES,
    "stories": coverage_sql.STORIES,
    "own_text": coverage_sql.OWN_TEXT,
    "attention": coverage_sql.ATTENTION,
    "presence": coverage_sql.PRESENCE,
    "actor_links": coverage_sql.LINKS,
    "ties_by_outlet": coverage_sql.TIES,
    "tie_passages": coverage_sql.TIE_PASSAGES,
    "voices_by_outlet": coverage_sql.VOICES,
}
_COMPUTED = (
    "articles",
    "days",
    "tone_by_outlet",
    "tone_differences",
    "tone_over_time",
    "distinctive_words",
    "changes",
)
TABLES = (*_COMPUTED, *_QUERIES)


def count_days(articles: pd.DataFrame) -> pd.DataFrame:
    """Return how many articles each outlet has in each day, or each week or month where the span is long.

    Args:
        articles: Columns `outlet`, `published`.

    Returns:
        Columns `outlet`, `day` (its first, of a week or month), `articles`, and `gap`: whether the day lies in a
        stretch without articles that the usual pace of the outlet makes less likely than 1 in 100.
    """
    dated = articles.dropna(subset="published")
    if dated.empty:
        return pd.DataFrame(columns=["outlet", "day", "articles", "gap"])
    span = (dated["published"].max() - dated["published"].min()).days
    unit = "D" if span <= 120 else "W" if span <= 730 else "M"
    units = dated["published"].dt.to_period(unit)
    wide = dated.groupby(["outlet", units]).size().unstack(fill_value=0)
    wide = wide.reindex(columns=pd.period_range(units.min(), units.max(), freq=unit), fill_value=0)
    rows = []
    for outlet, counts in zip(wide.index, wide.to_numpy(), strict=True):
        stretch = np.cumsum(counts > 0) * (
            counts == 0
        )  # the same number throughout a stretch without articles
        keys = np.where(counts == 0, stretch, -1)
        lengths = {key: int((keys == key).sum()) for key in np.unique(keys)}
        gaps = [key >= 0 and np.exp(-counts.mean() * lengths[key]) < _QUIET for key in keys]
        days = wide.columns.to_timestamp()  # type: ignore[attr-defined]  # its columns are periods
        rows += [(outlet, *row) for row in zip(days, counts.tolist(), gaps, strict=True)]
    return pd.DataFrame(rows, columns=["outlet", "day", "articles", "gap"]).astype({"gap": bool})


def _pick(every: pd.DataFrame, first: Any, last: Any, outlets: list[str]) -> pd.DataFrame:
    """The articles of the days and outlets that were asked for."""
    known = {name.casefold() for name in every["outlet"]}
    if unknown := [name for name in outlets if name.casefold() not in known]:
        have = ", ".join(sorted({*every["outlet"]})[:12]) or "none"
        raise UserError(f'outlets: there is no "{unknown[0]}" here; the outlets are: {have}')
    keep = pd.Series(True, index=every.index)
    if first is not None:
        keep &= every["published"] >= first
    if last is not None:
        keep &= every["published"] <= last
    if outlets:
        keep &= every["outlet"].str.casefold().isin([name.casefold() for name in outlets])
    return every[keep].reset_index(drop=True)


def _day(name: str, value: str) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(pd.to_datetime(value, format="%Y-%m-%d")) if value else None
    except ValueError:
        raise UserError(f'{name}: "{value}" is not a day; write it as 2026-01-31') from None


def _as_list(names: Sequence[str] | str) -> list[str]:
    return [names] if isinstance(names, str) else [str(name) for name in names]
