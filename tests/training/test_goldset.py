"""Reading and counting articles annotated by hand, on one article whose counts are worked out by hand."""

from pathlib import Path

import pytest

from support.gold_example import GOLD
from training import gold, goldset

TEXT = (
    'Norland fined Sudia on Monday, Ada Bell said. "It was wrong," Bell added.\n\nShe praised Norland Radio.'
)


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
    }


# --- reading


def test_marks_are_taken_off_and_give_the_mentions(path: Path) -> None:
    one = goldset.gold(path)
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
    first, second = goldset.gold(path).attributions
    assert (first.content, second.content) == (((0, 29),), ((46, 49), (54, 61)))
    assert (second.speakers, second.source, second.cue) == ({"ada", "envoy"}, ((62, 66),), ((67, 72),))
    assert goldset.gold(path).ties["ada", "supports", "radio"] == ((75, 86),)


def test_of_words_that_stand_twice_those_nearest_to_the_content_are_meant(tmp_path: Path) -> None:
    text = GOLD.replace(
        "praised [Norland Radio](radio).", "praised [Norland Radio](radio), [Bell](ada) added."
    )
    path = tmp_path / "twice.md"
    path.write_text(text.replace('| "It + wrong," |', "| praised Norland Radio |"), "utf-8")
    _, second = goldset.gold(path).attributions
    assert second.source == ((102, 106),)
    assert second.cue == ((107, 112),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "said | Norland",
            "shouted | Norland",
            "shouted: does not stand in the article; give its exact words",
        ),
        ("| She praised |", "| Norland |", "Norland: stands 2 times in the article; give more words"),
        ("](sudia) on", "](suda) on", "Sudia: suda is none of the actors; add it to them"),
        (
            "| ada | supports | radio",
            "| bo | supports | radio",
            "bo supports radio: bo is none of the actors; add it to them",
        ),
        ("| ada | opposes", "| ada | hates", "ada: hates is none of opposes, supports"),
        ("part: held-out", "part: test", "part: test is none of dev, held-out"),
        (
            "place | | negative",
            "city | | negative",
            "sudia: city is none of person, organisation, place, group, issue",
        ),
        (
            "place | | negative",
            "place | negative",
            "Actors: sudia | Sudia | place | negative: has 4 cells; needs 5",
        ),
        (
            "speaker | source | cue",
            "speaker | cue | source",
            "Attributions: the columns are not speaker, source, cue, content",
        ),
        (
            "## Arguable",
            "## Maybe",
            "has the sections Actors, Attributions, Ties, Maybe, Keyphrases; "
            "needs Actors, Attributions, Ties, Arguable, Keyphrases",
        ),
        (
            "---\npart",
            "part",
            "has no head between --- lines; begin with part, title, deck, published, source",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_one_line(path: Path, old: str, new: str, message: str) -> None:
    assert GOLD.count(old) == 1
    path.write_text(GOLD.replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=r"^made\.md: ") as caught:
        goldset.gold(path)
    assert str(caught.value) == f"made.md: {message}"


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("How to annotate", "utf-8")
    with pytest.raises(ValueError, match="has no gold articles") as caught:
        goldset.gold_set(tmp_path)
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
    one = goldset.gold(path)
    assert gold.counts([(one, found())])[measure] == count
    assert gold.counts([(one, found())] * 2)[measure] == tuple(2 * n for n in count)


def test_keyphrases_by_hand(path: Path) -> None:
    # one of two given is among the three that there are: 2 * 1 / (2 + 3)
    assert gold.keyphrases([(goldset.gold(path), found())]) == pytest.approx(0.4)


def test_an_attribution_cut_in_two_is_right_twice_and_found_once(path: Path) -> None:
    cut = {
        **found(),
        "attributions": [{"speaker": "Bell", "content": spans(word)} for word in ("It was", "wrong")],
    }
    assert gold.counts([(goldset.gold(path), cut)])["speakers"] == (2, 2, 1, 2)


def test_an_attribution_that_is_mostly_something_else_is_wrong(path: Path) -> None:
    long = {**found(), "attributions": [{"speaker": "Bell", "content": [[46, len(TEXT)]]}]}
    assert gold.counts([(goldset.gold(path), long)])["attributions"] == (0, 1, 0, 2)


def test_own_words_of_a_source_may_be_more_or_fewer(path: Path) -> None:
    for words, right in (
        ("The envoy", 1),
        ("an envoy of Sudia", 1),
        ("Sudia", 0),
        ("the cook", 0),
        ("ada", 0),
    ):
        said = {**found(), "attributions": [{"speaker": words, "content": spans('"It was wrong,"')}]}
        assert gold.counts([(goldset.gold(path), said)])["speakers"].right == right, words


def test_a_mention_with_a_title_is_the_same_and_a_longer_name_is_not(path: Path) -> None:
    title = {**found(), "actors": [{"name": "x", "mentions": [[23, 39], [62, 66]]}]}  # "on Monday, Ada Bell"
    assert gold.counts([(goldset.gold(path), title)])["links between mentions"] == (1, 1, 1, 1)
    other = {**found(), "actors": [{"name": "x", "mentions": [[31, 72], [62, 66]]}]}  # ends elsewhere
    assert gold.counts([(goldset.gold(path), other)])["links between mentions"] == (0, 0, 0, 0)


def test_the_table_says_shares_and_of_how_many(path: Path) -> None:
    lines = gold.totals([(goldset.gold(path), found())]).splitlines()
    assert lines[0] == "|  | right of those given | found of those there |"
    assert lines[2] == "| ties | 0.50 of 2 | 0.33 of 3 |"
    assert lines[-2:] == ["ties on arguable pairs, not counted: 1", "keyphrases: F1@10 0.400"]
