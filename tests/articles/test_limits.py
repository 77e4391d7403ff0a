"""Reading in a process of its own: what it gives back, and what ends it."""

import operator
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from readout.articles import limits
from readout.articles.article import article_from, read
from readout.articles.files import RawArticle
from readout.errors import UserError
from readout_app.schedule.feeds import parse_feed
from readout_app.schedule.robots import ask_rules
from support.hostile import PROSE

FEED = b'<rss version="2.0"><channel><item></item></channel></rss>'
BOMB = (
    '<?xml version="1.0" encoding="{0}"?>\n<!DOCTYPE feed [\n<!ENTITY a "' + "A" * 200_000 + '">\n]>\n'
    '<rss version="2.0"><channel><item><title>x</title><description>' + "&a;" * 5000 + "</description></item>"
    "</channel></rss>"
)
Case = tuple[Callable[..., Any], tuple[Any, ...]]


def page(head: str) -> RawArticle:
    body = f"<body><article><h1>A page</h1><p>{PROSE}</p><p>{PROSE}</p></article></body>"
    return RawArticle(f"<html><head><title>A page</title>{head}</head>{body}</html>".encode(), "html")


ODD = """
class Odd(Exception):
    def __init__(self, *, code):
        super().__init__(f"odd {code}")
raise Odd(code=5)
"""


def test_results_and_exceptions_come_back() -> None:
    assert limits.call(operator.add, 2, 3) == 5
    assert limits.call(print, "no answer") is None
    with pytest.raises(UserError, match=r"^nothing.txt: does not exist; check the path$"):
        limits.call(read, "nothing.txt")
    with pytest.raises(KeyError, match="x"):
        limits.call(operator.getitem, {}, "x")
    with pytest.raises(RuntimeError, match="Odd: odd 5"):  # one that pickle cannot make again
        limits.call(exec, ODD)


def test_one_process_is_used_again_and_a_fork_has_none_of_it() -> None:
    first = limits.call(os.getpid)
    assert limits.call(os.getpid) == first != os.getpid()
    if not (child := os.fork()):
        os._exit(0 if limits.call(os.getpid) not in (first, os.getpid()) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert limits.call(os.getpid) == first


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ((time.sleep, (60,)), "takes longer than 0.05 seconds to read"),
        ((pow, (3, 1 << 26)), "takes longer than 0.05 seconds to read"),
        ((bytearray, (600_000_000,)), "takes more than 512 MB of memory to read"),
        ((bytes, (135_000_000,)), "takes more than 512 MB of memory to read"),
        ((exec, ("import os; os.kill(os.getpid(), 11)",)), "ends the process that reads it (Segmentation fault)"),
        ((os._exit, (3,)), "ends the process that reads it (exit status 3)"),
    ],
)
def test_what_passes_a_limit_is_ended_and_the_next_call_is_none_the_worse(call: Case, told: str) -> None:
    function, arguments = call
    with pytest.raises(limits.LimitError) as problem:
        limits.call(function, *arguments, seconds=0.05 if "longer" in told else 4)
    assert str(problem.value) == told
    assert limits.call(operator.add, 1, 1) == 2


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ((article_from, (page(f'<meta name="author" content="{"(" * 60_000}a">'), "x")), "takes longer than"),
        ((parse_feed, (b"<?xml " + b'encoding="' * 4000 + FEED, "http://h/")), "is a feed that takes longer"),
    ],
)
def test_hostile_markup_takes_no_longer_than_its_time(call: Case, told: str) -> None:
    assert article_from(page(""), "x").words
    parse_feed(FEED, "http://h/")  # the parsers are loaded
    function, arguments = call
    with pytest.raises(UserError, match=told), limits.within(0.5):
        function(*arguments)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (BOMB.format("utf-16").encode("utf-16"), "declares entities of its own"),
        (BOMB.format("utf-32").encode("utf-32-be"), "declares entities of its own"),
        (BOMB.format("cp037").encode("cp037"), "takes more than 512 MB of memory"),
        (BOMB.format("utf-7").replace("<!E", "+ADwAIQ-E").encode(), "takes more than 512 MB of memory"),
    ],
)
def test_entities_of_a_feed_do_not_grow_in_any_encoding(data: bytes, told: str) -> None:
    with pytest.raises(UserError, match=told):
        parse_feed(data, "http://h/")


def test_a_robots_txt_takes_no_longer_than_its_time() -> None:
    rules = "User-agent: *\n" + "".join(f"Disallow: /{n}*a*b*c*d*e$\n" for n in range(200_000))
    limits.call(ask_rules, "", "http://h/")
    with pytest.raises(limits.LimitError), limits.within(0.3):
        limits.call(ask_rules, rules, f"http://h/{'abcde' * 300}")


def test_plain_text_is_read_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "call", None)
    assert article_from(RawArticle(f"A headline\n\n{PROSE} {PROSE}".encode(), "text"), "x").words == 68
