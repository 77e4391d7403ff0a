"""One state per token: the same whatever else is read, on any number of threads, at any length."""

from typing import Any

import numpy as np
import onnxruntime
import pytest

from readout.nlp import encoder
from readout.nlp.encoder import WINDOW, encode

SHORT = "Iran condemned France."
OTHERS = ["It rained.", "The US’ killing of Soleimani angered lawmakers in Iraq and beyond, he said.", "No."]


def test_states_do_not_depend_on_what_else_is_read() -> None:
    alone = encode([SHORT])[0].states
    among = encode([*OTHERS, SHORT, *OTHERS])[len(OTHERS)].states
    assert np.array_equal(alone, among)


def test_states_do_not_depend_on_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def states(threads: int, each: int) -> np.ndarray:
        real = onnxruntime.SessionOptions

        class Options(real):
            def __setattr__(self, name: str, value: Any) -> None:
                super().__setattr__(name, each if name == "intra_op_num_threads" else value)

        monkeypatch.setattr(onnxruntime, "SessionOptions", Options)
        monkeypatch.setattr(encoder, "THREADS", threads)
        encoder.session.cache_clear()
        try:
            found = np.concatenate([one.states for one in encode([SHORT, *OTHERS] * 4)])
            assert encoder.session("encoder").get_session_options().intra_op_num_threads == each
            return found
        finally:
            monkeypatch.undo()
            encoder.session.cache_clear()

    alone = states(1, 1)
    assert np.array_equal(alone, states(2, 1))
    assert np.array_equal(alone, states(1, 2))


def test_every_token_has_its_place_and_a_state() -> None:
    one = encode([SHORT])[0]
    assert [SHORT[start:end] for start, end in one.offsets[1:-1]] == ["Iran", "condemned", "France", "."]
    assert one.states.shape[0] == len(one.offsets) == 6
    assert np.isfinite(one.states).all()


def test_capitals_make_a_difference() -> None:
    assert not np.array_equal(encode(["us"])[0].states, encode(["US"])[0].states)


def test_curly_quotes_are_read_as_straight_ones() -> None:
    assert np.array_equal(encode(["“It’s”"])[0].states, encode(['"It\'s"'])[0].states)


@pytest.mark.parametrize(
    ("length", "starts"), [(WINDOW, [0]), (WINDOW + 1, [0, 1]), (444, [0, 190]), (2 * WINDOW + 7, [0, 190, 261])]
)
def test_windows_of_254_tokens_share_64_with_the_one_before_and_the_last_ends_with_the_sentence(
    length: int, starts: list[int]
) -> None:
    assert [*encoder._starts(length)] == starts


def test_a_long_sentence_is_read_in_windows_and_nothing_is_cut() -> None:
    one = encode(["no " * (WINDOW + 1)])[0]
    assert len(one.states) == WINDOW + 3
    assert (np.abs(one.states).sum(1) > 0).all()


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\ud800", "😀", "\u202e abc"])
def test_odd_text_has_states_too(text: str) -> None:
    one = encode([text])[0]
    assert len(one.states) == len(one.offsets) >= 2


def test_nothing_to_read() -> None:
    assert encode([]) == []
