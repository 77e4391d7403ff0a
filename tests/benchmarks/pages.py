"""Token F1 of the text that is found in web pages, of Readout and of plain trafilatura in one run, set by set.

    python tests/benchmarks/pages.py FOLDER...

A folder is a set: pages `NAME.html`, and beside each the text that is expected of it, `NAME.txt`. Pages whose expected
text is no English prose of twenty words are left out. Printed: the mean F1 of all words, and of prose alone (Readout
leaves out subheadings and tables); how many pages lost more than half of the expected words; and each page that was
refused by name, which both means leave out. `--list` names what was lost, and what is 0.05 worse than with trafilatura.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

import trafilatura

from readout.articles import Article
from readout.articles.article import article_from
from readout.articles.files import RawArticle, decode_text
from readout.errors import UserError


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def score(found: str, expected: str) -> tuple[float, float]:
    """F1 and recall of the words that are found, each as often as it stands there."""
    a, b = tokens(found), tokens(expected)
    hits = (a & b).total()
    return 2 * hits / max(a.total() + b.total(), 1), hits / max(b.total(), 1)


def read_ours(page: Path) -> str:
    try:
        article: Article = article_from(RawArticle(page.read_bytes(), "html"), page.name)
    except UserError as problem:
        return f"\0{problem}"
    return article.text


def read_plain(page: Path) -> str:
    return trafilatura.extract(decode_text(page.read_bytes()), include_comments=False) or ""


def is_english(text: str) -> bool:
    try:
        article_from(RawArticle(text.encode(), "text"), "expected")
    except UserError:
        return False
    return True


def keep_prose(text: str) -> str:
    """The lines that are prose: eight words, or the end of a sentence, and no row of a table."""
    lines = [line.strip() for line in text.split("\n")]
    prose = (line for line in lines if len(line.split()) >= 8 or re.search(r"[.?!…:][”\"’')]?$", line))
    return "\n".join(line for line in prose if "|" not in line)


def measure(folder: Path, *, listed: bool) -> None:
    scores: dict[str, list[float]] = {"ours": [], "plain": [], "our prose": [], "plain prose": []}
    lost, refused = Counter[str](), 0
    for page in sorted(folder.glob("*.html")):
        expected = page.with_suffix(".txt").read_text(encoding="utf-8")
        if not is_english(expected):
            continue
        texts = {"ours": read_ours(page), "plain": read_plain(page)}
        problem = texts["ours"][1:] if texts["ours"].startswith("\0") else ""
        if problem:
            refused += 1
            print(f"  {page.name}: refused: {problem}", flush=True)
            continue
        prose = keep_prose(expected)
        for name, text in texts.items():
            f1, recall = score(text, expected)
            scores[name].append(f1)
            scores["our prose" if name == "ours" else "plain prose"].append(score(keep_prose(text), prose)[0])
            lost[name] += recall < 0.5
        if listed and (recall < 0.5 or scores["ours"][-1] < f1 - 0.05):
            print(f"  {page.name}: {scores['ours'][-1]:.3f}, trafilatura {f1:.3f}", flush=True)
    mean = {name: sum(values) / max(len(values), 1) for name, values in scores.items()}
    print(
        f"{folder.name}: {len(scores['ours'])} pages; F1 {mean['ours']:.4f}, of trafilatura {mean['plain']:.4f}; "
        f"of prose {mean['our prose']:.4f}, of trafilatura {mean['plain prose']:.4f}; "
        f"lost half: {lost['ours']}, trafilatura {lost['plain']}; refused by name: {refused}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    for folder in options.folders:
        measure(folder, listed=options.list)


if __name__ == "__main__":
    main()
