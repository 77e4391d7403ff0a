"""Switching rules off: wherever their function was imported, only where they matter, and back again."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from readout.errors import UserError
from training.ablate import Measure, Probe, Rule, ablate, read_rules, switched_off, worth

TOY = """
from functools import lru_cache

@lru_cache
def tidy(word: str) -> str:
    return word.strip() if word.isascii() else word

def words(text: str):
    for word in text.split(" "):
        if tidy(word):
            yield tidy(word).lower()

def note(seen: list, word: str) -> None:
    seen.append(word)
"""
LOWER = Rule("lower case", "toy:words", ".lower()", "")
STRIP = Rule("no space", "toy:tidy", "word.strip() if word.isascii() else word", "word")
NOTHING = Rule("nothing", "toy:words", "", "return iter(())")
NOTE = Rule("note", "toy:note", "", "return")


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A module of rules, and as another would have it, its function imported by name."""
    path = tmp_path / "toy.py"
    path.write_text(TOY, "utf-8")
    spec = importlib.util.spec_from_file_location("readout.toy", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "readout.toy", module)
    spec.loader.exec_module(module)
    return module


def test_a_rule_is_switched_off_wherever_it_was_imported(toy: object) -> None:
    words, tidy = toy.words, toy.tidy
    assert list(words("A \tb")) == ["a", "b"]
    with switched_off(LOWER):
        assert list(words("A \tb")) == ["A", "b"]
    with switched_off(STRIP):
        assert tidy("\tb") == "\tb"  # nothing of the cache is left
    with switched_off(NOTHING):
        assert list(words("A b")) == []
    assert list(words("A \tb")) == ["a", "b"]


def test_every_row_fits_the_code() -> None:
    for rule in read_rules():
        assert rule.without()  # else it names the row


@pytest.mark.usefixtures("toy")
def test_a_rule_that_does_not_fit_the_code_is_named() -> None:
    with pytest.raises(UserError, match="lower: toy:words has no single “upper”; mend or drop its row"):
        Rule("lower", "toy:words", "upper", "").without()
    with pytest.raises(UserError, match="gone: there is no toy:gone; mend or drop its row"):
        Rule("gone", "toy:gone", "", "pass").without()


def test_only_texts_are_measured_anew_in_which_the_rule_matters(toy: object, tmp_path: Path) -> None:
    words, measured = toy.words, []

    def find(text: str) -> list[str]:
        measured.append(text)
        toy.note([], text)
        return list(words(text))

    def score(found: list[list[str]]) -> dict[str, float]:
        return {"long": sum(map(len, found)) / 10, "upper": sum(w.isupper() for some in found for w in some) / 1}

    texts, out = ["A b", "c", "\td"], tmp_path / "out.jsonl"
    ablate([LOWER, STRIP, NOTHING, NOTE], {"toy": Measure(texts, find, score)}, out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(row["rule"], row["texts"], row["moved"]) for row in rows] == [
        ("lower case", {"toy": 1}, {"upper": [0, 1]}),
        ("no space", {"toy": 1}, {}),
        ("nothing", {"toy": 3}, {"long": [0.4, 0]}),
        ("note", {"toy": 3}, {}),  # what gives nothing may change anything
    ]
    assert measured == [*texts, "A b", "\td", *texts, *texts]
    ablate([LOWER, STRIP, NOTHING, NOTE], {"toy": Measure(texts, find, score)}, out)
    assert len(out.read_text("utf-8").splitlines()) == 4  # what stands there is not measured again


def test_a_probe_leaves_what_is_given_as_it_is(toy: object) -> None:
    probe = Probe([LOWER, STRIP])
    with probe.watching():
        probe.text = 0
        given = toy.words("A b")
        assert next(given) == "a"  # still lazy to who asks
        assert list(given) == ["b"]
    assert probe.touched == {"lower case": {0}, "no space": set()}


def test_the_table_says_what_is_lost_without_a_rule() -> None:
    rows = [
        {"rule": "a", "where": "m:f", "texts": {"gold": 2}, "moved": {"ties": [0.5, 0.49], "cue": [0.5, 0.52]}},
        {"rule": "b", "where": "m:g", "texts": {}, "moved": {"ties": [0.5, 0.496]}},
    ]
    assert worth(rows).splitlines() == [
        "| rule | where | texts that it touches | lost without it |",
        "| --- | ---: | ---: | ---: |",
        "| a | `m:f` | gold 2 | cue -2.0; ties +1.0 |",
        "",
        "Rules that move no figure by half a point (1):",
        "",
        "- b (`m:g`; texts: –)",
    ]
