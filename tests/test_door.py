"""The door of the library: what it offers, what it costs, and that everything it hands out can be looked at."""

import doctest
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import readout
from readout import show
from support.articles import article

NAMES = [
    *("Analysis", "Article", "Corpus", "UserError", "__version__", "analyze", "charts", "compare"),
    *("corrections", "explore", "form", "kwic", "measured", "publish", "read", "show"),
]


def test_it_offers_these_names() -> None:
    assert dir(readout) == NAMES
    assert all(getattr(readout, name) for name in NAMES)


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, readout; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {"pandas", "numpy", "onnxruntime", "matplotlib", "jinja2", "httpx", "textblob", "IPython"}
    heavy |= {"ipywidgets", "itables", "readout_app"}
    assert not heavy & set(loaded.split())


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".analysis",
        ".articles.article",
        ".comparison",
        ".corpus.corpus",
        ".errors",
        ".evidence.export",
        ".lab.explore",
        "_app.form",
        ".show.one_article",
    ],
)
def test_the_examples_hold(name: str) -> None:
    result = doctest.testmod(import_module(f"readout{name}"))
    assert result.attempted
    assert not result.failed


@pytest.fixture(scope="module")
def found(analysed: Callable[[str], readout.Analysis]) -> readout.Analysis:
    return analysed("")


@pytest.fixture(scope="module")
def sentence() -> readout.Analysis:
    return readout.analyze(article("Iran condemned the cruel strike."))


def test_an_analysis_is_its_json_and_its_tables(found: readout.Analysis) -> None:
    assert found["stance"]["ties"][0]["source"] == found.ties["source"][0]
    assert {**found} == found
    assert found.article.as_dict() == found["article"]
    assert list(found.tables) == [name for name in found.tables if getattr(found, name) is found.tables[name]]
    assert len(str(found).splitlines()) == 6
    assert found._repr_html_().count('<li class="card ') == 5


def test_what_may_not_be_passed_on_is_decided_once() -> None:
    story = article("Iran condemned the strike in Iraq on Monday.")
    bare = readout.analyze(story, show_text="none")
    assert bare["article"]["text"] is None
    assert "<blockquote>" not in show.passages(bare, "ties")
    assert "may not be passed on" in show.full_text(bare)
    assert set(readout.kwic(bare, "Iraq")["left"]) == {""}
    assert "<blockquote>" in show.passages(readout.analyze(story, show_text="excerpts"), "ties")


@pytest.mark.parametrize("name", sorted({*show.one_article.__all__} - {"corrections"}))  # nothing without a file
def test_every_output_has_a_picture_and_a_text(name: str, found: readout.Analysis, sentence: readout.Analysis) -> None:
    call = getattr(show, name)
    given = {"rates": ("tone",), "accuracy": (), "passages": (found, "ties"), "actor": (found, "Iran")}
    given |= dict.fromkeys(("contributions", "words_in_sentence"), (sentence,))  # they read a sentence many times
    output = call(*{**given, "compare": (found, found)}.get(name, (found,)))
    assert output._repr_html_().startswith("<style>.readout")
    assert len(output._repr_html_()) - len(output) < 6000, "the style is small"
    raw = re.search(r'data-head="(Label|Tone)">(negative|positive)<', output)
    assert raw is None, "a tone is hostile, in tables as in figures"
    assert repr(output).strip()
    assert not {"<", " object at "} & set(repr(output).split())


@pytest.mark.parametrize("top", ["5", 0, -1, 2.5, True, None])
@pytest.mark.parametrize("name", ["cards", "ties", "kwic", "actors"])
def test_a_top_that_is_no_count_is_refused_in_one_line(name: str, top: object) -> None:
    message = rf"^top: {top!r} is not a whole number of at least 1; give a number such as 10$"
    with pytest.raises(readout.UserError, match=message):
        getattr(show, name)(None, top=top)


def test_show_offers_what_it_says() -> None:
    offered = {"figure", "table"}
    for module in (show.one_article, show.many_articles):
        own = {name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
        offered |= {name for name in own if name[0] != "_"}
    assert offered == {*dir(show)}


def test_an_article_shows_where_it_is_from_and_how_it_begins() -> None:
    story = readout.read("")
    assert repr(story).splitlines()[0] == story.title
    assert "29 September 2020 · 426 words" in repr(story)
    assert story.text[:80] in story._repr_html_()


def test_a_mistake_shows_as_one_line_in_a_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    result = InteractiveShell.instance().run_cell("import readout; readout.show.passages(None, 'tie')")
    InteractiveShell.clear_instance()
    assert isinstance(result.error_in_exec, readout.UserError)
    line = 'passages: "tie" is not known; choose one of: ties, leanings, targets, attributions, toward, sentences'
    assert capsys.readouterr().out.strip() == line


def test_tables_are_frames(sentence: readout.Analysis) -> None:
    more = ("speakers", "by_voice", "lexicon_words", "spoken", "contributions", "collocations", "together")
    assert all(isinstance(getattr(sentence, name), pd.DataFrame) for name in (*sentence.tables, *more))
