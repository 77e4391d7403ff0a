"""Put right with clicks: what each answer writes, that a second takes it back, and that the file stays the truth."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import readout
from readout import Analysis, UserError
from readout.lab.claims import Claim, FileRow, OwnFile, list_claims
from readout.lab.corrections import correction_panel
from readout.nlp.actors import find_words

HEADER = "what\twords\tname\tkind\n"


@pytest.fixture(scope="module")
def found(analysed: Callable[[str], Analysis]) -> Analysis:
    return analysed("")


@pytest.fixture(scope="module")
def claims(found: Analysis) -> dict[str, list[Claim]]:
    return list_claims(found)


def claim(name: str = "A") -> Claim:
    others = {name: lambda other: (FileRow("merge", name, other),)}
    return Claim(f"{name} is an actor", readout.show.rates("stance"), (FileRow("reject", name),), "no actor", others)


def test_each_finding_is_a_claim(found: Analysis, claims: dict[str, list[Claim]]) -> None:
    assert list(claims) == ["Ties", "Leanings", "Joined names", "Speakers", "Actors"]
    joined = found.names["rule"] != "pronoun"
    sizes = [len(found.ties), len(found.leanings), joined.sum(), len(found.attributions), len(found.actors)]
    assert [len(group) for group in claims.values()] == sizes


def test_the_words_of_a_passage_lead_to_it_and_to_no_other(found: Analysis, claims: dict[str, list[Claim]]) -> None:
    for row, each in zip(found.attributions.to_dict("records"), claims["Speakers"], strict=True):
        ((what, words, name),) = each.wrong
        places = find_words(found.article, words)
        assert (what, name, len(places)) == ("speaker", "author", 1), words
        assert any(start < places[0][1] and places[0][0] < end for start, end in row["content"])


def test_what_is_answered_is_so_in_the_next_analysis(
    found: Analysis, claims: dict[str, list[Claim]], tmp_path: Path
) -> None:
    """The rows are those that `readout.analyze` understands: each changes what it denies, and the report says so."""
    file = OwnFile(str(tmp_path / "own.tsv"))
    file.set_answer(claims["Ties"][0], "wrong")
    speaker, join, actor = claims["Speakers"][-1], claims["Joined names"][2], claims["Actors"][3]
    file.set_answer(speaker, "other name", speaker.others["the speaker"]("Ann Lee"))
    file.set_answer(join, "wrong")
    file.set_answer(actor, "other name", next(iter(actor.others.values()))("Bo Berg"))
    again = readout.analyze(found.article, aliases=str(file.path))
    assert readout.corrections(again)["applied"].tolist() == ["yes"] * 4
    first = found.ties.iloc[0]
    assert not ((again.ties["source"] == first["source"]) & (again.ties["target"] == first["target"])).any()
    assert "Ann Lee" in set(again.attributions["speaker"])
    assert {join.wrong[0].name, "Bo Berg"} <= set(again.actors["name"])
    told = correction_panel(again, str(file.path), lambda _: None, found).children[-1].value
    assert told.count("Ann Lee says") == 1
    assert "What is found differently now" in told
    with pytest.raises(UserError, match=r"^aliases: the analysis was made with own.tsv; give its path here too"):
        readout.explore(again)


@pytest.mark.parametrize(
    ("answer", "rows", "line"),
    [
        ("wrong", (), "reject\tA\t\t"),
        ("right", (), "# right: A is an actor"),
        ("other name", (FileRow("merge", "A", "B"),), "merge\tA\tB\t"),
    ],
)
def test_one_answer_takes_the_place_of_another_and_leaves_the_rest(
    tmp_path: Path, answer: str, rows: Any, line: str
) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(f"# mine\n{HEADER}reject\tC\t\t", encoding="utf-8")
    file = OwnFile(str(path))
    for before in ("right", "wrong"):
        file.set_answer(claim(), before)
    file.set_answer(claim(), answer, rows)
    assert path.read_text() == f"# mine\n{HEADER}reject\tC\t\t\n{line}\n"
    assert (file.answer(claim()), file.lines_about(claim())) == (answer, [line])
    file.set_answer(claim(), "")
    assert path.read_text() == f"# mine\n{HEADER}reject\tC\t\t\n"
    assert file.answer(claim()) == ""


@pytest.mark.parametrize("name", ['"A" team', "A\tB\nC", "#A", "Ä – ‘é’"])
def test_words_of_an_article_stay_one_cell(tmp_path: Path, name: str) -> None:
    file = OwnFile(str(tmp_path / "own.tsv"))
    file.set_answer(claim(name), "wrong")
    (row,) = file.corrections()
    assert (row.what, row.words) == ("reject", " ".join(name.split()))


def test_offices_keep_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(f"{HEADER.strip()}\tplace\tfrom\tuntil\noffice\tking\tAl\t\tX\t\t\n")
    OwnFile(str(path)).set_answer(claim(), "wrong")
    assert path.read_text().splitlines()[-1] == "reject\tA\t\t\t\t\t"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"alias\tname\tkind\nX\tY\tplace\n", r"its columns are alias, name, kind; corrections need what, words,"),
        (b"\xff\xfe\x00", r"cannot be read; give a UTF-8, tab-separated file"),
        (b"what\twords\tname\tkind\nmerge\tA\t\t\n", r"line 2 has no name; merge needs one in its column"),
    ],
)
def test_a_file_that_cannot_take_it_is_left_alone(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        OwnFile(str(path)).set_answer(claim(), "wrong")
    assert path.read_bytes() == content


def test_a_click_writes_and_a_second_takes_back(
    found: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()
    monkeypatch.setattr("readout.lab.corrections.analyze", lambda *_, aliases, **__: asked.append(aliases) or found)
    path, given = tmp_path / "own.tsv", list[Analysis]()
    panel = correction_panel(found, str(path), given.append)
    _, listed, _, rows, (again,), _ = (getattr(each, "children", each) for each in panel.children)
    _, (right, wrong, other), field, lines = (getattr(each, "children", each) for each in listed[0].children)
    wrong.click()
    first = found.ties.iloc[0]
    assert path.read_text() == f"{HEADER}reject tie\t{first['source']}\t{first['target']}\t\n"
    assert "reject tie" in lines.value
    assert (right.icon, wrong.icon) == ("", "check")
    wrong.click()
    assert (path.read_text(), lines.value) == (HEADER, "")
    other.click()
    field[1].value = "Bo Berg"
    assert path.read_text() == f"{HEADER}merge\t{first['source']}\tBo Berg\t\n"
    again.click()
    assert (asked, given) == ([str(path)], [found])
    assert rows[0].value.count("has no row") == 1, "as it was before the clicks"
    panel.children[3].children[1].children[0].click()
    assert path.read_text() == HEADER, "undone in the list of the file"
