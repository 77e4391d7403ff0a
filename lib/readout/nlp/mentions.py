"""Where the article names someone: spans of persons, organisations, places and groups, with their kind."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from readout.articles.article import Article
from readout.articles.credits import OPENING, dateline_end
from readout.nlp.gazetteer import Aliases, is_common, is_title, is_word, lookup, nominal_kind, sided_verbs, stop_words
from readout.nlp.names import (
    KINDS,
    NO_PART,
    POSSESSOR,
    Mention,
    add_acronyms,
    add_field,
    find_names,
    text_of_row,
    words_in,
)
from readout.nlp.tokens import grammar
from readout.nlp.trees import Tree, Word

# A storm bears a name, but is for or against no one.
STORM = re.compile(r"\b(?:Hurricane|Typhoon|Cyclone|Storm|Superstorm) ([A-Z]\w+)")
CREDIT = re.compile(r"(?:/|\b(?:Photo|Photograph|Picture|Image|Pic|Credit)s?(?::| by| via) ?)\Z", re.IGNORECASE)
SHORT = 20  # characters before an agency that say what it is credited with
NEAR = 40  # words behind a name in which the text may call it "it"


def find_mentions(article: Article, trees: Sequence[Tree], own: Aliases) -> list[Mention]:
    """Return every mention in the text in order; mentions do not overlap.

    Names come from the tables of countries, demonyms, capitals, metonyms and organisations, from the user's
    `own` file, and from the model; of two that overlap the longer counts. Groups are noun phrases
    whose head noun the table of nominals lists, and those that the model finds by other nouns. An adjective
    of a country before a listed head noun belongs to the group ("Iraqi officials"), before any other noun it
    names the country ("the US withdrawal"). A listed name that is a common word too ("House") counts at the
    start of a sentence only if it stands elsewhere as well.
    """
    found = [
        (tree.start, mention)
        for tree, sentence in zip(trees, article.sentences, strict=True)
        for mention in add_acronyms(sentence, _in_sentence(tree, own))
    ]
    titled = _behind_titles(trees)  # "Colonel Dane" is no people, "Senator London" no capital
    persons = {article.text[m.start : m.end] for _, m in found if m.rule in ("demonym", "capital") and m.end in titled}
    persons |= _last_names([m for _, m in found]).keys()
    towns = _towns(article, [m for _, m in found])
    storms = frozenset(STORM.findall(article.text))
    found = [
        (at, _as_known(article, m, persons, towns))
        for at, m in found
        if not _is_dateline(article, m) and not _is_credit(article, m) and m.name.split()[-1] not in storms
    ]
    shops = {m.name for _, m in found if m.kind == "organisation" and POSSESSOR.search(m.name)}
    found = [(at, _with_ending(article, m, shops)) for at, m in found]
    found += [(tree.start, m) for tree, m in _repeats(trees, [m for _, m in found])]
    things = _called_it(trees, [m for _, m in found], titled)
    found = [(at, replace(m, kind="organisation") if m.name in things else m) for at, m in found]
    found.sort(key=lambda pair: pair[1].start)
    inside = {m.name for start, m in found if m.start > start + 1}

    def is_name(start: int, mention: Mention) -> bool:
        """Whether the capital that opens a sentence is more than that: "House" may be a house."""
        if mention.start > start + 1 or not mention.listed or mention.name in inside:
            return True
        return not is_common(article.text[mention.start : mention.end], own)

    return [m for start, m in found if is_name(start, m)]


def _last_names(mentions: Sequence[Mention]) -> dict[str, Mention]:
    persons = (m for m in mentions if m.kind == "person" and " " in m.name and not m.nominal)
    return {m.name.split()[-1]: m for m in persons}


def _towns(article: Article, mentions: Sequence[Mention]) -> set[str]:
    """The capitals that the article speaks of as towns: "the mayor of Paris", "the Paris mayor"."""
    towns = set()
    for name in {m.name for m in mentions if m.kind == "place" and m.rule == "name" and m.listed}:
        nouns = "|".join(grammar("town"))
        if re.search(
            rf"\b(?:{nouns}) of {re.escape(name)}\b|\b{re.escape(name)}(?:[’']s)? (?:{nouns})\b", article.text
        ):
            towns.add(name)
    return towns


def _behind_titles(trees: Sequence[Tree]) -> set[int]:
    """Where the words end that stand right behind a title: "Lord Wolf", "Colonel Dane"."""
    pairs = (pair for tree in trees for pair in pairwise(tree.words))
    return {word.end for title, word in pairs if title.text.istitle() and is_title([title])}


def _as_known(article: Article, m: Mention, persons: set[str], towns: set[str]) -> Mention:
    """The mention as the rest of the article knows it: "Jordan" is Tim Jordan, "Paris" the town that has a mayor."""
    text = article.text[m.start : m.end]
    before = article.text[: m.start][-12:].split()[-1:]
    if m.listed and text in persons and not (before and before[0].lower() in grammar("locative")):
        return Mention(m.start, m.end, text, "person")
    return replace(m, name=text, rule="name") if m.rule == "capital" and text in towns else m


def _with_ending(article: Article, m: Mention, shops: set[str]) -> Mention:
    """The mention with an ending that belongs to the name: "McDonald’s workers", where "McDonald’s said" so."""
    whole = article.text[m.start : m.end + 2]
    return Mention(m.start, m.end + 2, whole, "organisation") if whole in shops and not m.nominal else m


def _is_dateline(article: Article, m: Mention) -> bool:
    """Whether the mention stands in the dateline of a paragraph: "BERLIN: The …", "LIMA, Peru (AP) — The …"."""
    near = max(m.start - OPENING, 0)  # a paragraph may be long
    start = article.text.rfind("\n", near, m.start) + 1 or near
    return m.end <= start + dateline_end(article.text[start : start + OPENING])


def _is_credit(article: Article, m: Mention) -> bool:
    """Whether the mention is an agency in the credit of a picture: "(Photo: EPA)", "Jon Maas/EPA"."""
    return m.rule == "acronym" and bool(CREDIT.search(article.text, max(m.start - SHORT, 0), m.start))


def _repeats(trees: Sequence[Tree], mentions: Sequence[Mention]) -> Iterator[tuple[Tree, Mention]]:
    """Last names and acronyms that were found once and stand elsewhere too, where the model saw none."""
    lasts = _last_names(mentions)
    short = {name: m for name, m in lasts.items() if name[:1].isupper() and not is_word(name)}
    short |= {name: m for m in mentions if (name := _first_word(m))}
    short |= {m.name: m for m in mentions if m.rule == "acronym" and m.name.isupper() and " " not in m.name}
    taken = {at for m in mentions for at in range(m.start, m.end)}
    for tree in trees if short else ():
        for word in tree.words:
            whole = short.get(word.text) if word.tag.startswith("NN") else None
            if whole and word.start not in taken:
                yield tree, Mention(word.start, word.end, word.text, whole.kind)


def _first_word(mention: Mention) -> str:
    """The word by which a text may call an organisation again: "Corvant" for "Corvant Biologics"."""
    first = mention.name.split()[0]
    fits = mention.kind == "organisation" and not (mention.listed or mention.nominal)
    return first if fits and first.istitle() and first.isalpha() and not is_word(first) else ""


def _called_it(trees: Sequence[Tree], mentions: Sequence[Mention], titled: set[int]) -> set[str]:
    """Single names that the model takes for persons, but the text calls "it": "Lumora said it would"."""
    persons = [m for m in mentions if m.kind == "person"]
    full = {word for m in persons if " " in m.name for word in m.name.split()}
    alone = {m.end: m.name for m in persons if not m.listed and m.name not in full and " " not in m.name}
    alone = {end: name for end, name in alone.items() if end not in titled}  # "Lord Wolf said it was bad"
    counts: Counter[str] = Counter()
    for tree, following in zip_longest(trees, trees[1:]) if alone else ():
        for word in tree.words:
            if word.end in alone and word.relation in ("nsubj", "nsubj:pass"):
                opens = following.words[:1] if following else ()
                rest = (*tree.words[word.place + 1 : word.place + NEAR], *opens)
                after = next((w.text.lower() for w in rest if w.tag in ("PRP", "PRP$")), "")
                counts[alone[word.end]] += (after in ("it", "its")) - (after in ("he", "she", "his", "her"))
    return {name for name, count in counts.items() if count > 0}


def _in_sentence(tree: Tree, own: Aliases) -> list[Mention]:
    """The groups, then the names, the longest first; a name that holds a group whole takes its place."""
    groups = (m for noun in tree.nouns() for m in _group(tree, noun, own))
    taken = {at: m for m in groups for at in range(m.start, m.end)}
    for m in _read_groups(tree, own):
        if not any(at in taken for at in range(m.start, m.end)):
            taken |= dict.fromkeys(range(m.start, m.end), m)
    for m in sorted(find_names(tree, own), key=lambda m: (m.start - m.end, not m.listed, m.start)):
        inner = list(dict.fromkeys(taken[at] for at in range(m.start, m.end) if at in taken))
        if all(_contains(m, group) for group in inner):  # "West African States" in a longer name
            taken |= dict.fromkeys(range(m.start, m.end), m)
    return sorted(set(taken.values()), key=lambda m: m.start)


def _contains(name: Mention, group: Mention) -> bool:
    """Whether the group is but a part of the name."""
    part = name.start <= group.start and group.end <= name.end and group.end - group.start < name.end - name.start
    return part and group.nominal and group.name.split()[-1][:1].isupper()


def _group(tree: Tree, noun: Word, own: Aliases) -> Iterator[Mention]:
    """A noun phrase whose head noun names a kind of actor, and that is no name or title, nor opens a name."""
    row = [w for w in tree.phrase(noun) if w.tag not in ("DT", "PDT", "PRP$") and w.relation != "det"]
    row = row[: row.index(noun) + 1] if noun in row else []
    owned = max((k for k, w in enumerate(row) if w.tag == "POS"), default=-1)
    owner, row = row[: max(owned, 0)], row[owned + 1 :]
    kind = nominal_kind(noun) if row else ""
    opens = any(lookup(tree.words[noun.place : noun.place + size], own) for size in (3, 4, 5))
    if kind and not opens and not _is_name(row, own) and not (is_title(row[-1:]) and _bears_name(tree, noun)):
        mention = _nominal(tree, add_field(tree, row, own), kind, own)
        mention = _with_owner(tree, owner or _owner(tree, noun), mention)
        yield replace(mention, acts=_takes_part(tree, noun))


def _read_groups(tree: Tree, own: Aliases) -> Iterator[Mention]:
    """Groups by other nouns than the table has, as the model finds them: "the two ferrymen"."""
    for span in tree.reading.mentions("nominal"):
        row = words_in(tree, span)
        noun = tree.head(row[-1]) if row and row[-1].relation == "det" else None
        if noun:  # of "the court" the model may mark the article alone
            row = list(tree.words[row[-1].place : noun.place + 1])
        row = [w for w in row if w.tag == "HYPH" or w.tag not in NO_PART]
        if span.kind in KINDS[:2] and row and row[-1].tag in ("NN", "NNS") and row[-1].text.islower():
            many = row[-1].tag == "NNS"
            if many or not any(w.tag.startswith("NNP") for w in row):  # "the WHO chief" names the WHO
                mention = _nominal(tree, row, "group" if many else span.kind, own)
                whose = any(w.tag == "PRP$" for w in tree.phrase(row[-1])) or tree.children(row[-1], "nmod")
                bare = mention.nominal and not whose  # neither "his colleagues" nor "members of X"
                yield replace(mention, acts=bare and _takes_part(tree, row[-1]))


def _bears_name(tree: Tree, noun: Word) -> bool:
    """Whether a name follows the noun: "Secretary of State Mike Pompeo", where the name is the actor."""
    row = tree.words[noun.place : noun.place + 6]
    longest = next((k for k in range(len(row) - 1, 0, -1) if is_title(row[:k])), 1)
    after = row[longest : longest + 1]
    return bool(after) and after[0].tag == "NNP" and noun.text[:1].isupper()


def _nominal(tree: Tree, row: list[Word], kind: str, own: Aliases) -> Mention:
    while len(row) > 1 and (row[0].tag in NO_PART or (row[0].lemma in stop_words() and row[1].tag != "HYPH")):
        if row[0].place and row[0].tag not in NO_PART and all(w.text[:1].isupper() for w in row):
            break  # "the High Court"
        row = row[1:]
    entry = lookup(row, own)
    if entry:
        return Mention(row[0].start, row[-1].end, *entry, listed=True)
    name = text_of_row(tree, row)
    opens = row[0].place < 2 and is_word(row[0].text)
    opens = opens and not row[0].tag.startswith("NNP")
    if opens and name[1:].islower() and not lookup(row[:1], own):
        name = name[:1].lower() + name[1:]  # "Politicians": the capital is the sentence's
    return Mention(row[0].start, row[-1].end, name, kind, nominal=True, head=row[-1].lemma.lower())


def _takes_part(tree: Tree, noun: Word) -> bool:
    """Whether whom the noun names does, or bears, what is for or against someone."""
    verb = tree.head(noun)
    part = noun.relation in ("nsubj", "nsubj:pass", "obj", "obl:agent")
    if not part or verb is None or not verb.tag.startswith("VB"):
        return False
    meant = tree.children(verb, "xcomp") if noun.relation == "nsubj" else []  # "tried to block"
    return any(one.lemma in sided_verbs() for one in (verb, *meant))


def _owner(tree: Tree, noun: Word) -> list[Word]:
    owners = (word for word in tree.children(noun, "nmod:poss") if tree.has_possessive(word))
    rows = ([w for w in tree.phrase(owner) if w.tag not in (*NO_PART, "POS")] for owner in owners)
    return next(rows, [])


def _with_owner(tree: Tree, owner: Sequence[Word], mention: Mention) -> Mention:
    """The name "Iraq’s Foreign Minister" for a head noun that stands with its possessor."""
    if not mention.nominal or not owner or not owner[0].text[:1].isupper():
        return mention
    after = tree.words[owner[-1].place + 1]
    ending = after.text if after.tag == "POS" else "’s"
    return replace(mention, name=f"{text_of_row(tree, owner)}{ending} {mention.name}")


def _is_name(row: Sequence[Word], own: Aliases) -> bool:
    """Whether the whole phrase is a listed name, or a title that a name follows: no nominal group."""
    if lookup(row, own):
        return True
    return any(is_title(row[:k]) and len(row) > k and row[k].tag == "NNP" for k in range(1, 5)) and (
        not is_title(row[-1:])
    )
