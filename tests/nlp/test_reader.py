"""What the reader says of a sentence: its tree, who is named, tone, stance and act."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.nlp import encoder, heads
from readout.nlp.heads import best_tree
from readout.nlp.reader import ACTS, STANCES, TONES, is_confident, read_sentences
from readout.nlp.trees import Tree

NASTY = st.text(alphabet=st.sampled_from("aB .,;:!?'\"“”‘’()-–—\n\t\u202e\u2066\u200b\u00a0é😀US5"), max_size=120)


def is_tree(heads: list[int]) -> bool:
    """Whether just one word hangs on the root, 0, and every word comes to it."""
    if heads and heads.count(0) != 1:
        return False
    for start in range(1, len(heads) + 1):
        seen, node = set[int](), start
        while node:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node - 1]
    return True


def best(shares: dict[str, float], names: tuple[str, ...]) -> str:
    """The likeliest of the names, which share a probability of 1."""
    assert list(shares) == list(names)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    return max(shares, key=lambda name: shares[name])


def test_a_plain_sentence_is_parsed() -> None:
    text = "Russia was condemned by France."
    nodes = read_sentences((text,))[0].parse
    words = [text[n.start : n.end] for n in nodes]
    rows = [(w, n.tag, words[n.head] if n.head >= 0 else "", n.relation) for w, n in zip(words, nodes, strict=True)]
    assert rows == [
        ("Russia", "NNP", "condemned", "nsubj:pass"),
        ("was", "VBD", "condemned", "aux"),
        ("condemned", "VBN", "", "root"),
        ("by", "IN", "France", "case"),
        ("France", "NNP", "condemned", "obl:agent"),
        (".", ".", "condemned", "punct"),
    ]


def test_the_words_can_be_given() -> None:
    one = read_sentences(("Iran-backed men",), (((0, 11), (12, 15)),))[0]
    assert [(n.start, n.end) for n in one.parse] == [(0, 11), (12, 15)]


def test_names_and_nominal_groups() -> None:
    one = read_sentences(("Iraqi officials met Mike Pompeo in Baghdad.",))[0]
    names = [(one.text[m.start : m.end], m.kind) for m in one.mentions("names")]
    assert names[-2:] == [("Mike Pompeo", "person"), ("Baghdad", "place")]
    assert "Iraqi officials" in [one.text[m.start : m.end] for m in one.mentions("nominal")]
    assert all(0 < m.probability <= 1 for m in one.mentions("nominal"))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Critics called Smith a corrupt, incompetent liar.", "negative"),
        ("Smith won praise for her brilliant and generous work.", "positive"),
        ("Smith will speak at noon on Tuesday.", "neutral"),
    ],
)
def test_tone_in_plain_cases(text: str, label: str) -> None:
    start = text.index("Smith")
    assert best(read_sentences((text,))[0].tone((start, start + 5)), TONES) == label


@pytest.mark.parametrize(
    ("text", "stance", "act"),
    [
        ("France condemned Spain.", "a_opposes_b", "ACCUSE"),
        ("France bombed Spain.", "a_opposes_b", "ASSAULT"),
        ("France was condemned by Spain.", "b_opposes_a", None),
        ("France praised Spain.", "a_supports_b", None),
        ("France sent tents and food to Spain.", None, "AID"),
        ("France condemned attacks against Spain.", "a_supports_b", None),
        ("France asked Spain to leave.", None, "REQUEST"),
        ("France met Spain on Tuesday.", "none", None),
    ],
)
def test_stance_and_act_in_plain_cases(text: str, stance: str | None, act: str | None) -> None:
    one, start = Tree(read_sentences((text,))[0], 0), text.index("Spain")
    a, b = (0, 6), (start, start + 5)
    found = best(one.reading.stance([a], [b]), STANCES)
    assert found == (stance or found)
    found = best(one.reading.act([word.place for word in one.path(a, b)], a, b), ACTS)
    assert found == (act or found)


def test_exchanging_a_and_b_exchanges_the_labels() -> None:
    one = read_sentences(("France accused Spain of helping Iran.",))[0]
    there, back = one.stance([(0, 6)], [(15, 20)]), one.stance([(15, 20)], [(0, 6)])
    swapped = ("none", "b_supports_a", "a_supports_b", "b_opposes_a", "a_opposes_b")
    assert list(there.values()) == pytest.approx([back[name] for name in swapped], abs=1e-5)


def test_a_tone_or_stance_towards_nothing_is_refused() -> None:
    one = read_sentences(("It rained.",))[0]
    with pytest.raises(ValueError, match=r"^tone: no span given; give the place of a mention in the sentence$"):
        one.tone()
    with pytest.raises(ValueError, match=r"^stance: no span given; give the places of two mentions in the sentence$"):
        one.stance([(0, 2)], [])


def test_equal_sentences_are_read_once_and_the_last_ones_kept_and_a_tone_is_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    asked: list[int] = []

    def encode(texts: tuple[str, ...]) -> list[encoder.Encoded]:
        read.extend(texts)
        return encoder.encode(texts)

    def share(states: encoder.Floats, span: encoder.Floats) -> encoder.Floats:
        asked.append(len(span))
        return whole(states, span)

    whole = heads.share_tones
    monkeypatch.setattr("readout.nlp.reader.encode", encode)
    monkeypatch.setattr("readout.nlp.reader._kept", {})
    monkeypatch.setattr("readout.nlp.reader.KEPT", 2)
    monkeypatch.setattr(heads, "share_tones", share)
    first, other, second = read_sentences(("Iran fell.", "Iraq rose.", "Iran fell."))
    assert read == ["Iran fell.", "Iraq rose."]
    assert first.tone((0, 4)) == first.tone((0, 4)) == second.tone((0, 4)) != other.tone((0, 4))
    assert len(asked) == 3  # one of each reading
    read.clear()
    read_sentences((very := "Iran " * 100 + "fell.",))
    again, _ = read_sentences(("Iran fell.", "Iran rose."))  # of the two that are kept, the first was used last
    assert again.tone((0, 4)) == first.tone((0, 4))
    read_sentences(("Iran fell.", "Iraq rose.", very))
    assert read == [very, "Iran rose.", "Iraq rose.", very]


def test_labels_are_given_from_the_threshold_on() -> None:
    assert [is_confident(task, p) for task in ("tone", "stance") for p in (1.0, 0.34)] == [True, False] * 2


def test_a_very_long_sentence_is_one_tree() -> None:
    nodes = read_sentences(("France praised Spain and " * 60 + "left.",))[0].parse
    assert len(nodes) == 242  # more than are parsed at once
    assert is_tree([n.head + 1 for n in nodes])


@given(text=NASTY)
@settings(max_examples=25)
def test_any_text_gives_a_tree_and_places_in_it(text: str) -> None:
    one = read_sentences((text,))[0]
    assert is_tree([n.head + 1 for n in one.parse])
    assert all((n.relation == "root") == (n.head < 0) for n in one.parse)
    for span in [*one.parse, *one.mentions("names"), *one.mentions("nominal")]:
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        # "dogs chase cats": both nouns hang on the verb, the verb on the root
        ([[0.0, -9, 5, 0], [5, 0, -9, 0], [0, 0, 5, -9]], [2, 0, 2]),
        # 1 and 2 like each other best; 2 loses one by going to the root, 1 loses three
        ([[1.0, -9, 4], [3, 4, -9]], [2, 0]),
        # just one word hangs on the root
        ([[5.0, -9, 0], [5.0, 1, -9]], [0, 1]),
        ([[0.0, 1.0]], [0]),
    ],
)
def test_the_best_tree(scores: list[list[float]], expected: list[int]) -> None:
    assert best_tree(np.array(scores)) == expected


@pytest.mark.parametrize("size", [2, 3, 4, 5])
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15)
def test_no_tree_is_better(size: int, seed: int) -> None:
    # whole numbers, so that ties and cycles come often
    scores = np.random.default_rng(seed).integers(0, 6, (size, size + 1)).astype(float)
    scores[np.arange(size), np.arange(1, size + 1)] = -1e9  # no word hangs on itself
    found = best_tree(scores)

    def total(tree: list[int]) -> float:
        return float(sum(scores[n, head] for n, head in enumerate(tree)))

    assert is_tree(found)
    assert total(found) == max(
        total(tree) for each in product(range(size + 1), repeat=size) if is_tree(tree := [*each])
    )
