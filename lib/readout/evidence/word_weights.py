"""Sentences in which each word is marked by what it adds to the tone towards a target."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import check_show_text
from readout.evidence.html import Html, table
from readout.evidence.marks import numbers
from readout.evidence.statements import describe_word_weights
from readout.wording import WEIGHS, signed

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

_BARE = '<li><p class="claim">{}</p>\n<p class="more">In sentence {}.</p></li>\n'
_COLUMNS = {"word": "Word", "contribution": "Contribution"}


def weighed(article: Article, frame: pd.DataFrame, *, show: str = "full") -> Html:
    """Each target's sentence, with the words that weigh underlined and their contribution behind them.

    Columns: target, word, contribution, value, evidence, start, end, as in `occlusion.contributions`. Words of
    less than 0.1 are not marked; the table of all is folded under the sentence. Where `show` is "none", only the
    words that weigh most are named, with the number of the sentence.
    """
    check_show_text(show)
    if frame.empty:
        return Html('<p class="none">Nothing found.</p>')
    items = []
    for _, group in groupby(frame.to_dict("records"), key=lambda row: row["target"]):
        rows = [{str(name): value for name, value in row.items()} for row in group]
        if show == "none":
            place = numbers(article, rows[0]["evidence"])[0]
            items.append(Html(_BARE).format(describe_word_weights(rows), place))
            continue
        part = frame[frame["target"] == rows[0]["target"]].sort_values("contribution", kind="stable")
        caption = f"What each word adds to the tone towards {rows[0]['target']}, most hostile first"
        behind = table(part, caption=caption, columns=_COLUMNS)
        items.append(
            Html(
                '<li><p class="claim">{}</p>\n<blockquote><p>{}</p></blockquote>\n'
                "<details><summary>Every word</summary>{}</details></li>\n"
            ).format(describe_word_weights(rows), _sentence(article.text, rows), behind)
        )
    return Html('<ol class="passages">{}</ol>').format(Html("").join(items))


def _sentence(text: str, rows: list[dict[str, Any]]) -> Html:
    start, end = rows[0]["evidence"][0]
    parts, at = [], start
    for row in rows:
        if abs(row["contribution"]) >= WEIGHS:
            side = "hostile" if row["contribution"] < 0 else "friendly"
            parts.append(
                Html('{}<span class="weighs {}">{}<small>\u202f{}</small></span>').format(
                    text[at : row["start"]],
                    side,
                    text[row["start"] : row["end"]],
                    signed(row["contribution"]),
                )
            )
            at = row["end"]
    return Html("{}{}").format(Html("").join(parts), text[at:end])
