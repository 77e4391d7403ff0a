"""Front matter, Markdown and HTML."""

import re
from datetime import date

import pytest

from readout.articles.credits import Metadata
from readout.articles.formats import parse_markdown, split_front_matter, strip_markup
from support.errors import problem_of

FIRST = "The militias fired rockets at the embassy, and the government said that it would find them."
FRONT = """---
Title: "Rockets: a report"
description: Nobody was hurt.
subtitle: Another deck
date: 2020-09-29 10:00
author: [Jane Doe, {name: John Roe}, Ann Poe]
url: https://a.example/b
tags: {a: [1, 2]}
---
"""
SAVE = "save its text as a .txt file"


def test_front_matter() -> None:
    head = Metadata(
        title="Rockets: a report",
        deck="Nobody was hurt.",
        published=date(2020, 9, 29),
        byline="Jane Doe, John Roe and Ann Poe",
        url="https://a.example/b",
    )
    assert split_front_matter(f"{FRONT}\n# Words\n") == (head, "\n# Words\n")


def test_values_are_taken_as_written() -> None:
    text = "---\ntitle: No\nsource: 0x10\nbyline: By Jane Doe, Agency\n...\nwords"
    assert split_front_matter(text) == (Metadata(title="No", source="0x10", byline="Jane Doe"), "words")


@pytest.mark.parametrize("text", ["words", "", "---\n\nwords", "----\na: b\n---\n"])
def test_text_without_front_matter(text: str) -> None:
    assert split_front_matter(text) == (Metadata(), text)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("a: b: c\n---", "that is no YAML in line 2; put values that hold a colon in quotes"),
        ("a: &b [*b]\n---", "that is no YAML in line 2; put values that hold a colon in quotes"),
        ("a: " + "[" * 15_000 + "\n---", "that is no YAML; put values that hold a colon in quotes"),
        ("title: One", "that does not end; close it with a line of ---"),
        ("title: One\n" + "a: b\n" * 100 + "---", "that does not end; close it with a line of ---"),
        ("some words\n---", "without keys; write one `key: value` a line"),
        ("title: [a]\n---", "whose title is not text; write it as one line of text"),
        ("author: [[a]]\n---", "whose author is not text; write it as one line of text"),
        (f"title: {'a' * 20_000}\n---", "of more than 20,000 characters; keep title, date and the like"),
    ],
)
def test_malformed_front_matter(front: str, expected: str) -> None:
    assert problem_of(split_front_matter, f"---\n{front}\nwords") == f"has front matter {expected}"


MARKDOWN = """# Rockets *Hit* the [Embassy](http://a.example)

By Jane Doe

The **militias** fired
rockets.\\
They left.

## Background

> “That is the [end](/x) of *it*,”
> he said. The `U.S.` agreed with <b>him</b>.

![map](a.png)

| a | b |
| - | - |
| 1 | 2 |

```
code
```

- One &amp; all.
- *Two* of
  them.

<div>markup</div>
"""


def test_markdown_becomes_prose() -> None:
    prose = [
        "By Jane Doe",
        "The militias fired rockets. They left.",
        "“That is the end of it,” he said. The U.S. agreed with him.",
        "One & all.",
        "Two of them.",
    ]
    assert parse_markdown(MARKDOWN) == (Metadata(title="Rockets Hit the Embassy"), "\n\n".join(prose))


def test_a_heading_after_prose_is_no_title() -> None:
    assert parse_markdown("Words.\n\n# Heading\n\nMore.") == (Metadata(), "Words.\n\nMore.")


@pytest.mark.parametrize("piece", ["[a](", "*a ", "> ", "- ", "<a ", "![", "`"])
def test_markdown_of_marks_ends(piece: str) -> None:
    assert isinstance(parse_markdown(piece * 5_000)[1], str)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("The group &lt;HLD.T&gt; said &amp; did.&nbsp;He left.", "The group said & did.\u00a0He left."),
        ("One <AAPL.O> and <b>two</b> <a href='x'>three</a>.", "One and two three."),
        (
            'Words.\n\n[gallery ids="1,2"]\n\n[button link="x"]Buy[/button] [button]More words.',
            "Words.\n\n\n\n More words.",
        ),
        ("[caption id=1]<img src='x'> A ferry.[/caption]Words.", "Words."),
        ("He said&#8217;s &amp;amp; more &amp;quot;so&amp;quot;.", 'He said’s & more "so".'),  # escaped twice
        ("[contact-form-7 id='1' title=\"x\"]One {{< figure src='x' >}}and {% include x %}two.", "One and two."),
        ("<p>One.</p><p>Two.<br/>Three.</p>", "One.\n\nTwo.\n\nThree."),
        ("AT&T [sic] said that 3 < 4 and <nobody> heard.", "AT&T [sic] said that 3 < 4 and <nobody> heard."),
    ],
)
def test_plain_text_loses_the_markup_that_came_along(written: str, plain: str) -> None:
    assert re.sub("\n{3,}", "\n\n", strip_markup(written).strip()) == re.sub("\n{3,}", "\n\n", plain)
