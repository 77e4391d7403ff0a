"""All analyses at once: the JSON contract, for any text."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import readout
from readout.analysis import TABLES, Analysis, analyze, corrections, measured
from readout.nlp.reader import reader_version
from support import ROOT
from support.articles import article

ODD = st.text(alphabet="aT .,!?“”\"'’‮​\n<>&{}-0é🙂US", max_size=120)


DAYS = ("2020-09-29", "2020-12-24", "2021-01-14")
ARTICLES = [str(path) for day in DAYS for path in (ROOT / "data/articles").glob(f"{day}-*")]


def spans(node: Any) -> list[list[int]]:
    """Every `[start, end]` in the contract."""
    if isinstance(node, dict):
        return [span for part in node.values() for span in spans(part)]
    if isinstance(node, list):
        if len(node) == 2 and all(type(part) is int for part in node):
            return [node]
        return [span for part in node for span in spans(part)]
    return []


@settings(max_examples=30)
@given(ODD)
def test_any_text_gives_strict_json_whose_spans_are_in_the_text(text: str) -> None:
    story = article(text)
    found = analyze(story, targets=["US"])
    found.to_json()
    assert all(0 <= start < end <= len(text) for start, end in spans(found))
    assert set(found.tables) == set(TABLES)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["a" * 50_000, "“" * 200, "The US said that " * 60 + "no.", "(" * 400])
def test_long_lines_are_read(text: str) -> None:
    assert analyze(article(text))["schema"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!" * 150,
        "😀 " * 150,
        "\u202eUS \u2066condemned\u2069 Iran.\u202c",
        "“We “will ”not” go, he said. “No",
        "Iran, " * 120,
        "He said it. " * 50,
        "\ud800 Iran condemned France.",
    ],
)
def test_odd_texts_are_read(text: str) -> None:
    found = analyze(article(text), targets=["Iran"])
    assert all(0 <= start < end <= len(text) for start, end in spans(found))


def test_what_has_no_source_has_null_for_a_speaker() -> None:
    found = analyze(article("“This is a fine mess indeed.”\n\nIran said that it was."))
    assert [row["speaker"] for row in found["attributions"]] == [None, "Iran"]
    assert json.loads(found.to_json())["attributions"][0]["speaker"] is None
    assert analyze(article("Iran fell."))["sentiment"]["quoted"] is None


def test_own_aliases_name_actors_and_are_recorded_by_file_name_only(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("alias\tname\tkind\nthe boss\tAnna Smith\tperson\nBluff House\tBluff\torganisation\n")
    found = analyze(article("He left Bluff House."), aliases=str(file))
    assert [(row["name"], row["kind"]) for row in found["actors"]] == [("Bluff", "organisation")]
    assert found["provenance"]["parameters"]["aliases"] == "own.tsv"


def test_the_users_file_corrects_what_is_found_and_is_recorded(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    rows = ["what\twords\tname\tkind", "alias\tthe ridge\tGolan Heights\tplace", "merge\tDamascus\tSyria"]
    rows += ["reject\tYemen", "reject tie\tIran\tIsrael", "speaker\tit rained\tIran", "split\tOman\tMuscat"]
    file.write_text("\n".join(rows))
    text = "Iran condemned Israel. Israel attacked Iran on the ridge. Damascus and Yemen left. It rained. Oman won."
    story = article(text.replace("Damascus and", "Syria met in Damascus and"))
    before, found = analyze(story), analyze(story, aliases=str(file))
    ties = [{(t["source"], t["target"]) for t in one["stance"]["ties"]} for one in (before, found)]
    assert ties == [{("Iran", "Israel"), ("Israel", "Iran")}, {("Israel", "Iran")}]
    named = {row["name"]: row["rules"] for row in found["actors"]}
    assert set(named) == {"Iran", "Israel", "Golan Heights", "Syria", "Muscat"}
    assert (named["Syria"], named["Golan Heights"]) == (["name", "your file"], ["your file"])
    assert [row["voice"] for row in found["sentences"]] == ["author", "author", "author", "Iran", "author"]
    assert found["provenance"]["corrections"] == {
        "sha256": sha256(file.read_bytes()).hexdigest(),
        "applied": [
            "“the ridge” names Golan Heights",
            "Damascus is Syria",
            "“Yemen” is no actor",
            "no tie from Iran to Israel",
            "Iran says “it rained”",
            "“Oman” is another actor, Muscat",
        ],
        "unmatched": [],
    }
    frame = corrections(found)
    assert list(frame["correction"]) == found["provenance"]["corrections"]["applied"]
    assert set(frame["applied"]) == {"yes"}


def test_what_matches_nothing_is_told(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("what\twords\tname\tkind\nmerge\tMali\tNiger\n")
    frame = corrections(analyze(article("Iran left."), aliases=str(file)))
    assert [tuple(row) for row in frame.to_numpy()] == [("Mali is Niger", "no: nothing in the article matches")]
    assert corrections(analyze(article("Iran left."))).empty


@pytest.mark.slow
@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: Path(path).stem)
def test_bundled_articles_keep_the_contract(path: str, analysed: Callable[[str], Analysis]) -> None:
    found = analysed(path)
    text = found.article.text
    assert all(0 <= start < end <= len(text) for start, end in spans(found))
    assert all(text[start:end].strip() for start, end in spans(found))
    names = {row["name"] for row in found["actors"]}
    assert len({row["id"] for row in found["actors"]}) == len(names)
    for row in found["sentiment"]["targets"]:
        assert row["negative"] + row["neutral"] + row["positive"] == pytest.approx(1, abs=0.001)
    for row in found["stance"]["ties"]:
        assert {row["source"], row["target"]} <= names
        assert 0 < row["confidence"] <= 1
    # read by us: what would be said wrongly of these six articles
    wrong = {("State Department", "United States"), ("Iraqi officials", "Mustafa al-Kadhimi")}
    opposed = {(r["source"], r["target"]) for r in found["stance"]["ties"] if r["label"] == "opposes"}
    assert not opposed & wrong


def test_the_contract_has_its_keys() -> None:
    found = analyze(article(TEXT))
    assert found == analyze(article(TEXT)), "equal articles give equal results"
    assert list(found) == [
        "schema", "article", "sentences", "actors", "names", "attributions", "attitudes", "sentiment", "stance",
        "keywords",
        "provenance",
    ]  # fmt: skip
    assert set(found["sentiment"]) == {"polarity", "subjectivity", "author", "quoted", "targets"}
    assert {"ties", "toward"} <= set(found["stance"])
    assert set(found["provenance"]) == {"readout", "models", "parameters", "corrections", "python", "packages"}
    assert found["provenance"]["parameters"] == {"aliases": "", "targets": []}
    assert found["provenance"]["models"] == {"lexicon": "TextBlob", "reader": reader_version()}


def test_tables_have_a_place_in_every_row(analysed: Callable[[str], Analysis]) -> None:
    tables = analysed("").tables
    assert len(tables.pop("articles")) == 1
    for name, frame in tables.items():
        assert {"start", "end", "text"} <= set(frame.columns), name
        assert (frame["start"] < frame["end"]).all(), name


TEXT = "Ana Costa praised the\ncourt. It is said that Bo Berg condemned the court. He condemned it again."


@pytest.mark.parametrize(
    ("show_text", "table", "text"),
    [
        ("full", "sentences", "Ana Costa praised the court."),
        ("full", "actors", "Ana Costa praised the court."),
        ("full", "acts", "Ana Costa praised the court."),
        ("excerpts", "sentences", None),
        ("excerpts", "actors", None),
        ("excerpts", "acts", "Ana Costa praised the court."),
        ("none", "acts", None),
        ("none", "ties", None),
    ],
)
def test_a_row_says_what_it_rests_on_as_far_as_it_may(show_text: str, table: str, text: str | None) -> None:
    frame = analyze(article(TEXT), show_text=show_text).tables[table]
    assert frame["text"][0] == text or (text is None and frame["text"].isna().all())


def test_evidence_of_several_passages_is_joined() -> None:
    ties = analyze(article("Bo Berg condemned the court. Ana Costa left. Bo Berg condemned the court again.")).ties
    assert ties["text"].tolist() == ["Bo Berg condemned the court. … Bo Berg condemned the court again."]


@pytest.mark.parametrize(
    ("targets", "listed"), [("court", ["court"]), ("", []), (["court", " "], ["court"]), (("a", "b"), ["a", "b"])]
)
def test_a_target_given_as_text_is_one(targets: Any, listed: list[str]) -> None:
    assert analyze(article(TEXT), targets=targets)["provenance"]["parameters"]["targets"] == listed


@pytest.mark.parametrize("targets", [5, ["court", 5], {"court": 1}, None])
def test_targets_that_are_no_names_are_refused(targets: Any) -> None:
    with pytest.raises(readout.UserError, match=r"^targets: .* is not a list of names; give a list such as"):
        analyze(article(TEXT), targets=targets)


def test_measured_figures_are_shares() -> None:
    frame = measured()
    assert {"tone", "stance"} <= set(frame["analysis"])
    assert not frame.duplicated(["analysis", "measure"]).any()
    assert frame["figure"].between(0, 1).all()
    assert (frame["n"] > 0).all()
