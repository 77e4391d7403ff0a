from typing import Any

import pytest

from readout.evidence.export import FORM, RESULTS, TABLES
from readout_app.runs.collection import Collection
from readout_app.runs.strip import strip_notebook, take_results, take_tables, without_folders
from support import notebooks
from support.notebooks import code, loaded, prose, wrote


def notebook(*outputs: dict[str, Any]) -> Any:
    metadata = {"papermill": {"start_time": "now"}, "execution": {"busy": "now"}, "tags": []}
    return loaded(
        code("", *outputs, id="given", metadata=metadata),
        prose(id="prose", metadata={"tags": ["keep"]}),
        code(id="1f2e", tags=["injected-parameters"]),
        papermill={},
        widgets={},
        kernelspec={"name": "python3"},
        language_info={"version": "3"},
    )


def shown(**data: Any) -> dict[str, Any]:
    return notebooks.shown({key.replace("_", "/"): value for key, value in data.items()})


def test_what_differs_between_runs_is_taken_out() -> None:
    content = notebook()
    assert strip_notebook(content, failed=False) == ""
    assert content.metadata == {"kernelspec": {"name": "python3"}, "language_info": {"name": "python"}}
    assert [(cell.id, cell.metadata) for cell in content.cells] == [
        ("given", {}),
        ("prose", {"tags": ["keep"]}),
        ("injected-parameters", {"tags": ["injected-parameters"]}),
    ]


def test_neighbouring_texts_are_joined_and_addresses_dropped() -> None:
    content = notebook(
        wrote("one <f at 0x7fedcba98765>, "),
        wrote("careful", "stderr"),
        wrote("two"),
        shown(text_plain="<Axes at 0x7fedcba98765>"),
        wrote("three"),
    )
    assert strip_notebook(content, failed=False) == "careful"
    assert content.cells[0].outputs == [wrote("one <f>, two"), shown(text_plain="<Axes>"), wrote("three")]


def test_the_state_of_a_widget_is_dropped() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1f"}, "text/plain": "Slider()"}
    content = notebook({"output_type": "display_data", "data": view, "metadata": {}})
    strip_notebook(content, failed=False)
    assert content.cells[0].outputs == [shown(text_plain="Slider()")]


def test_a_failed_notebook_keeps_its_errors_without_the_folders() -> None:
    trace = ["File /home/me/lib/x.py:3, in f(x)", 'File "/tmp/ipykernel_1/2.py", line 1']
    error = {"output_type": "error", "ename": "E", "evalue": "no /home/me/y.txt", "traceback": trace}
    content = notebook(wrote("/home/me/a.py:1: careful", "stderr"), error)
    assert strip_notebook(content, failed=True) == "/home/me/a.py:1: careful"
    assert content.cells[0].outputs == [
        wrote("a.py:1: careful", "stderr"),
        {**error, "evalue": "no y.txt", "traceback": ["File x.py:3, in f(x)", 'File "2.py", line 1']},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a/b/c.py:3", "c.py:3"),
        ("see https://example.org/a/b.html", "see https://example.org/a/b.html"),
        ("and/or, 1/2/3, ./here/x.txt", "and/or, 1/2/3, ./here/x.txt"),
        ("'/a/b c/d'", "'b c/d'"),
    ],
)
def test_folders_of_absolute_paths_are_taken_away(text: str, expected: str) -> None:
    assert without_folders(text) == expected


def test_results_are_taken_out_of_the_outputs() -> None:
    first, last = {RESULTS: {"b": 1, "a": 2}, "text/plain": "x"}, {RESULTS: {"z": 0}, "text/plain": "x"}
    content = notebook(
        {"output_type": "display_data", "data": first, "metadata": {}},
        wrote("kept"),
        {"output_type": "display_data", "data": last, "metadata": {}},
    )
    assert take_results(content) == {"z": 0}
    assert content.cells[0].outputs == [wrote("kept")]
    assert take_results(content) is None


def test_tables_are_taken_out_of_the_outputs_and_the_later_counts() -> None:
    content = notebook(
        shown(**{RESULTS: {"a": 1}, TABLES: {"b": "1\n", "a": "2\n"}, "text/plain": "x"}),
        wrote("kept"),
        shown(**{TABLES: {"b": "3\n"}, "text/plain": "x"}),
    )
    assert take_tables(content, Collection()) == {"a": "2\n", "b": "3\n"}
    assert take_results(content) == {"a": 1}
    assert content.cells[0].outputs == [wrote("kept")]
    assert take_tables(content, Collection()) == {}


def test_a_table_of_a_hostile_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r'^the table "\.\./x": it makes no file name; use small letters'):
        take_tables(notebook(shown(**{TABLES: {"../x": ""}, "text/plain": "x"})), Collection())


def test_a_form_leaves_nothing_in_a_report() -> None:
    form = shown(text_html="<p>fields</p>", text_plain="fields")
    form["data"][FORM] = {}
    content = notebook(form, shown(text_html="<p>a figure</p>"))
    strip_notebook(content, failed=False)
    assert [output.data for output in content.cells[0].outputs] == [{"text/html": "<p>a figure</p>"}]
