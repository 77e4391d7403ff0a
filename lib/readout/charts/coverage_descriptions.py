"""What each chart of many articles shows, in a sentence or two; each takes the frame of the chart of its name."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from readout.frames import records
from readout.wording import agree, capitalize, count, day_in_words, english_list, is_plural, signed, with_article

if TYPE_CHECKING:
    import pandas as pd


def describe_days(frame: pd.DataFrame) -> str:
    """Describe how many articles there are, from when to when, and which outlets have gaps."""
    if frame.empty:
        return "No article says on which day it appeared."
    sizes = frame.groupby("outlet")["articles"].sum()
    gaps = sorted({*frame[frame["gap"]]["outlet"]})
    dated = count(int(sizes.sum()), "dated article")
    ends = (day_in_words(f"{day:%Y-%m-%d}") for day in (frame["day"].min(), frame["day"].max()))
    lacking = f" {english_list(gaps[:3])}{' and others' * (len(gaps) > 3)} {'has' if len(gaps) == 1 else 'have'} gaps."
    return (
        f"{dated} of {count(len(sizes), 'outlet')}, {' to '.join(dict.fromkeys(ends))}. "
        f"The most are of {sizes.idxmax()} ({sizes.max():,}).{lacking if gaps else ' No outlet has a gap.'}"
    )


def describe_attention(frame: pd.DataFrame) -> str:
    """Describe in which share of its articles each outlet names the first actor: the most and the least."""
    if frame.empty:
        return "No actor was found in an article with a date."
    rows = frame[frame["actor"] == frame["actor"].iloc[0]]
    sums = rows.groupby("outlet")[["articles", "of"]].sum()
    shares = (sums["articles"] / sums["of"]).sort_values(ascending=False, kind="stable")
    least = f", {shares.index[-1]} least often ({shares.iloc[-1]:.0%})" if len(shares) > 1 else ""
    who = with_article(rows["actor"].iloc[0])
    if len(shares) > 1 and shares.iloc[0] == shares.iloc[-1]:
        return f"All outlets name {who} equally often: in {shares.iloc[0]:.0%} of their own articles."
    return f"Of its own articles, {shares.index[0]} names {who} most often ({shares.iloc[0]:.0%}){least}."


def describe_presence(frame: pd.DataFrame) -> str:
    """Describe who is in most stories, and which actor's share differs most between outlets."""
    if frame.empty:
        return "No actor was found."
    ranges = frame.groupby("actor", sort=False)["share"].agg(lambda each: each.max() - each.min())
    wide = frame[frame["actor"] == ranges.idxmax()]
    low, high = records(wide.nsmallest(1, "share"))[0], records(wide.nlargest(1, "share"))[0]
    first = frame["actor"].iloc[0]
    most = f"{capitalize(with_article(first))} {'are' if is_plural(first) else 'is'} named most often."
    if frame["outlet"].nunique() < 2 or not ranges.max():
        return most
    return (
        f"{most} Outlets differ most on {with_article(low['actor'])}: {high['share']:.0%} of the stories of "
        f"{high['outlet']}, {low['share']:.0%} of those of {low['outlet']}."
    )


def describe_tone_by_outlet(frame: pd.DataFrame) -> str:
    """Describe the most hostile and the most friendly tone that ten stories or more bear out."""
    if frame.empty:
        return "No tone towards anyone was found."
    sure = records(frame.dropna(subset="low"))
    if not sure:
        return "No outlet has ten stories on one actor. So no interval is given, and no outlet is put first."
    ends = (pick(sure, key=itemgetter("tone")) for pick in (min, max))
    low, high = (f"{row['outlet']} towards {with_article(row['actor'])} ({signed(row['tone'])})" for row in ends)
    return f"Of those with ten stories or more, the most hostile tone is that of {low}, the friendliest {high}."


def describe_tone_differences(frame: pd.DataFrame) -> str:
    """Describe how many pairs of outlets differ in the stories that both carry, and the clearest."""
    if frame.empty:
        return "No two outlets carry two stories on one actor."
    clear, tested = frame[frame["clear"]], int(frame["low"].notna().sum())
    if not tested:
        return "No two outlets carry ten stories on one actor. So no interval is given."
    pairs = count(tested, "pair")
    often = f"Of {pairs} with ten shared stories or more, about {0.1 * tested:.0f} would look so by chance."
    few = f"Only {pairs} {'has' if tested == 1 else 'have'} ten shared stories or more."
    chance = often if tested >= 5 else few
    if clear.empty:
        return f"No pair of outlets clearly differs. {chance}"
    row = records(clear.sort_values("difference", kind="stable"))[0]
    return (
        f"{count(len(clear), 'pair')} of outlets clearly {agree('differ', len(clear) > 1)}. In "
        f"{count(row['stories'], 'story', 'stories')} that both carry, {row['outlet']} is more hostile than "
        f"{row['other']} towards {with_article(row['actor'])} ({signed(row['difference'])}). {chance}"
    )


def describe_ties_by_outlet(frame: pd.DataFrame) -> str:
    """Describe the tie that most stories report, and a pair on which outlets contradict each other."""
    if frame.empty:
        return "No tie between two actors was found."
    stories = frame.groupby(["source", "target", "label"], sort=False)["stories"]
    sums = stories.agg(["sum", "size"]).reset_index()  # a copy counts for each outlet, so the sum only ranks
    first = records(sums.sort_values("sum", ascending=False, kind="stable"))[0]
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    most = (
        f"Reported most: {with_article(first['source'])} {verb} {with_article(first['target'])}, "
        f"according to {count(first['size'], 'outlet')}."
    )
    labels = frame.groupby(["source", "target"], sort=False)["label"].nunique()
    both = [f"{one} towards {other}" for one, other in labels[labels > 1].index]
    return f"{most} Both signs are reported of {english_list(both[:3])}." if both else most


def describe_tone_over_time(frame: pd.DataFrame) -> str:
    """Describe of which actor the tone moved most between the first and the second half of the time."""
    if frame.empty or frame["period"].nunique() < 2:
        return "There is no more than one period, so nothing can change."
    times = sorted(frame["period"].unique())
    late = frame["period"] >= times[(len(times) + 1) // 2]
    after, before = (half.groupby("actor")["tone"].mean() for half in (frame[late], frame[~late]))
    moves = (after - before).dropna()
    if moves.empty:
        return "No actor is named in both halves of the time."
    actor = moves.abs().idxmax()
    side = "friendlier" if moves[actor] > 0 else "more hostile"
    moved = f"the tone towards {with_article(actor)} moved most: {side} by {abs(moves[actor]):.2f}"
    return f"From the first half of the time to the second, {moved}."
