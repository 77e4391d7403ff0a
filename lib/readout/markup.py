"""HTML that a notebook shows as such: made of the pieces of `fragments.html.j2`, each output with its own style."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from html import unescape
from itertools import zip_longest
from typing import Any

from markupsafe import Markup

from readout.resources import FOLDER

# Where a notebook is shown on a dark page: JupyterLab and nbconvert, VS Code, Colab.
_DARK_HOSTS = ('[data-jp-theme-light="false"]', ".vscode-dark", "[theme=dark]")
_SCOPE = ".readout.readout"  # twice, to weigh more than what JupyterLab says of tables
_WITHIN = r"(?:[^()]|\([^()]*\))*"  # what brackets hold: others within them, too
_LONGEST_CELL = 60  # characters of a cell, where a table is shown as text


class Html(Markup):
    """HTML that a notebook shows with the style it needs, and a terminal as plain text.

    `+`, `format` and `join` escape what is not Html itself. The style is in each output, so that a notebook looks
    the same when it is opened again; the page of a report, which has a style sheet, drops it.
    """

    def _repr_html_(self) -> str:
        return f'<style>{style_of(self)}</style><div class="readout">{self!s}</div>' if self else ""

    def __repr__(self) -> str:
        return as_text(self)


def render(macro: str, **values: Any) -> Html:
    """Return a piece of `fragments.html.j2`, filled with values, which are escaped unless they are Html."""
    return Html(getattr(_macros(), macro)(**values))


@cache
def _macros() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: it takes 50 ms to load

    loader = FileSystemLoader(FOLDER)
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template("fragments.html.j2").module


def as_text(html: str) -> str:
    """Return HTML of our own as plain text: tables in columns, a line for each block, no drawings."""
    bare = re.sub(r'<(svg|style|label)\b.*?</\1>|<span class="switches">.*?</span>', "", html, flags=re.DOTALL)
    parts = re.split(r"(<table\b.*?</table>)", bare, flags=re.DOTALL)
    lines = [line for at, part in enumerate(parts) for line in (_table_lines if at % 2 else _lines)(part)]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _lines(html: str) -> list[str]:
    return _bare(re.sub(r"</(?:p|li|h\d|div|figcaption|summary|blockquote)>", "\n", html)).split("\n")


def _table_lines(html: str) -> Iterator[str]:
    """The caption of a table and its rows, their cells one below the other, numbers on the right."""
    cells = re.compile(r"<t[hd]\b([^>]*)>(.*?)</t[hd]>", re.DOTALL)
    rows = [
        [(" ".join(_bare(text).split())[:_LONGEST_CELL], "num" in look) for look, text in cells.findall(row)]
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    ]
    widths = [max(len(text) for text, _ in column) for column in zip_longest(*rows, fillvalue=("", False))]
    yield from (_bare(caption) for caption in re.findall(r"<caption>(.*?)</caption>", html, re.DOTALL))
    for row in rows:
        columns = zip(row, widths, strict=False)
        yield "  ".join(text.rjust(width) if number else text.ljust(width) for (text, number), width in columns)


def _bare(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def style_of(html: str) -> str:
    """Return what a piece of HTML needs of the report's style sheet, as rules for the class `readout` alone."""
    names = set(re.findall(r"<([a-z][a-z0-9]*)", html))
    names |= {f".{name}" for names in re.findall(r'\bclass="([^"]*)"', html) for name in names.split()}
    rules = _rules()
    used = "".join(_needed(rules, names))
    light, dark = (_tokens(body, used) for body in (rules[0][1], _blocks(rules[1][1])[0][1]))
    hosts = ",".join(f"{host} {_SCOPE}" for host in _DARK_HOSTS)
    return f"{_SCOPE}{{{light}}}{hosts}{{{dark}}}{used}"


def _tokens(body: str, used: str) -> str:
    """The colours, fonts and distances of a block that some rules use."""
    pairs = re.findall(r"(--[\w-]+|color-scheme): ([^;]+);", body)
    return "".join(f"{name}:{value};" for name, value in pairs if f"var({name})" in used or name[0] != "-")


def _needed(rules: Sequence[tuple[str, str]], names: Collection[str]) -> Iterator[str]:
    """The rules whose selectors need no more than these tags and classes; of conditions, not those for print."""
    for head, body in rules:
        if head.startswith(("@container", "@media (")):
            inside = "".join(_needed(_blocks(body), names))
            yield f"{head}{{{inside}}}" if inside else ""
        elif not head.startswith("@"):
            selectors = [each.strip() for each in re.split(rf",(?!{_WITHIN}\))", head)]
            kept = [f"{_SCOPE} {each}" for each in selectors if set() < _needs(each) <= set(names)]
            yield f"{','.join(kept)}{{{' '.join(body.split())}}}" if kept else ""


def _needs(selector: str) -> set[str]:
    """The tags and classes that a selector names, pseudo-classes and attributes aside."""
    plain = re.sub(rf"::?[\w-]+(\({_WITHIN}\))?|\[[^\]]*\]|[>~+*]", " ", selector)
    return set(re.findall(r"\.?[a-z][\w-]*", plain))


@cache
def _rules() -> list[tuple[str, str]]:
    """The style sheet as heads and bodies; the first two hold the colours of light and of dark pages."""
    text = (FOLDER / "style.css").read_text(encoding="utf-8")
    return _blocks(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def _blocks(css: str) -> list[tuple[str, str]]:
    """The outermost blocks of a style sheet: what stands before the brace, and what between the braces."""
    blocks, depth, start = [], 0, 0
    for brace in re.finditer("[{}]", css):
        depth += 1 if brace[0] == "{" else -1
        if depth == 1 and brace[0] == "{":
            head, inside = css[start : brace.start()].strip(), brace.end()
        elif not depth:
            blocks.append((head, css[inside : brace.start()]))
            start = brace.end()
    return blocks
