"""What two articles, or two runs over one, say differently: findings matched by pair, actor, speaker and phrase."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from readout.text import one_line
from readout.wording import certainty, count, name_speaker, signed, tone_label

if TYPE_CHECKING:
    import pandas as pd

    from readout.analysis import Analysis
    from readout.articles.article import Article

CLOSE = 0.005  # numbers that are nearer read the same with two decimals
TOP_KEYPHRASES = 20  # a keyphrase that is in neither run's top is not compared
SMALL_MOVE = 2  # ranks
# what comes of reading results that are not as the contract has them: a notebook may publish anything
MALFORMED = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError)

Values = dict[str, Any]
Rows = dict[str, Values]  # by what each row is of


class Part(NamedTuple):
    """A kind of finding or input: how its rows are read, and which differences are too small to report.

    The rule gets the values of the first and of the second; those that are missing are empty.
    """

    read: Callable[[Any], Rows]
    is_minor: Callable[[Values, Values], bool]


def compare(
    first: Analysis | Article | str | Path, second: Analysis | Article | str | Path, *, aliases: str = ""
) -> pd.DataFrame:
    """Say what two articles say differently: ties, tones towards actors, speakers and keyphrases.

    Args:
        first: An `Analysis`, or what `readout.analyze` takes.
        second: The other one.
        aliases: The user's own file of names and corrections, for what is not analysed yet.

    Returns:
        One row a difference: `part` (what kind of finding), `what` it is of, and what each has, in words: `first`
        and `second`, None where an article has none. Of each part, those that both have come first.

    Raises:
        UserError: An article, or the file of aliases, cannot be read.

    Example:
        >>> import readout
        >>> found = readout.analyze("")
        >>> readout.compare(found, found).empty
        True
    """
    import pandas as pd

    from readout.analysis import Analysis, analyze

    both = [each if isinstance(each, Analysis) else analyze(each, aliases=aliases) for each in (first, second)]
    changes, _ = list_changes(_OF_ARTICLES, *both)
    order = list(_OF_ARTICLES)
    changes.sort(key=lambda row: (order.index(row["part"]), row["change"] != "changed"))
    rows = [
        (row["part"], row["what"], *(describe_values(row[side]) for side in ("before", "after"))) for row in changes
    ]
    return pd.DataFrame(rows, columns=["part", "what", "first", "second"])


def list_changes(parts: Mapping[str, Part], first: Any, second: Any) -> tuple[list[Values], list[Values]]:
    """Return what the second has otherwise than the first, and which parts cannot be compared.

    A change: its `part`, `what` it is of, its `change` (new, gone or changed) and the values `before` and `after`,
    None where there is none. A part that one lacks: its `part`, and which of the two (1, 2) are `lacking` it.
    """
    changes, not_compared = list[Values](), list[Values]()
    for name, part in parts.items():
        before, after = _read_rows(part, first), _read_rows(part, second)
        if before is None or after is None:
            lacking = [number for number, rows in ((1, before), (2, after)) if rows is None]
            not_compared.append({"part": name, "lacking": lacking})
        else:
            changes += _changes(name, part, before, after)
    return changes, not_compared


def describe_values(values: Values | None) -> str | None:
    """What was found, in few words: "hostile (−0.45)", "opposes (sure)", "3 statements, none quoted", "rank 2"."""
    match values:
        case None:
            return None
        case {"rank": rank}:
            return f"rank {rank}"
        case {"passages": passages, "quoted": quoted}:
            return f"{count(passages, 'statement')}, {quoted or 'none'} quoted"
        case {"label": label, "certainty": certainty}:
            return f"{label} ({certainty})"
        case {"label": label, "value": value}:
            return f"{tone_label(one_line(label))} ({signed(value)})"
        case {"polarity": polarity}:
            return signed(polarity)
        case {"kind": kind}:
            return one_line(kind)
        case _:
            return one_line(values["value"]) or "none"


def _read_rows(part: Part, run: Any) -> Rows | None:
    """The rows of a part; None where the run does not have it in the form of the contract."""
    try:
        return part.read(run)
    except MALFORMED:
        return None


def _changes(name: str, part: Part, first: Rows, second: Rows) -> Iterator[Values]:
    for key in first | second:
        before, after = first.get(key, {}), second.get(key, {})
        if not part.is_minor(before, after):
            change = "changed" if before and after else "new" if after else "gone"
            about = {"part": name, "what": (after or before).get("name", key), "change": change}
            yield {**about, "before": before or None, "after": after or None}


def agree_closely(before: Values, after: Values, *keys: str) -> bool:
    """Return whether these values (all, if none is given) are equal, or too close to read differently."""
    return all(_is_close(before.get(key), after.get(key)) for key in keys or before | after)


def _is_close(value: Any, other: Any) -> bool:
    both = isinstance(value, float) and isinstance(other, float)
    return bool(value == other or (both and abs(value - other) < CLOSE))


def _is_small_move(before: Values, after: Values) -> bool:
    ranks = [row["rank"] for row in (before, after) if row]
    return min(ranks) > TOP_KEYPHRASES or (len(ranks) == 2 and max(ranks) - min(ranks) <= SMALL_MOVE)


def _ties(results: Mapping[str, Any]) -> Rows:
    """Ties by their pair; where a pair has both signs, the surer is the first of its labels."""
    pairs: Rows = {}
    for row in sorted(results["stance"]["ties"], key=lambda row: -row["confidence"]):
        label, confidence = row["label"], row["confidence"]
        tie = {"label": label, "confidence": confidence, "certainty": certainty(confidence)}
        pair = pairs.setdefault(f"{row['source']} → {row['target']}", tie)
        if label not in pair["label"].split(" and "):
            pair["label"] += f" and {label}"
    return pairs


def _tones(results: Mapping[str, Any]) -> Rows:
    keys = {"author": "author", "quoted voices": "quoted", "whole article": "polarity"}
    tones = {voice: results["sentiment"][key] for voice, key in keys.items()}
    return {voice: {"polarity": float(tone)} for voice, tone in tones.items() if tone is not None}


def _labels(rows: list[Values], what: str, positive: str, negative: str) -> Rows:
    """Rows with a label, and how far one probability is above the other; `what` is filled with the row's values."""
    return {
        what.format(**row): {"label": row["label"], "value": round(row[positive] - row[negative], 4)} for row in rows
    }


def _actors(results: Mapping[str, Any]) -> Rows:
    return {str(row["id"]): {"name": row["name"], "kind": row["kind"]} for row in results["actors"]}


def _speakers(results: Mapping[str, Any]) -> Rows:
    speakers: Rows = {}
    for row in results["attributions"]:
        speaker = speakers.setdefault(name_speaker(row["speaker"]), {"passages": 0, "quoted": 0})
        speaker["passages"] += 1
        speaker["quoted"] += bool(row["direct"])
    return speakers


def _keyphrases(results: Mapping[str, Any]) -> Rows:
    return {row["phrase"]: {"rank": rank} for rank, row in enumerate(results["keywords"], 1)}


FINDINGS = {
    "tie": Part(_ties, lambda before, after: agree_closely(before, after, "label", "certainty")),
    "tone": Part(_tones, agree_closely),
    "tone towards": Part(
        lambda results: _labels(results["sentiment"]["targets"], "{target}", "positive", "negative"),
        # an actor that came or went is a finding of its own
        lambda before, after: not (before and after) or agree_closely(before, after),
    ),
    "stance asked for": Part(
        lambda results: _labels(results["stance"]["toward"], "{source} towards {target}", "favor", "against"),
        agree_closely,
    ),
    "actor": Part(_actors, lambda before, after: bool(before and after)),
    "speaker": Part(_speakers, agree_closely),
    "keyphrase": Part(_keyphrases, _is_small_move),
}
# Of two articles the lexicon's numbers say nothing, and a tone differs where its label does.
_OF_ARTICLES = {name: FINDINGS[name] for name in ("tie", "tone towards", "speaker", "keyphrase")}
_OF_ARTICLES["tone towards"] = Part(
    FINDINGS["tone towards"].read, lambda before, after: not (before and after) or before["label"] == after["label"]
)
