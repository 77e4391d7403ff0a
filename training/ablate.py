"""What each rule of the language engine is worth: the figures with it and without it.

    python -m training.ablate BENCHMARKS --gold tests/gold training/corpus --out FILE [--only WORD] [--card]

`rules.tsv` lists the rules: each is a place in the code, what stands there, and what stands there without it. The
figures are those of `training.bench` (dev parts), of ties between two given spans, and of `training.gold` (the
articles of the parts train and dev). First everything is measured as it is, and each rule is tried at every call of
its function; then, without the rule, the texts are measured anew in which that changed what the function gives. OUT
takes one line a rule as JSON as soon as it is measured, and rules that stand in it are not measured again; at the end
a table of all is printed as Markdown. It takes some hours on one core.
"""

import __future__

import argparse
import ast
import importlib
import inspect
import json
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, GeneratorType
from typing import Any

from readout.errors import UserError
from readout.nlp import reader
from readout.nlp.reader import Reading
from readout.resources import table
from training import gold
from training.bench import measure
from training.card import CARD, fill
from training.evaluate import span_ties
from training.gold_format import read_folder
from training.labelled_rows import labelled
from training.predict import predict
from training.scores import f1, markdown_table, share

RULES = Path(__file__).parent
BENCHED = {  # task: its file, the figures that rules can move
    "acts": ("acts.dev.jsonl", ("macro-F1 binary", "macro-F1 quad", "macro-F1 root")),
    "attribution": ("attribution.dev.jsonl", ("source F1", "cue F1", "content F1")),
    "keyphrases": ("keyphrases.news.dev.jsonl", ("F1@10",)),
    "triplets": ("triplets.dev.jsonl", ("precision", "recall", "F1")),
}
UNTRIED = ("Groups.resolve",)  # functions that change something at each call, beside those that give nothing
HALF_A_POINT = 0.005

Figures = dict[str, float]


@dataclass(frozen=True)
class Rule:
    """A rule by its name; without it `old` is `new` in the function at `where`, all of it where `old` is empty."""

    name: str
    where: str
    old: str
    new: str

    @property
    def function(self) -> FunctionType:
        """The function that holds the rule. Raises UserError where there is none."""
        module, _, path = self.where.partition(":")
        try:
            found: Any = importlib.import_module(f"readout.{module}")
            for name in path.split("."):
                found = inspect.getattr_static(found, name)
        except (ImportError, AttributeError):
            raise UserError(f"{self.name}: there is no {self.where}; mend or drop its row") from None
        while not isinstance(found, FunctionType):
            found = next(getattr(found, name) for name in ("__wrapped__", "func", "fget") if hasattr(found, name))
        return found

    def without(self) -> FunctionType:
        """The function without the rule. Raises UserError where what the rule replaces does not stand there once."""
        source = textwrap.dedent(inspect.getsource(self.function))
        if self.old and source.count(self.old) != 1:
            raise UserError(f"{self.name}: {self.where} has no single “{self.old}”; mend or drop its row")
        tree = ast.parse(source.replace(self.old, self.new) if self.old else source)
        (function,) = tree.body
        function.decorator_list = []
        if not self.old:
            function.body = ast.parse(self.new).body
        flags = __future__.annotations.compiler_flag
        space: dict[str, Any] = {}
        exec(compile(tree, self.where, "exec", flags), self.function.__globals__, space)
        return space[self.function.__name__]


def read_rules(path: Path = RULES) -> list[Rule]:
    """The rules of `rules.tsv` in a folder, in order."""
    return [Rule(row["rule"], row["where"], row["old"], row["new"]) for row in table("rules", path)]


@contextmanager
def switched_off(rule: Rule) -> Iterator[None]:
    """The code without a rule, wherever its function was imported."""
    code, rule.function.__code__ = rule.function.__code__, rule.without().__code__
    _forget()
    try:
        yield
    finally:
        rule.function.__code__ = code
        _forget()


class Probe:
    """Tries rules at each call of their functions, and notes in which texts one changes what is given."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.text = -1  # the number of the text that is measured
        self.touched: dict[str, set[int]] = {rule.name: set() for rule in rules}
        self._busy = False
        self._rules: dict[FunctionType, list[tuple[str, FunctionType]]] = {}
        for rule in rules:
            self._rules.setdefault(rule.function, []).append((rule.name, rule.without()))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """All functions with rules call this first."""
        codes = {}
        for n, (function, variants) in enumerate(self._rules.items()):
            original = _copy(function)
            function.__globals__[f"__probe_{n}"] = self._dispatcher(original, variants)
            space: dict[str, Any] = {}
            exec(f"def f(*args, **kwargs): return __probe_{n}(args, kwargs)", function.__globals__, space)
            codes[function], function.__code__ = function.__code__, space["f"].__code__
        _forget()
        try:
            yield
        finally:
            for function, code in codes.items():
                function.__code__ = code
            _forget()

    def _dispatcher(self, original: FunctionType, variants: list[tuple[str, FunctionType]]) -> Callable[..., Any]:
        gives = original.__annotations__.get("return", "")
        changes = gives in (None, "None") or original.__qualname__ in UNTRIED

        def call(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            if self._busy or self.text < 0:
                return original(*args, **kwargs)
            given = original(*args, **kwargs)
            lazy = isinstance(given, GeneratorType)
            given = list(given) if lazy else given
            self._busy = True
            for name, variant in variants:
                if self.text not in self.touched[name] and (changes or not _same(given, variant, args, kwargs)):
                    self.touched[name].add(self.text)
            self._busy = False
            return iter(given) if lazy else given

        return call


def _same(given: Any, variant: FunctionType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether the function without the rule gives the same."""
    try:
        other = variant(*args, **kwargs)
        other = list(other) if isinstance(given, list) else other
        return bool(given.equals(other) if hasattr(given, "equals") else given == other)
    except Exception:
        return False


def _copy(function: FunctionType) -> FunctionType:
    copied = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    copied.__kwdefaults__ = function.__kwdefaults__
    copied.__annotations__, copied.__qualname__ = function.__annotations__, function.__qualname__
    return copied


def _forget() -> None:
    """Empties the caches of the engine, but for those of the reader and its files."""
    kept = ("readout.nlp.reader", "readout.nlp.encoder", "readout.nlp.heads", "readout.resources")
    for module in [m for name, m in sys.modules.items() if name.startswith("readout.") and name not in kept]:
        for value in vars(module).values():
            if hasattr(value, "cache_clear") and getattr(value, "__module__", "") not in kept:
                value.cache_clear()


def remember_readings() -> None:
    """Lets the model read each sentence once."""
    encode, states, known = reader.encode, {}, {}

    def encode_once(texts: Sequence[str]) -> list[Any]:
        new = tuple(text for text in texts if text not in states)
        states.update(zip(new, encode(new), strict=True) if new else ())
        return [states[text] for text in texts]

    reader.encode = encode_once
    reader.Reading = lambda text, spans, state: known.setdefault((text, spans), Reading(text, spans, state))


class Measure:
    """The texts of one task, what is found in each, and the figures."""

    def __init__(self, texts: Sequence[Any], find: Callable[[Any], Any], score: Callable[[list[Any]], Figures]) -> None:
        self.texts, self.find, self._score = texts, find, score
        self.found: list[Any] = []
        self.figures: Figures = {}

    def run(self, probe: Probe, first: int) -> None:
        """Measures all texts as the code is; their numbers begin with `first`."""
        for n, text in enumerate(self.texts):
            probe.text = first + n
            self.found.append(self.find(text))
        probe.text = -1
        self.figures = self._score(self.found)

    def again(self, numbers: set[int]) -> Figures:
        """The figures with some texts measured anew."""
        return self._score([self.find(t) if n in numbers else self.found[n] for n, t in enumerate(self.texts)])


def benched(task: str, path: Path) -> Measure:
    """A task of the bench."""
    rows = labelled(task, path)

    def score(found: list[Any]) -> Figures:
        figures = measure(task, rows, found)
        return {f"{task}: {name}": figures[name] for name in BENCHED[task][1]}

    return Measure(rows, lambda row: next(predict(task, [row.given])), score)


def spans(path: Path) -> Measure:
    """Ties between two given spans, by sign and direction."""
    rows = labelled("directed-stance", path)

    def score(found: list[Any]) -> Figures:
        right = sum(row.gold["label"] in some for row, some in zip(rows, found, strict=True))
        given, there = sum(map(len, found)), sum(row.gold["label"] != "none" for row in rows)
        figures = {"right": share(right, given), "found": share(right, there), "F1": f1(right, given, there)}
        return {f"ties of two spans: {name}": value for name, value in figures.items()}

    return Measure(rows, lambda row: span_ties(row.given), score)


def annotated(folders: Sequence[Path]) -> Measure:
    """The annotated articles of the parts train and dev."""
    articles = [one for folder in folders for one in read_folder(folder) if one.part in ("train", "dev")]

    def score(found: list[Any]) -> Figures:
        pairs = list(zip(articles, found, strict=True))
        figures: Figures = {}
        for name, count in gold.counts(pairs).items():
            right, there = count.shares()
            figures |= {f"gold {name}: right": right, f"gold {name}: found": there}
        wrong, looking = gold.looks_tied(pairs)
        looks = {"gold looks tied: not given": 1 - share(wrong, looking)} if looking else {}
        return {**figures, **looks, "gold keyphrases: F1@10": gold.keyphrases(pairs)}

    return Measure(articles, lambda one: _slim(gold.find(one)), score)


def _slim(found: gold.Found) -> gold.Found:
    """What is counted of a finding: the rest would fill the memory."""
    kept = ("actors", "attributions", "keywords", "tones")
    targets = {"targets": found["sentiment"]["targets"]}
    return {**{name: found[name] for name in kept}, "sentiment": targets, "stance": {"ties": found["stance"]["ties"]}}


def ablate(rules: Sequence[Rule], measures: dict[str, Measure], out: Path) -> None:
    """Measures everything as it is, then without each rule that does not stand in `out`, which takes the figures."""
    done = {row["rule"] for row in read_results(out)}
    left = [rule for rule in rules if rule.name not in done]
    probe, first, start = Probe(left), 0, time.time()
    with probe.watching():
        for name, one in measures.items():
            one.run(probe, first)
            first += len(one.texts)
            print(f"{time.time() - start:.0f} s: {name}: {len(one.texts)} texts: {one.figures}", flush=True)
    base = {name: figure for one in measures.values() for name, figure in one.figures.items()}
    for rule in left:
        first, without, texts = 0, {}, {}
        with switched_off(rule):
            for name, one in measures.items():
                numbers = {n - first for n in probe.touched[rule.name] if first <= n < first + len(one.texts)}
                first += len(one.texts)
                if numbers:
                    texts[name] = len(numbers)
                    without |= one.again(numbers)
        moved = {name: [base[name], figure] for name, figure in without.items() if figure != base[name]}
        row = {"rule": rule.name, "where": rule.where, "texts": texts, "moved": moved}
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{time.time() - start:.0f} s: {rule.name}: {texts}", flush=True)


def worth(results: Sequence[dict[str, Any]]) -> str:
    """Two lists in Markdown: what is lost without each rule, in points (hundredths); rules that move nothing much."""
    lines, idle = [], []
    for row in results:
        lost = {name: with_rule - without for name, (with_rule, without) in row["moved"].items()}
        large = {name: points for name, points in lost.items() if abs(points) >= HALF_A_POINT}
        cells = (f"{name} {100 * points:+.1f}" for name, points in sorted(large.items(), key=_by_size))
        texts = " ".join(f"{name} {count}" for name, count in row["texts"].items()) or "–"
        if large:
            lines.append((row["rule"], f"`{row['where']}`", texts, "; ".join(cells)))
        else:
            idle.append(f"- {row['rule']} (`{row['where']}`; texts: {texts})")
    table = markdown_table(("rule", "where", "texts that it touches", "lost without it"), lines)
    return "\n".join([table, "", f"Rules that move no figure by half a point ({len(idle)}):", "", *idle])


def _by_size(item: tuple[str, float]) -> float:
    return -abs(item[1])


def read_results(path: Path) -> list[dict[str, Any]]:
    """The results that a file has so far, one a rule."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure what each rule is worth.")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="folders of annotated articles")
    parser.add_argument("--out", type=Path, required=True, help="a file for the results, JSON Lines")
    parser.add_argument("--only", default="", help="only rules at a place that has this word")
    parser.add_argument("--tasks", nargs="*", default=["gold", "stance", *BENCHED], help="what is measured")
    parser.add_argument("--card", action="store_true", help="fill the table into MODEL_CARD.md")
    options = parser.parse_args()
    remember_readings()
    made = {
        "gold": lambda: annotated(options.gold),
        "stance": lambda: spans(options.benchmarks / "directed-stance.dev.jsonl"),
        **{task: lambda task=task: benched(task, options.benchmarks / BENCHED[task][0]) for task in BENCHED},
    }
    rules = []
    for rule in read_rules():
        try:
            rules += [rule] if options.only in rule.where and rule.without() else []
        except UserError as error:
            print(f"ablate: {error}", file=sys.stderr)
    ablate(rules, {task: made[task]() for task in options.tasks}, options.out)
    text = worth(read_results(options.out))
    print(text)
    if options.card:
        CARD.write_text(fill(CARD.read_text("utf-8"), {"rules": text}), "utf-8")


if __name__ == "__main__":
    main()
