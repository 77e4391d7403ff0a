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

# title of a card and the section of the page that has all of it
_CARDS = {
    "extent": ("What is here, and what is missing", "what-is-in-it"),
    "attention": ("Who and what gets attention", "attention"),
    "tone": ("Where the tone differs", "tone"),
    "ties": ("Who is against or for whom", "ties"),
    "changes": ("What changed", "changes"),
    "sure": ("How sure this is", "how-sure"),
}
_FEW, _ENOUGH, _NEW = 2, 10, 3  # stories: fewest behind a tie, behind a share or a tone, behind something new
_TIES = 3


def coverage_cards(found: Coverage, rates: pd.DataFrame) -> Html:
    """Return what the articles say, as six cards; what rests on one story or is not clear leads nowhere.

    `rates` are those of `readout.measured`. Each title leads to the section that has all of it.
    """
    bodies = {
        "extent": _items(_extent(found)),
        "attention": _items(_attention(found), "No actor and no phrase stands out."),
        "tone": _items(_tone(found), _no_difference(found)),
        "ties": _ties(found),
        "changes": _items(_changes(found), f"Nothing that {_FEW} stories or more bear out."),
        "sure": _items([*(plain_rate(rates, name) for name in ("stance", "tone")), *_BARS]),
    }
    cards = render("cards", cards=[(name, *_CARDS[name], body) for name, body in bodies.items()])
    unclear = all('class="none"' in bodies[name] for name in ("attention", "tone", "ties", "changes"))
    lead = "Nothing is clear in these articles: there are too few, or they agree. The figures below have all of it."
    return (render("empty", text=lead) if unclear else Html("")) + cards


_BARS = (
    f"A tie needs {_FEW} stories to stand here, and what is new needs {_NEW}.",
    f"A difference needs {_ENOUGH} stories of each outlet, and to be larger than by chance.",
)


def _items(items: list[Any], none: str = "") -> Html:
    return render("list_card", items=items, more="") if items else render("empty", text=none)


def _statement(before: str, strong: str, after: str, side: str = "") -> Html:
    return render("statement", before=before, strong=strong, after=after, side=side)


def _extent(found: Coverage) -> list[Any]:
    """How much there is from whom, what are copies, and what is missing."""
    articles, sizes = found.articles, found.own_text
    if articles.empty:
        return ["There is no article."]
    items: list[Any] = [f"{repr(found).partition(':')[0]}."]
    most, least = sizes.iloc[0], sizes.iloc[-1]
    if most["articles"] > least["articles"]:
        ends = f"{most['outlet']} has most ({most['articles']:,}), {least['outlet']} fewest ({least['articles']:,})."
        items.append(ends)
    elif len(sizes) > 1:
        items.append(f"Each outlet has {count(most['articles'], 'article')}.")
    if copies := len(articles) - articles["story"].nunique():
        first = sizes.sort_values("first", ascending=False, kind="stable").iloc[0]
        leads = f" {first['outlet']} is most often first." if first["first"] >= _FEW else ""
        repeat = "repeats" if copies == 1 else "repeat"
        stories = count(articles["story"].nunique(), "story", "stories")
        items.append(f"They are {stories}: {count(copies, 'article')} {repeat} the text of another.{leads}")
    return [
        *items,
        f"Missing: {lost}." if (lost := english_list(_missing(found))) else "No gap was noticed, and nothing failed.",
    ]


def _missing(found: Coverage) -> list[str]:
    silent = [*found.days[found.days["gap"]]["outlet"].unique()]
    some = silent if len(silent) < 4 else [*silent[:2], count(len(silent) - 2, "other outlet")]
    lost = [f"stretches of days of {english_list(some)}"] if silent else []
    undated = int(found.articles["published"].isna().sum())
    lost += [f"the day of {count(undated, 'article')}"] if undated else []
    return lost + ([f"{count(len(found.failures), 'article')} that could not be read"] if len(found.failures) else [])


def _attention(found: Coverage) -> list[Any]:
    """The actor in most stories, the clearest difference in that between outlets, and a phrase that sets one apart."""
    frame, total, items = found.presence, found.articles["story"].nunique(), list[Any]()
    first = records(frame.head(1))
    if first and first[0]["all_stories"] >= _FEW:
        after = f", in {first[0]['all_stories']:,} of {count(total, 'story', 'stories')}."
        items.append(_statement("Named most: ", with_article(first[0]["actor"]), after))
    if gap := _widest_gap(frame):
        high, low = gap
        after = f": in {_share(high)} stories of {high['outlet']}, in {_share(low)} of {low['outlet']}."
        items.append(_statement("Outlets differ most on ", with_article(high["actor"]), after))
    words = found.distinctive_words
    words = words[~words["phrase"].isin(found.actors)].sort_values("z", ascending=False, kind="stable")
    for row in records(words.head(1)):
        stories = f" stands out in {row['outlet']}: in {count(row['stories'], 'story', 'stories')}"
        items.append(_statement("", f"“{row['phrase']}”", f"{stories}, elsewhere in {row['elsewhere'] or 'none'}."))
    return items


def _share(row: dict[str, Any]) -> str:
    return f"{row['stories'] or 'none'} of {row['of']:,}"


def _widest_gap(frame: pd.DataFrame) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The two outlets whose shares of stories on one actor differ most, beyond what the best of all pairs would."""
    enough = frame[frame["of"] >= _ENOUGH]
    pairs = [pair for _, rows in enough.groupby("actor", sort=False) for pair in combinations(records(rows), 2)]
    if not pairs:
        return None
    sure = NormalDist().inv_cdf(1 - 0.05 / len(pairs))  # nine in ten, for all pairs at once
    clear = [pair for pair in pairs if _in_deviations(*pair) > sure]
    high, low = max(clear, key=lambda pair: abs(pair[0]["share"] - pair[1]["share"]), default=(None, None))
    if high is None or low is None:
        return None
    return (high, low) if high["share"] > low["share"] else (low, high)


def _in_deviations(one: dict[str, Any], other: dict[str, Any]) -> float:
    """How far two shares are apart, in standard deviations of their difference (Agresti and Caffo 2000)."""
    shares = [((row["stories"] + 1) / (row["of"] + 2), row["of"] + 2) for row in (one, other)]
    spread = sum(share * (1 - share) / size for share, size in shares) ** 0.5
    return float(abs(shares[0][0] - shares[1][0]) / spread)


def _tone(found: Coverage) -> list[Any]:
    """The clearest difference within the stories that two outlets share; else between all their stories."""
    frame = found.tone_differences
    tested, clear = frame["low"].notna().sum(), frame[frame["clear"].astype(bool)]
    if len(clear) > 0.1 * tested:  # one in ten would look clear by chance
        row = records(clear.sort_values("difference", kind="stable"))[0]
        before = f"In {count(row['stories'], 'story', 'stories')} that both carry, {row['outlet']} is "
        return [
            _hostile(before, row["other"], row["actor"]),
            f"The difference is {-row['difference']:.2f} on a scale from −1 to +1; "
            f"it may be {-row['high']:.2f} to {-row['low']:.2f}.",
        ]
    apart = [pair for pair in _tone_pairs(found) if pair[0]["high"] < pair[1]["low"]]
    if not apart:
        return []
    low, high = max(apart, key=lambda pair: pair[1]["low"] - pair[0]["high"])
    sizes = f"{low['stories']:,} and {high['stories']:,} stories"
    return [
        _hostile(f"Over all its stories, {low['outlet']} is ", high["outlet"], low["actor"]),
        f"It is so in {sizes}, which need not be the same: the topics may differ, not the wording.",
    ]


def _hostile(before: str, other: str, actor: str) -> Html:
    return _statement(before, "more hostile", f" than {other} towards {with_article(actor)}.", "hostile")


def _tone_pairs(found: Coverage) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """For each actor two outlets with an interval each, the more hostile first."""
    sure = found.tone_by_outlet.dropna(subset="low").sort_values("tone", kind="stable")
    return [pair for _, rows in sure.groupby("actor", sort=False) for pair in combinations(records(rows), 2)]


def _no_difference(found: Coverage) -> str:
    if found.tone_differences["low"].notna().any() or _tone_pairs(found):
        return "No two outlets clearly differ in tone."
    return f"No difference is clear: no two outlets have {_ENOUGH} stories on one actor."


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
        stories = f"{count(row['story'], 'story', 'stories')} of {count(row['outlet'], 'outlet')}"
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
