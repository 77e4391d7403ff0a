"""Where the article names someone: spans of persons, organisations, places and groups, with their kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readout.article import Article, Sentence
from readout.names import (
    Aliases,
    is_common,
    is_title,
    is_word,
    listed,
    nominal_kind,
    read_aliases,
    stop_words,
)
from readout.syntax import ASIDE, Tree, Word, trees

LONGEST = 8  # words in a listed name, hyphens counted
KINDS = ("person", "organisation", "place")
# What opens a phrase and is no part of the name of a group.
NO_PART = ("CD", "RB", "VBN", "VBG", "JJS", "JJR", "HYPH", "DT", "``", "''", ",", ":")


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
    own `aliases` file, and from the reader; of two that overlap the longer counts. Groups are noun phrases
    whose head noun the table of nominals lists, and those that the reader finds by other nouns. An adjective
    of a country before a listed head noun belongs to the group ("Iraqi officials"), before any other noun it
    names the country ("the US withdrawal"). A listed name that is a common word too ("House") counts at the
    start of a sentence only if it stands elsewhere as well.
    """
    own = read_aliases(aliases) if aliases else {}
    parsed = zip(trees(article), article.sentences, strict=True)
    found = [(tree.start, m) for tree, s in parsed for m in _with_asides(s, _in_sentence(tree, own))]
    inside = {m.name for start, m in found if m.start > start + 1}

    def stands(start: int, mention: Mention) -> bool:
        """Whether the capital that opens a sentence is more than that: "House" may be a house."""
        if mention.start > start + 1 or not mention.known or mention.name in inside:
            return True
        return not is_common(article.text[mention.start : mention.end], own)

    return [m for start, m in found if stands(start, m)]


def _with_asides(sentence: Sentence, found: list[Mention]) -> list[Mention]:
    """The mentions with the acronyms that stand in brackets behind one: "the World Bank (WB)"."""
    ends = {m.end: m for m in found}
    asides = [(sentence.start + match.start(), match.group()) for match in ASIDE.finditer(sentence.text)]
    named = [(at, text, ends[at - 1]) for at, text in asides if at - 1 in ends]
    more = [Mention(at + 1, at + len(text) - 1, text[1:-1], m.kind, m.known) for at, text, m in named]
    return sorted([*found, *more], key=lambda m: m.start)


def _in_sentence(tree: Tree, own: Aliases) -> list[Mention]:
    found = [m for noun in tree.nouns() for m in _group(tree, noun, own)]
    found += [
        m for m in _read_groups(tree, own) if not any(m.start < o.end and o.start < m.end for o in found)
    ]
    names = sorted(_names(tree, own), key=lambda m: (m.start - m.end, not m.known, m.start))
    for mention in names:
        if all(mention.end <= other.start or other.end <= mention.start for other in found):
            found.append(mention)
    return sorted(found, key=lambda m: m.start)


def _group(tree: Tree, noun: Word, own: Aliases) -> Iterator[Mention]:
    """A noun phrase whose head noun names a kind of actor, and that is no name or title, nor opens a name."""
    row = [w for w in tree.phrase(noun) if w.tag not in ("DT", "PDT", "PRP$") and w.relation != "det"]
    row = row[: row.index(noun) + 1] if noun in row else []
    kind = nominal_kind(noun) if row else ""
    opens = any(listed(tree.words[noun.place : noun.place + size], "", own) for size in (3, 4, 5))
    if kind and not opens and not _is_name(row, own) and not (is_title(row[-1:]) and _bears_name(tree, noun)):
        yield _possessed(tree, noun, _nominal(tree, row, kind, own))


def _read_groups(tree: Tree, own: Aliases) -> Iterator[Mention]:
    """Groups by other nouns than the table has, as the reader finds them: "the two ferrymen"."""
    for named in tree.reading.mentions("nominal"):
        start, end = named.start + tree.start, named.end + tree.start
        row = [w for w in tree.words if start <= w.start and w.end <= end and w.tag not in NO_PART]
        if named.kind in KINDS[:2] and row and row[-1].tag in ("NN", "NNS") and row[-1].text.islower():
            many = row[-1].tag == "NNS"
            if many or not any(w.tag.startswith("NNP") for w in row):  # "the WHO chief" names the WHO
                yield _nominal(tree, row, "group" if many else named.kind, own)


def _bears_name(tree: Tree, noun: Word) -> bool:
    """Whether a name follows the noun: "Prime Minister Kadhimi", where the name is the actor."""
    after = tree.words[noun.place + 1 : noun.place + 2]
    return bool(after) and after[0].tag == "NNP" and noun.tag == "NNP"


def _names(tree: Tree, own: Aliases) -> Iterator[Mention]:
    """All that may be a name: listed ones, and those that the reader finds, without their titles."""
    words = tree.words
    for i, word in enumerate(words):
        before = words[i - 1].text.lower() if i else ""
        for size in range(min(LONGEST, len(words) - i), 0, -1):
            if entry := listed(words[i : i + size], before, own, words[i + size : i + size + 1]):
                yield Mention(word.start, words[i + size - 1].end, *entry, known=True)
                break
    for named in tree.reading.mentions("names"):
        start, end = named.start + tree.start, named.end + tree.start
        row = [w for w in words if start <= w.start and w.end <= end]
        while len(row) > 1 and row[0].tag in ("DT", "PRP$"):
            row = row[1:]
        row = _untitled(row, own) if named.kind == "person" else row
        if named.kind in KINDS and row and row[0].tag != "DATE" and any(map(str.isupper, _text(tree, row))):
            yield Mention(row[0].start, row[-1].end, _text(tree, row), named.kind)


def _untitled(row: list[Word], own: Aliases) -> list[Word]:
    """A person's name without the title and the country before it."""
    for size in range(min(6, len(row) - 1), 0, -1):
        if is_title(row[:size]) or listed(row[:size], "", own):
            return _untitled(row[size:], own)
    return row


def _nominal(tree: Tree, row: list[Word], kind: str, own: Aliases) -> Mention:
    while len(row) > 1 and (row[0].tag in NO_PART or row[0].lemma in stop_words()):
        row = row[1:]
    entry = listed(row, "", own)
    if entry:
        return Mention(row[0].start, row[-1].end, *entry, known=True)
    name = _text(tree, row)
    opens = row[0].place < 2 and "-" not in name.split()[0] and is_word(row[0].text)
    if opens and name[1:].islower() and not listed(row[:1], "", own):
        name = name[:1].lower() + name[1:]  # "Politicians": the capital is the sentence's
    return Mention(row[0].start, row[-1].end, name, kind, nominal=True, head=row[-1].lemma.lower())


def _possessed(tree: Tree, noun: Word, mention: Mention) -> Mention:
    """The name "Iraq’s Foreign Minister" for a head noun that stands with its possessor."""
    for owner in tree.below(noun, "nmod:poss"):
        row = [w for w in tree.phrase(owner) if w.tag not in NO_PART]
        ending = [w.text for w in tree.below(owner, "case") if w.tag == "POS"]
        if mention.nominal and ending and row and row[0].text[:1].isupper():
            return replace(mention, name=f"{_text(tree, row)}{ending[0]} {mention.name}")
    return mention


def _is_name(row: Sequence[Word], own: Aliases) -> bool:
    """Whether the whole phrase is a listed name, or a title that a name follows: no nominal group."""
    if listed(row, "", own):
        return True
    return any(is_title(row[:k]) and len(row) > k and row[k].tag == "NNP" for k in range(1, 5)) and (
        not is_title(row[-1:])
    )


def _text(tree: Tree, row: Sequence[Word]) -> str:
    """The words as they stand in the sentence."""
    return tree.reading.text[row[0].start - tree.start : row[-1].end - tree.start]
