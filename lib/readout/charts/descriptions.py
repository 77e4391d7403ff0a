"""What each chart shows, as one or two sentences for its caption and for those who cannot see it.

Each function takes the frame of the chart of its name, with the same columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from readout.frames import records
from readout.wording import (
    MINUS,
    Row,
    acts_in_words,
    agree,
    capitalize,
    count,
    day_in_words,
    english_list,
    is_plural,
    signed,
    span_in_words,
    times_in_words,
    tone_in_words,
    with_article,
    worst_and_best,
)

if TYPE_CHECKING:
    import pandas as pd


def describe_tone(frame: pd.DataFrame) -> str:
    """Describe the tone arc: its mean, its extremes, and how many sentences are quoted."""
    if frame.empty:
        return "No sentence was found."
    polarity = [float(each) for each in frame["polarity"]]
    size, mean, low, high = len(polarity), sum(polarity) / len(polarity), min(polarity), max(polarity)
    worded = f"{tone_in_words(mean)} ({signed(mean)}, from {MINUS}1 to +1)"
    if size == 1:
        return f"The wording of the only sentence is {worded}."
    quoted = sum(voice != "author" for voice in frame["voice"])
    return (
        f"On average, the wording of {count(size, 'sentence')} is {worded}. The most negative is sentence "
        f"{polarity.index(low) + 1} ({signed(low)}), the most positive sentence {polarity.index(high) + 1} "
        f"({signed(high)}). {capitalize(count(quoted, 'sentence'))} mainly {agree('quote', quoted != 1)} someone."
    )


def describe_targets(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe of which target the tone is most hostile and most friendly, and for how many it is unsure."""
    rows = records(frame.head(top))
    unsure = sum(row["label"] == "unsure" for row in rows)
    if not rows:
        return "No tone towards anyone was found."
    if unsure == len(rows):
        return f"The tone towards {'the only actor' if unsure == 1 else f'all {unsure} actors'} is unsure."
    ends = zip(("hostile", "friendly"), worst_and_best(rows), strict=True)
    said = [
        f"The most {side} tone is towards {with_article(row['target'])}." if row else f"No tone is clearly {side}."
        for side, row in ends
    ]
    said += [f"For {count(unsure, 'actor')} the tone is unsure."] if unsure else []
    alone = any(row["label"] in ("negative", "positive") and len(row["evidence"]) == 1 for row in rows)
    return " ".join([*said, "Actors in only one sentence are not compared."] if alone else said)


def describe_ties(frame: pd.DataFrame, *, top: int = 20, noun: str = "tie") -> str:
    """Describe the surest ties: how many oppose and support someone, and the surest of all; `noun` names a row."""
    rows = sorted(records(frame), key=lambda row: -float(row["confidence"]))[:top]
    if not rows:
        return "No tie between two actors was found."
    hostile = sum(row["label"] == "opposes" for row in rows)
    friendly, first = len(rows) - hostile, rows[0]
    kinds = [f"{number} {agree(verb, number != 1)}" for number, verb in ((hostile, "oppose"), (friendly, "support"))]
    said = ", ".join(kinds) if hostile and friendly else f"all {'oppose' if hostile else 'support'}"
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    surest = f"{with_article(first['source'])} {verb} {with_article(first['target'])}"
    said = f"{said}. The surest: {surest}" if len(rows) > 1 else surest
    return f"{_counted(rows, frame, 'surest', noun)}: {said}."


def describe_timeline(frame: pd.DataFrame, *, top: int | None = None) -> str:
    """Describe the dated acts: when they were, how many are hostile, and the earliest; all of them without `top`."""
    rows = sorted(records(frame), key=lambda row: str(row["date"]))[:top]
    if not rows:
        return "No act between two actors has a date in the article."
    first, last = rows[0], rows[-1]
    hostile = sum(row["sign"] < 0 for row in rows)
    when = f"on {day_in_words(first['date'])}"
    if first["date"] != last["date"]:
        when = f"from {day_in_words(first['date'])} to {day_in_words(last['date'])}"
    earliest = f"{acts_in_words([first])}, by {with_article(first['source'])} towards {with_article(first['target'])}"
    said = f", {hostile or 'none'} of them hostile. The earliest" if len(rows) > 1 else ""
    return f"{_counted(rows, frame, 'first', 'dated act')}, {when}{said}: {earliest}."


def describe_contributions(frame: pd.DataFrame) -> str:
    """Describe the words that move the tone towards an actor most, in each direction."""
    rows = [row for row in records(frame) if round(abs(row["contribution"]), 2)]
    if not rows:
        return "No single word changes the tone towards anyone."
    ordered = sorted(rows, key=lambda row: float(row["contribution"]))
    ends = [("hostile", row) for row in ordered[:1] if row["contribution"] < 0]
    ends += [("friendly", row) for row in ordered[-1:] if row["contribution"] > 0]
    return " ".join(
        f"The most {side} word is “{row['word']}”, towards {with_article(row['target'])} "
        f"({signed(row['contribution'])})."
        for side, row in ends
    )


def describe_keyphrases(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe the keyphrases: the first ones, and which stand in all parts of the text (spread of 1)."""
    rows = records(frame.head(top))
    if not rows:
        return "No keyphrase was found."
    others = english_list(f"“{row['phrase']}”" for row in rows[1:4])
    wide = [f"“{row['phrase']}”" for row in rows if row["spread"] == 1]
    stand = f" In all parts of the text: {english_list(wide[:3])}." if wide else ""
    follow = f" Then come {others}." if len(rows) > 2 else f" Then comes {others}." if others else ""
    return f"The first keyphrase is “{rows[0]['phrase']}”, found {times_in_words(rows[0]['count'])}.{follow}{stand}"


def describe_together(frame: pd.DataFrame) -> str:
    """Describe which actor and keyphrase stand together most often, and which most beyond chance."""
    if frame.empty:
        return "No actor stands in one sentence with a keyphrase that names no actor."
    again = [row for row in records(frame) if row["count"] > 1]
    if not again:
        return "No actor and keyphrase stand together in more than one sentence."
    beyond = max(again, key=lambda row: float(row["score"]))
    often = f"The most frequent pair: {_pair(again[0])}."
    return often if beyond is again[0] else f"{often} The pair that is least likely by chance: {_pair(beyond)}."


# Of many articles


def describe_days(frame: pd.DataFrame) -> str:
    """Describe how many articles there are, from when to when, and which outlets have gaps."""
    if frame.empty:
        return "No article says on which day it appeared."
    sizes = frame.groupby("outlet")["articles"].sum()
    gaps = sorted({*frame[frame["gap"]]["outlet"]})
    dated, most = count(int(sizes.sum()), "dated article"), f"{sizes.idxmax()} has the most ({sizes.max():,})"
    most = most if sizes.min() < sizes.max() or len(sizes) == 1 else f"Each has {sizes.max():,}"
    lacking = f" {english_list(gaps[:3])}{' and others' * (len(gaps) > 3)} {'has' if len(gaps) == 1 else 'have'} gaps."
    return (
        f"{dated} from {count(len(sizes), 'outlet')}, {span_in_words(frame['day'])}. "
        f"{most}.{lacking if gaps else ' No outlet has a gap.'}"
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


def _counted(rows: Sequence[Row], frame: pd.DataFrame, which: str, noun: str) -> str:
    """The rows that are drawn, and of how many: "3 ties", "The surest 20 of 35 ties", "The surest of 35 ties"."""
    if len(rows) == len(frame):
        return count(len(rows), noun)
    return f"The {which} {f'{len(rows)} ' if len(rows) > 1 else ''}of {count(len(frame), noun)}"


def _pair(row: Row) -> str:
    return f"{with_article(row['actor'])} with “{row['phrase']}”, in {count(row['count'], 'sentence')}"
