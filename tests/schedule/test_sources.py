import html
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from readout.articles.article import article_from
from readout.articles.fetch import Validators
from readout.articles.files import RawArticle
from readout.articles.sources import expand_list
from readout_app.schedule import robots
from readout_app.schedule import sources as intake
from readout_app.schedule.config import Watch
from readout_app.schedule.history import History
from readout_app.schedule.sources import SourceItem, read_source
from support.articles import STORY
from support.web_server import Answers, address, serving


class Pages(Answers):
    """A feed of three items, of which one has no page and one carries its own text; each page has a version."""

    asked: list[str]

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
        else:
            super().do_GET()

    def _feed(self, _: str) -> None:
        own = f"<content:encoded>&lt;p&gt;{STORY} The whole text. {STORY}&lt;/p&gt;</content:encoded>"
        self._items(
            "<title>First</title><link>{base}/page/1</link>",
            "<title>Lost</title><link>{base}/lost/x</link>",
            f"<title>Own words</title><guid isPermaLink='false'>tag:own</guid>{own}",
        )

    def _whole(self, numbers: str) -> None:
        self._leading([f"page/{number}" for number in numbers.split("-")])

    def _worse(self, _: str) -> None:
        self._leading(["lost/1", "lost/2", "page/1"])

    def _plainly(self, number: str) -> None:
        self._leading([f"unversioned/{number}"])

    def _leading(self, paths: list[str]) -> None:
        self._items(*(f"<title>One</title><link>{{base}}/{path}</link>" for path in paths))

    def _carrying(self, status: str) -> None:
        """A feed with the full text of an item whose page answers with that status, or is a bot check."""
        text = html.escape(f"<p>{STORY}</p><p>Carried. {STORY}</p>")
        link = f"<link>{{base}}/blocked/{status}</link>"
        self._items(f"<title>Carried</title>{link}<content:encoded>{text}</content:encoded>")

    def _items(self, *items: str) -> None:
        channel = "".join(f"<item>{item}</item>" for item in items).replace("{base}", f"http://{self.headers['Host']}")
        ns = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        self._give(f"<rss version='2.0' {ns}><channel>{channel}</channel></rss>", "application/rss+xml")

    def _blocked(self, status: str) -> None:
        self.asked.append(self.path)
        if status.startswith("check"):
            page = f"<html lang='en'><title>Just a moment...</title><p>{STORY[:200]}</p><p>Wait for it.</p></html>"
            self.answer(page.encode(), Content_Type="text/html")
        elif status == "shell":
            self.answer(b"<html><body><div id='root'></div></body></html>", Content_Type="text/html")
        else:
            self.send_error(int(status))

    def _checking(self, _: str) -> None:
        self._leading(["blocked/check", "blocked/check?2", "page/1"])

    def _unversioned(self, number: str) -> None:
        self._page(number, version="")

    def _page(self, name: str, version: str = '"1"') -> None:
        number = name.partition("?")[0]
        title = f"Page {number}"
        body = f"<article><h1>{title}</h1><p>{STORY}</p><p>This is page {name}. {STORY}</p></article>"
        self._give(
            f"<html lang='en'><head><title>{title}</title></head><body>{body}</body></html>", "text/html", version
        )

    def _lost(self, _: str) -> None:
        self.send_error(404)

    def _give(self, text: str, kind: str, version: str = '"1"') -> None:
        self.asked.append(self.path)
        tag = {"ETag": version} if version else {}
        if version and self.headers.get("If-None-Match") == version:
            self.answer(status=304)
        else:
            self.answer(text.encode(), Content_Type=kind, **tag)


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the server; no pause is made between two requests."""
    monkeypatch.setattr(Pages, "asked", [], raising=False)
    monkeypatch.setattr(robots, "LEAST_PAUSE", 0.0)
    with serving(Pages) as server:
        yield address(server)


def ask(source: str, **how: Any) -> list[SourceItem]:
    """All that the source has; each listed source for itself."""
    environ = how.pop("environ", {})
    last = History(**{name: how.pop(name) for name in [*how] if name in History.model_fields})
    watch = Watch(name="news", sources=["in"], every="1d").model_copy(update={"private": True} | how)
    return [one for each in expand_list(source) for one in read_source(each, watch, last, environ)]


def titles(given: Iterable[SourceItem]) -> list[str]:
    return [one.article.title if one.article else one.problem for one in given]


def known(given: Iterable[SourceItem]) -> dict[str, Validators]:
    return {place: version for one in given for place, version in one.validators.items()}


def pages(given: Iterable[SourceItem]) -> dict[str, list[str]]:
    return {one.key: [*one.feed_pages] for one in given if one.feed_pages}


def test_a_feed_gives_the_pages_it_leads_to_and_what_is_lost_holds_up_nobody(base: str) -> None:
    first, lost, own = ask(f"{base}/feed/x")
    assert [one.key for one in (first, lost, own)] == [f"{base}/page/1", f"{base}/lost/x", f"{base}/feed/x tag:own"]
    assert titles([first, own]) == ["Page 1", "Own words"]
    assert lost.problem.startswith(f"{base}/lost/x: answers 404 Not Found")
    # the feed is asked for again, whole, as long as one of its pages could not be read
    assert known([first, lost]) == {f"{base}/page/1": Validators('"1"', None)}


def test_what_has_not_changed_is_not_read_again(base: str) -> None:
    first = ask(f"{base}/page/2")
    assert titles(first) == ["Page 2"]
    again = ask(f"{base}/page/2", validators=known(first))
    assert again == [SourceItem(f"{base}/page/2", validators=known(first))]
    assert Pages.asked == ["/page/2", "/page/2"]


def test_a_feed_that_has_not_changed_has_its_pages_asked_whether_they_have(base: str) -> None:
    first = ask(f"{base}/whole/4-5")
    assert titles(first) == ["Page 4", "Page 5", ""]
    assert pages(first) == {f"{base}/whole/4-5": [f"{base}/page/4", f"{base}/page/5"]}
    versions = known(first) | {f"{base}/page/5": Validators('"0"')}
    again = ask(f"{base}/whole/4-5", validators=versions, feed_pages=pages(first))
    assert titles(again) == ["Page 5", ""]
    assert Pages.asked == ["/whole/4-5", "/page/4", "/page/5"] * 2


def test_a_table_is_read_by_the_columns_of_its_watch_and_anew_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_SETTLED", -1.0)
    table = tmp_path / "table.csv"
    table.write_text(f'head,lead,story\nOne,First,"{STORY} {STORY}"\n', encoding="utf-8")
    (unnamed,) = ask(str(table))
    assert unnamed.problem.startswith(f"{table}: has no column of text; name it")
    head, lead = ({"text": "story", "title": title} for title in ("head", "lead"))
    first = ask(str(tmp_path / "*.csv"), columns=head)
    assert titles(first) == ["One"]
    assert ask(str(table), columns=head, validators=known(first)) == []
    assert titles(ask(str(table), columns=lead, validators=known(first))) == ["First"]


def test_a_page_whose_server_names_no_version_is_read_once_a_day(base: str) -> None:
    (first, feed) = ask(f"{base}/plainly/6")
    (version,) = first.validators.values()
    assert time.time() - 60 < version.read_at <= time.time()
    assert titles(ask(f"{base}/plainly/6", validators=first.validators)) == [""]
    for seconds in (-90_000, 90_000):  # long ago, or by a clock that was wrong
        old = {first.key: Validators(read_at=version.read_at + seconds)}
        assert titles(ask(f"{base}/plainly/6", validators=old)) == ["Page 6", ""]
    assert feed.validators == {f"{base}/plainly/6": Validators('"1"')}


def test_a_text_that_a_feed_carries_is_read_again_when_it_is_another(base: str) -> None:
    *_, own = ask(f"{base}/feed/x")
    assert titles(ask(f"{base}/feed/x", validators=own.validators))[0] == "Page 1"
    assert len(ask(f"{base}/feed/x", validators=own.validators)) == 2
    assert len(ask(f"{base}/feed/x", validators={own.key: Validators("other")})) == 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("403", "answers 403 Forbidden"),
        ("410", "answers 410 Gone"),
        ("check", "is a bot check, not the article (“Just a moment...”)"),
        ("shell", "no article text found"),
    ],
)
def test_where_a_page_is_blocked_the_text_of_the_feed_is_read_and_that_is_said(
    base: str, status: str, reason: str
) -> None:
    source, page = f"{base}/carrying/{status}", f"{base}/blocked/{status}"
    first, feed = ask(source)
    assert (first.key, first.problem, titles([first])) == (page, "", ["Carried"])
    assert first.article
    assert (first.article.url, "Carried." in first.article.text) == (page, True)
    assert first.note == f"Its page could not be read ({reason}): this is the text that the feed carries."
    versions = known([first, feed])
    assert titles(ask(source, validators=versions, feed_pages=pages([feed]))) == [""]  # the page is not asked
    versions[page] = Validators(read_at=time.time() - 86_401)
    again = ask(source, validators=versions, feed_pages=pages([feed]))  # though the feed has not changed
    assert titles(again) == ["", ""]
    assert time.time() - 60 < again[0].validators[page].read_at
    assert Pages.asked.count(f"/blocked/{status}") == 2
    # what was read from its page is not read from the feed when that is down
    (lost,) = ask(source, validators={page: Validators('"1"')})
    assert lost.problem.startswith(f"{page}: {reason}")


def test_a_bot_check_is_no_article_and_is_asked_for_again(base: str) -> None:
    first, second, third = ask(f"{base}/checking/x")
    for one in (first, second):
        assert one.problem.startswith(f"{one.key}: is a bot check, not the article (“Just a moment...”); open")
        assert (one.article, one.validators) == (None, {})
    assert titles([third]) == ["Page 1"]


def test_a_slot_takes_so_many_new_items_of_a_feed_and_the_rest_at_the_next(base: str) -> None:
    feed = f"{base}/whole/1-2-3"
    first = ask(feed, source_items=2)
    much = f"{feed}: that is more than 2 new items for one slot; what is left follows at the next"
    assert titles(first) == ["Page 1", "Page 2", much]
    assert titles(ask(feed, source_items=2, validators=known(first))) == ["Page 3", ""]


def test_what_was_in_trouble_is_no_reason_never_to_come_to_the_rest(base: str) -> None:
    feed = f"{base}/worse/x"
    first = ask(feed, source_items=2)
    assert [one.key for one in first] == [f"{base}/lost/1", f"{base}/lost/2", feed]
    again = ask(feed, source_items=2, reported_problems=[one.key for one in first])
    assert [one.key for one in again] == [f"{base}/page/1", f"{base}/lost/1", feed]


def test_a_slot_takes_so_many_seconds_of_a_source(base: str) -> None:
    feed = f"{base}/whole/1-2"
    long = f"{feed}: that is longer than 0 seconds for one slot; what is left follows at the next"
    assert titles(ask(feed, source_seconds=0)) == [long]


def test_private_addresses_are_refused_unless_allowed(base: str) -> None:
    (one,) = ask(f"{base}/page/1", private=False)
    assert one.article is None
    assert "your own network" in one.problem
    assert Pages.asked == []


def test_a_list_names_sources(base: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / "in" / name).write_text(f"Story {name}\n\n{STORY} This one is {name}. {STORY}\n")
    (tmp_path / "list.txt").write_text(f"# what we read\n\nin/c.md\n{base}/page/3\nin/none.txt\n@more\n~/x\n")
    assert titles(ask(str(tmp_path / "in" / "*.txt"))) == ["Story a.txt", "Story b.txt"]
    none = f"{tmp_path / 'in' / 'none.txt'}: does not exist; check the path"
    more = f"{tmp_path / '@more'}: does not exist; check the path"
    home = f"{Path('~/x').expanduser()}: does not exist; check the path"
    assert titles(ask(f"@{tmp_path / 'list.txt'}")) == ["Story c.md", "Page 3", none, more, home]


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Story\n\n{STORY} {STORY}\n")
    (young,) = ask(str(path))
    assert young.validators == {}  # it may be written again within the same tick of the clock
    monkeypatch.setattr(intake, "_SETTLED", -1.0)
    (first,) = ask(str(tmp_path))
    assert (first.key, list(first.validators)) == (str(path), [str(path)])
    assert ask(str(tmp_path), validators=first.validators) == []
    path.write_text(f"Story\n\n{STORY} {STORY.swapcase()}\n")  # as long as before
    assert len(ask(str(tmp_path), validators=first.validators)) == 1


def test_an_empty_folder_among_those_of_a_pattern_holds_up_no_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "b" / "story.txt").write_text(f"Story\n\n{STORY} {STORY}\n")
    none = f"{tmp_path / 'a'}: has no articles in it; put .txt, .md, .html, .pdf, .docx or .eml files there"
    assert titles(ask(str(tmp_path / "?"))) == [none, "Story"]


def test_the_signs_of_a_pattern_may_stand_in_names(tmp_path: Path) -> None:
    folder = tmp_path / "news [all]"
    folder.mkdir()
    (folder / "a[1].txt").write_text(f"Story\n\n{STORY} {STORY}\n")
    (folder / "list.txt").write_text("a*.txt\n")
    for source in (folder, folder / "a[1].txt", f"@{folder / 'list.txt'}"):
        assert "Story" in titles(ask(str(source))), source


def test_a_secret_is_sent_and_appears_nowhere(base: str) -> None:
    source = f"{base}/page/7?token=${{READOUT_SECRET_FEED}}"
    secret = "s3cret/words & more"
    (one,) = ask(source, environ={"READOUT_SECRET_FEED": secret})
    assert Pages.asked == [f"/page/7?token={quote(secret, safe='')}"]
    assert (one.key, list(one.validators), one.problem) == (source, [source], "")
    assert one.article
    assert one.article.url == source
    assert "s3cret" not in str(one)
    (unset,) = ask(source)
    assert unset.problem == f"{source}: READOUT_SECRET_FEED is not set; set it to what stands there in the address"


class Telling(Answers):
    """Gives back what it was asked for, in whatever form: in a page, in a feed, and in the version of each."""

    def do_GET(self) -> None:
        asked = self.path.partition("token=")[2]
        plain = unquote(asked)
        in_script = quote(plain, safe="!'()*")  # as encodeURIComponent has it
        forms = f"{asked}, {asked.lower()}, {html.escape(plain)}, {plain[:3]}<b>{html.escape(plain[3:])}</b>"
        forms += f", {in_script}, {quote(in_script)}"
        text = f"<p>{STORY}</p><p>You asked with {forms}. {STORY}</p>"
        if self.path.startswith("/feed"):
            title, body = html.escape(f"For {html.escape(plain)}"), html.escape(text)
            item = f"<guid isPermaLink='false'>tag:1</guid><title>{title}</title><description>{body}</description>"
            feed = f"<rss version='2.0'><channel><item>{item}</item></channel></rss>"
            self.answer(feed.encode(), Content_Type="application/rss+xml", ETag=plain)
        elif self.path.startswith("/page"):
            page = f"<html lang='en'><title>For {html.escape(plain)}</title><article>{text}</article></html>"
            self.answer(page.encode(), Content_Type="text/html", ETag=plain)
        else:
            self.answer(status=404)


@pytest.mark.parametrize("path", ["page", "feed"])
def test_a_secret_that_a_server_gives_back_is_taken_out(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "LEAST_PAUSE", 0.0)
    secret, stands = "s3cret/words & (more)!", "${READOUT_SECRET_FEED}"
    with serving(Telling) as server:
        source = f"{address(server)}/{path}?token={stands}"
        first, *more = ask(source, environ={"READOUT_SECRET_FEED": secret})
    assert first.article
    assert first.article.title == f"For {stands}"
    assert f"You asked with {', '.join([stands] * 6)}." in first.article.text
    assert "s3cret" not in str([first, *more]).lower()
    assert first.article == article_from(RawArticle(json.dumps(first.article.as_dict()).encode(), "json"), "")


@pytest.mark.parametrize("line", ["https://me:hunter22@example.org/a", "https://example.org/a?token=hunter22"])
def test_a_secret_in_a_list_is_not_said_again(tmp_path: Path, line: str) -> None:
    (tmp_path / "list.txt").write_text(line)
    (one,) = ask(f"@{tmp_path / 'list.txt'}")
    assert one.key == "https://example.org/a"
    assert one.problem.startswith("https://example.org/a: secrets come from the environment only; ")
    assert "hunter22" not in str(one)


def test_what_a_parser_cannot_take_is_a_problem_of_its_own(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(intake, "article_from", broken)
    (one,) = ask(f"{base}/page/1")
    assert one.problem == (f"{base}/page/1: cannot be understood (RecursionError); save the page and give the file")
