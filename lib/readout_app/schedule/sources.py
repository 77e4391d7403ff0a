"""What a source of a watch has now: one article after the other, by a key that stays."""

import glob
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from readout.articles import fetch as web
from readout.articles.article import Article, article_from, expand, read
from readout.articles.fetch import Response, Validators
from readout.articles.files import MEDIA_TYPES, RawArticle, raw_from_response
from readout.errors import UserError
from readout_app import secrets as veil
from readout_app.schedule import feeds, robots
from readout_app.schedule.config import anchor

_DAY = 86_400.0  # seconds in which a page of a feed is read once, where its server cannot say whether it has changed
_SETTLED = 2.0  # seconds after which a file that is written again shows another time


@dataclass(frozen=True)
class Found:
    """One item by its key (a path, an address, or the id in its feed): its article, or in a line why there is none.

    `known`: the versions that need not be read again when this is noted; `pages`: of a feed, the addresses that its
    items lead to. What has neither article nor problem has not changed.
    """

    key: str
    article: Article | None = None
    problem: str = ""
    known: Mapping[str, Validators] = field(default_factory=dict)
    pages: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Asking:
    """How a source is asked: for what is newer than the versions that are `known`, and than a feed's `pages` by its
    address; for so many new `items`, and as many `seconds`, at most. What was in `troubles` comes last.
    """

    known: Mapping[str, Validators] = field(default_factory=dict)
    pages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    troubles: Sequence[str] = ()
    private: bool = False
    items: int = 200
    seconds: float = 600.0
    environ: Mapping[str, str] = field(default_factory=dict)


def listed(source: str) -> list[str]:
    """The sources that a list file (`@path`) names, one a line, from its own folder; any other source itself.

    A line that starts with # says nothing. Raises ValueError where the file cannot be read.
    """
    if not source.startswith("@"):
        return [source]
    path = Path(source[1:])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UserError(f"{path}: cannot be read ({problem.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: it is not UTF-8 text; save it as UTF-8") from None
    named = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    return [anchor(line, path.parent, may_be_glob=True) for line in named]


def found(source: str, asking: Asking) -> Iterator[Found]:
    """All that the source (a folder, a pattern, a file, an address) has now, but for what has not changed.

    What is down, slow, or no use gives a problem, and ends nothing but itself.
    """
    secrets: Mapping[str, str] = {}
    name = source
    try:
        if "://" in source:
            name = veil.bare(source)  # nothing more may be said of one that holds a secret
            veil.check(source)
            name = source
            secrets = veil.secrets(source, asking.environ)
            for one in _address(_Ask(source, asking, secrets)):
                yield replace(one, problem=veil.veiled(one.problem, secrets))
        else:
            yield from _files(source, asking.known)
    except Exception as problem:  # hostile markup finds bugs in any parser
        yield Found(name, problem=veil.veiled(_line(name, problem), secrets))


def _files(source: str, known: Mapping[str, Validators]) -> Iterator[Found]:
    pattern = glob.has_magic(source) and not os.path.lexists(source)
    paths = sorted(glob.glob(source, recursive=True)) if pattern else [source]  # noqa: PTH207 - of any folder
    for path in paths:
        try:
            names = expand(path)
        except ValueError as problem:
            yield Found(path, problem=_line(path, problem))
            continue
        for name in names:
            stamp = _stamp(name)
            if stamp and known.get(name) == stamp[name]:
                continue
            try:
                yield Found(name, read(name), known=stamp)
            except Exception as problem:
                yield Found(name, problem=_line(name, problem))


def _stamp(name: str) -> dict[str, Validators]:
    """The version of a file, by what changes with it; nothing where it may be written again at the same time."""
    try:
        at = Path(name).stat()
    except OSError:
        return {}
    settled = time.time() - max(at.st_mtime, at.st_ctime) > _SETTLED
    version = f"{at.st_mtime_ns}-{at.st_ctime_ns}-{at.st_size}-{at.st_ino}"
    return {name: Validators(version)} if settled else {}


def _address(ask: "_Ask") -> Iterator[Found]:
    """A page, or the items of a feed with the page that each leads to."""
    source = ask.source
    answer = ask.get(veil.filled(source, ask.secrets), source)
    if answer.unchanged and source in ask.asking.pages:
        pages = (veil.filled(page, ask.secrets) for page in ask.asking.pages[source])
        yield from _feed(
            [feeds.FeedItem("", page, None, None, page) for page in pages], answer.validators, ask
        )
    elif answer.unchanged:
        yield Found(source, known={source: answer.validators})
    elif feeds.is_feed(answer.data, answer.media_type):
        yield from _feed(feeds.parse_feed(answer.data, answer.url), answer.validators, ask)
    else:
        yield Found(source, ask.article(raw_from_response(answer), source), known={source: answer.validators})


def _feed(items: Sequence[feeds.FeedItem], known: Validators, ask: "_Ask") -> Iterator[Found]:
    """The items of a feed; it is asked for again, whole, until each of its pages was read."""
    limits, until, new, whole = ask.asking, time.monotonic() + ask.asking.seconds, 0, True
    readable = [(ask.key(item), item) for item in items if item.url or item.html]
    troubles = set(limits.troubles)
    for key, item in sorted(readable, key=lambda one: one[0] in troubles):
        new += key not in limits.known
        late = time.monotonic() > until
        if late or new > limits.items:
            long, many = f"longer than {limits.seconds:,.0f} seconds", f"more than {limits.items:,} new items"
            said = f"that is {long if late else many} for one slot; what is left follows at the next"
            yield Found(ask.source, problem=f"{ask.source}: {said}")
            return
        try:
            one = _item(item, key, ask)
        except Exception as problem:
            one, whole = Found(key, problem=_line(key, problem)), False
        if one:
            yield one
    if whole:
        pages = tuple(key for key, item in readable if item.url)
        yield Found(ask.source, known={ask.source: known}, pages=pages)


def _item(item: feeds.FeedItem, key: str, ask: "_Ask") -> Found | None:
    """The page that an item leads to, else the text that it carries; None where there is nothing to read again."""
    last = ask.asking.known.get(key)
    if item.url:
        # What was read later than now was read by a clock that was wrong.
        if last and last.read_at and abs(time.time() - last.read_at) < _DAY:
            return None
        answer = ask.get(item.url, key)
        if answer.unchanged:
            return None
        known = {
            key: answer.validators if answer.validators.can_revalidate else Validators(read_at=time.time())
        }
        return Found(key, ask.article(raw_from_response(answer), key), known=known)
    known = {key: Validators(hashlib.sha256((item.html or "").encode("utf-8", "replace")).hexdigest())}
    if last == known[key]:
        return None
    return Found(key, ask.article(RawArticle(feeds.item_page(item), "html"), item.title), known=known)


@dataclass(frozen=True)
class _Ask:
    """A source that is asked, and the secrets in its address, which appear in nothing that it gives."""

    source: str
    asking: Asking
    secrets: Mapping[str, str]

    def get(self, address: str, key: str) -> Response:
        known = self.asking.known.get(key)
        private, media_types = self.asking.private, MEDIA_TYPES.keys() | feeds.XML_TYPES
        admit = robots.make_admit(private=private)
        answer = web.get(
            address,
            private=private,
            validators=known,
            admit=admit,
            media_types=media_types,
        )
        said = f"{answer.validators.etag} {answer.validators.last_modified}"
        return answer if veil.veiled(said, self.secrets) == said else replace(answer, validators=Validators())

    def article(self, raw: RawArticle, name: str) -> Article:
        """The article; where its server gives a secret back, in whatever form, that is taken out."""
        article = article_from(raw, name)
        given = article.as_dict()
        told = {
            key: veil.veiled(value, self.secrets) if isinstance(value, str) else value
            for key, value in given.items()
        }
        return article if told == given else article_from(RawArticle(json.dumps(told).encode(), "json"), name)

    def key(self, item: feeds.FeedItem) -> str:
        """The address of an item; where it has none its id with the feed's address, as others may use the same."""
        return veil.veiled(item.url or f"{self.source} {item.id}", self.secrets)


def _line(source: str, problem: Exception) -> str:
    """What is wrong with the source, in one line that names it."""
    if not isinstance(problem, ValueError | OSError):
        return f"{source}: cannot be understood ({type(problem).__name__}); save the page and give the file"
    said = " ".join(str(problem).split())
    return said if said.startswith(source) else f"{source}: {said}"
