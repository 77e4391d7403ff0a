"""Front matter, Markdown and HTML."""

from datetime import date

import pytest

from readout.articles.credits import Metadata
from readout.articles.formats import parse_html, parse_markdown, split_front_matter

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
        (
            f"title: {'a' * 20_000}\n---",
            "of more than 20,000 characters; keep title, date and the like",
        ),
    ],
)
def test_malformed_front_matter(front: str, expected: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        split_front_matter(f"---\n{front}\nwords")
    assert str(caught.value) == f"has front matter {expected}"


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


PROSE = [f"{FIRST} This is paragraph number {number} of the story." for number in ("one", "two", "three")]
HTML = f"""<!DOCTYPE html><html><head><title>Rockets | The Daily</title>
<meta property="og:title" content="Rockets Hit the Embassy">
<meta property="og:site_name" content="The Daily"><meta name="author" content="Jane Doe; John Roe">
<meta property="article:published_time" content="2020-09-29T10:00:00Z">
<meta name="description" content="Nobody was hurt.">
<link rel="canonical" href="https://daily.example/rockets"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Rockets Hit the Embassy</h1><p>{PROSE[0]}</p>
<h2>Background</h2><p>{PROSE[1]}<br><br>On 3 May 2019 it was <a href="/x">not</a><br>so.</p>
<blockquote><p>{PROSE[2]}</p></blockquote><script>alert(1)</script></article>
<footer>Copyright</footer></body></html>"""


def test_a_page() -> None:
    head = Metadata(
        title="Rockets Hit the Embassy",
        deck="Nobody was hurt.",
        published=date(2020, 9, 29),
        source="The Daily",
        byline="Jane Doe and John Roe",
        url="https://daily.example/rockets",
    )
    prose = "\n\n".join([*PROSE[:2], "On 3 May 2019 it was not so.", PROSE[2]])
    assert parse_html(HTML, None) == (head, prose)
    assert (
        parse_html(HTML, "https://daily.example/rockets?id=3")[0].url == "https://daily.example/rockets?id=3"
    )


def test_a_page_gets_no_date_from_its_prose() -> None:
    bare = HTML.replace('<meta property="article:published_time" content="2020-09-29T10:00:00Z">', "")
    assert parse_html(bare, None)[0].published is None


def test_first_words_as_description_are_no_deck() -> None:
    head, prose = parse_html(HTML.replace("Nobody was hurt.", f"{FIRST[:60]}…"), None)
    assert head.deck is None
    assert prose.startswith(FIRST)


@pytest.mark.parametrize("text", ["words", "<html>", "http://localhost:9/a"])
def test_a_page_without_an_article(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_html(text, None)
    assert str(caught.value) == f"no article text found; {SAVE}"


def test_a_parser_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    def broken(*_arguments: object, **_options: object) -> None:
        raise AssertionError("in its depths")

    monkeypatch.setattr(trafilatura, "bare_extraction", broken)
    with pytest.raises(ValueError, match=r".") as caught:
        parse_html(HTML, None)
    assert str(caught.value) == f"could not be taken apart as HTML (AssertionError); {SAVE}"
