import base64
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from nbformat import from_dict

from readout_app.runs.failures import Cancelled, CellFailed, Failure, KernelNotStarted, OutOfMemory, TimedOut
from readout_app.runs.manifest import Provenance
from readout_app.runs.page import render_failure, render_page, sanitize_html
from support import notebooks
from support.notebooks import wrote

PNG = base64.b64encode(b"not really a picture").decode()
ASKED: dict[str, Any] = {
    "article": {
        "id": "1f2e3d4c5b6a7988",
        "title": "U.S. may <b>close</b> its embassy",
        "deck": "What is known",
        "published": date(2020, 9, 29),
        "source": "Wire & Co",
        "url": "https://example.org/a?x=1&y=2",
        "words": 1234,
        "sha256": "ab" * 32,
        "input": "embassy.txt",
    },
    "notebook": {"name": "trial", "sha256": "cd" * 32},
    "parameters": {"top": 5, "targets": ["Iran", "<i>"]},
    "versions": {"readout": "0.1.0", "python": "3.11.7"},
    "command": "readout report embassy.txt --notebook trial -p top 5",
}


def facts(**changes: Any) -> Provenance:
    """How a page was made; a change of the article is one of some of its keys, and nothing is checked."""
    asked = Provenance.model_validate(ASKED)
    article = asked.article.model_copy(update=changes.pop("article", {}))
    return asked.model_copy(update={"article": article} | changes)


FACTS = facts()


class Tags(HTMLParser):
    """Every element of a page with its attributes, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def notebook(*cells: str | dict[str, Any]) -> Any:
    """Texts are cells of prose, dicts are outputs of a cell of code `made(1)`, `made(2)` and so on."""
    return notebooks.loaded(
        *(
            notebooks.prose(cell) if isinstance(cell, str) else notebooks.code(f"made({number})", cell)
            for number, cell in enumerate(cells)
        )
    )


def code(source: str, tag: str = "code") -> Any:
    return from_dict(notebooks.code(source, tags=[tag], id=tag))


def shown(content: str, kind: str = "text/html", **metadata: Any) -> dict[str, Any]:
    return notebooks.shown({kind: content}, **metadata)


def main(html: str) -> str:
    """What stands between the masthead and the foot, its white space single."""
    return " ".join(html.partition('<main id="content">')[2].partition("</main>")[0].split())


def test_the_masthead_names_notebook_and_article() -> None:
    html = render_page(notebook("# Trial\n\nAn essay."), FACTS)
    head = " ".join(html.partition('<header class="masthead">')[2].partition("</header>")[0].split())
    assert head == (
        '<p class="kicker">Trial</p> <h1>U.S. may &lt;b&gt;close&lt;/b&gt; its embassy</h1> '
        '<p class="deck">What is known</p> <p class="facts"><span>Wire &amp; Co</span> '
        '<time datetime="2020-09-29">29 September 2020</time> <span>1,234 words</span> '
        '<a href="https://example.org/a?x=1&amp;y=2" rel="noopener noreferrer">Read the article at its source</a></p>'
    )
    assert "<title>U.S. may &lt;b&gt;close&lt;/b&gt; its embassy – Trial</title>" in html
    assert main(html) == '<section class="opening"> <p>An essay.</p> </section>'


def test_what_is_unknown_of_an_article_is_left_out() -> None:
    article = {"deck": None, "published": None, "source": None, "words": 1, "url": "javascript:alert(1)"}
    html = render_page(notebook(), facts(article=article))
    assert '<p class="facts"><span>1 word</span></p>' in html
    assert '<p class="kicker">trial</p>' in html


def test_the_code_of_a_section_is_folded_at_its_end() -> None:
    html = main(
        render_page(notebook("Before.", wrote("one"), "## Tone", wrote("two"), "After.", wrote("three")), FACTS)
    )
    text = re.sub(r"<details.*?</details>", lambda fold: f"[{', '.join(re.findall('made|[0-9]', fold[0]))}]", html)
    assert text == (
        '<section class="opening"> <p>Before.</p> <pre class="output">one</pre> </section> '
        '<section id="tone"> <h2>Tone</h2> <pre class="output">two</pre> <p>After.</p> '
        '<pre class="output">three</pre> [made, 1, made, 3, made, 5] </section>'
    )
    assert html.count("<summary>How this was computed</summary>") == 1


def test_code_stands_with_the_opening_where_there_is_no_section() -> None:
    html = main(render_page(notebook(wrote("one")), FACTS))
    assert re.sub("<pre .*?</pre> |<div.*?</div>", "", html) == (
        '<section class="opening"> <details class="code"> <summary>How this was computed</summary>  '
        "</details> </section>"
    )


def test_a_page_has_one_h1_and_its_headings_in_order() -> None:
    cells = ("# Trial", "### Three", "# Again\n\n##### Five", "## Tone", shown("<h1>X</h1><h6 id='y'>Y</h6><h3>Z</h3>"))
    html = render_page(notebook(*cells), FACTS)
    assert re.findall(r"<h(\d)[^>]*>(.*?)</h\1>", html)[1:] == [
        *(("2", "Three"), ("2", "Again"), ("3", "Five"), ("2", "Tone"), ("2", "X"), ("3", "Y"), ("3", "Z")),
        ("2", "How this page was made"),
    ]
    assert '<section id="again">' in html


def contents(html: str) -> list[tuple[str, str]]:
    """The entries of the contents, and where they lead."""
    part = html.partition('<nav class="contents" aria-label="Contents">')[2].partition("</nav>")[0]
    return re.findall(r'<a href="#([^"]*)">(.*?)</a>', part)


def test_the_contents_stand_before_the_first_section() -> None:
    html = render_page(notebook("# Trial", "Opening.", "## Findings", "## *Tone* & `voice`", "## Made"), FACTS)
    assert contents(html) == [
        ("findings", "Findings"),
        ("tone-voice", "Tone &amp; voice"),
        ("made-2", "Made"),
        ("made", "How this page was made"),
    ]
    order = [html.index(part) for part in ("Opening.", "<nav ", '<section id="findings">')]
    assert order == sorted(order)
    assert [each.get("id") for each in Tags(html).all("h2")][-1] == "made"
    assert "<nav" not in render_page(notebook("Opening.", "## Tone", "## Stance"), FACTS)


def test_the_first_link_skips_to_the_content() -> None:
    tags = Tags(render_page(notebook("## Content"), FACTS))
    assert tags.all("a")[0]["href"] == "#content"
    assert [each["id"] for each in tags.all("main") + tags.all("section")] == ["content", "content-2"]


def test_a_link_that_leads_nowhere_is_none() -> None:
    html = main(
        render_page(notebook(shown('<a href="#here">1</a><a class="x" href="#gone">2</a><p id="here">3</p>')), FACTS)
    )
    assert '<a href="#here" rel="noopener noreferrer">1</a><a class="x" rel="noopener noreferrer">2</a>' in html


@pytest.mark.parametrize("kind", ["text/html", "text/markdown"])
def test_a_table_without_a_frame_gets_one_to_scroll_in(kind: str) -> None:
    table = '<table class="dataframe"><tbody><tr><td>1</td></tr></tbody></table>'
    frame = '<div class="scroll" role="region" tabindex="0" aria-label="Table">'
    html = main(render_page(notebook("## Tone", shown(table, kind)), FACTS))
    assert f"{frame}{table}</div>" in html
    framed = f'<div class="scroll" role="region" tabindex="0" aria-label="Table: C">{table}</div>'
    html = main(render_page(notebook("## Tone", shown(framed, kind)), FACTS))
    assert framed in html
    assert html.count('class="scroll"') == 1


def test_sections_of_one_heading_have_ids_of_their_own() -> None:
    html = render_page(notebook("## Tone & voice", "## Tone & voice", "## ???"), FACTS)
    assert [each.get("id") for each in Tags(html).all("section")] == ["tone-voice", "tone-voice-2", "section"]


def test_parameters_stand_at_the_foot_and_not_among_the_code() -> None:
    content = notebook("## Tone")
    content.cells += [code("top = 10", "parameters"), code("top = 5", "injected-parameters")]
    html = render_page(content, FACTS)
    assert main(html) == '<section id="tone"> <h2>Tone</h2> </section>'
    parameters = "<dd><code>top = 5</code>, <code>targets = [&#34;Iran&#34;, &#34;&lt;i&gt;&#34;]</code></dd>"
    assert f"<dt>Parameters</dt>\n{parameters}" in html


def test_the_foot_says_how_the_page_was_made() -> None:
    foot = render_page(notebook(), FACTS).partition("<footer")[2]
    assert '<pre class="command">readout report embassy.txt --notebook trial -p top 5</pre>' in foot
    assert f"<dd>embassy.txt, SHA-256 <code>{'ab' * 32}</code></dd>" in foot
    assert "<dd>readout 0.1.0, python 3.11.7</dd>" in foot
    assert "<p>This command, in a folder with the files that it names, makes the same page again:</p>" in foot
    assert "Models" not in foot


def test_the_foot_names_models_and_files() -> None:
    made = facts(models={"lexicon": "TextBlob", "reader": "1 (ab)"}, files={"aliases": "ef" * 32})
    foot = render_page(notebook(), made).partition("<footer")[2]
    assert "<dt>Models</dt><dd>lexicon TextBlob, model 1 (ab)</dd>" in foot
    assert f"<dt>File of aliases</dt><dd>SHA-256 <code>{'ef' * 32}</code></dd>" in foot


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "This command makes the same page again:"),
        ("https://example.org/a", "This command makes the same page again:"),
        ("-", "This command, with the article on its standard input, makes the same page again:"),
    ],
)
def test_the_foot_says_where_the_command_is_to_be_given(given: str, said: str) -> None:
    assert f"<p>{said}</p>" in render_page(notebook(), facts(article={"input": given}))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (shown("<p onclick='x()'>Hi<script>alert(1)</script></p>"), "<p>Hi</p>"),
        (shown("*Hi* <img src=x onerror=y>", "text/markdown"), "<p><em>Hi</em> </p>"),
        (shown("1 < 2", "text/plain"), '<pre class="output">1 &lt; 2</pre>'),
        (wrote("\x1b[31mred\x1b[0m <b>"), '<pre class="output">red &lt;b&gt;</pre>'),
        (wrote("a warning", "stderr"), ""),
        (shown("alert(1)", "application/javascript"), ""),
        (shown("") | {"data": {"application/x+json": {}, "text/plain": "x"}}, '<pre class="output">x</pre>'),
        (
            shown("") | {"data": {"text/latex": "$<x^2$", "text/plain": "<IPython.core.display.Latex object>"}},
            '<pre class="output">$&lt;x^2$</pre>',
        ),
        (
            shown("") | {"data": {"application/json": {"é": [1]}, "text/plain": "<IPython.core.display.JSON object>"}},
            '<pre class="output">{ &#34;é&#34;: [ 1 ] }</pre>',
        ),
        (
            shown("") | {"data": {"image/gif": "R0lG", "text/plain": "<IPython.core.display.Image object>"}},
            '<pre class="output">An output of the kind image/gif was left out: a page cannot show it.</pre>',
        ),
        (
            shown(f"{PNG[:8]}\n{PNG[8:]}\n", "image/png", alt='Bars: "1" < 2'),
            f'<figure><img src="data:image/png;base64,{PNG}" alt="Bars: &#34;1&#34; &lt; 2"></figure>',
        ),
        (
            shown(PNG, "image/jpeg", **{"image/jpeg": {"alt": "A face"}}),
            f'<figure><img src="data:image/jpeg;base64,{PNG}" alt="A face"></figure>',
        ),
        (
            shown("<svg/>", "image/svg+xml"),
            '<figure><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="Figure: Tone &amp; voice"></figure>',
        ),
    ],
)  # fmt: skip
def test_an_output_is_shown_by_its_kind(output: dict[str, Any], expected: str) -> None:
    html = main(render_page(notebook("## Tone & voice", output), FACTS))
    assert re.sub(r" ?<details.*?</details>", "", html) == " ".join(
        f'<section id="tone-voice"> <h2>Tone &amp; voice</h2> {expected} </section>'.split()
    )


DRAWING = (
    '<svg viewBox="0 0 9 9" role="img" aria-labelledby="t d"><title id="t">T</title><desc id="d">D</desc>'
    '<defs><clipPath id="c"><rect width="9" height="9"></rect></clipPath></defs>'
    '<g clip-path="url(#c)"><path d="M0 0L9 9" class="fill-hostile" stroke="currentColor"></path>'
    '<use xlink:href="#t" x="1"></use><text text-anchor="middle" transform="rotate(9)">Iran</text></g></svg>'
)


@pytest.mark.parametrize(
    "html",
    [
        DRAWING,
        '<input type="checkbox" id="show" checked=""><label for="show">Tone</label>',
        '<details open=""><summary>More</summary><table class="t"><caption>C</caption><thead><tr>'
        '<th scope="col" colspan="2">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></details>',
        '<mark class="m-actor" title="Iran (place)" data-by="Pompeo" tabindex="0">Iran</mark>',
        '<a href="#s3" rel="noopener noreferrer">3</a>',
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">x</a>',
        f'<img src="data:image/png;base64,{PNG}" alt="A face">',
        '<td style="text-align:right">1</td>'.join(("<table><tbody><tr>", "</tr></tbody></table>")),
    ],
)
def test_what_a_page_may_hold_stays_as_it_is(html: str) -> None:
    assert sanitize_html(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<style>@import 'https://example.org/x.css'</style>x", "x"),
        ('<p onmouseover="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href=" JaVaScRiPt:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="//example.org">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<img src="https://example.org/x.png">', ""),
        ('<img src="data:text/html;base64,eA==">', ""),
        ('<img srcset="https://example.org/x.png 2x">', ""),
        ('<input type="text" value="x" autofocus>', "<input>"),
        ('<form action="https://example.org"><button>Go</button></form>', "Go"),
        ('<iframe src="https://example.org"></iframe><object data="x"></object><embed src="x">', ""),
        ('<meta http-equiv="refresh" content="0"><base href="https://example.org"><link href="x">', ""),
        ('<p style="background-image:url(https://example.org/x)">a</p>', "<p>a</p>"),
        ('<p style="color:red;position:fixed">a</p>', '<p style="color:red">a</p>'),
        ('<svg><image href="https://example.org/x"></image></svg>', "<svg></svg>"),
        ('<svg><use href="https://example.org/x#y"></use></svg>', "<svg><use></use></svg>"),
        ('<svg><path fill="url(https://example.org/x#y)"></path></svg>', "<svg><path></path></svg>"),
        ('<svg><a xlink:href="javascript:x"><text>a</text></a></svg>', None),
        ("<svg><foreignObject><p>a</p></foreignObject></svg>", None),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", None),
        ("<svg></p><title><a id='</title><img src=x onerror=alert(1)>'>", None),
        ("<svg><animate onbegin=alert(1) attributeName=x></animate></svg>", None),
        ("<div><b>open", "<div><b>open</b></div>"),
    ],
)
def test_what_runs_or_loads_is_dropped(html: str, expected: str | None) -> None:
    got = sanitize_html(html)
    assert expected is None or got == expected
    assert not re.search(r"<[^>]*(javascript|alert|onerror|onbegin|example\.org|foreignobject|animate)", got, re.I)
    assert sanitize_html(got) == got


def test_the_policy_of_the_page_lets_nothing_in() -> None:
    html = render_page(notebook(), FACTS)
    assert html.startswith('<!doctype html>\n<html lang="en">')
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert Tags(html).all("meta")[1] == {"http-equiv": "Content-Security-Policy", "content": policy}


def failed() -> Any:
    trace = ["\x1b[31mValueError\x1b[0m", "Cell In[1], line 1", "ValueError: <top>"]
    error = {"output_type": "error", "ename": "ValueError", "evalue": "<top>", "traceback": trace}
    content = notebook("# Trial", "## Tone", wrote("so far"), wrote("careful", "stderr"), error, "## Never", wrote("x"))
    content.cells[-1].outputs = []
    return content


def test_a_failure_says_what_was_asked_where_it_stopped_and_what_to_try() -> None:
    html = render_failure(failed(), FACTS, CellFailed("ValueError: <top>", 4))
    text = main(html)
    assert "<title>Not finished: U.S. may &lt;b&gt;close&lt;/b&gt; its embassy</title>" in html
    assert '<p class="kicker">Trial: not finished</p>' in html
    assert '<p class="error">ValueError: &lt;top&gt;</p>' in text
    assert "<dd>the notebook trial, on embassy.txt</dd>" in text
    assert "<dd>at cell 5 of 7, in the section “Tone”</dd>" in text
    assert "<code>readout report --help-notebook trial</code>" in text
    assert '<pre class="output">ValueError Cell In[1], line 1 ValueError: &lt;top&gt;</pre>' in text
    assert '<pre class="output">so far</pre> <pre class="output stderr">careful</pre>' in text
    assert "Never" not in text


@pytest.mark.parametrize(
    ("failure", "advice"),
    [
        (TimedOut("It stopped"), "Give it more time with <code>--timeout SECONDS</code>, or try"),
        (OutOfMemory("It stopped", 4), "Allow it more memory with <code>--memory MIB</code>, or try"),
        (Cancelled(), "Nothing is wrong with it: the command below runs it again."),
    ],
)
def test_each_failure_has_its_advice(failure: Failure, advice: str) -> None:
    assert advice in render_failure(failed(), FACTS, failure)


def test_a_kernel_that_did_not_start_is_no_cell_s_fault() -> None:
    text = main(render_failure(failed(), FACTS, KernelNotStarted("the kernel did not start: no memory")))
    assert "<dd>before the first cell</dd>" in text
    assert "<h3>" not in text
    assert "so far" not in text
