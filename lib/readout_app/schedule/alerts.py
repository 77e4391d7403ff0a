"""The conditions of `when`, as a watch writes them ("tone of Iran below -0.3"), and which new runs of it meet them.

Runs are held against the watch's earlier ones; all is read from their results.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, Literal, NamedTuple

from readout.comparison import MALFORMED
from readout.errors import UserError
from readout.resources import table, values
from readout.text import one_line
from readout.wording import capitalize, count, day_in_words, english_list, net_tone, signed, with_article
from readout_app.archive.diff import describe_tie, describe_turn, load_results

FORMS = (
    "new tie, turned tie (both may go on: of NAME towards NAME), tone of NAME below -0.3, tone of NAME above 0.3, "
    "attention to NAME twice its median (or 3 times its median)"
)
_NUMBER = r"[-+]?[0-9]*\.?[0-9]+"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<kind>new tie|turned tie)(?: of (?P<actor>.+?))?(?: towards (?P<target>.+))?",
        rf"(?P<kind>tone) of (?P<actor>.+) (?P<side>below|above) (?P<number>{_NUMBER})",
        rf"(?P<kind>attention) to (?P<actor>.+) (?:(?P<twice>twice)|(?P<number>{_NUMBER}) times) its median",
    )
]
LEAST_ARTICLES = 3  # of a week, below which nobody has twice the attention
_WEEK, _WEEKS = 7, 4  # days; weeks that this one is held against
_MOST_NAMED = 3  # articles in a line
_Tie = tuple[str, str]


class Condition(NamedTuple):
    """What has to be so for a digest to come.

    Attributes:
        text: as it was written.
        actor: of a tie its source; "" is any.
        target: of a tie; "" is any.
        side: on which a tone has to be of the number.
        number: a tone, above -1 and below 1, or how many times the median the attention has to be.
    """

    text: str
    kind: Literal["new tie", "turned tie", "tone", "attention"]
    actor: str = ""
    target: str = ""
    side: Literal["", "below", "above"] = ""
    number: float = 0.0


def parse_condition(text: str) -> Condition:
    """Return the condition; raise UserError, with the forms that there are, where it is none.

    >>> parse_condition("tone of Iran below -0.3").number
    -0.3
    """
    words = " ".join(text.replace("\N{MINUS SIGN}", "-").split())
    match = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(words))), None)
    if not match:
        raise UserError(f'"{one_line(text, limit=60)}" is no condition; write one of: {FORMS}')
    found = {name: (value or "").strip(" \"'“”") for name, value in match.groupdict().items()}
    kind, number = found["kind"].lower(), float(found.get("number") or (2 if found.get("twice") else 0))
    if kind == "tone" and not -1 < number < 1:
        raise UserError(f'"{words}": a tone lies between -1 (hostile) and 1 (friendly); give a number between')
    if kind == "attention" and number <= 1:
        raise UserError(f'"{words}": give more than 1 times the median')
    if kind in ("tone", "attention") and not found["actor"]:
        raise UserError(f'"{words}": it names no actor; write one of: {FORMS}')
    side = found.get("side", "").lower()
    return Condition(text, kind, found["actor"], found.get("target", ""), side, number)  # type: ignore[arg-type]


class Facts(NamedTuple):
    """What a run found that conditions ask for.

    Attributes:
        day: of the article, else of the run.
        forms: of each actor by its name: in small letters, what it may be called.
        kinds: of each actor by its name.
        ties: their labels by source and target; "" where a pair has both.
        tones: towards each actor for whom the model gives a label, -1 (hostile) to 1 (friendly).
    """

    title: str
    day: date
    forms: Mapping[str, frozenset[str]]
    kinds: Mapping[str, str]
    ties: Mapping[_Tie, str]
    tones: Mapping[str, float]


class Alert(NamedTuple):
    """Something that happened: a clause for a headline, and a line that also says by which articles."""

    headline: str
    line: str


def read_facts(folder: Path) -> Facts | None:
    """Return what the run in that folder found; None where it is not there, or not as the contract has it."""
    try:
        results, manifest = load_results(folder)
        article, actors = results["article"], results["actors"]
        ties = dict[_Tie, str]()
        for row in results["stance"]["ties"]:
            label, pair = str(row["label"]), (str(row["source"]), str(row["target"]))
            ties[pair] = label if ties.get(pair, label) == label else ""
        targets = results["sentiment"]["targets"]
        day = date.fromisoformat(article["published"]) if article["published"] else None
        if day is None and manifest:
            day = manifest.started.date()
        return Facts(
            str(article["title"]),
            day or date.min,
            {row["name"]: _forms(row) for row in actors},
            {row["name"]: row["kind"] for row in actors},
            ties,
            {row["target"]: net_tone(row) for row in targets if row["label"] != "unsure"},
        )
    except MALFORMED:
        return None


def find_alerts(condition: Condition, new: Sequence[Facts], earlier: Sequence[Facts], today: date) -> list[Alert]:
    """Return what of the new runs meets the condition; none where it is not met."""
    find = {"new tie": _new_ties, "turned tie": _turned_ties, "tone": _tones, "attention": _attention}
    return list(find[condition.kind](condition, new, earlier, today))


def _new_ties(condition: Condition, new: Sequence[Facts], earlier: Sequence[Facts], _: date) -> Iterator[Alert]:
    """Ties of pairs that no earlier run has; before there is one, nothing is new."""
    known = {pair for facts in earlier for pair in facts.ties}
    for facts in new if earlier else ():
        for pair, label in facts.ties.items():
            if label and pair not in known and _fits(condition, pair, facts):
                known.add(pair)
                yield _alert(describe_tie(pair, label, facts.kinds), _quote(facts))


def _turned_ties(condition: Condition, new: Sequence[Facts], earlier: Sequence[Facts], _: date) -> Iterator[Alert]:
    """Ties of another label than in the newest run before that has their pair."""
    in_order = sorted(earlier, key=lambda facts: facts.day)
    for facts in new:
        last = {pair: (label, past) for past in in_order if past.day <= facts.day for pair, label in past.ties.items()}
        for pair, label in facts.ties.items():
            before, past = last.get(pair, ("", facts))
            if label and before and before != label and _fits(condition, pair, facts):
                turn = describe_turn(pair, before, label, facts.kinds)
                day = day_in_words(past.day)
                yield _alert(turn, f"{_quote(facts)}; before that {_quote(past)}, {day}")


def _tones(condition: Condition, new: Sequence[Facts], _: Sequence[Facts], __: date) -> Iterator[Alert]:
    """The tone towards an actor beyond the number, in whichever of the new runs."""
    sign = -1 if condition.side == "below" else 1
    found = [
        (tone, name, facts)
        for facts in new
        for name, tone in facts.tones.items()
        if _is_called(name, facts, condition.actor) and sign * (tone - condition.number) > 0
    ]
    found.sort(key=lambda row: sign * row[0], reverse=True)
    if found:
        tone, name, facts = found[0]
        whom = with_article(name, facts.kinds.get(name, ""))
        what = f"The tone towards {whom} is {signed(tone)}, {condition.side} {signed(condition.number)}"
        by = [f"{_quote(facts)} ({signed(tone)})" for tone, _name, facts in found[:_MOST_NAMED]]
        yield _alert(what, _and_more(by, len(found)))


def _attention(condition: Condition, new: Sequence[Facts], earlier: Sequence[Facts], today: date) -> Iterator[Alert]:
    """An actor named in so many articles of the last seven days, held against each of the four weeks before."""
    naming = {
        (facts.title, facts.day): name
        for facts in (*earlier, *new)
        for name in facts.forms
        if _is_called(name, facts, condition.actor)
    }
    by = [facts for facts in new if (facts.title, facts.day) in naming]
    ages = [(today - day).days // _WEEK for _, day in naming]
    this, *before = (ages.count(week) for week in range(_WEEKS + 1))
    usual = median(before)
    is_covered = any(facts.day <= today - timedelta(days=_WEEK * _WEEKS) for facts in earlier)
    if by and is_covered and this >= max(LEAST_ARTICLES, condition.number * usual):
        name = naming[by[0].title, by[0].day]
        who = capitalize(with_article(name, by[0].kinds.get(name, "")))
        articles = f"{count(this, 'article')} of the last seven days"
        what = f"{who}: {articles}; the median of the four weeks before is {usual:g} a week"
        yield _alert(what, _and_more([_quote(facts) for facts in by[:_MOST_NAMED]], len(by)))


def _alert(what: str, by: str) -> Alert:
    return Alert(what, f"{what}: {by}.")


def _quote(facts: Facts) -> str:
    return f"“{one_line(facts.title, limit=120)}”"


def _and_more(named: Sequence[str], number: int) -> str:
    more = number - len(named)
    return english_list([*named, f"{more:,} more"] if more else named)


def _fits(condition: Condition, pair: _Tie, facts: Facts) -> bool:
    """Whether a tie is of whom the condition names; others without a name ("supporters") are not the same elsewhere."""
    wanted = (condition.actor, condition.target)
    return all(
        _is_called(each, facts, name) if name else not each[:1].islower()
        for each, name in zip(pair, wanted, strict=True)
    )


def _is_called(name: str, facts: Facts, wanted: str) -> bool:
    """Whether an actor of a run may be called so, also by the tables of countries and organisations."""
    return bool((facts.forms.get(name) or {_plain(name)}) & {_plain(wanted), _listed().get(_plain(wanted), "")})


def _forms(row: Mapping[str, Any]) -> frozenset[str]:
    last = row["name"].split()[-1:] if row["kind"] == "person" else []
    return frozenset(_plain(form) for form in (row["name"], *last, *row["aliases"]))


def _plain(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()


@cache
def _listed() -> dict[str, str]:
    """The name of a country or an organisation by what else it is called."""
    rows = [*table("countries"), *table("organisations")]
    return {_plain(form): _plain(row["name"]) for row in rows for form in values(row["aliases"])}
