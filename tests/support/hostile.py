"""Inputs that mean ill: markup, scripts, odd characters, templates, notebooks, paths, sheer size.

Each is an article as a file (its name and bytes), in which the ill will stands amid English prose that can be read.
Several payloads share an article: what is escaped is escaped beside any other.
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
TITLE = "A headline of note"


@dataclass(frozen=True)
class Hostile:
    """An input by what it tries, as the file of an article."""

    tries: str
    name: str
    data: bytes


def text(tries: str, *payloads: str, name: str = "story.txt") -> Hostile:
    """The payloads amid the prose: each in a line of its own and in a sentence."""
    lines = "\n\n".join(f"{payload}\n\nThe court said {payload} on Tuesday." for payload in payloads)
    return Hostile(tries, name, f"{TITLE}\n\n{PROSE}\n\n{lines}\n".encode("utf-8", "surrogatepass"))


def head(tries: str, **known: object) -> Hostile:
    """The payload in what is known of the article, beside its text."""
    bare = dict.fromkeys(("deck", "published", "source", "byline", "url"))
    about = {"title": TITLE, **bare, "language": "en", "text": PROSE, **known}
    about["sha256"] = hashlib.sha256(tries.encode()).hexdigest()
    return Hostile(tries, "story.json", json.dumps(about).encode())


def page(tries: str, body: str, title: str = TITLE, more: str = "") -> Hostile:
    """The payload in an HTML page."""
    html = (
        f"<!doctype html><html lang=en><head><title>{title}</title>{more}</head><body><article><h1>{title}</h1>"
        f"<p>{PROSE}</p>{body}<p>{PROSE} {PROSE}</p></article></body></html>"
    )
    return Hostile(tries, "story.html", html.encode())


HOSTILE = (
    text(
        "markup that runs, loads, or ends what it stands in, and a name with a bad character in each place",
        SCRIPT,
        ONERROR,
        "<svg/onload=alert(1)><use href=https://evil.example/x.svg#a /></svg>",
        '<iframe src="https://evil.example/" srcdoc="<script>alert(1)</script>"></iframe>',
        '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
        '<form action="https://evil.example/"><input name=q autofocus onfocus=alert(1)></form>',
        f"</style>{SCRIPT}</title></head><body>{SCRIPT}",
        '" onmouseover="alert(1)" x="',
        f"<!-- <p> --!> <!-- <![CDATA[ {SCRIPT} ]]> ]]>",
        "<plaintext><xmp><listing><textarea><template>",
        "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>",
        name="{} $(reboot) `x` 'a\" <b>&%2e%2e\n..txt.txt",
    ),
    text(
        "entities, a stolen id, addresses, templates, a notebook, code, and a name that looks like an option",
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;img src=x&amp;gt; &#60;b&#62;",
        '<a id="tone"></a><span id="s1"></span><h1 id="findings">Stolen</h1>',
        '<a href="javascript:alert(1)">x</a> <a href="data:text/html,<script>alert(1)</script>">x</a>',
        "{{ 7*7 }} {% for x in y %} ${7*7} #{7*7} %(x)s {0} {article.__class__} <%= 7 %>",
        r"$\frac{1}{0}$ \(x\) $$\input{/etc/passwd}$$ $unclosed \textbf{x} _^_",
        json.dumps({"cells": [{"cell_type": "code", "source": "!rm -rf ~"}], "nbformat": 4}),
        '"""; import os; os.system("touch pwned") #\n%run evil\n!touch pwned\n\\N{BULLET} \\x00 \\',
        name="--out=x.txt",
    ),
    text(
        "characters",
        "\u202egnp.exe\u202c \u2067isolated \u202eand never closed",
        "Ber\u200blin \u200dWe\ufeffber\u2060 \u00adhyphen\u00ad",
        "bell\x07 escape\x1b[31m red form\x0c feed\x0b \x7f \x85",
        "one\u2028two\u2029three\rfour\r\nfive",
        "Z" + "\u0300\u0316\u0338" * 100 + " speaks in \U000e0001tags\U000e007f",
        "👩‍👩‍👧‍👦 said 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and \U0010ffff \ue000 at 伊朗 and إيران and ייִדיש",
    ),
    Hostile("100 kilobytes on a line", "story.txt", f"{TITLE}\n\n{PROSE} {'a' * 100_000} {'([' * 120}\n".encode()),
    Hostile(
        "links, pictures and HTML in Markdown",
        "story.md",
        f"# {TITLE}\n\n{PROSE}\n\n[read on](javascript:alert(1)) <javascript:alert(2)>\n\n"
        "![x](https://evil.example/p.png) ![y](data:image/svg+xml,<svg/>)\n\n"
        f'<div onclick="alert(1)">{SCRIPT}</div>\n\n```\n</code></pre>{SCRIPT}\n```\n\n{PROSE}\n'.encode(),
    ),
    page(
        "scripts, hostile facts, a hostile title and elements nested deep in a page",
        f"{SCRIPT}{ONERROR}{'<div>' * 400}<p onclick=alert(1)>The court said so.</p>{'</div>' * 400}",
        title=f"&lt;/title&gt;{SCRIPT} &lt;b&gt;note&lt;/b&gt;",
        more='<meta property="og:site_name" content="&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;">'
        '<link rel="canonical" href="javascript:alert(1)"><meta name="author" content="&lt;img src=x&gt;">',
    ),
    head(
        "markup in all that is known, a title that climbs and is long",
        title=f"../../../../etc/passwd CON </title>{SCRIPT}<b>note</b> {'Long ' * 2000}",
        source=f"</style>{SCRIPT}",
        byline=f'"{ONERROR}"',
        deck=f"</p>{ONERROR}",
        url='https://example.org/"onmouseover="alert(1)"<script>',
    ),
    head(
        "a title without a letter, an address that runs, a null and half a pair",
        title="\u200b\u202e \u2066\udfff",
        url="javascript:alert(1)",
        text=f"{PROSE} \ud800 alone\x00. {PROSE}",
    ),
)
