"""From sentences to one state per token: the encoder of the reader on onnxruntime, batched and windowed."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from readout.nlp.subwords import Span, cases
from readout.nlp.tokens import plain
from readout.resources import FOLDER

MODEL = FOLDER / "reader"
BATCH = 16
WINDOW = 254  # tokens between the signs that open and close a sentence; a longer one is read in windows
THREADS = 2  # batches read at a time, each on one core
OVERLAP = 64  # tokens that two windows share: each token keeps the state in which it stands further inside

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Encoded:
    """A sentence's tokens: where each stands (the first and the last are signs of no width) and its state."""

    offsets: tuple[Span, ...]
    states: Floats


def encode(texts: Sequence[str]) -> list[Encoded]:
    """The states of each sentence, in order.

    Sentences are read in batches of like length. A state does not depend on what else is in its batch, as
    activations are rounded token by token, so that the same sentence always gives the same figures.
    """
    coded = _tokenizer().encode_batch([plain(text) for text in texts])
    offsets = [tuple(map(tuple, one.offsets)) for one in coded]
    windows = [(n, start) for n, one in enumerate(coded) for start in _starts(len(one.ids) - 2)]
    size = {n: min(len(one.ids) - 2, WINDOW) for n, one in enumerate(coded)}
    windows.sort(key=lambda window: (size[window[0]], window))
    kinds = [cases(text, spans) for text, spans in zip(texts, offsets, strict=True)]
    states = [np.zeros((len(one.ids), _width()), np.float32) for one in coded]
    batches = [windows[first : first + BATCH] for first in range(0, len(windows), BATCH)]
    ids = [[_framed(coded[n].ids, start) for n, start in batch] for batch in batches]
    capitals = [[_framed(kinds[n], start) for n, start in batch] for batch in batches]
    with ThreadPoolExecutor(THREADS) as pool:
        for batch, parts, found in zip(batches, ids, pool.map(_run, ids, capitals), strict=True):
            for (n, start), part, got in zip(batch, parts, found, strict=True):
                _keep(states[n], got[: len(part)], start)
    return [Encoded(o, s) for o, s in zip(offsets, states, strict=True)]


@cache
def settings() -> dict[str, Any]:
    """What was found at training: the labels of each head, temperatures, thresholds, the version."""
    found: dict[str, Any] = json.loads((MODEL / "reader.json").read_text("utf-8"))
    return found


def _starts(length: int) -> Iterator[int]:
    """Where the windows of a sentence of so many tokens start; the last one ends with the sentence."""
    start = 0
    while start + WINDOW < length:
        yield start
        start += WINDOW - OVERLAP
    yield max(min(start, length - WINDOW), 0)


def _framed(row: Sequence[int], start: int) -> list[int]:
    """One window of a row between the row's own first and last sign."""
    return [row[0], *row[1:-1][start : start + WINDOW], row[-1]]


def _keep(states: Floats, got: Floats, start: int) -> None:
    """Lays a window's states into the sentence's; what a window before it knows better stays."""
    skip = OVERLAP // 2 if start else 0
    states[start + 1 + skip : start + len(got) - 1] = got[1 + skip : -1]
    if not start:
        states[0] = got[0]
    states[-1] = got[-1]


def _run(ids: list[list[int]], kinds: list[list[int]]) -> Floats:
    length = max(map(len, ids))
    fill = [[0] * (length - len(row)) for row in ids]
    mask = [[True] * len(row) + [False] * (length - len(row)) for row in ids]
    feed = {
        "ids": np.array([row + rest for row, rest in zip(ids, fill, strict=True)], np.int64),
        "cases": np.array([row + rest for row, rest in zip(kinds, fill, strict=True)], np.int64),
        "mask": np.array(mask),
    }
    found: Floats = _session().run(None, feed)[0]
    return found


@cache
def _width() -> int:
    return int(_session().get_outputs()[0].shape[-1])


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer  # late: importing the library loads no model

    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # a sentence is too short to share
    return onnxruntime.InferenceSession(
        str(MODEL / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
    )
