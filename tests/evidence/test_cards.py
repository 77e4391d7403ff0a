import re

from readout.evidence.cards import finding_cards, overview
from readout.evidence.html import element_id
from support.findings import analysis, article, plain, target, tied

STORY = article()


def said(page):
    return [plain(card) for card in re.findall('<li class="card">(.*?)</li>\n', page)]


def links(page):
    """Each link of the cards but for their titles: what it says, and where it leads."""
    return [(text, place) for place, text in re.findall(r'(?<!<h3>)<a href="#([^"]*)">([^<]*)</a>', page)]


def test_the_cards_say_each_finding_and_lead_to_the_sections_there_are():
    page = finding_cards(STORY, analysis(), sections=("tone", "stance"))
    assert re.findall(r'<h3><a href="(#\w+)">', page) == ["#tone", "#tone", "#stance"]
    assert said(page) == [
        "Overall toneSlightly negative −0.07 from −1 to +1The author’s own voice: slightly negative (−0.10, "
        "2 sentences). Quoted voices: neutral (0.00, 1 sentence).",
        "Spoken of worst and bestWorst: militias −0.70 2 passagesBest: United States +0.50 1 passage"
        "Among the 3 actors named most: for 1 of them the tone is unsure.",
        "Strongest tiesMilitias oppose the United States: attacks, 1 passage, sure",
        "Who speaks, and how muchMike Pompeo: 1 word (8% of the text)",
        "Keyphrasesembassy 2×",
    ]


def test_the_cards_say_so_where_nothing_was_found():
    tone = {"polarity": 0.0, "author": 0.0, "quoted": None, "targets": []}
    one = [analysis()["sentences"][0]]
    found = analysis(sentences=one, sentiment=tone, attributions=[], stance={"ties": []}, keywords=[])
    assert said(finding_cards(STORY, found)) == [
        "Overall toneNeutral 0.00 from −1 to +1The author’s own voice: neutral (0.00, 1 sentence). "
        "No sentence is mainly a quoted voice.",
        "Spoken of worst and bestWorst: no one for certainBest: no one for certain",
        "Strongest tiesNothing foundNo act of one actor towards another is clear enough.",
        "Who speaks, and how muchNo oneNo quotation and no reported speech was found.",
        "KeyphrasesNothing found",
    ]


def test_the_card_of_targets_looks_at_the_same_rows_as_the_chart():
    page = finding_cards(STORY, analysis(), top=1)
    assert "Worst: militias −0.70 2 passagesBest: no one for certainThere is only one actor." in plain(page)
    for targets, doubt in (
        ([target("a", "unsure", 0.4, 0.3, 1)] * 2, "The tone towards all 2 actors named most is unsure."),
        ([target("a", "unsure", 0.4, 0.3, 1)], "The tone towards the only actor is unsure."),
        ([target("a", "neutral", 0.1, 0.1, 1)] * 2, "Among the 2 actors named most."),
    ):
        found = analysis(sentiment=analysis()["sentiment"] | {"targets": targets})
        assert f"<p>{doubt}</p>" in finding_cards(STORY, found, sections=())


def test_every_number_leads_to_its_evidence():
    page = finding_cards(STORY, analysis())
    worst, best = (
        element_id("target", {"target": "militias"}),
        element_id("target", {"target": "United States"}),
    )
    tie = element_id("tie", analysis()["stance"]["ties"][0])
    pompeo = element_id("speaker", {"speaker": "Mike Pompeo"})
    assert links(page) == [
        *((text, "figure-tone") for text in ("−0.07", "−0.10", "2 sentences", "0.00", "1 sentence")),
        ("−0.70", worst),
        ("2 passages", worst),
        ("+0.50", best),
        ("1 passage", best),
        ("3 actors", "figure-targets"),
        ("1", "figure-targets"),
        ("1 passage", tie),
        ("1 word", pompeo),
        ("8%", pompeo),
        ("2×", "s1"),
    ]
    bare = re.sub(r"<a [^>]*>[^<]*</a>", "", page).replace("from −1 to +1", "")
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", bare))


def test_a_page_without_a_section_has_no_link_to_it():
    places = [place for _, place in links(finding_cards(STORY, analysis(), sections=("stance",)))]
    assert places == [element_id("tie", analysis()["stance"]["ties"][0])]
    assert "<a" not in finding_cards(STORY, analysis(), sections=())


def test_what_a_list_does_not_show_is_not_linked():
    ties = [tied("a", f"b{at}", "opposes", 0.5 + at / 10) for at in range(4)]
    attributions = [
        {"speaker": who, "content": [[start, start + 7]], "direct": True}
        for who, start in (("A", 4), ("B", 35), (None, 57))
    ]
    page = finding_cards(STORY, analysis(stance={"ties": ties}, attributions=attributions), top=2)
    assert [place for text, place in links(page) if text == "1 passage"][-1:] == [element_id("tie", ties[1])]
    assert ("4 ties", "figure-ties") in links(page)
    assert [place for text, place in links(page) if "word" in text][
        -1
    ] == "s3"  # beyond the list: its sentence


def test_without_the_text_its_links_lead_to_figures():
    attributions = [{"speaker": "A", "content": [[4, 11]], "direct": True}]
    page = finding_cards(STORY, analysis(attributions=attributions), top=0, show_text="none")
    assert [link for link in links(page) if link[1].startswith("figure-") and "tone" not in link[1]] == [
        ("1 word", "figure-speakers"),
        ("8%", "figure-speakers"),
        ("2×", "figure-keyphrases"),
    ]
    assert "#s" not in page.replace("#stance", "")


def test_more_voices_lead_to_the_table_of_all():
    attributions = [{"speaker": who, "content": [[0, 12]], "direct": True} for who in "ABCDEF"]
    assert ("2 more voices", "figure-speakers") in links(
        finding_cards(STORY, analysis(attributions=attributions))
    )


def test_the_overview_says_them_in_six_lines():
    assert overview(STORY, analysis()).splitlines() == [
        "Title – 2020-09-29, 12 words",
        "  Tone: slightly negative, −0.07 from −1 to +1 (author −0.10, quoted 0.00)",
        "  Spoken of: worst militias −0.70, best United States +0.50",
        "  Ties: Militias oppose the United States",
        "  Voices: Mike Pompeo 8%",
        "  Keyphrases: embassy",
    ]
    assert overview(STORY, analysis(keywords=[])).endswith("  Keyphrases: nothing found")
