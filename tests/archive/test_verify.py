"""`readout verify`: pages against the gate, run folders against their manifests."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from readout.articles.article import read
from readout_app.cli import main
from readout_app.runs import pdf as browser
from readout_app.runs import run as report
from readout_app.runs.folder import artefact_faults
from support import past_runs

GONE = "make the report again"


def verify(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, words)])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out, article = tmp_path_factory.mktemp("reports"), read("")
    names = ("briefing", "keywords", "sentiment", "stance")
    return {name: report.run(report.find(name), article, {}, out).folder for name in names}


@pytest.fixture
def run(runs: dict[str, Path], tmp_path: Path) -> Path:
    return shutil.copytree(runs["keywords"], tmp_path / "run")


def relist(run: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Lets the manifest's list of artefacts be changed in place."""
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    change(manifest["artefacts"])
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.browser
@pytest.mark.skipif(browser.find() is None, reason="needs Chromium: install chromium")
def test_every_notebook_makes_a_page_that_passes_the_whole_gate(runs: dict[str, Path]) -> None:
    result = verify(*runs.values())
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)


def test_a_run_as_it_was_left_has_no_fault(run: Path) -> None:
    assert artefact_faults(run) == []


def test_what_is_changed_missing_or_more_is_named(run: Path) -> None:
    (run / "results.json").write_text("{}", encoding="utf-8")
    (run / "article.json").unlink()
    (run / "more").mkdir()
    (run / "more" / "new\x1b.txt").touch()
    result = verify("--no-browser", run)
    assert result.exit_code == 1
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        f"{run}: article.json: it is missing; {GONE}",
        f"{run}: results.json: it is not as the run left it; {GONE}",
        f"{run}: more/new .txt: the manifest does not list it; move it elsewhere",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "more/../../secret.txt",
        "/etc/hostname",
        "C:\\secret.txt",
        "..\\secret.txt",
        "a\0b",
    ],
)
def test_a_manifest_cannot_have_files_read_outside_its_folder(run: Path, name: str) -> None:
    (run.parent / "secret.txt").write_text("x", encoding="utf-8")
    relist(run, lambda listed: listed.update({name: "0" * 64}))
    shown = name.replace("\0", " ")
    assert artefact_faults(run) == [f"{shown}: it leads out of the folder, and was not read; {GONE}"]


def test_links_are_not_followed(run: Path) -> None:
    secret = run.parent / "secret"
    secret.mkdir()
    (run / "results.json").replace(secret / "results.json")
    (run / "results.json").symlink_to(secret / "results.json")
    (run / "more").symlink_to(secret)
    relist(run, lambda listed: listed.update({"more/results.json": listed["results.json"]}))
    assert artefact_faults(run) == [
        f"more/results.json: it leads out of the folder, and was not read; {GONE}",
        f"results.json: it leads out of the folder, and was not read; {GONE}",
        "more: the manifest does not list it; move it elsewhere",
    ]


@pytest.mark.parametrize("name", [".", "", "x" * 5000, "results.json/x"])
def test_a_name_that_is_no_file_is_missing(run: Path, name: str) -> None:
    relist(run, lambda listed: listed.update({name: "0" * 64}))
    assert artefact_faults(run) == [f"{name}: it is missing; {GONE}"]


@pytest.mark.parametrize("hashed", ["", "0" * 64])
def test_a_hash_that_is_none_is_told(run: Path, hashed: object) -> None:
    relist(run, lambda listed: listed.update({"results.json": hashed}))
    assert artefact_faults(run) == [f"results.json: it is not as the run left it; {GONE}"]


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        ("{", "manifest.json is not JSON"),
        ("[]", "manifest.json: input should be an object"),
        (
            json.dumps(past_runs.manifest(artefacts=[])),
            "manifest.json: artefacts: input should be an object",
        ),
        (json.dumps(past_runs.manifest(artefacts={})), "manifest.json: it lists no artefacts"),
    ],
)
def test_a_manifest_that_is_none_is_told(run: Path, manifest: str, fault: str) -> None:
    (run / "manifest.json").write_text(manifest, encoding="utf-8")
    result = verify("--no-browser", run)
    assert result.stdout == f"{run}: {fault}; {GONE}\n"
    assert result.exit_code == 1


def test_a_page_has_its_faults_told_one_a_line(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html>\n<script>x()</script>", encoding="utf-8")
    result = verify(page)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"{page}: line 2: script: a page runs nothing; take it out: <script>\n{page}: line 2: policy: there is none; "
    )


def test_a_run_without_its_page_says_so(run: Path) -> None:
    (run / "report.html").unlink()
    result = verify(run)
    assert result.stdout.splitlines() == [
        f"{run}: report.html: it is missing; {GONE}",
        f"{run / 'report.html'}: the page is missing; {GONE}",
    ]


def test_the_limit_can_be_set(run: Path) -> None:
    result = verify("--limit", "10", run / "report.html")
    size = (run / "report.html").stat().st_size
    assert result.stdout == (
        f"{run / 'report.html'}: line 1: size: the page has {size:,} bytes; at most 10 are allowed\n"
    )


def test_without_a_browser_its_part_is_left_out_and_said(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(run))
    result = verify(run)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == "readout: pages were not opened in a browser; that needs a Chromium\n"


def test_without_playwright_its_part_is_left_out_and_said(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readout_app.archive.browser_checks.find_spec", lambda _: None)
    monkeypatch.setattr("readout_app.runs.pdf.find", lambda: None)
    result = verify(run)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == (
        "readout: pages were not opened in a browser; that needs pip install 'readout[verify]' and a Chromium\n"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.html", "it does not exist; give the path of a page or of a run folder"),
        (".", "the folder has no manifest.json; give a run folder, or the path of a page"),
    ],
)
def test_a_path_that_is_no_use_is_a_wrong_call(tmp_path: Path, name: str, message: str) -> None:
    result = verify(tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"readout: {tmp_path / name}: {message}\n"


def test_no_path_is_a_wrong_call() -> None:
    assert verify().exit_code == 2
