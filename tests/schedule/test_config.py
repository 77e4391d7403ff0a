import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readout_app.runs.limits import DEFAULT, Limits
from readout_app.schedule.config import Mail, Watch, read
from readout_app.schedule.config_values import KINDS, MAIL
from support import ROOT
from support.notebooks import notebook

WHOLE = """
[defaults]
zone = "Europe/Berlin"
timeout = 300
mail = {to = ["desk@example.org"]}
parameters = {top = 7, quotes = 3}

[watch.daily-news]
sources = ["articles", "/news/*.md", "https://example.org/feed.xml", "@lists/all.txt"]
notebook = "briefing"
every = "30 6 * * mon-fri"
memory = 2048
keep = 5
source_items = 50
source_seconds = 60
pdf = true
private = true
copy = "s3://bucket/folder"
mail.subject = "The news"
mail.attach = true
mail.to = ["ada@example.org", "bo@example.org"]

[watch.daily-news.parameters]
top = "5"
show_text = "excerpts"

[watch.other]
sources = ["one.txt"]
every = "1w"
zone = "UTC"
notebook = "mine.ipynb"
copy = "copies"
"""
PARAMETERS = 'article: str = ""\ntop: int = 10\nquotes: int = 1\nnames: str = ""  # path of a file'


def written(folder: Path, text: str) -> Path:
    path = folder / "schedules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def said(folder: Path, text: str) -> str:
    """The message that the file is refused with."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read(written(folder, text))
    return str(caught.value)


def test_the_watches_are_read_with_their_defaults(tmp_path: Path) -> None:
    notebook(tmp_path / "mine.ipynb", parameters=PARAMETERS)
    text = WHOLE.replace(", quotes = 3", "") + 'parameters = {names = "names.tsv"}\n'
    daily, other = read(written(tmp_path, text))
    assert daily == Watch(
        name="daily-news",
        sources=(
            f"{tmp_path}/articles",
            "/news/*.md",
            "https://example.org/feed.xml",
            f"@{tmp_path}/lists/all.txt",
        ),
        every="30 6 * * mon-fri",
        notebook="briefing",
        parameters={"top": 5, "show_text": "excerpts"},
        zone="Europe/Berlin",
        limits=Limits(300, 2048),
        keep=5,
        pdf=True,
        private=True,
        mail=Mail(("ada@example.org", "bo@example.org"), "The news", True),
        copy="s3://bucket/folder",
        source_items=50,
        source_seconds=60,
    )
    assert other == Watch(
        name="other",
        sources=(f"{tmp_path}/one.txt",),
        every="1w",
        notebook=f"{tmp_path}/mine.ipynb",
        parameters={"top": 7, "names": f"{tmp_path}/names.tsv"},
        zone="UTC",
        limits=Limits(300, 4096),
        mail=Mail(("desk@example.org",), "Readout: other", False),
        copy=f"{tmp_path}/copies",
    )


def test_sources_do_not_hang_on_how_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '[watch.a]\nsources = ["articles", "@list.txt"]\nevery = "1d"\ncopy = "copies"'
    whole = read(written(tmp_path, text))
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    (tmp_path / "in" / "link.toml").symlink_to(tmp_path / "schedules.toml")
    assert whole[0].copy == f"{tmp_path}/copies"
    for name in ("../schedules.toml", "link.toml"):
        assert read(Path(name)) == whole


def test_the_example_is_right_and_has_every_key() -> None:
    example = ROOT / "data" / "schedules.toml"
    first, second = read(example)
    assert (first.name, first.sources, first.zone) == (
        "bundled",
        (f"{example.parent}/articles",),
        "Europe/Berlin",
    )
    assert (second.notebook, second.limits, second.source_items) == ("stance", DEFAULT, Watch.source_items)
    text = example.read_text(encoding="utf-8")
    keys = {*KINDS, *MAIL} - {"mail", "parameters"}
    assert [key for key in keys if not re.search(rf"^{key} = ", text, re.MULTILINE)] == []
    assert {"mail", "parameters"} <= set(re.findall(r"^\[watch\.daily-news\.(\w+)\]", text, re.MULTILINE))


def test_paths_are_the_same_from_wherever_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "news [all]"
    folder.mkdir()
    path = written(folder, '[watch.a]\nsources = ["in", "in/*.txt", "@list"]\nevery = "1d"\n')
    monkeypatch.chdir(folder)
    assert read(path) == read(Path("schedules.toml"))
    pattern = f"{tmp_path}/news [[]all]/in/*.txt"  # the folder's own signs are none of a pattern
    assert read(path)[0].sources == (f"{folder}/in", pattern, f"@{folder}/list")


def test_a_watch_may_have_no_part_in_mail_and_copy(tmp_path: Path) -> None:
    defaults = '[defaults]\nevery = "1d"\nsources = ["x"]\ncopy = "copies"\nmail = {to = ["a@b.org"]}\n'
    with_them, without = read(
        written(tmp_path, f"{defaults}[watch.a]\n[watch.b]\nmail = false\ncopy = false\n")
    )
    assert (with_them.mail, with_them.copy) == (Mail(("a@b.org",), "Readout: a"), f"{tmp_path}/copies")
    assert (without.mail, without.copy) == (None, None)


def test_little_is_enough(tmp_path: Path) -> None:
    (watch,) = read(written(tmp_path, '[watch.a]\nsources = ["~/x"]\nevery = "1d"\n'))
    assert watch == Watch("a", (f"{Path.home()}/x",), "1d")
    assert (watch.notebook, watch.zone, watch.limits, watch.mail) == (
        "briefing",
        "UTC",
        Limits(600, 4096),
        None,
    )


KEYS = (
    "sources, notebook, parameters, every, zone, timeout, memory, keep, source_items, source_seconds, pdf, "
    "private, mail, copy"
)
SOURCES = 'a list of sources, such as ["articles", "https://example.org/feed.xml", "@list.txt"]'
PARAMETER_NAMES = "top, quotes, names"
NAMES = "this is no name for a watch; use small letters, digits and hyphens"
SECRETS = "secrets come from the environment only"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('evry = "1d"', f'evry: there is no such key (did you mean "every"?); the keys here are: {KEYS}'),
        ("zzz = 1", f"zzz: there is no such key; the keys here are: {KEYS}"),
        ('"a\\u001b b" = 1', f'"a\\u001b b": there is no such key; the keys here are: {KEYS}'),
        ("timeout = 0", "timeout: 0 is not a whole number of seconds, 1 or more"),
        ('timeout = "10"', 'timeout: "10" is not a whole number of seconds, 1 or more'),
        ("timeout = true", "timeout: true is not a whole number of seconds, 1 or more"),
        ("memory = 63", "memory: 63 is not a whole number of MiB, 64 or more"),
        ("source_items = 0", "source_items: 0 is not a whole number of items, 1 or more"),
        ("source_seconds = 0", "source_seconds: 0 is not a whole number of seconds, 1 or more"),
        ("keep = 1.5", "keep: 1.5 is not a whole number of runs, 1 or more"),
        ("keep = 2026-11-24", 'keep: "2026-11-24" is not a whole number of runs, 1 or more'),
        ('pdf = "yes"', 'pdf: "yes" is not true or false'),
        ("private = 1", "private: 1 is not true or false"),
        ('copy = ""', 'copy: "" is not text in one line, or false'),
        ("copy = true", "copy: true is not text in one line, or false"),
        ('notebook = "a\\nb"', 'notebook: "a\\nb" is not text in one line'),
        ("parameters = 3", "parameters: 3 is not a table of parameters"),
        (
            'notebook = "breifing"',
            'notebook: no notebook "breifing" (did you mean "briefing"?); give the path of an .ipynb file, '
            "or one of: briefing, keywords, sentiment, stance",
        ),
        (
            'zone = "Europe/Berln"',
            'zone: there is no time zone "Europe/Berln" (did you mean "Europe/Berlin"?); '
            "name one as in Europe/Berlin, or UTC",
        ),
        ('zone = "/etc/x"', 'zone: there is no time zone "/etc/x"; name one as in Europe/Berlin, or UTC'),
        (
            'parameters.top = "many"',
            'parameters.top: top: "many" is not a whole number of at least 1; give a number such as 10',
        ),
        (
            'parameters.article = "x"',
            "parameters.article: the sources say which articles are read; delete it here",
        ),
        ('mail = "a@b.org"', 'mail: "a@b.org" is not a table, such as {to = ["desk@example.org"]}, or false'),
        ('mail = {subject = "x"}', 'mail: it has no to; say who gets it, such as to = ["desk@example.org"]'),
        ("mail = {}", 'mail: it has no to; say who gets it, such as to = ["desk@example.org"]'),
        (
            'mail = {to = "a@b.org"}',
            'mail.to: "a@b.org" is not a list of mail addresses, such as ["desk@example.org"]',
        ),
        (
            'mail = {to = ["a@b.org\\nBcc: c@d.org"]}',
            'mail.to: ["a@b.org\\nBcc: c@d.org"] is not a list of mail addresses, such as ["desk@example.org"]',
        ),
        (
            'mail = {to = ["ä@b.org"]}',
            'mail.to: ["ä@b.org"] is not a list of mail addresses, such as ["desk@example.org"]',
        ),
        (
            'mail = {to = ["a@b.org"], subject = "a\\r\\nb"}',
            'mail.subject: "a\\r\\nb" is not text in one line',
        ),
        (
            'mail = {to = ["a@b.org"], cc = []}',
            "mail.cc: there is no such key; the keys here are: to, subject, attach",
        ),
        ('mail = {password = "x"}', f"mail.password: {SECRETS}; delete it here"),
        ('smtp_token = "x"', f"smtp_token: {SECRETS}; delete it here"),
        ('API-KEY = "x"', f"API-KEY: {SECRETS}; delete it here"),
        ('parameters.secret = "x"', f"parameters.secret: {SECRETS}; delete it here"),
        ('copy = "s3://me:pw@bucket/x"', f"copy: {SECRETS}; delete user and password from the address"),
    ],
)
def test_a_key_that_is_wrong_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    text = f'[watch.daily]\nsources = ["a"]\nevery = "1d"\n\n{line}\n'
    assert said(tmp_path, text) == f"schedules.toml: line 5: watch.daily.{message}"
    defaults = f'[watch.daily]\nsources = ["a"]\nevery = "1d"\n[defaults]\n{line}\n'
    if "mail: it has no" not in message:
        assert said(tmp_path, defaults) == f"schedules.toml: line 5: defaults.{message}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sources = []", f"[] is not {SOURCES}"),
        ('sources = "articles"', f'"articles" is not {SOURCES}'),
        ('sources = ["a", 3]', f'["a", 3] is not {SOURCES}'),
        ('sources = ["a", " "]', f'["a", " "] is not {SOURCES}'),
        (
            'sources = ["ftp://example.org/x"]',
            "ftp://example.org/x: this is no source; give a folder, a glob, a file, an http(s) address, "
            "or @ and a list file",
        ),
        (
            'sources = ["a", "@"]',
            "@: this is no source; give a folder, a glob, a file, an http(s) address, or @ and a list file",
        ),
        (
            'sources = ["~nobody-here/x"]',
            "~nobody-here/x: there is no such home folder; write the path without ~",
        ),
        ('sources = ["https://me:pw@example.org/"]', f"{SECRETS}; delete user and password from the address"),
        (
            'sources = ["https://example.org/feed?access_token=abc"]',
            f"{SECRETS}; write ${{READOUT_SECRET_NAME}} there, and set that variable",
        ),
        (
            f'sources = ["{"x" * 70}", 3]',
            f'["{"x" * 57}… is not {SOURCES}',
        ),
    ],
)
def test_sources_that_are_none(tmp_path: Path, line: str, message: str) -> None:
    text = f'[watch.daily]\nevery = "1d"\n{line}\n'
    assert said(tmp_path, text) == f"schedules.toml: line 3: watch.daily.sources: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it names no watch; add a table [watch.NAME] with sources and every"),
        ("watch = 3", "line 1: watch: 3 is not a table"),
        ("[watch]\ndaily = 3", "line 2: watch.daily: 3 is not a table"),
        ("[[watch]]\n", "line 1: watch: [{}] is not a table"),
        (
            "[wotch.a]\n",
            'line 1: wotch: there is no such key (did you mean "watch"?); the keys here are: defaults, watch',
        ),
        ("\n[watch.Daily_News]\n", f"line 2: watch.Daily_News: {NAMES}, such as daily-news"),
        ('[watch."../x"]\n', f'line 1: watch."../x": {NAMES}, such as x'),
        ('[watch.""]\n', f'line 1: watch."": {NAMES}, such as daily-news'),
        (
            '[watch.a]\nevery = "1d"',
            'line 1: watch.a: it has no sources; say what is read, such as sources = ["articles"]',
        ),
        (
            '[watch.a]\nsources = ["x"]',
            'line 1: watch.a: it has no every; say how often it runs, such as every = "1d" or '
            'every = "30 6 * * mon-fri"',
        ),
        (
            '[watch.a]\nsources = ["x"]\nevery = "99 6 * * *"',
            'line 3: watch.a.every: "99 6 * * *" has a minute that never comes; give a period, which is a part of '
            "an hour (30m) or of a day (6h), 1d or 1w, or a cron line of five fields: minute 0-59, hour 0-23, "
            "day of month 1-31, month 1-12 or jan-dec, day of week 0-7 or sun-sat",
        ),
        ("[watch.a]\nsources = [\n", "line 2: it is not TOML there (Invalid value)"),
        (
            "[watch.a]\n\nevery 1d\n",
            "line 3: it is not TOML there (Expected '=' after a key in a key/value pair)",
        ),
        ("a = " + "[" * 5000, "its lists are nested too deeply; no key of it needs that"),
    ],
)
def test_a_file_that_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    assert said(tmp_path, text) == f"schedules.toml: {message}"


def test_a_parameter_that_the_notebook_lacks_is_named(tmp_path: Path) -> None:
    notebook(tmp_path / "mine.ipynb", parameters=PARAMETERS)
    text = (
        '[defaults]\nparameters.topp = 3\n[watch.a]\nsources = ["x"]\nevery = "1d"\nnotebook = "mine.ipynb"\n'
    )
    assert said(tmp_path, text) == (
        'schedules.toml: line 2: defaults.parameters.topp: mine.ipynb: no parameter "topp" '
        '(did you mean "top"?); its parameters are: article, top, quotes, names'
    )


def test_a_notebook_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.ipynb").write_text("[]")
    text = '[watch.a]\nsources = ["x"]\nevery = "1d"\nnotebook = "mine.ipynb"\n'
    assert said(tmp_path, text) == (
        "schedules.toml: line 4: watch.a.notebook: mine.ipynb: not a notebook of format 4; "
        "open and save it in JupyterLab"
    )


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "schedules.toml"
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read(path)
    assert str(caught.value) == (
        f"{path}: cannot be read (No such file or directory); write it, or name another file with --file"
    )
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read(path)
    assert str(caught.value) == "schedules.toml: it is not UTF-8 text; save it as UTF-8"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, len(WHOLE)), st.integers(0, 30), st.text("ab1 =[]{}\".,#@'\n:/-\\\x1b\r\u2028", max_size=4)
)
def test_whatever_is_typed_wrong_is_said_in_one_line(tmp_path: Path, at: int, cut: int, typed: str) -> None:
    message = ""
    try:
        read(written(tmp_path, WHOLE[:at] + typed + WHOLE[at + cut :]))
    except ValueError as error:
        message = str(error)
    assert message == "" or message.startswith("schedules.toml: ")
    assert message.isprintable()
