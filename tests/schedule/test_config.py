import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readout_app.runs.kernel import Limits
from readout_app.schedule.alerts import FORMS
from readout_app.schedule.config import Mail, Watch, read_watches
from support import ROOT
from support.notebooks import notebook

WHOLE = """
[defaults]
zone = "Europe/Berlin"
timeout = 300
mail = {to = ["desk@example.org"]}
copy = "copies"
parameters = {top = 7}

[watch.daily-news]
sources = ["articles", "/news/*.md", "https://example.org/feed.xml", "@lists/all.txt"]
notebook = "briefing"
every = "30 6 * * mon-fri"
memory = 2048
keep = 5
source_items = 50
source_seconds = 60
columns = {date = "day", text = "full story"}
pdf = true
private = true
copy = "s3://bucket/folder"
when = "tone of Iran below -0.3"
mail.subject = "The news"
mail.attach = true
mail.to = ["ada@example.org", "bo@example.org"]
mail.failures = ["ops@example.org"]
mail.on = "any"

[watch.daily-news.parameters]
top = "5"
show_text = "excerpts"

[watch.other]
sources = ["~/one.txt"]
every = "1w"
zone = "UTC"
notebook = "mine.ipynb"
parameters = {names = "names.tsv"}

[watch.quiet]
sources = ["one.txt"]
every = "1d"
mail = false
copy = false
"""
PARAMETERS = 'article: str = ""\ntop: int = 10\nnames: str = ""  # path of a file'


def written(folder: Path, text: str) -> Path:
    path = folder / "schedules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    """The message that the file is refused with, after its name."""
    with pytest.raises(ValueError, match=r"\Aschedules\.toml: [^\n]+\Z") as caught:
        read_watches(written(folder, text))
    return str(caught.value).removeprefix("schedules.toml: ")


def test_the_watches_are_read_with_their_defaults(tmp_path: Path) -> None:
    notebook(tmp_path / "mine.ipynb", parameters=PARAMETERS)
    daily, other, quiet = read_watches(written(tmp_path, WHOLE))
    assert daily.model_dump() == {
        "name": "daily-news",
        "sources": [f"{tmp_path}/articles", "/news/*.md", "https://example.org/feed.xml", f"@{tmp_path}/lists/all.txt"],
        "every": "30 6 * * mon-fri",
        "notebook": "briefing",
        "parameters": {"top": 5, "show_text": "excerpts"},
        "zone": "Europe/Berlin",
        "timeout": 300,
        "memory": 2048,
        "keep": 5,
        "pdf": True,
        "private": True,
        "mail": {
            "to": ["ada@example.org", "bo@example.org"],
            "failures": ["ops@example.org"],
            "on": "any",
            "subject": "The news",
            "attach": True,
        },
        "copy_to": "s3://bucket/folder",
        "when": ["tone of Iran below -0.3"],
        "columns": {"published": "day", "text": "full story"},
        "source_items": 50,
        "source_seconds": 60,
    }
    assert (other.sources, other.zone, other.limits) == ([f"{Path.home()}/one.txt"], "UTC", Limits(300, 4096))
    assert other.notebook == f"{tmp_path}/mine.ipynb"
    assert other.parameters == {"top": 7, "names": f"{tmp_path}/names.tsv"}
    assert (other.mail, other.copy_to) == (Mail(to=["desk@example.org"]), f"{tmp_path}/copies")
    assert (quiet.mail, quiet.copy_to) == (None, None)


def test_the_example_is_right_and_has_every_key() -> None:
    example = ROOT / "data" / "schedules.toml"
    first, second = read_watches(example)
    assert (first.sources, first.zone) == ([f"{example.parent}/articles"], "Europe/Berlin")
    assert (second.notebook, second.limits, second.source_items) == ("stance", Limits(), 200)
    text = example.read_text(encoding="utf-8")
    keys = {field.alias or name for name, field in Watch.model_fields.items()} | {*Mail.model_fields}
    keys -= {"name", "mail", "parameters"}
    assert [key for key in keys if not re.search(rf"^{key} = ", text, re.MULTILINE)] == []
    assert {"mail", "parameters"} <= set(re.findall(r"^\[watch\.daily-news\.(\w+)\]", text, re.MULTILINE))


def test_paths_are_the_same_from_wherever_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "news [all]"
    folder.mkdir()
    path = written(folder, '[watch.a]\nsources = ["in", "in/*.txt", "@list"]\nevery = "1d"\n')
    (tmp_path / "link.toml").symlink_to(path)
    monkeypatch.chdir(folder)
    assert read_watches(path) == read_watches(Path("schedules.toml")) == read_watches(tmp_path / "link.toml")
    pattern = f"{tmp_path}/news [[]all]/in/*.txt"  # the folder's own characters are none of a pattern
    assert read_watches(path)[0].sources == [f"{folder}/in", pattern, f"@{folder}/list"]


KEYS = (
    "sources, notebook, parameters, every, zone, timeout, memory, keep, columns, source_items, source_seconds, pdf, "
    "private, mail, when, copy"
)
NO_MAIL = 'when: it has no mail, so that nobody is told; write mail = {to = ["desk@example.org"]}'
SECRETS = "secrets come from the environment only"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("timeout = 0", "timeout: 0 is not right: it should be greater than or equal to 1"),
        ('timeout = "10"', 'timeout: "10" is not right: it should be a valid integer'),
        ('notebook = "a\\nb"', 'notebook: "a\\nb" is not text in one line'),
        ('mail = {password = "x"}', f"mail.password: {SECRETS}; delete it here"),
        ("evry = 1", f'evry: there is no such key (did you mean "every"?); the keys are: {KEYS}'),
        ('name = "b"', f"name: there is no such key; the keys are: {KEYS}"),
        (
            'zone = "Europe/Berln"',
            'zone: there is no time zone "Europe/Berln" (did you mean "Europe/Berlin"?); '
            "name one as in Europe/Berlin, or UTC",
        ),
        (
            'notebook = "breifing"',
            'notebook: no notebook "breifing" (did you mean "briefing"?); give the path of an .ipynb file, '
            "or one of: briefing, coverage, keywords, sentiment, stance, start",
        ),
        (
            'notebook = "coverage"',
            "notebook: coverage reads many articles at once, a watch one after the other; give another notebook",
        ),
        (
            'parameters.top = "many"',
            'parameters.top: "many" is not a whole number of at least 1; give a number such as 10',
        ),
        ('parameters.article = "x"', "parameters.article: the sources say which articles are read; delete it here"),
        ("copy = true", 'copy: true is not right: it should be a valid string; write copy = "copies" or copy = false'),
        (
            'mail = "a@b.org"',
            'mail: "a@b.org" is not right: it should be a valid table; '
            'write mail = {to = ["desk@example.org"]} or mail = false',
        ),
        ("mail = {}", 'mail: it has no to; write to = ["desk@example.org"]'),
        (
            'mail = {to = ["a@b.org\\nBcc: c@d.org"]}',
            'mail.to: "a@b.org\\nBcc: c@d.org" is no mail address; write it as name@example.org',
        ),
        (
            'mail = {to = ["a@b.org"], cc = []}',
            "mail.cc: there is no such key; the keys are: to, failures, on, subject, attach",
        ),
        (
            'mail = {to = ["a@b.org"], on = "success"}',
            """mail.on: "success" is not right: it should be 'any' or 'failure'; write on = "failure\"""",
        ),
        ('when = "tone of Iran under -0.3"', f'when: "tone of Iran under -0.3" is no condition; write one of: {FORMS}'),
        ('when = "new tie"\nmail = false', NO_MAIL),
        (
            'when = "new tie"\nmail = {to = ["a@b.org"], on = "failure"}',
            'when: a digest comes when a condition is met; delete on = "failure" of its mail',
        ),
        (
            "when = 3",
            'when: 3 is not right: it should be a valid list; write when = "tone of Iran below -0.3" or '
            'when = ["new tie", "turned tie"]',
        ),
        (
            'columns = {body = "story"}',
            'columns: "body" is not known; an article has: title, text, published, source, byline, deck, url',
        ),
        ('API-KEY = "x"', f"API-KEY: {SECRETS}; delete it here"),
        ('copy = "s3://me:pw@bucket/x"', f"copy: {SECRETS}; delete user and password from the address"),
    ],
)
def test_a_message_names_the_key_and_the_valid_values(tmp_path: Path, line: str, message: str) -> None:
    daily = '[watch.daily]\nsources = ["a"]\nevery = "1d"\n'
    assert refusal(tmp_path, f"{daily}{line}\n") == f"watch.daily.{message}"
    if not line.startswith("name"):
        assert refusal(tmp_path, f"{daily}[defaults]\n{line}\n") == f"defaults.{message}"


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ('["a", 3]', "3 is not right: it should be a valid string"),
        ('["a", " "]', '" " is not text in one line'),
        (
            '["ftp://example.org/x"]',
            "ftp://example.org/x: this is no source; give a folder, a glob, a file, an http(s) address, "
            "or @ and a list file",
        ),
        ('["~no-such-user/x"]', "~no-such-user/x: there is no such home folder; write the path without ~"),
        ('["https://me:pw@example.org/"]', f"{SECRETS}; delete user and password from the address"),
        (
            '["https://example.org/feed?access_token=abc"]',
            f"{SECRETS}; write ${{READOUT_SECRET_NAME}} there, and set that variable",
        ),
        (
            f'"{"x" * 70}"',
            f'"{"x" * 58}… is not right: it should be a valid list; '
            'write sources = ["articles", "https://example.org/feed.xml", "@list.txt"]',
        ),
    ],
)
def test_sources_that_are_none(tmp_path: Path, sources: str, message: str) -> None:
    text = f'[watch.daily]\nevery = "1d"\nsources = {sources}\n'
    assert refusal(tmp_path, text) == f"watch.daily.sources: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it has no watch; write a table [watch.NAME]"),
        ("[watch]\ndaily = 3", "watch.daily: 3 is not right: it should be a valid table"),
        ("[wotch.a]\n", 'wotch: there is no such key (did you mean "watch"?); the keys are: defaults, watch'),
        (
            '[watch."../x"]\nsources = ["x"]\nevery = "1d"',
            "watch.../x: this is no name for a watch; use small letters, digits and hyphens, such as x",
        ),
        ('[watch.a]\nsources = ["x"]', 'watch.a: it has no every; write every = "1d" or every = "30 6 * * mon-fri"'),
        (
            "[watch.a]\n\nevery 1d\n",
            "it is not TOML: Expected '=' after a key in a key/value pair (at line 3, column 7)",
        ),
        ("a = " + "[" * 5000, "it is not TOML: maximum recursion depth exceeded"),
    ],
)
def test_a_file_that_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text) == message


def test_a_notebook_of_the_user_s_own_is_held_to_its_parameters(tmp_path: Path) -> None:
    text = '[watch.a]\nparameters.topp = 3\nsources = ["x"]\nevery = "1d"\nnotebook = "mine.ipynb"\n'
    (tmp_path / "mine.ipynb").write_text("[]")
    assert refusal(tmp_path, text).startswith("watch.a.notebook: mine.ipynb: not a notebook of format 4; ")
    notebook(tmp_path / "mine.ipynb", parameters=PARAMETERS)
    assert refusal(tmp_path, text) == (
        'watch.a.parameters: mine.ipynb: no parameter "topp" (did you mean "top"?); '
        "its parameters are: article, top, names"
    )


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "schedules.toml"
    with pytest.raises(ValueError, match=r"cannot be read \(No such file or directory\); write it, or name another"):
        read_watches(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match=r"^schedules.toml: it is not UTF-8 text; save it as UTF-8$"):
        read_watches(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(WHOLE)), st.integers(0, 30), st.text("ab1 =[]{}\".,#@'\n:/-\\\x1b\r\u2028", max_size=4))
def test_whatever_is_typed_wrong_is_one_line(tmp_path: Path, at: int, cut: int, typed: str) -> None:
    message = ""
    try:
        read_watches(written(tmp_path, WHOLE[:at] + typed + WHOLE[at + cut :]))
    except ValueError as error:
        message = str(error)
    assert message == "" or message.startswith("schedules.toml: ")
    assert message.isprintable()
