import re

import pandas as pd
import pytest

from readout.evidence.cards import finding_cards, overview
from readout.evidence.html import element_id
from support.findings import analysis, article, plain, target, tied

STORY = article()


def rates(ties=0.9, statements=0.7, tones=0.5, phrases=0.6):
    """How often each kind is right, as `readout.measured` has it."""
    figures = {"stance": ties, "attribution": statements, "tone": tones, "keywords": phrases}
    return pd.DataFrame(figures.items(), columns=["analysis", "figure"]).assign(role="right")


def cards(found=None, **options):
    return finding_cards(STORY, found or analysis(), options.pop("rates", rates()), **options)


def said(page):
    return [
        " ".join(plain(card).split())
        for card in re.findall('<li class="card[^>]*>(.*?)</li>\n(?=<li class="card|</ul>)', page, re.DOTALL)
    ]


def links(page):
    """Each link of the cards: what it says, and where it leads."""
    return [(text, place) for place, text in re.findall(r'<a[^>]* href="#([^"]*)">([^<]*)</a>', page)]


def test_the_cards_say_the_story_in_plain_words():
    assert said(cards()) == [
        "Who is against or for whomMilitias oppose the United States: attacks, 2 sentences, sure"
        "The militias attacked the embassy. sentence 1",
        "Who speaksMike Pompeo: 1 statement (quoted)",
        "What it is aboutEmbassy.",
        "How the main actors are spoken ofMilitias: hostile, 2 sentencesUnsure for 1 actor.",
        "How sure this isAbout 9 in 10 ties shown are right.About 7 in 10 statements shown are right."
        "About 6 in 10 keyphrases shown were also chosen by people.About 5 in 10 tones shown are right.",
    ]


@pytest.mark.parametrize(
    ("figures", "order"),
    [
        ({}, "stance attribution keywords tone sure"),
        ({"ties": 0.7, "statements": 0.88}, "attribution stance keywords tone sure"),
        ({"ties": 0.71, "statements": 0.74}, "stance attribution keywords tone sure"),  # both about 7 in 10
        ({"tones": 0.97}, "tone stance attribution keywords sure"),
    ],
)
def test_the_kind_that_is_right_most_often_comes_first(figures, order):
    twice = [{"speaker": "Mike Pompeo", "content": [span], "direct": True} for span in ([35, 42], [57, 60])]
    page = cards(analysis(attributions=twice), rates=rates(**figures))
    assert re.findall(r'<li class="card (\w+)">', page) == order.split()


@pytest.mark.parametrize(
    ("ties", "tones", "first"),
    [(2, 2, "stance"), (1, 2, "tone"), (1, 1, "stance")],  # nothing rests on two in the last: the usual order
)
def test_what_rests_on_one_passage_does_not_lead(ties, tones, first):
    stance = {"ties": [tied("militias", "United States", "opposes", 0.9, ties)]}
    found = analysis(stance=stance, sentiment={"targets": [target("militias", "negative", 0.8, 0.1, tones)]})
    assert re.findall(r'<li class="card (\w+)">', cards(found))[0] == first


def test_what_a_card_does_not_show_makes_it_lead_no_page():
    stance = {"ties": [tied("militias", "United States", "opposes", 0.9)]}
    rows = [target("Iraq", "unsure", 0.4, 0.3, 1), target("militias", "negative", 0.8, 0.1, 2)]
    found = analysis(stance=stance, sentiment={"targets": rows})
    firsts = [re.findall(r'<li class="card (\w+)">', cards(found, top=top))[0] for top in (1, 2)]
    assert firsts == ["stance", "tone"]


def test_the_cards_say_so_where_nothing_was_found():
    found = analysis(sentiment={"targets": []}, attributions=[], stance={"ties": []}, keywords=[])
    assert said(cards(found))[:4] == [
        "Who is against or for whomNo tie between two actors is clear enough.",
        "Who speaksNo quotation and no reported speech was found.",
        "What it is aboutNo keyphrase was found.",
        "How the main actors are spoken ofNo tone towards anyone was found.",
    ]


def test_nothing_that_rests_on_one_sentence_leads():
    once = [target("a", "negative", 0.9, 0.0, 1), target("b", "positive", 0.0, 0.9, 1)]
    assert "For each actor, the tone is unsure or rests on one sentence." in cards(
        analysis(sentiment={"targets": once})
    )
    ties = [tied("Ann", "Bob", "opposes", 0.9), tied("Ann", "Cy", "opposes", 0.6, passages=2)]
    page = cards(analysis(stance={"ties": ties}))
    page = plain(page)
    assert page.index("Ann opposes Cy: attacks, 2 sentences, fairly sure") < page.index("Ann opposes Bob")
    speakers = [{"speaker": who, "content": [[0, 12]], "direct": True} for who in "XYY"]
    page = plain(cards(analysis(attributions=speakers)))
    assert page.index("Y: 2 statements") < page.index("X: 1 statement")


def test_actors_lead_the_speakers_and_no_pronoun_or_nameless_source_stands_there():
    names = ["They", "Reports", None, "One", "Mike Pompeo"]
    speakers = [{"speaker": who, "content": [[0, 12]], "direct": True} for who in names]
    page = plain(cards(analysis(attributions=speakers)))
    assert page.index("Mike Pompeo: 1 statement") < page.index("Reports: 1 statement")
    assert not any(f"{who}: 1 statement" in page for who in ("They", "One", "No source named", "no source named"))


def test_who_is_praised_or_blamed_leads_the_tone():
    rows = [target("Iraq", "neutral", 0.1, 0.1, 3), target("militias", "negative", 0.8, 0.1, 2)]
    page = plain(cards(analysis(sentiment={"targets": rows})))
    card = page[page.index("How the main actors are spoken of") :]
    assert card.lower().index("militias") < card.index("Iraq")


def test_links_say_where_they_lead():
    page = cards()
    militias = element_id("target", {"target": "militias"})
    pompeo = element_id("speaker", {"speaker": "Mike Pompeo"})
    tie = element_id("tie", tied("militias", "United States", "opposes", 0.9))
    assert links(page) == [
        ("Who is against or for whom", "for-and-against"),
        ("2 sentences", tie),
        ("sentence 1", "s1"),
        ("Who speaks", "who-speaks"),
        ("1 statement", pompeo),
        ("What it is about", "what-it-is-about"),
        ("How the main actors are spoken of", "tone"),
        ("2 sentences", militias),
        ("How sure this is", "how-sure"),
    ]
    assert "<a" not in cards(linked=False)


def test_what_a_list_does_not_show_is_not_linked():
    ties = [tied("a", f"b{at}", "opposes", 0.5 + at / 10, passages=2) for at in range(4)]
    speakers = [{"speaker": who, "content": [[4, 11]], "direct": True} for who in "UVWXYZ"]
    page = cards(analysis(stance={"ties": ties}, attributions=speakers), top=2)
    assert [place for text, place in links(page) if text == "2 sentences"][:-1] == [element_id("tie", ties[1])]
    assert len([text for text, _ in links(page) if text == "1 statement"]) == 2
    assert "And 1 more tie." in page
    assert "And 2 more speakers." in page


@pytest.mark.parametrize(("show_text", "quoted", "linked"), [("excerpts", True, False), ("none", False, False)])
def test_no_more_of_the_text_is_shown_than_may_be(show_text, quoted, linked):
    stance = {"ties": [tied("militias", "United States", "opposes", 0.9)]}
    page = cards(analysis(stance=stance), show_text=show_text)
    assert ("attacked</mark> the embassy" in page) == quoted
    assert ('href="#s1"' in page) == linked
    assert ("attacks, 1 sentence, sure" in plain(page)) != quoted


def test_the_overview_says_them_in_six_lines():
    assert overview(STORY, analysis(), rates()).splitlines() == [
        "Title – 2020-09-29, 12 words",
        "  Who is against or for whom: Militias oppose the United States",
        "  Who speaks: Mike Pompeo (1 statement)",
        "  What it is about: embassy",
        "  How the main actors are spoken of: militias (hostile)",
        "  How sure this is: About 9 in 10 ties shown are right.",
    ]
    assert "  What it is about: nothing found" in overview(STORY, analysis(keywords=[]), rates())
