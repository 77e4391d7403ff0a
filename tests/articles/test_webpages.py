"""The article in a web page: what trafilatura loses is put back, and what is not of the article goes."""

import json
from datetime import date

import pytest

from readout.articles.credits import Metadata
from readout.articles.webpages import parse_html
from support.errors import problem_of

FIRST = "The militias fired rockets at the embassy, and the government said that it would find them."
SAVE = "save its text as a .txt file"
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
    prose = "\n\n".join([*PROSE[:2], "On 3 May 2019 it was not so.", f"“{PROSE[2]}”"])
    assert parse_html(HTML, None) == (head, prose)
    assert parse_html(HTML, "https://daily.example/rockets?id=3")[0].url == "https://daily.example/rockets?id=3"


def test_a_page_gets_no_date_from_its_prose() -> None:
    bare = HTML.replace('<meta property="article:published_time" content="2020-09-29T10:00:00Z">', "")
    assert parse_html(bare, None)[0].published is None


@pytest.mark.parametrize("words", [f"{FIRST[:60]}…", PROSE[2]])
def test_words_of_the_article_as_description_are_no_deck(words: str) -> None:
    head, prose = parse_html(HTML.replace("Nobody was hurt.", words), None)
    assert head.deck is None
    assert words.rstrip("…") in prose


@pytest.mark.parametrize("text", ["words", "<html>", "http://localhost:9/a"])
def test_a_page_without_an_article(text: str) -> None:
    assert problem_of(parse_html, text, None) == f"no article text found; {SAVE}"


def test_a_parser_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    def broken(*_arguments: object, **_options: object) -> None:
        raise AssertionError("in its depths")

    monkeypatch.setattr(trafilatura, "bare_extraction", broken)
    assert problem_of(parse_html, HTML, None) == f"could not be taken apart as HTML (AssertionError); {SAVE}"


# --- kinds of pages

ONE = "Mayor Ilse Brandt attacked the owner of the Torvik Line for raising fares by a fifth, and said she would sue."
TWO = "Mr Brenner rejected the charge. He told reporters that the council had promised him a quay and broken its word."
THREE = "The dispute has split the harbour. Fishermen support the owner, and the teachers’ union the mayor."
MORE = [ONE, TWO, THREE]
LONG = [f"{each} {ONE} {TWO}" for each in MORE]
STORIES = [f"The ferry to {town} was late on Monday, and {town} asked who was to pay for it." for town in
           ("Harwick", "Eastport", "Torvia")]  # fmt: skip
COMMENT = "By posting your comment, you agree to allow Eastport Communications the right to publish your name anywhere."


def page(body: str, head: str = "<title>Fares up</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def article(body: str) -> str:
    return page(f"<article><h1>Fares up</h1><p>{ONE}</p>{body}<p>{TWO}</p></article>")


def boxed(attributes: str) -> str:
    inner = f"<div {attributes}>{paragraphs_of(MORE)}</div>"
    return page(f"<div><h1>Fares up</h1>{inner}<div id='article-comments'><p>{COMMENT}</p></div></div>")


def paragraphs_of(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def rows(tag: str) -> str:
    return "".join(f"<{tag}><h3><a href='/{text[10:16]}'>Ferry late</a></h3><p>{text}</p></{tag}>" for text in STORIES)


def ld(**facts: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | facts)}</script>'


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        # trafilatura's precision drops boxes by a word in their style or class
        (boxed("style='border-top: 1px solid #ccc'"), MORE),
        (boxed("class='copy-bottom'"), MORE),
        # and what it drops that is no prose is no loss
        (page(f"<article><h1>Fares up</h1><p>{ONE}</p><p>{THREE}</p><p>{TWO}</p><div class='bottom'>"
              + "".join(f"<p>Ferry tickets {n}</p>" for n in range(20)) + "</div></article>"),
         [ONE, THREE, TWO]),
        # inline quotations, with and without marks of their own
        (article("<p>She said <q>we will not pay</q>, but <b>he</b> said that <q>she <i>must</i></q>, and left.</p>"),
         [ONE, "She said “we will not pay”, but he said that “she must”, and left.", TWO]),
        (article("<p>“No,” said Ann Poe, <q>“never in my life”</q>, and she left the hall at noon.</p>"),
         [ONE, "“No,” said Ann Poe, “never in my life”, and she left the hall at noon.", TWO]),
        # lists in lists, with words around them
        (article("<ul><li>She asked for a vote:<ul><li>it was lost by two</li><li>the owner laughed</li></ul>"
                 "and then went home.</li><li>The council goes on.</li></ul>"),
         [ONE, "She asked for a vote:", "it was lost by two", "the owner laughed", "and then went home.",
          "The council goes on.", TWO]),
        # headings that are questions stay, others go
        (article(f"<h3>Why did you sue?</h3><p>{THREE}</p><h3>Background</h3>"), [ONE, "Why did you sue?", THREE, TWO]),
        # block quotations stand in marks; whose they are stands behind; what repeats the article goes
        (article("<blockquote><p>The plan is a gift to the rich.</p><p>We will fight it.</p></blockquote>"),
         [ONE, "“The plan is a gift to the rich.", "“We will fight it.”", TWO]),
        (article("<blockquote>We will fight it.<footer>— <cite>Bob Stone</cite></footer></blockquote>"),
         [ONE, "“We will fight it.” — Bob Stone", TWO]),
        (article("<blockquote class='twitter-tweet'><p>What a day for us.</p>— Bob Stone (@bob)</blockquote>"),
         [ONE, "“What a day for us.” — Bob Stone (@bob)", TWO]),
        (article("<blockquote>broken its word</blockquote>"), [ONE, TWO]),
        (article(f"<p>{THREE}</p><p>{THREE}</p>"), [ONE, THREE, TWO]),
        (article(f"<p>{THREE}</p><p>They met.</p><p>{THREE}</p>"), [ONE, THREE, "They met.", THREE, TWO]),
        (article(f"<p>{TWO}</p><p>{ONE}</p>"), [ONE, TWO]),  # all of it twice
        (page(f"<article><blockquote><p>{ONE}</p><p>{TWO}</p></blockquote><p>They met on Monday.</p></article>"),
         [ONE, TWO, "They met on Monday."]),
        # cards over a name, what is hidden, what was deleted
        (article("<p>Senator <a>Nora Blythe</a><span class='rollover'>Nora Blythe<a>Blythe in row</a> MORE</span>"
                 " (D) left.</p>"),
         [ONE, "Senator Nora Blythe (D) left.", TWO]),
        (article("<p>Ann Poe<span class='hovercard-content'>Ann Poe is 40.</span> left, <del>he</del>she said.</p>"),
         [ONE, "Ann Poe left, she said.", TWO]),
        (article("<p>Ann Poe<span role='tooltip'>Ann Poe is 40.</span> left.</p>"), [ONE, "Ann Poe left.", TWO]),
        (article("<p>Ann Poe<span class='hover_box'>Ann Poe is 40.</span> left.</p>"), [ONE, "Ann Poe left.", TWO]),
        (article("<p><span class='tooltip'>Ann Poe<span class='tooltiptext'>Ann Poe is 40.</span></span> left.</p>"),
         [ONE, "Ann Poe left.", TWO]),
        (article("<p><span class='popup'><b>Ann Poe</b><span class='popup-text'>She is 40.</span></span> left.</p>"),
         [ONE, "Ann Poe left.", TWO]),
        (article("<p><span class='has-tooltip' title='40'>Ann Poe</span> left.</p>"), [ONE, "Ann Poe left.", TWO]),
        (article("<p>Ann Poe<span class='dropdown-box'>Ann Poe is 40.</span> left.</p>"), [ONE, "Ann Poe left.", TWO]),
        (article("<p>Read <a href='/a'>her letter<span class='sr-only'>(in a new window)</span></a>, she said.</p>"),
         [ONE, "Read her letter, she said.", TWO]),
        (article("<p hidden>Nobody is to read these words.</p><p style='display: none'>Nor these.</p>"), [ONE, TWO]),
        # what is empty, or holds a picture, within a sentence
        (article("<div></div>They met. <p>Ann Poe <i class='icon'></i> left <span><img src='a.png'></span> the hall"
                 "<a name='n'></a> at <b> </b>noon <em><i></i></em>and <svg><title>Arrow</title></svg>went home.</p>"),
         [ONE, "They met.", "Ann Poe left the hall at noon and went home.", TWO]),
        # layout tables
        (page(f"<table><tr><td><a href='/'>Home</a><td><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></table>"), MORE),
        (page(f"<table><tbody><tr><td>{' '.join(MORE * 2)}<br><br>{THREE}</td></tr></tbody></table>"),
         [" ".join(MORE * 2), THREE]),
        # the text stands in JSON-LD only, or is cut on the page
        (page("<div id='app'></div>", ld(articleBody="\n\n".join(MORE))), MORE),
        (page("", ld(**{"@type": "Graph", "@graph": [{"@type": ["Article"], "articleBody": f"<p>{ONE}<p>{TWO}</p>"}]})),
         [ONE, TWO]),
        # a short article, and what stands about it
        (page("<article><h1>Fares</h1><p>The council met on Monday and talked of the ferry for two hours.</p>"
              "<div class='related'><h4>Related</h4><ul><li><a href='/a'>Man held after murder</a></li></ul></div>"
              "<p>Then it went home for the night.</p><figure><figcaption>The ferry.</figcaption></figure></article>"),
         ["The council met on Monday and talked of the ferry for two hours.",
          "Then it went home for the night."]),
        # a body in several boxes, with something between them
        (page("<main><div class='grid'>" + "<div class='ad'>Advertisement</div>".join(
            f"<div class='item body body__cont{more}'><p>{each}</p><p>So it is said by {each[:30].strip()}.</p></div>"
            for each, more in zip(MORE, ("", " wide", ""), strict=True)) + "</div></main>"),
         [part for each in MORE for part in (each, f"So it is said by {each[:30].strip()}.")]),
        # teasers beside the article
        (page("<main><article class='post'><h2>A murder</h2><p>A man was murdered on Friday, police said.</p></article>"
              f"<article><h1>Fares up</h1><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article></main>"), MORE),
        # a row of teasers in its page, and a list of ferries that is the article
        (page(f"<div><h1>Fares up</h1>{paragraphs_of(LONG)}{rows('div')}</div>"), LONG),
        (page(f"<div><ul>{rows('li')}</ul><h1>Fares up</h1>{paragraphs_of(LONG)}</div>"), LONG),
        (page(f"<article><h1>Fares up</h1>{paragraphs_of(LONG)}{rows('div')}</article>"), [*LONG, *STORIES]),
    ],
)  # fmt: skip
def test_a_page_gives_its_whole_article_and_no_more(html: str, paragraphs: list[str]) -> None:
    assert parse_html(html, None)[1].split("\n\n") == paragraphs


@pytest.mark.parametrize(
    ("title", "head", "url", "expected"),
    [
        ("Fares up | The Daily", "", None, "Fares up"),
        ("Fares up - The Daily", "", None, "Fares up"),
        ("Fares up (The Daily)", "", None, "Fares up"),
        ("Fares up / The Daily", "", None, "Fares up"),
        ("Fares up | Local News | The Daily", "", None, "Fares up"),
        ("Fares up (again)", "", None, "Fares up (again)"),
        ("The Daily: Fares up", "", None, "The Daily: Fares up"),  # a colon is of the headline
        ("The Daily | Fares up", "", None, "Fares up"),
        ("Fares up – dailynews.example", "", "https://www.dailynews.example/a", "Fares up"),
        ("Fares up — Daily News", "", "https://www.dailynews.example/a", "Fares up"),
        ("Fares up - what now?", "", None, "Fares up - what now?"),
        ("", '<meta property="og:title" content="Fares up in town - Eastport Post">', None, "Fares up in town"),
    ],
)
def test_a_title_is_without_the_name_of_the_site(title: str, head: str, url: str | None, expected: str) -> None:
    site = "" if url else '<meta property="og:site_name" content="The Daily">'
    html = page(f"<h1>{expected}</h1><p>{ONE}</p><p>{TWO}</p>" if head else f"<p>{ONE}</p><p>{TWO}</p>",
                f"<title>{title}</title>{site}{head}")  # fmt: skip
    assert parse_html(html, url)[0].title == expected


def test_the_byline_of_the_page_wins_over_an_outlet_as_author_and_comments_have_no_date() -> None:
    head = '<meta name="dc.creator" content="Harwick Times"><meta property="og:site_name" content="Harwick Times">'
    body = (
        "<article><h1>Fares up</h1><p class='byline'>By Jane Doe, John Roe and Anna Poe</p>"
        f"<p>{ONE}</p><p>{TWO}</p></article>"
        "<div class='comments'><time datetime='2025-01-01'>1 January 2025</time><p>I like it a lot.</p></div>"
    )
    found = parse_html(page(body, head), None)[0]
    assert (found.byline, found.source, found.published) == ("Jane Doe, John Roe and Anna Poe", "Harwick Times", None)


@pytest.mark.parametrize(("free", "refused"), [("False", True), (False, True), (True, False), ("true", False)])
def test_the_stub_of_what_must_be_paid_for_is_refused(free: object, refused: bool) -> None:
    html = page(f"<article><h1>Fares up</h1><p>{ONE}</p></article>", ld(isAccessibleForFree=free))
    if not refused:
        assert parse_html(html, None)[1] == ONE
        return
    with pytest.raises(ValueError, match=r"gives only the first 21 words to those who do not pay; save its text"):
        parse_html(html, None)
