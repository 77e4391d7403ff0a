"""Copies and stories, counted by hand; and those that were planted in the gold corpus."""

from collections.abc import Iterable, Mapping

import duckdb
import pandas as pd

from readout.corpus.coverage import group_stories
from readout.corpus.rows import shingles
from support.gold_corpus import gold_rows

TEXTS: Mapping[str, Iterable[int]] = {  # ten shingles each, but for `cut` (the first six of `whole`)
    "whole": range(10),
    "cut": range(6),
    "topped": [*range(10), *range(50, 59)],  # 10 of its 19 stand in `whole`, all 10 of `whole` in it
    "other": range(90, 100),
    "half": [0, 1, 2, 3, *range(60, 66)],  # 4 of 10 in common: neither half nor five
}


def group(texts: Mapping[str, Iterable[int]], **columns: list[str | None]) -> pd.DataFrame:
    shingles = [list(each) for each in texts.values()]
    frame = pd.DataFrame({"article": list(texts), "shingles": shingles, "outlet": "Wire", "published": None})
    frame = frame.assign(**columns)
    frame["published"] = pd.to_datetime(frame["published"])
    return group_stories(duckdb.connect(), frame).set_index("article")


def test_set_phrases_and_texts_without_shingles_join_nothing() -> None:
    crowd = {f"a{number:02}": [*range(10), 1000 + number] for number in range(51)}
    assert group(crowd)["copy_of"].isna().all()
    assert group({"a": [], "b": []})["story"].tolist() == ["a", "b"]
    few = {"a": [1, 2, 3, 4], "b": [1, 2, 3, 4]}  # all in common, but no more than four
    assert group(few)["story"].tolist() == ["a", "b"]


def test_a_story_is_its_first_article_and_own_text_is_what_no_other_outlet_had() -> None:
    days = ["2025-03-02", "2025-03-03", "2025-03-03", "2025-03-01", None]
    found = group(TEXTS, outlet=["Wire", "Post", "Sun", "Wire", "Wire"], published=days)
    assert found.index.tolist() == ["other", "whole", "cut", "topped", "half"]
    assert found["story"].to_dict() == {
        **dict.fromkeys(["whole", "cut", "topped"], "whole"),
        **{"other": "other", "half": "half"},
    }
    assert found["copy_of"].to_dict() == {"other": None, "whole": None, "cut": "whole", "topped": "whole", "half": None}
    own = found["own_text"].round(3).to_dict()
    # on the same day `cut` and `topped` are not told apart: both count as what another outlet had
    assert own == {"other": 1.0, "whole": 1.0, "cut": 0.0, "topped": round(1 - 10 / 19, 3), "half": 1.0}


def test_the_copies_planted_in_the_gold_corpus_are_found_and_no_other() -> None:
    rows = gold_rows()
    texts = {row["id"]: shingles(row["text"]) for row in rows}
    columns = {name: [row[name] for row in rows] for name in ("outlet", "published")}
    found = group(texts, **columns).reset_index()
    planted = {row["id"]: row["plant"]["story"] for row in rows}
    pairs = found.assign(planted=found["article"].map(planted))[["story", "planted"]].drop_duplicates()
    assert len(pairs) == found["story"].nunique() == len(set(planted.values())) == 52
    assert len(found) - 52 == 24  # 12 shared stories, 3 of them first in the wire; 5 cut, 4 topped
    roles = {row["id"]: row["plant"].get("role", "") for row in rows}
    firsts = found[found["copy_of"].isna()]["article"].map(roles)
    assert set(firsts) == {"", "original", "topped"}
    cut = found["article"].map(roles) == "cut"
    assert found["own_text"][cut].max() < 0.2
