"""The sentences that train the reader: as examples, and as rows of numbers."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readout.nlp.model_files import MODEL
from readout.resources import table
from support import SHARED
from training import data

BENCHMARKS = SHARED / "benchmarks"
OWN = sorted(data.OWN.glob("*.tsv"))
AUDIT = sorted((data.OWN.parent / "audit").glob("*.tsv"))


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")][1:]


def one_own(folder: Path, *rows: str) -> list[data.Example]:
    text = "\n".join(["# a note", "sentence\tties\tconstruction", *rows])
    (folder / "made.tsv").write_text(text, "utf-8")
    return data.read_own(folder)


# --- our own sentences


def test_a_sentence_of_ours_gives_its_text_mentions_and_pairs(tmp_path: Path) -> None:
    (tmp_path / "other.tsv").write_text("sentence\tsource\nAda said so.\tAda\n", "utf-8")  # lists no ties
    row = "[1 l Norland] fined [2 g two ferrymen] near [3 n Sudish] waters after [1 l it] hated the [4 i plan]."
    (one,) = one_own(tmp_path, f"{row}\t1-2 4+1\tfines")
    assert one.text == "Norland fined two ferrymen near Sudish waters after it hated the plan."
    kinds = {"Norland": "place", "two ferrymen": "organisation", "Sudish": "nationality", "it": "place"}
    assert {one.text[s:e]: kind for s, e, kind in one.entities} == kinds  # an issue is no mention
    pairs = [([one.text[slice(*s)] for s in a], one.text[slice(*b[0])], label) for a, b, label in one.stance]
    norland = ["Norland", "it"]
    assert pairs == [
        (norland, "two ferrymen", "a_opposes_b"),
        (norland, "Sudish", "none"),  # no tie is listed
        (norland, "plan", "b_supports_a"),
        (["two ferrymen"], "Sudish", "none"),
        (["two ferrymen"], "plan", "none"),
        (["Sudish"], "plan", "none"),
    ]


def test_every_fifth_is_held_out(tmp_path: Path) -> None:
    one_own(tmp_path, *(f"[1 p Ada] left on day {n}.\t\tleaves" for n in range(11)))
    held, rest = data.read_own(tmp_path, 0), data.read_own(tmp_path, 1)
    assert [one.text[-2] for one in held] == ["0", "5", "0"]
    assert len(rest) == 8
    assert not {one.text for one in held} & {one.text for one in rest}


@pytest.mark.parametrize("path", OWN, ids=[path.stem for path in OWN])
def test_every_sentence_of_ours_can_be_read(path: Path) -> None:
    wrong = []
    for line in lines(path):
        marked, ties, construction = line.split("\t")
        ids = {match[1] for match in data.MARKED.finditer(marked)}
        left = data.MARKED.sub("", marked)
        fits = all(re.fullmatch(r"\d+[-+]\d+", tie) and set(re.findall(r"\d+", tie)) <= ids for tie in ties.split())
        if not (ids and fits and construction) or "[" in left or "]" in left:
            wrong.append(line)
    assert wrong == []


def test_a_sentence_with_an_act_gives_its_text_and_both_spans(tmp_path: Path) -> None:
    path = tmp_path / "acts.tsv"
    path.write_text("# a note\nact\tsentence\nAID\tGrain for [2 Norland] came from [1 Sudland].\n", "utf-8")
    assert list(data.read_acts(path)) == [("AID", "Grain for Norland came from Sudland.", (28, 35), (10, 17))]


def test_every_act_has_sentences_of_ours_and_none_stands_twice() -> None:
    rows = list(data.read_acts())
    counts = Counter(act for act, *_ in rows)
    assert set(counts) == {row["act"] for row in table("acts")}
    assert min(counts.values()) >= 45
    assert len({text for _, text, *_ in rows}) == len(rows)


def test_our_sentences_say_where_they_are_from() -> None:
    paths = [*OWN, data.ACTS, *AUDIT]
    assert [p.name for p in paths if not p.read_text("utf-8").startswith("# Written for Readout; ")] == []


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="needs the labelled data, which is not ours to ship")
def test_no_sentence_of_ours_stands_in_the_dev_parts() -> None:
    paths = [*BENCHMARKS.glob("*.dev.jsonl"), *BENCHMARKS.glob("*.dev.conllu")]
    held = plain(" ".join(held_out(path) for path in paths))
    ours = [one.text for one in data.read_own()] + [text for _, text, *_ in data.read_acts()]
    assert paths
    words = held.split()
    starts = set(zip(words, words[1:], words[2:], strict=False))  # else each sentence is sought in megabytes
    assert [text for text in ours if tuple(plain(text).split()[:3]) in starts and plain(text) in held] == []
    assert min(len(plain(text).split()) for text in ours) >= 3


def held_out(path: Path) -> str:
    """All text of a dev file."""
    if path.suffix == ".conllu":
        return " ".join(one.text for one in data.read_syntax(path))
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return " ".join(row["text"] if "text" in row else " ".join(row["sentences"]) for row in rows)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# --- the labelled files

TONE = {"text": "Ada likes Bo.", "target": [0, 3], "label": "positive"}
STANCE = {"text": "Ada likes Bo.", "a": [0, 3], "b": [10, 12], "label": "a_supports_b"}


@pytest.mark.parametrize(
    ("read", "rows", "known"),
    [
        (
            data.read_tone,
            [TONE, TONE | {"target": [10, 12]}, TONE],
            {"tone": [([(0, 3)], "positive"), ([(10, 12)], "positive")]},
        ),
        (data.read_stance, [STANCE, STANCE], {"stance": [([(0, 3)], [(10, 12)], "a_supports_b")]}),
        (
            lambda path: data.read_mentions(path, "nominal"),
            [
                {"text": "Ada left.", "scheme": "names", "entities": [[0, 3, "person"]]},
                {"text": "Two guards left.", "scheme": "nominal", "entities": [[0, 10, "person"]]},
            ],
            {"entities": [(0, 10, "person")], "words": [(0, 3), (4, 10), (11, 15), (15, 16)]},
        ),
    ],
    ids=("tone", "stance", "mentions"),
)
def test_a_sentence_is_one_example_and_what_stands_twice_counts_once(
    read: Callable[[Path], list[data.Example]], rows: list[dict[str, Any]], known: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (one,) = read(path)
    assert {name: getattr(one, name) for name in known} == known


def test_trees_keep_the_subtypes_that_are_read(tmp_path: Path) -> None:
    words = ("It PRP 3 nsubj:pass", "was VBD 3 aux:pass", "sunk VBN 0 root", "n't RB 3 advmod:neg")
    rows = (f"{n}\t{w}\t_\t_\t{t}\t_\t{h}\t{r}\t_\t_" for n, (w, t, h, r) in enumerate(map(str.split, words), 1))
    path = tmp_path / "made.conllu"
    path.write_text("\n".join(["# text = It was sunkn't", *rows, "", ""]), "utf-8")
    (one,) = data.read_syntax(path)
    assert (one.heads, one.tags) == ([2, 2, -1, 2], ["PRP", "VBD", "VBN", "RB"])
    assert one.relations == ["nsubj:pass", "aux", "root", "advmod"]


# --- rows of numbers


def test_an_example_is_numbered_by_its_tokens() -> None:
    text = "The Sudish Navy left."
    words = [(0, 3), (4, 10), (11, 15), (16, 20), (20, 21)]
    example = data.Example(
        text, "own", [([(11, 15)], "negative")], [([(4, 10)], [(11, 15)], "none")], [(4, 15, "organisation")], words
    )
    number = data.Numbering(MODEL, data.Labels([], []))
    row = number.row(example)
    pieces = [number.tokenizer.id_to_token(n) for n in row.ids]
    assert [pieces[n] for n in row.words] == ["the", "sud", "navy", "left", "."]
    assert [pieces[slice(*span)] for (span,) in row.entities] == [["sud", "##ish", "navy"]]
    assert [(pieces[slice(*span)], label) for (span,), label in row.tone] == [(["navy"], 0)]
    assert [label for _, _, label in row.stance] == [0]
    names = [data.BIO["nominal"][n] for n in row.bio]
    assert names == ["B-organisation", "I-organisation", "I-organisation", "O", "O"]  # with its article


def test_words_behind_the_longest_length_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "LONGEST", 4)
    example = data.Example("a b c d", "syntax", words=[(0, 1), (2, 3), (4, 5), (6, 7)], tags=["NN"] * 4)
    example.heads, example.relations = [-1, 0, 0, 0], ["root", "dep", "dep", "dep"]
    row = data.Numbering(MODEL, data.Labels(["NN"], ["dep", "root"])).row(example)
    assert (row.words, row.heads, row.relations) == ([1, 2], [0, 1], [1, 0])


def test_batches_hold_rows_of_like_length() -> None:
    rows = [data.Row("tone", [0] * n, *([] for _ in range(9))) for n in (3, 1, 2)]
    assert [[len(row.ids) for row in batch] for batch in data.batches(rows, 2)] == [[1, 2], [3]]
    assert sorted(len(row.ids) for batch in data.batches(rows, 2, seed=1) for row in batch) == [1, 2, 3]
