"""Reading and counting articles annotated by hand, on one article whose counts are worked out by hand."""

from pathlib import Path

import pytest

from support.gold_example import GOLD
from training import gold, gold_format

TEXT = 'Norland fined Sudia on Monday, Ada Bell said. "It was wrong," Bell added.\n\nShe praised Norland Radio.'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "made.md"
    made.write_text(GOLD, "utf-8")
    return made


def spans(*words: str, after: int = 0) -> list[list[int]]:
    return [[start := TEXT.index(word, after), start + len(word)] for word in words]


def found() -> gold.Found:
    return {
        "actors": [
            {"name": "Norland", "mentions": spans("Norland")},
            {"name": "Sudia", "mentions": spans("Sudia", "It")},
            {"name": "Ada Bell", "mentions": [*spans("Ada Bell"), *spans("Bell", after=50)]},
            {"name": "Monday", "mentions": spans("Monday")},
        ],
        "attributions": [
            {"speaker": "Ada Bell", "content": spans("Norland fined Sudia on Monday")},
            {"speaker": None, "content": spans('"It was wrong,"')},
            {"speaker": "Ada Bell", "content": spans("praised Norland Radio")},
        ],
        "sentiment": {
            "targets": [
                {"target": "Sudia", "label": "negative"},
                {"target": "Norland", "label": "positive"},
                {"target": "Ada Bell", "label": "unsure"},
            ]
        },
        "stance": {
            "ties": [
                {"source": "NL", "label": "opposes", "target": "Sudia"},
                {"source": "Ada Bell", "label": "supports", "target": "the Government of Norland"},
                {"source": "Norland Radio", "label": "supports", "target": "Bell"},
            ]
        },
        "keywords": [{"phrase": "norland"}, {"phrase": "Monday"}],
        "tones": [],
    }


# --- reading


def test_marks_are_taken_off_and_give_the_mentions(path: Path) -> None:
    one = gold_format.read_article(path)
    assert one.article.text == TEXT
    assert [(TEXT[m.start : m.end], m.key, m.pronoun) for m in one.mentions] == [
        ("Norland", "norland", False),
        ("Sudia", "sudia", False),
        ("Ada Bell", "ada", False),
        ("It", "norland", True),
        ("Bell", "ada", False),
        ("She", "ada", True),
        ("Norland Radio", "radio", False),
    ]
    assert one.actors["ada"].forms == {"ada bell", "bell"}
    assert one.actors["norland"].forms == {"norland", "government of norland", "nl"}


def test_words_are_found_where_they_stand(path: Path) -> None:
    first, second = gold_format.read_article(path).attributions
    assert (first.content, second.content) == (((0, 29),), ((46, 49), (54, 61)))
    assert (second.speakers, second.source, second.cue) == ({"ada", "envoy"}, ((62, 66),), ((67, 72),))
    assert gold_format.read_article(path).ties["ada", "supports", "radio"] == ((75, 86),)


def test_of_words_that_stand_twice_those_nearest_to_the_content_are_meant(tmp_path: Path) -> None:
    text = GOLD.replace("praised [Norland Radio](radio).", "praised [Norland Radio](radio), [Bell](ada) added.")
    path = tmp_path / "twice.md"
    path.write_text(text.replace('| "It + wrong," |', "| praised Norland Radio |"), "utf-8")
    _, second = gold_format.read_article(path).attributions
    assert second.source == ((102, 106),)
    assert second.cue == ((107, 112),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("said | Norland", "shouted | Norland", "shouted: does not stand in the article; give its exact words"),
        ("| She praised |", "| Norland |", "Norland: stands 2 times in the article; give more words"),
        (
            "| ada | supports | radio",
            "| bo | supports | radio",
            "bo supports radio: bo is none of the actors; add it to them",
        ),
        ("| ada | opposes", "| ada | hates", "ada: hates is none of opposes, supports"),
        ("part: held-out", "part: trial", "part: trial is none of train, dev, test, held-out"),
        ("place | | negative", "place | negative", "Actors: sudia | Sudia | place | negative: has 4 cells; needs 5"),
        (
            "speaker | source | cue",
            "speaker | cue | source",
            "Attributions: the columns are not speaker, source, cue, content",
        ),
        (
            "## Arguable",
            "## Maybe",
            "has the sections Actors, Attributions, Ties, Maybe, Keyphrases; "
            "needs Actors, Attributions, Ties, Looks tied, Arguable, Tone, Keyphrases "
            "(Looks tied and Tone may be left out)",
        ),
        ("---\npart", "part", "has no head between --- lines; begin with part, title, deck, published, source"),
        (
            "source: Wire",
            "outlet: Wire",
            "the head has the keys part, title, deck, published, outlet; "
            "needs part, title, deck, published, source, and may have register",
        ),
        (
            "| radio | supports | ada",
            "| ada | supports | radio | a friend |\n| ada | supports | radio",
            "Arguable: ada | supports | radio: stands twice; keep one row, its pieces joined by +",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_one_line(path: Path, old: str, new: str, message: str) -> None:
    assert GOLD.count(old) == 1
    path.write_text(GOLD.replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=r"^made\.md: ") as caught:
        gold_format.read_article(path)
    assert str(caught.value) == f"made.md: {message}"


# the sections and the key that articles of the corpus have besides
MORE = (
    GOLD.replace("part: held-out", "part: train\nregister: wire")
    .replace(
        "## Arguable",
        """## Looks tied

| source | tie | target | said in | why |
| --- | --- | --- | --- | --- |
| sudia | opposes | norland | Norland fined Sudia | it bears the fine |
| norland | supports | radio | praised Norland Radio | only its name |

## Arguable""",
    )
    .replace(
        "## Keyphrases",
        """## Tone

| actor | tone | said in |
| --- | --- | --- |
| norland | negative | "It was wrong," |
| sudia | negative | fined Sudia |
| radio | positive | praised Norland Radio |
| radio | neutral | Norland fined |

## Keyphrases""",
    )
)


def test_pairs_that_only_look_tied_and_tones_of_sentences_are_read(path: Path) -> None:
    path.write_text(MORE, "utf-8")
    article = gold_format.read_article(path)
    assert article.part == "train"
    assert article.looks_tied == {("sudia", "opposes", "norland"), ("norland", "supports", "radio")}
    assert [(row.actor, row.tone, TEXT[slice(*row.place)]) for row in article.tones] == [
        ("norland", "negative", '"It was wrong,"'),
        ("sudia", "negative", "fined Sudia"),
        ("radio", "positive", "praised Norland Radio"),
        ("radio", "neutral", "Norland fined"),
    ]


def test_a_check_names_all_problems_of_a_file_at_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = MORE.replace("on Monday", "on [the] Monday").replace("](sudia) on", "](suda) on")
    wrong = wrong.replace("| radio | neutral", "| radio | mild").replace("| norland | supports", "| ada | supports")
    path.write_text(wrong.replace("published: 2025-01-02", "published: today"), "utf-8")
    assert gold.main(["--check", str(path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: {problem}"
        for problem in (
            "published: today is no day; write 2025-01-31",
            "Sudia: suda is none of the actors; add it to them",
            "Tone: radio: mild is none of negative, neutral, positive",
            "has 18 words; write 200 to 750",
            "'land fined Sudia on [the] Monday, Ada Bel': has a stray mark; write [words](key)",
            "sudia: has no mention that is no pronoun; mark one, or leave the actor out",
            "ada supports radio: stands under ties and looks_tied; keep one",
            "Keyphrases: 3; give 10 to 15",
        )
    ]


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("How to annotate", "utf-8")
    with pytest.raises(ValueError, match="has no gold articles") as caught:
        gold_format.read_folder(tmp_path)
    assert str(caught.value) == f"{tmp_path}: has no gold articles in it; give the folder tests/gold"


# --- counting


@pytest.mark.parametrize(
    ("measure", "count"),
    [
        # the third stands on an arguable pair, the second has the wrong sign
        ("ties", (1, 2, 1, 3)),
        # the second has no speaker, the third is none
        ("speakers", (1, 3, 1, 2)),
        ("attributions", (2, 3, 2, 2)),
        # Monday is none; the radio is missed
        ("actors", (3, 4, 3, 4)),
        # there: Norland and It, Ada Bell and Bell; given: Sudia and It, Ada Bell and Bell; She is not known
        ("links between mentions", (1, 2, 1, 2)),
        # Bell is unsure; of Norland the tone is not clear
        ("tone towards actors", (1, 1, 1, 2)),
    ],
)
def test_counts_by_hand(path: Path, measure: str, count: tuple[int, int, int, int]) -> None:
    one = gold_format.read_article(path)
    assert gold.counts([(one, found())])[measure] == count
    assert gold.counts([(one, found())] * 2)[measure] == tuple(2 * n for n in count)


def test_pairs_that_only_look_tied_and_tones_of_sentences_by_hand(path: Path) -> None:
    path.write_text(MORE, "utf-8")
    article = gold_format.read_article(path)
    sure, unsure = ({"negative": p, "neutral": (1 - p) / 2, "positive": (1 - p) / 2} for p in (0.98, 0.4))
    looking = {"source": "Sudia", "label": "opposes", "target": "Norland"}
    pairs = [(article, {**found(), "stance": {"ties": [looking]}, "tones": [sure, unsure, sure, None]})]
    assert gold.looks_tied(pairs) == (1, 2)
    # given: the first and the third; the fourth is not read
    assert gold.counts(pairs)["tone in single sentences"] == (1, 2, 1, 4)
    # negative: two right of three given and two there; positive and neutral none
    assert gold.sentence_tone(pairs) == pytest.approx((4 / 5) / 3)
    assert gold.totals(pairs).splitlines()[-3:] == [
        "pairs that only look tied, given as ties: 1 of 2",
        "keyphrases: F1@10 0.400",
        "tone in single sentences: macro-F1 0.267",
    ]


def test_tone_is_read_in_the_sentence_where_the_actor_is_marked(path: Path) -> None:
    path.write_text(MORE, "utf-8")
    shares = gold.find(gold_format.read_article(path))["tones"]
    assert [bool(share) for share in shares] == [True, True, True, False]  # no radio stands in the first sentence


@pytest.mark.parametrize(
    ("given", "measure", "count"),
    [
        # cut in two: right twice, found once
        ([("Bell", "It was"), ("Bell", "wrong")], "speakers", (2, 2, 1, 2)),
        # mostly something else
        ([("Bell", TEXT[46:])], "attributions", (0, 1, 0, 2)),
        # the own words of a source may be more or fewer
        ([("The envoy", '"It was wrong,"')], "speakers", (1, 1, 1, 2)),
        ([("an envoy of Sudia", '"It was wrong,"')], "speakers", (1, 1, 1, 2)),
        ([("Sudia", '"It was wrong,"')], "speakers", (0, 1, 0, 2)),
        ([("the cook", '"It was wrong,"')], "speakers", (0, 1, 0, 2)),
        ([("ada", '"It was wrong,"')], "speakers", (0, 1, 0, 2)),
    ],
)
def test_which_attributions_are_right(
    path: Path, given: list[tuple[str, str]], measure: str, count: tuple[int, int, int, int]
) -> None:
    rows = [{"speaker": speaker, "content": spans(words)} for speaker, words in given]
    assert gold.counts([(gold_format.read_article(path), {**found(), "attributions": rows})])[measure] == count


def test_a_mention_with_a_title_is_the_same_and_a_longer_name_is_not(path: Path) -> None:
    title = {**found(), "actors": [{"name": "x", "mentions": [[23, 39], [62, 66]]}]}  # "on Monday, Ada Bell"
    assert gold.counts([(gold_format.read_article(path), title)])["links between mentions"] == (1, 1, 1, 1)
    other = {**found(), "actors": [{"name": "x", "mentions": [[31, 72], [62, 66]]}]}  # ends elsewhere
    assert gold.links(gold_format.read_article(path), other) == (0, 0, 0, 0)


def test_the_table_says_shares_and_of_how_many(path: Path) -> None:
    lines = gold.totals([(gold_format.read_article(path), found())]).splitlines()
    assert lines[0] == "|  | right of those given | found of those there |"
    assert lines[2] == "| ties | 0.50 of 2 | 0.33 of 3 |"
    assert lines[-2:] == ["ties on arguable pairs, not counted: 1", "keyphrases: F1@10 0.400"]
