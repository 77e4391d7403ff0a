"""The cards that open a report on many articles: what is clear in them, in plain words, and what is not."""

from __future__ import annotations

from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout.evidence.accuracy import plain_rate
from readout.evidence.statements import tie_clause
from readout.frames import records
from readout.markup import Html, render
from readout.wording import count, day_in_words, english_list, side_of, with_article

if TYPE_CHECKING:
    from readout.corpus.coverage import Coverage

_FEW, _ENOUGH, _NEW = 2, 10, 3  # stories: fewest behind a tie, behind a share or a tone, behind something new
_TIES = 3
_BARS = (
    f"A tie is shown here if {_FEW} stories say so, something new if {_NEW} do.",
    f"A difference is shown if each outlet has {_ENOUGH} stories, and chance does not explain it.",
)


def coverage_cards(found: Coverage, rates: pd.DataFrame) -> Html:
    """Return what the articles say, as six cards; what rests on one story or is not clear leads nowhere.

    `rates` are those of `readout.measured`. Each title leads to the section that has all of it.
    """
    attention = _items(_attention(found), "No actor and no phrase stands out.")
    changes = _items(_changes(found), f"No change is in {_FEW} stories or more.")
    sure = _items([*(plain_rate(rates, name) for name in ("stance", "tone")), *_BARS])
    cards = [  # each with its title and the section of the page that has all of it
        ("extent", "What is here, and what is missing", "what-is-in-it", _items(_extent(found))),
        ("attention", "Who and what gets attention", "attention", attention),
        ("tone", "Where the tone differs", "tone", _tone(found)),
        ("ties", "Who is against or for whom", "ties", _ties(found)),
        ("changes", "What changed", "changes", changes),
        ("sure", "How sure this is", "how-sure", sure),
    ]
    is_unclear = all('class="none"' in body for *_, body in cards[1:-1])
    lead = "Nothing is clear in these articles: there are too few, or they agree. The figures below have all of it."
    return (render("empty", text=lead) if is_unclear else Html("")) + render("cards", cards=cards)


def _items(items: list[Any], none: str = "") -> Html:
    return render("list_card", items=items, more="") if items else render("empty", text=none)


def _statement(before: str, strong: str, after: str, side: str = "") -> Html:
    return render("statement", before=before, strong=strong, after=after, side=side)


def _extent(found: Coverage) -> list[Any]:
    """How much there is from whom, who is first with what others print too, and what is missing."""
    if found.articles.empty:
        return ["There is no article."]
    most, least = records(found.own_text.iloc[[0, -1]])
    sizes = f"{most['outlet']} has most ({most['articles']:,}), {least['outlet']} fewest ({least['articles']:,})."
    if most["articles"] == least["articles"]:
        sizes = f"Each outlet has {count(most['articles'], 'article')}."
    first = records(found.own_text.nlargest(1, "first"))[0]
    leads = f"{first['outlet']} is most often first with a text that others have too."
    lost = english_list(_missing(found))
    return [
        repr(found),
        *([sizes] if len(found.own_text) > 1 else []),
        *([leads] if first["first"] >= _FEW else []),
        f"Missing: {lost}." if lost else "No gap was noticed, and nothing failed.",
    ]


def _missing(found: Coverage) -> list[str]:
    silent = [*found.days[found.days["gap"]]["outlet"].unique()]
    some = silent if len(silent) < 4 else [*silent[:2], count(len(silent) - 2, "other outlet")]
    undated, failed = int(found.articles["published"].isna().sum()), len(found.failures)
    lost = {
        f"stretches of days of {english_list(some)}": silent,
        f"the day of {count(undated, 'article')}": undated,
        f"{count(failed, 'article')} that could not be read": failed,
    }
    return [what for what, number in lost.items() if number]


def _attention(found: Coverage) -> list[Any]:
    """The actor in most stories, the clearest difference in that between outlets, and a phrase that sets one apart."""
    total, items = found.articles["story"].nunique(), list[Any]()
    for row in records(found.presence.query(f"all_stories >= {_FEW}").head(1)):
        after = f", in {row['all_stories']:,} of {count(total, 'story', 'stories')}."
        items.append(_statement("Named most: ", with_article(row["actor"]), after))
    if gap := _widest_gap(found.presence):
        shares = (f"in {row['stories'] or 'none'} of {row['of']:,}" for row in gap)
        after = f": {next(shares)} stories of {gap[0]['outlet']}, {next(shares)} of {gap[1]['outlet']}."
        items.append(_statement("Outlets differ most on ", with_article(gap[0]["actor"]), after))
    words = found.distinctive_words
    words = words[~words["phrase"].isin(found.actors)].sort_values("z", ascending=False, kind="stable")
    for row in records(words.head(1)):
        stories = f" stands out in {row['outlet']}: in {count(row['stories'], 'story', 'stories')}"
        items.append(_statement("", f"“{row['phrase']}”", f"{stories}, elsewhere in {row['elsewhere'] or 'none'}."))
    return items


def _widest_gap(frame: pd.DataFrame) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The two outlets whose shares of stories on one actor differ most, beyond what the best of all pairs would."""
    groups = frame[frame["of"] >= _ENOUGH].groupby("actor", sort=False)  # in each the highest share comes first
    pairs = [pair for _, rows in groups for pair in combinations(records(rows), 2)]
    sure = NormalDist().inv_cdf(1 - 0.05 / max(1, len(pairs)))  # nine in ten, for all pairs at once
    clear = [pair for pair in pairs if _in_deviations(*pair) > sure]
    return max(clear, key=lambda pair: pair[0]["share"] - pair[1]["share"], default=None)


def _in_deviations(one: dict[str, Any], other: dict[str, Any]) -> float:
    """How far two shares are apart, in standard deviations of their difference (Agresti and Caffo 2000)."""
    shares = [((row["stories"] + 1) / (row["of"] + 2), row["of"] + 2) for row in (one, other)]
    spread = sum(share * (1 - share) / size for share, size in shares) ** 0.5
    return float(abs(shares[0][0] - shares[1][0]) / spread)


def _tone(found: Coverage) -> Html:
    """The clearest difference within the stories that two outlets share; else between all their stories."""
    frame, sure = found.tone_differences, found.tone_by_outlet.dropna(subset="low")
    tested, clear = frame["low"].notna().sum(), frame[frame["clear"].astype(bool)]
    if len(clear) > 0.1 * tested:  # one in ten would look clear by chance
        row = records(clear.sort_values("difference", kind="stable"))[0]
        before = f"In {count(row['stories'], 'story', 'stories')} that both carry, {row['outlet']} is "
        scale = f"The difference is {-row['difference']:.2f} on a scale from −1 to +1; "
        return _items([_hostile(before, row), f"{scale}it may be {-row['high']:.2f} to {-row['low']:.2f}."])
    groups = sure.sort_values("tone", kind="stable").groupby("actor", sort=False)
    pairs = [pair for _, rows in groups for pair in combinations(records(rows), 2)]  # the more hostile first
    if apart := [pair for pair in pairs if pair[0]["high"] < pair[1]["low"]]:
        low, high = max(apart, key=lambda pair: pair[1]["low"] - pair[0]["high"])
        sizes = f"{low['stories']:,} and {high['stories']:,} stories"
        topics = f"It is so in {sizes}, which need not be the same: the topics may differ, not the wording."
        before = f"Over all its stories, {low['outlet']} is "
        return _items([_hostile(before, low | {"other": high["outlet"]}), topics])
    if tested or pairs:
        return _items([], "No two outlets clearly differ in tone.")
    return _items([], f"No difference is clear: no two outlets have {_ENOUGH} stories on one actor.")


def _hostile(before: str, row: dict[str, Any]) -> Html:
    return _statement(before, "more hostile", f" than {row['other']} towards {with_article(row['actor'])}.", "hostile")


def _ties(found: Coverage) -> Html:
    """The ties that most outlets state in several stories, each with the sentence that says so most surely."""
    passages = found.tie_passages.merge(found.articles[["article", "story"]], on="article")
    keys = ["source", "target", "label"]
    groups = passages.groupby(keys, sort=False).agg({"outlet": "nunique", "story": "nunique", "confidence": "max"})
    shown = groups[groups["story"] >= _FEW].sort_values([*groups], ascending=False, kind="stable").reset_index()
    pairs = shown.drop_duplicates(["source", "target"]).head(_TIES)
    if pairs.empty:
        return render("empty", text=f"No tie is stated in {_FEW} stories or more.")
    items = []
    for row in records(pairs):
        same = passages[(passages[["source", "target"]] == [row["source"], row["target"]]).all(axis=1)]
        said = same[same["label"] == row["label"]].sort_values("confidence", ascending=False, kind="stable")
        contrary = same[same["label"] != row["label"]]["story"].nunique()
        subject, verb, target = tie_clause(row)
        stories = f"{count(row['story'], 'story', 'stories')} from {count(row['outlet'], 'outlet')}"
        after = f" {target}: {stories}{f'; {contrary:,} stories say the contrary' if contrary > 1 else ''}."
        claim = _statement(f"{subject} ", verb, after, side_of(row["label"]))
        items.append((claim, _cited(records(said)[0])))
    more = len(shown.drop_duplicates(["source", "target"])) - len(pairs)
    return render("ties_card", ties=items, more=f"And {count(more, 'more tie')}." if more else "")


def _cited(row: dict[str, Any]) -> Html:
    """A sentence of an article, with its outlet and its day."""
    words = (row["text"] or "").split()
    text = " ".join(words[:40]) + " …" if len(words) > 46 else " ".join(words)
    day = "" if pd.isna(row["published"]) else f", {day_in_words(row['published'])}"
    return render("cited", text=text, outlet=f"{row['outlet']}{day}", title=row["title"], url=row["url"] or "")


def _changes(found: Coverage) -> list[Any]:
    """The first of each kind of change that enough stories bear out."""
    items: dict[str, Html] = {}
    for row in records(found.changes):
        kind, least = row["change"], _NEW if row["change"].startswith("new") else _FEW
        if kind in items or row["stories"] < least:
            continue
        day, stories = day_in_words(row["period"]), count(row["stories"], "story", "stories")
        who, _, whom = (with_article(name) for name in row["what"].partition(" → "))
        moved = f" moved from {row['before']} to {row['after']} on {day}, in {stories}."
        turned = f"In {stories} from {day}, {who} ", row["after"], f" {whom}. Earlier stories say the contrary."
        parts = {
            "turned tie": turned,
            "tone": ("The tone towards ", who, moved),
            "new tie": ("New: ", f"{who} {row['after']} {whom}", f", from {day}, in {stories}."),
            "new actor": ("New: ", who, f", from {day}, in {stories}."),
        }
        before, strong, after = parts[kind]
        items[kind] = _statement(before, strong, after)
    return [*items.values()]
