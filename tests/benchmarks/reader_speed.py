"""How fast the reader is, and what it takes: prints a table.

    python -m tests.benchmarks.reader_speed [ROUNDS]

The sentences are those of the bundled articles. Each figure is the best of ROUNDS (default 3) in a process of its
own, on one core and on all: the whole reader (parse, mentions in both schemes, tone towards each mention, stance of
each pair of neighbouring mentions), its encoder alone, the same encoder in PyTorch in single precision (where torch
is installed; random weights, as they do not change the work), TextBlob's and VADER's polarity (where installed).
"""

import json
import os
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
BATCH = 16


def sentences() -> list[str]:
    """The sentences of the bundled articles."""
    from readout.articles import expand, read

    return [s.text for path in expand(str(ROOT / "data" / "articles")) for s in read(path).sentences]


def whole(texts: list[str]) -> None:
    """Everything the reader says of a sentence."""
    from readout.nlp import reader

    reader.LONGEST_KEPT = 0  # each round reads them anew
    for one in reader.read_sentences(tuple(texts)):
        named = [(m.start, m.end) for m in (*one.mentions("names"), *one.mentions("nominal"))]
        _ = one.parse
        for span in named:
            one.tone(span)
        for a, b in pairwise(named):
            one.stance([a], [b])


def encoder(texts: list[str]) -> None:
    """The states of the tokens only."""
    from readout.nlp.encoder import encode

    encode(texts)


def torch_encoder(texts: list[str]) -> None:
    """The same encoder in PyTorch, the same batches."""
    import torch

    from readout.nlp.encoder import _tokenizer

    network = _network()
    rows = sorted((one.ids for one in _tokenizer().encode_batch(texts)), key=len)
    with torch.no_grad():
        for first in range(0, len(rows), BATCH):
            batch = rows[first : first + BATCH]
            length = max(map(len, batch))
            ids = torch.tensor([[*row, *[0] * (length - len(row))] for row in batch])
            network(ids, torch.zeros_like(ids), ids > 0)


_KEPT: list = []


def _network():
    if not _KEPT:
        from training.network import Encoder, Shape

        _KEPT.append(Encoder(Shape(1, 1, 1, 1)).eval())
    return _KEPT[0]


def textblob(texts: list[str]) -> None:
    """Polarity of each sentence by TextBlob's lexicon."""
    from textblob.en.sentiments import PatternAnalyzer

    analyzer = PatternAnalyzer()
    for text in texts:
        analyzer.analyze(text)


def vader(texts: list[str]) -> None:
    """Polarity of each sentence by VADER's lexicon."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    if not _KEPT:
        _KEPT.append(SentimentIntensityAnalyzer())
    for text in texts:
        _KEPT[0].polarity_scores(text)


WORK = {f.__name__: f for f in (whole, encoder, torch_encoder, textblob, vader)}


def measure(name: str, rounds: int) -> None:
    """One kind of work in this process; prints its figures as JSON."""
    texts = sentences()
    began = time.perf_counter()
    try:
        WORK[name](texts[:1])
    except ImportError as error:
        print(json.dumps({"missing": error.name}))
        return
    loaded = time.perf_counter() - began
    best = min(timed(name, texts) for _ in range(rounds))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": len(texts) / best, "first": loaded, "memory": peak}))


def timed(name: str, texts: list[str]) -> float:
    """Seconds for all sentences once."""
    began = time.perf_counter()
    WORK[name](texts)
    return time.perf_counter() - began


def main(rounds: int) -> None:
    """The table."""
    print(f"{len(sentences())} sentences, best of {rounds}\n")
    print("| work | cores | sentences per second | first sentence, s | memory, MB |\n| --- | --- | --- | --- | --- |")
    for cores in (1, os.cpu_count() or 1):
        for name in WORK:
            command = [sys.executable, "-m", "tests.benchmarks.reader_speed", "--one", name, str(rounds)]
            keep = set(range(cores))
            threads = {n: str(cores) for n in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, **threads},
                preexec_fn=lambda keep=keep: os.sched_setaffinity(0, keep),
            )
            found = json.loads(done.stdout.splitlines()[-1])
            cells = (
                ["not installed", "", ""]
                if "missing" in found
                else [f"{found['rate']:.0f}", f"{found['first']:.2f}", f"{found['memory']:.0f}"]
            )
            print(f"| {name} | {cores} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    if "--one" in sys.argv:
        measure(sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
