"""Fifty inputs that mean ill: markup, scripts, odd characters, templates, notebooks, paths, sheer size.

Each is an article as a file (its name and bytes), in which the ill will stands amid English prose that can be read.
"""

import hashlib
import json
from dataclasses import dataclass

PROSE = (
    "The minister praised the Supreme Court on Monday. The opposition condemned the government in Berlin and said"
    ' that the law was bad for everyone who lives there. "We will fight it," Anna Weber said.'
)
SCRIPT = "<script>alert(1)</script>"
ONERROR = "<img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Hostile:
    """An input by what it tries, as the file of an article."""

    tries: str
    name: str
    data: bytes


def text(tries: str, payload: str, name: str = "story.txt") -> Hostile:
    """The payload amid the prose: in a line of its own, in a sentence, in a quotation."""
    words = f"A headline of note\n\n{PROSE}\n\n{payload}\n\nThe court said {payload} on Tuesday. {PROSE}\n"
    return Hostile(tries, name, words.encode("utf-8", "surrogatepass"))


def head(tries: str, **known: object) -> Hostile:
    """The payload in what is known of the article, beside its text."""
    bare = dict.fromkeys(("deck", "published", "source", "byline", "url"))
    about = {"title": "A headline of note", **bare, "language": "en", "text": f"{PROSE}\n\n{PROSE}", **known}
    about["sha256"] = hashlib.sha256(tries.encode()).hexdigest()
    return Hostile(tries, "story.json", json.dumps(about).encode())


def page(tries: str, body: str, title: str = "A headline of note", more: str = "") -> Hostile:
    """The payload in an HTML page."""
    html = (
        f"<!doctype html><html lang=en><head><title>{title}</title>{more}</head><body><article><h1>{title}</h1>"
        f"<p>{PROSE}</p>{body}<p>{PROSE} {PROSE}</p></article></body></html>"
    )
    return Hostile(tries, "story.html", html.encode())


def markdown(tries: str, body: str) -> Hostile:
    """The payload in Markdown."""
    return Hostile(tries, "story.md", f"# A headline of note\n\n{PROSE}\n\n{body}\n\n{PROSE}\n".encode())


HOSTILE = (
    # markup in the text
    text("a script", SCRIPT),
    text("an image that fails", ONERROR),
    text("a drawing that loads", "<svg/onload=alert(1)><use href=https://evil.example/x.svg#a /></svg>"),
    text("a frame", '<iframe src="https://evil.example/" srcdoc="<script>alert(1)</script>"></iframe>'),
    text("the end of the style sheet", "</style><script>alert(1)</script><style>"),
    text("the end of the title", f"</title></head><body>{SCRIPT}"),
    text("the end of an attribute", '" onmouseover="alert(1)" x="'),
    text("a comment that stays open", "<!-- <p> --!> <!--"),
    text("a section of characters", f"<![CDATA[ {SCRIPT} ]]> ]]>"),
    text("another base", '<base href="https://evil.example/"><a href="x">x</a>'),
    text("a refresh", '<meta http-equiv="refresh" content="0;url=https://evil.example/">'),
    text("a form", '<form action="https://evil.example/"><input name=q autofocus onfocus=alert(1)></form>'),
    text("a switch with a handler", "<details open ontoggle=alert(1)><summary>x</summary></details>"),
    text(
        "mutation by mathematics",
        "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>",
    ),
    text("mutation by noscript", '<noscript><p title="</noscript><img src=x onerror=alert(1)>">'),
    text("text that ends all markup", "<plaintext><xmp><listing><textarea><template>"),
    text(
        "entities, once and twice",
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;img src=x&amp;gt; &#60;b&#62;",
    ),
    text("a stolen id", '<a id="tone"></a><span id="s1"></span><h1 id="findings">Stolen</h1>'),
    # addresses
    text(
        "links that run", '<a href="javascript:alert(1)">x</a> <a href="vbscript:x">y</a> javascript:alert(1)'
    ),
    text("data as an address", '<a href="data:text/html,<script>alert(1)</script>">x</a>'),
    markdown("links of Markdown that run", "[read on](javascript:alert(1)) <javascript:alert(2)>"),
    markdown(
        "pictures of Markdown that load", "![x](https://evil.example/p.png) ![y](data:image/svg+xml,<svg/>)"
    ),
    markdown(
        "HTML in Markdown", f'<div onclick="alert(1)">{SCRIPT}</div>\n\n```\n</code></pre>{SCRIPT}\n```'
    ),
    # pages of the web
    page("scripts in a page", f"{SCRIPT}{ONERROR}<p onclick=alert(1)>The court said so.</p>"),
    page(
        "markup in the title of a page", "<p>x</p>", title=f"&lt;/title&gt;{SCRIPT} &lt;b&gt;note&lt;/b&gt;"
    ),
    page(
        "hostile facts in a page",
        "<p>x</p>",
        more='<meta property="og:site_name" content="&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;">'
        '<link rel="canonical" href="javascript:alert(1)"><meta name="author" content="&lt;img src=x&gt;">',
    ),
    page("a page nested deep", "<div>" * 400 + "<p>The court said so.</p>" + "</div>" * 400),
    # what is known of the article
    head("markup in the title", title=f"</title>{SCRIPT}<b>note</b>"),
    head("markup in the source", source=f"</style>{SCRIPT}", byline=f'"{ONERROR}"', deck=f"</p>{ONERROR}"),
    head("an address that runs", url="javascript:alert(1)"),
    head("an address with quotes", url='https://example.org/"onmouseover="alert(1)"<script>'),
    head("a title that climbs", title="../../../../etc/passwd"),
    head("a title of dots and a device", title="... CON ...", source="NUL"),
    head("a title of ten thousand letters", title="Long " * 2000),
    head("a title without a letter", title="\u200b\u202e \u2066"),
    # characters
    text("overridden direction", "\u202egnp.exe\u202c \u2067isolated \u202eand never closed"),
    text("characters of no width", "Ber\u200blin \u200dWe\ufeffber\u2060 \u00adhyphen\u00ad"),
    text("control characters", "bell\x07 escape\x1b[31m red form\x0c feed\x0b \x7f \x85"),
    head("a null and half a pair", text=f"{PROSE} \ud800 alone\x00. {PROSE}", title="\udfff"),
    text("other ends of lines", "one\u2028two\u2029three\rfour\r\nfive"),
    text("marks piled up", "Z" + "\u0300\u0316\u0338" * 300 + " speaks in \U000e0001tags\U000e007f"),
    text(
        "signs beyond the first plane", "👩‍👩‍👧‍👦 said 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and \U0010ffff \ue000 at 伊朗 and إيران and ייִדיש"
    ),
    # templates, mathematics, notebooks
    text("templates", "{{ 7*7 }} {% for x in y %} ${7*7} #{7*7} %(x)s {0} {article.__class__} <%= 7 %>"),
    text("mathematics", r"$\frac{1}{0}$ \(x\) $$\input{/etc/passwd}$$ $unclosed \textbf{x} _^_"),
    text("a notebook", json.dumps({"cells": [{"cell_type": "code", "source": "!rm -rf ~"}], "nbformat": 4})),
    text("code", '"""; import os; os.system("touch pwned") #\n%run evil\n!touch pwned\n\\N{BULLET} \\x00 \\'),
    # names of files
    text(
        "a name with a bad character in each place", PROSE, name="{} $(reboot) `x` 'a\" <b>&%2e%2e\n..txt.txt"
    ),
    text("a name that looks like an option", "as it were", name="--out=x.txt"),
    # size
    text("a megabyte on a line", "a" * 1_000_000),
    text("brackets, hundreds deep", "(" * 800 + "[" * 800),
)
