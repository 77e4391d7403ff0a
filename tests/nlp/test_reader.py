"""What the reader says of a sentence: its tree, who is named, tone and stance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.nlp import encoder, heads
from readout.nlp.reader import ACTS, STANCES, TONES, is_confident, read_sentences
from readout.nlp.trees import Tree

NASTY = st.text(alphabet=st.sampled_from("aB .,;:!?'\"“”‘’()-–—\n\t\u202e\u2066\u200b\u00a0é😀US5"), max_size=120)
SWAP = {
    "none": "none",
    "a_supports_b": "b_supports_a",
    "b_supports_a": "a_supports_b",
    "a_opposes_b": "b_opposes_a",
    "b_opposes_a": "a_opposes_b",
}


def parse(text: str) -> list[tuple[str, str, str, str]]:
    """Each word with its tag, the word it hangs on and its relation."""
    nodes = read_sentences((text,))[0].parse
    words = [text[n.start : n.end] for n in nodes]
    return [(w, n.tag, words[n.head] if n.head >= 0 else "", n.relation) for w, n in zip(words, nodes, strict=True)]


def test_a_plain_sentence_is_parsed() -> None:
    assert parse("Russia was condemned by France.") == [
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
    assert [(one.text[m.start : m.end], m.kind) for m in one.mentions("names")][-2:] == [
        ("Mike Pompeo", "person"),
        ("Baghdad", "place"),
    ]
    assert "Iraqi officials" in [one.text[m.start : m.end] for m in one.mentions("nominal")]
    assert all(0 < m.probability <= 1 for m in one.mentions("nominal"))


@pytest.mark.parametrize(
    ("text", "target", "label"),
    [
        ("Critics called Smith a corrupt, incompetent liar.", "Smith", "negative"),
        ("Smith won praise for her brilliant and generous work.", "Smith", "positive"),
        ("Smith will speak at noon on Tuesday.", "Smith", "neutral"),
    ],
)
def test_tone_in_plain_cases(text: str, target: str, label: str) -> None:
    start = text.index(target)
    shares = read_sentences((text,))[0].tone((start, start + len(target)))
    assert list(shares) == list(TONES)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert max(shares, key=lambda name: shares[name]) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("France condemned Spain.", "a_opposes_b"),
        ("France was condemned by Spain.", "b_opposes_a"),
        ("France praised Spain.", "a_supports_b"),
        ("France condemned attacks against Spain.", "a_supports_b"),
        ("France met Spain on Tuesday.", "none"),
    ],
)
def test_stance_in_plain_cases(text: str, label: str) -> None:
    one = read_sentences((text,))[0]
    start = text.index("Spain")
    shares = one.stance([(0, 6)], [(start, start + 5)])
    assert list(shares) == list(STANCES)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert max(shares, key=lambda name: shares[name]) == label


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("France condemned Spain.", "ACCUSE"),
        ("France bombed Spain.", "ASSAULT"),
        ("France sent tents and food to Spain.", "AID"),
        ("France asked Spain to leave.", "REQUEST"),
    ],
)
def test_an_act_in_plain_cases(text: str, act: str) -> None:
    one = Tree(read_sentences((text,))[0], 0)
    start = text.index("Spain")
    path = [word.place for word in one.path((0, 6), (start, start + 5))]
    shares = one.reading.act(path, (0, 6), (start, start + 5))
    assert list(shares) == list(ACTS)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert max(shares, key=lambda name: shares[name]) == act


def test_exchanging_a_and_b_exchanges_the_labels() -> None:
    one = read_sentences(("France accused Spain of helping Iran.",))[0]
    there, back = one.stance([(0, 6)], [(15, 20)]), one.stance([(15, 20)], [(0, 6)])
    for label, other in SWAP.items():
        assert there[label] == pytest.approx(back[other], abs=1e-5)


def test_a_tone_or_stance_towards_nothing_is_refused() -> None:
    one = read_sentences(("It rained.",))[0]
    with pytest.raises(ValueError) as tone:  # noqa: PT011 — the whole message is asserted
        one.tone()
    assert str(tone.value) == "tone: no span given; give the place of a mention in the sentence"
    with pytest.raises(ValueError) as stance:  # noqa: PT011 — the whole message is asserted
        one.stance([(0, 2)], [])
    assert str(stance.value) == "stance: no span given; give the places of two mentions in the sentence"


def test_a_sentence_reads_the_same_alone_and_among_others() -> None:
    text = "France accused Spain of helping Iran."
    alone, among = (
        read_sentences((text,))[0],
        read_sentences(("It rained.", text, "The end of it came soon, he said."))[1],
    )
    assert alone.parse == among.parse
    assert alone.tone((0, 6)) == among.tone((0, 6))


def test_equal_sentences_are_read_once_and_a_tone_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
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
    monkeypatch.setattr(heads, "share_tones", share)
    first, other, second = read_sentences(("Iran fell.", "Iraq rose.", "Iran fell."))
    assert read == ["Iran fell.", "Iraq rose."]
    assert first.tone((0, 4)) == first.tone((0, 4)) == second.tone((0, 4)) != other.tone((0, 4))
    assert len(asked) == 3  # one of each reading


def test_labels_are_given_from_the_threshold_on() -> None:
    assert is_confident("tone", 1.0)
    assert is_confident("stance", 1.0)
    assert not is_confident("tone", 0.0)
    assert not is_confident("stance", 0.34)


def test_a_very_long_sentence_is_one_tree() -> None:
    nodes = read_sentences(("France praised Spain and " * 150 + "left.",))[0].parse
    assert len(nodes) == 602
    assert _is_tree([n.head for n in nodes])


@given(text=NASTY)
def test_any_text_gives_a_tree_and_places_in_it(text: str) -> None:
    one = read_sentences((text,))[0]
    assert _is_tree([n.head for n in one.parse])
    assert all((n.relation == "root") == (n.head < 0) for n in one.parse)
    for span in [*one.parse, *one.mentions("names"), *one.mentions("nominal")]:
        assert 0 <= span.start < span.end <= len(text)


def _is_tree(heads: list[int]) -> bool:
    if heads and heads.count(-1) != 1:
        return False
    for start in range(len(heads)):
        seen: set[int] = set()
        node = start
        while node >= 0:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node]
    return True
