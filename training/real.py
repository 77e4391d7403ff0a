"""Counts how often findings are right on real articles that were read and labelled by hand.

    python -m training.bench real FOLDER

FOLDER holds `texts/`, `labels/NAME.json` (what a careful reader notes of the article in `file`) and `judgements.json`
(verdicts on ties that were given). A tie given counts as right, wrong or questionable by its verdict; without one it is
right if it meets a labelled tie, wrong if that has the other sign, else unjudged. Its README has the rest.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readout.analysis import analyze
from readout.articles.article import read
from readout.errors import UserError
from training.real_names import is_near, is_same, owners, singular_words

SIGNS = {"supports": "+", "opposes": "-"}
TOP = 10
JUDGEMENTS = Path(__file__).parent / "real_judgements.json"  # our own verdicts: they add to those of a folder
DRAWS, LOW, HIGH = 1000, 0.05, 0.95  # of the interval of 90 per cent: articles drawn with replacement

Json = dict[str, Any]
Counts = Counter[str]


@dataclass(frozen=True)
class Figure:
    """A share, or a number of things where `of` is 0, with the interval in which 90 of 100 draws of articles lie."""

    value: float
    of: int
    low: float
    high: float


RATES: dict[str, tuple[str, str]] = {  # name: what is counted, of what
    "ties right": ("ties right", "ties judged"),
    "ties found": ("ties found", "ties there"),
    "leanings right": ("leanings right", "leanings judged"),
    "ties and leanings found": ("either found", "ties there"),
    "statements with the right speaker": ("statements right", "statements there"),
    "rows right": ("rows right", "rows"),
    "actors found": ("actors found", "actors there"),
    "tone right where one is given": ("tone right", "tone given"),
    "tone unsure": ("tone unsure", "tone there"),
    f"keyphrases F1@{TOP}": ("keyphrases F1", "keyphrases articles"),
}
TOTALS = ("ties unjudged", "actors split", "actors joined")


def measure_real(folder: Path) -> dict[str, Figure]:
    """The figures of a folder by name, each with its interval; UserError where it is not one."""
    counts = [count(label, find(folder, label), verdicts) for label, verdicts in read_labels(folder)]
    return figures(counts)


def read_labels(folder: Path) -> list[tuple[Json, Json]]:
    """The labels of each article with the verdicts on the ties given in it, by name."""
    paths = sorted((folder / "labels").glob("*.json"))
    if not paths:
        raise UserError(f"{folder}: has no labels/*.json; give a folder of labelled articles")
    theirs, ours = (_verdicts(path) for path in (folder / "judgements.json", JUDGEMENTS))
    return [
        (json.loads(path.read_text("utf-8")), {**ours.get(path.stem, {}), **theirs.get(path.stem, {})})
        for path in paths
    ]


def _verdicts(path: Path) -> dict[str, dict[str, str]]:
    """By article: the verdict on each tie that somebody judged."""
    articles = json.loads(path.read_text("utf-8"))["ties"] if path.exists() else {}
    return {
        name: {tie: one["verdict"] if isinstance(one, dict) else one for tie, one in ties.items()}
        for name, ties in articles.items()
    }


def find(folder: Path, label: Json) -> Json:
    """What is found in the article of a label."""
    return dict(analyze(read(str(folder / "texts" / label["file"]))))


def figures(counts: Sequence[Counts]) -> dict[str, Figure]:
    """The rates and the totals over articles."""
    chance = random.Random(1)
    drawn = [_sum(chance.choices(counts, k=len(counts))) for _ in range(DRAWS)]
    whole = _sum(counts)
    found = {}
    for name, (part, of) in RATES.items():
        if whole[of]:
            low, high = _interval([draw[part] / draw[of] for draw in drawn if draw[of]])
            found[name] = Figure(whole[part] / whole[of], round(whole[of]), low, high)
    for name in TOTALS:
        found[name] = Figure(whole[name], 0, *_interval([draw[name] for draw in drawn]))
    return found


def render_figures(found: Mapping[str, Figure]) -> str:
    """The figures, one a line: a share of how many, or a number, with its interval of 90 per cent."""
    lines = []
    for name, one in found.items():
        form, of = (".3f", f" of {one.of}") if one.of else (".0f", "")
        lines.append(f"{name}  {one.value:{form}}{of} ({one.low:{form}} to {one.high:{form}})")
    return "\n".join(lines)


def _sum(counts: Sequence[Counts]) -> Counts:
    return sum(counts, Counter())


def _interval(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[int(LOW * len(ordered))], ordered[int(HIGH * len(ordered)) - 1]


def count(label: Json, found: Json, verdicts: Json) -> Counts:
    """All counts of one article."""
    called = _names_of(found)
    counts: Counts = Counter()
    for measure in (_count_ties, _count_statements, _count_actors, _count_tone):
        counts.update(measure(label, found, called, verdicts))
    counts.update(_count_keyphrases(label, found))
    return counts


Called = Callable[[str], set[str]]


def _names_of(found: Json) -> Called:
    """What gives every name of the actor that bears a name."""
    names: dict[str, set[str]] = {}
    for actor in found["actors"]:
        own = {actor["name"], *actor["aliases"]}
        for name in own:
            names.setdefault(name, set()).update(own)
    return lambda name: {name, *names.get(name, ())}


def _any_same(names: set[str], options: Sequence[str]) -> bool:
    return any(is_same(name, options) for name in names)


def judge(tie: Json, label: Json, called: Called, verdicts: Json) -> tuple[str, list[Json]]:
    """The verdict on a tie that is given (right, wrong, questionable, unjudged), and the labelled ones it meets."""
    sources, targets, sign = called(tie["source"]), called(tie["target"]), SIGNS[tie["label"]]
    fitting = [one for one in label["ties"] if _any_same(sources, one["source"]) and _any_same(targets, one["target"])]
    meets = [one for one in fitting if one["sign"] == sign]
    verdict = verdicts.get(f"{tie['source']} {sign} {tie['target']}") or next(
        (verdict for key, verdict in verdicts.items() if _is_judged(key, sources, sign, targets)), None
    )
    if verdict:
        kind = verdict
    elif any(not one.get("optional") for one in meets):
        kind = "right"
    else:
        opposite = not meets and any(not one.get("optional") for one in fitting)
        kind = "wrong" if opposite else "unjudged"
    return kind, meets if kind in ("right", "unjudged") else []


def _is_judged(key: str, sources: set[str], sign: str, targets: set[str]) -> bool:
    """Whether a verdict is on the same tie under other names of the same actors."""
    source, mark, target = re.split(r" ([+-]) ", key, maxsplit=1)

    def among(name: str, names: set[str]) -> bool:
        return any(singular_words(name) == singular_words(other) for other in names)

    return mark == sign and among(source, sources) and among(target, targets)


def _count_ties(label: Json, found: Json, called: Called, verdicts: Json) -> Iterator[str]:
    met: dict[str, list[Json]] = {}
    for tier in ("ties", "leanings"):
        met[tier] = []
        for tie in found["stance"].get(tier, []):
            kind, meets = judge(tie, label, called, verdicts)
            met[tier] += meets
            yield f"{tier} {kind}"
            if kind != "unjudged":
                yield f"{tier} judged"
    for one in label["ties"]:
        if not one.get("optional"):
            yield "ties there"
            for name, tiers in (("ties found", ["ties"]), ("either found", ["ties", "leanings"])):
                if any(one is other for tier in tiers for other in met[tier]):
                    yield name


def _count_statements(label: Json, found: Json, called: Called, _: Json) -> Iterator[str]:
    """Where all statements are labelled; a row is one if it holds half of its first letters or begins with it."""
    if "attributions" not in label:
        return
    rows = [*found["attributions"], *found.get("attitudes", [])]
    text = found["article"]["text"].replace("’", "'").lower()
    letters = [(place, letter) for place, letter in enumerate(text) if letter.isalnum()]
    flat = "".join(letter for _, letter in letters)
    held = [
        {n for n, (place, _) in enumerate(letters) if any(s <= place < e for s, e in row["content"])} for row in rows
    ]
    used: set[int] = set()
    for one in label["attributions"]:
        key = "".join(letter for letter in one["start"].lower() if letter.isalnum())
        at = flat.find(key)
        span = set(range(at, at + len(key))) if at >= 0 else set()
        hits = [
            n
            for n, mine in enumerate(held)
            if span and (len(mine & span) >= min(len(key) // 2, 15) or (mine and abs(min(mine) - min(span)) < 3))
        ]
        right = [n for n in hits if rows[n]["speaker"] and _any_same(called(rows[n]["speaker"]), one["speaker"])]
        used |= {*right, *(hits if one.get("optional") else ())}
        if not one.get("optional"):
            yield "statements there"
            if right:
                yield "statements right"
    for n in range(len(found["attributions"])):
        yield "rows"
        if n in used:
            yield "rows right"


def _count_actors(label: Json, found: Json, _called: Called, _: Json) -> Iterator[str]:
    given = [{actor["name"], *actor["aliases"]} for actor in found["actors"]]
    owned = [[owners(name, label["actors"]) for name in names] for names in given]
    split: set[frozenset[int]] = set()
    for n, entry in enumerate(label["actors"]):
        if entry.get("optional"):
            continue
        yield "actors there"
        if any(_any_same(names, entry["names"]) for names in given):
            yield "actors found"
        mine = frozenset(k for k, sets in enumerate(owned) if any(n in one for one in sets))
        if len(mine) > 1 and mine not in split:
            split.add(mine)
            yield "actors split"
    for sets in owned:
        if any(a and b and not a & b for a in sets for b in sets):
            yield "actors joined"


def _count_tone(label: Json, found: Json, called: Called, _: Json) -> Iterator[str]:
    targets: Mapping[str, str] = {row["target"]: row["label"] for row in found["sentiment"]["targets"] if row["target"]}
    for one in label["tone"]:
        exact = (
            tone
            for name, tone in targets.items()
            if any(singular_words(mine) == singular_words(other) for mine in called(name) for other in one["names"])
        )
        loose = (tone for name, tone in targets.items() if _any_same(called(name), one["names"]))
        tone = next(exact, next(loose, None))
        yield "tone there"
        if tone == "unsure":
            yield "tone unsure"
        elif tone:
            yield "tone given"
            if tone in one["label"].split("|"):
                yield "tone right"


def _count_keyphrases(label: Json, found: Json) -> Counts:
    ten, wanted = [row["phrase"] for row in found["keywords"][:TOP]], label["keyphrases"]
    if not wanted:
        return Counter()
    precision = sum(any(is_near(key, one) for key in wanted) for one in ten) / max(1, len(ten))
    recall = sum(any(is_near(key, one) for one in ten) for key in wanted) / len(wanted)
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return Counter({"keyphrases F1": f1, "keyphrases articles": 1})  # type: ignore[dict-item]
