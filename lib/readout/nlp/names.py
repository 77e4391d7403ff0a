"""Names in a sentence: those that the tables list, and those that the model finds, cut to what is the name."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from readout.articles import Sentence
from readout.nlp.gazetteer import (
    COMPANY,
    Aliases,
    GazetteerEntry,
    actor_nouns,
    is_title,
    is_word,
    lookup,
    lookup_name,
    stop_words,
)
from readout.nlp.reader import EntitySpan
from readout.nlp.tokens import grammar
from readout.nlp.trees import AFFILIATION, ASIDE, SUBJECTS, Tree, Word

POSSESSOR = re.compile(r"[’']s$")
SPELT = 100  # characters before an acronym in which its name may stand
LONGEST = 8  # words in a listed name, hyphens counted
KINDS = ("person", "organisation", "place")
# What opens a phrase and is no part of the name of a group.
NO_PART = ("CD", "RB", "VBN", "VBG", "JJS", "JJR", "HYPH", "DT", "``", "''", ",", ":")


@dataclass(frozen=True)
class Mention:
    """One naming of an actor at `[start, end)`.

    `name` is the name as written, or the listed name it stands for, `rule` why it does; `listed` says that a
    table knows it; `nominal` that it is a common noun with its modifiers ("Iran-backed militias"), `acts` that
    whom it names does, or bears, something for or against someone there.
    """

    start: int
    end: int
    name: str
    kind: str
    rule: str = "name"
    listed: bool = False
    nominal: bool = False
    head: str = ""
    acts: bool = False


def find_names(tree: Tree, own: Aliases) -> Iterator[Mention]:
    """Yield all that may be a name in the sentence, listed ones and those that the model finds; they may overlap."""
    words = tree.words
    for i in range(len(words)):
        for size in range(min(LONGEST, len(words) - i), 0, -1):
            if entry := lookup(words[i : i + size], own):
                yield from _listed(tree, words[i : i + size], entry)
                break
    for span in tree.reading.mentions("names"):
        row = _trim(words_in(tree, span), own)
        row = _without_title(row, own) if span.kind == "person" else row
        kind = _kind(row, span.kind)
        credit = kind == "person" and "/" in text_of_row(tree, row) if row else False  # "Jon Maas/EPA"
        other = credit or (kind != "person" and (opens_law(tree, row, own) or _are_two(row, own)))
        if row and kind in (*KINDS, "issue") and not _is_no_name(tree, row) and not other:
            row = _extend(tree, row, kind, own)
            kind = "organisation" if row[-1].tag == "POS" else kind
            name = text_of_row(tree, row)
            entry = lookup_name(name) if COMPANY.search(name) else None
            yield Mention(
                row[0].start, row[-1].end, *(entry or GazetteerEntry(name, kind, "name")), listed=entry is not None
            )


def _listed(tree: Tree, row: Sequence[Word], entry: GazetteerEntry) -> Iterator[Mention]:
    """The mention that a row of a table gives these words, where they mean what the table says."""
    before = tree.words[row[0].place - 1].text if row[0].place else ""
    if before in grammar("another") and entry.kind == "place":
        return  # "Latin American", "East German": others than the table's
    start, end = row[0].start, row[-1].end
    if entry.rule == "capital" and opens_law(tree, row, {}):
        return  # "the Lisbon Treaty"
    if entry.rule == "capital" and _is_city(tree, row):
        yield Mention(start, end, text_of_row(tree, row), "place", "name", listed=True)
    elif entry.rule == "demonym" and _is_one_person(tree, row[-1]):
        yield Mention(start, end, row[-1].text, "person", "demonym", nominal=True, head=row[-1].lemma.lower())
    else:
        yield Mention(start, end, *entry, listed=True)


def opens_law(tree: Tree, row: Sequence[Word], own: Aliases) -> bool:
    """Return whether words open the name of a law or a treaty: "the Lisbon Treaty", "the Clean Air and Water Act"."""

    def goes_on(word: Word) -> bool:
        return (word.text[:1].isupper() and word.tag[:2] in ("NN", "JJ")) or word.text in ("and", "of", "&")

    if not row:
        return False
    after = list(takewhile(goes_on, tree.words[row[-1].place + 1 : row[-1].place + LONGEST]))
    law = any(actor_nouns().get(w.text.lower()) == "issue" and w.text.istitle() for w in after)
    return law and not (own and lookup(row, own)) and not any(is_title([w]) for w in after)


def _are_two(row: Sequence[Word], own: Aliases) -> bool:
    """Whether it is two listed names: "United Nations and European Union"."""
    joined = [k for k, w in enumerate(row) if w.text in ("and", "&")]
    return any(lookup(row[:k], own) and lookup(row[k + 1 :], own) for k in joined)


def _is_city(tree: Tree, row: Sequence[Word]) -> bool:
    """Whether a capital is the city: "in Baghdad", "downtown Baghdad", "Baghdad airport", "the mayor of Paris"."""
    first, after = row[0].place, tree.words[row[-1].place + 1 : row[-1].place + 2]
    before, head = (tree.words[max(first - k, 0)].text.lower() if first else "" for k in (1, 2))
    if any(w.tag in ("NN", "NNS", "NNP") for w in after):
        return not is_title(after)
    town = before == "of" and head in grammar("town")
    return before in grammar("locative") | grammar("quarter") or town


def _is_one_person(tree: Tree, noun: Word) -> bool:
    """Whether a word for a people means one of them: "the 48-year-old Australian was jailed"."""
    after = tree.words[noun.place + 1 : noun.place + 2]
    singular = noun.text.endswith(("an", "i", "er", "on", "ne", "le", "rk", "de", "rd"))
    part = noun.relation in ("appos", "obj", "obl", *SUBJECTS)
    alone = part and not any(w.tag[:2] in ("NN", "JJ", "HY") for w in after)
    return singular and alone and any(w.text.lower() in ("the", "a", "an") for w in tree.phrase(noun)[:1])


def add_acronyms(sentence: Sentence, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the acronyms that stand in brackets behind one: "the World Bank (WB)"."""
    ends = {m.end: m for m in mentions}
    more, covered = [], set[int]()
    for match in ASIDE.finditer(AFFILIATION.sub(lambda m: " " * len(m.group()), sentence.text)):
        at, short = sentence.start + match.start(), match.group()[1:-1]
        before = sentence.text[: match.start()].rstrip()
        whole = ends.get(sentence.start + len(re.sub(r"[’']s?$", "", before)))  # "the Rivers’ (ICR) call"
        spelt = _spelt_out(sentence, match.start(), short)
        if spelt and (not whole or (spelt.start < whole.start and whole.name[:1] != short[0])):
            covered |= {*range(spelt.start, at)}
            more.append(whole := spelt)
        if whole:
            more.append(Mention(at + 1, at + 1 + len(short), short, whole.kind, "acronym", listed=whole.listed))
    kept = [m for m in mentions if m.start not in covered and m.end - 1 not in covered]
    return sorted([*kept, *more], key=lambda m: m.start)


def _spelt_out(sentence: Sentence, at: int, short: str) -> Mention | None:
    """The name that an acronym shortens: capitals and what joins them, from the same letter on."""
    first, capitals = at, 0
    for word in reversed(list(re.finditer(r"\S+", sentence.text[max(at - SPELT, 0) : at]))):
        text = word.group()
        if text[:1].isupper() and text != "The" and text[-1].isalnum() and not POSSESSOR.search(text):
            capitals += 1
            first = max(at - SPELT, 0) + word.start() if text[0] == short[0] and capitals > 1 else first
        elif text.lower() not in grammar("joins"):
            break
    name = sentence.text[first : at - 1]
    entry = lookup_name(name) or GazetteerEntry(name, "organisation", "name")
    span = (sentence.start + first, sentence.start + at - 1)
    return Mention(*span, *entry, listed=entry.name != name) if name else None


def words_in(tree: Tree, span: EntitySpan) -> list[Word]:
    """Return the words of a span that the model finds."""
    first = bisect_left(tree.words, span.start + tree.start, key=lambda w: w.start)
    return list(takewhile(lambda w: w.end <= span.end + tree.start, tree.words[first : first + SPELT]))


def text_of_row(tree: Tree, row: Sequence[Word]) -> str:
    """Return the words as they stand in the sentence, without an acronym in brackets among them."""
    return " ".join(tree.reading.text[row[0].start - tree.start : row[-1].end - tree.start].split())


def _trim(row: list[Word], own: Aliases) -> list[Word]:
    """The words without what belongs to no name: articles, prepositions, a country that owns it, its sort.

    Nor what a country's people are: "Iran" of "the Iran campaign".
    """
    while len(row) > 1 and row[-1].tag in ("IN", "TO", "POS", "HYPH"):
        row = row[:-1]
    about = (k for k, w in enumerate(row) if w.text in ("for", "on") and lookup(row[k + 1 :], own))
    row = row[: next(about, len(row))]  # "Senate Committee on Russia"
    owner = next((k for k, w in enumerate(row) if w.tag == "POS" and lookup(row[:k], own)), -1)
    row = row[owner + 1 :]  # "Iran’s Revolutionary Guard"
    small = list(takewhile(lambda w: not w.text[:1].isupper(), row))
    sort = max((k for k, w in enumerate(small) if w.text in actor_nouns()), default=-1)
    row = row[sort + 1 :] if sort + 1 < len(row) else row  # "the players’ union FUTPRO"
    while len(row) > 1 and (row[0].tag in ("DT", "PRP$", "IN", "TO") or row[0].text in ("of", "for")):
        row = row[1:]
    return row[:-1] if row and row[-1].text in grammar("staff") and lookup(row[:-1], own) else row


def _is_no_name(tree: Tree, row: Sequence[Word]) -> bool:
    """Whether it is no name after all: a title, a day, a small word, another people, nothing with a capital."""
    small = len(row) == 1 and row[0].text.lower() in (*stop_words(), "the", "prime")
    small = small and row[0].text not in grammar("date")  # "Mrs May"
    first, last = max(row[0].place - 2, 0), row[-1].place + 1
    spans = ((k, end) for k in range(first, last) for end in range(last, last + 4))
    title = any(is_title(tree.words[k:end]) for k, end in spans)  # of "Secretary of State", "Press Secretary"
    people = next((entry for size in range(2, len(row) + 1) if (entry := lookup(row[1:size], {}))), None)
    alone = len(row) == 1 or (people and people.rule == "demonym")
    goes_on = bool(row) and any(_is_first_part(row[-1], after) for after in tree.words[last : last + 1])
    other = row[0].text in grammar("another") and alone and not goes_on  # "Latin American left", but "North Torvia"
    return (
        title
        or small
        or bool(other)
        or row[0].tag in ("DATE", "IN")
        or not any(map(str.isupper, text_of_row(tree, row)))
    )


def _extend(tree: Tree, row: list[Word], kind: str, own: Aliases) -> list[Word]:
    """The name with what the model left out: "Solheim-Braun", "Gulnora Saidova", "Strait of Hormuz"."""
    while (after := tree.words[row[-1].place + 1 : row[-1].place + 3]) and len(after) == 2:
        hyphened = after[0].text == "-" and after[0].start == row[-1].end and after[1].start == after[0].end
        owned = after[0].tag == "POS" and after[1].text == "of" and kind != "person"  # "Lloyd’s of London"
        if not (hyphened and after[1].text[:1].isupper()) and not owned:
            break
        row = [*row, *after, *tree.words[after[1].place + 1 : after[1].place + 2][: int(owned)]]
    part = next(iter(tree.words[row[-1].place + 1 :]), None)
    if part and part.tag == "POS" and not tree.has_possessive(row[-1]):  # "Moody’s cut the rating"
        return [*row, part]
    if part and kind != "person" and part.text in grammar("region"):
        heads, before = (row[-1].place, part.place), reversed(tree.words[: row[0].place])
        more = takewhile(lambda w: w.head in heads and w.tag == "NNP", before)
        return [*reversed(list(more)), *row, part]  # "New York state"
    if kind == "person":
        return _add_last_name(tree, row, own)
    while (after := tree.words[row[-1].place + 1 : row[-1].place + 2]) and _is_first_part(row[-1], after[0]):
        if lookup(row, own) or is_title(after):
            break
        row = [*row, *after]
    return _add_head_before_of(tree, _add_head_and_field(tree, row, own) if kind == "organisation" else row, own)


def _is_first_part(word: Word, after: Word) -> bool:
    """Whether the name goes on: "Green Zone"."""
    joined = word.relation in ("compound", "amod") and word.head == after.place
    return joined and after.tag.startswith("NNP") and after.text[:1].isupper()


def _add_last_name(tree: Tree, row: list[Word], own: Aliases) -> list[Word]:
    """A first name with the last name behind it, though the parser may take that for a verb."""
    after = tree.words[row[-1].place + 1 : row[-1].place + 4]
    title = any(is_title(after[:size]) for size in range(1, len(after) + 1))
    listed = any(lookup(words, own) for words in (row, after[:1]))
    if len(row) > 1 or not after or title or listed:
        return row
    text = after[0].text
    name = after[0].tag == "NNP" or (text.istitle() and text.isalpha() and not is_word(text))
    month = text in grammar("date") and not text.endswith(("day", "."))  # "Theresa May should"
    day = after[0].tag == "DATE" or (month and any(w.tag == "CD" for w in after[1:2]))
    return [*row, after[0]] if (name or month) and not day else row


def _add_head_and_field(tree: Tree, row: list[Word], own: Aliases) -> list[Word]:
    """An organisation's name with its head noun and its field: "High Court", "Board for Rural Water"."""
    after = tree.words[row[-1].place + 1 : row[-1].place + 2]
    if after and _is_body_noun(after[0]) and not lookup(row, own):
        row = [*row, *after]
    return add_field(tree, row, own) if _is_body_noun(row[-1]) else row


def add_field(tree: Tree, row: list[Word], own: Aliases) -> list[Word]:
    """A body or an office with its field: "High Commissioner for Human Rights", but not "Secretary of State"."""
    join, *field = tree.words[row[-1].place + 1 : row[-1].place + LONGEST] or (row[-1],)
    field = list(takewhile(lambda w: w.text[:1].isupper() and w.tag[:2] in ("NN", "JJ"), field))
    office = row[-1].text[:1].isupper() and len(row) > 1 and not is_title([row[-1], join, *field])
    if not office or join.text not in ("of", "for", "on") or not field:
        return row
    common = all(is_word(w.text) for w in field) and not is_title(field[:1])
    clear = not any(lookup(field[:size], own) for size in range(1, len(field) + 1))
    return [*row, join, *field] if common and clear else row


def _is_body_noun(word: Word) -> bool:
    """Whether a capitalised noun heads the name of one body: "Court", "Group"."""
    kind = actor_nouns().get(word.text.lower())
    return word.text[:1].isupper() and word.tag in ("NN", "NNP") and kind in ("organisation", "group")


def _add_head_before_of(tree: Tree, row: list[Word], own: Aliases) -> list[Word]:
    """A name with the noun it hangs on by "of": "Strait of Hormuz"."""
    place = row[0].place - (2 if row[0].place > 1 and tree.words[row[0].place - 1].text == "the" else 1)
    if place < 1 or tree.words[place].text != "of":
        return row
    head = tree.words[place - 1]
    if head.text[:1].isupper() and actor_nouns().get(head.text.lower()) in ("organisation", "place"):
        while head.place and _belongs(tree.words[head.place - 1], own):
            head = tree.words[head.place - 1]
        return [*tree.words[head.place : row[0].place], *row]
    return row


def _belongs(word: Word, own: Aliases) -> bool:
    """Whether the word before a part of a name belongs to it too."""
    return word.text[:1].isupper() and word.tag.startswith(("NNP", "JJ", "NN")) and not lookup([word], own)


def _kind(row: Sequence[Word], kind: str) -> str:
    """The kind of a name; that of a treaty, a law or a war is "issue": "Paris Agreement"."""
    thing = len(row) > 1 and actor_nouns().get(row[-1].text.lower()) == "issue"
    if len(row) > 1 and row[-1].text in grammar("region"):
        return "place"  # "Washington state"
    if kind == "person" and len(row) == 2 and row[0].text in grammar("another"):
        return "place"  # "East Lomar"
    body = any(w.text in ("of", "for") or actor_nouns().get(w.text.lower()) == "organisation" for w in row)
    return "issue" if thing and kind != "person" and not body else kind


def _without_title(row: list[Word], own: Aliases) -> list[Word]:
    """A person's name without the title and the country before it: not "Chad" in "Chad Woolf"."""
    for size in range(min(6, len(row) - 1), 0, -1):
        entry, rest = lookup(row[:size], own), row[size:]
        given = entry and entry.rule in ("name", "capital") and len(rest) == 1 and row[0].text.istitle()
        if is_title(row[:size]) or (entry and not (given and not is_title(rest))):
            return _without_title(rest, own)
    return row
