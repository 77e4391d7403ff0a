"""How good keyphrases are, beside YAKE's own package on the same texts in the same run: prints a table.

    python -m tests.benchmarks.keyphrases FILE

FILE is a labelled file of `training.bench keyphrases`; the articles of `tests/gold` are measured too. F1@k is that of
`training.bench` (`scores.keyphrase_f1`). YAKE (`pip install yake`) runs as it comes, with phrases of up to three
words, and with up to two and one, which suit sets of short keys better; it is given headline and text where there
are both. The last column is Readout's F1@10 over YAKE's.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import yake

from readout.analyses.keyphrases import keyphrases
from readout.articles.article import Article
from readout.nlp.document import parse
from training.gold_format import read_folder
from training.labelled_rows import labelled
from training.predict import predict
from training.scores import keyphrase_f1

ROOT = Path(__file__).parents[2]
TOPS = (5, 10, 15)
Keys = Sequence[Sequence[str]]


def main(path: Path) -> None:
    """One line for each set and method."""
    print("| texts | n | phrases by | F1@5 | F1@10 | F1@15 | Readout / this, @10 |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: |")
    rows = labelled("keyphrases", path)
    said = [one["keys"] for one in predict("keyphrases", [row.given for row in rows])]
    compare(path.name, [row.gold["keys"] for row in rows], said, [row.given["text"] for row in rows])
    for part in ("dev", "held-out"):
        some = [one for one in read_folder(ROOT / "tests" / "gold") if one.part == part]
        texts = [f"{one.article.title}.\n\n{one.article.text}" for one in some]
        compare(f"gold, {part}", [one.keyphrases for one in some], [own(one.article) for one in some], texts)


def own(article: Article) -> list[str]:
    """The keyphrases as a report shows them, under the names of actors."""
    return list(keyphrases(parse(article))["phrase"])


def compare(name: str, gold: Keys, said: Keys, texts: Sequence[str]) -> None:
    """The lines of one set."""
    mine = line(name, gold, "Readout", said)
    for words in (3, 2, 1):
        line(name, gold, f"YAKE, phrases of up to {words}", [extractor(words)(text) for text in texts], mine)


def line(name: str, gold: Keys, method: str, said: Keys, mine: float = 0.0) -> float:
    """Prints one line, and gives its F1@10."""
    scores = [keyphrase_f1(gold, said, top) for top in TOPS]
    ratio = f"{mine / scores[1]:.2f}" if mine else ""
    print(f"| {name} | {len(gold)} | {method} | {' | '.join(f'{f1:.3f}' for f1 in scores)} | {ratio} |", flush=True)
    return scores[1]


def extractor(words: int) -> Callable[[str], list[str]]:
    """YAKE with phrases of up to so many words; all else as it comes."""
    yakes = yake.KeywordExtractor(lan="en", n=words, top=50)
    return lambda text: [phrase for phrase, _ in yakes.extract_keywords(text)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
