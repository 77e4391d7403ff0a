"""What two runs found differently, in words and as a table for a terminal."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import fill
from typing import Any

from readout.wording import (
    agree,
    capitalize,
    count,
    english_list,
    is_plural,
    signed,
    tone_in_words,
    with_article,
)

MOST = 6  # of one kind are named in the words; the table has all
SLIGHT = 0.05  # tones with one label that are nearer are named together
WIDTH = 100  # characters of a line of words
WIDEST = 44  # characters of a cell of the table
NUMBERS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)
INPUTS = {
    "article": "the article’s text",
    "parameter": "parameters",
    "file": "your own files",
    "version": "versions",
    "model": "models",
    "notebook": "the notebook",
}
FINDINGS = {
    "tone": "the tone",
    "tone towards": "the tone towards actors",
    "tie": "ties",
    "stance asked for": "the stance asked for",
    "actor": "actors",
    "speaker": "speakers",
    "keyphrase": "keyphrases",
}

Row = Mapping[str, Any]


def told(found: Mapping[str, Any]) -> str:
    """The differences (`differences.differences`) as paragraphs, with a table behind them if there are any."""
    findings, inputs = found["findings"], found["inputs"]
    lacking = _lacking(found["not_compared"])
    if not findings and not inputs:
        return _paragraphs("Nothing differs: no finding and no input.", lacking)
    return f"{_paragraphs(paragraph(found), _given(inputs), lacking)}\n\n{_table([*findings, *inputs])}"


def paragraph(found: Mapping[str, Any]) -> str:
    """What the findings changed, in one paragraph: "Two findings differ. New tie: Iran opposes the US (sure). …"."""
    findings = found["findings"]
    number = NUMBERS[len(findings)] if len(findings) < len(NUMBERS) else f"{len(findings):,}"
    words = [f"{number} {'finding differs' if len(findings) < 2 else 'findings differ'}."]
    for part, said in _SAID.items():
        words += said([row for row in findings if row["part"] == part])
    return " ".join(words)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(fill(part, WIDTH, break_on_hyphens=False) for part in parts if part)


def _given(inputs: Sequence[Row]) -> str:
    """Which inputs differ, and which do not."""
    parts = dict.fromkeys(row["part"] for row in inputs)
    if not inputs:
        return "All inputs that are known of both are the same."
    said = [_input(part, [row for row in inputs if row["part"] == part]) for part in parts]
    return f"What differs in the inputs: {'; '.join(said)}."


def _input(part: str, rows: Sequence[Row]) -> str:
    if part in ("article", "notebook"):
        return INPUTS[part]
    names = [_plain(row["what"]) for row in rows]
    if part != "file":
        names = [f"{name} ({_then(row)})" for name, row in zip(names, rows, strict=True)]
    return f"{part if len(rows) == 1 else INPUTS[part]} {_some(names)}"


def _lacking(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    who = {(1,): "the first run has none", (2,): "the second run has none", (1, 2): "neither run has any"}
    said = [f"{({**FINDINGS, **INPUTS})[row['part']]} ({who[tuple(row['lacking'])]})" for row in rows]
    return f"Not compared: {'; '.join(said)}."


def _tones(rows: Sequence[Row]) -> list[str]:
    whose = {
        "author": "the author’s own voice",
        "quoted voices": "quoted voices",
        "whole article": "the whole article",
    }
    ends = [[_toned(row[end]) for end in ("before", "after")] for row in rows]
    return [
        f"The tone of {whose[row['what']]}: {after}, before {before}."
        for row, (before, after) in zip(rows, ends, strict=True)
    ]


def _toned(values: Row | None) -> str:
    return f"{tone_in_words(values['polarity'])} ({signed(values['polarity'])})" if values else "none"


def _towards(rows: Sequence[Row]) -> list[str]:
    """The tones that have another label or another value; those that hardly have in one sentence."""
    far = [row for row in rows if not _slight(row["before"], row["after"])]
    said = [
        f"Tone towards {with_article(_plain(row['what']))}: {_shown(row['after'])}, before {_shown(row['before'])}."
        for row in far[:MOST]
    ]
    said += _rest(far, "tone")
    if names := [with_article(_plain(row["what"])) for row in rows if row not in far]:
        said.append(f"Tone towards {_some(names)}: labelled as before, by values less than {SLIGHT} apart.")
    return said


def _slight(before: Row | None, after: Row | None) -> bool:
    if not before or not after:
        return False
    return bool(
        before["label"] == after["label"] and round(abs(after["value"] - before["value"]), 4) < SLIGHT
    )


def _ties(rows: Sequence[Row]) -> list[str]:
    said = []
    for row in rows[:MOST]:
        before, after = row["before"], row["after"]
        if row["change"] != "changed":
            head = "New tie" if after else "Tie gone"
            said.append(f"{head}: {_tie(after or before)} ({(after or before)['certainty']}).")
        elif before["label"] != after["label"]:
            turned = f"before: {before['label']}, {before['certainty']}"
            said.append(f"Tie turned: {_tie(after)} ({after['certainty']}; {turned}).")
        else:
            said.append(f"Tie now {after['certainty']}, before {before['certainty']}: {_tie(after)}.")
    return [*said, *_rest(rows, "tie")]


def _tie(one: Row) -> str:
    """Who opposes or supports whom, in a clause."""
    (source, target), (kind, other) = (_plain(one["source"]), _plain(one["target"])), one["kinds"]
    verbs = [agree(label.removesuffix("s"), is_plural(source, kind)) for label in one["label"].split(" and ")]
    return f"{with_article(source, kind)} {english_list(verbs)} {with_article(target, other)}"


def _asked(rows: Sequence[Row]) -> list[str]:
    said = []
    for row in rows[:MOST]:
        who = f"{'the ' if row['what'].startswith('author towards ') else ''}{_plain(row['what'])}"
        if row["change"] == "changed":
            said.append(f"{capitalize(who)}: {_shown(row['after'])}, before {_shown(row['before'])}.")
        else:
            head = "New stance" if row["after"] else "Stance gone"
            said.append(f"{head}: {who}, {_shown(row['after'] or row['before'])}.")
    return [*said, *_rest(rows, "stance")]


def _listed(rows: Sequence[Row], noun: str) -> list[str]:
    """Who or what is new, gone and changed, each in one sentence."""
    words = []
    for change, head in (("new", "New {}"), ("gone", "{} gone"), ("changed", "Changed {}")):
        names = [_name(row) for row in rows if row["change"] == change]
        if names:
            said = capitalize(head.format(noun if len(names) == 1 else f"{noun}s"))
            words.append(f"{said}: {_some(names)}.")
    return words


def _name(row: Row) -> str:
    name = _plain(row["what"])
    name = f"“{name}”" if row["part"] == "keyphrase" else name
    return f"{name} ({_then(row)})" if row["change"] == "changed" else name


def _then(row: Row) -> str:
    before = _shown(row["before"])
    return f"{before}{';' if ',' in before else ','} then {_shown(row['after'])}"


_SAID: dict[str, Callable[[Sequence[Row]], list[str]]] = {
    "tie": _ties,
    "tone": _tones,
    "tone towards": _towards,
    "stance asked for": _asked,
    "actor": partial(_listed, noun="actor"),
    "speaker": partial(_listed, noun="speaker"),
    "keyphrase": partial(_listed, noun="keyphrase"),
}


def _rest(rows: Sequence[Row], noun: str) -> list[str]:
    more = len(rows) - MOST
    return [f"The table has {count(more, f'more {noun}')}."] if more > 0 else []


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST
    return english_list([*names[:MOST], f"{more} more"] if more > 0 else names)


def _table(rows: Sequence[Row]) -> str:
    """The differences in columns, cut to a width that a terminal has."""
    lines = [("finding or input", "what", "before", "after")]
    lines += [(row["part"], _plain(row["what"]), _shown(row["before"]), _shown(row["after"])) for row in rows]
    cut = [[cell if len(cell) <= WIDEST else f"{cell[: WIDEST - 1]}…" for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cut
    )


def _shown(values: Row | None) -> str:
    """What a run found, in few words: "negative (−0.45)", "opposes (sure)", "3 passages", "place 2"."""
    if values is None:
        return "–"
    if "rank" in values:
        return f"place {values['rank']}"
    if "passages" in values:
        quoted = f"{values['quoted']} quoted" if values["quoted"] else "none quoted"
        return f"{count(values['passages'], 'passage')}, {quoted}"
    if "label" in values:
        return f"{_plain(values['label'])} ({values.get('certainty') or signed(values['value'])})"
    if "polarity" in values:
        return signed(values["polarity"])
    return _setting(values["value"]) if "value" in values else _plain(values["kind"])


def _setting(value: Any) -> str:
    """An input: a list as its items, "none" where it is not set."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "none"
    return _plain(value) or "none"


def _plain(value: object) -> str:
    """The value in one line, without signs that steer a terminal: names come from articles."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())
