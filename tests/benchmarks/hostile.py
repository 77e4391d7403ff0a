"""Thousands of hostile pages and feeds, made by chance, each read as a watch reads it; counts what became of them.

    PYTHONPATH=tests python tests/benchmarks/hostile.py [--number 2000] [--seed 7] [--list]

An input is a page, a page in plain text or Markdown, a feed, or a compressed answer with one of these, to which one to
four things happen: it is cut off, bytes are changed, parts stand in it thousands of times, elements nest without end,
lines have no end, entities grow, its charset is another, marks turn the direction of text, nulls, half characters. It
is read, or refused by a UserError of one line. Faults are anything else that is raised, and what takes more than five
seconds of the processor or 512 MB, here or where it is read. `--list` names each that took over two seconds.
"""

import argparse
import gzip
import json
import random
import resource
import time
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil

from readout.articles import limits
from readout.articles.article import article_from
from readout.articles.fetch import unpack_body
from readout.articles.files import MAX_BYTES, RawArticle
from readout.errors import UserError
from readout_app.schedule.feeds import item_page, parse_feed
from support.hostile import HOSTILE, PROSE

SECONDS, MEGABYTES = 5.0, 512
CHARSETS = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "cp1252", "cp1251", "koi8-r"),
    *("shift_jis", "gb18030", "big5", "euc-kr", "iso-2022-jp", "iso-8859-15", "mac-roman", "idna", "rot13"),
    "x" * 50,
)
PIECES = (
    *("<", ">", "&", '"', "'", "(", "[", "{", " ", "\n", "\r", "\t", "\x00", "-", "/", ".", "a", "\xe9"),
    *("\u6f22", "=", "#", "|", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE ", "<?xml "),
    *('encoding="', "&amp;", "&#", "&#xd800;", "<p>", "</p>", "<b id=a>", "<table><tr><td>", "<a href='x'>"),
    *("<br>", "<div style='", "<svg><style>", "<q>", "\u202e", "\u2067", "\u200b", "\ufeff", "\u0300"),
    *("\ud800", "\udc00", "\U0010ffff", "\x1b[31m", "\x85", "\u2028", "By ", "MOSCOW (AP) - ", "Page 1\n"),
    *("\u201c", "\u2018", "```\n", "# ", "> ", "* ", "---\n", "| a ", "[x](", "![", "\\", "$$"),
    *("8 of 161 DOCUMENTS\n", "LENGTH: 7 words\n", "Full text: ", "Published 4:15 pm, ", "https://", "@"),
    *("a-\nb", "Mr. ", "<item>", "<entry>", "<title>", "<link>", "<guid>", "<content:encoded>", "<pubDate>"),
    *("<rss>", "<![", "<x:y "),
)
TAGS = (
    *("div", "span", "b", "q", "ul><li", "table><tr><td", "blockquote", "article", "font", "a", "svg", "item"),
    *("x:y", "h2"),
)
HEADS = (*("author", "description", "og:title", "og:site_name", "article:published_time", "date", "keywords"), "robots")


def page(chance: random.Random) -> str:
    junk = repeated(chance)
    facts = {"@type": "NewsArticle", "articleBody": chance.choice((PROSE, 7, [junk], junk, None)), "author": [[junk]]}
    ld = chance.choice((json.dumps(facts), "[" * size(chance, 9), '{"@graph":' * 500, "1" * size(chance, 5000), ""))
    head = f'<meta name="{chance.choice(HEADS)}" property="{chance.choice(HEADS)}" content="{junk}">'
    paragraphs = "".join(f"<p>{PROSE}</p>" for _ in range(chance.randint(1, 6)))
    return (
        f"<!doctype html><html lang=en><head><meta charset={chance.choice(CHARSETS)}><title>A headline</title>{head}"
        f'<script type="application/ld+json">{ld}</script></head><body><article><h1>A headline</h1>{paragraphs}'
        f"</article></body></html>"
    )


def plain(chance: random.Random) -> str:
    return f"A headline of note\n\nBy Jane Doe\nMay 4, 2021\n\n{PROSE}\n\n{repeated(chance)}\n\n{PROSE}\n"


def feed(chance: random.Random) -> str:
    link = chance.choice(
        ("/a", "http://[", "javascript:x", "http://10.0.0.1/", "//h" * 500, "http://é。example:99999/", "")
    )
    date = chance.choice(("Tue, 29 Sep 2020 23:30:00 -0500", "9" * 12, "9" * 400, "0000-00-00", "1" * 9, "yesterday"))
    entity = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 9}">' for n in range(9))
    starts = [""] * 6 + [
        f'<!DOCTYPE r [<!ENTITY a0 "{"A" * 500}">{entity}]>',
        '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
    ]
    start = chance.choice(starts)
    body = chance.choice(("&lt;p&gt;" + PROSE, "&a9;", repeated(chance)))
    item = (
        f"<item><title>A &lt;b&gt; story</title><link>{link}</link><guid>{chance.choice(('1', link))}</guid>"
        f"<pubDate>{date}</pubDate><content:encoded>{body}</content:encoded></item>"
    )
    items = item * size(chance, 2000)
    return (
        f'<?xml version="1.0" encoding="{chance.choice((*CHARSETS, *["utf-8"] * 20))}"?>{start}<rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{items}</channel></rss>'
    )


def size(chance: random.Random, most: int) -> int:
    """Mostly small, seldom near the most."""
    return max(int(most ** chance.random()), 1)


def repeated(chance: random.Random) -> str:
    """A piece, or a few, again and again: to half a megabyte."""
    piece = "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
    return piece * size(chance, 500_000 // len(piece))


def changed(text: str, chance: random.Random) -> str:
    at, depth = chance.randrange(len(text) + 1), size(chance, 30_000)
    tag = chance.choice(TAGS)
    change: Callable[[], str] = chance.choice(
        (
            lambda: text[:at],
            lambda: text[:at] + repeated(chance) + text[at:],
            lambda: text[:at] + f"<{tag}>" * depth + text[at:],
            lambda: text[:at] + f"<{tag} {'a=1 ' * depth}>" + text[at:],
            lambda: text[:at] + f'<{tag} class="{repeated(chance)}' + text[at:],
            lambda: text.replace(chance.choice(("</p>", ">", "<", '"', " ", "</item>")), chance.choice(PIECES)),
            lambda: "".join(c for c in text[:50_000] if chance.random() > 0.02),
            lambda: text[at:] + text[:at],
            lambda: text[:at] * 3,
            lambda: "".join(chance.choice(PIECES) if chance.random() < 0.01 else c for c in text[:20_000]),
        )
    )
    return change()


def encoded(text: str, chance: random.Random) -> bytes:
    name = chance.choice(CHARSETS) if chance.random() < 0.4 else "utf-8"
    try:
        data = text.encode(name, "surrogatepass" if name.startswith("utf-") and name != "utf-7" else "replace")
    except (LookupError, UnicodeError):
        data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        noise = bytearray(data)
        for _ in range(size(chance, 300)):
            noise[chance.randrange(len(noise))] = chance.randrange(256)
        data = bytes(noise)
    return data[:MAX_BYTES]


def unpacked(data: bytes, chance: random.Random) -> bytes:
    """The data as it comes out of an answer: packed, grown a thousandfold, cut off, packed otherwise than is said."""
    data += chance.choice((b"", b"\0", b"<p>", b" ")) * size(chance, 20_000_000)
    pack = chance.choice(
        (gzip.compress, zlib.compress, lambda d: gzip.compress(gzip.compress(d)), lambda d: d[: 10**6])
    )
    packed = pack(data)
    packed = packed[: chance.randint(0, len(packed))] if chance.random() < 0.3 else packed
    return unpack_body(packed[:MAX_BYTES], chance.choice(("gzip", "deflate", "identity"))) or b" "


def attempt(kind: str, chance: random.Random) -> None:
    if kind == "one of the suite":
        text = chance.choice(HOSTILE).data.decode("utf-8", "replace")
    else:
        text = {"feed": feed, "text": plain, "markdown": plain}.get(kind, page)(chance)
    for _ in range(chance.randint(1, 4)):
        text = changed(text, chance)[:MAX_BYTES] or " "
    data = encoded(text, chance)
    if kind == "compressed page":
        data = unpacked(data, chance)
    if kind == "feed":
        for item in parse_feed(data, "http://paper.example/feed")[:3]:
            article_from(RawArticle(item_page(item), "html", item.url), "x")
        return
    form = kind if kind in ("text", "markdown") else "html"
    charset = chance.choice(CHARSETS) if chance.random() < 0.3 else ""
    article_from(RawArticle(data, form, "http://paper.example/a", charset), "x")


def spent() -> float:
    """Seconds of the processor that this process and those that it started have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() + children.ru_utime + children.ru_stime
    for number in limits.worker_ids():
        times = psutil.Process(number).cpu_times()
        seconds += times.user + times.system
    return seconds


def peak() -> int:
    """Megabytes that a process which reads, and lives, has held at most; what has passed the limit was ended."""
    found = [0]
    for number in limits.worker_ids():
        status = Path(f"/proc/{number}/status").read_text()
        found.append(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
    return max(found)


def outcome(kind: str, chance: random.Random) -> str:
    try:
        attempt(kind, chance)
    except UserError as problem:
        line = str(problem)
        if "\n" in line or len(line) > 400:
            return "FAULT: more than a line"
        ended = isinstance(problem.__context__, limits.LimitError) or "to read" in line
        return "ended at a limit, in one line" if ended else "refused in one line"
    except Exception as problem:
        return f"FAULT: {type(problem).__name__}: {str(problem)[:120]}"
    return "read"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--number", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    kinds = ("page", "feed", "text", "markdown", "compressed page", "one of the suite")
    counts, longest = Counter[str](), 0.0
    for number in range(options.first, options.first + options.number):
        kind = kinds[number % len(kinds)]
        before = spent()
        what = outcome(kind, random.Random(f"{options.seed} {number}"))
        seconds = spent() - before
        longest = max(longest, seconds)
        if seconds > SECONDS and "limit" not in what:
            what = "FAULT: over time"
        counts[f"{kind}: {what}"] += 1
        if what.startswith("FAULT") or (options.list and seconds > 2):
            print(f"  {number} {kind}: {what} ({seconds:.1f} s, {peak()} MB)", flush=True)
    for what, count in sorted(counts.items()):
        print(f"{count:6,} {what}")
    print(f"{counts.total():,} inputs; longest {longest:.1f} s of the processor, most memory {peak():,} MB")


if __name__ == "__main__":
    main()
