"""Where the article names someone: spans of persons, organisations, places and groups, with their kind."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from readout.article import Article
from readout.language import STRAIGHT, Chunk, Word, chunks, words
from readout.resources import table, values

KINDS = ("person", "organisation", "place", "group", "issue")
CAPITAL_IS_PLACE = frozenset("in at near outside around across inside to over toward towards".split())
LOWER_PARTS = frozenset("al bin bint ibn de la del der van von da dos el".split())


@dataclass(frozen=True)
class Mention:
    """One naming of an actor at `[start, end)`.

    `name` is the name as written, or the listed name it stands for; `known` says that a table knows it;
    `nominal` that it is a common noun with its modifiers ("Iran-backed militias").
    """

    start: int
    end: int
    name: str
    kind: str
    known: bool = False
    nominal: bool = False
    head: str = ""


def mentions(article: Article, aliases: str = "") -> list[Mention]:
    """Every mention in the text in order; mentions do not overlap.

    Names come from the tables of countries, demonyms, capitals, metonyms and organisations, from the user's
    own `aliases` file, and from capitals in the text; groups from noun phrases whose head noun the table of
    nominals lists. An adjective of a country before a listed head noun belongs to the group ("Iraqi
    officials"), before any other noun it names the country ("the US withdrawal").
    """
    own = read_aliases(aliases) if aliases else {}
    return [m for s in article.sentences for m in _in_sentence(s.text, s.start, own)]


def read_aliases(path: str) -> dict[tuple[str, ...], tuple[str, str]]:
    """The user's own aliases: a UTF-8, tab-separated file with the columns alias, name and kind.

    Raises ValueError, naming the line, if the file cannot be read or a kind is not one of the contract's.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise ValueError(f"{path}: the aliases file cannot be read; give a UTF-8, tab-separated file") from None
    found = {}
    for number, row in enumerate(rows, start=1):
        alias, name, kind = (str(row.get(column) or "").strip() for column in ("alias", "name", "kind"))
        if not alias or not name or kind not in KINDS:
            raise ValueError(
                f"{path}: row {number} of the aliases is not complete; "
                f"give the columns alias, name and kind ({', '.join(KINDS)}), separated by tabs"
            )
        found[_key(alias.split())] = (name, kind)
    return found


def _in_sentence(text: str, offset: int, own: dict[tuple[str, ...], tuple[str, str]]) -> Iterator[Mention]:
    row = chunks(text, offset)
    tokens = words(text, offset)
    done = -1
    for i, chunk in enumerate(row):
        if chunk.kind != "NP" and not chunk.words[0].tag.startswith("NNP"):
            continue
        before = row[i - 1].words[0].text.lower() if i else ""
        for mention in _in_phrase(chunk, before, tokens, own):
            if mention.start >= done:
                if before == "’s" or before == "'s":
                    mention = _with_possessor(mention, row, i)
                yield mention
                done = mention.end


def _in_phrase(
    chunk: Chunk, before: str, tokens: Sequence[Word], own: dict[tuple[str, ...], tuple[str, str]]
) -> Iterator[Mention]:
    row = [w for w in chunk.words if w.tag not in ("DT", "PDT", "PRP$")]
    if not row or row[-1].tag in ("PRP", "EX"):
        return
    kind = _nominal_kind(row[-1])
    if kind and not _is_name(row, own):
        yield _nominal(row, kind, own)
        return
    i = 0
    while i < len(row):
        size, mention = _name_at(row, i, before if i == 0 else "", tokens, own)
        if mention:
            yield mention
        i += size


def _name_at(
    row: list[Word], i: int, before: str, tokens: Sequence[Word], own: dict[tuple[str, ...], tuple[str, str]]
) -> tuple[int, Mention | None]:
    """How many words to go on by, and the mention that starts with word `i`, if one does."""
    for size in range(min(6, len(row) - i), 0, -1):
        entry = _listed(row[i : i + size], before, own)
        if entry:
            return size, Mention(row[i].start, row[i + size - 1].end, *entry, known=True)
    titled = next((k for k in range(5, 0, -1) if _is_title(row[i : i + k])), 0)
    start = i + titled
    end = start
    while end < len(row) and (_capital(row[end], tokens) or (end > start and row[end].text in LOWER_PARTS)):
        joined = end > start and row[end - 1].text != "of"
        if joined and (_is_title(row[end : end + 1]) or _listed(row[end : end + 1], "", own)):
            break
        end += 1
    if end == start:
        return max(titled, 1), None
    name = " ".join(w.text for w in row[start:end])
    country = _listed(row[end - 1 : end], "", own) if " of " in name else None
    if country and row[start].text in ("Government", "Republic", "State", "Kingdom"):
        return end - i, Mention(row[start].start, row[end - 1].end, *country, known=True)
    kind = "person" if titled else _kind_of_name(row[start:end], before)
    return end - i, Mention(row[start].start, row[end - 1].end, name, kind)


def _listed(
    row: list[Word], before: str, own: dict[tuple[str, ...], tuple[str, str]]
) -> tuple[str, str] | None:
    key = _key([w.text for w in row])
    if key in own:
        return own[key]
    name = _gazetteer().get(key)
    if name and name[2] == "capital":
        return (" ".join(w.text for w in row), "place") if before in CAPITAL_IS_PLACE else (name[0], "place")
    return name[:2] if name else None


def _nominal(row: list[Word], kind: str, own: dict[tuple[str, ...], tuple[str, str]]) -> Mention:
    while len(row) > 1 and (row[0].tag in ("CD", "RB", "VBN", "VBG") or row[0].lemma in _dull()):
        row = row[1:]
    entry = _listed(row, "", own)
    if entry:
        return Mention(row[0].start, row[-1].end, *entry, known=True)
    name = " ".join(w.text for w in row)
    return Mention(row[0].start, row[-1].end, name, kind, nominal=True, head=row[-1].lemma.lower())


def _with_possessor(mention: Mention, row: Sequence[Chunk], i: int) -> Mention:
    """ "Iraq’s Foreign Minister" for a head noun that stands with its possessor."""
    if not mention.nominal or i < 2 or not row[i - 2].head.text[:1].isupper():
        return mention
    owner = [w for w in row[i - 2].words if w.tag != "DT"]
    gap = row[i - 1].words[0].text
    name = " ".join(w.text for w in owner) + gap + " " + mention.name
    return replace(mention, start=owner[0].start, name=name)


def _is_name(row: list[Word], own: dict[tuple[str, ...], tuple[str, str]]) -> bool:
    """Whether the whole phrase is a listed name, or a title that a name follows: no nominal group."""
    if _listed(row, "", own):
        return True
    return any(_is_title(row[:k]) and len(row) > k and row[k].tag == "NNP" for k in range(1, 5)) and (
        not _is_title(row[-1:])
    )


def _nominal_kind(head: Word) -> str:
    if head.text[:1].isupper() and head.text.lower() != head.text and head.tag == "NNPS":
        return ""
    kind = _nominals().get(head.text.lower(), "")
    if kind == "person" and head.tag == "NNS":
        return "group"
    return kind if kind in ("person", "organisation", "group") else ""


def _kind_of_name(row: list[Word], before: str) -> str:
    last = _nominals().get(row[-1].text.lower(), "")
    if last in ("organisation", "group", "place"):
        return last
    if row[-1].text.isupper() and len(row) == 1:
        return "organisation"
    if before in ("in", "at", "near"):
        return "place"
    return "person" if len(row) in (1, 2, 3, 4) else "organisation"


def _capital(word: Word, tokens: Sequence[Word]) -> bool:
    """Whether the word is written as a name: a capital that the start of a sentence does not explain."""
    if word.text.lower() in _dull() or not word.tag.startswith(("NN", "JJ")):
        return word.tag == "NNP" and word.text == "of"
    name = word.text[:1].isupper() or (word.tag == "NNP" and any(c.isupper() for c in word.text))
    return name and (word.start != tokens[0].start or word.tag == "NNP") and len(word.text) > 1


def _is_title(row: list[Word]) -> bool:
    return " ".join(w.text.lower() for w in row).rstrip(".") in _titles()


def _key(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(tokens).translate(STRAIGHT).replace("-", " - ").rstrip(".").split())


@cache
def _gazetteer() -> dict[tuple[str, ...], tuple[str, str, str]]:
    found: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for row in table("organisations"):
        for alias in [row["name"], *values(row["aliases"])]:
            found[_key(alias.split())] = (row["name"], row["kind"], "name")
    for row in table("metonyms"):
        found[_key(row["phrase"].split())] = (row["country"], "place", "metonym")
    for row in table("countries"):
        for sort in ("capitals", "demonyms", "aliases", "name"):
            for alias in values(row[sort]):
                found[_key(alias.split())] = (row["name"], "place", sort.removesuffix("s"))
    return found


@cache
def _nominals() -> dict[str, str]:
    return {row["noun"]: row["kind"] for row in table("nominals")}


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["title"].rstrip(".") for row in table("titles"))


@cache
def _dull() -> frozenset[str]:
    return frozenset(row["word"] for row in table("stopwords"))
