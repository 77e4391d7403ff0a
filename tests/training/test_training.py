"""What makes the model: sentences as examples, the audit's arithmetic, the slices, the card. Nothing here trains."""

import json
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from readout.resources import table
from support import ROOT, SHARED
from training import audit, card, data, slices

TRAINING = ROOT / "training"
BENCHMARKS = SHARED / "benchmarks"
OWN = sorted((TRAINING / "data").glob("*.tsv"))
ACTS = TRAINING / "acts.tsv"


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")][1:]


def one_own(folder: Path, *rows: str) -> list[data.Example]:
    text = "\n".join(["# a note", "sentence\tties\tconstruction", *rows])
    (folder / "made.tsv").write_text(text, "utf-8")
    return data.own(folder)


# --- our own sentences


def test_own_sentence_gives_its_text_and_mentions(tmp_path: Path) -> None:
    row = "[1 l Norland] fined the [2 g two ferrymen] near [3 n Sudish] waters.\t1-2\tfines"
    (one,) = one_own(tmp_path, row)
    assert one.text == "Norland fined the two ferrymen near Sudish waters."
    assert [(one.text[s:e], kind) for s, e, kind in one.entities] == [
        ("Norland", "place"),
        ("two ferrymen", "organisation"),
        ("Sudish", "nationality"),
    ]
    assert one.task == "own"


def test_an_issue_has_ties_but_is_no_mention(tmp_path: Path) -> None:
    (one,) = one_own(tmp_path, "[1 p Ada Bell] hated the [2 i plan].\t1-2\thates")
    assert one.text == "Ada Bell hated the plan."
    assert one.entities == [(0, 8, "person")]
    assert one.stance == [([(0, 8)], [(19, 23)], "a_opposes_b")]


def test_files_without_ties_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "other.tsv").write_text("sentence\tsource\nAda said so.\tAda\n", "utf-8")
    assert [one.text for one in one_own(tmp_path, "[1 p Ada] left.\t\tleaves")] == ["Ada left."]


@pytest.mark.parametrize(
    ("tie", "label"),
    [
        ("1-2", "a_opposes_b"),
        ("1+2", "a_supports_b"),
        ("2-1", "b_opposes_a"),
        ("2+1", "b_supports_a"),
        ("", "none"),
    ],
)
def test_ties_have_sign_and_direction(tmp_path: Path, tie: str, label: str) -> None:
    (one,) = one_own(tmp_path, f"[1 p Ada Bell] and [2 p Cy Dow] met.\t{tie}\tmeets")
    assert one.stance == [([(0, 8)], [(13, 19)], label)]


def test_pairs_that_are_not_listed_are_none(tmp_path: Path) -> None:
    (one,) = one_own(tmp_path, "[1 p Ada] sued [2 p Bo], said [3 o Radio Nord].\t1-2\tsues")
    assert [label for _, _, label in one.stance] == ["a_opposes_b", "none", "none"]


def test_mentions_of_one_actor_stand_together(tmp_path: Path) -> None:
    (one,) = one_own(tmp_path, "[1 p Ada] sued [2 p Bo] after [1 p she] fell.\t1-2\tsues")
    assert one.stance == [([(0, 3), (18, 21)], [(9, 11)], "a_opposes_b")]


def test_every_fifth_is_held_out(tmp_path: Path) -> None:
    one_own(tmp_path, *(f"[1 p Ada] left on day {n}.\t\tleaves" for n in range(11)))
    held, rest = data.own(tmp_path, 0), data.own(tmp_path, 1)
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
        fits = all(
            re.fullmatch(r"\d+[-+]\d+", tie) and set(re.findall(r"\d+", tie)) <= ids for tie in ties.split()
        )
        if not (ids and fits and construction) or "[" in left or "]" in left:
            wrong.append(line)
    assert wrong == []


def test_a_sentence_with_an_act_gives_its_text_and_both_spans(tmp_path: Path) -> None:
    path = tmp_path / "acts.tsv"
    path.write_text("# a note\nact\tsentence\nAID\tGrain for [2 Norland] came from [1 Sudland].\n", "utf-8")
    assert list(data.acts(path)) == [("AID", "Grain for Norland came from Sudland.", (28, 35), (10, 17))]


def test_every_act_has_sentences_of_ours_and_none_stands_twice() -> None:
    rows = list(data.acts(ACTS))
    counts = Counter(act for act, *_ in rows)
    assert set(counts) == {row["act"] for row in table("acts")}
    assert min(counts.values()) >= 45
    assert len({text for _, text, *_ in rows}) == len(rows)


def test_our_sentences_say_where_they_are_from() -> None:
    paths = [*OWN, ACTS, *sorted((TRAINING / "audit").glob("*.tsv"))]
    assert [p.name for p in paths if not p.read_text("utf-8").startswith("# Written for Readout; ")] == []


def test_no_sentence_of_ours_stands_in_the_dev_parts() -> None:
    if not BENCHMARKS.is_dir():
        pytest.skip(f"no labelled data at {BENCHMARKS}")
    paths = [*BENCHMARKS.glob("*.dev.jsonl"), *BENCHMARKS.glob("*.dev.conllu")]
    held = plain(" ".join(held_out(path) for path in paths))
    ours = [one.text for one in data.own(TRAINING / "data")] + [text for _, text, *_ in data.acts(ACTS)]
    assert paths
    assert [text for text in ours if plain(text) in held] == []


def held_out(path: Path) -> str:
    """All text of a dev file."""
    if path.suffix == ".conllu":
        return " ".join(one.text for one in data.syntax(path))
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return " ".join(row["text"] if "text" in row else " ".join(row["sentences"]) for row in rows)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# --- the labelled files


def test_rows_that_stand_twice_count_once(tmp_path: Path) -> None:
    row = {"text": "Ada likes Bo.", "target": [0, 3], "label": "positive"}
    other = row | {"target": [10, 12]}
    path = tmp_path / "tone.jsonl"
    path.write_text("\n".join(map(json.dumps, (row, other, row))), "utf-8")
    (one,) = data.tone(path)
    assert one.tone == [([(0, 3)], "positive"), ([(10, 12)], "positive")]


def test_stance_rows_of_one_sentence_are_one_example(tmp_path: Path) -> None:
    row = {"text": "Ada likes Bo.", "a": [0, 3], "b": [10, 12], "label": "a_supports_b"}
    path = tmp_path / "stance.jsonl"
    path.write_text("\n".join(map(json.dumps, (row, row))), "utf-8")
    (one,) = data.stance(path)
    assert one.stance == [([(0, 3)], [(10, 12)], "a_supports_b")]


def test_mentions_of_one_scheme(tmp_path: Path) -> None:
    rows = [
        {"text": "Ada left.", "scheme": "names", "entities": [[0, 3, "person"]]},
        {"text": "Two guards left.", "scheme": "nominal", "entities": [[0, 10, "person"]]},
    ]
    path = tmp_path / "mentions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (one,) = data.mentions(path, "nominal")
    assert (one.text, one.entities) == ("Two guards left.", [(0, 10, "person")])
    assert [one.text[s:e] for s, e in one.words] == ["Two", "guards", "left", "."]


CONLLU = """\
# text = They don't swim.
1	They	they	PRON	PRP	_	4	nsubj	_	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	do	AUX	VBP	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod:neg	_	_
4	swim	swim	VERB	VB	_	0	root	_	_
4.1	well	well	ADV	RB	_	_	_	4:advmod	_
5	.	.	PUNCT	.	_	4	punct	_	_

# text = It was sunk.
1	It	it	PRON	PRP	_	3	nsubj:pass	_	_
2	was	be	AUX	VBD	_	3	aux:pass	_	_
3	sunk	sink	VERB	VBN	_	0	root	_	_
4	.	.	PUNCT	.	_	3	punct	_	_
"""


def test_conllu_with_a_range_and_an_empty_word(tmp_path: Path) -> None:
    path = tmp_path / "made.conllu"
    path.write_text(CONLLU, "utf-8")
    first, second = data.syntax(path)
    assert [first.text[s:e] for s, e in first.words] == ["They", "do", "n't", "swim", "."]
    assert first.heads == [3, 3, 3, -1, 3]
    assert first.relations == ["nsubj", "aux", "advmod", "root", "punct"]
    assert first.tags == ["PRP", "VBP", "RB", "VB", "."]
    assert second.relations == ["nsubj:pass", "aux", "root", "punct"]


# --- the audit


def case(group: str, number: int, expects: str = "neutral") -> audit.Case:
    return audit.Case("tone", "made", group, number, "Ada left.", ((0, 3),), expects)


def probability(negative: float, positive: float = 0.0) -> dict[str, float]:
    return {"negative": negative, "neutral": 1 - negative - positive, "positive": positive}


def test_a_term_takes_both_places_and_a_capital() -> None:
    sentence = "{who} fined [the bank]; it sued {whom}."
    text, spans = audit.placed(audit.filled("{who} fined [the bank].", "they", "them"))
    assert text == "They fined the bank."
    assert [text[s:e] for s, e in spans] == ["They", "the bank"]
    assert audit.placed(audit.filled(sentence, "they", "them"))[0] == "They fined the bank; it sued them."


def test_the_term_comes_first_wherever_it_stands() -> None:
    text, spans = audit.placed(audit.filled("“[the bank] failed,” said {who}.", "Ada"))
    assert [text[s:e] for s, e in spans] == ["Ada", "The bank"]


def test_shifts_are_against_the_mean_of_groups() -> None:
    some = [case("a", 0), case("a", 0), case("b", 0), case("a", 1), case("b", 1)]
    said = [probability(p) for p in (0.2, 0.4, 0.5, 0.6, 0.6)]
    found = audit.shifts(some, said, ("negative",))
    # sentence 0: a 0.3, b 0.5, mean 0.4; sentence 1: both 0.6
    assert (found["a"].mean, found["a"].shift) == (pytest.approx(0.45), pytest.approx(-0.05))
    assert (found["b"].mean, found["b"].shift) == (pytest.approx(0.55), pytest.approx(0.05))
    # the shifts of a are -0.1 and 0: standard deviation 0.0707, over the root of two
    assert found["a"].width == pytest.approx(1.96 * 0.05)


def test_shifts_add_up_labels() -> None:
    found = audit.shifts([case("a", 0)], [probability(0.2, 0.3)], ("negative", "positive"))
    assert found["a"] == audit.Shift(pytest.approx(0.5), pytest.approx(0.0), 0.0)


def test_flips_are_counted_against_most_terms() -> None:
    some = [case("a", 0), case("b", 0), case("c", 0), case("a", 1), case("b", 1), case("c", 1)]
    said = [probability(p) for p in (0.9, 0.9, 0.1, 0.1, 0.1, 0.1)]
    assert audit.flips(some, said) == {"": pytest.approx(1 / 6), "a": 0, "b": 0, "c": 0.5}


def test_labels_as_written() -> None:
    some = [case("a", 0, "negative"), case("a", 1), case("b", 1)]
    said = [probability(0.9), probability(0.9), probability(0.1)]
    assert audit.right(some, said) == {"": pytest.approx(2 / 3), "a": 0.5, "b": 1}


def fake(texts: tuple[str, ...]) -> list[SimpleNamespace]:
    """A reader that is hostile to whoever has a long name."""

    def tone(span: tuple[int, int]) -> dict[str, float]:
        return probability(min((span[1] - span[0]) / 100, 1))

    def stance(a: list[tuple[int, int]], _: list[tuple[int, int]]) -> dict[str, float]:
        against = min((a[0][1] - a[0][0]) / 100, 1)
        return dict.fromkeys(audit.STANCES, 0.0) | {"none": 1 - against, "b_opposes_a": against}

    return [SimpleNamespace(tone=tone, stance=stance) for _ in texts]


def test_the_audit_finds_what_a_biased_reader_does() -> None:
    some = audit.cases(every=13)
    said = audit.probabilities(some, fake)
    assert len(said) == len(some)
    places = [n for n, one in enumerate(some) if (one.task, one.set) == ("tone", "control: the name")]
    found = audit.shifts([some[n] for n in places], [said[n] for n in places], ("negative",))
    assert found["three words"].shift > found["two words"].shift > found["one word"].shift
    report = audit.report(some, said)
    assert report.startswith(f"{len(some):,} sentences.")
    assert "| control: the form | +0.000 (as it is) |" in report


def test_every_sentence_of_the_audit_can_be_filled() -> None:
    some = audit.cases()
    assert {one.expects for one in some if one.task == "tone"} == set(slices.TONES)
    assert {one.expects for one in some if one.task == "stance"} == set(slices.STANCES)
    assert all(len(one.spans) == (1 if one.task == "tone" else 2) for one in some)
    assert [one.text for one in some if re.search(r"[{}\[\]\ue000-\ue002]", one.text)] == []
    assert {one.expects for one in some if one.set == "pairs"} == {"none"}


# --- slices


def answer(gold: str, label: str, p: float = 0.8, *names: str) -> slices.Answer:
    said = dict.fromkeys(slices.TONES, (1 - p) / 2) | {label: p}
    return slices.Answer(gold, said, list(names))


def test_expected_calibration_error_by_hand() -> None:
    answers = [answer("negative", "negative", 0.95), answer("neutral", "negative", 0.95)]
    answers += [answer("neutral", "neutral", 0.6), answer("neutral", "neutral", 0.6)]
    assert slices.expected_error(answers) == pytest.approx((2 * 0.45 + 2 * 0.4) / 4)
    assert [one[:2] for one in slices.bins(answers)] == [(0.7, 2), (1.0, 2)]


def test_slices_have_their_own_figures() -> None:
    answers = [answer("negative", "negative", 0.8, "negated"), answer("neutral", "negative", 0.8)]
    rows = slices.by_slice(answers, slices.TONES).splitlines()
    assert rows[2] == "| all | 2 | 0.333 | 0.500 | 0.67 | 0.00 | – |"
    assert rows[3] == "| negated | 1 | 1.000 | 1.000 | 1.00 | – | – |"


def test_what_a_threshold_lets_through() -> None:
    answers = [answer("negative", "negative", 0.9), answer("neutral", "negative", 0.5)]
    first = slices.calibration({"tone": answers}, lambda _, p: p > 0.6).splitlines()[2]
    assert first == "| tone | 2 | 0.300 | – | 50 % | 1.000 |"


def test_none_is_no_answer() -> None:
    answers = [slices.Answer("none", {"none": 0.9}), slices.Answer("none", {"a_opposes_b": 0.9})]
    first = slices.calibration({"stance": answers}, lambda _, p: p > 0.6).splitlines()[2]
    assert first == "| stance | 2 | 0.400 | – | 50 % | 0.000 |"


@pytest.mark.parametrize(
    ("text", "word", "inside"),
    [
        ("“Ada lied,” said Bo.", "Ada", True),
        ("“Ada lied,” said Bo.", "Bo", False),
        ('Bo said "Ada lied" today.', "Ada", True),
        ("Bo said: “Ada lied.", "Ada", True),
        ("Ada lied.", "Ada", False),
    ],
)
def test_quotation_marks(text: str, word: str, inside: bool) -> None:
    start = text.index(word)
    assert slices.quoted(text, (start, start + len(word))) is inside


def test_kinds_of_targets() -> None:
    nodes = [SimpleNamespace(start=0, end=3, tag="NNP"), SimpleNamespace(start=8, end=14, tag="NNS")]
    reading = SimpleNamespace(text="Ada saw guards and them", parse=nodes)
    spans = [(0, 3), (8, 14), (19, 23)]
    assert [slices.kind(reading, span) for span in spans] == ["name", "nominal", "pronoun"]


# --- the card


def test_blocks_are_filled_and_the_rest_is_left() -> None:
    text = "A\n<!-- one -->\nold\n<!-- /one -->\nB\n<!-- two -->\n<!-- /two -->\nC\n"
    once = card.filled(text, {"one": "1\n", "two": r"\2"})
    assert once == "A\n<!-- one -->\n\n1\n\n<!-- /one -->\nB\n<!-- two -->\n\n\\2\n\n<!-- /two -->\nC\n"
    assert card.filled(once, {"one": "1\n", "two": r"\2"}) == once


def test_a_card_that_does_not_fit_is_refused() -> None:
    with pytest.raises(
        ValueError, match="the card has the blocks one, the figures are for two; each must stand"
    ):
        card.filled("<!-- one --><!-- /one -->", {"two": ""})
    with pytest.raises(ValueError, match="the block one of the card never ends; add <!-- /one -->"):
        card.filled("<!-- one -->", {"one": ""})


def test_the_card_has_the_blocks_that_are_filled() -> None:
    text = (ROOT / "MODEL_CARD.md").read_text("utf-8")
    names = ("measured", "slices", "audit", "tries")
    assert card.filled(text, dict.fromkeys(names, "x")).count("\nx\n") == len(names)


def test_the_table_of_tries() -> None:
    row = {"try": "base", "change": "none", "tone": "0.77", "stance": "", "las": "", "tags": "", "names": ""}
    found = card.tries([row | {"nominal": "0.61", "note": "one seed"}]).splitlines()
    assert found[2] == "| base | none | 0.77 | – | – | – | – | 0.61 | one seed |"


def test_measured_figures_stand_beside_those_asked_for(tmp_path: Path) -> None:
    (tmp_path / "heads.npz").write_bytes(b"x" * 200_000)
    answers = [answer("negative", "negative", 1.0)]
    found = slices.Measured(answers, answers, [], {"all": (1, 2, 0.9, 0.88, 0.96)}, {"typed": (3, 0.75)})
    rows = card.measured(found, [{"try": "shipped", "nominal": "0.62"}], tmp_path).splitlines()
    assert "| tone towards a target, macro-F1 | ≥ 0.785 | 1.000 |" in rows
    assert "| syntax, LAS | ≥ 0.86 | 0.880 |" in rows
    assert "| nominal groups, span F1 in five folds | ≥ 0.60 | 0.62 |" in rows
    assert "| `heads.npz` | 0.2 |" in rows
