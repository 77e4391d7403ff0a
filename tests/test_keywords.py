"""Keyphrases, keywords in context, collocations."""

from conftest import article
from readout.actors import actors
from readout.keywords import best_form, collocations, keyphrases, kwic

TEXT = (
    "The trade deal pleased everyone. A new trade deal needs votes. They said that it was late. "
    "Trade deals are rare, and the harbour is old."
)


def phrases(text: str, title: str = "A title") -> list[str]:
    story = article(text, title)
    return list(keyphrases(story, actors(story))["phrase"])


def test_singular_and_plural_are_one_phrase() -> None:
    story = article(TEXT)
    first = keyphrases(story, actors(story)).iloc[0]
    assert first["phrase"] == "trade deal"
    assert first["score"] == 1.0
    assert first["count"] >= 2
    assert [story.text[s:e].lower() for s, e in first["mentions"]][-1] == "trade deals"


def test_pronouns_and_stop_words_are_none() -> None:
    assert not {"they", "it", "everyone", "the", "a"} & {phrase.lower() for phrase in phrases(TEXT)}


def test_no_phrase_stands_inside_another() -> None:
    found = phrases(TEXT)
    assert not [(a, b) for a in found for b in found if a != b and a.lower() in b.lower()]


def test_names_of_one_actor_are_one_phrase() -> None:
    found = phrases("Angela Merkel met the press. Merkel smiled. Then Merkel left.")
    assert [phrase for phrase in found if "Merkel" in phrase] == ["Angela Merkel"]


def test_the_headline_lifts_its_phrases() -> None:
    text = "The harbour wall fell. The market hall fell."
    assert phrases(text, "Market hall")[0].lower().startswith("market")
    assert phrases(text, "Harbour wall")[0].lower().startswith("harbour")


def test_kwic_shows_each_place_with_its_context() -> None:
    story = article("One deal. No dealers. Another DEAL here.")
    lines = kwic(story, "deal", width=8)
    assert list(zip(lines["left"], lines["keyword"], lines["right"], strict=True)) == [
        ("One ", "deal", ". No dea"),
        ("Another ", "DEAL", " here."),
    ]
    assert kwic(story, "").empty


def test_best_form_is_the_commonest() -> None:
    story = article("US US Washington")
    assert best_form(story, [{"mentions": [[0, 2], [3, 5], [6, 16]]}]) == "US"
    assert best_form(story, []) == ""


def test_collocations_score_by_log_likelihood() -> None:
    story = article("Red wine is fine. Red wine is here. White bread is there.")
    found = collocations(story)
    assert list(found["words"]) == ["red wine"]
    assert found["count"][0] == 2
    assert found["score"][0] > 0
    assert story.text[found["start"][0] : found["end"][0]] == "Red wine"
