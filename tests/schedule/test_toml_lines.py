import tomllib

import pytest

from readout_app.schedule.toml_lines import line

TEXT = '''# a comment with [table]

top = 1
[defaults]
zone = "UTC"

[watch.daily]   # said here
sources = [
  "a",  # every = 1
  "every = 2",
]
text = """
every = "3"
[watch.other]
"""
every = "1d"
mail.to = ["a@b.org"]
mail.attach = true
[ "watch" . 'two words' ]
limits = {timeout = 5, deep = {er = 1}}
[watch.daily.parameters]
top = 5
'''


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("top", 3),
        ("defaults", 4),
        ("defaults.zone", 5),
        ("watch", 7),
        ("watch.daily", 7),
        ("watch.daily.sources", 8),
        ("watch.daily.text", 12),
        ("watch.daily.every", 16),
        ("watch.daily.mail", 17),
        ("watch.daily.mail.to", 17),
        ("watch.daily.mail.attach", 18),
        ("watch.two words", 19),
        ("watch.two words.limits.deep.er", 20),
        ("watch.daily.parameters", 21),
        ("watch.daily.parameters.top", 22),
        ("watch.daily.missing", 7),
        ("watch.daily.parameters.top.deeper", 22),
        ("missing", None),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_each_key_has_the_line_where_its_statement_starts(key: str, number: int | None, ends: str) -> None:
    text = TEXT.replace("\n", ends)
    assert tomllib.loads(text)
    assert line(text, tuple(key.split("."))) == number


def test_a_last_line_needs_no_end() -> None:
    assert line("a = 1\nb = 2", ("b",)) == 2
    assert line("", ("b",)) is None
