"""What was planted in the gold corpus is found, and the sentences of the notebook `coverage` say so."""

import re
from pathlib import Path

import pytest

from readout import show
from readout.corpus.corpus import Corpus
from readout.corpus.coverage import Coverage
from support.coverage_tables import as_rows
from support.gold_corpus import gold_articles


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    corpus = Corpus(tmp_path_factory.mktemp("gold") / "corpus")
    corpus.add(gold_articles("tone", "tie", "phrase"))
    return corpus


@pytest.fixture(scope="module")
def found(corpus: Corpus) -> Coverage:
    return corpus.coverage()


def test_it_names_the_outlets_and_counts_the_stories(found: Coverage) -> None:
    assert repr(found) == (
        "42 articles from 5 outlets, 2 March 2025 to 20 May 2025: 30 stories; 12 articles repeat the text of another."
    )
    assert as_rows(found.own_text, "outlet", "articles", "stories", "shared", "first")[:2] == [
        ("Bay Courier", 12, 12, 12, 0),  # both on the same day: neither was first
        ("Civic Tribune", 12, 12, 12, 0),
    ]


def test_what_was_planted_comes_first(found: Coverage) -> None:
    page = show.findings(found)
    said = repr(page)
    in_order = [
        *("42 articles from 5 outlets", "12 articles repeat the text of another."),
        *("Named most: Helena Vostrand, in 12 of 30 stories.", "“freight rates” stands out in Market Weekly"),
        "In 12 stories that both carry, Bay Courier is more hostile than Civic Tribune towards Helena Vostrand.",
        "Idris Calloway opposes the Dockworkers League: 5 stories from 2 outlets; 5 stories say the contrary.",
        "In 5 stories from 21 April 2025, Idris Calloway supports the Dockworkers League.",
    ]
    assert sorted(in_order, key=said.find) == in_order
    assert all(each in said for each in in_order)
    quoted = re.search(r"<blockquote><p>(.*?) <span.*?>(.*?), .*?: ", page)
    passages = found.tie_passages[["text", "outlet"]].values.tolist()
    assert quoted
    assert [*quoted.groups()] in passages


def test_two_outlets_differ_in_the_stories_that_both_carry(found: Coverage) -> None:
    shown = repr(show.tone_differences(found))
    assert "1 pair of outlets clearly differs." in shown
    sentence = "In 12 stories that both carry, Bay Courier is more hostile than Civic Tribune towards Helena Vostrand"
    assert sentence in shown
    tones = found.tone_by_outlet.query("actor == 'Helena Vostrand'").set_index("outlet")
    assert tones["high"]["Bay Courier"] < -0.2
    assert tones["low"]["Civic Tribune"] > 0.2


def test_the_tie_turns_once_and_the_page_says_when(found: Coverage) -> None:
    columns = ("change", "what", "before", "after", "stories", "period")
    turned = found.changes.query("change == 'turned tie'")
    assert as_rows(turned, *columns) == [
        ("turned tie", "Idris Calloway → Dockworkers League", "opposes", "supports", 5, "04-21")
    ]
    shown = repr(show.ties_by_outlet(found))
    assert "Both signs are reported of Idris Calloway towards Dockworkers League" in shown
    assert "Idris Calloway → Dockworkers League: 10 passages in 2 outlets" in show.tie_passages(found)


def test_the_habit_of_an_outlet_is_found(found: Coverage) -> None:
    habits = found.distinctive_words.query("outlet == 'Market Weekly'")["phrase"].tolist()
    assert "freight rates" in habits


def test_an_actor_that_was_renamed_is_one_by_the_users_file(corpus: Corpus, tmp_path: Path) -> None:
    aliases = tmp_path / "names.tsv"
    aliases.write_text(
        "what\twords\tname\tkind\nmerge\tMeridian Lines\tBrightwater Freight\torganisation\n", encoding="utf-8"
    )
    named = {"actors": ["Brightwater Freight"], "outlets": ["Market Weekly"]}
    apart, joined = (corpus.coverage(aliases=each, **named).presence for each in ("", str(aliases)))
    (before,), (after,) = apart["stories"], joined["stories"]
    assert (before >= 5, after - before) == (True, 2)  # weeks 7 and 8 have the new name alone
    assert "Meridian Lines" in repr(show.joined_names(corpus.coverage(aliases=str(aliases))))
