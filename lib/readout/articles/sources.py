"""The articles that a source names: of a folder, a list, an export or a table many, of anything else one."""

import glob
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from readout.articles.article import Article, name_source, read
from readout.articles.contents import TABLES, count_contents
from readout.articles.files import KIND_OF_ENDING, find_file, is_path, read_list
from readout.errors import UserError
from readout.text import clean, one_line

_NOT_OF_FOLDERS = ("json", *TABLES)  # in a folder of reports they are results
_READ = ".txt, .md, .html, .pdf, .docx and .eml"


def read_all(
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    private: bool = False,
    on_problem: Callable[[str, UserError], None] | None = None,
) -> Iterator[Article]:
    """Yield each article of a source, one after the other.

    Args:
        source: What `readout.read` takes; a folder; a list ("@addresses.txt", a source a line); an export of Nexis,
            Factiva or ProQuest; a table with an article a row (.csv, .tsv, .jsonl, .parquet).
        columns: The columns of a table that do not bear a usual name: {"title": "headline", "text": "body"}.
        private: Whether an address may lead into the user's own network.
        on_problem: Called with the name of an article that cannot be read, and why; the others follow.

    Raises:
        UserError: For the first article that cannot be read, where there is no `on_problem`.

    Example:
        >>> from readout.articles import read_all
        >>> [story.words for story in read_all("")]
        [426]
    """
    for name in expand(str(source), columns=columns):
        try:
            yield read(name, private=private, columns=columns)
        except UserError as problem:
            if on_problem is None:
                raise
            on_problem(name, problem)


def expand(source: str, *, columns: Mapping[str, str] | None = None) -> list[str]:
    """Return the names of the articles of a source, each as `read` takes it, in order.

    Of a folder they are its own files (not hidden, not README.md, no JSON and no tables: in a folder of reports those
    are results), of a list ("@path") what its lines name, of a pattern ("in/*.txt") what fits it, of an export or a
    table its places ("export.txt#3").
    Anything else is itself. Raises UserError for a folder without articles, and for a list that cannot be read.
    """
    if source.startswith("@"):
        return [name for line in expand_list(source) for name in expand(line, columns=columns)]
    paths, outside = match_paths(source)
    if paths != [source] and (paths or outside):
        return [name for path in paths for name in expand(path, columns=columns)]
    try:
        folder = _folder(source)
        if not folder:
            return _places(source, columns)
        paths = sorted(str(path) for path in folder.iterdir() if _is_article(path) and _stays_in(folder, path))
    except OSError as problem:
        raise UserError(f"{name_source(source)}: cannot be read ({problem.strerror}); check the path") from None
    if not paths:
        raise UserError(f"{name_source(source)}: has no articles in it; put {_READ.replace('and', 'or')} files there")
    return [place for path in paths for place in _places(path, columns)]


def expand_list(source: str) -> list[str]:
    """Return the sources that a list file (`@path`) names, one a line, from its own folder; any other source itself.

    Lines that start with # are comments. Raises UserError where the file cannot be read.
    """
    if not source.startswith("@"):
        return [source]
    path = find_file(source[1:])
    lines = [line for line in map(str.strip, read_list(path).splitlines()) if line and not line.startswith("#")]
    return [resolve_path(line, path.parent, may_be_glob=True) for line in lines]


def resolve_path(path: str, folder: Path, *, may_be_glob: bool = False) -> str:
    """Return a path as seen from the folder, whose own name is no pattern; an address stays as it is."""
    if "://" in path:
        return path
    if may_be_glob and glob.has_magic(path):
        folder = Path(glob.escape(str(folder)))
    try:
        return str(folder / Path(path).expanduser())
    except RuntimeError:
        raise UserError(f"{path}: there is no such home folder; write the path without ~") from None


def match_paths(pattern: str) -> tuple[list[str], list[str]]:
    """Return the paths that fit a pattern, and links that lead out of the folder where it begins.

    What is no pattern is itself.
    """
    if "://" in pattern or not glob.has_magic(pattern) or os.path.lexists(pattern):
        return [pattern], []
    paths = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - of any folder
    start = re.split(r"[^/]*(?:[*?]|\[(?![*?\[]\]))", pattern, maxsplit=1)[0]  # "[[]" stands for a bracket
    root = Path(re.sub(r"\[([*?\[])\]", r"\1", start))
    outside = [path for path in paths if not _stays_in(root, Path(path))]
    return [path for path in paths if path not in outside], outside


def describe_skipped(source: str) -> str:
    """Say in a line what of a folder or a pattern `expand` leaves out; "" for nothing, and for what is neither.

    Hidden files and README.md are left out without a word.
    """
    if outside := match_paths(source)[1]:
        listed = ", ".join(one_line(clean(Path(path).name), limit=60) for path in outside[:5])
        return f"{name_source(source)}: left out links that lead elsewhere: {listed}"
    folder = _folder(source)
    inside = sorted(folder.iterdir()) if folder else []
    others = [path for path in inside if folder and not (_is_article(path) and _stays_in(folder, path))]
    names = [_name_skipped(path) for path in others if _is_shown(path)]
    if not names:
        return ""
    more = [f"{len(names) - 5:,} more"] if len(names) > 6 else names[5:]
    listed = ", ".join(one_line(clean(name), limit=60) for name in [*names[:5], *more])
    return f"{name_source(source)}: left out {listed}; of a folder, its own {_READ} files are read, others by name"


def _places(path: str, columns: Mapping[str, str] | None) -> list[str]:
    """The articles of a file by their places; a file that is one article, or cannot be read, itself."""
    if not is_path(path):
        return [path]
    try:
        number = count_contents(path, columns)
    except (ValueError, OSError):
        return [path]  # `read` says what is wrong with it
    return [f"{path}#{n}" for n in range(1, number + 1)] or [path]


def _folder(source: str) -> Path | None:
    """The folder that a source is; None where it is anything else."""
    return find_file(source) if is_path(source) and find_file(source).is_dir() else None


def _stays_in(folder: Path, path: Path) -> bool:
    """Whether a path in a folder leads nowhere else, as a link may: others may lay files there."""
    return path.resolve().is_relative_to(folder.resolve())


def _name_skipped(path: Path) -> str:
    if path.is_symlink():
        return f"the link {path.name}"
    return f"the folder {path.name}" if path.is_dir() else path.name


def _is_shown(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.lower() != "readme.md"


def _is_article(path: Path) -> bool:
    kind = KIND_OF_ENDING.get(path.suffix.lower(), "json")
    return _is_shown(path) and kind not in _NOT_OF_FOLDERS and path.is_file()
