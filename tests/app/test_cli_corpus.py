"""`readout analyze --format parquet`: what it prints, and how it ends."""

from pathlib import Path

import pytest

from readout.corpus.corpus import Corpus
from support.articles import stories
from support.command import call
from support.results import results, save_run


def test_articles_saved_runs_and_failures_in_one_call(tmp_path: Path) -> None:
    runs, out = tmp_path / "reports", tmp_path / "corpus"
    for number in (1, 2):
        save_run(runs / str(number), results(number))
    stories(runs, 1)
    words = ("analyze", runs, "gone.txt", "--format", "parquet", "--out", out, "--workers", "1")
    result = call(*words, "--show-text", "none")
    assert (result.exit_code, result.stdout) == (1, f"{out}\n")
    assert result.stderr == (
        f"readout: gone.txt: does not exist; check the path\nreadout: {out}: 3 articles added, 1 failed\n"
    )
    assert sorted(Corpus(out).articles["title"]) == ["Case 1", "Case 2", "Headline number 0"]
    assert Corpus(out).sentences["text"].isna().all()
    (runs / "story-0.txt").unlink(missing_ok=True)
    again = call("analyze", runs, "--format", "parquet", "--out", out, "--show-text", "none")
    assert (again.exit_code, again.stderr) == (0, f"readout: {out}: no articles added, 2 known already\n")


def test_what_is_outdated_is_said(tmp_path: Path) -> None:
    found = results(1)
    words = ("analyze", save_run(tmp_path / "run", found), "--format", "parquet", "--out", tmp_path / "corpus")
    call(*words)
    found["provenance"]["readout"] = "9.9"
    save_run(tmp_path / "newer", found)
    result = call(words[0], tmp_path / "newer", *words[2:])
    assert "1 is as another version, or other options, found it; --again renews it" in result.stderr
    assert "1 replaced" in call(words[0], tmp_path / "newer", *words[2:], "--again").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--format parquet", "--format parquet makes several tables; say in which folder with --out DIR"),
        ("--format parquet --out c --target x", "--target: a corpus has no table for it"),
        ("--again", "--again is for a corpus; add --format parquet, or leave it out"),
        ("--workers 2", "--workers is for a corpus"),
        ("--format parquet --out . --show-text ful", 'show_text: "ful" is not known; choose one of'),
        ("--format parquet --out tests", "tests: is no corpus; give a corpus, or a new folder for one"),
    ],
)
def test_a_wrong_call_is_named(words: str, said: str) -> None:
    result = call("analyze", "story.txt", *words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"readout: {said}")
