"""From sentences to one state per token: the encoder of the model on onnxruntime, batched and windowed."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from readout.nlp.model_files import model_file
from readout.nlp.tokens import Span, letter_cases, straighten

BATCH = 4  # sentences of like length that are read at once: more would be filled up with nothing
WINDOW = 254  # tokens between the special ones that open and close a sentence; a longer one is read in windows
THREADS = 2  # batches read at a time, each on one core
OVERLAP = 64  # tokens that two windows share: each token keeps the state in which it stands further inside

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Encoded:
    """A sentence's tokens: where each stands (the first and the last are special, of no width) and its state."""

    offsets: tuple[Span, ...]
    states: Floats


class Window(NamedTuple):
    """A part of a sentence that is read in one piece: its number, where it starts, its tokens and their cases."""

    sentence: int
    start: int
    ids: list[int]
    cases: list[int]


def encode(texts: Sequence[str]) -> list[Encoded]:
    """Return the states of each sentence, in order.

    Sentences are read in batches of like length. A state does not depend on what else is in its batch, as
    activations are rounded token by token, so that the same sentence always gives the same figures.
    """
    tokenized = _tokenizer().encode_batch([straighten(text) for text in texts])
    width = int(session("encoder").get_outputs()[0].shape[-1])
    encoded = [
        Encoded(tuple(map(tuple, tokens.offsets)), np.zeros((len(tokens.ids), width), np.float32))
        for tokens in tokenized
    ]
    windows = [
        Window(n, start, _frame(tokens.ids, start), _frame(letter_cases(texts[n], tokens.offsets), start))
        for n, tokens in enumerate(tokenized)
        for start in _starts(len(tokens.ids) - 2)
    ]
    windows.sort(key=lambda window: (len(window.ids), window.sentence, window.start))
    batches = [windows[first : first + BATCH] for first in range(0, len(windows), BATCH)]
    with ThreadPoolExecutor(THREADS) as pool:
        for batch, states in zip(batches, pool.map(_run, batches), strict=True):
            for window, found in zip(batch, states, strict=True):
                _keep(encoded[window.sentence].states, found[: len(window.ids)], window.start)
    return encoded


@cache
def settings() -> dict[str, Any]:
    """Return what was found at training: the labels of each head, temperatures, thresholds, the version."""
    found: dict[str, Any] = json.loads(model_file("reader.json").read_text("utf-8"))
    return found


def _starts(length: int) -> Iterator[int]:
    """Where the windows of a sentence of so many tokens start; the last one ends with the sentence."""
    start = 0
    while start + WINDOW < length:
        yield start
        start += WINDOW - OVERLAP
    yield max(min(start, length - WINDOW), 0)


def _frame(row: Sequence[int], start: int) -> list[int]:
    """One window of a row between the row's own first and last token."""
    return [row[0], *row[1:-1][start : start + WINDOW], row[-1]]


def _keep(states: Floats, found: Floats, start: int) -> None:
    """Lays a window's states into the sentence's; what a window before it knows better stays."""
    skip = OVERLAP // 2 if start else 0
    states[start + 1 + skip : start + len(found) - 1] = found[1 + skip : -1]
    if not start:
        states[0] = found[0]
    states[-1] = found[-1]


def _run(batch: Sequence[Window]) -> Floats:
    """The states of a batch, each row filled up to the longest."""
    shape = len(batch), max(len(window.ids) for window in batch)
    ids, cases, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, bool)
    for n, window in enumerate(batch):
        size = len(window.ids)
        ids[n, :size], cases[n, :size], mask[n, :size] = window.ids, window.cases, True
    found: Floats = session("encoder").run(None, {"ids": ids, "cases": cases, "mask": mask})[0]
    return found


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer  # late: importing the library loads no model

    tokenizer = Tokenizer.from_file(str(model_file("tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache
def session(name: str) -> Any:
    """Return the part of the model in NAME.onnx: encoder, words, tone or stance; loaded when first asked for."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # a sentence is too short to share
    path = model_file(f"{name}.onnx")
    if name == "encoder":
        model_file("words.bin")  # its table of words, which onnxruntime reads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
