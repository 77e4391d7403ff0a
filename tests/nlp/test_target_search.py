"""Where an article speaks of what a user asks about."""

import pytest

from readout.nlp.target_search import find_phrase, match_actors
from support.articles import document


def places(text: str, phrase: str) -> list[str]:
    return [text[start:end] for start, end in find_phrase(document(text), phrase)]


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("The withdrawal of US troops began.", "withdrawal of US troops", ["withdrawal of US troops"]),
        ("WITHDRAWAL OF US TROOPS", "withdrawal of US troops", ["WITHDRAWAL OF US TROOPS"]),
        ("America withdrew more troops.", "withdrawal of US troops", ["America withdrew more troops"]),
        ("The idea is good.", "idea", ["idea"]),
        ("Washington is withdrawing its troops.", "withdrawal of US troops", ["Washington is withdrawing its troops"]),
        ("The US was cold. Troops withdraw.", "withdrawal of US troops", []),  # not in one sentence
        ("The pipelines leak.", "pipeline", ["pipelines"]),
        ("They piped and piped.", "pipeline", []),
        ("The plan is planned.", "plan", ["plan"]),  # one word stands for a noun only
        ("It rained.", "plan*", []),
        ("(It rained.)", "(", []),
        ("It rained.", "", []),
    ],
)
def test_a_phrase_is_found_in_other_words(text: str, phrase: str, expected: list[str]) -> None:
    assert places(text, phrase) == expected


def test_words_far_apart_are_no_phrase() -> None:
    between = "and so on " * 5
    assert places(f"The gas came {between}by a new pipeline.", "gas pipeline") == []
    assert places("The gas came by a new pipeline.", "gas pipeline") == ["gas came by a new pipeline"]


def test_the_main_word_stands_for_the_phrase_once_it_has_come() -> None:
    text = "The ban was old. A ban on fishing came. The ban hurt. This ban fell. A ban is a ban."
    assert places(text, "ban on fishing") == ["ban on fishing", "The ban", "This ban"]


def test_the_shortest_stretch_is_taken() -> None:
    text = "A ban came and then a fishing ban."
    assert places(text, "ban on fishing") == ["fishing ban"]


def test_an_actor_is_meant_by_any_of_its_names() -> None:
    who = document("Mike Pompeo left. Pompeo met Iran. Iranian forces stayed.").actors
    assert match_actors("pompeo", who) == {"Mike Pompeo"}
    assert match_actors("Iran", who) == {"Iran"}
    assert match_actors("mike", who) == set()
    assert match_actors(" ", who) == set()


def test_what_is_no_actor_becomes_an_issue() -> None:
    doc = document("Spain hates the new trousers.")
    more = doc.with_issue("new trousers")
    assert more is not None
    row = more.actors.iloc[-1]
    assert (row["name"], row["kind"], row["mentions"], row["start"], row["end"]) == (
        "new trousers",
        "issue",
        [[16, 28]],
        16,
        28,
    )
    assert len(doc.actors) == len(more.actors) - 1
    assert doc.with_issue("canal") is None


def test_many_ways_to_choose_the_words_do_not_take_long() -> None:
    text = " ".join(["gas oil coal pipe"] * 100) + "."
    assert len(places(text, "gas oil coal pipe")) >= 1
