"""The tables of `Coverage`, over a corpus of six articles written by hand, with answers computed by hand."""

import math
from itertools import product

import pandas as pd
import pytest

from readout import show
from readout.corpus.coverage import Coverage
from readout.errors import UserError
from support.coverage_tables import as_rows, connect_tables

SAME = list(range(10))
TABLES = {
    "articles": [
        ("a1", "Post", "2025-01-06", SAME),
        ("a2", "Sun", "2025-01-07", [*SAME, 77]),
        ("a3", "Post", "2025-01-14", [20]),
        ("a4", "SUN (written for us)", "2025-01-15", [21]),
        ("a5", "Post", "2025-01-28", None),
        ("a6", "Sun", None, [23]),
    ],
    "actors": [
        *(("a1", "Ann", "person"), ("a1", "Bob", "person"), ("a2", "Ann", "person"), ("a3", "Ann", "person")),
        *(("a3", "Bob", "person"), ("a4", "A. Ann", "person"), ("a5", "Bob", "person"), ("a5", "Cy", "person")),
        *(("a6", "Bob", "person"), ("a6", "law", "issue")),
        *((f"a{at}", "officials", "group") for at in range(1, 7)),
    ],
    "actor_links": [
        ("a4", "a. ann", "Ann", "last name"),
        *((f"a{at}", "officials", None, "not joined") for at in range(1, 7)),
    ],
    "targets": [("a1", "Ann", 0.8, 0.1), ("a2", "Ann", 0.1, 0.6), ("a3", "Ann", 0.2, 0.1), ("a4", "A. Ann", 0.0, 0.3)],
    "ties": [
        ("a1", "Ann", "Bob", "opposes", 0.9, "Ann sued Bob."),
        ("a3", "Ann", "Bob", "supports", 0.7, "Ann thanked Bob."),
        ("a3", "officials", "Bob", "opposes", 0.9, "Officials blamed Bob."),
        ("a6", "Bob", "law", "opposes", 0.8, "Bob fought the law."),
    ],
    "attributions": [
        *(("a1", "Ann", "named", [[0, 20], [30, 40]]), ("a3", "an official", "unnamed", [[0, 10]])),
        ("a4", "A. Ann", "named", [[0, 5]]),
    ],
    "failures": [("/home/me/lost.txt", "is empty")],
}


@pytest.fixture(scope="module")
def found() -> Coverage:
    return Coverage(connect_tables(**TABLES))


def test_it_says_what_is_in_it(found: Coverage) -> None:
    assert repr(found) == (
        "6 articles from 2 outlets, 6 January 2025 to 28 January 2025: 5 stories; "
        "1 article repeats the text of another."
    )
    assert found.actors == ["Bob", "Ann", "Cy"]  # in 4, 3 and 1 stories; officials in all, and nobody
    assert as_rows(found.failures, "source", "why") == [("lost.txt", "is empty")]


def test_copies_are_one_story_and_counted_both_ways(found: Coverage) -> None:
    columns = ("title", "first_seen", "first", "outlets", "articles")
    assert as_rows(found.stories, *columns) == [("Title of a1", "01-06", "Post", "Post, Sun", 2)]
    columns = ("outlet", "articles", "stories", "shared", "first", "own_text")
    assert as_rows(found.own_text, *columns) == [("Post", 3, 3, 1, 1, 1.0), ("Sun", 3, 3, 1, 0, round(1 - 10 / 33, 3))]


def test_attention_is_a_share_of_the_outlets_own_articles(found: Coverage) -> None:
    ann = found.attention[found.attention["actor"] == "Ann"]
    assert as_rows(ann, "outlet", "period", "articles", "of", "share") == [
        *(("Post", "01-06", 1, 1, 1.0), ("Post", "01-13", 1, 1, 1.0), ("Post", "01-27", 0, 1, 0.0)),
        *(("Sun", "01-06", 1, 1, 1.0), ("Sun", "01-13", 1, 1, 1.0)),
    ]


def test_presence_counts_stories_under_the_names_of_the_corpus(found: Coverage) -> None:
    assert as_rows(found.presence, "actor", "outlet", "stories", "of", "share")[:4] == [
        *(("Bob", "Post", 3, 3, 1.0), ("Bob", "Sun", 1, 3, 0.333)),
        *(("Ann", "Post", 2, 3, 0.667), ("Ann", "Sun", 2, 3, 0.667)),
    ]
    assert as_rows(found.actor_links, "form", "actor", "rule", "articles") == [("A. Ann", "Ann", "last name", 1)]


def test_tone_is_the_mean_over_stories_and_has_no_interval_under_ten(found: Coverage) -> None:
    assert as_rows(found.tone_by_outlet, "actor", "outlet", "stories", "tone") == [
        *(("Ann", "Post", 2, -0.4), ("Ann", "Sun", 2, 0.4))
    ]
    assert found.tone_by_outlet[["low", "high"]].isna().all(axis=None)
    # the variances of a1 and a3 are 0.9 - 0.49 and 0.3 - 0.01
    assert found.tone_by_outlet["read_high"][0] == pytest.approx(-0.4 + 1.645 * math.sqrt(0.41 + 0.29) / 2)
    assert found.tone_differences.empty  # they share one story
    assert as_rows(found.tone_over_time, "actor", "period", "stories", "tone") == [
        *(("Ann", "01-06", 1, -0.1), ("Ann", "01-13", 2, 0.1))
    ]


def test_ties_are_counted_by_outlet_against_the_stories_with_both(found: Coverage) -> None:
    columns = ("source", "target", "label", "outlet", "stories", "of", "share")
    assert as_rows(found.ties_by_outlet, *columns) == [
        ("Ann", "Bob", "opposes", "Post", 1, 2, 0.5),
        ("Ann", "Bob", "supports", "Post", 1, 2, 0.5),
        ("Bob", "law", "opposes", "Sun", 1, 1, 1.0),
    ]
    shown = show.tie_passages(found)
    assert "Ann → Bob: 2 passages in 1 outlet" in shown
    assert "Ann sued Bob." in shown
    assert '<a href="https://x.example/a1">Title of a1</a>' in shown


def test_ties_of_whom_has_no_name_are_there_if_asked_for() -> None:
    """The officials of one article are not those of another."""
    asked = Coverage(connect_tables(**TABLES), actors=["officials"])
    columns = ("source", "target", "label", "outlet", "stories", "of", "share")
    assert as_rows(asked.ties_by_outlet, *columns) == [("officials", "Bob", "opposes", "Post", 1, 3, 0.333)]
    assert asked.tie_passages["text"].tolist() == ["Officials blamed Bob."]


def test_voices_are_weighed_by_the_length_of_what_is_reported(found: Coverage) -> None:
    columns = ("outlet", "statements", "speakers", "named", "unnamed", "vague", "none", "three")
    assert as_rows(found.voices_by_outlet, *columns) == [
        ("Post", 2, 1, 0.75, 0.25, 0.0, 0.0, 0.75),
        ("Sun", 1, 1, 1.0, 0.0, 0.0, 0.0, 1.0),
    ]


def test_every_call_of_show_takes_it_and_an_empty_one(found: Coverage) -> None:
    empty = Coverage(connect_tables())
    for name, each in product(show.many_articles.__all__, (found, empty)):
        assert "nan" not in repr(getattr(show, name)(each)).lower(), name
    assert repr(empty) == "No article."
    assert all(frame.empty for frame in empty.tables.values())


def test_days_outlets_and_actors_can_be_chosen() -> None:
    connection = connect_tables(**TABLES)
    late = Coverage(connection, since="2025-01-10", until="2025-01-20")
    assert late.articles["article"].tolist() == ["a3", "a4"]
    one = Coverage(connection, outlets=["sun"], actors=["a. ann", "Nobody"], by="month")
    assert one.articles["article"].tolist() == ["a2", "a4", "a6"]
    assert (one.actors, one.missing) == (["Ann"], ["Nobody"])
    assert as_rows(one.attention, "period", "articles", "of") == [("01-01", 2, 2)]
    assert one.ties_by_outlet.empty  # of Ann there is none here
    assert "In no article: Nobody." in show.days(one)
    assert Coverage(connection, show_text="none").tie_passages["text"].isna().all()


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"by": "year"}, 'by: "year" is not known; choose one of: day, week, month'),
        ({"since": "yesterday"}, 'since: "yesterday" is not a day'),
        ({"outlets": ["Moon"]}, 'there is no "Moon" here; the outlets are: Post, Sun'),
    ],
)
def test_a_wrong_choice_is_refused_in_a_line(options: dict[str, str], wrong: str) -> None:
    with pytest.raises(UserError, match=wrong.replace(".", r"\.")):
        Coverage(connect_tables(**TABLES), **options)


def many(stories: int, tones: tuple[float, float]) -> Coverage:
    """Two outlets that carry the same stories, and speak of Ann with these tones."""
    tables: dict[str, list[tuple[object, ...]]] = {"articles": [], "actors": [], "targets": []}
    for number, (outlet, tone) in product(range(stories), zip(("Post", "Sun"), tones, strict=True)):
        article, day = f"{outlet}{number:02}", f"2025-03-{number + 1:02}"
        tables["articles"].append((article, outlet, day, list(range(100 * number, 100 * number + 10))))
        tables["actors"].append((article, "Ann", "person"))
        tables["targets"].append((article, "Ann", max(0.0, -tone), max(0.0, tone)))
    return Coverage(connect_tables(**tables))


def test_outlets_are_compared_within_the_stories_that_both_carry() -> None:
    frame = many(12, (0.3, -0.2)).tone_differences
    columns = ("actor", "outlet", "other", "stories", "difference", "low", "high", "clear")
    assert as_rows(frame, *columns) == [("Ann", "Sun", "Post", 12, -0.5, -0.5, -0.5, True)]
    few = many(9, (0.3, -0.2)).tone_differences
    assert as_rows(few, "stories", "clear") == [(9, False)]
    assert few["low"].isna().all()
    assert not many(12, (0.3, 0.3)).tone_differences["clear"].any()


def test_what_is_under_the_bars_leads_nowhere(found: Coverage) -> None:
    """One story for a tie, two for an actor, few for a tone: each card says that nothing is clear."""
    few = repr(show.findings(found))
    for line in (
        *(repr(found), "Each outlet has 3 articles."),
        *("Missing: the day of 1 article and 1 article that could not be read.", "Named most: Bob, in 4 of 5 stories."),
        *("No difference is clear: no two outlets have 10 stories", "No tie is stated in 2 stories or more."),
        "No change is in 2 stories or more.",
    ):
        assert line in few
    assert "Outlets differ most" not in few
    nothing = repr(show.findings(Coverage(connect_tables(articles=TABLES["articles"][:1]))))
    assert nothing.startswith("Nothing is clear in these articles")


@pytest.mark.parametrize(
    ("stories", "tones", "said"),
    [
        (12, (0.3, -0.2), "In 12 stories that both carry, Sun is more hostile than Post towards Ann."),
        (9, (0.3, -0.2), "No difference is clear"),
        (12, (0.3, 0.3), "No two outlets clearly differ in tone."),
    ],
)
def test_a_difference_leads_with_ten_stories_and_without_zero(
    stories: int, tones: tuple[float, float], said: str
) -> None:
    assert said in repr(show.findings(many(stories, tones)))


@pytest.mark.parametrize(
    ("size", "named", "said"),
    [
        (12, (12, 2), "Outlets differ most on Ann: in 12 of 12 stories of Post, in 2 of 12 of Sun."),
        (12, (7, 5), ""),  # as chance gives it
        (9, (9, 0), ""),  # under ten
    ],
)
def test_a_share_leads_with_ten_stories_and_beyond_chance(size: int, named: tuple[int, int], said: str) -> None:
    outlets = [*zip(("Post", "Sun"), named, strict=True)]
    articles = [(f"{name}{at}", name, f"2025-03-{at + 1:02}", None) for name, _ in outlets for at in range(size)]
    actors = [(f"{name}{at}", "Ann", "person") for name, number in outlets for at in range(number)]
    page = repr(show.findings(Coverage(connect_tables(articles=articles, actors=actors))))
    assert said in page
    assert said or "Outlets differ" not in page


def test_a_tie_turns_where_most_stories_say_the_contrary_of_those_before() -> None:
    labels = ["opposes", "opposes", "supports", "supports", "opposes"]
    articles = [(f"a{at}", "Post", f"2025-02-{3 + 7 * at:02}" if at < 4 else None, [at]) for at in range(5)]
    actors = [(f"a{at}", name, "person") for at in range(5) for name in ("Ann", "Bob", *(["Dee"] if at > 1 else []))]
    ties = [(f"a{at}", "Ann", "Bob", label, 0.9, "") for at, label in enumerate(labels)]
    found = Coverage(connect_tables(articles=articles, actors=actors, ties=ties))
    columns = ("change", "period", "what", "before", "after", "stories")
    assert as_rows(found.changes, *columns) == [
        ("turned tie", "02-17", "Ann → Bob", "opposes", "supports", 2),
        ("new actor", "02-17", "Dee", None, None, 2),
    ]


def days_of(rows: list[tuple[str, pd.Timestamp]]) -> pd.DataFrame:
    articles = [(f"a{at}", outlet, f"{day:%Y-%m-%d}", None) for at, (outlet, day) in enumerate(rows)]
    return Coverage(connect_tables(articles=articles)).days


def test_a_stretch_that_is_too_long_for_an_outlets_pace_is_a_gap() -> None:
    days = pd.date_range("2025-01-01", periods=40)
    rows = [("Daily", day) for day in days if day.day != 15] + [("Early", day) for day in days[:10]]
    frame = days_of(rows)
    gaps = frame[frame["gap"]]
    assert gaps["outlet"].unique().tolist() == ["Early"]  # at 10 in 40 days, 30 without any are 1 in 1,800
    assert len(gaps) == 30
    assert frame["articles"].sum() == len(rows)
    assert not days_of(rows[:3])["gap"].any()


@pytest.mark.parametrize(
    ("last", "days"),
    [
        ("2025-05-01", ["2025-01-01", "2025-01-02", "2025-04-30", "2025-05-01"]),
        ("2025-06-01", ["2024-12-30", "2025-01-06", "2025-05-19", "2025-05-26"]),  # Mondays
        ("2027-02-01", ["2025-01-01", "2025-02-01", "2027-01-01", "2027-02-01"]),
    ],
)
def test_a_long_span_is_counted_by_weeks_or_months(last: str, days: list[str]) -> None:
    frame = days_of([("Post", pd.Timestamp("2025-01-01")), ("Post", pd.Timestamp(last))])
    listed = frame["day"].dt.strftime("%Y-%m-%d").tolist()
    assert [*listed[:2], *listed[-2:]] == days
