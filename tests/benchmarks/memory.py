"""Memory while thousands of articles are read and analysed in one process, and of the process that reads the pages.

    python tests/benchmarks/memory.py [--number 5000] [--sentences 4] [--every 1]

Each article is a page of its own: sentences of the bundled articles, drawn by chance, with another headline. It is read
as a watch reads it (`articles.limits`), and one in `--every` is analysed. The model reads each of the eighty sentences
once; what it made of them is kept in a table: all else is as in use. Printed every tenth of the way: megabytes held
(RSS) by this process and by those that read.
"""

import argparse
import gc
import html
import random
import time
from collections.abc import Sequence
from typing import Any

import psutil

import readout
from readout.articles import limits
from readout.articles.article import article_from
from readout.articles.files import RawArticle
from readout.articles.sources import read_all
from readout.nlp import encoder, reader
from readout.resources import shipped


def keep_encodings() -> None:
    """Let the model read each sentence once, and nothing again."""
    known = dict[str, Any]()
    read = encoder.encode

    def encode(texts: Sequence[str]) -> list[Any]:
        unknown = [text for text in texts if text not in known]
        known.update(zip(unknown, read(unknown) if unknown else (), strict=True))
        return [known[text] for text in texts]

    vars(reader)["encode"] = encode


def page_of(number: int, paragraphs: list[str]) -> RawArticle:
    prose = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    head, title = f"<title>Story number {number}</title>", f"<h1>Story number {number}</h1>"
    text = f"<html><head>{head}</head><body><article>{title}{prose}</article></body></html>"
    return RawArticle(text.encode(), "html")


def held(number: int) -> float:
    return float(psutil.Process(number).memory_info().rss) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--number", type=int, default=5000)
    parser.add_argument("--sentences", type=int, default=4)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    pool = [each.text for story in read_all(shipped("articles")) for each in story.sentences if len(each.text) > 80]
    keep_encodings()
    chance, started = random.Random(7), time.monotonic()
    for number in range(1, options.number + 1):
        story = article_from(page_of(number, chance.sample(pool, options.sentences)), f"{number}.html")
        if number % options.every == 0:
            assert readout.analyze(story).to_json()
        if number % (options.number // 10) == 0:
            gc.collect()
            here, there = held(psutil.Process().pid), sum(map(held, limits.worker_ids()))
            print(
                f"{number:6,} articles: {here:6.0f} MB here, {there:4.0f} MB where pages are read; "
                f"{time.monotonic() - started:,.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
