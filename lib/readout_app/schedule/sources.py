"""What a source of a watch has now: one article after the other, by a key that stays."""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from readout.articles import fetch
from readout.articles.addresses import mask_secrets
from readout.articles.article import Article, article_from, read
from readout.articles.blocked import describe_block, refusal_of
from readout.articles.contents import split_place
from readout.articles.fetch import Response, Validators
from readout.articles.files import MEDIA_TYPES, RawArticle, raw_from_response
from readout.articles.sources import expand, match_paths
from readout.errors import UserError
from readout_app.schedule import robots
from readout_app.schedule.config import Watch
from readout_app.schedule.feeds import XML_TYPES, FeedItem, is_feed, item_page, parse_feed
from readout_app.schedule.history import History
from readout_app.secrets import bare_address, check_address, fill_secrets, look_up_secrets

_DAY = 86_400.0  # seconds in which a page of a feed is read once, where its server cannot say whether it has changed
_SETTLED = 2.0  # seconds after which a file that is written again shows another time


@dataclass(frozen=True)
class SourceItem:
    """One item by its key (a path, an address, or the id in its feed): its article, or in a line why there is none.

    `validators`: the versions that need not be read again when this is noted; `feed_pages`: of a feed, the addresses
    that its items lead to; `note`: what is to be said of the article. What has neither article nor problem has not
    changed.
    """

    key: str
    article: Article | None = None
    problem: str = ""
    note: str = ""
    validators: Mapping[str, Validators] = field(default_factory=dict)
    feed_pages: tuple[str, ...] | None = None


def read_source(source: str, watch: Watch, last: History, environ: Mapping[str, str]) -> Iterator[SourceItem]:
    """Yield all that a source (a folder, a pattern, a file, an address) has now, but for what has not changed.

    `watch` says how much of it may be read, `last` what was. What is down, slow, or no use gives a problem, and ends
    nothing but itself.
    """
    secrets: Mapping[str, str] = {}
    name = bare_address(source) if "://" in source else source  # no more may be shown of one that holds a secret
    try:
        if "://" not in source:
            yield from _read_files(source, watch.columns, last)
            return
        check_address(source)
        name = source
        secrets = look_up_secrets(source, environ)
        for item in _AddressReader(source, watch, last, secrets).read():
            yield replace(item, problem=mask_secrets(item.problem, secrets))
    except Exception as problem:  # hostile markup finds bugs in any parser
        yield SourceItem(name, problem=mask_secrets(_describe(name, problem), secrets))


def _read_files(source: str, columns: Mapping[str, str], last: History) -> Iterator[SourceItem]:
    paths, outside = match_paths(source)
    for path in outside:
        yield SourceItem(path, problem=f"{path}: is a link that leads out of its folder; put the file itself there")
    for path in paths:
        try:
            files = expand(path, columns=columns)
        except ValueError as problem:
            yield SourceItem(path, problem=_describe(path, problem))
            continue
        for file in files:
            version = _version_of(file, columns)
            if version and last.validators.get(file) == version[file]:
                continue
            try:
                yield SourceItem(file, read(file, columns=columns), validators=version)
            except Exception as problem:
                yield SourceItem(file, problem=_describe(file, problem))


def _version_of(file: str, columns: Mapping[str, str]) -> dict[str, Validators]:
    """The version of a file, by what changes with it; nothing where it may be written again at the same time."""
    try:
        stat = Path(split_place(file)[0]).stat()
    except OSError:
        return {}
    is_settled = time.time() - max(stat.st_mtime, stat.st_ctime) > _SETTLED
    version = f"{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_size}-{stat.st_ino}"
    if columns:  # other columns make other articles of the same table
        version += f"-{hashlib.sha256(repr(sorted(columns.items())).encode()).hexdigest()[:16]}"
    return {file: Validators(version)} if is_settled else {}


@dataclass(frozen=True)
class _AddressReader:
    """Reads the page or the feed at an address; the secrets in it appear in nothing that comes of it."""

    source: str
    watch: Watch
    last: History
    secrets: Mapping[str, str]

    def read(self) -> Iterator[SourceItem]:
        """A page, or the items of a feed with the page that each leads to."""
        source, pages = self.source, self.last.feed_pages.get(self.source)
        response = self._get(fill_secrets(source, self.secrets), source)
        version = {source: response.validators}
        if response.unchanged and pages is not None:
            urls = (fill_secrets(page, self.secrets) for page in pages)
            yield from self._read_feed([FeedItem("", url, None, None, url) for url in urls], version)
        elif response.unchanged:
            yield SourceItem(source, validators=version)
        elif is_feed(response.data, response.media_type):
            yield from self._read_feed(parse_feed(response.data, response.url), version)
        else:
            yield SourceItem(source, self._article(raw_from_response(response), source), validators=version)

    def _read_feed(self, items: Sequence[FeedItem], version: Mapping[str, Validators]) -> Iterator[SourceItem]:
        """The items of a feed; it is asked for again, whole, until each of its pages was read."""
        watch, until, new, whole = self.watch, time.monotonic() + self.watch.source_seconds, 0, True
        readable = {self._key(item): item for item in items if item.url or item.html}
        for key in sorted(readable, key=set(self.last.reported_problems).__contains__):
            new += key not in self.last.validators
            late = time.monotonic() > until
            if late or new > watch.source_items:
                much = f"longer than {watch.source_seconds:,.0f} seconds"
                much = much if late else f"more than {watch.source_items:,} new items"
                line = f"that is {much} for one slot; what is left follows at the next"
                yield SourceItem(self.source, problem=f"{self.source}: {line}")
                return
            try:
                item = self._read_item(readable[key], key)
            except Exception as problem:
                item, whole = SourceItem(key, problem=_describe(key, problem)), False
            if item:
                yield item
        if whole:
            pages = tuple(key for key, item in readable.items() if item.url)
            yield SourceItem(self.source, validators=version, feed_pages=pages)

    def _read_item(self, item: FeedItem, key: str) -> SourceItem | None:
        """The page that an item leads to, else the text that it carries; None where there is nothing to read again."""
        last = self.last.validators.get(key)
        if not item.url:
            return self._read_own_text(item, key, key)
        # What was read later than now was read by a clock that was wrong.
        if last and last.read_at and abs(time.time() - last.read_at) < _DAY:
            return None
        try:
            return self._read_page(item, key)
        except Exception as problem:
            if not (had_own := self._had_own_text(key)) and (last or not item.html):
                raise  # what was read from its page is not read from the feed when the page is down for once
            try:
                found = self._read_own_text(item, key, _own(key)) if item.html else None
            except ValueError:
                raise problem from None
            tried = {key: Validators(read_at=time.time())}
            if not found:
                return SourceItem(key, validators=tried) if had_own else None
            reason = _describe(key, problem).removeprefix(f"{key}: ").partition(";")[0]
            note = f"Its page could not be read ({reason}): this is the text that the feed carries."
            return replace(found, note=note, validators={**found.validators, **tried})

    def _had_own_text(self, key: str) -> bool:
        """Whether the article of that key was read from the feed, as its page could not be."""
        version = self.last.validators.get(_own(key))
        return bool(version and version.etag)

    def _read_own_text(self, item: FeedItem, key: str, place: str) -> SourceItem | None:
        """The text that the feed carries; None where its version, noted under `place`, was read."""
        version = Validators(hashlib.sha256((item.html or "").encode("utf-8", "replace")).hexdigest())
        if self.last.validators.get(place) == version:
            return None
        raw = RawArticle(item_page(item), "html", item.url)
        return SourceItem(key, self._article(raw, item.title), validators={place: version})

    def _read_page(self, item: FeedItem, key: str) -> SourceItem | None:
        assert item.url
        response = self._get(item.url, key)
        if response.unchanged:
            return None
        article = self._article(raw_from_response(response), key)
        if kind := describe_block(article.title, article.text, item.title):
            raise UserError(refusal_of(kind, article.title))
        version = response.validators
        if not version.can_revalidate:
            version = Validators(read_at=time.time())
        no_longer = {_own(key): Validators()} if self._had_own_text(key) else {}
        return SourceItem(key, article, validators={key: version, **no_longer})

    def _get(self, address: str, key: str) -> Response:
        response = fetch.get(
            address,
            private=self.watch.private,
            validators=self.last.validators.get(key),
            admit=robots.make_admit(private=self.watch.private),
            media_types=MEDIA_TYPES.keys() | XML_TYPES,
        )
        version = f"{response.validators.etag} {response.validators.last_modified}"
        is_secret = mask_secrets(version, self.secrets) != version
        return replace(response, validators=Validators()) if is_secret else response

    def _article(self, raw: RawArticle, name: str) -> Article:
        return article_from(raw, name, secrets=self.secrets)

    def _key(self, item: FeedItem) -> str:
        """The address of an item; where it has none its id with the feed's address, as others may use the same."""
        return mask_secrets(item.url or f"{self.source} {item.id}", self.secrets)


def _own(key: str) -> str:
    """Where the version of the text that a feed carries is noted, for an item that has a page too."""
    return f"{key} (text of the feed)"


def _describe(source: str, problem: Exception) -> str:
    """What is wrong with the source, in one line that names it."""
    if not isinstance(problem, ValueError | OSError):
        line = f"cannot be understood ({type(problem).__name__}); save the page and give the file"
    else:
        line = " ".join(str(problem).split())
    return line if line.startswith(source) else f"{source}: {line}"
