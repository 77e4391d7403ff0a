"""What the sources of a watch have now: articles by a key that stays, each source for itself."""

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from readout import feeds, web
from readout.article import Article, expand, made, read
from readout.source import Raw, raw
from readout.web import Answer, Known

_AT_ONCE = 8  # sources; they mostly wait for their servers


@dataclass(frozen=True)
class Found:
    """One item by its key (a path, an address, or the id in its feed): its article, or in a line why there is none."""

    key: str
    article: Article | None = None
    problem: str = ""


@dataclass(frozen=True)
class Intake:
    """What was found, and what the servers said of the versions that they gave, to be asked with next time."""

    found: tuple[Found, ...]
    known: Mapping[str, Known]


def intake(sources: Iterable[str], known: Mapping[str, Known], *, private: bool) -> Intake:
    """Everything that the sources have now, in their order, but for pages that have not changed since `known`.

    A source that is down, slow or no use gives a problem and holds up no other.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return _joined(list(pool.map(lambda source: _source(source, known, private), sources)))


def _joined(parts: Sequence[Intake]) -> Intake:
    found = tuple(chain.from_iterable(part.found for part in parts))
    return Intake(found, {address: one for part in parts for address, one in part.known.items()})


def _source(source: str, known: Mapping[str, Known], private: bool) -> Intake:
    try:
        if source.startswith("@"):
            return _listed(Path(source[1:]), known, private)
        if "://" in source:
            return _address(source, known, private)
        return Intake(tuple(_files(source)), {})
    except (ValueError, OSError) as problem:
        return Intake((Found(source, problem=_line(source, problem)),), {})


def _listed(path: Path, known: Mapping[str, Known], private: bool) -> Intake:
    """What the sources have that a list file names, one a line, from its own folder; a line with # says nothing."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines())
    named = [line for line in lines if line and not line.startswith(("#", "@"))]
    places = (line if "://" in line else str(path.parent / line) for line in named)
    return _joined([_source(place, known, private) for place in places])


def _files(source: str) -> Iterator[Found]:
    """The articles of a folder, of a pattern, or one file."""
    paths = sorted(glob.glob(source, recursive=True)) if glob.has_magic(source) else [source]  # noqa: PTH207 - of any folder
    for path in paths:
        for name in expand(path):
            try:
                yield Found(name, read(name))
            except ValueError as problem:
                yield Found(name, problem=str(problem))


def _address(address: str, known: Mapping[str, Known], private: bool) -> Intake:
    """A page, or the items of a feed with the page that each leads to."""
    answer = _get(address, known, private)
    told = {address: answer.known}
    if answer.unchanged:
        return Intake((), told)
    if not feeds.is_feed(answer.data, answer.media_type):
        return Intake((Found(address, made(raw(answer), address)),), told)
    found = []
    for item in feeds.items(answer.data, answer.url):
        key = item.url or item.id
        try:
            if item.url:
                page = _get(item.url, known, private)
                if not page.unchanged:
                    found.append(Found(key, made(raw(page), item.url)))
                told[item.url] = page.known
            elif item.html:
                found.append(Found(key, made(Raw(feeds.page(item), "html", None), item.title)))
        except (ValueError, OSError) as problem:
            told.pop(address, None)  # the feed is asked for again, whole, until each of its pages was read
            found.append(Found(key, problem=_line(key, problem)))
    return Intake(tuple(found), told)


def _get(address: str, known: Mapping[str, Known], private: bool) -> Answer:
    return web.get(address, private=private, known=known.get(address), robots=True)


def _line(source: str, problem: Exception) -> str:
    said = " ".join(str(problem).split())
    return said if said.startswith(source) else f"{source}: {said}"
