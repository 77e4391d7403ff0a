import hashlib
import html
import json
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_output

from readout import __version__
from readout_app.runs import run as report
from readout_app.runs.execution import load_notebook
from readout_app.runs.failures import Failure, KernelDied, OutOfMemory, TimedOut
from readout_app.runs.folder import artefact_faults, is_whole, stage
from readout_app.runs.manifest import hash_notebook
from readout_app.runs.run import Run, check_parameters, find_notebook, record_failure, run
from support import ROOT
from support.articles import ARTICLE, TEXT
from support.errors import problem_of
from support.inline import without_kernel
from support.notebooks import PARAMETERS, notebook
from support.runs import gone, names, written

FULL = (
    "import json, os, warnings\nfrom IPython.display import HTML\nfrom readout import publish",
    "text = json.load(open(article))\nfound = {'schema': 1, 'article': text, 'sentences': [1, 2]}\n"
    "found['provenance'] = {'packages': {'nltk': '3.9'}}\npublish(found)",
    "## Tone",
    "warnings.warn('look out')\nprint(len(text['text']), top, {'b', 'a', 'c'})\nobject()",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    'HTML(f\'<p id="x">{text["title"]}<script>alert(1)</script></p>\')',
)
FILES = ["article.json", "manifest.json", "report.html", "report.ipynb", "results.json"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return notebook(tmp_path_factory.mktemp("full") / "full.ipynb", *FULL)


@pytest.fixture(scope="module")
def done(path: Path) -> Run:
    return run(path, ARTICLE, {"top": "5"}, path.parent / "reports", origin="embassy.txt")


@pytest.fixture
def inline() -> Iterator[None]:
    """Cells are run in this process: what a kernel adds is held by the tests of execution."""
    with without_kernel():
        yield


def manifest(done: Run) -> dict[str, object]:
    content: dict[str, object] = json.loads((done.folder / "manifest.json").read_text())
    return content


def test_a_run_leaves_its_folder(done: Run) -> None:
    assert done == Run(done.folder, "done", None, fresh=True)
    assert done.page == done.folder / "report.html"
    assert done.folder.name.startswith("2020-09-29-us-may-b-close-b-its-embassy-full-")
    assert names(done.folder) == FILES
    assert names(done.folder.parent) == [done.folder.name]


TABLES = (
    "import pandas as pd\nfrom readout import publish\n"
    "frame = pd.DataFrame({'a': ['=1+1'], 'b': [0.1]})\n"
    "publish({'schema': 1}, tables={'first': frame})",
    "publish(tables={'second_one': frame})",
)


@pytest.mark.usefixtures("inline")
def test_tables_lie_in_a_folder_of_their_own_each_with_its_hash(tmp_path: Path) -> None:
    done = run(notebook(tmp_path / "n.ipynb", *TABLES), ARTICLE, {}, tmp_path / "out")
    folder = done.folder / "tables"
    assert names(folder) == ["first.csv", "second_one.csv"]
    for path in folder.iterdir():
        about = f"{ARTICLE.id},U.S. may <b>close</b> its embassy,2020-09-29,Wire"
        assert path.read_text() == f"article,title,published,outlet,a,b\n{about},'=1+1,0.1\n"
        hashes = manifest(done)["artefacts"]
        assert isinstance(hashes, dict)
        assert hashes[f"tables/{path.name}"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert json.loads((done.folder / "results.json").read_text()) == {"schema": 1}


@pytest.mark.usefixtures("inline")
def test_a_run_that_failed_leaves_no_table(tmp_path: Path) -> None:
    done = run(notebook(tmp_path / "n.ipynb", *TABLES, "1 / 0"), ARTICLE, {}, tmp_path)
    assert names(done.folder) == ["article.json", "manifest.json", "report.html", "report.ipynb"]


ODD = """
import os, pathlib, socket
for name in ('manifest.json', 'report.html', 'kept.txt'):
    pathlib.Path(name).write_text('mine')
os.mkfifo('pipe'); os.symlink('/etc/passwd', 'link'); os.symlink('/etc', 'results.json')
pathlib.Path('odd\\nname').write_text('x'); os.makedirs('odd\\nfolder/in')
os.makedirs('deep'); os.symlink('/', 'deep/root')
pathlib.Path('article.json').write_text('{'); pathlib.Path('tables').write_text('no folder')
"""


@pytest.mark.usefixtures("inline")
def test_what_no_manifest_can_list_is_left_out_and_the_run_is_whole(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", *TABLES, ODD)
    done = run(path, ARTICLE, {}, tmp_path / "out")
    assert done.error is None
    assert artefact_faults(done.folder) == []
    assert names(done.folder) == [
        *("article.json", "deep", "kept.txt", "manifest.json", "report.html", "report.ipynb", "results.json"),
        "tables",
    ]
    told = manifest(done)["stderr"]
    assert told == "Left out of the run folder: deep/root, link, odd folder, odd name, pipe\n"
    assert run(path, ARTICLE, {}, tmp_path / "out") == Run(done.folder, fresh=False)


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("display({'application/vnd.readout.tables+json': {'a': 5}}, raw=True)", 'the table "a" is no text'),
        ("display({'application/vnd.readout.tables+json': [1]}, raw=True)", "the tables bear no names"),
        ("display({'application/vnd.readout.tables+json': {'A b': 'x'}}, raw=True)", "it makes no file name"),
        ("display({'application/vnd.readout.results+json': [1]}, raw=True)", "are no JSON object"),
        ("display({'application/vnd.readout.results+json': {'a': float('nan')}}, raw=True)", "JSON has not"),
        ("import os, shutil; shutil.rmtree(os.getcwd()); 1 / 0", "ZeroDivisionError"),
    ],
)
def test_whatever_a_notebook_publishes_there_is_a_page_that_says_what_is_wrong(
    tmp_path: Path, cell: str, told: str
) -> None:
    done = run(notebook(tmp_path / "n.ipynb", cell), ARTICLE, {}, tmp_path / "out")
    assert done.status == "failed"
    assert told in (done.error or "")
    assert told in html.unescape(done.page.read_text())
    assert artefact_faults(done.folder) == []


@pytest.mark.usefixtures("inline")
def test_a_run_that_was_moved_away_and_left_a_link_is_made_again_in_its_place(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "print(1)")
    done = run(path, ARTICLE, {}, tmp_path / "out")
    done.folder.rename(tmp_path / "archive")
    done.folder.symlink_to(tmp_path / "archive")
    again = run(path, ARTICLE, {}, tmp_path / "out", again=True)
    assert again == Run(done.folder)
    assert not done.folder.is_symlink()
    assert (tmp_path / "archive" / "report.html").is_file()
    assert names(tmp_path / "out") == [done.folder.name]


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("cell", ["print(len(json.loads(Path(article).read_text())['text']))", "1 / 0"])
def test_the_kernel_has_a_text_that_the_folder_must_not_hold(tmp_path: Path, cell: str) -> None:
    parameters = f'{PARAMETERS}\nshow_text: str = "none"  # one of: full, none'
    path = notebook(tmp_path / "n.ipynb", "import json\nfrom pathlib import Path", cell, parameters=parameters)
    done = run(path, ARTICLE, {}, tmp_path)
    assert json.loads((done.folder / "article.json").read_text()) == {**ARTICLE.as_dict(), "text": None}
    assert done.error or str(len(TEXT)) in done.page.read_text()


def test_the_article_lies_beside_the_results(done: Run) -> None:
    assert json.loads((done.folder / "article.json").read_text()) == ARTICLE.as_dict()
    found = json.loads((done.folder / "results.json").read_text())
    assert list(found) == ["schema", "article", "sentences", "provenance"]
    assert found["article"] == ARTICLE.as_dict()


def test_the_page_shows_outputs_parameters_and_the_command(done: Run) -> None:
    page = done.page.read_text()
    assert '<p class="kicker">Trial</p>' in page
    assert '<p id="x">U.S. may <b>close</b> its embassy</p>' in page
    assert f'<pre class="output">{len(ARTICLE.text)} 5 ' in page
    assert 'alt="Figure: Tone"' in page
    assert "readout report embassy.txt --notebook full.ipynb -p top 5</pre>" in page
    assert f"readout {__version__}, python {sys.version.split()[0]}, nltk 3.9</dd>" in page
    assert "UserWarning" not in page
    assert "<script" not in page


def test_the_notebook_keeps_the_parameters_and_loses_what_was_published(done: Run) -> None:
    content = json.loads((done.folder / "report.ipynb").read_text())
    assert content["metadata"] == {"language_info": {"name": "python"}}
    assert [cell["id"] for cell in content["cells"]] == [
        "cell-1", "cell-2", "injected-parameters", "cell-3", "cell-4", "cell-5", "cell-6", "cell-7", "cell-8",
    ]  # fmt: skip
    assert "".join(content["cells"][2]["source"]) == '# Parameters\narticle = "article.json"\ntop = 5\n'
    assert content["cells"][4]["outputs"] == []


def test_no_folder_of_this_machine_is_in_an_artefact(path: Path, done: Run) -> None:
    for name in FILES:
        if name != "manifest.json":
            text = (done.folder / name).read_text()
            for folder in (path.parent, sys.prefix, "/tmp/", str(Path.home())):
                assert f'"{folder}' not in text
                assert f" {folder}" not in text


def test_the_manifest_says_what_only_this_run_knows(path: Path, done: Run) -> None:
    content = manifest(done)
    assert list(content) == [
        "article", "notebook", "parameters", "files", "versions", "models", "command", "schema", "status", "error",
        "cell", "started", "ended", "seconds", "platform", "summary", "stderr", "pdf", "artefacts",
    ]  # fmt: skip
    assert (content["status"], content["error"], content["parameters"]) == ("done", None, {"top": 5})
    assert content["notebook"] == {"name": "full.ipynb", "sha256": hash_notebook(path.read_bytes())}
    assert content["article"] == {
        "id": ARTICLE.id,
        "title": "U.S. may <b>close</b> its embassy",
        "deck": None,
        "published": "2020-09-29",
        "source": "Wire",
        "byline": None,
        "url": None,
        "words": ARTICLE.words,
        "sha256": ARTICLE.sha256,
        "input": "embassy.txt",
    }
    assert "UserWarning: look out" in str(content["stderr"])
    assert content["versions"] == {"readout": __version__, "python": platform.python_version(), "nltk": "3.9"}
    assert content["artefacts"] == {
        name: hashlib.sha256((done.folder / name).read_bytes()).hexdigest() for name in FILES if name != "manifest.json"
    }


def counting(folder: Path) -> tuple[Path, Path]:
    """A notebook that writes a letter into a file each time it runs, and that file."""
    count = folder / "count"
    return notebook(folder / "n.ipynb", f"with open({str(count)!r}, 'a') as file: file.write('x')"), count


@pytest.mark.usefixtures("inline")
def test_what_has_been_run_is_not_run_again_unless_asked_or_changed(tmp_path: Path) -> None:
    path, count = counting(tmp_path)
    out = tmp_path / "reports"
    first = run(path, ARTICLE, {}, out)
    second = run(path, ARTICLE, {}, out)
    assert (second.folder, second.fresh, count.read_text()) == (first.folder, False, "x")
    run(path, ARTICLE, {"top": 3}, out)
    assert count.read_text() == "xx"
    assert run(path, ARTICLE, {}, out, again=True).fresh
    assert count.read_text() == "xxx"
    first.page.write_text("changed by hand")
    assert run(path, ARTICLE, {}, out).fresh
    assert count.read_text() == "xxxx"


def test_of_two_runs_of_the_same_at_once_one_does_it_and_the_other_takes_its_result(tmp_path: Path) -> None:
    path, count = counting(tmp_path)
    out = tmp_path / "o"
    script = f"{SCRIPT}    print(run(Path({str(path)!r}), ARTICLE, {{}}, Path({str(out)!r})).fresh)"
    both = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT / "tests", stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert sorted(process.communicate(timeout=120)[0] for process in both) == ["False\n", "True\n"]
    assert count.read_text() == "x"


@pytest.mark.usefixtures("inline")
def test_the_links_lead_to_the_latest_and_to_the_latest_good_run(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "import os\nassert top < 5")
    out = tmp_path / "reports"
    good = run(path, ARTICLE, {"top": 1}, out)
    bad = run(path, ARTICLE, {"top": 9}, out)
    assert (out / "latest").resolve() == bad.folder
    assert (out / "latest-successful").resolve() == good.folder
    run(path, ARTICLE, {"top": 1}, out)
    assert (out / "latest").resolve() == good.folder


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize(
    ("failure", "status", "error"),
    [
        (TimedOut("the run took longer than 2 seconds", 4), "timed out", "the run took longer than 2 seconds"),
        (OutOfMemory("MemoryError", 4), "out of memory", "MemoryError"),
        (None, "failed", "ZeroDivisionError: division by zero"),
    ],
)
def test_the_status_says_how_it_ended_and_the_page_shows_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Failure | None, status: str, error: str
) -> None:
    """What ends a run is held by the tests of execution."""
    path = notebook(tmp_path / "n.ipynb", "print('until here')", "1 / 0", "print('not reached')")
    if failure:
        content = load_notebook(path.read_bytes())
        content.cells.insert(2, new_code_cell("top = 10", id="injected-parameters"))
        content.cells[3].outputs = [new_output("stream", text="until here\n")]
        monkeypatch.setattr(report, "execute", lambda *_, **__: (content, failure))
    ended = run(path, ARTICLE, {}, tmp_path / "reports")
    assert (ended.status, ended.error) == (status, error)
    content = manifest(ended)
    assert (content["status"], content["error"], content["cell"]) == (status, error, 5)
    page = ended.page.read_text()
    assert f'<p class="error">{error[:1].upper()}{error[1:]}</p>' in page
    assert "at cell 5 of 6" in page
    assert '<pre class="output">until here\n</pre>' in page
    assert "not reached" not in page


def test_a_pdf_that_fails_leaves_the_report_and_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_page: Path, _target: Path) -> None:
        raise ValueError("--pdf: it made no file")

    monkeypatch.setattr(report, "print_pdf", fail)
    done = run(notebook(tmp_path / "n.ipynb", "print(top)"), ARTICLE, {}, tmp_path / "o", pdf=True)
    assert (done.status, done.error) == ("done", "--pdf: it made no file")
    assert manifest(done)["status"] == "done"
    assert manifest(done)["pdf"] == done.error
    assert is_whole(done.folder, ["report.html"])


def test_the_end_of_a_run_whose_process_died_is_recorded_without_running_it(tmp_path: Path) -> None:
    path, count = counting(tmp_path)
    failure = KernelDied("the process of the run died (signal 9, Killed)")
    ended = record_failure(path, ARTICLE, {}, tmp_path / "reports", failure)
    assert (ended.status, ended.error) == ("failed", failure.error)
    assert "before the first cell" in ended.page.read_text()
    assert not count.exists()
    shipped = record_failure(find_notebook("keywords"), ARTICLE, {}, tmp_path / "reports", failure)
    assert '<p class="kicker">keywords: not finished</p>' in shipped.page.read_text()


@pytest.mark.usefixtures("inline")
def test_a_failure_leaves_a_page_of_its_own_and_the_last_good_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = notebook(
        tmp_path / "moody.ipynb",
        "import os",
        "if os.environ['MOOD'] == 'bad':\n    raise ValueError('aliases: line 3 has two columns')",
    )
    out = tmp_path / "reports"
    monkeypatch.setenv("MOOD", "bad")
    failed = run(path, ARTICLE, {}, out)
    assert failed.error == "ValueError: aliases: line 3 has two columns"
    assert names(failed.folder) == ["article.json", "manifest.json", "report.html", "report.ipynb"]
    assert (manifest(failed)["status"], manifest(failed)["error"]) == ("failed", failed.error)
    assert '<p class="error">ValueError: aliases: line 3 has two columns</p>' in failed.page.read_text()

    monkeypatch.setenv("MOOD", "good")
    good = run(path, ARTICLE, {}, out)
    assert names(out) == [good.folder.name]
    assert f"{good.folder.name}-failed" == failed.folder.name
    page = good.page.read_bytes()

    monkeypatch.setenv("MOOD", "bad")
    run(path, ARTICLE, {}, out, again=True)
    assert names(out) == [good.folder.name, failed.folder.name]
    assert good.page.read_bytes() == page


@pytest.mark.usefixtures("inline")
def test_a_file_of_the_user_s_comes_into_the_run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my names.tsv").write_text("alias\tname\n")
    monkeypatch.chdir(tmp_path)
    parameters = f'{PARAMETERS}\naliases: str = ""  # a file of your own names'
    path = notebook(
        tmp_path / "n.ipynb",
        "from pathlib import Path\nprint(aliases, Path(aliases).read_text())",
        parameters=parameters,
    )
    done = run(path, ARTICLE, {"aliases": "my names.tsv"}, Path("reports"))
    assert done.error is None
    assert (done.folder / "my names.tsv").read_text() == "alias\tname\n"
    assert "-p aliases &#39;my names.tsv&#39;</pre>" in done.page.read_text()
    assert manifest(done)["files"] == {"aliases": hashlib.sha256(b"alias\tname\n").hexdigest()}
    with pytest.raises(ValueError, match=r"^aliases: there is no file other\.tsv; give the path of a file$"):
        run(path, ARTICLE, {"aliases": "other.tsv"}, Path("reports"))


@pytest.mark.parametrize(
    ("name", "staged"),
    [
        ("names.tsv", "names.tsv"),
        ("Eigene Namen.txt", "Eigene Namen.txt"),
        ("article.json", "aliases.json"),
        ("Report.HTML", "aliases.HTML"),
        (".hidden.tsv", "aliases.tsv"),
        ("-rf.tsv", "aliases.tsv"),
        ("a\nb.tsv", "aliases.tsv"),
    ],
)
def test_a_file_bears_its_own_name_where_nothing_else_has_it(tmp_path: Path, name: str, staged: str) -> None:
    parameters = f'{PARAMETERS}\naliases: str = ""  # a file of your own names'
    path, mine = notebook(tmp_path / "n.ipynb", parameters=parameters), tmp_path / name
    mine.write_text("")
    assert check_parameters(path, {"aliases": str(mine)}) == ({"aliases": staged}, {"aliases": mine})


SCRIPT = (
    "import os\nfrom pathlib import Path\n"
    "from support.articles import ARTICLE\n"
    "from support.inline import execute_inline\nfrom readout_app.runs.run import run\n"
    "from unittest.mock import patch\nwith patch('readout_app.runs.run.execute', execute_inline):\n"
)


def test_a_run_that_is_cancelled_leaves_no_process_and_says_so(tmp_path: Path) -> None:
    held = tmp_path / "held"
    start = f"child = subprocess.Popen(['sleep', '300'])\nprint(child.pid, file=open({str(held)!r}, 'w', 1))"
    path = notebook(tmp_path / "n.ipynb", f"import subprocess\n{start}", "import time\ntime.sleep(300)")
    out = tmp_path / "reports"
    script = f"{SCRIPT.rpartition('with')[0]}run(Path({str(path)!r}), ARTICLE, {{}}, Path({str(out)!r}))"
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT / "tests", stderr=subprocess.PIPE)
    written(held, lambda text: text.endswith("\n"))
    process.terminate()
    _, message = process.communicate(timeout=60)
    assert (process.returncode, message) == (143, b"")
    assert gone(int(held.read_text()))
    (folder,) = names(out)
    assert folder.endswith("-failed")
    content = json.loads((out / folder / "manifest.json").read_text())
    assert (content["status"], content["error"]) == ("cancelled", "the run was cancelled")
    assert "The run was cancelled" in (out / folder / "report.html").read_text()


@pytest.mark.parametrize(
    "moment",
    [
        "from readout_app.runs import run as at; at.execute = lambda *_, **__: os.kill(os.getpid(), 9)",
        "import shutil as at; at.rmtree = lambda *_, **__: os.kill(os.getpid(), 9)",  # the old one is set aside
    ],
)
def test_a_run_killed_at_a_bad_moment_leaves_the_old_folder_or_the_new(tmp_path: Path, moment: str) -> None:
    path, out = notebook(tmp_path / "n.ipynb", "print('a cell')"), tmp_path / "reports"
    with without_kernel():
        good = run(path, ARTICLE, {}, out)
        before = {
            name: (good.folder / name).read_bytes() for name in FILES if name not in ("manifest.json", "results.json")
        }
        script = f"{SCRIPT}    {moment}\n    run(Path({str(path)!r}), ARTICLE, {{}}, Path({str(out)!r}), again=True)"
        assert subprocess.run([sys.executable, "-c", script], cwd=ROOT / "tests", check=False).returncode == -9
        with stage(good.folder):  # where the old one was just set aside, whoever comes next puts it back
            pass
        assert {name: (good.folder / name).read_bytes() for name in before} == before
        assert is_whole(good.folder, ["report.html"])
        assert names(out) == [good.folder.name]
        assert run(path, ARTICLE, {}, out, again=True).status == "done"
        assert names(out) == [good.folder.name]


def test_wrong_parameters_are_refused_before_a_kernel_starts(tmp_path: Path) -> None:
    message = "article: it is not set as a parameter; name it after the command"
    given, out = {"article": "x.txt"}, tmp_path / "reports"
    assert problem_of(run, notebook(tmp_path / "n.ipynb"), ARTICLE, given, out) == message
    assert not out.exists()


def test_a_notebook_that_takes_no_article_is_refused(tmp_path: Path) -> None:
    assert problem_of(run, notebook(tmp_path / "n.ipynb", parameters="top: int = 3"), ARTICLE, {}, tmp_path) == (
        'n.ipynb: it has no parameter "article"; add article: str = "" to its parameters cell'
    )


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two shipped notebooks."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in ("stance", "briefing"):
        notebook(folder / f"{name}.ipynb")
    monkeypatch.setattr(report, "shipped", lambda _: folder)
    return folder


def test_a_notebook_is_found_by_name_or_path(ours: Path, tmp_path: Path) -> None:
    assert find_notebook("briefing") == ours / "briefing.ipynb"
    mine = notebook(tmp_path / "mine.ipynb")
    assert find_notebook(str(mine)) == mine


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x", 'no notebook "x"; give the path of an .ipynb file, or one of: briefing, stance'),
        ("x.ipynb", "x.ipynb: there is no such file; give the path of a notebook, or one of: briefing, stance"),
    ],
)
@pytest.mark.usefixtures("ours")
def test_a_notebook_that_is_not_there_is_named(name: str, message: str) -> None:
    assert problem_of(find_notebook, name) == message
