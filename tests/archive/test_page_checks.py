"""A page as it should be, and what the gate says of it once it is broken, in one way at a time."""

import re
from pathlib import Path

import pytest

from readout_app.archive import page_checks as gate
from readout_app.archive.safety_checks import POLICY

META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{META}
<title>A page</title>
<style>p {{ color: red; background: url(data:image/png;base64,AAAA) }} svg {{ fill: url(#ink) }}</style>
</head>
<body>
<h1>A page</h1>
<p id="one">Go to <a href="#two">two</a>, <a href="https://example.org/" rel="noopener noreferrer">there</a>,
<a href="mailto:a@example.org">write</a> or read \u2067on\u2069.</p>
<h2 id="two">Two</h2>
<img src="data:image/png;base64,AAAA" alt="A cat on a mat">
<svg role="img" aria-labelledby="t d" viewBox="0 0 1 1"><title id="t">Cats</title><desc id="d">Two cats.</desc>
<path d="M0 0" style="fill: url(#ink)"/><use href="#one"/></svg>
<svg aria-hidden="true" viewBox="0 0 1 1"><image href="data:image/png;base64,AAAA"/></svg>
<h3>Three</h3>
<input type="checkbox" id="box"><label for="box">Box</label>
</body>
</html>
"""
END = "</body>"  # stands on line 20
NO_ALT = "line 14: alt: it does not say what the image shows; write that in a sentence: "
HELD = "from outside the page; hold it as data:image/…"
UNUSED = "attribute: a page has no use for"
USELESS = "element: a page has no use for it; take it out"


def held(folder: Path, content: str | bytes, **options: int) -> list[str]:
    page = folder / "page.html"
    page.write_bytes(content if isinstance(content, bytes) else content.encode())
    return gate.faults(page, **options)


def broken(old: str, new: str) -> str:
    assert PAGE.count(old) == 1
    return PAGE.replace(old, new)


def added(markup: str) -> str:
    return broken(END, f"{markup}{END}")


def test_a_good_page_has_no_fault(tmp_path: Path) -> None:
    assert held(tmp_path, PAGE) == []


@pytest.mark.parametrize(
    ("markup", "faults"),
    [
        ("<script>x()</script>", ["script: a page runs nothing; take it out: <script>"]),
        (
            '<svg aria-hidden="true"><script href="x"/></svg>',
            ['script: a page runs nothing; take it out: <script href="x">'],
        ),
        ('<p onclick="x()">y</p>', ['handler: onclick runs code; take it out: <p onclick="x()">']),
        ('<iframe src="x"></iframe>', [f'{USELESS}: <iframe src="x">']),
        ('<object data="x"></object>', [f'{USELESS}: <object data="x">']),
        ('<embed src="x">', [f'{USELESS}: <embed src="x">']),
        ('<video src="x"></video>', [f'{USELESS}: <video src="x">']),
        ('<audio src="x"></audio>', [f'{USELESS}: <audio src="x">']),
        ("<noscript>x</noscript>", [f"{USELESS}: <noscript>"]),
        ("<template>x</template>", [f"{USELESS}: <template>"]),
        ('<form action="x"></form>', [f'{USELESS}: <form action="x">']),
        (
            '<svg aria-hidden="true"><a><set attributeName="href" to="javascript:x"/></a></svg>',
            [f'{USELESS}: <set attributename="href" to="javascript:x">'],
        ),
        (
            '<input type="image" src="x">',
            [
                f'loads: src brings in something {HELD}: <input type="image" src="x">',
                "element: of inputs a page holds check boxes and radio buttons; take it out: "
                '<input type="image" src="x">',
            ],
        ),
        (
            '<img src="https://x.org/a.png" alt="A cat">',
            [f'loads: src brings in something {HELD}: <img src="https://x.org/a.png" alt="A cat">'],
        ),
        (
            '<img src="#one" alt="A cat">',
            [f'loads: src brings in something {HELD}: <img src="#one" alt="A cat">'],
        ),
        (
            '<img src="data:text/html,x" alt="A cat">',
            [f'loads: src brings in something {HELD}: <img src="data:text/html,x" alt="A cat">'],
        ),
        (
            '<img srcset="data:image/png,A 1x, //x 2x" alt="A cat">',
            [f'{UNUSED} srcset; take it out: <img srcset="data:image/png,A 1x, //x 2x" alt="A cat">'],
        ),
        (
            '<p background="x">y</p>',
            [f'{UNUSED} background; take it out: <p background="x">'],
        ),
        (
            '<a href="#one" ping="https://x.org">y</a>',
            [f'{UNUSED} ping; take it out: <a href="#one" ping="https://x.org">'],
        ),
        (
            '<svg aria-hidden="true"><image xlink:href="//x/a.png"/></svg>',
            [f'loads: href brings in something {HELD}: <image href="//x/a.png">'],
        ),
        (
            '<svg aria-hidden="true"><use href="a.svg#b"/></svg>',
            [f'loads: href brings in something {HELD}: <use href="a.svg#b">'],
        ),
        (
            '<svg aria-hidden="true"><use href="data:image/svg+xml,x#b"/></svg>',
            [f'loads: href brings in something {HELD}: <use href="data:image/svg+xml,x#b">'],
        ),
        (
            "<p style=\"background: u\\72l( '//x/a.png')\">y</p>",
            [
                f"loads: //x/a.png in the style brings in something {HELD}: "
                "<p style=\"background: u\\72l( '//x/a.png')\">"
            ],
        ),
        (
            '<svg aria-hidden="true"><path fill="url(//x#a)"/></svg>',
            [f'loads: //x#a in the style brings in something {HELD}: <path fill="url(//x#a)">'],
        ),
        (
            '<svg aria-hidden="true"><style>p{background:url(x.png)}</style></svg>',
            [f"loads: x.png in the style brings in something {HELD}: <style>"],
        ),
        (
            "<p style=\"background: image-set('x.png' 1x, var(--y) 2x)\">y</p>",
            [
                f"loads: x.png in the style brings in something {HELD}: "
                "<p style=\"background: image-set('x.png' 1x, var(--y) 2x)\">",
                f"loads: var in the style brings in something {HELD}: "
                "<p style=\"background: image-set('x.png' 1x, var(--y) 2x)\">",
            ],
        ),
        (
            '<a href=" java\tscript:x()">y</a>',
            [
                "address: it leads to javascript:; lead to http, https, mailto or a #place only: "
                '<a href=" java script:x()">'
            ],
        ),
        (
            '<a href="data:text/html,x">y</a>',
            [
                "address: it leads to data:; lead to http, https, mailto or a #place only: "
                '<a href="data:text/html,x">'
            ],
        ),
        (
            '<svg aria-hidden="true"><a href="#one" xlink:href="JavaScript:x()"></a></svg>',
            [
                "address: it leads to javascript:; lead to http, https, mailto or a #place only: "
                '<a href="#one" href="JavaScript:x()">'
            ],
        ),
        (
            '<a href="results.json">y</a>',
            [
                "address: it is relative, and leads nowhere once the page is mailed; write it whole, with https://: "
                '<a href="results.json">'
            ],
        ),
        (
            '<a href="http://x.org" rel="noopener">y</a>',
            [
                'link: it leads outside the page; add rel="noopener noreferrer": '
                '<a href="http://x.org" rel="noopener">'
            ],
        ),
        (
            '<a href="#three">y</a>',
            ['fragment: no element has the id three; mend the link: <a href="#three">'],
        ),
        (
            '<p id="one">y</p>',
            [
                'id: 2 elements have it; give each its own: <p id="one">',
                'id: 2 elements have it; give each its own: <p id="one">',
            ],
        ),
        (
            '<p aria-describedby="one three">y</p>',
            [
                'id: aria-describedby names three, which is not there; mend one: <p aria-describedby="one three">'
            ],
        ),
        ("<h1>y</h1>", ["headings: it is a second h1; make it an h2: <h1>"]),
        ("<h5>y</h5>", ["headings: level 4 is left out before it; make it an h4: <h5>"]),
        (
            '<svg viewBox="0 0 1 1"></svg>',
            [
                'svg: it is not told as an image; add role="img", or aria-hidden="true": <svg viewbox="0 0 1 1">',
                'svg: aria-labelledby leads to no title and no desc with words; add it: <svg viewbox="0 0 1 1">',
            ],
        ),
        (
            '<svg role="img" aria-labelledby="u one"><title id="u">U</title></svg>',
            [
                "svg: aria-labelledby leads to no desc with words; add it: "
                '<svg role="img" aria-labelledby="u one">'
            ],
        ),
        (
            '<svg role="img" aria-labelledby="u v"><title id="u"> </title><desc id="v">V</desc></svg>',
            [
                "svg: aria-labelledby leads to no title with words; add it: "
                '<svg role="img" aria-labelledby="u v">'
            ],
        ),
        ("<div><p>y</div></p>", ["well-formed: unexpected-end-tag (p); mend it"]),
        ("<section>", ["well-formed: expected-one-end-tag-but-got-another (body, section); mend it"]),
        ('<p title="a" title="b">y</p>', ["well-formed: duplicate-attribute; mend it"]),
        ("<p>a &bogus; b</p>", ["well-formed: expected-named-entity; mend it"]),
    ],
)
def test_what_is_added_is_found(tmp_path: Path, markup: str, faults: list[str]) -> None:
    lines = held(tmp_path, added(markup))
    assert [line.split(": ", 1)[1] for line in lines] == faults
    assert lines[-1].startswith("line 20: ")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            ' lang="en"',
            "",
            'line 2: language: the page does not say which it is in; write <html lang="en">: <html>',
        ),
        (
            "<title>A page</title>",
            "<title> </title>",
            'line 2: title: there is none, or an empty one; write one in the head: <html lang="en">',
        ),
        (
            '<meta charset="utf-8">\n',
            "",
            'line 2: charset: the page does not say it is UTF-8; write <meta charset="utf-8"> once: <html lang="en">',
        ),
        (
            "h1>A page</h1",
            "h2>A page</h2",
            'line 2: headings: there is no h1; make the headline one: <html lang="en">',
        ),
        (
            META,
            "",
            f'line 2: policy: there is none; add <meta http-equiv="Content-Security-Policy" content="{POLICY}">: '
            '<html lang="en">',
        ),
        (
            META,
            "<style></style>" + META,
            "line 5: policy: something that could load comes before it; put it right after the charset: "
            '<meta http-equiv="Content-Security-Policy" content="default…',
        ),
        ("<style>p", '<link rel="icon" href="x"><style>p', f'line 7: {USELESS}: <link rel="icon" href="x">'),
        ("<style>p", '<base href="//x/"><style>p', f'line 7: {USELESS}: <base href="//x/">'),
        (
            "<style>p",
            '<meta http-equiv="refresh" content="0;url=//x"><style>p',
            "line 7: loads: http-equiv=refresh tells the browser what to do; take it out: "
            '<meta http-equiv="refresh" content="0;url=//x">',
        ),
        (
            "<style>",
            '<style>@import "x.css";',
            "line 7: loads: @import brings in a style sheet; put its rules into the page: <style>",
        ),
        (
            "url(data:image/png;base64,AAAA) }",
            "url(//x/a.png) }",
            f"line 7: loads: //x/a.png in the style brings in something {HELD}: <style>",
        ),
        ("read \u2067on\u2069", "read \u202eon", 'line 11: bidi: {turned}: <p id="one">'),
        ("read \u2067on\u2069", "read \u202e\u2067on\u202c\u2069", 'line 11: bidi: {turned}: <p id="one">'),
        ('<h2 id="two">Two', '<h2 id="two">Two&#x2066;', 'line 13: bidi: {turned}: <h2 id="two">'),
        (
            '<h2 id="two">',
            '<h2 id="two" title="\u202dx">',
            'line 13: bidi: {turned}: <h2 id="two" title="?x">',
        ),
        ("A page</title>", "A page\u202b</title>", "line 6: bidi: {turned}: <title>"),
    ],
)
def test_what_is_changed_is_found(tmp_path: Path, old: str, new: str, fault: str) -> None:
    turned = "a sign that turns the direction of text is left open in it; close it"
    assert fault.replace("{turned}", turned) in held(tmp_path, broken(old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("default-src 'none'; ", "", "default-src is missing; add default-src 'none'"),
        ("; base-uri 'none'", "", "base-uri is missing; add base-uri 'none'"),
        ("; form-action 'none'", "", "form-action is missing; add form-action 'none'"),
        (
            "default-src 'none'",
            "default-src 'self'",
            "default-src allows 'self', which no report needs; take it out",
        ),
        ("data:;", "data: https:;", "img-src allows https:, which no report needs; take it out"),
        (
            "'unsafe-inline'",
            "'unsafe-inline' //x",
            "style-src allows //x, which no report needs; take it out",
        ),
        (
            "form-action",
            "script-src 'unsafe-inline'; form-action",
            "script-src allows 'unsafe-inline', which no report needs; take it out",
        ),
    ],
)
def test_a_weaker_policy_is_found(tmp_path: Path, old: str, new: str, fault: str) -> None:
    faults = held(tmp_path, PAGE.replace(POLICY, POLICY.replace(old, new)))
    assert [line.removesuffix(": " + line.rpartition(": ")[2]) for line in faults] == [
        f"line 5: policy: {fault}"
    ]


def test_a_stricter_policy_is_none(tmp_path: Path) -> None:
    stricter = POLICY.replace("data:", "'none'").replace("form-action", "SCRIPT-SRC 'None'; form-action")
    assert held(tmp_path, PAGE.replace(POLICY, stricter)) == []


@pytest.mark.parametrize(
    "alt",
    ["", " ", "image", "Figure.", "cat.png", "…", "No description has been provided for this image"],
)
def test_alt_text_that_says_nothing_is_found(tmp_path: Path, alt: str) -> None:
    tag = f'<img src="data:image/png;base64,AAAA" alt="{alt}">'
    shown = tag if len(tag) <= 60 else f"{tag[:59]}…"
    assert held(tmp_path, broken("A cat on a mat", alt)) == [NO_ALT + shown]
    missing = held(tmp_path, broken(' alt="A cat on a mat"', ""))
    assert missing == [NO_ALT + '<img src="data:image/png;base64,AAAA">']


def test_a_heavy_page_is_found(tmp_path: Path) -> None:
    assert held(tmp_path, "x" * 1_000_001) == [
        "line 1: size: the page has 1,000,001 bytes; at most 1,000,000 are allowed"
    ]
    assert held(tmp_path, PAGE, limit=10) == [
        f"line 1: size: the page has {len(PAGE.encode()):,} bytes; at most 10 are allowed"
    ]


def test_a_page_in_another_encoding_is_found(tmp_path: Path) -> None:
    content = PAGE.encode().replace(b"Two", b"Tw\xf6", 1)
    assert held(tmp_path, content) == ["line 13: charset: the page is not UTF-8; save it as UTF-8"]


def test_a_page_too_deep_to_read_is_found_at_once(tmp_path: Path) -> None:
    assert held(tmp_path, added("\n" + "<div>" * 100_000)) == [
        "line 21: well-formed: more than 200 elements stand in each other"
    ]


def test_faults_are_in_the_order_of_the_page_and_fit_one_line(tmp_path: Path) -> None:
    page = added('\n<script\nsrc="\n\x1b[31m">\n</script>').replace(' lang="en"', "")
    assert held(tmp_path, page) == [
        "line 1: well-formed: invalid-codepoint; mend it",
        'line 2: language: the page does not say which it is in; write <html lang="en">: <html>',
        'line 23: script: a page runs nothing; take it out: <script src=" ?[31m">',
    ]


def test_a_missing_page_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "none.html"
    message = f"{page}: it cannot be read (No such file or directory); give the path of a page"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        gate.faults(page)


CATALOGUE = '<meta name="generator" content="Readout catalogue">'
GONE = "line 20: address: no such file stands beside or below the page; run readout index: "


@pytest.mark.parametrize(
    "address", ["feed.xml", "./feed.xml", "a%20run/report.html", "a%20run/report.html#tone"]
)
def test_a_catalogue_may_lead_to_what_stands_beside_or_below_it(tmp_path: Path, address: str) -> None:
    (tmp_path / "a run").mkdir()
    for name in ("feed.xml", "a run/report.html"):
        (tmp_path / name).touch()
    page = added(f'<a href="{address}">y</a>')
    assert held(tmp_path, page.replace(META, META + CATALOGUE)) == []
    [fault] = held(tmp_path, page)
    assert fault.startswith("line 20: address: it is relative, and leads nowhere once the page is mailed")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "gone.html",
            "run",
            "",
            "?",
            "secret.txt?",
            "../secret.txt",
            "run/../../secret.txt",
            "%2e%2e/secret.txt",
        ),
        *("..%2Fsecret.txt", "..\\secret.txt", "..%5Csecret.txt", "/etc/hostname", "%2Fetc%2Fhostname"),
        *("//example.org/x", "\\\\example.org\\x", "C%3A%5Cx", "a%00b", "link/secret.txt", "x" * 5000),
    ],
)
def test_a_catalogue_leads_nowhere_else(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "reports"
    (folder / "run").mkdir(parents=True)
    (tmp_path / "secret.txt").touch()
    (folder / "link").symlink_to(tmp_path)
    page = added(f'<a href="{address}">y</a>').replace(META, META + CATALOGUE)
    [fault] = held(folder, page)
    assert fault.startswith(GONE)


def test_only_links_of_a_catalogue_may_be_relative(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").touch()
    page = added('<img src="feed.xml" alt="A cat"><a href="javascript:x()">y</a>').replace(
        META, META + CATALOGUE
    )
    assert held(tmp_path, page) == [
        f'line 20: loads: src brings in something {HELD}: <img src="feed.xml" alt="A cat">',
        "line 20: address: it leads to javascript:; lead to http, https, mailto or a #place only: "
        '<a href="javascript:x()">',
    ]
