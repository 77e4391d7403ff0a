"""Where the article names someone: spans of persons, organisations, places and groups, with their kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readout.article import Article
from readout.language import Chunk, Word, chunks, words
from readout.names import (
    Aliases,
    is_common,
    is_title,
    is_word,
    listed,
    nominal_kind,
    nouns,
    read_aliases,
    stop_words,
)

LOWER_PARTS = frozenset(
    ["al", "bin", "bint", "ibn", "de", "la", "del", "der", "van", "von", "da", "dos", "el"]
)


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
    officials"), before any other noun it names the country ("the US withdrawal"). A listed name that is a
    common word too ("House") counts at the start of a sentence only if it stands elsewhere as well.
    """
    own = read_aliases(aliases) if aliases else {}
    found = [(s.start, m) for s in article.sentences for m in _in_sentence(s.text, s.start, own)]
    inside = {m.name for start, m in found if m.start > start + 1}

    def stands(start: int, mention: Mention) -> bool:
        """Whether the capital that opens a sentence is more than that: "House" may be a house."""
        if mention.start > start + 1 or not mention.known or mention.name in inside:
            return True
        return not is_common(article.text[mention.start : mention.end], own)

    return [m for start, m in found if stands(start, m)]


def _in_sentence(text: str, offset: int, own: Aliases) -> Iterator[Mention]:
    row = chunks(text, offset)
    tokens = words(text, offset)
    done = -1
    for i, chunk in enumerate(row):
        if chunk.kind != "NP" and not chunk.words[0].tag.startswith("NNP"):
            continue
        before = row[i - 1].words[0].text.lower() if i else ""
        for mention in _in_phrase(chunk, before, tokens, own):
            if mention.start >= done:
                yield _with_possessor(mention, row, i) if row[i - 1].kind == "POS" else mention
                done = mention.end


def _in_phrase(chunk: Chunk, before: str, tokens: Sequence[Word], own: Aliases) -> Iterator[Mention]:
    row = [w for w in chunk.words if w.tag not in ("DT", "PDT", "PRP$")]
    if not row or row[-1].tag in ("PRP", "EX"):
        return
    kind = nominal_kind(row[-1])
    if kind and not _is_name(row, own):
        yield _nominal(row, kind, tokens, own)
        return
    definite = chunk.words[0].text.lower() == "the"
    i = 0
    while i < len(row):
        size, mention = _name_at(row, i, before if i == 0 else "", tokens, own)
        if mention and definite and 1 < size == len(row) and not mention.known and mention.kind == "person":
            mention = replace(mention, kind="organisation")  # "the Global Magnitsky Act": no person has "the"
        if mention:
            yield mention
        i += size


def _name_at(
    row: list[Word], i: int, before: str, tokens: Sequence[Word], own: Aliases
) -> tuple[int, Mention | None]:
    """How many words to go on by, and the mention that starts with word `i`, if one does."""
    for size in range(min(6, len(row) - i), 0, -1):
        entry = listed(row[i : i + size], before, own, row[i + size : i + size + 1])
        if entry:
            return size, Mention(row[i].start, row[i + size - 1].end, *entry, known=True)
    titled = next((k for k in range(5, 0, -1) if is_title(row[i : i + k])), 0)
    start = i + titled
    end = start
    while end < len(row) and (_capital(row[end], tokens) or (end > start and row[end].text in LOWER_PARTS)):
        joined = end > start and row[end - 1].text != "of"
        if joined and (is_title(row[end : end + 1]) or listed(row[end : end + 1], "", own)):
            break
        end += 1
    if end == start:
        return max(titled, 1), None
    name = " ".join(w.text for w in row[start:end])
    country = listed(row[end - 1 : end], "", own) if " of " in name else None
    if country and row[start].text in ("Government", "Republic", "State", "Kingdom"):
        return end - i, Mention(row[start].start, row[end - 1].end, *country, known=True)
    kind = "person" if titled else _kind_of_name(row[start:end], before)
    return end - i, Mention(row[start].start, row[end - 1].end, name, kind)


def _nominal(row: list[Word], kind: str, tokens: Sequence[Word], own: Aliases) -> Mention:
    while len(row) > 1 and (
        row[0].tag in ("CD", "RB", "VBN", "VBG", "JJS", "JJR") or row[0].lemma in stop_words()
    ):
        row = row[1:]
    entry = listed(row, "", own)
    if entry:
        return Mention(row[0].start, row[-1].end, *entry, known=True)
    name = " ".join(w.text for w in row)
    opens = row[0].start - tokens[0].start < 2 and "-" not in row[0].text and is_word(row[0].text)
    if opens and not listed(row[:1], "", own):
        name = name[:1].lower() + name[1:]  # "Politicians": the capital is the sentence's
    return Mention(row[0].start, row[-1].end, name, kind, nominal=True, head=row[-1].lemma.lower())


def _with_possessor(mention: Mention, row: Sequence[Chunk], i: int) -> Mention:
    """The name "Iraq’s Foreign Minister" for a head noun that stands with its possessor."""
    if not mention.nominal or i < 2 or not row[i - 2].head.text[:1].isupper():
        return mention
    owner = " ".join(w.text for w in row[i - 2].words if w.tag != "DT")
    return replace(mention, name=f"{owner}{row[i - 1].words[0].text} {mention.name}")


def _is_name(row: list[Word], own: Aliases) -> bool:
    """Whether the whole phrase is a listed name, or a title that a name follows: no nominal group."""
    if listed(row, "", own):
        return True
    return any(is_title(row[:k]) and len(row) > k and row[k].tag == "NNP" for k in range(1, 5)) and (
        not is_title(row[-1:])
    )


def _kind_of_name(row: list[Word], before: str) -> str:
    last = nouns().get(row[-1].text.lower(), "")
    if last in ("organisation", "group", "place"):
        return last
    if row[-1].text.isupper() and len(row) == 1:
        return "organisation"
    if before in ("in", "at", "near"):
        return "place"
    return "person" if len(row) in (1, 2, 3, 4) else "organisation"


def _capital(word: Word, tokens: Sequence[Word]) -> bool:
    """Whether the word is written as a name: a capital that the start of a sentence does not explain."""
    if word.text.lower() in stop_words() or not word.tag.startswith(("NN", "JJ")):
        return word.tag == "NNP" and word.text == "of"
    name = word.text[:1].isupper() or (word.tag == "NNP" and any(c.isupper() for c in word.text))
    return name and (word.start != tokens[0].start or word.tag == "NNP") and len(word.text) > 1
