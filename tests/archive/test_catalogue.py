"""The catalogue: which rows it has, what they say, and that it is written whole."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup, Tag

from readout_app.archive import catalogue
from readout_app.archive.catalogue import atom_feed, rebuild_catalogue
from readout_app.archive.checks import page_faults
from readout_app.archive.listing import list_runs
from support.command import call
from support.past_runs import SUMMARY, folder, past

HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}{% raw %}\u202e\x00"


def page(out: Path) -> BeautifulSoup:
    return parsed(rebuild_catalogue(out))


def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "lxml")


def said(node: Tag) -> str:
    return " ".join(node.get_text().split())


def texts(root: Tag, which: str) -> list[str]:
    return [said(node) for node in root.select(which)]


def values(root: Tag, which: str, name: str) -> list[Any]:
    return [node.get(name) for node in root.select(which)]


def test_a_row_says_what_a_contents_page_would(tmp_path: Path) -> None:
    """And no number of the lexicon."""
    past(tmp_path, "a run")
    root = page(tmp_path)
    assert texts(root, ".entry > *") == [
        "29 Sep 2020",
        "US may close its embassy Wire Iran-backed militias oppose the US. rocket attack, embassy",
        "briefing",
    ]
    assert values(root, ".entry a", "href") == ["a%20run/report.html"] * 2
    assert values(root, ".entry time", "datetime") == ["2020-09-29"]


def test_by_month_of_the_article_newest_first(tmp_path: Path) -> None:
    for number, day in enumerate(("2020-09-29", "2021-01-03", None, "2020-09-30")):
        past(tmp_path, f"run {number}", article={"id": str(number), "title": f"T{number}", "published": day})
    root = page(tmp_path)
    assert texts(root, ".month > summary") == [
        "November 2026 · 1 article",
        "January 2021 · 1 article",
        "September 2020 · 2 articles",
    ]
    assert texts(root, ".title") == ["T2", "T1", "T3", "T0"]
    assert texts(root, ".date")[0] == "no date"
    assert values(root, ".month", "id") == ["m2026-11", "m2021-01", "m2020-09"]


def test_it_stays_short_however_many_articles_there_are(tmp_path: Path) -> None:
    for number in range(60):
        past(tmp_path, f"run {number}", article={"id": str(number), "source": f"S{number % 3}"})
    root = page(tmp_path)
    assert texts(root, ".month > summary") == [
        "September 2020, part 1 of 3 · 25 articles",
        "September 2020, part 2 of 3 · 25 articles",
        "September 2020, part 3 of 3 · 10 articles",
    ]
    assert [group.get("id") for group in root.select("details[open]")] == ["m2020-09"]
    assert len(root.select(".entry")) == 60, "all is there, and found by a browser's own search"


def test_an_article_is_one_row_with_the_runs_of_each_notebook(tmp_path: Path) -> None:
    """Its facts are those of the newest that found something; parameters tell runs apart; earlier ones are folded."""
    runs: list[tuple[str, dict[str, Any]]] = [
        ("a", {"parameters": {"top": 10}}),
        ("b", {"status": "failed", "error": "x", "cell": 2, "parameters": {"top": 10}}),
        ("c", {"parameters": {"top": 20, "targets": ["rain"]}}),
        ("d", {"notebook": {"name": "own.ipynb"}, "summary": None}),
        ("e", {"notebook": {"name": "stance"}, "status": "timed out", "error": "too slow", "summary": None}),
    ]
    for day, (name, changes) in enumerate(runs, 1):
        past(tmp_path, name, started=f"2026-01-0{day}T10:00:00+00:00", **changes)
    root = page(tmp_path)
    [row] = root.select(".entry")
    assert values(row, ".title", "href") == ["c/report.html"]
    assert texts(row, ".reports > ul > li") == [
        "stance timed out too slow",
        "own.ipynb",
        'briefing targets = ["rain"], top = 20',
    ]
    assert said(row.select("summary")[0]) == "2 earlier runs, 1 not finished"
    assert texts(row, ".reports > details li") == [
        "briefing 2 Jan 2026, 10:00, targets = none, top = 10 failed Cell 2: x",
        "briefing 1 Jan 2026, 10:00, targets = none, top = 10",
    ]
    assert "1 article 5 runs 2 not finished newest run" in said(root.select(".facts")[0])


def test_what_cannot_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    folder(tmp_path, "<b>\u202ex", "{")
    (past(tmp_path, "pageless") / "report.html").unlink()
    past(tmp_path, "whole")
    root = page(tmp_path)
    assert said(root.select(".note")[0]) == "2 folders could not be read; they stand at the end."
    rows = ["<b> xmanifest.json is not JSON", "pagelessreport.html is missing"]
    assert texts(root, "#unreadable tbody tr") == rows
    assert len(root.select(".entry")) == 1


def test_a_catalogue_whose_runs_are_gone_says_what_to_do(tmp_path: Path) -> None:
    run = past(tmp_path)
    rebuild_catalogue(tmp_path)
    shutil.rmtree(run)
    assert "No report is here yet. This command makes one: readout report ARTICLE" in said(page(tmp_path).body)


def test_hostile_text_stays_text_and_passes_the_gate(tmp_path: Path) -> None:
    facts = {"title": HOSTILE, "source": HOSTILE, "id": HOSTILE}
    found = {**SUMMARY, "tie": HOSTILE, "keyphrases": [HOSTILE]}
    past(tmp_path, "a run", article=facts, notebook={"name": HOSTILE}, summary=found)
    past(tmp_path, "b%\u202e<b>", status="failed", error=HOSTILE + "\ufdd0\U0001fffe", article={"id": "b"})
    folder(tmp_path, "c\ufdd0", "{")
    root = page(tmp_path)
    assert page_faults(tmp_path / "index.html") == []
    assert root.select("script, img, [onerror], h1 ~ h1") == []
    assert texts(root, ".title")[1] == HOSTILE[:-2]
    raw = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert not {"\u202e", "\x00"} & {*raw}
    assert raw.count("</style>") == 1


def test_articles_are_found_by_outlet_by_notebook_and_by_state(tmp_path: Path) -> None:
    past(tmp_path, "a")
    past(tmp_path, "b", article={"id": "b", "source": "POST (AP)", "title": "B"}, notebook={"name": "stance"})
    past(tmp_path, "c", article={"id": "c", "source": "post", "title": "C"}, status="cancelled", error="no")
    root = page(tmp_path)
    assert texts(root, "nav a") == ["By month", "By outlet", "By notebook", "Not finished"]
    assert values(root, "nav a", "href") == [f"#{each}" for each in values(root, "section", "id")]
    assert texts(root, "#by-outlet .list") == [
        "post · 2 C 29 Sep 2020, no B 29 Sep 2020",
        "Wire · 1 US may close its embassy 29 Sep 2020",
    ]
    assert texts(root, "#by-notebook summary") == ["briefing · 2", "stance · 1"]
    assert values(root, "#by-notebook .list:last-child a", "href") == ["b/report.html"]
    assert texts(root, "#by-state .list") == ["cancelled · 1 C 29 Sep 2020, no"]
    ids = values(root, "[id]", "id")
    assert len(ids) == len(set(ids))


def test_what_does_not_fit_one_page_has_a_page_for_each_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_PAGE_SIZE", 6)
    for number, year in enumerate((2019, 2021, 2021, 2021)):
        past(
            tmp_path,
            f"run {number}",
            article={"id": str(number), "title": f"T{number}", "published": f"{year}-01-0{number + 1}"},
        )
    (tmp_path / "index-mine.html").write_text("mine")
    root = page(tmp_path)
    assert texts(root, ".title") == ["T3", "T2"]
    assert [(said(item), item.select("a")[0].get("href")) for item in root.select("[aria-label=Pages] li")] == [
        ("Newest", "index.html"),
        ("2021, part 1 2", "index-2021.html"),
        ("2021, part 2 1", "index-2021-2.html"),
        ("2019 1", "index-2019.html"),
    ]
    second = parsed(tmp_path / "index-2021-2.html")
    assert said(second.select("h1")[0]) == "Catalogue: 2021, part 2"
    assert texts(second, ".title") == ["T1"]
    monkeypatch.undo()
    assert len(page(tmp_path).select(".entry")) == 4
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["index-mine.html", "index.html"]


def test_equal_manifests_give_equal_bytes(tmp_path: Path) -> None:
    for out, order in ((tmp_path / "one", "abc"), (tmp_path / "two", "cba")):
        for name in order:
            past(out, name, article={"id": name, "source": name})
        rebuild_catalogue(out)
        rebuild_catalogue(out)
    for name in ("index.html", "feed.xml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_run_that_ends_meanwhile_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    past(tmp_path, "a")
    read = catalogue.list_runs
    names = iter(["b"])

    def slow(out: Path) -> Any:
        found = read(out)
        for name in names:
            past(out, name, article={"id": name})
        return found

    monkeypatch.setattr(catalogue, "list_runs", slow)
    assert len(page(tmp_path).select(".entry")) == 2


def test_a_link_in_place_of_the_page_is_replaced_and_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("mine")
    past(tmp_path / "out")
    (tmp_path / "out" / "index.html").symlink_to(other)
    rebuild_catalogue(tmp_path / "out")
    assert other.read_text() == "mine"
    assert not (tmp_path / "out" / "index.html").is_symlink()


def test_what_a_cut_off_call_has_left_is_cleared_away_when_it_is_old(tmp_path: Path) -> None:
    past(tmp_path)
    for name, age in ((".catalogue-old", 3700), (".catalogue-young", 60)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    rebuild_catalogue(tmp_path)
    assert [path.name for path in tmp_path.glob(".catalogue-*")] == [".catalogue-young"]


def test_index_prints_the_path_of_the_page_or_says_in_a_line_why_there_is_none(tmp_path: Path) -> None:
    def index(folder: Path) -> tuple[int, str, str]:
        result = call("index", folder)
        return result.exit_code, result.stdout, result.stderr

    past(tmp_path / "good")
    assert index(tmp_path / "good") == (0, f"{tmp_path / 'good' / 'index.html'}\n", "")
    which = "name the folder that reports were written to\n"
    assert index(tmp_path) == (2, "", f"readout: {tmp_path}: has no runs in it; {which}")
    assert [path.name for path in tmp_path.iterdir()] == ["good"]
    none = tmp_path / "reprots"
    assert index(none) == (2, "", f"readout: {none}: there is no such folder; {which}")
    out = past(tmp_path / "bad").parent
    (out / "index.html").mkdir()
    why = f"readout: {out}: the catalogue cannot be written there (Is a directory); "
    assert index(out) == (*(1, ""), f"{why}free some space, or move what bears the name of index.html or feed.xml\n")


# The feed, as a feed reader takes it

TITLE = '</title><script>alert(1)</script>]]>&amp;"\x0b\x00\ufffe'
RUNS: dict[str, dict[str, Any]] = {  # newest first
    "c": {"started": "2026-01-02T10:00:00+00:00", "ended": "2026-01-02T10:01:00+00:00", "article": {"title": TITLE}},
    "b-failed": {
        "started": "2026-01-01T05:00:00-06:00",  # 11:00
        "ended": "2026-01-01T11:00:10+00:00",
        **{"status": "failed", "error": "ValueError: no tone", "cell": 4, "summary": None},
    },
    "a run": {"started": "2026-01-01T10:00:00+00:00", "ended": "2026-01-03T12:00:00+00:00"},
}


def feed(out: Path, before: bytes = b"") -> Any:
    found = feedparser.parse(atom_feed(list_runs(out)[0], before))
    assert (found.bozo, found.version) == (False, "atom10")
    return found


def test_an_entry_of_the_feed_says_what_was_found_or_why_nothing_was(tmp_path: Path) -> None:
    for name, changes in RUNS.items():
        past(tmp_path, name, **changes)
    day = {"started": "2025-01-01T10:00:00+00:00", "ended": "2025-01-01T10:00:00+00:00"}
    past(tmp_path, "d", **day, summary=None, article={"source": None})
    found = feed(tmp_path)
    hostile, failed, entry, nothing = found.entries
    assert (entry.title, entry.link) == ("US may close its embassy (briefing)", "a%20run/report.html")
    assert entry.summary == "Iran-backed militias oppose the US. Keyphrases: rocket attack and embassy."
    assert (entry.published, entry.updated) == ("2026-01-01T10:00:00Z", "2026-01-03T12:00:00Z")
    assert [tag.term for tag in entry.tags] == ["Wire"]
    assert failed.title == "US may close its embassy (briefing, failed)"
    assert failed.summary == "Failed in cell 4: ValueError: no tone"
    assert (nothing.summary, "tags" in nothing) == ("The report is done.", False)
    assert hostile.title_detail.value == '</title><script>alert(1)</script>]]>&amp;" (briefing)'
    assert found.feed.updated == "2026-01-03T12:00:00Z"  # of the run that ended last
    assert {link.rel: link.href for link in found.feed.links} == {"self": "feed.xml", "alternate": "index.html"}


def test_the_feed_has_the_newest_fifty(tmp_path: Path) -> None:
    assert feedparser.parse(atom_feed([])).feed.title == "Readout reports"
    for number in range(53):
        past(tmp_path, f"{number:02}", started=f"2026-01-01T10:{number:02}:00+00:00")
    entries = feed(tmp_path).entries
    assert [entry.link for entry in entries] == [f"{number:02}/report.html" for number in range(52, 2, -1)]
    assert len({entry.id for entry in entries}) == 50


@pytest.mark.parametrize("before", [b"<feed><id>http://evil.example/</id>", b"\xff\x00", b"<id>urn:uuid:1</id>"])
def test_feed_and_entries_keep_their_ids_and_take_no_others(tmp_path: Path, before: bytes) -> None:
    past(tmp_path, "a")
    first = feed(tmp_path, before)
    assert first.entries[0].id == "urn:uuid:8fafa4f9-6b94-5a5d-bbe9-79a7b5c0f16f"
    assert first.feed.id == feed(tmp_path).feed.id
    raw = atom_feed(list_runs(tmp_path)[0]).encode()
    past(tmp_path, "b", started="2020-01-01T10:00:00+00:00", article={"title": "Another"})
    again = feed(tmp_path, raw)
    assert again.feed.id == first.feed.id != feed(tmp_path).feed.id
    assert [entry.id for entry in again.entries if entry.link == "a/report.html"] == [first.entries[0].id]
